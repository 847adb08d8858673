"""The page of troubleshooting names every message that the code can show, and no other."""

import ast
from pathlib import Path

import pytest

from message_texts import GAP, Source, messages_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "resources" / "help" / "troubleshooting.md"


def rows() -> list[tuple[str, str]]:
    """Messages of the page, each with its remedy."""
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    cells = [line.strip("|").split(" | ") for line in lines if line.startswith("| ")]
    return [(said.strip(), remedy.strip()) for said, remedy in cells if said.strip() != "it says"]


def test_that_the_page_has_every_message_of_the_code_and_no_other() -> None:
    code, on_page = messages_of(ROOT / "src" / "stackplan"), {said for said, _ in rows()}
    missing = {f"{text}   ({name})" for text, name in code.items() if text not in on_page}
    assert missing == set(), f"add to {PAGE.name} what it says and what to do about it"
    assert on_page - set(code) == set()


def test_that_no_message_stands_on_the_page_twice_and_each_has_a_remedy() -> None:
    said = [said for said, _ in rows()]
    assert len(said) == len(set(said))
    assert [said for said, remedy in rows() if not remedy.endswith((".", "`"))] == []
    assert len(said) > 150


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('raise StackplanError(f"Run {n} is not there.")', {f"Run {GAP} is not there."}),
        ('Message("Read it again with F5.")', {"Read it again with F5."}),
        ('def f():\n w = "One is bad"\n Message(f"{w}; skip it.")', {"One is bad; skip it."}),
        ('def g(): return "Nothing is left."\ndef f(): Message(g())', {"Nothing is left."}),
        ('_W = {1: "{} is gone."}\nStackplanError(_W.get(1).format(p))', {f"{GAP} is gone."}),
        ('class OwnError(StackplanError): ...\nOwnError("it is our own")', {"it is our own"}),
        ('def f():\n w = []\n w += ["One is bad."]\n Message(" ".join(w))', {"One is bad."}),
        ('Message("So it is now" if x else "Or it is so")', {"So it is now", "Or it is so"}),
        ('_say(f"name one: {x}")', {f"name one: {GAP}"}),
        ('Message({1: "One is bad.", 2: "Two is bad."}[x])', {"One is bad.", "Two is bad."}),
        ('print("It is not said to a person.")', set()),
    ],
)
def test_that_messages_are_found_in_the_code(source: str, expected: set[str]) -> None:
    assert set(Source({Path("code.py"): ast.parse(source)}).messages()) == expected
