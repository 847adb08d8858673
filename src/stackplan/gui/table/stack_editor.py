"""What is typed into the table: a stack's number for a run, a run list for a stack."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QSpinBox, QStyledItemDelegate

from stackplan.core.request import MAX_STACKS
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.qt_values import EDIT_ROLE

if TYPE_CHECKING:
    from PySide6.QtCore import QAbstractItemModel
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from stackplan.gui.table.stack_model import Index

_AIR = 4


class StackDelegate(QStyledItemDelegate):
    """Rows with some air: they are read from a distance, and dropped on; and the cells' editors."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, _AIR)

    @override
    def createEditor(  # type: ignore[override]  # Qt's own gives no editor, too
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget | None:
        content = index.data(EDIT_ROLE)
        if isinstance(content, int):
            number = QSpinBox(parent)
            number.setRange(1, MAX_STACKS)
            number.setFrame(False)
            number.setObjectName("stackNumberEdit")
            number.setAccessibleName("Number of the stack that the run shall move to")
            return number
        if isinstance(content, str):
            runs = QLineEdit(parent)
            runs.setPlaceholderText("54-58, 71 moves those runs here")
            runs.setObjectName("runListEdit")
            runs.setAccessibleName("Runs that shall move to this stack, for example 54-58, 71")
            runs.setAutoFillBackground(True)
            return runs
        return None

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QSpinBox):
            editor.interpretText()
            if editor.value() != index.data(EDIT_ROLE):
                model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)
