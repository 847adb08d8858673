"""Measured times: when stacks are done, progress of the analysis, what is left."""
