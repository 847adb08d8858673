"""Run lists as people paste them: what is read, and what is refused with its place."""

import json
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import MisspeltError
from stackplan.core.pasted_runs import RunList, is_in_brackets, is_script, read_run_list
from stackplan.core.run_numbers import RunNumbers, parse
from strategies import RUN_NUMBERS, SMALL_SETS

ROOT_LINE = 'root -b -q -l "unpack.C(\\"run_{:04d}\\")"\n'

PLAIN = [
    "",
    " , ",
    "60",
    "54-60, 63",
    "60\r\n62\r\n",
    "60,61,,62,\n",
    "60 61\n62 63\n",
    "60 61\n160-161 70\n",
]

# Text, runs, and the form that is said.
READ = [
    # Python
    ("[60, 61]", "60-61", "a Python list"),
    ("[1052, 1069]\n", "1052, 1069", "a Python list"),
    ("runs_to_skip = [1052, 1069]\n", "1052, 1069", "a Python list (runs_to_skip)"),
    ("runs_to_skip=[60,\n 61,  # HV\n 62,\n]\n", "60-62", "a Python list (runs_to_skip)"),
    ("skip: list[int] = [60]", "60", "a Python list (skip)"),
    ("    runs_to_skip=[60, 61],", "60-61", "a Python list (runs_to_skip)"),
    (
        "start(pipe, work, traces, 54, 169, runs_to_skip=[60, 61])",
        "60-61",
        "a Python list (runs_to_skip)",
    ),
    (
        "# skip = [1]\nskip = [60]\nfor run in skip:\n    print(run, 5)",
        "60",
        "a Python list (skip)",
    ),
    ("(60, 61)", "60-61", "a Python list"),
    ("['60', \"run_0061\"]", "60-61", "a Python list"),
    ("[60.0, 62.0]", "60, 62", "a Python list"),
    ("[60-62]", "60-62", "a Python list"),
    ("[60 61 62]", "60-62", "a Python list"),
    ("[[60, 61], [62]]", "60-62", "a Python list"),
    ("[60];", "60", "a Python list"),
    ("[] ", "", "a Python list"),
    ("skip = []", "", "a Python list (skip)"),
    ("steps = []\nskip = [60]", "60", "a Python list (skip)"),
    ("set([60, 61])", "60-61", "a Python list"),
    ("np.array([60, 61], dtype=int64)", "60-61", "a Python list"),
    ("list(range(60, 63))", "60-62", "a Python list"),
    ("runs = range(60, 63)", "60-62", "a Python list (runs)"),
    ("range(60, 63)", "60-62", "a Python range"),
    ("[*range(54, 60), 63]", "54-59, 63", "a Python list"),
    # braces
    ("{60,61}", "60-61", "a list in braces"),
    ("int runs[2] = {60, 61};", "60-61", "a list in braces (runs)"),
    ("// runs = {60};\nruns = {61};", "61", "a list in braces (runs)"),
    # bash
    ("(60 61)", "60-61", "a bash array"),
    ("#tpc=(82 85)\ntpc=(106 108)\necho ${tpc[0]}", "106, 108", "a bash array (tpc)"),
    ("runs=({60..62} 70)", "60-62, 70", "a bash array (runs)"),
    ("runs=($(seq 60 62) 70)", "60-62, 70", "a bash array (runs)"),
    ("runs=$(seq 60 62)", "60-62", "a bash range (runs)"),
    ("`seq 60 62`", "60-62", "a bash range"),
    ("{60..62}", "60-62", "a bash range"),
    ("run_{0060..0062}.h5", "60-62", "a bash range"),
    ("export RUNS='60 61';", "60-61", "a text (RUNS)"),
    # JSON
    ('{"60": "HV trip", "61": null}', "60-61", "a JSON object"),
    ('{"run_0060": 5,\n "61-63": {"note": "x"}}', "60-63", "a JSON object"),
    ('{"runs": [60, "61-63"], "experiment": "e20009"}', "60-63", "a JSON object"),
    ('{"skip": {"60": "x"}}', "60", "a JSON object"),
    ('[{"run": 60, "note": "good beam"}, {"run": 61.0}]', "60-61", "a JSON list"),
    ('{"Run number": 60}', "60", "a JSON object"),
    ("{60: 'HV', 61: None,}", "60-61", "a JSON object"),
    # names
    ("run_0060.h5, run_0061", "60-61", "names of files"),
    ("run_0060\nrun_0062\n", "60, 62", "names of runs"),
    ("Runs: 54, 60-62", "54, 60-62", "names of runs"),
    ("run_0060.h5 - run_0062.h5", "60-62", "names of files"),
    ("'run_0060.h5' \"run_0062.h5\"", "60, 62", "names of files"),
    ("run-0060-00.evt run-0061-00.evt", "60-61", "names of files"),
    ("./run_0060.h5\n/data/e20009//h5/run_0062.h5\n", "60, 62", "paths"),
    ("file:///data/h5/run_0060.h5", "60", "paths"),
    ("C:\\data\\run_0060.h5", "60", "paths"),
    (
        "total 12K\n-rw-r--r-- 1 u g 123 Nov 28 10:00 run_0060.h5\n"
        "lrwxrwxrwx 1 u g 12 Nov 2 2025 run_0061.h5\n",
        "60-61",
        "names of files",
    ),
    # ROOT
    (ROOT_LINE.format(70) + ROOT_LINE.format(72), "70, 72", "ROOT commands"),
    ("#!/bin/bash\ncd /data\n#root 'u.C(69)'\nroot -l 'u.C(70)'\n", "70", "ROOT commands"),
    (
        "root 'unpack.C++(\"run_0070\", 16)'; root 'unpack.C++(\"run_0071\", 16)'",
        "70-71",
        "ROOT commands",
    ),
    # as a person writes them, in a log, a mail or a note
    ("\ufeff60\r\n61\r\n", "60-61", ""),
    ("60\t61\t62", "60-62", ""),
    ("60\u00a0\u2014\u00a062", "60-62", ""),
    ("runs 60 to 62 and 64", "60-62, 64", "names of runs"),
    ("60 bis 62, 64 & 66", "60-62, 64, 66", "a list in words"),
    ("- 60\n- 61\n\n- 63\n", "60-61, 63", "a list in words"),
    ("skip:\n  - 60\n  - run_0061\n", "60-61", "names of runs"),
    ("skip: [60, 61]\n", "60-61", "a Python list (skip)"),
    ("runs = 60, 61", "60-61", "a text (runs)"),
    ("60-62 (HV trip), 70 (beam off)", "60-62, 70", "a list in words"),
    ("Run 60: HV trip\nRun 61: beam off\n", "60-61", "names of runs"),
    ("run60.h5;run61.h5;", "60-61", "names of files"),
    # others
    ("60 # good\n61 # bad HV\n", "60-61", "a list with comments"),
    ("60, #61", "60", "a list with comments"),
    ("'60' 61.0", "60-61", "a list"),
]

