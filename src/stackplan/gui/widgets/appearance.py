"""Theme, colours, size of the text, and the program's own pictures."""

from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QColor, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication


def resource_path(name: str) -> Path:
    """Find a file of `resources/`: inside the package when installed, else in the checkout.

    An editable install does not copy the folder, so the checkout is asked second.
    """
    package = Path(__file__).parents[2] / "resources" / name
    return package if package.exists() else Path(__file__).parents[4] / "resources" / name


THEMES = ("system", "light", "dark")

_LIGHT = {
    "Window": "#f1f2f3", "WindowText": "#16191d", "Base": "#ffffff", "AlternateBase": "#f5f7f9",
    "Text": "#16191d", "Button": "#e7e9ec", "ButtonText": "#16191d", "BrightText": "#a11212",
    "Highlight": "#0b66a8", "HighlightedText": "#ffffff", "ToolTipBase": "#fffbe6",
    "ToolTipText": "#16191d", "PlaceholderText": "#5f6770", "Link": "#0b5e9c",
    "LinkVisited": "#6b3fa0", "Accent": "#0b66a8",
    "Light": "#ffffff", "Midlight": "#f1f2f3", "Mid": "#b9bec4", "Dark": "#8e949b",
    "Shadow": "#5c6269",
}  # fmt: skip
_DARK = {
    "Window": "#23262a", "WindowText": "#eceef0", "Base": "#1a1c20", "AlternateBase": "#202327",
    "Text": "#eceef0", "Button": "#33383e", "ButtonText": "#eceef0", "BrightText": "#ff9c9c",
    "Highlight": "#2a77b7", "HighlightedText": "#ffffff", "ToolTipBase": "#33383e",
    "ToolTipText": "#eceef0", "PlaceholderText": "#a3abb3", "Link": "#6db6f0",
    "LinkVisited": "#c6a8f0", "Accent": "#2a77b7",
    "Light": "#4a5058", "Midlight": "#3c4248", "Mid": "#444a51", "Dark": "#15171a",
    "Shadow": "#0b0c0e",
}  # fmt: skip
_DISABLED = {"light": "#7d848b", "dark": "#868d95"}
# Frames of fields, boxes and buttons: 3 to 1 against what is inside and outside (WCAG 2.2, 1.4.11).
_FRAMES = {"light": "#737a81", "dark": "#767e86"}
_FRAMED = (
    "QLineEdit", "QAbstractSpinBox", "QComboBox", "QCheckBox", "QPushButton", "QToolButton",
)  # fmt: skip
# Fusion draws a frame in the colour of the window, so many per cent darker: nearly black in a dark
# window. These kinds of widgets paint nothing else in that colour.
_FUSION_DARKER = 140


class Colours(NamedTuple):
    """Colours that a palette has no role for; hues after Okabe and Ito, told apart by lightness.

    `bar` are the shades of the largest run and of the smallest; `longest` the words at the longest
    stack, and the outline of what is suspicious.
    """

    background: str
    text: str
    faint: str
    bar: tuple[str, str]
    longest: tuple[str, str]
    good: str
    warning: str
    bad: str


LIGHT_COLOURS = Colours(
    background="#ffffff", text="#16191d", faint="#5f6770",
    bar=("#124a84", "#4690ca"), longest=("#a84300", "#e8590c"),
    good="#006b4f", warning="#8f5200", bad="#86001c",
)  # fmt: skip
DARK_COLOURS = Colours(
    background="#1a1c20", text="#eceef0", faint="#a3abb3",
    bar=("#2670b0", "#8db4d6"), longest=("#ffb361", "#f0883e"),
    good="#57d1a5", warning="#f0b35a", bad="#ff7a6b",
)  # fmt: skip


def is_dark(palette: QPalette) -> bool:
    """Tell whether text is lighter than what it stands on."""
    text = palette.color(QPalette.ColorRole.WindowText).lightness()
    return text > palette.color(QPalette.ColorRole.Window).lightness()


def colours_for(palette: QPalette) -> Colours:
    """Chart colours that go with a palette."""
    return DARK_COLOURS if is_dark(palette) else LIGHT_COLOURS


def make_palette(theme: str) -> QPalette:
    """Make the palette of `light` or `dark`."""
    palette = QPalette()
    for role, colour in (_DARK if theme == "dark" else _LIGHT).items():
        palette.setColor(QPalette.ColorRole[role], QColor(colour))
    grey = QColor(_DISABLED[theme])
    for role in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorGroup.Disabled, QPalette.ColorRole[role], grey)
    return palette


def desktop_scheme() -> str:
    """Ask the desktop whether it is `light` or `dark`; empty where it does not say.

    Not before the first paint: to name what it says PySide makes every enumeration of `Qt`.
    """
    scheme: int = QApplication.styleHints().colorScheme().value
    return {1: "light", 2: "dark"}.get(scheme, "")


def apply_theme(theme: str, otherwise: str = "light") -> None:
    """Give the application a theme; `system` is that of the desktop's palette, or `otherwise`.

    The palette is our own, since a bare X server and the offscreen platform ignore a colour scheme.
    """
    if theme == "system":
        # A palette without a colour of its own brings back that of the desktop.
        QApplication.setPalette(QPalette())
        theme = "dark" if is_dark(QApplication.palette()) else otherwise
    palette = make_palette(theme)
    QApplication.setPalette(palette)
    palette.setColor(QPalette.ColorRole.Window, QColor(_FRAMES[theme]).lighter(_FUSION_DARKER))
    for kind in _FRAMED:
        # The stubs of PySide ask for bytes here, and PySide itself takes only a str.
        QApplication.setPalette(palette, kind)  # type: ignore[arg-type]


NORMAL = 100
STEPS = (70, 80, 90, NORMAL, 110, 125, 150, 175, 200, 250, 300)

_PLAIN = "stackplanPlainPointSize"
# A screen of 1,800 lines or more that its desktop does not enlarge is taken for a wall display,
# where text of the usual size can only be read from nearby.
_TALL = 1800
_FROM_AFAR = 150


def larger(per_cent: int) -> int:
    """Give the next larger size."""
    return min((step for step in STEPS if step > per_cent), default=STEPS[-1])


def smaller(per_cent: int) -> int:
    """Give the next smaller size."""
    return max((step for step in STEPS if step < per_cent), default=STEPS[0])


def within_limits(per_cent: int) -> int:
    """Give the size that is allowed and nearest."""
    return max(STEPS[0], min(STEPS[-1], per_cent))


def size_for(screen_height: int) -> int:
    """Give the size to begin with on a screen; `screen_height` is in pixels of the desktop."""
    return _FROM_AFAR if screen_height >= _TALL else NORMAL


def apply_zoom(per_cent: int) -> None:
    """Give the application's font this size, in per cent of what the desktop asks for."""
    application = QApplication.instance()
    plain = application.property(_PLAIN) if application is not None else None
    if application is None or (plain is None and per_cent == NORMAL):
        return
    font = QApplication.font()
    if plain is None:
        plain = _points(font.pointSizeF())
        application.setProperty(_PLAIN, plain)
    size = plain * per_cent / 100
    if font.pointSizeF() != size:
        font.setPointSizeF(size)
        QApplication.setFont(font)


def _points(size: float) -> float:
    """Give a font's size in points; a desktop may ask for pixels, and the size is below 0 then."""
    if size > 0:
        return size

    return QFontInfo(QApplication.font()).pointSizeF()
