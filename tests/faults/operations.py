"""List of all operations that ask the disk."""

from faults.commands import commands
from faults.keeping import keeping
from faults.operation import Operation
from faults.reading import reading
from faults.writing import writing


def operations() -> list[Operation]:
    """List everything that asks the disk."""
    return [*writing(), *reading(), *keeping(), *commands()]
