import errno
import os

import pytest

from stackplan.files import disk_errors as disk_words
from stackplan.files.disk_errors import disk_error


@pytest.mark.parametrize("number", disk_words._WORDS, ids=errno.errorcode.get)
def test_that_each_answer_of_a_disk_is_one_sentence_with_path_and_remedy(number: int) -> None:
    words = str(disk_error(OSError(number, os.strerror(number)), "/mnt/e20020/h5"))
    assert "/mnt/e20020/h5" in words
    assert words.endswith(".")
    assert ";" in words
    assert "Errno" not in words


def test_that_a_rare_answer_is_passed_on_and_a_strange_path_shown_on_one_line() -> None:
    rare = OSError(errno.EPROTO, os.strerror(errno.EPROTO))
    assert "Protocol error" in str(disk_error(rare, "/x"))
    assert "broken cable" in str(disk_error(OSError("broken cable"), "/x"))
    error = disk_error(OSError(errno.ENOENT, "no"), "/data/a\nb\udcff")
    assert r"/data/a\nb\udcff is not there" in str(error)


def test_that_a_path_without_end_leaves_a_sentence_that_can_be_read() -> None:
    words = str(disk_error(OSError(errno.ENAMETOOLONG, "no"), "/mnt/" + "x" * 1_000_000 + "/h5"))
    assert words.startswith("The name of /mnt/xxx")
    assert words.endswith("xxx/h5 is too long; choose a shorter one.")
    assert len(words) < 1000
    for length in (600, 601):
        shown = str(disk_error(OSError(errno.ENAMETOOLONG, "no"), "x" * length))
        assert shown.startswith(f"The name of {'x' * 600 if length == 600 else 'x' * 300 + '...'}")
        assert ("..." in shown) == (length > 600)
