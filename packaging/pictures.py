"""Pictures of the real window for the README and the help, made without a screen.

    QT_QPA_PLATFORM=offscreen python packaging/pictures.py [NAME...]

Writes resources/help/pictures/NAME.png, all of them or those that are named. The Python that runs
this must have Stackplan installed.
"""

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from gallery import settle, stacks
from PIL import Image
from PySide6.QtWidgets import QWidget

from stackplan.files.demo import make_demo
from stackplan.gui.app import create_window, make_application
from stackplan.gui.window.main_window import MainWindow

PICTURES = Path(__file__).resolve().parents[1] / "resources" / "help" / "pictures"
# A name that reads well in a picture; made anew each time.
DEMO = Path(tempfile.gettempdir()) / "e20020" / "h5"
COLOURS = 96  # as many as letters with soft edges need; a quarter of the size


def keep(widget: QWidget, name: str) -> None:
    """Write the picture of a window or a part of it, with few colours."""
    path = PICTURES / f"{name}.png"
    widget.grab().save(str(path))
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    sys.stdout.write(f"{path} {path.stat().st_size // 1000} kB\n")


def opened(number: int = 17, width: int = 1366, height: int = 768) -> MainWindow:
    """Open the window on the demo, with so many stacks."""
    window = create_window([str(DEMO)])
    window.resize(width, height)
    window.appearance.set_theme("light")
    window.show()
    settle(window)
    stacks(number)(window)
    settle(window, 2)
    return window


def board() -> None:
    """Spyral's own deal of the demo, as the window shows it first."""
    keep(opened(), "board")


SCENES: dict[str, Callable[[], None]] = {"board": board}


def make_home(home: str) -> None:
    """Give the window settings of its own, with a known speed of reading, and make the demo."""
    for name in ("CONFIG", "STATE", "DATA", "CACHE"):
        os.environ[f"XDG_{name}_HOME"] = f"{home}/{name.lower()}"
    settings = Path(home, "config", "stackplan", "settings.json")
    settings.parent.mkdir(parents=True)
    settings.write_text(json.dumps({"theme": "light", "rate": "20"}), encoding="utf-8")
    shutil.rmtree(DEMO.parent, ignore_errors=True)
    make_demo(str(DEMO))
    for run in DEMO.glob("run_*.h5"):
        os.utime(run, (1_800_000_000, 1_800_000_000))  # long ago: no writer seems at work


def main(names: list[str]) -> None:
    """Make the pictures that are asked for."""
    os.environ["STACKPLAN_OFFSCREEN"] = "1"  # a window that nobody sees is meant
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as home:
        make_home(home)
        _application = make_application()
        for name in names or SCENES:
            SCENES[name]()
        shutil.rmtree(DEMO.parent)
    sys.stdout.flush()
    os._exit(0)  # windows with unsaved plans would ask


if __name__ == "__main__":
    main(sys.argv[1:])
