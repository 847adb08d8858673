"""What a plan is worth, in words: whether it can be beaten, and what stands in the way."""

from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.words import count, format_gap


def is_optimal(plan: Plan) -> bool:
    """Tell whether no plan of these runs, with these pins, is shorter: proved, not guessed."""
    return bool(plan.runs) and plan.makespan == plan.lower_bound


def quality_words(plan: Plan) -> str:
    """Say how far above the best possible a plan is: ``optimal``, ``at most 0.003 % above ...``.

    Parameters
    ----------
    plan : Plan
        A plan with runs.

    Returns
    -------
    str
        Without a full stop; "optimal" only where the makespan equals the bound.
    """
    if is_optimal(plan):
        return "optimal: no plan is shorter"
    return f"at most {format_gap(plan.gap)} above the best possible"


def binding_words(plan: Plan) -> str:
    """Say what binds the makespan, for a person.

    Parameters
    ----------
    plan : Plan
        Any plan.

    Returns
    -------
    str
        One sentence; empty without runs.
    """
    kind = plan.binding
    if not kind:
        return ""
    if kind == "longest":
        return _longest_words(plan)
    return {
        "mean": _mean_words(plan),
        "share": "Some of the longest runs must share a stack; they decide.",
        "fastest": "The longest runs need the fastest stacks; they decide.",
        "pins": "The pins decide: without them the plan could be shorter.",
        "proof": "These runs cannot be split more evenly; a search has proved it.",
    }[kind]


def _mean_words(plan: Plan) -> str:
    if is_optimal(plan):
        return "Perfectly level."
    return f"Level loads of {count(plan.request.n_stacks, 'stack')} are the limit."


def _longest_words(plan: Plan) -> str:
    run = max(plan.runs, key=lambda run: (run.load, -run.number))
    if plan.request.speeds is not None:
        return f"Run {run.number} alone decides, even on the fastest stack."
    return f"Run {run.number} alone is longer than the fair share: more stacks cannot help."


def saving(plan: Plan, other: Plan) -> Fraction:
    """Part of the makespan of `other` that `plan` saves; below 0 if it is longer."""
    return 1 - Fraction(plan.makespan) / other.makespan if other.makespan else Fraction(0)
