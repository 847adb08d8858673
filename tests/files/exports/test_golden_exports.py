"""What is written for a plan of three stacks, as it reads; ``python -m pytest`` never writes it.

To remake them: ``PYTHONPATH=tests python tests/files/exports/test_golden_exports.py``; then read.
"""

from fractions import Fraction
from pathlib import Path

import pytest

from engines.exporting import plan_of
from stackplan.files.exports import export
from stackplan.files.exports.scripts import ExportOptions

GOLDEN = Path(__file__).parents[2] / "golden" / "exports"
OPTIONS = {
    "slurm": ExportOptions(
        readers=8, rate=Fraction(5), rate_source="the rate is that of 'How many stacks?'",
        stacks_a_task=2, python="/opt/spyral/bin/python",
    ),
    "parallel": ExportOptions(command="my_analysis --stack {stack} --folder {traces} {runs}"),
    "hyperqueue": ExportOptions(
        rate=Fraction(5), rate_source="the rate is that of 'How many stacks?'"
    ),
    "elog": ExportOptions(),
    "spyral": ExportOptions(pipeline="run_spyral:pipe"),
}  # fmt: skip
FILES = {
    "slurm": "array.sh",
    "parallel": "parallel.sh",
    "hyperqueue": "submit_plan.txt",
    "elog": "elog.txt",
    "spyral": "run_plan.txt",
}


def text_of(kind: str) -> str:
    """What is written; of a Python script what people read: its heading and the plan."""
    plan_file = plan_of([[106, 88], [71], [140, 55, 92]], "/mnt/e20020/h5")
    text = export(plan_file, kind, {}, OPTIONS[kind]).decode()
    end = "# --- end of the plan ---\n"
    return text.partition(end)[0] + end if kind in {"spyral", "hyperqueue"} else text


@pytest.mark.parametrize("kind", FILES)
def test_that_an_export_reads_as_it_was_read_over(kind: str) -> None:
    assert text_of(kind).encode() == (GOLDEN / FILES[kind]).read_bytes()


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for kind, name in FILES.items():
        (GOLDEN / name).write_text(text_of(kind), encoding="utf-8", newline="\n")
