"""The words in the cells of the table."""

from dataclasses import replace
from fractions import Fraction

from desk import plan_of
from stackplan.core.compare import Comparison
from stackplan.core.edits import drop_runs, move_runs, with_sizes
from stackplan.core.runs import Run
from stackplan.core.timing.rates import Rate
from stackplan.gui.table.columns import COLUMNS, Column, Pace, Role, TableWords, special_cell

PLAN = plan_of([5000, 4000, 3000], 2)
SPEEDY = replace(PLAN, request=replace(PLAN.request, speeds=(100, 50)))


def test_that_columns_are_numbered_as_they_are_listed_and_each_has_its_cells() -> None:
    assert [COLUMNS[column] for column in Column] == list(Column)
    assert [int(column) for column in COLUMNS] == list(range(len(COLUMNS)))
    assert len({column.record.title for column in COLUMNS}) == len(COLUMNS)
    assert len(TableWords(PLAN, {}).stack_cells(0)) == len(Column)
    assert len(TableWords(PLAN, {}).run_cells(PLAN.runs[0], 0)) == len(Column)


def test_that_the_tip_of_a_cell_is_its_text_for_screen_readers_if_it_has_no_other() -> None:
    words = TableWords(PLAN, {2: "truncated"}, Comparison(PLAN, PLAN))
    plain = [c for c in COLUMNS if c.record.stack_tip is None and c.record.run_tip is None]
    assert {Column.OVER_AVERAGE, Column.WAS} <= set(plain)
    for column in plain:
        for run in (None, PLAN.runs[1]):
            said = special_cell(words, 1, run, column, Role.AccessibleTextRole)
            assert special_cell(words, 1, run, column, Role.ToolTipRole) == said


def test_that_without_speeds_their_columns_are_empty() -> None:
    cells = TableWords(PLAN, {}).stack_cells(1)
    assert cells[Column.NAME] == "Stack 2, longest"
    assert (cells[Column.SPEED], cells[Column.TIME]) == ("", "")
    assert cells[Column.OVER_AVERAGE] == "+16.7 %"


def test_that_the_only_stack_is_not_called_the_longest() -> None:
    cells = TableWords(plan_of([1] * 1200, 1), {}).stack_cells(0)
    assert (cells[Column.NAME], cells[Column.RUNS]) == ("Stack 1", "1,200")


def test_that_with_speeds_each_stack_has_its_time() -> None:
    slow, fast = TableWords(SPEEDY, {}).stack_cells(1), TableWords(SPEEDY, {}).stack_cells(0)
    assert slow[Column.LOAD : Column.DONE_IN] == ("7.00 kB", "50 %", "14.0 kB")
    assert (slow[Column.OVER_AVERAGE], fast[Column.OVER_AVERAGE]) == ("+75.0 %", "-37.5 %")
    cells = TableWords(SPEEDY, {}).run_cells(SPEEDY.stacks[1].runs[0], 1)
    assert cells[Column.LOAD : Column.DONE_IN] == ("4.00 kB", "", "8.00 kB")


def test_that_pins_and_remarks_are_words_and_many_are_counted() -> None:
    pinned = replace(PLAN, pinned=frozenset({1}))
    words = TableWords(pinned, {1: "truncated"})
    assert words.run_cells(pinned.runs[0], 0)[Column.NAME] == "Run 1, pinned"
    assert words.run_cells(pinned.runs[1], 1)[Column.NAME] == "Run 2"
    assert words.stack_cells(0)[Column.REMARKS] == "1   (pinned: 1; run 1: truncated)"
    many = plan_of(list(range(1, 9)), 1)
    many = replace(many, pinned=frozenset(many.places))
    assert "(8 runs pinned)" in TableWords(many, {}).stack_cells(0)[Column.REMARKS]
    words = TableWords(plan_of([5, 4, 3], 1), dict.fromkeys((1, 2, 3), "odd"))
    assert "3 runs with remarks" in words.stack_cells(0)[Column.REMARKS]


