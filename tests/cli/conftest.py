"""The command line, carried out in the process of the tests."""

from pathlib import Path

import pytest

from shell import Shell


@pytest.fixture
def shell(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Shell:
    """A command line whose folder of traces does not exist yet."""
    return Shell(tmp_path, capfd)
