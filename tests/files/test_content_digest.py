import os
from pathlib import Path

from stackplan.files.safe_write import digest_of, digest_of_bytes


def test_that_a_change_of_the_same_length_and_time_shows(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    digests = []
    for content in (b"1 2\n", b"2 1\n", b"1 2\n"):
        path.write_bytes(content)
        os.utime(path, (1, 1))
        assert digest_of(str(path)) == digest_of_bytes(content)
        digests.append(digest_of(str(path)))
    assert digests[0] == digests[2] != digests[1]


def test_that_what_cannot_be_read_has_none(tmp_path: Path) -> None:
    assert digest_of(str(tmp_path / "gone")) == ""
    assert digest_of(str(tmp_path)) == ""