def test_that_what_is_not_known_is_said() -> None:
    unknown = with_sizes(SPEEDY, {number: Run(number, 0) for number in (1, 2, 3)})
    cells = TableWords(unknown, {}).run_cells(unknown.runs[0], 0)
    assert cells[Column.LOAD : Column.DONE_IN] == ("not known", "", "")
    assert TableWords(unknown, {}).stack_cells(0)[Column.OVER_AVERAGE] == ""


def test_that_a_comparison_says_what_was_there_before() -> None:
    before = move_runs(PLAN, [1], 1)
    without = drop_runs(before, [3])
    words = TableWords(PLAN, {}, Comparison(without, PLAN))
    assert words.stack_cells(0)[Column.WAS] == "0 bytes"
    assert words.run_cells(PLAN.runs[0], 0)[Column.WAS] == "stack 2"
    assert words.run_cells(PLAN.runs[1], 1)[Column.WAS] == ""
    assert words.run_cells(PLAN.runs[2], 1)[Column.WAS] == "not planned"
    more = TableWords(plan_of([5, 4, 3], 3), {}, Comparison(plan_of([5], 1), PLAN))
    assert more.stack_cells(2)[Column.WAS] == "no such stack"


def cell(run: int | None, column: Column, role: int) -> str | int | None:
    words = TableWords(PLAN, {2: "truncated"})
    return special_cell(words, 1, PLAN.runs[run - 1] if run else None, column, role)


def test_that_what_a_cell_leaves_out_is_told_to_those_who_do_not_see_the_others() -> None:
    told = [cell(run, Column.NAME, Role.AccessibleTextRole) for run in (None, 2)]
    assert told == [
        "Stack 2, longest, 2 runs, 7.00 kB, +16.7 % over the average",
        "Run 2 on stack 2, 4.00 kB, truncated",
    ]
    assert cell(2, Column.SHARE, Role.AccessibleTextRole) == "33.3 % of the load of all runs"
    assert cell(2, Column.LOAD, Role.AccessibleTextRole) == "4.00 kB"
    assert cell(None, Column.LOAD, Role.AccessibleTextRole) == "7.00 kB"


def test_that_tips_say_exact_sizes_and_what_can_be_typed() -> None:
    assert cell(2, Column.LOAD, Role.ToolTipRole) == "4,000 bytes"
    assert cell(None, Column.LOAD, Role.ToolTipRole) == "7,000 bytes"
    assert "number" in str(cell(2, Column.RUNS, Role.ToolTipRole))
    assert cell(2, Column.SHARE, Role.ToolTipRole) == "33.3 % of the load of all runs"
    assert cell(2, Column.REMARKS, Role.ToolTipRole) == "truncated"
    assert "run list" in str(cell(None, Column.NAME, Role.ToolTipRole))
    assert "run list" in str(cell(None, Column.REMARKS, Role.ToolTipRole))
    assert cell(None, Column.RUNS, Role.ToolTipRole) == "2"


def test_that_only_a_runs_stack_and_a_stacks_runs_are_typed_over() -> None:
    assert [cell(2, column, Role.EditRole) for column in (Column.RUNS, Column.NAME)] == [2, None]
    typed = [column for column in Column if cell(None, column, Role.EditRole) == ""]
    assert typed == [Column.NAME, Column.REMARKS]


def test_that_a_column_says_the_same_of_stacks_and_of_runs() -> None:
    words = TableWords(PLAN, {}, pace=Pace(Rate(Fraction(1000), Fraction(1000), Fraction(1000))))
    stack, run = words.stack_cells(1), words.run_cells(PLAN.stacks[1].runs[0], 1)
    assert (stack[Column.RUNS], run[Column.RUNS]) == ("2", "stack 2")
    assert (stack[Column.SHARE], run[Column.SHARE]) == ("58.3 %", "33.3 %")
    assert (stack[Column.DONE_IN], run[Column.DONE_IN]) == ("7 s", "4 s")
    assert run[Column.OVER_AVERAGE] == ""


def test_that_what_is_level_is_written_in_one_way() -> None:
    nearly = plan_of([100_001, 100_000, 99_999], 3)
    cells = {TableWords(nearly, {}).stack_cells(n)[Column.OVER_AVERAGE] for n in range(3)}
    assert cells == {"0.0 %"}
