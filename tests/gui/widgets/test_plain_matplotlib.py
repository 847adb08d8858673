"""Nobody's matplotlib settings change the chart or a picture, or keep them from being made."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from provisions import PROVISIONS

# Makes every picture, and the chart of a window, and prints a digest of each.
_DRAW = """
import hashlib, json, locale, sys
from PySide6.QtWidgets import QApplication
from stackplan.core.balance import make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.chart.board import Board
application = QApplication([])
runs = tuple(Run(number, 10**9 + number**3 * 7919) for number in range(1, 120))
plan = make_plan(runs, PlanRequest(n_stacks=7), pins={5: 2})
chart = Board()
chart.resize(900, 500)
chart.set_plan(plan, make_plan(runs, PlanRequest(n_stacks=7, method="lpt")))
chart.show()
while not chart.is_current or chart.view is None:
    assert not chart.failure, chart.failure
    application.processEvents()
image = chart.grab().toImage()
digests = {"window": hashlib.sha256(image.constBits()).hexdigest(), "size": image.width()}
from stackplan.gui.chart.figure import picture
for kind in ("png", "svg", "pdf"):
    digests[kind] = hashlib.sha256(picture(plan, "/data/h5_$1_$2", kind)).hexdigest()
digests["pyplot"] = "matplotlib.pyplot" in sys.modules
digests["locale"] = locale.setlocale(locale.LC_NUMERIC)
print(json.dumps(digests))
"""

_LATEX = "text.usetex: True\ntext.latex.preamble: \\usepackage{nothing}\nfont.size: 17\n"
_LOOKS = (
    "font.family: serif\nfont.size: 17\nmathtext.fontset: stix\naxes.titlesize: 30\n"
    "axes.grid: True\naxes.prop_cycle: cycler('color', ['r'])\nhatch.linewidth: 9\n"
    "lines.antialiased: False\npath.sketch: 1, 100, 2\nxtick.direction: in\naxes.linewidth: 6\n"
    "path.simplify_threshold: 1\npath.snap: False\nlines.dashed_pattern: 1, 9\n"
    "axes.facecolor: black\nfigure.facecolor: 0.2\ntext.color: white\n"
    "axes.spines.left: False\naxes.axisbelow: False\nxtick.top: True\nytick.minor.visible: True\n"
    "figure.autolayout: True\naxes.unicode_minus: False\nimage.lut: 3\ntext.antialiased: False\n"
    "savefig.bbox: tight\nsavefig.dpi: 33\nsavefig.transparent: True\n"
    "savefig.format: jpg\nsavefig.facecolor: red\nsvg.fonttype: none\nsvg.hashsalt: mine\n"
    "svg.id: x\npdf.fonttype: 42\npdf.compression: 0\npdf.use14corefonts: True\n"
    "backend: QtAgg\ninteractive: True\naxes.formatter.use_locale: True\n"
)
_NONSENSE = b"no.such.key: 1\nfont.size: many\nno colon\naxes.grid: True\n\xff\xfe\x00: 1\n"


def _draw(folder: Path, **more: str) -> dict[str, object]:
    surroundings = {
        name: text
        for name, text in os.environ.items()
        if not name.startswith(("MPL", "MATPLOTLIB", "LC_", "LANG"))
    }
    surroundings |= {"QT_LOGGING_RULES": "default.warning=false", **more}
    # The list of the machine's fonts is no setting; without it each of these would make its own.
    for place in filter(os.path.isdir, [more.get("MPLCONFIGDIR", "")]):
        for fonts in PROVISIONS["fonts"].folder.glob("fontlist*"):
            shutil.copy(fonts, place)
    done = subprocess.run(
        [sys.executable, "-c", _DRAW], cwd=folder, env=surroundings,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def _write(path: Path, text: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_that_settings_change_no_picture_wherever_they_lie(tmp_path: Path) -> None:
    """One process for each place, each with another kind of settings: a process is dear."""
    here, elsewhere, backend = tmp_path / "here", tmp_path / "elsewhere", "MPLBACKEND"
    here.mkdir()
    home = _write(elsewhere / "matplotlib" / "matplotlibrc", _NONSENSE).parents[1]
    inline = "module://matplotlib_inline.backend_inline"
    first = _draw(here, XDG_CONFIG_HOME=str(home), **{backend: inline})
    assert (first["pyplot"], first["locale"]) == (False, "C")
    looks, file = _write(elsewhere / "mine.rc", _LOOKS), _write(tmp_path / "file", "")
    more = {"MATPLOTLIBRC": str(looks), "MPLCONFIGDIR": str(file), backend: "none"}
    assert _draw(here, **more) == first
    _write(here / "matplotlibrc", _LATEX)
    _write(here / "sitecustomize.py", "import matplotlib\nmatplotlib.rcParams['font.size'] = 3")
    assert _draw(here, PYTHONPATH=str(here), MPLCONFIGDIR=str(elsewhere)) == first
