"""Floor 1: the disk."""
