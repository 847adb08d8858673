"""What following has brought, in words."""

from stackplan.core.following import News, log_lines, offer_words, planned_words
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import Run


def test_that_an_offer_names_what_is_finished_and_what_waits() -> None:
    assert offer_words(parse("170"), RunNumbers()) == "1 new run is finished: 170."
    assert (
        offer_words(parse("170-172"), parse("173"))
        == "3 new runs are finished: 170-172. Run 173 is not finished yet."
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
