"""Stackplan: how the runs of an AT-TPC experiment are spread over processors."""

__version__ = "0.2.0"