# Text of which only some numbers are runs, and what is said of all of it.
NOT_ALL_RUNS = [
    (
        "1060 2060 1061 2061",
        "each line holds two numbers 1,000 apart, as 1060 and 2060, perhaps of",
    ),
    (
        "0    60\n1    61\n2    63\n",
        "the first number of each line counts the lines; keep the colu",
    ),
    ("1\t60\n2\t62\n3\t63\n", "the first number of each line counts the lines; keep the column"),
    ("12345\trun_0060.h5\n99\t./run_0061.h5\n", "each line holds a number beside the name of a fi"),
    (
        "run_0060.h5,12345\nrun_0061.h5,23456\n",
        "beside the name of a file, as 12345 and that of ru",
    ),
    ("60,0\n61,0\n", "each line ends with ',0', perhaps of a decimal comma; write whole numbers"),
    (
        "1,060",
        "'1,060' may be run 1060, or the runs 1 and 60; leave the comma out, or write a blank",
    ),
    ("2,160\n2,161\n", "'2,160' may be run 2160, or the runs 2 and 160; leave the comma out, or"),
]

# Text, what is said, and where it stands.
REFUSED = [
    (
        "TPC: 60, 61\nS800: 2060, 2061\n",
        "'TPC:' (line 1) is no run number; write for example 54-60, 63",
        "TPC:",
    ),
    (
        "106/2106",
        "'106/2106' (character 1) is no run number; write for example 54-60, 63",
        "106/2106",
    ),
    (
        "/d/run_0060.h5:/d/run_0061.h5",
        "'/d/run_0060.h5:/d/ru' (character 1) is no run number; write for example 54-60, 63",
        "/d/run_0060.h5:/d/run_0061.h5",
    ),
    (
        "Run 60: see run 59",
        "'Run' (character 1) is no run number; write for example 54-60, 63",
        "Run",
    ),
    ("x =", "'x' (character 1) is no run number; write for example 54-60, 63", "x"),
    ("55, x7, 9", "'x7' (character 5) is no run number; write for example 54-60, 63", "x7"),
    ("[60,\n61,\n6x]", "'6x]' (line 3) is no run number; write for example 54-60, 63", "6x]"),
    (
        "60   PROD\n62   PROD\n",
        "'PROD' (line 1) stands beside run 60; write # before words",
        "PROD",
    ),
    ("60-54", "run 60 comes after run 54; write 54-60", "60-54"),
    ("[60,\n 61-60]", "run 61 comes after run 60 (line 2); write 60-61", "61-60"),
    ("[1234567890]", "a run number has at most 9 digits", "1234567890"),
    ("[-60]", "'-60]' (character 2) is no run number; write for example 54-60, 63", "-60]"),
    ("[60.5]", "'60.5]' (character 2) is no run number; write for example 54-60, 63", "60.5]"),
    ("[True, 60]", "'True' (character 2) is no run number; write for example 54-60, 63", "True"),
    (
        "run_006*.h5",
        "'run_006*.h5' (character 1) is no run number; write for example 54-60, 63",
        "run_006*.h5",
    ),
    ("#60", "its runs are all in comments; remove the # before those to use", "#60"),
    ("[60, 61", "a bracket (character 1) is not closed; copy the list whole", "[60, 61"),
    ("[60, 61)", "a bracket (character 1) is not closed; copy the list whole", "[60, 61)"),
    ("[60] 61", "'61' (character 6) is no run number; write for example 54-60, 63", "61"),
    (
        "[60] [62]",
        "it holds several lists, the second at character 6; keep only one of them",
        "[62]",
    ),
    (
        "tpc=(106 108)\ns800=(2106 2108)\n",
        "it holds 2 lists, tpc (line 1) and s800 (line 2); keep only one of them",
        "s800=(2106 2108)",
    ),
    (
        "a=[1]\nb=[2]\nc=[3]",
        "it holds 3 lists, a (line 1), b (line 2) and c (line 3); keep only one of them",
        "b=[2]",
    ),
    (
        "runs = [60]\nruns.append(61)",
        "the list runs is changed again (line 2); write the run numbers themselves",
        "runs.append",
    ),
    (
        "106 2106\n108 2108\n",
        "each line holds two numbers 2,000 apart, as 106 and 2106, perhaps of two detectors; keep"
        " the column of the trace files",
        "106 2106\n108 2108\n",
    ),
    (
        'root \'merge.C("run_0106", "run_2106")\'',
        '\'merge.C("run_0106", "run_2106")\' (character 7) does not name one run; write the run'
        " numbers",
        'merge.C("run_0106", "run_2106")',
    ),
    (
        "root 'u.C(70)'\nsleep 5\n",
        "'sleep' (line 2) is no run number; write for example 54-60, 63",
        "sleep",
    ),
    (
        '{"60": true, "61": false}',
        "it says of runs whether they are good ('false'); write only the good ones, or"
        " import it as a sheet with columns",
        '{"60": true, "61": false}',
    ),
    (
        '[{"run": 60, "good": true}]',
        "it says of runs whether they are good ('true'); write only the good ones, or"
        " import it as a sheet with columns",
        '[{"run": 60, "good": true}]',
    ),
    (
        '{"tpc": [106],\n "s800": [2106]}',
        "it holds 2 lists, 'tpc' (line 1) and 's800' (line 2); keep only one of them",
        '{"tpc": [106],\n "s800": [2106]}',
    ),
    ('{"a": 5}', "'a' (character 3) is no run number; write for example 54-60, 63", '{"a": 5}'),
    (
        '[{"run": null}]',
        "'None' (character 1) is no run number; write for example 54-60, 63",
        '[{"run": null}]',
    ),
    (
        '{"60": 1, "x": 2}',
        "'x' (character 12) is no run number; write for example 54-60, 63",
        '{"60": 1, "x": 2}',
    ),
    (
        "steps = [Phase(skip=[60])]",
        "'Phase(skip=[60])]' (character 10) is no run number; write for example 54-60, 63",
        "Phase(skip=[60])]",
    ),
    ("{60: HV}", "'60:' (character 2) is no run number; write for example 54-60, 63", "60:"),
]


