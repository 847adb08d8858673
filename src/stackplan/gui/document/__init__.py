"""The plan on screen and its history: the only mutable state of the window."""
