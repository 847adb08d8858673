import errno
import os
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.exports.scripts import template


@pytest.mark.parametrize(
    "name", ["spyral_template.py", "array_template.sh", "hyperqueue_template.py"]
)
def test_that_a_script_is_read(name: str) -> None:
    text = template(name)
    assert "# --- plan ---\n" in text
    assert "\r" not in text


def test_that_a_script_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_text", fail)
    with pytest.raises(DiskError, match=r"array_template\.sh; tell the person who looks after it"):
        template("array_template.sh")
