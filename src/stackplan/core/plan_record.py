"""All that a plan file holds, as a value, and how its headers spell what needs spelling."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from stackplan.core.left_out import REASONS, LeftOut
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import Interval, RunNumbers, parse

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
    """One line that shows and can be written: no control characters, no halves of characters."""
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
    """Spell bytes that are UTF-8 after all as characters; raises ValueError where it cannot."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _comment(line: str) -> str:
    line = line.rstrip().encode("utf-8", "replace").decode("utf-8")
    if not line.startswith("#") or "\n" in line or line == "#" or header_of(line):
        raise ValueError(f"'{line}' cannot be kept as a comment of a plan file")
    return line


def header_of(line: str) -> tuple[str, str, str] | None:
    """Key, index and value of a header that means something to Stackplan: ``# run 54: ...``."""
    head, colon, value = line[1:].partition(":")
    match = _KEY.fullmatch(head.strip()) if colon and len(head) <= _MAX_KEY else None
    if match is None:
        return None
    key, index = match[1], match[2] or ""
    known = {"run", "stack"} if index else SINGLE_KEYS | {"note", "skip reason"}
    return (key, index, value.strip()) if key in known else None


def _joined(left_out: Iterable[LeftOut]) -> tuple[LeftOut, ...]:
    entries = list(left_out)
    joined = []
    for reason in REASONS:
        intervals = [i for entry in entries if entry.reason == reason for i in entry.runs.intervals]
        if intervals:
            joined.append(LeftOut(reason, RunNumbers(intervals)))
    names = sorted({_one_spelling(entry.name) for entry in entries if entry.name})
    return tuple(joined + [LeftOut("misnamed", name=name) for name in names])


def _quote(text: str, safe: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    # Few plans need it, and its import costs a tenth of a command's time.
    from urllib.parse import quote

    return quote(text, safe=safe, errors="surrogateescape")


def _unquote(text: str) -> str:
    from urllib.parse import unquote

    return unquote(text, errors="surrogateescape")


def write_path(path: str) -> str:
    """Spell a folder: as it is, or as a file:// URL where a line of text could not carry it."""
    plain = path == path.strip() and not path.startswith("file:")
    if plain and not any(unicodedata.category(c) in _HIDDEN for c in path):
        return path
    return "file://" + _quote(path, "/")


def read_path(text: str) -> str:
    """Undo `write_path`."""
    if not text.startswith("file://"):
        return text
    return _unquote(text.removeprefix("file://"))


def write_skip_reason(numbers: RunNumbers, reason: str) -> str:
    """Spell why runs are skipped: ``60-62,64 HV trip``.

    The numbers have no blank among them: whatever a reason begins with, it begins after the first.
    """
    return f"{str(numbers).replace(' ', '')} {reason}"


def read_skip_reason(text: str) -> tuple[RunNumbers, str]:
    """Undo `write_skip_reason`; raises RunNumbersError where it cannot."""
    numbers, _, reason = text.partition(" ")
    return parse(numbers), reason


def write_left_out(left_out: Iterable[LeftOut]) -> str:
    """Spell what was left out: ``60-61 skipped, 77 79-80 missing, run_10.h5 misnamed``."""
    return ", ".join(
        f"{_quote(entry.name, '()') if entry.name else str(entry.runs).replace(',', '')}"
        f" {entry.reason}"
        for entry in left_out
    )


def read_left_out(text: str) -> tuple[LeftOut, ...]:
    """Undo `write_left_out`; raises ValueError or RunNumbersError where it cannot."""
    entries = []
    for item in filter(None, map(str.strip, text.split(","))):
        subject, _, reason = item.rpartition(" ")
        if reason == "misnamed":
            entries.append(LeftOut(reason, name=_unquote(subject)))
        else:
            entries.append(LeftOut(reason, parse(subject)))
    return tuple(entries)
