"""Exports in other languages and time zones: the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

from engines.exporting import plan_of
from provisions import provided
from stackplan.core.plan_text import write

# A comma for a point; a capital I that has a dot.
LANGUAGES = ("de_DE", "tr_TR")
SCRIPT = """
import locale, sys, time
locale.setlocale(locale.LC_ALL, "")
assert locale.localeconv()["decimal_point"] == sys.argv[1], locale.setlocale(locale.LC_ALL)
from stackplan.core.plan_text import read
from stackplan.files.exports import ENGINES, EXPORTS, REPORTS, export
from stackplan.files.exports.scripts import ExportOptions
plan_file = read(sys.stdin.buffer.read().decode("utf-8"))
for kind in (*EXPORTS, *ENGINES, *REPORTS):
    options = ExportOptions(pipeline="i:I", readers=4)
    sys.stdout.buffer.write(export(plan_file, kind, {54: "open"}, options))
"""


def exported(text: bytes, point: str, **environment: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, point], input=text, env={**os.environ, **environment},
        capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_that_exports_are_the_same_bytes_in_every_language_and_time_zone() -> None:
    languages = provided("languages")
    golden = (Path(__file__).parents[1] / "golden" / "plan.txt").read_bytes()
    for text in (golden, write(plan_of([[54, 1], [2]], "/data/\u0130i\udcff")).encode()):
        expected = exported(text, ".", LC_ALL="C", TZ="UTC")
        assert b"\r" not in expected
        for language in LANGUAGES:
            names = {"LC_ALL": f"{language}.UTF-8", "LOCPATH": str(languages)}
            assert exported(text, ",", **names, TZ="Pacific/Apia") == expected
