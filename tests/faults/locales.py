"""Runs of commands under other languages, time zones and times of day.

Started with a plan, it exports that as everything, with Qt and the language of its user.
"""

import hashlib
import locale
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QApplication

from faults.children import begin, environment, told
from stackplan.core.plan_text import write
from stackplan.files.exports import ENGINES, EXPORTS, REPORTS, export
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.plan_file import load_plan

OPTIONS = {
    "spyral": ExportOptions(pipeline="my_pipeline:make_pipeline"),
    "slurm": ExportOptions(command="my_analysis {runs}"),
    "parallel": ExportOptions(command="my_analysis {runs}"),
    "hyperqueue": ExportOptions(command="my_analysis {runs}"),
}

LOCALES = ("C", "C.UTF-8", "de_DE.UTF-8", "tr_TR.UTF-8", "ar_EG.UTF-8")
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
# Seconds since 1970 at which clocks jump in Berlin, New York and on Lord Howe, and around them.
JUMPS = tuple(
    at + more
    for at in (1_774_746_000, 1_792_890_000, 1_793_512_800, 1_775_314_800)
    for more in (-1, 0, 1800, 3600)
)
_CLOCK = Path(__file__).with_name("clock.c")


def build_clock(folder: Path) -> Path | None:
    """Compile what sets the clock of a process; `None` where there is no compiler."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    words = [compiler, "-shared", "-fPIC", "-w", "-o", str(folder / "clock.so"), str(_CLOCK)]
    built = subprocess.run([*words, "-ldl"], check=False, capture_output=True)
    return folder / "clock.so" if built.returncode == 0 else None


def run_stackplan(words: list[str], more: Mapping[str, str]) -> bytes:
    """Carry out a command and give what it printed."""
    done = subprocess.run(
        [sys.executable, "-m", "stackplan", *words],
        env=environment(**more),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def exported(plan: Path, more: Mapping[str, str]) -> dict[str, str]:
    """Export a plan as everything, as the window does it too; give a checksum of each."""
    said = told(begin("locales", plan, QT_QPA_PLATFORM="offscreen", **more))
    return dict(line.split(" ") for line in said.splitlines())


def checksum(data: bytes) -> str:
    """Give a short checksum."""
    return hashlib.sha256(data).hexdigest()[:16]


def main(path: str) -> None:
    """Print a checksum of each format."""
    application = QApplication([])
    locale.setlocale(locale.LC_ALL, "")
    plan_file = load_plan(path)
    sys.stdout.write(f"plan {checksum(write(plan_file).encode())}\n")
    for kind in (*EXPORTS, *ENGINES, *REPORTS):
        data = export(plan_file, kind, {}, OPTIONS.get(kind))
        sys.stdout.write(f"{kind} {checksum(data)}\n")
    application.quit()


if __name__ == "__main__":
    main(sys.argv[1])
