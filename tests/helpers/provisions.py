"""Provisions of the tests beside their environment: made by the set-up before any test, and kept.

``packaging/setup.sh`` starts this file as a program, ``python provisions.py [NAME...]``, which
makes what is not there yet. Each thing is a folder in the user's cache. It is made under another
name, by one process at a time, and gets its own name when it is whole: a test never finds half of
one. The tests only look it up, and are skipped where it could not be made.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from importlib.metadata import version
from pathlib import Path

import pytest

SPYRAL = "attpc-spyral==1.1.2"
TQDM = "tqdm==4.67.1"
HYPERQUEUE = "hyperqueue==0.27.0"
# An older HDF5: 1.12.2 where wheels of h5py with it exist, else the oldest one of this Python.
OLDER_H5PY = "3.8.0" if sys.version_info < (3, 12) else "3.11.0"
LANGUAGES = ("de_DE", "tr_TR", "ar_EG")
MINUTES = 15 * 60

_PYTHON = f"py{sys.version_info[0]}{sys.version_info[1]}"
_BINARY = ("--only-binary=:all:",)
_PIP = ("-m", "pip", "--quiet", "--retries=1", "--disable-pip-version-check")


def _call(*command: str | Path, **more: str) -> None:
    subprocess.run(
        command, check=True, capture_output=True, text=True, timeout=MINUTES,
        env={**os.environ, **more},
    )  # fmt: skip


def _fetch_spyral_wheels(folder: Path) -> None:
    any_python = "--ignore-requires-python"
    _call(
        sys.executable, *_PIP, "download", "--no-deps", any_python, "--dest", folder, SPYRAL, TQDM
    )


def _install_older_hdf5(folder: Path) -> None:
    python = folder / "bin" / "python"
    _call(sys.executable, "-m", "venv", folder)
    _call(python, *_PIP, "install", *_BINARY, f"h5py=={OLDER_H5PY}", "numpy<2")
    _call(python, "-c", "import h5py")


def _compile_languages(folder: Path) -> None:
    for language in LANGUAGES:
        # -c: a warning is no failure; what has been compiled is what counts.
        target = folder / f"{language}.UTF-8"
        command = ["localedef", "-c", "-i", language, "-f", "UTF-8", str(target)]
        subprocess.run(command, check=False, capture_output=True, timeout=MINUTES)
        if not (target / "LC_CTYPE").exists():
            raise FileNotFoundError(f"localedef makes no {language} (are its sources installed?)")


def _list_fonts(folder: Path) -> None:
    _call(sys.executable, "-c", "import matplotlib.font_manager", MPLCONFIGDIR=str(folder))


def find_spyral_python() -> str:
    """A Python that Spyral takes (3.10 to 3.12); empty if there is none."""
    look = "import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 13))"
    for name in ("python3.12", "python3.11", "python3.10", "python3"):
        python = shutil.which(name)
        fits = python and subprocess.run([python, "-c", look], capture_output=True, check=False)
        if python and fits and fits.returncode == 0:
            return python
    return ""


def _install_spyral(folder: Path) -> None:
    base = find_spyral_python()
    if not base:
        raise FileNotFoundError("it needs a Python from 3.10 to 3.12, and there is none")
    _call(base, "-m", "venv", folder)
    _call(folder / "bin" / "python", *_PIP, "install", SPYRAL)
    _call(folder / "bin" / "python", "-c", "import spyral")


def _install_hyperqueue(folder: Path) -> None:
    python = folder / "bin" / "python"
    _call(sys.executable, "-m", "venv", folder)
    _call(python, *_PIP, "install", *_BINARY, HYPERQUEUE)
    _call(python, "-c", "import hyperqueue")


def _cache_folder() -> Path:
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "stackplan" / "tests"


# Where all of it is kept between two runs of the tests; not in the checkout. Found when this is
# imported: later a test may have a home folder of its own.
CACHE = _cache_folder()


class Provision:
    """One thing that tests need: how its folder is called, and how it is filled."""

    def __init__(self, folder: str, fill: Callable[[Path], None], proof: str) -> None:
        self._name = folder
        self._fill = fill
        self._proof = proof

    @property
    def folder(self) -> Path:
        """Where it is, or will be."""
        return CACHE / self._name

    @property
    def is_there(self) -> bool:
        """Tell whether it can be used; an environment loses its Python by an upgrade."""
        return next(self.folder.glob(self._proof), None) is not None

    def make(self) -> str:
        """Make it unless it is there; say why it cannot be made."""
        CACHE.mkdir(parents=True, exist_ok=True)
        with (CACHE / f"{self._name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.is_there:
                return ""
            for left in CACHE.glob(f"{self._name}.part-*"):  # by one that was killed
                shutil.rmtree(left)
            part = Path(tempfile.mkdtemp(prefix=f"{self._name}.part-", dir=CACHE))
            try:
                part.chmod(0o755)
                self._fill(part)
                if self.folder.exists():
                    shutil.rmtree(self.folder)
                part.rename(self.folder)
            except subprocess.CalledProcessError as error:
                return str((error.stderr.strip().splitlines() or [error])[-1])
            except (OSError, subprocess.TimeoutExpired) as error:
                return str(error)
            finally:
                shutil.rmtree(part, ignore_errors=True)
        return ""


PROVISIONS: Mapping[str, Provision] = {
    "wheels": Provision("spyral-wheels-1.1.2", _fetch_spyral_wheels, "attpc_spyral-*.whl"),
    "hdf5": Provision(f"h5py-{OLDER_H5PY}-{_PYTHON}", _install_older_hdf5, "bin/python"),
    "languages": Provision("languages", _compile_languages, "*"),
    "fonts": Provision(f"matplotlib-{version('matplotlib')}", _list_fonts, "fontlist*"),
    "hyperqueue": Provision(f"hyperqueue-0.27.0-{_PYTHON}", _install_hyperqueue, "bin/python"),
    # Large: only the campaign `engines` wants it.
    "spyral": Provision("spyral-1.1.2", _install_spyral, "bin/python"),
}
FOR_EVERY_RUN = ("wheels", "hdf5", "languages", "fonts", "hyperqueue")


def provided(name: str) -> Path:
    """Give the folder of a thing that a test needs; skip the test where there is none."""
    provision = PROVISIONS[name]
    if not provision.is_there:
        pytest.skip(f"{provision.folder.name} is not there; the set-up says why it was not made")
    return provision.folder


def main(names: list[str]) -> None:
    """Make what the tests need, and say what could not be made; the others can run all the same."""
    for name in names or FOR_EVERY_RUN:
        provision = PROVISIONS[name]
        if not provision.is_there and (reason := provision.make()):
            sys.stderr.write(
                f"Tests that need {provision.folder.name} will be skipped. It cannot be made (no"
                f" network?): {reason}\n"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
