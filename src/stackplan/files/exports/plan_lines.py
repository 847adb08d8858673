"""The plan file itself, as an export."""

from collections.abc import Mapping

from stackplan.core.plan_text import PlanFile, write


def render(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    """Render a plan file; states are not part of it, they go stale."""
    del states
    return write(plan_file).encode()
