import pytest
from PySide6.QtGui import QTextDocument

from stackplan.gui.widgets.fields import escaped_tooltip


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("Nothing is left out.", "Nothing is left out."),
        ("a & b\nc", "a & b\nc"),
        ("run_7\x1b[31m.h5\nrun_8\u202e.h5", "run_7\\x1b[31m.h5\nrun_8\\u202e.h5"),
        (
            "run_7<b>x</b>.h5\n<img src='x'> &amp; more",
            "run_7<b>x</b>.h5\n<img src='x'> &amp; more",
        ),
    ],
)
def test_that_a_tip_shows_what_it_says(text: str, seen: str) -> None:
    tip = escaped_tooltip(text)
    if "<" in text:
        document = QTextDocument()
        document.setHtml(tip)
        tip = document.toPlainText()
    assert tip == seen
