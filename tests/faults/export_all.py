"""Exports of a plan as everything, in a process with Qt and the language of its user."""

import locale
import sys

from PySide6.QtWidgets import QApplication

from faults.locales import checksum
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
