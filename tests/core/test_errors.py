from stackplan.core.errors import PlanTextError


def test_that_a_mistake_in_a_plan_file_names_its_line() -> None:
    error = PlanTextError("a blank line; delete it", 12)
    assert (error.line, str(error)) == (12, "line 12: a blank line; delete it")


def test_that_what_a_mistake_quotes_is_shown_escaped() -> None:
    error = PlanTextError("'6\x147' is no run number", 12)
    assert str(error) == "line 12: '6\\x147' is no run number"
