"""The parser of plan files: takes the text apart, and names each mistake with its line."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from fractions import Fraction
from urllib.parse import unquote

from stackplan.core.errors import StackplanError
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse, parse_range
from stackplan.core.runs import Run
from stackplan.core.text import printable

FORMAT = "stackplan"
VERSION = 1
MAX_RUNS = 100_000
MAX_CHARACTERS = 64_000_000

# Headers that stand once; `note` and `skip reason` may stand several times.
SINGLE_KEYS = frozenset({
    "traces", "runs", "skip", "stacks", "empty", "speeds", "weight", "method", "made", "left out",
    "lower bound", "proof", "longest stack",
})  # fmt: skip
_KEY = re.compile(r"([a-z][a-z ]*?)(?:\s+([0-9]+))?")
_MAX_KEY = 40  # characters; a longer one is no header, and not worth a search
_MAX_DIGITS = 9
_RUN_WORDS = re.compile(
    r"([0-9]{1,30}) bytes(?:, weight ([0-9]{1,30})( estimated)?)?(, pinned)?", re.ASCII
)
_BOUND = r"[0-9]{1,40}(/[1-9][0-9]{0,39})?"
_FIRST_LINE = re.compile(rf"# {FORMAT} ([0-9]{{1,9}})")


class PlanTextError(StackplanError):
    """A plan file that is refused; `line` is the one at fault, counted from 1."""

    def __init__(self, message: str, line: int) -> None:
        # The message may quote control characters of the file.
        super().__init__(f"line {line}: {printable(message)}")
        self.line = line


# --- how headers are spelt; `plan_text` writes them ---


def header_of(line: str) -> tuple[str, str, str] | None:
    """Key, index and value of a header that means something to Stackplan: ``# run 54: ...``."""
    head, colon, value = line[1:].partition(":")
    match = _KEY.fullmatch(head.strip()) if colon and len(head) <= _MAX_KEY else None
    if match is None:
        return None
    key, index = match[1], match[2] or ""
    known = {"run", "stack"} if index else SINGLE_KEYS | {"note", "skip reason"}
    return (key, index, value.strip()) if key in known else None


def read_path(text: str) -> str:
    """Undo `plan_text.write_path`."""
    return _unquote(text.removeprefix("file://")) if text.startswith("file://") else text


def read_skip_reason(text: str) -> tuple[RunNumbers, str]:
    """Undo `plan_text.write_skip_reason`; raises MisspeltError where it cannot."""
    numbers, _, reason = text.partition(" ")
    return parse(numbers), reason


def read_left_out(text: str) -> tuple[LeftOut, ...]:
    """Undo `plan_text.write_left_out`; raises ValueError or MisspeltError where it cannot."""
    entries = []
    for item in filter(None, map(str.strip, text.split(","))):
        subject, _, reason = item.rpartition(" ")
        if reason == "misnamed":
            entries.append(LeftOut(reason, name=_unquote(subject)))
        else:
            entries.append(LeftOut(reason, parse(subject)))
    return tuple(entries)


def _unquote(text: str) -> str:
    return unquote(text, errors="surrogateescape")


# --- lines ---


@contextmanager
def at_line(line: int) -> Iterator[None]:
    """Give a mistake in a value the number of its line."""
    try:
        yield
    except PlanTextError:
        raise
    except (StackplanError, ValueError) as error:
        raise PlanTextError(str(error).rstrip("."), line) from error


