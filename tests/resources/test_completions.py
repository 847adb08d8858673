"""README, man page and the completions of three shells say what the command line really takes."""

import argparse
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from stackplan.cli.parser import make_parser

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
COMPLETIONS = RESOURCES / "completions"
README = RESOURCES.parent / "README.md"
MAN_PAGE = RESOURCES / "man" / "stackplan.1"


def commands() -> dict[str, argparse.ArgumentParser]:
    (found,) = (
        action
        for action in make_parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    return dict(found.choices)


def options(parser: argparse.ArgumentParser) -> dict[str, list[str]]:
    """The long options, each with the words that may follow it."""
    return {
        action.option_strings[-1]: list(action.choices or ())
        for action in parser._actions
        if action.option_strings
    }


COMMANDS = sorted(commands())
CHOICES = [
    (command, option, words)
    for command, parser in commands().items()
    for option, words in options(parser).items()
    if words
]


def ask(shell: str, *words: str, more: dict[str, str] | None = None) -> list[str]:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not installed")
    result = subprocess.run(
        [program, *words], env={**os.environ, **(more or {})}, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, "")
    return result.stdout.splitlines()


BASH = """
source "$0"
compopt() { :; }
cd /
for line; do
    COMP_WORDS=($line "") COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
    [[ $line != *- ]] || COMP_CWORD=$((COMP_CWORD - 1))
    COMPREPLY=()
    _stackplan
    printf '%s ' "${COMPREPLY[@]}"
    echo
done
"""


def bash(*lines: str) -> list[list[str]]:
    """What may follow each line; one process for all."""
    words = [f"stackplan {line}" for line in lines]
    said = ask("bash", "-c", BASH, str(COMPLETIONS / "stackplan.bash"), *words)
    return [line.split() for line in said]


def fish(folder: Path, *lines: str) -> list[set[str]]:
    """What may follow each line; one process for all."""
    own_file = shlex.quote(str(COMPLETIONS / "stackplan.fish"))
    asked = "; echo; ".join(f"complete -C 'stackplan {line}'" for line in lines)
    source = f"source {own_file}; cd {shlex.quote(str(folder))}; {asked}"
    home = folder / ".home"  # not proposed: its name begins with a dot
    home.mkdir()
    own = {name: str(home) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    said = "\n".join(ask("fish", "--no-config", "-c", source, more=own))
    blocks = said.split("\n\n")
    return [{line.split("\t")[0] for line in block.splitlines() if line} for block in blocks]


def zsh_function(command: str) -> str:
    text = (COMPLETIONS / "stackplan.zsh").read_text(encoding="utf-8")
    match = re.search(rf"_stackplan_{command}\(\) \{{(.*?)\}}\n", text, re.DOTALL)
    assert match is not None
    return match[1]


def man_section(command: str) -> str:
    text = MAN_PAGE.read_text(encoding="utf-8").replace("\\-", "-")
    match = re.search(rf"\.SS stackplan {command}\b(.*?)\n\.S[SH] ", text, re.DOTALL)
    assert match is not None
    return match[1]


def test_that_bash_proposes_commands_options_and_what_may_follow_them() -> None:
    (first,) = bash("")
    assert set(first) >= {*COMMANDS, *options(make_parser())}
    assert "bin" in first or "usr" in first  # a folder, too
    for command, found in zip(COMMANDS, bash(*(f"{each} -" for each in COMMANDS)), strict=True):
        assert set(found) == set(options(commands()[command])), command
    asked = (f"{command} x {option}" for command, option, _ in CHOICES)
    assert bash(*asked) == [words for *_, words in CHOICES]


def test_that_fish_proposes_commands_options_and_what_may_follow_them(tmp_path: Path) -> None:
    asked = ["", "--", *(f"{each} --" for each in COMMANDS)]
    asked += [f"{command} {option} " for command, option, _ in CHOICES]
    expected = [set(COMMANDS), set(options(make_parser()))]
    expected += [set(options(commands()[command])) for command in COMMANDS]
    expected += [set(words) for *_, words in CHOICES]
    assert dict(zip(asked, fish(tmp_path, *asked), strict=True)) == dict(
        zip(asked, expected, strict=True)
    )


def test_that_zsh_reads_its_completion() -> None:
    assert ask("zsh", "-n", str(COMPLETIONS / "stackplan.zsh")) == []
    described = re.findall(r"^ +'(\w+):", zsh_function("commands"), re.MULTILINE)
    assert sorted(described) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_that_zsh_knows_the_options_of_a_command(command: str) -> None:
    text = zsh_function(command)
    assert set(re.findall(r"'\*?(--[\w-]+)\[", text)) == set(options(commands()[command]))
    for option, words in options(commands()[command]).items():
        if words:
            assert re.search(rf"'{option}\[.*\({' '.join(words)}\)'", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_that_the_man_page_describes_each_option_and_no_other(command: str) -> None:
    tags = re.findall(r"^\.TP\n(.*)$", man_section(command), re.MULTILINE)
    found = {option: line for line in tags for option in re.findall(r"--[\w-]+", line)}
    own = options(commands()[command])
    assert set(found) == set(own) - {"--help"}
    for option, words in own.items():
        if words:
            assert " | ".join(words) in found[option]


@pytest.mark.parametrize("command", COMMANDS)
def test_that_the_readme_has_the_usage_of_each_command(command: str) -> None:
    text = README.read_text(encoding="utf-8").partition("## On the command line")[2].split("```")[1]
    (usage,) = re.findall(rf"^stackplan {command} .*\n(?: .*\n)*", text, re.MULTILINE)
    own = options(commands()[command])
    assert set(re.findall(r"--[\w-]+", usage)) == set(own) - {"--help"}
    for option, words in own.items():
        if words:
            assert f"{option} {'|'.join(words)}" in usage


def test_that_the_man_page_has_no_mistake_of_form() -> None:
    assert ask("groff", "-man", "-ww", "-z", "-Tascii", str(MAN_PAGE)) == []
