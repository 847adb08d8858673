import csv
import io
from pathlib import Path

from hypothesis import given

from stackplan.core.plan_text import PlanFile, read
from stackplan.files.exports.tables import COLUMNS, csv_table
from strategies import plan_files

GOLDEN = Path(__file__).parents[2] / "golden"
STATES = {54: "closed", 55: "open", 56: "truncated"}


def test_that_the_table_is_byte_for_byte_as_recorded() -> None:
    plan_file = read((GOLDEN / "plan.txt").read_text("utf-8"))
    assert csv_table(plan_file, STATES) == (GOLDEN / "plan.csv").read_bytes()


@given(plan_files())
def test_that_there_is_one_row_a_run_in_processing_order(plan_file: PlanFile) -> None:
    rows = list(csv.DictReader(io.StringIO(csv_table(plan_file, {}).decode())))
    stacks = plan_file.plan.stacks
    assert [(int(row["stack"]), int(row["position"]), int(row["run"])) for row in rows] == [
        (index, position, number)
        for index, stack in enumerate(stacks, 1)
        for position, number in enumerate(stack.run_numbers, 1)
    ]
    assert sum(int(row["weight"]) for row in rows) == plan_file.plan.total
    assert {int(row["run"]) for row in rows if row["pinned"] == "1"} == plan_file.plan.pinned
    assert all(set(row) == set(COLUMNS) and row["state"] == "unknown" for row in rows)