@pytest.mark.parametrize("text", PLAIN)
def test_that_plain_run_numbers_are_read_as_ever_and_nothing_is_said_of_them(text: str) -> None:
    assert read_run_list(text) == RunList(read_run_list(text).intervals)
    assert read_run_list(text).numbers == parse(text)


@pytest.mark.parametrize(("text", "runs", "form"), READ)
def test_that_a_list_is_read_in_the_form_in_which_it_stands(
    text: str, runs: str, form: str
) -> None:
    found = read_run_list(text)
    assert (str(found.numbers), found.form) == (runs, form)


@pytest.mark.parametrize(("text", "words", "place"), REFUSED)
def test_that_what_can_mean_two_things_or_nothing_is_refused_with_its_place(
    text: str, words: str, place: str
) -> None:
    with pytest.raises(MisspeltError) as refused:
        read_run_list(text)
    assert str(refused.value) == words
    assert text[refused.value.start : refused.value.end] == place


@pytest.mark.parametrize(("text", "words"), NOT_ALL_RUNS)
def test_that_numbers_that_may_be_no_runs_are_never_taken_for_some(text: str, words: str) -> None:
    with pytest.raises(MisspeltError) as refused:
        read_run_list(text)
    assert words in str(refused.value)
    assert (refused.value.start, refused.value.end) == (0, len(text))


