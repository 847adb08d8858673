"""A release is built twice, and tried on a bare Debian; a quarter of an hour.

``sh packaging/test.sh --campaigns release`` builds bundle, package and wheel and tries all of
them; with ``STACKPLAN_DIST`` it tries what ``packaging/release.sh`` has put into that folder. A
bare Debian 12 is made by debootstrap, or copied from the folder of ``STACKPLAN_BARE_ROOT``; only
root can do that.
"""

import os
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from bare_root import BareRoot, missing
from benchmarks.measuring import (
    Ratio,
    own_settings,
    platforms,
    python,
    take_turns,
    time_to_first_word,
)
from benchmarks.window_start import CHART_ROUNDS, N_STACKS, WINDOW_ROUNDS
from engines.trace_files import write_run
from faults.campaign import Clock, tell
from stackplan.files.demo import make_demo

pytestmark = pytest.mark.timeout(0)

ROOT = Path(__file__).resolve().parents[2]
WATCH = ROOT / "tests" / "benchmarks" / "start_child.py"
START_LIMIT = 1.3
MENU = "usr/share/applications/mimeinfo.cache"
IDENTITY = "io.github.stackplan.Stackplan"
# What setup.sh brings for a window, in the words of its own lists.
WINDOW_PACKAGES = (
    "libegl1, libgl1, libxkbcommon0, libfontconfig1, libdbus-1-3, libglib2.0-0, libxcb-cursor0,"
    " libxcb-icccm4, libxcb-keysyms1, libxcb-shape0, libxkbcommon-x11-0"
)


