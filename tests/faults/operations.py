"""What Stackplan does with the disk, one operation at a time, and what must hold when it fails."""

from __future__ import annotations

from typing import TYPE_CHECKING

from faults.commands import commands
from faults.keeping import keeping
from faults.reading import reading
from faults.writing import writing

if TYPE_CHECKING:
    from faults.operation import Operation


def operations() -> list[Operation]:
    """List everything that asks the disk."""
    return [*writing(), *reading(), *keeping(), *commands()]