@pytest.mark.parametrize(
    "text", ["54,169", "60 61\n62 63\n64 65\n", "60 run_0060.h5\n", "60,0", "60 160"]
)
def test_that_what_is_clear_is_not_refused(text: str) -> None:
    assert read_run_list(text).numbers


def test_that_it_is_said_what_was_read() -> None:
    assert read_run_list("[60, 61]").words == "2 runs: 60-61, from a Python list"
    assert read_run_list("[]").words == "no run, from a Python list"
    many = read_run_list(str(list(range(0, 4000, 2)))).words
    assert many.startswith("2,000 runs: 0, 2, 4,")
    assert len(many) < 260


def test_that_runs_keep_the_order_of_the_text() -> None:
    assert read_run_list("[62, 60, 61]").intervals == ((62, 62), (60, 60), (61, 61))


def test_that_a_list_of_a_script_is_told_from_a_sheet() -> None:
    assert is_in_brackets(' {"60": 1};\n# done')
    assert not is_in_brackets("runs = [60]")
    assert is_script("import x\nruns = [60]")
    assert is_script(ROOT_LINE.format(60))
    assert not is_script("run,good\n60,x = [1]\n")


def commented(runs: RunNumbers) -> str:
    return "".join(f"{first}-{last}  # [x] = 5\n" for first, last in runs.intervals)


def bash_array(runs: RunNumbers) -> str:
    words = (f"{{{a}..{b}}}" if a < b else f"{a:04d}" for a, b in runs.intervals)
    return f"#!/bin/bash\n#tpc=(1 2)\ntpc=({' '.join(words)})\n"


FORMS: dict[str, Callable[[RunNumbers], str]] = {
    "plain": str,
    "list": lambda runs: str(list(runs)),
    "assigned": lambda runs: f"runs_to_skip = {list(runs)}\n",
    "set": lambda runs: "{" + ",".join(map(str, runs)) + "}",
    "bash": bash_array,
    "files": lambda runs: "\n".join(f"run_{n:04d}.h5" for n in runs),
    "paths": lambda runs: " ".join(f"/data/e20009/h5/run_{n:04d}.h5" for n in runs),
    "root": lambda runs: "".join(map(ROOT_LINE.format, runs)),
    "keys": lambda runs: json.dumps({str(n): f"trip {n + 1}" for n in runs}, indent=1),
    "values": lambda runs: json.dumps({"runs": list(runs), "made": 2026}),
    "comments": commented,
    "ranges": lambda runs: f"[{', '.join(f'*range({a}, {b + 1})' for a, b in runs.intervals)}]",
}


@given(SMALL_SETS.filter(bool), st.sampled_from(list(FORMS)))
def test_that_what_a_person_writes_of_a_set_is_read_as_that_set(
    numbers: frozenset[int], form: str
) -> None:
    runs = RunNumbers.of(numbers)
    assert read_run_list(FORMS[form](runs)).numbers == runs


@given(RUN_NUMBERS)
def test_that_the_plain_grammar_means_what_it_always_meant(runs: RunNumbers) -> None:
    assert read_run_list(str(runs)) == RunList(runs.intervals)


@pytest.mark.parametrize(
    "text", ["x", "run ", "a: ", "a.", "/", "[", "`", "{60", "=", " \n", "60,"]
)
def test_that_a_long_text_is_read_or_refused_at_once(text: str) -> None:
    # A pattern that tries every way to divide it would take hours; the test would time out.
    with suppress(MisspeltError):
        read_run_list(text * 30_000 + "?")


@given(st.text(alphabet="06, \n-[](){}\"'#=:._/arun", max_size=40))
def test_that_any_text_is_read_or_refused_with_a_place_inside_it(text: str) -> None:
    place = None
    try:
        read_run_list(text)
    except MisspeltError as error:
        place = (error.start, error.end)
    assert place is None or 0 <= place[0] < place[1] <= len(text)
