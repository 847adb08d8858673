"""Column generation: the lower bound and the plans that linear programmes find."""

from collections.abc import Callable, Sequence

from stackplan.core.balance.column_generation.search import ColumnGenerationSearch
from stackplan.core.balance.problem import Assignment, Incumbent, Work


def column_generation(best: Incumbent, others: Sequence[Assignment]) -> Callable[[Work], None]:
    """Begin a search that raises the bound and looks for plans that meet it.

    Parameters
    ----------
    best : Incumbent
        Plan and bound to better; its stacks are alike and empty.
    others : sequence of list of int
        Plans whose stacks may be of use, too.

    Returns
    -------
    callable
        Searches with so much work; called again, it goes on from where it stood.
    """
    return ColumnGenerationSearch(best, others).run
