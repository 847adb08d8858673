"""The command line, carried out in the process of the tests."""

import os
from pathlib import Path

import pytest

from folders import Stackplan
from stackplan import cli


@pytest.fixture
def stackplan(capfd: pytest.CaptureFixture[str]) -> Stackplan:
    """Carry out a command; code, standard output and error."""

    def run(*words: str | Path) -> tuple[int, str, str]:
        hooks = cli.GuiHooks(lambda: "no display", lambda _: 0, lambda *_: b"")
        code = cli.run([os.fspath(word) for word in words], hooks)
        return code, *capfd.readouterr()

    return run
