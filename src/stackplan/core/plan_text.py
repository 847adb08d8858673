"""The plan file: all that it says as a value, and its text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from urllib.parse import quote

from stackplan.core.file_problems import REASONS, LeftOut
from stackplan.core.plan import Plan
from stackplan.core.plan_parser import (
    FORMAT,
    VERSION,
    at_line,
    header_of,
    parse_lines,
    plan_of,
    read_left_out,
    read_path,
)
from stackplan.core.quality import quality_words
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import Interval, RunNumbers, format_range
from stackplan.core.runs import Run
from stackplan.core.text import format_load, format_percent, plural

_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_PLAIN = re.compile(r"[\w./-]*", re.ASCII)
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class PlanFile:
    """What one plan file says.

    Parameters
    ----------
    plan : Plan
        The plan itself.
    traces : str
        Absolute path of the trace folder; bytes that are no UTF-8 as surrogate escapes.
    made : str
        When it was made, UTC to the second, as ``2026-11-22T18:40:00Z``; empty if not known.
    left_out : iterable of LeftOut
        What the folder held besides; brought to one entry a reason, then names in order.
    note : str
        The crew's words, one or more lines; blanks at the ends of a line are dropped.
    skip_reasons : iterable of (RunNumbers, str)
        Why runs were skipped; brought to one entry a reason, in the order of the first of each.
    unknown : iterable of str
        Other lines that begin with ``#``, kept as they are.

    Raises
    ------
    ValueError
        If `traces`, `made` or an unknown line cannot be written so that it is read back.
    """

    plan: Plan
    traces: str
    made: str = ""
    left_out: tuple[LeftOut, ...] = ()
    note: str = ""
    skip_reasons: tuple[tuple[RunNumbers, str], ...] = ()
    unknown: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.traces or "\0" in self.traces:
            raise ValueError("a plan file needs the path of its trace folder")
        object.__setattr__(self, "traces", _one_spelling(self.traces))
        if self.made and not _MADE.fullmatch(self.made):
            raise ValueError(f"'{self.made}' is no time like 2026-11-22T18:40:00Z")
        object.__setattr__(self, "left_out", _joined(self.left_out))
        object.__setattr__(self, "note", "\n".join(map(_clean, self.note.splitlines())).strip("\n"))
        object.__setattr__(self, "skip_reasons", _by_reason(self.skip_reasons))
        object.__setattr__(self, "unknown", tuple(_comment(line) for line in self.unknown))


def _clean(line: str) -> str:
    """Take control characters and lone surrogates out of one line."""
    return "".join(" " if unicodedata.category(c) in _HIDDEN else c for c in line).strip()


def _by_reason(
    reasons: Iterable[tuple[RunNumbers, str]],
) -> tuple[tuple[RunNumbers, str], ...]:
    intervals: dict[str, list[Interval]] = {}
    for numbers, text in reasons:
        reason = _clean(" ".join(text.splitlines()))
        if numbers and reason:
            intervals.setdefault(reason, []).extend(numbers.intervals)
    return tuple((RunNumbers(found), reason) for reason, found in intervals.items())


def _one_spelling(name: str) -> str:
    """Turn escaped bytes that are valid UTF-8 into characters; raises ValueError for others."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _comment(line: str) -> str:
    line = line.rstrip().encode("utf-8", "replace").decode("utf-8")
    if not line.startswith("#") or "\n" in line or line == "#" or header_of(line):
        raise ValueError(f"'{line}' cannot be kept as a comment of a plan file")
    return line


