"""Exports in other languages and time zones: the same bytes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from engines.exporting import plan_of
from engines.spyral_engine import cache_folder
from stackplan.core.plan_text import write

# A comma for a point; a capital I that has a dot.
LANGUAGES = ("de_DE", "tr_TR")
SCRIPT = """
import locale, sys, time
locale.setlocale(locale.LC_ALL, "")
assert locale.localeconv()["decimal_point"] == sys.argv[1], locale.setlocale(locale.LC_ALL)
from stackplan.core.plan_text import read
from stackplan.files.exports import ENGINES, EXPORTS, REPORTS, export
from stackplan.files.exports.export_options import ExportOptions
plan_file = read(sys.stdin.buffer.read().decode("utf-8"))
for kind in (*EXPORTS, *ENGINES, *REPORTS):
    options = ExportOptions(pipeline="i:I", readers=4)
    sys.stdout.buffer.write(export(plan_file, kind, {54: "open"}, options))
"""
SOURCES = Path("/usr/share/i18n/locales")


def compiled_languages() -> Path:
    """Folder of the languages, compiled once: that takes longer than the test."""
    folder = cache_folder() / "locales"
    folder.mkdir(parents=True, exist_ok=True)
    for language in LANGUAGES:
        target = folder / f"{language}.UTF-8"
        if not target.exists():
            with tempfile.TemporaryDirectory(dir=folder) as place:
                made = Path(place) / language
                command = ["localedef", "-i", language, "-f", "UTF-8", str(made)]
                subprocess.run(command, check=True, capture_output=True, timeout=60)
                made.rename(target)
    return folder


def exported(text: bytes, point: str, **environment: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, point], input=text, env={**os.environ, **environment},
        capture_output=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.mark.skipif(
    shutil.which("localedef") is None or not SOURCES.is_dir(), reason="there is no localedef"
)
def test_that_exports_are_the_same_bytes_in_every_language_and_time_zone() -> None:
    languages = compiled_languages()
    golden = (Path(__file__).parents[1] / "golden" / "plan.txt").read_bytes()
    for text in (golden, write(plan_of([[54, 1], [2]], "/data/\u0130i\udcff")).encode()):
        expected = exported(text, ".", LC_ALL="C", TZ="UTC")
        assert b"\r" not in expected
        for language in LANGUAGES:
            names = {"LC_ALL": f"{language}.UTF-8", "LOCPATH": str(languages)}
            assert exported(text, ",", **names, TZ="Pacific/Apia") == expected