@dataclass
class ParsedLines:
    """The lines of a plan file, sorted by what they say."""

    values: dict[str, tuple[str, int]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    skip_reasons: list[tuple[RunNumbers, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    stacks: list[list[int]] = field(default_factory=list)
    stack_lines: list[int] = field(default_factory=list)
    planned: set[int] = field(default_factory=set)
    runs: dict[int, Run] = field(default_factory=dict)
    pinned: set[int] = field(default_factory=set)
    run_lines: dict[int, int] = field(default_factory=dict)
    # Number of runs that a comment above promises for a stack's line, by the line's index.
    promised: dict[int, str] = field(default_factory=dict)
    separated: bool = False

    def add(self, line: str, number: int) -> None:
        """Take one line."""
        if not line.startswith("#"):
            self._add_stack(line, number)
            return
        header = header_of(line)
        if header is None:
            if line.rstrip() == "#":
                self.separated = True
            else:
                self.unknown.append(line)
            return
        key, index, value = header
        with at_line(number):
            if key == "run":
                self._add_run(index, value, number)
            elif key == "stack":
                self.promised[len(self.stacks)] = value.partition(" ")[0]
            else:
                self._add_header(key, value, number)

    def _add_stack(self, line: str, number: int) -> None:
        words = line.split()
        if not words:
            raise PlanTextError("a blank line; delete it", number)
        stack = []
        for word in words:
            if not (word.isascii() and word.isdigit() and len(word.lstrip("0")) <= _MAX_DIGITS):
                message = "this line holds run numbers with blanks between them"
                raise PlanTextError(f"'{word[:20]}' is no run number; {message}", number)
            run = int(word)
            if run in self.planned:
                raise PlanTextError(f"run {run} stands in the plan twice; delete one", number)
            self.planned.add(run)
            stack.append(run)
        if len(self.planned) > MAX_RUNS:
            raise PlanTextError(f"a plan holds at most {MAX_RUNS:,} runs", number)
        self.stacks.append(stack)
        self.stack_lines.append(number)

    def _add_header(self, key: str, value: str, number: int) -> None:
        if key == "note":
            self.notes.append(value)
        elif key == "skip reason":
            self.skip_reasons.append(read_skip_reason(value))
        elif key in self.values:
            raise PlanTextError(f"'# {key}:' stands here a second time; delete one", number)
        else:
            self.values[key] = (value, number)

    def _add_run(self, index: str, value: str, number: int) -> None:
        words = _RUN_WORDS.fullmatch(value)
        if words is None or len(index.lstrip("0")) > _MAX_DIGITS:
            message = "a size must read like '# run 54: 30412345678 bytes'; is the file cut off?"
            raise PlanTextError(message, number)
        run = int(index)
        if run in self.runs:
            raise PlanTextError(f"run {run} has a size twice; delete one", number)
        weight = None if words[2] is None else int(words[2])
        self.runs[run] = Run(run, int(words[1]), weight, bool(words[3]))
        self.run_lines[run] = number
        if words[4]:
            self.pinned.add(run)

    def breaks_off(self, *, ends_with_newline: bool) -> bool:
        """Tell whether the end of the file was lost, for example while it was copied.

        Stackplan ends each line, and writes a size for each run after the stacks, by ascending
        number. Sizes missing at the end are a loss, unless a run was added by hand: then a stack
        has more runs than the comment above it says.
        """
        unsized = self.planned - self.runs.keys()
        if not ends_with_newline:
            # What was written by hand without such comments may lack its last newline.
            return bool(self.promised or unsized or not self.planned)
        if not self.planned:
            return not self.separated or bool(self.promised) or "longest stack" in self.values
        at_end = bool(unsized) and min(unsized) > max(self.runs, default=-1)
        counts = [f"{len(stack):,}" for stack in self.stacks]
        kept = all(counts[at : at + 1] in ([], [count]) for at, count in self.promised.items())
        return at_end and bool(self.promised) and kept

    def value(self, key: str, default: str = "") -> tuple[str, int]:
        """Value and line of a header; the default stands on line 1."""
        return self.values.get(key, (default, 1))

    def needed(self, key: str) -> tuple[str, int]:
        """Value and line of a header that must be there."""
        value, line = self.value(key)
        if not value:
            raise PlanTextError(f"the header '# {key}:' is missing; is the file cut off?", line)
        return value, line


def parse_lines(text: str) -> ParsedLines:
    """Sort the lines of a plan file's text, in which nothing may be missing or stand twice.

    Raises `PlanTextError` with the number of the first line that is at fault.
    """
    if len(text) > MAX_CHARACTERS:
        raise PlanTextError(f"the file is larger than {MAX_CHARACTERS // 10**6} MB", 1)
    lines = [line.removesuffix("\r") for line in text.removeprefix("\ufeff").split("\n")]
    whole = lines[-1] == ""
    if whole:
        lines.pop()
    match = _FIRST_LINE.fullmatch(lines[0].rstrip()) if lines else None
    if match is None:
        raise PlanTextError(f"this is no plan file; it must begin with '# {FORMAT} {VERSION}'", 1)
    if int(match[1]) != VERSION:
        message = f"version {match[1]} of the plan file is not known here; use a newer Stackplan"
        raise PlanTextError(message, 1)
    draft = ParsedLines()
    for number, line in enumerate(lines[1:], start=2):
        draft.add(line, number)
    if draft.breaks_off(ends_with_newline=whole):
        raise PlanTextError("the file breaks off here; copy it again", len(lines))
    for run, number in draft.run_lines.items():
        if run not in draft.planned:
            message = f"run {run} has a size but stands on no stack's line; add or delete it"
            raise PlanTextError(message, number)
    return draft


# --- values ---


def plan_of(draft: ParsedLines) -> Plan:
    """Build the plan from its lines; the computed comments do not count.

    A run without a ``# run`` header has size 0: unknown until the folder is scanned.
    """
    request = _request(draft)
    stacks = tuple(
        Stack(tuple(draft.runs.get(number) or Run(number, 0) for number in numbers))
        for numbers in _with_empty_stacks(draft, request.n_stacks)
    )
    return _with_proof(Plan(request, stacks, frozenset(draft.pinned)), draft)


def _with_proof(plan: Plan, draft: ParsedLines) -> Plan:
    """Take over what a search has proved, unless an edit by hand has made it untrue."""
    value, fingerprint = draft.value("lower bound")[0], draft.value("proof")[0]
    if not fingerprint or not re.fullmatch(_BOUND, value, re.ASCII):
        return plan
    exact = Fraction(value)
    bound = exact.numerator if plan.request.speeds is None else exact
    loads = tuple(run.load for run in plan.runs)
    proof = Proof(bound, loads, plan.request.n_stacks, plan.request.speeds)
    return replace(plan, proof=proof) if proof.fingerprint == fingerprint else plan


def _request(draft: ParsedLines) -> PlanRequest:
    runs, line = draft.value("runs", "all")
    with at_line(line):
        run_min, run_max = parse_range(runs)
    skip, line = draft.value("skip")
    with at_line(line):
        request = PlanRequest(run_min, run_max, parse(skip))
    # Header by header, so that a mistake gets the number of its own line.
    stacks, line = draft.needed("stacks")
    if not re.fullmatch("[0-9]{1,9}", stacks):
        raise PlanTextError(f"'{stacks[:20]}' is no number of stacks", line)
    with at_line(line):
        request = replace(request, n_stacks=int(stacks))
    speeds, line = draft.value("speeds")
    if not re.fullmatch(r"([0-9]{1,9}(\s*,\s*[0-9]{1,9})*)?", speeds, re.ASCII):
        raise PlanTextError("speeds must be whole per cents like 100,100,55", line)
    with at_line(line):
        if speeds:
            request = replace(request, speeds=tuple(map(int, speeds.split(","))))
    weight, line = draft.value("weight", "bytes")
    with at_line(line):
        request = replace(request, weight=weight)
    method, line = draft.value("method", "snake")
    with at_line(line):
        return replace(request, method=method)


def _with_empty_stacks(draft: ParsedLines, n_stacks: int) -> list[list[int]]:
    """Put the empty stacks back where they were."""
    text, line = draft.value("empty")
    with at_line(line):
        empty = parse(text)
    total = len(draft.stacks) + len(empty)
    if empty and (0 in empty or empty.intervals[-1][1] > min(total, n_stacks)):
        raise PlanTextError(f"'# empty: {empty}' names a stack that does not exist", line)
    if total > n_stacks:
        too_many = draft.stack_lines[max(0, n_stacks - len(empty))]
        message = f"a stack too many: '# stacks: {n_stacks}' allows {n_stacks}"
        raise PlanTextError(f"{message}; write a larger number there", too_many)
    with_runs = iter(draft.stacks)
    return [[] if index in empty else next(with_runs) for index in range(1, total + 1)]
