"""Floor 0: pure values and functions. No Qt, no disk, no clock, no globals."""
