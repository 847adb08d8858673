import ast
from dataclasses import replace

import pytest
from hypothesis import given

from engines.exporting import plan_of
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.files.exports.tables import plain_start, runs_to_skip, stack_lists
from strategies import plans


@given(plans())
def test_that_stacks_come_back_as_lists(plan: Plan) -> None:
    expected = [list(stack.run_numbers) for stack in plan.stacks]
    assert ast.literal_eval(stack_lists(plan)) == expected


def planned(skip: str) -> PlanFile:
    plan_file = plan_of([[54, 90], [100]])
    plan = replace(plan_file.plan, request=replace(plan_file.plan.request, skip=parse(skip)))
    left_out = (
        LeftOut("folder", RunNumbers([(70, 70)])),
        LeftOut("missing", RunNumbers([(71, 72)])),
    )
    return replace(plan_file, plan=plan, left_out=left_out)


@pytest.mark.parametrize(
    ("skip", "words"),
    [
        ("", "runs_to_skip=[70]"),
        ("60-62, 80, 10, 200", "runs_to_skip=[60, 61, 62, 70, 80]"),
        ("56-89", "runs_to_skip=[*range(56, 90)]"),
        ("0-9999999", "runs_to_skip=[*range(54, 101)]"),
    ],
)
def test_that_what_spyral_has_to_skip_is_a_short_list(skip: str, words: str) -> None:
    assert runs_to_skip(planned(skip)) == words
    assert plain_start(planned(skip)) == f"54, 100, 2, {words}"
