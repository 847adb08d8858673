"""Column generation: the lower bound and the plans that linear programmes find."""

from collections.abc import Callable, Sequence

from stackplan.core.balance.column_generation.column_pool import MANY_KINDS
from stackplan.core.balance.column_generation.search import ColumnGenerationSearch
from stackplan.core.balance.problem import Assignment, Incumbent, Work

__all__ = ["MANY_KINDS", "column_generation"]


def column_generation(best: Incumbent, others: Sequence[Assignment]) -> Callable[[Work], None]:
    """Begin a search that raises the bound and looks for plans that meet it, on equal stacks.

    It searches with so much work; called again, it goes on from where it stood. The stacks of other
    plans may be of use, too.
    """
    return ColumnGenerationSearch(best, others).run