@pytest.fixture(scope="session")
def built() -> Path:
    if folder := os.environ.get("STACKPLAN_DIST"):
        return Path(folder)
    clock = Clock()
    script = ROOT / "packaging" / "release.sh"
    done = subprocess.run(["sh", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    tell("release, built twice with the same bytes", seconds=clock.seconds)
    return ROOT / "dist"


@pytest.fixture
def bare(tmp_path: Path) -> BareRoot:
    if reason := missing():
        pytest.skip(reason)
    return BareRoot(tmp_path / "root")


def one(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def use(bare: BareRoot, stackplan: str, *python_words: str) -> None:
    """What a crew does on its first day, with and without a display."""
    bare.run(stackplan, "--version")
    bare.run("sh", "-c", f"{stackplan} demo traces")
    bare.run(stackplan, "plan", "traces", "--stacks", "5", "--output", "plan.txt")
    bare.run(stackplan, "check", "plan.txt")
    for kind in ("json", "slurm", "png", "pdf"):
        bare.run(stackplan, "export", "plan.txt", "--to", kind, "--output", f"plan.{kind}")
    under_x = ("xvfb-run", "--auto-servernum")
    watched = ("-P", "-m", "start_child", "our-chart", "plan.txt")
    assert "painted" in bare.run(*under_x, *python_words, *watched)
    # The program itself, closed by Ctrl+C.
    bare.run(*under_x, "timeout", "--preserve-status", "--signal=INT", "10", stackplan, "plan.txt")


def test_that_the_package_works_in_a_bare_debian_and_goes_without_a_trace(
    built: Path, bare: BareRoot
) -> None:
    package = one(built, "*.deb")
    control = subprocess.run(
        ["dpkg-deb", "--field", package, "Depends"], capture_output=True, text=True, check=True
    )
    bare.install("xvfb, xauth, shared-mime-info, desktop-file-utils", control.stdout.strip())
    before, clock = bare.files(), Clock()
    bare.run("dpkg", "--install", bare.take(package))
    installed = clock.seconds
    size = sum((bare.folder / name).lstat().st_size for name in bare.files() - before)
    opened_by = (bare.folder / MENU).read_text("utf-8").splitlines()
    assert f"text/x-stackplan={IDENTITY}.desktop;" in opened_by
    use(bare, "stackplan", "stackplan")
    clock = Clock()
    bare.run("dpkg", "--purge", "stackplan")
    assert bare.files() == before
    assert IDENTITY not in (bare.folder / MENU).read_text("utf-8")
    tell(
        "package in a bare Debian",
        file_MB=package.stat().st_size // 10**6,
        installed_MB=size // 10**6,
        installed_in_seconds=installed,
        removed_in_seconds=clock.seconds,
    )


def test_that_the_wheel_works_in_a_bare_debian_and_goes_without_a_trace(
    built: Path, bare: BareRoot
) -> None:
    wheel, offline = one(built, "*.whl"), bare.folder / "tmp" / "wheels"
    constraints = ROOT / "packaging" / "constraints.txt"
    words = ["--only-binary=:all:", "--python-version=3.11", "-c", str(constraints)]
    download = [sys.executable, "-m", "pip", "download", "-q", "-d", str(offline), *words]
    subprocess.run([*download, str(wheel)], check=True)
    bare.install("xvfb, xauth, python3-venv", WINDOW_PACKAGES)
    bare.take(WATCH)
    before, clock = bare.files(), Clock()
    bare.run("python3", "-m", "venv", "/opt/stackplan")
    environment = bare.files()
    bin_folder = "/opt/stackplan/bin"
    own = ("install", "--quiet", "--no-index", "--find-links", "/tmp/wheels", "stackplan")
    bare.run(f"{bin_folder}/python", "-m", "pip", *own)
    installed = clock.seconds
    use(bare, f"{bin_folder}/stackplan", "env", "PYTHONPATH=/tmp", f"{bin_folder}/python")
    bare.run(f"{bin_folder}/python", "-m", "pip", "uninstall", "--quiet", "--yes", "stackplan")
    left = bare.files() - environment
    assert [name for name in left if "stackplan" in name.removeprefix("opt/stackplan")] == []
    bare.run("rm", "-r", "/opt/stackplan")
    assert bare.files() == before
    size = sum(path.stat().st_size for path in offline.iterdir())
    tell(
        "wheel in a bare Debian",
        file_kB=wheel.stat().st_size // 1000,
        with_libraries_MB=size // 10**6,
        installed_in_seconds=installed,
    )


@pytest.fixture(scope="session")
def program(built: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The bundle, unpacked."""
    folder = tmp_path_factory.mktemp("bundle")
    with tarfile.open(one(built, "*.tar.xz")) as archive:
        archive.extractall(folder, filter="data")
    return str(folder / "stackplan" / "stackplan")


def test_that_the_bundle_reads_events_without_a_python(program: str, tmp_path: Path) -> None:
    for run in range(1, 6):
        write_run(tmp_path / f"run_{run:04d}.h5", 4 + run)
    words = [program, "plan", str(tmp_path), "--stacks", "2", "--weight", "events"]
    alone = {"PATH": "/nowhere", "HOME": str(tmp_path)}
    done = subprocess.run(words, env=alone, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "# weight: events" in done.stdout.splitlines()


def test_that_the_bundle_keeps_the_list_of_fonts_for_its_next_start(
    program: str, tmp_path: Path
) -> None:
    make_demo(str(tmp_path / "traces"))
    folders = {name: str(tmp_path / name) for name in ("XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    words = [program, "-P", "-m", "start_child", "our-chart", str(tmp_path / "traces")]
    # Empty is none: the tests have a list of fonts made beforehand.
    time_to_first_word(words, {**folders, "QT_QPA_PLATFORM": "offscreen", "MPLCONFIGDIR": ""})
    assert list(tmp_path.glob("XDG_CACHE_HOME/matplotlib/fontlist*"))


def test_how_the_bundle_starts_beside_the_source(program: str, tmp_path: Path) -> None:
    traces = tmp_path / "traces"
    make_demo(str(traces))
    settings = own_settings(tmp_path / "settings", traces, N_STACKS)

    def tell_ratio(kind: str, platform: str, more: dict[str, str], rounds: int) -> None:
        bundle = [program, "-P", "-m", "start_child", kind, str(traces)]
        source = python(WATCH, kind, traces)
        sides = take_turns(
            lambda: time_to_first_word(bundle, more), lambda: time_to_first_word(source, more),
            rounds,
        )  # fmt: skip
        tell(str(Ratio(f"bundle / source, {kind} ({platform})", *sides, START_LIMIT)))

    for platform, more in platforms():
        tell_ratio("ours", platform, {**settings, **more}, WINDOW_ROUNDS)
        if platform == "offscreen":
            tell_ratio("our-chart", platform, {**settings, **more}, CHART_ROUNDS)
