"""Runs on their way by drag and drop or by the clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from collections.abc import Iterable

MIME_TYPE = "application/x-stackplan-runs"


class Copied(NamedTuple):
    """A text that was copied, and the runs that it stands for."""

    text: str
    runs: tuple[int, ...]


def run_content(run_numbers: Iterable[int]) -> QMimeData:
    """Pack runs for a drag."""
    content = QMimeData()
    content.setData(MIME_TYPE, " ".join(map(str, run_numbers)).encode())
    return content


def runs_in(content: QMimeData) -> tuple[int, ...]:
    """Unpack runs; none out of what is not ours."""
    words = bytes(content.data(MIME_TYPE).data()).split() if content.hasFormat(MIME_TYPE) else []
    return tuple(map(int, words)) if all(word.isdigit() for word in words) else ()
