"""What a task of a cluster runs: the command of the crew, with the fields of a stack put in."""

import unicodedata
from collections.abc import Iterator

from stackplan.core.errors import StackplanError
from stackplan.core.text import shown

FIELDS = ("stack", "runs", "traces")
# Quotes in which {traces}, which brings its own, would fall apart.
_QUOTES = frozenset({"'", '"', "$'"})
# Of the exported Spyral script; PYTHON may be set to name another Python.
SPYRAL_COMMAND = '"${{PYTHON:-python3}" run_plan.py task {stack}'


def fill(command: str, stack: int, runs: tuple[int, ...]) -> str:
    """Put a stack into a command.

    Parameters
    ----------
    command : str
        For bash, on one line. ``{stack}`` and ``{runs}`` (separated by blanks) become plain digits,
        also inside quotes; ``{traces}`` a variable in quotes; ``{{`` is ``{``.
    stack : int
        Number of the stack, counted from 1.
    runs : tuple of int
        Its runs, in processing order.

    Returns
    -------
    str
        A command for bash, in a script that sets ``TRACES``.

    Raises
    ------
    StackplanError
        If the command cannot be meant; the sentence names the character.
    """
    values = {"stack": str(stack), "runs": " ".join(map(str, runs)), "traces": '"$TRACES"'}
    return "".join(values[name] if name else text for text, name in _parts(command))


def check_command(command: str) -> None:
    """Refuse a command that cannot be meant, with a `StackplanError`."""
    if not command.strip():
        raise StackplanError("The command is empty; write for example 'my_analysis {runs}'.")
    hidden = next((c for c in command if unicodedata.category(c) == "Cc" and c != "\t"), None)
    if hidden:
        raise StackplanError(f"The command has a '{shown(hidden)}'; write it on one line.")
    try:
        command.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise StackplanError("The command has half a character; type it anew.") from error
    fill(command, 1, (1,))


def names_fields(command: str) -> frozenset[str]:
    """Fields that a command has; it has passed `check_command`."""
    return frozenset(name for _, name in _parts(command) if name)


def _parts(command: str) -> Iterator[tuple[str, str]]:
    """Cut a command into texts and names of fields; one of the two is empty."""
    nesting: list[str] = []
    position = 0
    while position < len(command):
        if command[position] == "{":
            text, name, length = _field(command, position, nesting)
        else:
            text, name = _piece(command, position, nesting), ""
            length = len(text)
        yield text, name
        position += length
    if command.endswith("\\") and _backslashes(command) % 2:
        raise StackplanError("The command ends with a backslash; leave it out.")
    if nesting:
        raise StackplanError(f"The command opens {nesting[-1]} and does not close it.")


def _backslashes(text: str) -> int:
    return len(text) - len(text.rstrip("\\"))


def _field(command: str, position: int, nesting: list[str]) -> tuple[str, str, int]:
    if command.startswith("{{", position):
        return "{", "", 2
    name = command[position + 1 :].partition("}")[0]
    where = f"(character {position + 1})"
    if name not in FIELDS or not command.startswith("}", position + 1 + len(name)):
        fields = "{stack}, {runs} and {traces}"
        what = f"'{{{shown(name[:20])}' {where} is no field"
        raise StackplanError(f"The command: {what}; there are {fields}, and {{{{ stands for {{.")
    if name == "traces" and (_QUOTES.intersection(nesting) or "`" in command):
        raise StackplanError(
            f"The command: {{traces}} {where} stands inside quotes; it brings its own, so leave"
            " them out."
        )
    return "", name, len(name) + 2


def _piece(command: str, position: int, nesting: list[str]) -> str:
    """Take one or two characters, and keep account of the quotes that are open."""
    one, two = command[position], command[position : position + 2]
    inside = nesting[-1] if nesting else ""
    if one == "\\" and inside != "'":
        return one if two == "\\{" else two
    if inside in _QUOTES and one == inside[-1]:
        nesting.pop()
    elif two == "$(" and inside in {'"', "$("}:
        nesting.append(two)
        return two
    elif inside in {"", "$("}:
        if two == "$'":
            nesting.append(two)
            return two
        if one in _QUOTES:
            nesting.append(one)
        elif inside and one == "(":
            nesting.append("$(")
        elif inside and one == ")":
            nesting.pop()
    return one
