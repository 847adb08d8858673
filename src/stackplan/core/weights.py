"""Weights, what a load counts: sizes of trace files, events, times, or sizes of a phase's files."""

import re

WEIGHTS = ("bytes", "events", "ms")
_PHASE = "phase:"
# The name of a phase is that of its folder in a workspace.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_WORDS = {"bytes": "sizes", "events": "events", "ms": "measured times"}


def weight_of_phase(phase: str) -> str:
    """Name the weight that counts the files of a phase: ``phase:Pointcloud``."""
    return f"{_PHASE}{phase}"


def phase_of(weight: str) -> str:
    """Name the phase whose files a weight counts; empty for every other weight."""
    name = weight.removeprefix(_PHASE)
    return name if weight.startswith(_PHASE) and _NAME.fullmatch(name) else ""


def is_weight(text: str) -> bool:
    """Tell whether a text names a weight."""
    return text in WEIGHTS or bool(phase_of(text))


def unit_of_weight(weight: str) -> str:
    """Give what loads are counted in: one of `WEIGHTS`."""
    return "bytes" if phase_of(weight) else weight


def weight_words(weight: str) -> str:
    """Say what a load counts, as after *count*: ``sizes``, ``Pointcloud files``."""
    phase = phase_of(weight)
    return f"{phase} files" if phase else _WORDS[weight]
