from typing import Any

import pytest

from stackplan.core.file_problems import REASONS, LeftOut, left_out_words
from stackplan.core.run_numbers import parse

ENTRIES = (
    LeftOut("skipped", parse("60-61")),
    LeftOut("missing", parse("77")),
    LeftOut("folder", parse("130")),
    LeftOut("misnamed", name="run_91.h5"),
    LeftOut("misnamed", name="run_92.h5"),
)


@pytest.mark.parametrize(
    "values",
    [
        ("tired", parse("5"), ""),
        ("missing", parse(""), ""),
        ("missing", parse("5"), "run_5.h5"),
        ("missing", parse(""), "run_5.h5"),
        ("misnamed", parse("5"), ""),
    ],
    ids=["no reason", "nothing", "both", "a name that is missing", "a number that is misnamed"],
)
def test_that_an_entry_that_says_nothing_clear_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match=r"reason|left out"):
        LeftOut(*values)


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != "misnamed"])
def test_that_every_reason_has_its_sentence(reason: str) -> None:
    (sentence,) = left_out_words([LeftOut(reason, parse("5, 7-9"))])
    assert "runs 5, 7-9" in sentence
    assert sentence.endswith(".")


def test_that_a_sentence_says_what_spyral_does_with_a_folder() -> None:
    assert left_out_words(ENTRIES[2:3]) == [
        "A folder, not a file: run 130; Spyral would plan it, and fail there."
    ]


def test_that_a_misnamed_file_is_named_with_the_remedy() -> None:
    assert left_out_words(ENTRIES[3:4]) == [
        "Misnamed, Spyral never sees it: run_91.h5; the name must be like run_0042.h5."
    ]
