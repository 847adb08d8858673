"""The kinds of exports: all that there are, each with what it needs."""

from __future__ import annotations

import pytest

from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS
from stackplan.files.exports.run_words import run_commands
from stackplan.gui.export.export_kinds import KINDS, Kind, kind_of


def test_that_every_format_is_offered_once() -> None:
    assert sorted(kind.key for kind in KINDS) == sorted([*EXPORTS, *ENGINES, *REPORTS, *PICTURES])
    assert len({kind.title for kind in KINDS}) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_that_each_command_is_explained_and_each_name_fits(kind: Kind) -> None:
    assert len(kind.starts) == len(run_commands(kind.key, kind.file_name))
    assert kind.file_name.endswith(f".{kind.ending}")
    assert kind.words.endswith(".")
    assert kind_of(kind.key) == kind


def test_that_a_kind_of_another_version_is_the_first_one() -> None:
    assert kind_of("condor") == KINDS[0]
