"""Runs on their way by drag and drop or by the clipboard."""

import pytest
from PySide6.QtCore import QMimeData

from stackplan.gui.table.stack_model import MIME_TYPE, run_content, runs_in


def test_that_runs_come_back_in_their_order() -> None:
    assert runs_in(run_content([71, 54, 88])) == (71, 54, 88)


@pytest.mark.parametrize("content", [b"{", b"-7", b'["a"]', b"\xff", b'{"a": 1}', b"[1e3]", b""])
def test_that_what_is_not_ours_holds_no_runs(content: bytes) -> None:
    strange = QMimeData()
    strange.setData(MIME_TYPE, content)
    assert runs_in(strange) == ()
    assert runs_in(QMimeData()) == ()
