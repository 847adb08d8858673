from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.following import (
    Following,
    News,
    Snapshot,
    log_lines,
    offer_words,
    planned_words,
)
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import Run

Files = dict[int, tuple[int, int]]
NOBODY: frozenset[int] = frozenset()
ONE: Files = {1: (5, 0)}


def look(at_s: float, files: Files = ONE, **states: str) -> Snapshot:
    """A look that takes no time; states as ``run7="closed"``."""
    told = {int(name.removeprefix("run")): state for name, state in states.items()}
    return Snapshot(at_s, at_s, files, told)


def follow(*looks: Snapshot, planned: frozenset[int] = NOBODY) -> tuple[Following, list[News]]:
    following, told = Following(), []
    for each in looks:
        following, news = following.step(each, planned)
        told.append(news)
    return following, told


def test_that_what_came_and_went_and_grew_is_told_but_not_of_the_first_look() -> None:
    _, (first, news) = follow(
        look(0, {1: (5, 0), 2: (6, 0), 3: (7, 0), 4: (8, 0)}),
        look(5, {2: (9, 0), 3: (7, 1), 4: (8, 0), 5: (1, 0)}),
    )
    assert (first.came, first.went, first.grew) == (parse(""), parse(""), parse(""))
    assert (news.came, news.went, news.grew) == (parse("5"), parse("1"), parse("2-3"))


def test_that_a_closed_run_is_finished_after_a_minute_and_told_once() -> None:
    _, told = follow(look(0), *(look(at_s, run1="closed") for at_s in (59, 60, 65)))
    assert [news.finished for news in told] == [(), (), (Run(1, 5),), ()]
    assert [dict(news.waiting) for news in told] == [
        {1: "unchanged for 0 s, finished after 60 s"},
        {1: "unchanged for 59 s, finished after 60 s"},
        {},
        {},
    ]


def test_that_a_state_of_before_the_last_change_is_worth_nothing() -> None:
    grown: Files = {1: (6, 0)}
    following, _ = follow(look(0, run1="closed"), look(5, grown), look(90, grown))
    assert following.seen is not None
    assert following.seen[1].state is None
    _, news = following.step(look(95, grown), NOBODY)
    assert news.waiting == {1: "not looked into yet"}


def test_that_a_slow_look_counts_from_its_end() -> None:
    _, told = follow(Snapshot(0, 30, ONE, {1: "closed"}), look(60), look(90))
    assert [news.finished for news in told] == [(), (), (Run(1, 5),)]


def test_that_a_finished_run_that_changes_waits_again() -> None:
    later: Files = {1: (8, 1)}
    following, told = follow(
        look(0, run1="closed"), look(60), look(70, later, run1="closed"), look(130, later)
    )
    assert [news.finished for news in told] == [(), (Run(1, 5),), (), (Run(1, 8),)]
    assert following.to_probe(NOBODY) == ()


def test_that_a_run_that_is_not_closed_waits_with_the_reason_and_its_time() -> None:
    times = (0, 30, 59, 60, 599, 600, 720)
    following, told = follow(look(100), *(look(100 + s, run1="open") for s in times[1:]))
    assert following.to_probe(NOBODY) == (1,)
    words = "still open, or its writer crashed"
    assert [news.waiting[1] for news in told] == [
        *(f"unchanged for {s} s, finished after 60 s" for s in times[:3]),
        *(words, words, f"{words}; unchanged for 10 min", f"{words}; unchanged for 12 min"),
    ]


def test_that_a_planned_run_neither_waits_nor_is_offered() -> None:
    following, told = follow(look(0), look(90, run1="closed"), planned=frozenset({1}))
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


def test_that_an_offer_names_what_is_finished_and_what_waits() -> None:
    assert offer_words(parse("170"), RunNumbers()) == "1 new run is finished: 170."
    assert offer_words(parse("170-172"), parse("173")) == (
        "3 new runs are finished: 170-172. Run 173 is not finished yet."
    )
    assert offer_words(parse("1"), parse("2, 4")).endswith("Runs 2, 4 are not finished yet.")


def test_that_only_what_happens_to_planned_runs_is_worth_a_warning() -> None:
    news = News(went=parse("3, 9"), grew=parse("4-5, 8"))
    assert planned_words(news, {1, 2}) == ""
    assert planned_words(news, {3, 4, 5}) == (
        "Run 3 is planned, but is no longer in the folder. "
        "Runs 4-5 are planned, but have changed since."
    )
    assert planned_words(News(went=parse("3-4"), grew=parse("5")), {3, 4, 5}) == (
        "Runs 3-4 are planned, but are no longer in the folder. "
        "Run 5 is planned, but has changed since."
    )


def test_that_the_list_has_one_line_for_each_kind() -> None:
    assert list(log_lines(News())) == []
    news = News(parse("7"), parse("1-2"), parse("6"), (Run(5, 10),))
    assert list(log_lines(news)) == ["came: 7", "went: 1-2", "changed: 6", "finished: 5"]
