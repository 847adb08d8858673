"""Theme and size of the text, as chosen in the menu, by keys or by the wheel; both remembered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets import appearance as zoom
from stackplan.gui.widgets.appearance import apply_theme, desktop_scheme, is_dark
from stackplan.gui.widgets.messages import Messages


class AppearanceControl(QObject):
    """Applies what the preferences say, and every change of it."""

    zoomed = Signal(float)  # how many times larger the text is now

    def __init__(self, preferences: Preferences, messages: Messages, window: QWidget) -> None:
        super().__init__(window)
        self._preferences, self._messages, self._window = preferences, messages, window
        self.per_cent = zoom.NORMAL

    def begin(self) -> None:
        """Apply the saved text size; call it before anything is shown."""
        chosen = self._preferences.zoom
        if chosen is None:
            chosen = zoom.size_for(self._window.screen().size().height())
        self.per_cent = chosen
        zoom.apply_zoom(self.per_cent)

    def set_theme(self, theme: str) -> None:
        """Change the theme."""
        self._preferences.theme = theme
        if theme == "system":
            # Some desktops say what they are without a palette that shows it.
            self._preferences.desktop = desktop_scheme()
            theme = self._preferences.desktop or theme
        apply_theme(theme)

    def follow_desktop(self) -> None:
        """Be as the desktop is, now and from now on, while the theme is `system`."""
        QApplication.styleHints().colorSchemeChanged.connect(self._on_desktop_changed)
        shown = "dark" if is_dark(QApplication.palette()) else "light"
        if self._preferences.theme == "system" and desktop_scheme() not in {"", shown}:
            self.set_theme("system")

    def _on_desktop_changed(self) -> None:
        if self._preferences.theme == "system":
            self.set_theme("system")

    def enlarge(self) -> None:
        """Make all text larger by a step."""
        self._set_zoom(zoom.larger(self.per_cent))

    def shrink(self) -> None:
        """Make all text smaller by a step."""
        self._set_zoom(zoom.smaller(self.per_cent))

    def show_normal_size(self) -> None:
        """Give all text the size that the desktop asks for."""
        self._set_zoom(zoom.NORMAL)

    def turn(self, event: QWheelEvent) -> bool:
        """Take a turn of the wheel while Ctrl is held; tell whether it was one."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        if event.angleDelta().y():
            self.enlarge() if event.angleDelta().y() > 0 else self.shrink()
        return True

    def _set_zoom(self, per_cent: int) -> None:
        before, self.per_cent = self.per_cent, per_cent
        if per_cent != before:
            zoom.apply_zoom(per_cent)
            self._preferences.zoom = per_cent
            self.zoomed.emit(per_cent / before)
        self._messages.tell(f"Text at {per_cent} %")
