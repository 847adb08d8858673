"""The chart: a picture that a worker draws, and what the mouse finds in it."""
