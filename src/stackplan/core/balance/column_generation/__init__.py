"""Column generation: the lower bound and the plans that linear programmes find."""
