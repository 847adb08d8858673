"""What a plan file is to hold of the plan on screen."""

from dataclasses import replace

from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run
from stackplan.files.scan import ScanResult
from stackplan.gui.document.document import DocumentState, saved_form

PLAN = Plan(PlanRequest(skip=parse("2"), n_stacks=1), (Stack((Run(1, 10), Run(3, 30))),))
STATE = DocumentState(PLAN, PLAN, "for the night")
FILE = PlanFile(
    PLAN,
    "/then",
    left_out=(LeftOut("missing", parse("4")),),
    skip_reasons=((parse("2"), "noisy"),),
    unknown=("# colour: red",),
)
NEW = ((parse("2"), "by the list"),)


def test_that_what_a_file_held_besides_is_kept() -> None:
    form = saved_form(STATE, "/now", FILE, None, NEW)
    assert form == replace(
        FILE, traces="/now", note="for the night", skip_reasons=(*FILE.skip_reasons, *NEW)
    )


def test_that_what_was_found_since_takes_the_place_of_what_was_left_out_then() -> None:
    found = ScanResult("/now", (Run(1, 10), Run(3, 30)), empty=parse("5"))
    form = saved_form(STATE, "/now", FILE, found, ())
    assert form.left_out == found.left_out(PLAN.request)
    assert LeftOut("empty", parse("5")) in form.left_out


def test_that_without_a_file_and_a_folder_there_is_the_plan_alone() -> None:
    assert saved_form(STATE, "/now", None, None, ()) == PlanFile(PLAN, "/now", note=STATE.note)


def test_that_a_reason_goes_with_the_skip_that_it_explains() -> None:
    reasons = ((parse("3"), "came and went"), (parse("2-3"), "both"))
    form = saved_form(STATE, "/now", None, None, reasons)
    assert form.skip_reasons == ((parse("2"), "both"),)
