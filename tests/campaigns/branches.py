"""Each branch of core is taken by the tests of core alone; three minutes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stackplan.files.process import processors

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(0)
def test_that_the_tests_of_core_take_each_of_its_branches(tmp_path: Path) -> None:
    tests = [
        "pytest", "tests/core", "-q", f"--numprocesses={processors()}", "--dist=loadgroup",
        "-p", "no:cacheprovider", "--cov", "--cov-report=",
    ]  # fmt: skip
    report = ["coverage", "report", "--include=src/stackplan/core/*", "--fail-under=100"]
    environment = {**os.environ, "COVERAGE_FILE": str(tmp_path / "coverage")}
    for words in (tests, report):
        done = subprocess.run(
            [sys.executable, "-m", *words], cwd=ROOT, env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-10_000:]
