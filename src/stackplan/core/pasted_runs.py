"""Run lists as people paste them: Python and JSON, bash arrays, names of files, ROOT commands.

`run_numbers.parse` is the grammar of plan files; here the same runs are read in the forms in which
crews keep them. A text that could mean two things is refused with the place.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stackplan.core.errors import MisspeltError
from stackplan.core.run_numbers import Interval, RunNumbers, parse_items, read_number, word_at
from stackplan.core.text import plural, printable, shortened

# What a column, or a key of an object, is called that holds run numbers; letters only.
RUN_COLUMNS = ("runnumber", "runnumbers", "runno", "runnr", "runnum", "runid", "run", "runs")

_DASH = "[-\u2010-\u2015\u2212]"
# A colon behind the ending of a file begins the next one, as in a PATH.
_PATH = r"(?:[^\s,;:\"'`()\[\]{}=]|(?<!\.h5)(?<!\.evt)(?<!\.root):)*[/\\]"
_ENDING = r"\.[a-z][\w.]*"


def _one(name: str) -> str:
    """Pattern of a run: 60, run_0060, run 60, a path, or a segment of FRIBDAQ (run-0060-00.evt)."""
    return (
        rf"(?P<{name}_word>(?:{_PATH})?runs?(?:[_-]|\s*(?::\s*)?))?(?P<{name}>[0-9]+)(?:\.0+)?"
        rf"(?({name}_word)(?:-[0-9]{{2}}(?=\.evt))?(?P<{name}_ending>{_ENDING})?)"
    )


_ITEM = re.compile(
    r"\*?(?:np\.|numpy\.)?a?range\(\s*(?P<start>[0-9]+)\s*,\s*(?P<stop>[0-9]+)\s*\)"
    r"|(?:\$\(|`)\s*seq\s+(?P<low>[0-9]+)\s+(?P<high>[0-9]+)\s*(?:\)|`)"
    rf"|(?:(?:{_PATH})?run[_-]?)?\{{(?P<least>[0-9]+)\.\.(?P<most>[0-9]+)\}}(?:{_ENDING})?"
    rf"|{_one('first')}(?:\s*{_DASH}\s*{_one('last')})?(?=[\s,;\"'`()\[\]{{}}]|\Z)",
    re.IGNORECASE | re.ASCII,
)
_WRAPPER = r"(?:np\.|numpy\.)?(?:set|list|tuple|sorted|frozenset|array|asarray)\s*\("
_GROUP = rf"(?:[\[({{]|{_WRAPPER}|(?:np\.|numpy\.)?a?range\(|\$\(\s*seq\b)"
_BETWEEN = re.compile(r"[\s,;\"']*")
_BETWEEN_IN_GROUP = re.compile(
    rf"(?:[\s,;\"'()\[\]]|{_WRAPPER}|dtype=[\w.'\"]+|\{{(?![0-9]+\.\.)|\}})*"
)
# In a path a # may stand behind a letter; a line of two slashes is no path of a server.
_COMMENT = re.compile(r"(?:^|(?<=[\s,;\])}0-9]))#[^\n]*|^[ \t]*//[^/\n]*$", re.MULTILINE)
# A word is taken whole (`*+`): else a text of one long word would take the square of its length.
_ASSIGNED = re.compile(
    r"(?<!\w)(?P<name>[A-Za-z_]\w*+)[ \t]*+(?:\[[0-9]*\][ \t]*+)?(?::[\w.\[\], |]{1,80}?)?\+?="
    rf"[ \t]*(?={_GROUP})"
)
_STRING = re.compile(
    r"\s*(?:export\s+)?(?P<name>[A-Za-z_]\w*)\s*=\s*([\"']?)(?P<runs>[^\"'\n]*)\2;?\s*"
)
_ASSIGNED_AT_START = re.compile(rf"^[ \t]*+[A-Za-z_]\w*+[ \t]*+=[ \t]*+{_GROUP}", re.MULTILINE)
_MACRO = re.compile(r"(?<!\w)\w++\.(?:C|cc|cpp|cxx)\+{0,2}\((?P<arguments>[^()\n]*)\)")
_RUN_NAME = re.compile(r"run_?([0-9]+)", re.IGNORECASE | re.ASCII)
_SOLE_NUMBER = re.compile(r"[\s\\\"']*([0-9]+)[\s\\\"']*", re.ASCII)
# What `ls -l` writes before the name of a file.
_LISTING = re.compile(
    r"^(?:[-l][rwxsStT-]{9}[.+@]?[ \t].*[ \t](?=\S+[ \t\r]*$)|total [0-9.,]+\w?[ \t\r]*$)",
    re.MULTILINE,
)
# Words in the place of signs, and what a person writes beside a run; a note names no other number.
_TO = re.compile(r"(?<=[0-9])[ \t]+(?:to|through|thru|bis)[ \t]+(?=[0-9])", re.IGNORECASE)
_AND = re.compile(r"(?<=[0-9])[ \t]*(?:,?[ \t]and|[ \t]und|&)[ \t]+(?=[0-9])", re.IGNORECASE)
_NOTE = re.compile(
    r"(?<=[0-9])[ \t]*\([^()0-9]*[a-z][^()0-9]*\)"
    r"|(?<=[0-9])[ \t]*:[ \t]+[a-z][^\n0-9]*$",
    re.IGNORECASE | re.MULTILINE,
)
_BULLETS = re.compile(r"(?:[ \t]*\w+:[ \t]*\n)?(?:(?:[ \t]*[-*+\u2022][ \t]+[^\n]*)?(?:\n|\Z))+")
_BULLET = re.compile(r"^[ \t]*(?:[-*+\u2022](?=[ \t])|\w+:[ \t]*$)", re.MULTILINE)
_YAML_LIST = re.compile(r"^([ \t]*[A-Za-z_]\w*[ \t]*):(?=[ \t]*\[)", re.MULTILINE)
# Of `du`, or of a table: a number beside the name of a file.
_FILE = r"\S*run[_-]?0*(?P<run>[0-9]+)\.[a-z]\S*"
_SIZE_FIRST = re.compile(rf"\s*(?P<size>[0-9]+)[ \t]+{_FILE}\s*", re.IGNORECASE)
_SIZE_LAST = re.compile(rf"\s*{_FILE}[ \t,;]+(?P<size>[0-9]+)\s*", re.IGNORECASE)
_DECIMAL = re.compile(r"\s*[0-9]+,0+[;\s]*")
_GROUPED = re.compile(r"(?<![0-9,])([1-9][0-9]{0,2}),([0-9]{3})(?![0-9])")
_PYTHON_WORDS = {"True": "true", "False": "false", "None": "null"}
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_NO = frozenset({"no", "n", "false", "bad", "junk", "skip"})
_YES = frozenset({"yes", "y", "true", "good", "ok", "use"})
_MOST_SHOWN = 200
# Two detectors count their runs so far apart at least: 106 and 2106.
_DETECTORS_APART = 100


@dataclass(frozen=True, slots=True)
class RunList:
    """What a text names: runs in the order of the text, and the form in which they stood."""

    intervals: tuple[Interval, ...] = ()  # first and last run of each item, both inclusive
    # What the text was, as ``a Python list``; empty for plain run numbers and ranges.
    form: str = ""

    @property
    def numbers(self) -> RunNumbers:
        """The runs as a set."""
        return RunNumbers(self.intervals)

    @property
    def words(self) -> str:
        """What was read: ``2 runs: 60-61, from a Python list``."""
        numbers = self.numbers
        what = f"{plural(len(numbers), 'run')}: {shortened(str(numbers), _MOST_SHOWN)}"
        return f"{what if numbers else 'no run'}, from {self.form or 'a list'}"


def read_run_list(text: str) -> RunList:
    """Read run numbers in any of the forms in which a crew keeps them.

    Raises `MisspeltError` with the place of what cannot be read, or could mean two things.
    """
    if text.startswith("\ufeff"):  # a byte order mark, pasted along
        text = " " + text[1:]
    try:
        runs = RunList(tuple(item.interval for item in parse_items(text)))
    except MisspeltError:
        return _read_pasted(text)
    _check_numbers(text)
    return runs


def is_in_brackets(text: str) -> bool:
    """Tell whether a text is a list or an object from end to end."""
    bare = _without_comments(text).strip().rstrip(";,")
    return (bare[:1], bare[-1:]) in {("[", "]"), ("{", "}")}


def is_script(text: str) -> bool:
    """Tell a list out of a script from a sheet: assigned to a name, or in commands for ROOT."""
    bare = _without_comments(text)
    return bool(_ASSIGNED_AT_START.search(bare) or _MACRO.search(bare))


def _read_pasted(text: str) -> RunList:
    bare = _without_comments(text)
    if text.strip() and not bare.strip():
        message = "its runs are all in comments; remove the # before those to use"
        raise MisspeltError(message, 0, len(text))
    named = _read_assigned(_YAML_LIST.sub(r"\1=", bare))
    if named is not None:
        return named
    string = _STRING.fullmatch(bare)
    if string is not None and (string[2] or re.search("[0-9]", string["runs"])):
        found, _ = _scan(bare, string.start("runs"), string.end("runs"), _BETWEEN)
        return RunList(found, f"a text ({string['name']})")
    start = len(bare) - len(bare.lstrip())
    if re.compile(_GROUP).match(bare, start) and not _ITEM.match(bare, start):
        return _read_group(bare, start)
    if _MACRO.search(bare):
        return RunList(tuple(_macro_runs(bare)), "ROOT commands")
    files = _LISTING.sub(_blank, bare)
    plain = _without_words(files)
    found, form = _scan(plain, 0, len(plain), _BETWEEN)
    _check_numbers(plain)
    kind = "a list with comments" if bare != text else "a list in words"
    return RunList(found, form or ("a list" if plain == text else kind))


def _without_words(text: str) -> str:
    """Put signs in the place of words, and blanks in that of notes; nothing changes its place."""
    text = _NOTE.sub(_blank, text)
    text = _TO.sub(lambda match: "-".center(len(match[0])), text)
    text = _AND.sub(_blank, text)
    return _BULLET.sub(_blank, text) if _BULLETS.fullmatch(text) else text


def _without_comments(text: str) -> str:
    """Blank comments out: every other character keeps its place."""
    return _COMMENT.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _place(text: str, position: int) -> str:
    """Say where something stands: by line, or by character where there is one line only."""
    if "\n" in text.strip():
        return f"line {text.count(chr(10), 0, position) + 1}"
    return f"character {position + 1}"


def _read_assigned(text: str) -> RunList | None:
    """Read the one list that a script assigns to a name; its other lines do not count."""
    groups = []
    end = 0
    for match in _ASSIGNED.finditer(text):
        if match.end() >= end:
            end = _end_of_group(text, match.end())
            groups.append((match["name"], match.start(), match.end(), end))
    groups = [each for each in groups if re.search("[0-9]", text[each[2] : each[3]])] or groups[:1]
    if not groups:
        return None
    if len(groups) > 1:
        names = [f"{name} ({_place(text, at)})" for name, at, _, _ in groups]
        message = (
            f"it holds {len(groups)} lists, {', '.join(names[:-1])} and {names[-1]};"
            " keep only one of them"
        )
        raise MisspeltError(message, groups[1][1], groups[1][3])
    name, _, start, end = groups[0]
    changed = re.compile(rf"\b{name}(?:\s*\.(?:append|extend|insert|remove|pop)\b|\[[0-9]+\]\s*=)")
    change = changed.search(text, end)
    if change is not None:
        where = _place(text, change.start())
        message = f"the list {name} is changed again ({where}); write the run numbers themselves"
        raise MisspeltError(message, change.start(), change.end())
    runs = _read_group(text[:end], start)
    return RunList(runs.intervals, f"{runs.form} ({name})")


def _end_of_group(text: str, start: int) -> int:
    """Find the end of the brackets that open next."""
    opened: list[int] = []
    quote = ""
    for at in range(start, len(text)):
        character = text[at]
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in _CLOSING:
            opened.append(at)
        elif character in _CLOSING.values():
            if _CLOSING[text[opened.pop()]] != character:
                break
            if not opened:
                return at + 1
    message = f"a bracket ({_place(text, start)}) is not closed; copy the list whole"
    raise MisspeltError(message, start, len(text))


def _read_group(text: str, start: int) -> RunList:
    """Read a list in brackets, and nothing behind it."""
    end = _end_of_group(text, start)
    rest = text[end:].strip(" \t\r\n,;")
    if rest:
        at = text.index(rest[0], end)
        if re.match(_GROUP, rest):
            message = (
                f"it holds several lists, the second at {_place(text, at)}; keep only one of them"
            )
            raise MisspeltError(message, at, len(text))
        raise _no_number(text, at)
    content = _as_object(text[start:end])
    if content is not None:
        form = "a JSON object" if isinstance(content, dict) else "a JSON list"
        return RunList(tuple(_Object(text, start, end).runs(content)), form)
    found, _ = _scan(text, start, end, _BETWEEN_IN_GROUP)
    return RunList(found, _form_of_group(text[start:end]))


def _form_of_group(group: str) -> str:
    if group.startswith("{"):
        return "a list in braces"
    if group.startswith("$("):
        return "a bash range"
    return "a bash array" if group.startswith("(") and "," not in group else "a Python list"


def _scan(
    text: str, start: int, end: int, between: re.Pattern[str]
) -> tuple[tuple[Interval, ...], str]:
    """Read item by item, and name the form of what is no plain number."""
    found: list[Interval] = []
    form = ""
    position = start
    while (gap := between.match(text, position, end)) and gap.end() < end:
        match = _ITEM.match(text, gap.end(), end)
        if match is None:
            raise _no_number(text, gap.end())
        found.append(_interval(match, text))
        form = form or _form_of_item(match)
        position = match.end()
    return tuple(found), form


def _form_of_item(match: re.Match[str]) -> str:
    if match["first"] is None:
        return "a bash range" if match["start"] is None else "a Python range"
    word = match["first_word"] or ""
    if "/" in word or "\\" in word:
        return "paths"
    return word and ("names of files" if match["first_ending"] else "names of runs")


_PAIRS = (("first", "last"), ("start", "stop"), ("low", "high"), ("least", "most"))


def _interval(match: re.Match[str], text: str) -> Interval:
    pair = next(pair for pair in _PAIRS if match[pair[0]] is not None)
    first = last = read_number(match[pair[0]], match.start(pair[0]))
    if match[pair[1]] is not None:
        last = read_number(match[pair[1]], match.start(pair[1]))
    if pair[1] == "stop":  # Python's range ends before it
        last -= 1
    if first > last:
        where = f" ({_place(text, match.start())})" if "\n" in text.strip() else ""
        message = f"run {first} comes after run {last}{where}; write {last}-{first}"
        raise MisspeltError(message, match.start(), match.end())
    return first, last


def _no_number(text: str, position: int) -> MisspeltError:
    what, end = word_at(text, position)
    where = _place(text, position)
    beside = re.search(r"(?:^|\n)[ \t]*([0-9]{1,9})[ \t]+\Z", text[:position])
    if beside is not None and "\n" in text.strip():
        message = f"'{what}' ({where}) stands beside run {int(beside[1])}; write # before words"
    else:
        message = f"'{what}' ({where}) is no run number; write for example 54-60, 63"
    return MisspeltError(message, position, end)


def _check_numbers(text: str) -> None:
    """Refuse numbers of which, by the way they stand, only some may be runs."""
    lines = [line for line in text.splitlines() if line.strip()]
    problem = (
        _problem_of_files(lines)
        or _problem_of_commas(lines)
        or _problem_of_columns([re.findall("[0-9]+", line) for line in lines], text)
    )
    if problem:
        raise MisspeltError(problem, 0, len(text))


def _problem_of_files(lines: Sequence[str]) -> str:
    """Name a number that stands beside the name of a file, as its size does."""
    found = [_SIZE_FIRST.fullmatch(line) or _SIZE_LAST.fullmatch(line) for line in lines]
    first = found[0] if found and all(found) else None
    if first is None or int(first["size"]) == int(first["run"]):
        return ""
    return (
        f"each line holds a number beside the name of a file, as {first['size']} and that of run"
        f" {first['run']};"
        " keep the names"
    )


def _problem_of_commas(lines: Sequence[str]) -> str:
    """Name a comma that may stand within a number."""
    if len(lines) > 1 and all(map(_DECIMAL.fullmatch, lines)):
        return "each line ends with ',0', perhaps of a decimal comma; write whole numbers"
    groups = [match for line in lines for match in _GROUPED.finditer(line)]
    alike = len(lines) > 1 and len(groups) == len(lines) and len({g[1] for g in groups}) == 1
    zeros = [group for group in groups if group[2].startswith("0")]
    if not (zeros or alike):
        return ""
    both = (zeros or groups)[0]
    return (
        f"'{both[0]}' may be run {int(both[1] + both[2])}, or the runs {both[1]} and"
        f" {int(both[2])}; leave the comma out, or write a blank behind it"
    )


def _problem_of_columns(rows: list[list[str]], text: str) -> str:
    """Name two columns of numbers that are the same distance apart, or of which one counts."""
    if len(rows) == 1 and len(rows[0]) > 3:  # as pairs on one line
        rows = [rows[0][at : at + 2] for at in range(0, len(rows[0]), 2)]
    if len(rows) < 2 or {len(row) for row in rows} != {2} or re.search(_DASH, text):
        return ""
    apart = {int(second) - int(first) for first, second in rows}
    if len(apart) == 1 and abs(min(apart)) >= _DETECTORS_APART:
        return (
            f"each line holds two numbers {abs(min(apart)):,} apart, as {rows[0][0]} and"
            f" {rows[0][1]}, perhaps of two detectors; keep the column of the trace files"
        )
    firsts = [int(first) for first, _ in rows]
    if len(rows) > 2 and firsts in (list(range(len(rows))), list(range(1, len(rows) + 1))):
        return "the first number of each line counts the lines; keep the column of the runs"
    return ""


def _macro_runs(text: str) -> Iterator[Interval]:
    """Read the run that each call of a ROOT macro names; lines without numbers do not count."""
    position = 0
    for line in text.splitlines(keepends=True):
        calls = list(_MACRO.finditer(line))
        if not calls and re.search("[0-9]", line):
            raise _no_number(text, position + len(line) - len(line.lstrip()))
        for call in calls:
            named = _RUN_NAME.findall(call["arguments"])
            sole = _SOLE_NUMBER.fullmatch(call["arguments"])
            numbers = named or ([sole[1]] if sole else [])
            start = position + call.start()
            if len(numbers) != 1:
                message = (
                    f"'{printable(call[0][:40])}' ({_place(text, start)}) does not name one run;"
                    " write the run numbers"
                )
                raise MisspeltError(message, start, start + len(call[0]))
            number = read_number(numbers[0], start)
            yield number, number
        position += len(line)


def _as_object(group: str) -> object:
    """Read JSON, or a Python dictionary, that holds an object; `None` for any other list."""
    if ":" not in group:
        return None
    for text in (group, _python_as_json(group)):
        try:
            content: object = json.loads(text)
        except (ValueError, RecursionError):
            continue
        return content
    return None


def _python_as_json(group: str) -> str:
    text = group if '"' in group else group.replace("'", '"')
    text = re.sub(r"\b(True|False|None)\b", lambda match: _PYTHON_WORDS[match[0]], text)
    text = re.sub(r"([{,]\s*)([0-9]+)(?=\s*:)", r'\1"\2"', text)
    return re.sub(r",(\s*[\]}])", r"\1", text)


class _Object:
    """Reads the runs of a JSON object: its keys, or its one list."""

    def __init__(self, text: str, start: int, end: int) -> None:
        self._text, self._start, self._end = text, start, end

    def runs(self, content: object) -> Iterator[Interval]:
        """Give the runs of a value."""
        if isinstance(content, dict):
            yield from self._of_keys(content)
        elif isinstance(content, list):
            for value in content:
                yield from self.runs(value)
        elif isinstance(content, bool | None):
            raise self._refusal(str(content))
        else:
            yield from self._of_words(str(content))

    def _of_words(self, words: str) -> Sequence[Interval]:
        try:
            return _scan(words, 0, len(words), _BETWEEN)[0]
        except MisspeltError as error:
            raise self._refusal(words) from error

    def _of_keys(self, content: dict[str, object]) -> Iterator[Interval]:
        verdicts = {str(value).casefold() for value in content.values()} & (_YES | _NO)
        column = next((key for key in content if _letters(key) in RUN_COLUMNS), None)
        is_number = [bool(_ITEM.fullmatch(key)) for key in content]
        if verdicts & _NO or (verdicts and column is not None):
            raise MisspeltError(
                f"it says of runs whether they are good ('{min(verdicts)}'); write only the"
                " good ones, or import it as a sheet with columns",
                self._start,
                self._end,
            )
        if column is not None and not any(isinstance(v, list | dict) for v in content.values()):
            yield from self.runs(content[column])
        elif any(is_number):
            for key in content:
                yield from self._of_words(key)
        else:
            yield from self._of_lists(content)

    def _of_lists(self, content: dict[str, object]) -> Iterator[Interval]:
        lists = {key: value for key, value in content.items() if isinstance(value, list | dict)}
        if len(lists) == 1:
            yield from self.runs(next(iter(lists.values())))
        elif lists:
            places = [f"'{printable(key)}' ({self._where(key)})" for key in lists]
            message = (
                f"it holds {len(lists)} lists, {', '.join(places[:-1])} and {places[-1]};"
                " keep only one of them"
            )
            raise MisspeltError(message, self._start, self._end)
        else:
            raise self._refusal(next(iter(content), "{}"))

    def _where(self, words: str) -> str:
        return _place(self._text, max(self._text.find(words, self._start), self._start))

    def _refusal(self, words: str) -> MisspeltError:
        what = printable(words[:20])
        message = f"'{what}' ({self._where(words)}) is no run number; write for example 54-60, 63"
        return MisspeltError(message, self._start, self._end)


def _letters(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
