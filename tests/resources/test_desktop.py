"""What a desktop knows of Stackplan: its entry in the menu, its icon, its files."""

import configparser
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

import stackplan
from colour_vision import contrast

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
IDENTITY = "io.github.stackplan.Stackplan"
ENTRY = RESOURCES / "desktop" / f"{IDENTITY}.desktop"
METAINFO = RESOURCES / "desktop" / f"{IDENTITY}.metainfo.xml"
MIME = RESOURCES / "mime" / "stackplan.xml"
ICONS = RESOURCES / "icons"
SIZES = {16, 22, 24, 32, 48, 64, 128, 256, 512}
NAMESPACE = {"mime": "http://www.freedesktop.org/standards/shared-mime-info"}


def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=["="])
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


def metainfo(path: str) -> str:
    return ET.parse(METAINFO).findtext(path, "")


def run(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which(str(words[0]))
    if program is None:
        pytest.skip(f"{words[0]} is not installed")
    return subprocess.run(
        [program, *words[1:]], env={**os.environ, **more}, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip


def test_that_the_entry_of_the_menu_is_valid() -> None:
    result = run("desktop-file-validate", ENTRY)
    assert (result.returncode, result.stdout) == (0, "")


def test_that_the_page_of_the_software_centre_is_valid() -> None:
    result = run("appstreamcli", "validate", "--no-net", METAINFO)
    assert result.returncode == 0, result.stdout


def test_that_a_double_click_hands_over_one_file() -> None:
    assert entry()["Exec"] == "stackplan %f"
    (own,) = ET.parse(MIME).findall("mime:mime-type[mime:magic]", NAMESPACE)
    assert entry()["MimeType"] == f"{own.get('type')};"
    assert metainfo("provides/mediatype") == own.get("type")


def test_that_everything_has_the_same_name() -> None:
    assert metainfo("id") == entry()["Icon"] == metainfo("icon") == IDENTITY
    assert metainfo("launchable") == ENTRY.name
    assert metainfo("summary") == entry()["Comment"]
    source = RESOURCES.parent / "src" / "stackplan" / "gui" / "app.py"
    assert f'setDesktopFileName("{IDENTITY}")' in source.read_text(encoding="utf-8")


def test_that_the_newest_release_is_this_version() -> None:
    release = ET.parse(METAINFO).find("releases/release")
    assert release is not None
    assert release.get("version") == stackplan.__version__


def test_that_there_is_an_icon_of_each_size() -> None:
    found = {}
    for path in (ICONS / "hicolor").rglob("*.png"):
        assert path.name == f"{IDENTITY}.png"
        found[path.parts[-3]] = (QImage(str(path)).width(), QImage(str(path)).height())
    assert found == {f"{size}x{size}": (size, size) for size in SIZES}


@pytest.mark.parametrize("size", sorted(SIZES))
def test_that_an_icon_shows_the_drawing(size: int) -> None:
    """After a change of the drawing: python packaging/icons.py."""
    kept = QImage(str(ICONS / "hicolor" / f"{size}x{size}" / "apps" / f"{IDENTITY}.png"))
    drawn = QImage(str(ICONS / "stackplan.svg")).scaled(size, size)
    for x, y in ((0.5, 0.03), (0.5, 0.25), (0.2, 0.75), (0.8, 0.8)):
        at = int(x * size), int(y * size)
        one, other = kept.pixelColor(*at), drawn.pixelColor(*at)
        parts = ("red", "green", "blue", "alpha")
        apart = max(abs(getattr(one, part)() - getattr(other, part)()) for part in parts)
        assert apart < 60, (at, one.name(), other.name())


def test_that_the_smallest_icon_is_sharp_and_reads_on_light_and_dark() -> None:
    image = QImage(str(ICONS / "hicolor" / "16x16" / "apps" / f"{IDENTITY}.png"))
    middle = [[image.pixelColor(x, y).name() for x in range(1, 15)] for y in range(3, 13)]
    ground = image.pixelColor(8, 1).name()
    bars = {colour for row in middle for colour in row} - {ground}
    assert len(bars) == 2  # no blend of two colours: every edge lies between two pixels
    assert all(contrast(ground, colour) >= 3 for colour in (*bars, "#f0f0f0", "#202020"))


PLAN = b"# stackplan 1\n# traces: /mnt/e20020/h5\n"
FILES = {
    "plan.txt": (PLAN, "text/x-stackplan"),
    "e20020-plan.txt": (PLAN, "text/x-stackplan"),
    "windows-plan.txt": (b"\xef\xbb\xbf" + PLAN.replace(b"\n", b"\r\n"), "text/x-stackplan"),
    "plan": (PLAN, "text/x-stackplan"),
    "holiday-plan.txt": (b"by train\n", "text/plain"),
    "newer-plan.txt": (PLAN.replace(b" 1", b" 10"), "text/plain"),
    "notes.txt": (b"HV trip\n", "text/plain"),
}
ASK_QT = """
import sys
from PySide6.QtCore import QMimeDatabase
for name in sys.argv[1:]:
    print(QMimeDatabase().mimeTypeForFile(name).name())
"""


def test_that_every_desktop_knows_a_plan(tmp_path: Path) -> None:
    """Qt and KDE, then GNOME and Xfce, where nothing is known but the standard types and ours."""
    packages = tmp_path / "share" / "mime" / "packages"
    packages.mkdir(parents=True)
    standard = Path("/usr/share/mime/packages/freedesktop.org.xml")
    if not standard.exists():
        pytest.skip("shared-mime-info is not installed")
    for source in (standard, MIME):
        shutil.copy(source, packages)
    made = run("update-mime-database", packages.parent)
    assert made.returncode == 0, made.stderr
    for name, (content, _) in FILES.items():
        (tmp_path / name).write_bytes(content)
    names, kinds = [tmp_path / name for name in FILES], [kind for _, kind in FILES.values()]
    more = {"XDG_DATA_DIRS": str(tmp_path / "share"), "XDG_DATA_HOME": str(tmp_path / "none")}
    assert run(sys.executable, "-c", ASK_QT, *names, **more).stdout.split() == kinds
    asked = run("gio", "info", "-a", "standard::content-type", *names, **more)
    lines = asked.stdout.splitlines()
    assert [line.split()[-1] for line in lines if "standard::content-type:" in line] == kinds
