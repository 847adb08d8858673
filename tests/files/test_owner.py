from __future__ import annotations

import io
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from stackplan.files import open_windows as owner_module
from stackplan.files.open_windows import Owner, this_process

if TYPE_CHECKING:
    import pytest


def test_that_this_process_lives() -> None:
    assert this_process().lives


def test_that_a_process_that_has_ended_does_not_live() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        owner = this_process()._replace(pid=process.pid, began=owner_module._began(process.pid))
        assert owner.lives
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
    assert not owner.lives


def test_that_a_number_that_was_given_out_again_is_another_process() -> None:
    assert not this_process()._replace(began="1").lives


def test_that_a_process_on_another_machine_counts_as_living() -> None:
    assert Owner("elsewhere.invalid", 999_999_999, "").lives


def test_that_where_the_system_does_not_tell_the_start_the_number_decides(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(owner_module, "_began", lambda pid: "")
    assert this_process().lives
    assert not this_process()._replace(pid=2**22 + 1).lives


def test_that_a_process_of_somebody_else_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert this_process().lives


def test_that_a_line_of_the_system_that_is_too_short_tells_no_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(owner_module, "open", lambda *_: io.BytesIO(b"7 (a) S 1 2"), raising=False)
    assert owner_module._began(7) == ""
