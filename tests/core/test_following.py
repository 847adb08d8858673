from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.following import Following, News, Snapshot
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run

Files = dict[int, tuple[int, int]]
NOBODY: frozenset[int] = frozenset()


def look(at_s: float, files: Files, **states: str) -> Snapshot:
    """A look that takes no time; states as ``run7="closed"``."""
    told = {int(name.removeprefix("run")): state for name, state in states.items()}
    return Snapshot(at_s, at_s, files, told)


def follow(*looks: Snapshot, planned: frozenset[int] = NOBODY) -> tuple[Following, list[News]]:
    following, told = Following(), []
    for each in looks:
        following, news = following.step(each, planned)
        told.append(news)
    return following, told


def test_that_the_first_look_calls_nothing_new() -> None:
    _, (first, second) = follow(look(0, {1: (5, 0)}), look(5, {1: (5, 0), 2: (6, 0)}))
    assert (first.came, second.came) == (parse(""), parse("2"))


def test_that_what_went_and_what_grew_is_told() -> None:
    _, (_, news) = follow(
        look(0, {1: (5, 0), 2: (6, 0), 3: (7, 0), 4: (8, 0)}),
        look(5, {2: (9, 0), 3: (7, 1), 4: (8, 0)}),
    )
    assert (news.went, news.grew) == (parse("1"), parse("2-3"))


def test_that_a_closed_run_is_finished_after_a_minute_and_told_once() -> None:
    _, told = follow(
        look(0, {1: (5, 0)}),
        look(59, {1: (5, 0)}, run1="closed"),
        look(60, {1: (5, 0)}, run1="closed"),
        look(65, {1: (5, 0)}, run1="closed"),
    )
    assert [news.finished for news in told] == [(), (), (Run(1, 5),), ()]
    assert [dict(news.waiting) for news in told] == [
        {1: "unchanged for 0 s, finished after 60 s"},
        {1: "unchanged for 59 s, finished after 60 s"},
        {},
        {},
    ]


def test_that_a_state_of_before_the_last_change_is_worth_nothing() -> None:
    following, _ = follow(
        look(0, {1: (5, 0)}, run1="closed"), look(5, {1: (6, 0)}), look(90, {1: (6, 0)})
    )
    assert following.seen is not None
    assert following.seen[1].state is None
    _, news = following.step(look(95, {1: (6, 0)}), NOBODY)
    assert news.waiting == {1: "not looked into yet"}


def test_that_a_slow_look_counts_from_its_end() -> None:
    slow = Snapshot(0, 30, {1: (5, 0)}, {1: "closed"})
    _, told = follow(slow, look(60, {1: (5, 0)}), look(90, {1: (5, 0)}))
    assert [news.finished for news in told] == [(), (), (Run(1, 5),)]


def test_that_a_finished_run_that_changes_waits_again() -> None:
    closed = {"run1": "closed"}
    following, told = follow(
        look(0, {1: (5, 0)}, **closed), look(60, {1: (5, 0)}), look(70, {1: (8, 1)}, **closed),
        look(130, {1: (8, 1)}),
    )  # fmt: skip
    assert [news.finished for news in told] == [(), (Run(1, 5),), (), (Run(1, 8),)]
    assert following.to_probe(NOBODY) == ()


def test_that_a_run_that_is_not_closed_waits_with_the_reason() -> None:
    following, told = follow(
        look(0, {1: (5, 0)}),
        look(61, {1: (5, 0)}, run1="open"),
        look(720, {1: (5, 0)}, run1="open"),
    )
    assert following.to_probe(NOBODY) == (1,)
    assert [news.waiting[1] for news in told] == [
        "unchanged for 0 s, finished after 60 s",
        "still open, or its writer crashed",
        "still open, or its writer crashed; unchanged for 12 min",
    ]


def test_that_a_planned_run_neither_waits_nor_is_offered() -> None:
    following, told = follow(
        look(0, {1: (5, 0)}), look(90, {1: (5, 0)}, run1="closed"), planned=frozenset({1})
    )
    assert all(not news.finished and not news.waiting for news in told)
    assert following.to_probe(frozenset({1})) == ()
    assert Following().to_probe(NOBODY) == ()


FILES = st.dictionaries(
    st.integers(0, 6), st.tuples(st.integers(1, 3), st.integers(0, 2)), max_size=6
)
STATES = st.dictionaries(st.integers(0, 6), st.sampled_from(["closed", "open", "unknown"]))
LOOKS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9), FILES, STATES), max_size=25)


@given(LOOKS, st.frozensets(st.integers(0, 6)))
def test_that_a_run_is_offered_only_after_a_quiet_minute_in_which_it_was_seen_closed(
    steps: list[tuple[int, int, Files, dict[int, str]]], planned: frozenset[int]
) -> None:
    following, now = Following(), 0
    history: list[Snapshot] = []
    for wait, took, files, states in steps:
        each = Snapshot(now + wait, now + wait + took, files, states)
        now += wait + took
        following, news = following.step(each, planned)
        history.append(each)
        for run in news.finished:
            assert run.number not in planned
            quiet = [old for old in history if old.ended_s <= each.begun_s - 60 or old is each]
            since = [old for old in history if old.ended_s > each.begun_s - 60]
            assert len(quiet) > 1
            assert all(old.files.get(run.number) == files[run.number] for old in since)
            assert any(old.states.get(run.number) == "closed" for old in history)
        assert not {run.number for run in news.finished} & news.waiting.keys()
        offered = {n for n, file in (following.seen or {}).items() if file.is_finished}
        assert files.keys() == news.waiting.keys() | offered | (planned & files.keys())


def test_that_the_time_without_a_change_counts_from_the_last_one() -> None:
    following, _ = follow(look(100, {1: (5, 0)}, run1="closed"))
    _, news = following.step(look(130, {1: (5, 0)}), NOBODY)
    assert news.waiting == {1: "unchanged for 30 s, finished after 60 s"}


def test_that_the_words_change_when_a_minute_and_when_ten_minutes_are_over() -> None:
    following, _ = follow(look(0, {1: (5, 0)}, run1="open"))
    told = {s: following.step(look(s, {1: (5, 0)}), NOBODY)[1].waiting[1] for s in (59, 60, 600)}
    assert told[59] == "unchanged for 59 s, finished after 60 s"
    assert told[60] == "still open, or its writer crashed"
    assert told[600] == "still open, or its writer crashed; unchanged for 10 min"
