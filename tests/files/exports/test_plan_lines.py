from pathlib import Path

from hypothesis import given

from stackplan.core.plan_text import PlanFile, read
from stackplan.files.exports.tables import text
from strategies import plan_files

GOLDEN = Path(__file__).parents[2] / "golden" / "plan.txt"


def test_that_the_export_is_the_plan_file_byte_for_byte() -> None:
    assert text(read(GOLDEN.read_text("utf-8")), {54: "open"}) == GOLDEN.read_bytes()


@given(plan_files())
def test_that_every_plan_file_can_be_rendered(plan_file: PlanFile) -> None:
    assert read(text(plan_file, {}).decode("utf-8")) == plan_file
