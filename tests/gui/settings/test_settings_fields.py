"""The fields of the settings: each can be found by name, by label and by key."""

from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from stackplan.core.balance import METHODS
from stackplan.gui.settings.settings_panel import SettingsPanel

NAMES = ("tracesEdit", "runMinSpin", "runMaxSpin", "skipEdit", "stacksSpin", "methodCombo",
         "speedsEdit")  # fmt: skip


def test_that_every_field_has_its_names_and_no_two_labels_share_a_key(qtbot: QtBot) -> None:
    fields = SettingsPanel(16, 17)
    qtbot.addWidget(fields)
    for name in NAMES:
        widget = fields.findChild(QWidget, name)
        assert widget is not None
        assert widget.accessibleName()
    labels = [label.text() for label in fields.findChildren(QLabel) if "&" in label.text()]
    keys = [text[text.index("&") + 1].lower() for text in labels]
    assert len(set(keys)) == len(keys) == 6


def test_that_every_method_can_be_chosen_in_words(qtbot: QtBot) -> None:
    fields = SettingsPanel(16, 17)
    qtbot.addWidget(fields)
    assert [fields.method.itemData(i) for i in range(fields.method.count())] == list(METHODS)
    assert all(" " in fields.method.itemText(i) for i in range(fields.method.count()))
    assert fields.origin.text().startswith("this computer: 17 processors, 1 kept")