def _joined(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    entries = list(left_out)
    joined = []
    for reason in REASONS:
        intervals = [i for entry in entries if entry.reason == reason for i in entry.runs.intervals]
        if intervals:
            joined.append(LeftOut(reason, RunNumbers(intervals)))
    names = sorted({_one_spelling(entry.name) for entry in entries if entry.name})
    return tuple(joined + [LeftOut("misnamed", name=name) for name in names])


def read(text: str) -> PlanFile:
    """Read a plan file's text.

    Parameters
    ----------
    text : str
        The whole file; a byte order mark and CRLF are forgiven.

    Returns
    -------
    PlanFile
        What the file says; ``read(write(x)) == x`` for every `x`.

    Raises
    ------
    PlanTextError
        With the number of the first line that is at fault.
    """
    draft = parse_lines(text)
    plan = plan_of(draft)
    value, line = draft.value("left out")
    with at_line(line):
        left_out = read_left_out(value)
    value, line = draft.needed("traces")
    with at_line(line):
        traces = read_path(value)
        if "\0" in traces:
            raise ValueError("no path of a folder holds a zero byte")
    made, line = draft.value("made")
    with at_line(line):
        return PlanFile(
            plan=plan,
            traces=traces,
            made=made,
            left_out=left_out,
            note="\n".join(draft.notes),
            skip_reasons=tuple(draft.skip_reasons),
            unknown=tuple(draft.unknown),
        )


def write(plan_file: PlanFile) -> str:
    """Write a plan file's text.

    Parameters
    ----------
    plan_file : PlanFile
        What to write.

    Returns
    -------
    str
        Lines ended by LF; the same for the same value everywhere, so that only ``made`` may differ
        between two saves of one plan.
    """
    plan = plan_file.plan
    lines = [f"# {FORMAT} {VERSION}", *_headers(plan_file), *plan_file.unknown, "#"]
    for index, stack in enumerate(plan.stacks):
        if stack.runs:
            load = format_load(plan.loads[index], plan.request.weight)
            words = f"{plural(len(stack.runs), 'run')}, {load}, {_share(plan, index)}"
            lines.append(f"# stack {index + 1}: {words}")
            lines.append(" ".join(map(str, stack.run_numbers)))
    lines += [_run_header(run, run.number in plan.pinned) for run in plan.runs]
    return "\n".join(lines) + "\n"


def _headers(plan_file: PlanFile) -> Iterator[str]:
    plan, request = plan_file.plan, plan_file.plan.request
    yield f"# traces: {write_path(plan_file.traces)}"
    yield from _request_headers(request)
    empty = RunNumbers.of(i + 1 for i, stack in enumerate(plan.stacks) if not stack.runs)
    if empty:
        yield f"# empty: {empty}"
    yield f"# method: {request.method}"
    if plan_file.made:
        yield f"# made: {plan_file.made}"
    if plan_file.note:
        yield from (f"# note: {line}".rstrip() for line in plan_file.note.split("\n"))
    for numbers, reason in plan_file.skip_reasons:
        yield f"# skip reason: {write_skip_reason(numbers, reason)}"
    if plan_file.left_out:
        yield f"# left out: {write_left_out(plan_file.left_out)}"
    if plan.runs:
        yield f"# lower bound: {plan.lower_bound}"
        if plan.proof is not None:
            yield f"# proof: {plan.proof.fingerprint}"
        yield f"# longest stack: {longest_words(plan)}"


def _request_headers(request: PlanRequest) -> Iterator[str]:
    yield f"# runs: {format_range(request.run_min, request.run_max)}"
    if request.skipped:
        yield f"# skip: {request.skipped}"
    yield f"# stacks: {request.n_stacks}"
    if request.speeds is not None:
        yield f"# speeds: {','.join(map(str, request.speeds))}"
    if request.weight != "bytes":
        yield f"# weight: {request.weight}"


def longest_words(plan: Plan) -> str:
    """Say in words which stack is the longest and how good that is; the plan has runs."""
    index, weight = plan.longest or 0, plan.request.weight
    share = f"{_share(plan, index)} of {format_load(plan.total, weight)}"
    load = format_load(plan.loads[index], weight)
    return f"{index + 1}, {load}, {share}, {quality_words(plan)}"


def _share(plan: Plan, index: int) -> str:
    return format_percent(Fraction(plan.loads[index], plan.total) if plan.total else 0, 2)


def _run_header(run: Run, pinned: bool) -> str:
    weight = "" if run.weight is None else f", weight {run.weight}{' estimated' * run.estimated}"
    return f"# run {run.number}: {run.size} bytes{weight}{', pinned' * pinned}"


# --- how headers are spelt; `plan_parser` reads them ---


def write_path(path: str) -> str:
    """Spell a folder: as it is, or as a file:// URL where a line of text could not carry it."""
    plain = path == path.strip() and not path.startswith("file:")
    if plain and not any(unicodedata.category(c) in _HIDDEN for c in path):
        return path
    return "file://" + _quote(path, "/")


def write_skip_reason(numbers: RunNumbers, reason: str) -> str:
    """Spell why runs are skipped: ``60-62,64 HV trip``.

    The numbers have no blank among them: whatever a reason begins with, it begins after the first.
    """
    return f"{str(numbers).replace(' ', '')} {reason}"


def write_left_out(left_out: Iterable[LeftOut]) -> str:
    """Spell what was left out: ``60-61 skipped, 77 79-80 missing, run_10.h5 misnamed``."""
    return ", ".join(
        f"{_quote(entry.name, '()') if entry.name else str(entry.runs).replace(',', '')}"
        f" {entry.reason}"
        for entry in left_out
    )


def _quote(text: str, safe: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return quote(text, safe=safe, errors="surrogateescape")
