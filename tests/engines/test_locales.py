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
options = ExportOptions(pipeline="i:I", readers=4)
for text in sys.stdin.buffer.read().split(b"\\0"):
    for kind in (*EXPORTS, *ENGINES, *REPORTS):
        content = export(read(text.decode("utf-8")), kind, {54: "open"}, options)
        sys.stdout.buffer.write(content)
"""


def exported(texts: list[bytes], point: str, **environment: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, point], input=b"\0".join(texts),
        env={**os.environ, **environment}, capture_output=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def test_that_exports_are_the_same_bytes_in_every_language_and_time_zone() -> None:
    languages = provided("languages")
    golden = (Path(__file__).parents[1] / "golden" / "plan.txt").read_bytes()
    texts = [golden, write(plan_of([[54, 1], [2]], "/data/\u0130i\udcff")).encode()]
    expected = exported(texts, ".", LC_ALL="C", TZ="UTC")
    assert b"\r" not in expected
    for language in LANGUAGES:
        names = {"LC_ALL": f"{language}.UTF-8", "LOCPATH": str(languages)}
        assert exported(texts, ",", **names, TZ="Pacific/Apia") == expected
