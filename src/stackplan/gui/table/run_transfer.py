"""Runs on their way by drag and drop or by the clipboard: what the system carries for us."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData

if TYPE_CHECKING:
    from collections.abc import Iterable

MIME_TYPE = "application/x-stackplan-runs"


def run_content(run_numbers: Iterable[int], text: str = "") -> QMimeData:
    """Pack runs, and a text for other programs."""
    content = QMimeData()
    content.setData(MIME_TYPE, " ".join(map(str, run_numbers)).encode())
    if text:
        content.setText(text)
    return content


def runs_in(content: QMimeData | None) -> tuple[int, ...]:
    """Unpack runs; none out of what is not ours, nor out of an empty clipboard."""
    if content is None:
        return ()
    words = bytes(content.data(MIME_TYPE).data()).split() if content.hasFormat(MIME_TYPE) else []
    return tuple(map(int, words)) if all(word.isdigit() for word in words) else ()
