"""The kinds of exports: all that there are, each with what it needs."""

import pytest

from stackplan.files.exports import (
    ENGINES,
    EXPORTS,
    PICTURES,
    REPORTS,
    TARGETS,
    Target,
    run_commands,
    target_of,
)


def test_that_every_format_is_offered_once() -> None:
    assert sorted(kind.key for kind in TARGETS) == sorted([*EXPORTS, *ENGINES, *REPORTS, *PICTURES])
    assert len({kind.title for kind in TARGETS}) == len(TARGETS)


@pytest.mark.parametrize("kind", TARGETS, ids=lambda kind: kind.key)
def test_that_each_command_is_explained_and_each_name_fits(kind: Target) -> None:
    assert len(kind.starts) == len(run_commands(kind.key, kind.file_name))
    assert kind.file_name.endswith(f".{kind.ending}")
    assert kind.purpose.endswith(".")
    assert target_of(kind.key) == kind


def test_that_a_kind_of_another_version_is_the_first_one() -> None:
    assert target_of("condor") == TARGETS[0]
