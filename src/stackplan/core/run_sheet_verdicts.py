"""Verdicts of a run sheet: its column that says which runs are good, found by name and cells.

A crew writes yes and no in many ways, and a sheet may have several columns that look alike. What
cannot be understood is refused with the name of the column: a column that was passed over would
have bad runs planned without a word.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from stackplan.core.errors import StackplanError
from stackplan.core.text import printable

# What attpc-daq calls a run of the experiment itself.
GOOD_CLASSES = ("PROD", "PRODUCTION")

# Words of a heading. A column is one that decides if its heading has no others but `_FILLERS`.
_GOOD_NAMES = frozenset({
    "good", "ok", "okay", "use", "used", "usable", "valid", "status", "keep", "accept", "accepted",
    "include", "included", "quality", "verdict",
})  # fmt: skip
_BAD_NAMES = frozenset({
    "bad", "skip", "skipped", "exclude", "excluded", "reject", "rejected", "invalid", "junk",
    "ignore", "unusable",
})  # fmt: skip
_FILLERS = frozenset({
    "a", "analysis", "be", "data", "f", "false", "flag", "for", "in", "is", "it", "n", "no",
    "of", "or", "run", "runs", "t", "the", "this", "to", "true", "x", "y", "yes", "yn",
})  # fmt: skip
_NEGATIONS = frozenset({"don", "dont", "never", "non", "not"})
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}")
_CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LETTERS = re.compile(r"[^\W\d_]+")
# Written as one word: isgood, runok, goodruns.
_ONE_WORD = re.compile(r"(?:is|run)?(good|ok|valid|usable|bad)(?:runs?|yn)?")

# Words of a cell. Yes and no answer what the heading asks; "good" is good under any heading.
_YES = frozenset({
    "yes", "y", "true", "t", "1", "1.0", "x", "\u2713", "\u2714", "\u2611", "\u2705", "ja", "oui",
    "wahr", "vrai",
})  # fmt: skip
_NO = frozenset({
    "no", "n", "false", "f", "0", "0.0", "\u2717", "\u2718", "\u274c", "nein", "non", "falsch",
    "faux",
})  # fmt: skip
_GOOD = frozenset({
    "good", "g", "ok", "okay", "fine", "valid", "use", "used", "usable", "keep", "accept",
    "accepted", "include", "included", "pass", "passed",
})  # fmt: skip
_BAD = frozenset({
    "bad", "b", "nok", "ng", "not ok", "not okay", "not good", "no good", "not valid", "invalid",
    "not used", "unusable", "do not use", "don't use", "skip", "skipped", "exclude", "excluded",
    "reject", "rejected", "junk", "fail", "failed",
})  # fmt: skip
_EMPTY = frozenset({"", "-", "\u2013", "\u2014", "n/a", "na", "nan", "none", "null"})
_EMOJI_MARK = "\ufe0f"  # follows a tick where it is to be a coloured picture


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet: its heading, and line and text of its cell for each row of runs."""

    name: str
    cells: Sequence[tuple[int, str]]

    def __str__(self) -> str:
        return f"'{printable(self.name)}'"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a sheet tells good runs from bad ones."""

    column: Column | None = None  # the one that decides; with `None` every run of the sheet is good
    good: frozenset[str] = frozenset()  # its cells that mean good, in capitals
    # What each of its cells says, ``good`` or ``bad``, for comparing two rows about one run; `None`
    # leaves it open.
    says: Mapping[str, str | None] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()  # what a person should know of it, in sentences
    is_by_class: bool = False  # whether the column holds attpc-daq's classes


def decide(columns: Sequence[Column], classes: Column | None) -> Decision:
    """Find the column that decides, among all but the run numbers.

    Attpc-daq's classes decide where no column says good or bad. Raises `StackplanError` if a column
    looks as if it decided and cannot be understood, or if two contradict each other.
    """
    if classes is not None and not _is_filled(classes):
        classes = None
    answers = list(_answers(columns, classes))
    named = [answer for answer in answers if answer.kind in {"good", "bad"}]
    filled = [answer for answer in named if _is_filled(answer.column)]
    clear = [answer for answer in filled if answer.is_clear]
    for answer in filled:
        # Where another column decides, a column without any yes or no does not.
        if answer.problem and (answer.says_any or not (clear or classes)):
            raise StackplanError(answer.problem)
    if clear:
        _check_agreement(clear)
        others = [_beside(each, clear) for each in named if each is not clear[0]]
        vague = [_passed_over(a.column) for a in answers if a.kind == "perhaps" and a.says_any]
        if classes is not None and classes is not clear[0].column:
            vague.append(_passed_over(classes))
        return clear[0].decision([*others, *vague])
    suspects = [each for each in answers if each.is_suspect]
    if classes is not None:
        others = [_beside(each, clear) for each in named]
        return _by_class(classes, [*others, *(_passed_over(each.column) for each in suspects)])
    return _nothing_decides(columns, named, suspects)


def decide_by(columns: Sequence[Column], name: str) -> Decision:
    """Let the column of this name decide.

    Raises `StackplanError` if there is none, or its cells cannot be understood.
    """
    column = next((each for each in columns if each.name.casefold() == name.casefold()), None)
    if column is None:
        listed = ", ".join(map(str, columns)) or "none"
        raise StackplanError(f"The list has no column '{printable(name)}'; there are: {listed}.")
    if any(cell.upper() in GOOD_CLASSES for _, cell in column.cells):
        return _by_class(column, ())
    answers = _Answers(column, "bad" if _kind(column.name) == "bad" else "good")
    if answers.problem:
        raise StackplanError(answers.problem)
    if not answers.says_any:
        raise StackplanError(f"The column {column} is empty; fill it in, or choose another.")
    return answers.decision(())


def _answers(columns: Sequence[Column], classes: Column | None) -> Iterator["_Answers"]:
    """Read each column but that of the classes, unless its classes are good and bad."""
    for column in columns:
        if column is not classes:
            yield _Answers(column, _kind(column.name))
        elif not any(cell.upper() in GOOD_CLASSES for _, cell in column.cells):
            answers = _Answers(column, "good")
            if answers.is_clear:
                yield answers


def _nothing_decides(
    columns: Sequence[Column], empty: Sequence["_Answers"], suspects: Sequence["_Answers"]
) -> Decision:
    """Take every run of the sheet as good, if no column may be meant to say otherwise."""
    if empty:
        raise StackplanError(f"The column {empty[0].column} is empty; fill it in, or rename it.")
    if suspects:
        raise StackplanError(
            f"The column {suspects[0].column} says yes and no, but its name does not tell whether"
            " it is about good runs; call the column that decides 'Good'."
        )
    return Decision(remarks=(_decides(None),) if columns else ())


def _is_filled(column: Column) -> bool:
    return any(_plain(cell) not in _EMPTY for _, cell in column.cells)


def _by_class(classes: Column, remarks: Sequence[str]) -> Decision:
    good = {cell: "good" if cell.upper() in GOOD_CLASSES else "bad" for _, cell in classes.cells}
    says = {cell: verdict if cell else None for cell, verdict in good.items()}
    return Decision(classes, frozenset(GOOD_CLASSES), says, (_decides(classes), *remarks), True)


def _decides(column: Column | None) -> str:
    if column is None:
        return "No column of the list says which runs are good; every run that it names counts."
    return f"The column {column} decides which runs are good."


def _passed_over(column: Column) -> str:
    return f"The column {column} does not decide."


def _beside(answers: "_Answers", clear: Sequence["_Answers"]) -> str:
    """Say what became of a column whose name would let it decide."""
    if answers in clear:
        return f"The column {answers.column} says the same."
    if not _is_filled(answers.column):
        return f"The column {answers.column} is empty and does not decide."
    return _passed_over(answers.column)


def _check_agreement(clear: Sequence["_Answers"]) -> None:
    """Refuse columns of which one calls a run good and another does not."""
    for one, other in combinations(clear, 2):
        for (line, cell), (_, second) in zip(one.column.cells, other.column.cells, strict=True):
            if one.says[cell] != other.says[second]:
                raise StackplanError(
                    f"Two columns could decide and do not agree: on line {line} {one.column} has"
                    f" '{printable(cell)}' and {other.column} has '{printable(second)}'; correct"
                    " or rename one."
                )


def _kind(heading: str) -> str:
    """Tell from a heading whether its column decides: ``good``, ``bad``, ``perhaps`` or not."""
    bare = _BRACKETS.sub(" ", heading)
    words = _heading_words(bare) or _heading_words(heading)
    telling = [word for word in words if word not in _FILLERS]
    known = [word for word in telling if word in _GOOD_NAMES | _BAD_NAMES]
    is_negated = bool(_NEGATIONS & set(words)) or ("no" in words and "yes" not in words)
    if not known:
        return ""
    if known != telling or is_negated:
        return "perhaps"
    if known[0] in _GOOD_NAMES:  # also "Good or bad"
        return "good"
    return "bad" if _GOOD_NAMES.isdisjoint(known) else "perhaps"


def _heading_words(heading: str) -> list[str]:
    words = [word.lower() for word in _LETTERS.findall(_CAPITAL.sub(" ", heading))]
    matches = [_ONE_WORD.fullmatch(word) for word in words]
    return [match[1] if match else word for word, match in zip(words, matches, strict=True)]


def _plain(cell: str) -> str:
    return cell.replace(_EMOJI_MARK, "").casefold().strip().rstrip(".!").strip()


class _Answers:
    """What the cells of one column say: good, bad, nothing (``open``), or not known."""

    def __init__(self, column: Column, kind: str) -> None:
        self.column, self.kind = column, kind
        self._texts = {cell: _plain(cell) for _, cell in column.cells}
        yes, no = ("bad", "good") if kind == "bad" else ("good", "bad")
        table = ((_EMPTY, "open"), (_GOOD, "good"), (_BAD, "bad"), (_YES, yes), (_NO, no))
        self._meanings = {
            cell: next((meaning for words, meaning in table if text in words), "")
            for cell, text in self._texts.items()
        }
        self.meanings = set(self._meanings.values())
        self.says = {cell: self._verdict(cell) for cell in self._meanings}

    def _verdict(self, cell: str) -> str | None:
        """Give what a cell comes to; where the crew marked one kind only, empty is the other."""
        meaning = self._meanings[cell]
        if meaning != "open":
            return meaning
        marked = self.meanings - {"open"}
        if len(marked) != 1:
            return None
        return "good" if marked == {"bad"} else "bad"

    @property
    def says_any(self) -> bool:
        """Tell whether any cell says yes or no."""
        return bool(self.meanings & {"good", "bad"})

    @property
    def is_suspect(self) -> bool:
        """Tell whether it may be meant to decide, although its name does not say so."""
        yes_and_no = {"good", "bad"} <= self.meanings and "" not in self.meanings
        return yes_and_no or (self.kind == "perhaps" and self.says_any)

    @property
    def is_clear(self) -> bool:
        """Tell whether it could decide."""
        return self.says_any and not self.problem

    @property
    def problem(self) -> str:
        """Say what cannot be understood in the column; empty if there is nothing."""
        strange = [each for each in self.column.cells if not self._meanings[each[1]]]
        if strange:
            line, cell = strange[0]
            return (
                f"The column {self.column} looks as if it said which runs are good, but"
                f" '{printable(cell)}' on line {line} is neither yes nor no; mend it, or rename the"
                " column."
            )
        return self._problem_of_cross or self._problem_of_empty

    @property
    def _problem_of_cross(self) -> str:
        """Refuse an x beside a tick or a Y: some sheets mark good runs by it, others bad ones."""
        crosses = [each for each in self.column.cells if self._texts[each[1]] == "x"]
        alike = {self._meanings[cross] for _, cross in crosses}
        others = [
            c for c, text in self._texts.items() if text != "x" and self._meanings[c] in alike
        ]
        if not others:
            return ""
        line, cross = crosses[0]
        return (
            f"The column {self.column} has '{printable(cross)}' on line {line} and"
            f" '{printable(others[0])}' elsewhere; write yes or no in place of the x."
        )

    @property
    def _problem_of_empty(self) -> str:
        """Refuse a column "Good?" that marks bad runs only: an empty cell may mean good or not."""
        if self.kind == "bad" or self.meanings != {"bad", "open"}:
            return ""
        line = next(line for line, cell in self.column.cells if self._meanings[cell] == "open")
        return (
            f"The column {self.column} calls some runs bad and none good, and is empty on line"
            f" {line}; write yes for the good runs."
        )

    def decision(self, remarks: Sequence[str]) -> Decision:
        """Let this column decide."""
        good = frozenset(cell.upper() for cell, verdict in self.says.items() if verdict == "good")
        return Decision(self.column, good, self.says, (_decides(self.column), *remarks))
