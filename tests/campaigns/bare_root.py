"""The two commands of the README on a machine that never saw Stackplan; twenty minutes.

``sh packaging/test.sh --campaigns bare_root`` makes a bare Debian 12, copies the checkout into it
and runs ``sh packaging/run.sh`` and ``sh packaging/test.sh`` there, nothing else: what the two need
they bring themselves. It does so STACKPLAN_AMOUNT times (2), each time in a new root, and only root
can do that. What the commands say is in files, whose folder the figures name.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bare_root import BareRoot, missing
from faults.campaign import Clock, amount, summary, tell

pytestmark = pytest.mark.timeout(0)

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(
    ".git", ".venv*", "__pycache__", "build", "dist", ".hypothesis", ".*_cache"
)
HOURS = 3 * 3600


@pytest.mark.parametrize("number", range(1, amount(2) + 1))
def test_that_both_commands_work_on_a_fresh_machine(number: int, tmp_path: Path) -> None:
    if reason := missing():
        pytest.skip(reason)
    clock = Clock()
    bare = BareRoot(tmp_path / "root")
    shutil.copytree(ROOT, bare.folder / "stackplan", ignore=NOT_COPIED)
    made, clock = clock.seconds, Clock()
    words = [f"PYTEST_ADDOPTS={os.environ.get('PYTEST_ADDOPTS', '')}", "sh"]
    try:
        demo = bare.run(
            "sh", "/stackplan/packaging/run.sh", timeout=HOURS, log=tmp_path / "run.log"
        )
        shown, clock = clock.seconds, Clock()
        assert "No display was found" in demo
        log = tmp_path / "test.log"
        try:
            bare.run("env", *words, "/stackplan/packaging/test.sh", timeout=HOURS, log=log)
        finally:
            tell(
                f"bare root {number}",
                made_in_seconds=made,
                run_sh_in_seconds=shown,
                test_sh_in_seconds=clock.seconds,
                tests=summary(log.read_text("utf-8", "replace")),
                logs=tmp_path,
            )
    finally:
        subprocess.run(["rm", "-rf", "--one-file-system", bare.folder], check=True)
