from pathlib import Path

import pytest

from stackplan.core.spyral.job import OwnTime
from stackplan.files.spyral_workspace import own_times, read_workspace

AT = 1_795_353_272_000
START = "2026-11-22T13:14:32Z"


def test_that_lines_of_the_script_are_read() -> None:
    lines = [
        f"5\t1\t{START}\t12.345\tdone\t\n",
        f"6\t1\t{START}\t0.5\tfailed\tKeyError: no x\n",
        f"7\t2\t{START}\t0.500\tfailed\t\n",
        f"8\t2\t{START}\t\n",
        f"9\t2\t{START}\t3",
        f"5\t2\t{START}\t\n",
        f"5\t2\t{START}\t1.500\tdone\t\n",
        f"53\t1\t{START}\t60\t1\t{START}\t0.004\tdone\t\n",
        "0.065\tdone\t\n",
    ]
    assert list(own_times(lines)) == [
        OwnTime(0, AT, 5, 12_345),
        OwnTime(0, AT, 6, 500, "KeyError: no x"),
        OwnTime(1, AT, 7, 500, "failed"),
        OwnTime(1, AT, 8),
        OwnTime(1, AT, 9),
        OwnTime(1, AT, 5, 1_500),
        OwnTime(0, AT, 53),
    ]


@pytest.mark.parametrize(
    "line",
    ["", "x", "5\t1", f"x\t1\t{START}", f"5\t0\t{START}", "5\t1\tyesterday", f"-5\t1\t{START}"],
)
def test_that_what_is_no_line_of_the_script_is_passed_over(line: str) -> None:
    assert list(own_times([line])) == []


def test_that_a_workspace_has_them(tmp_path: Path) -> None:
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "times_stack3.tsv").write_text(f"5\t3\t{START}\t1.000\tdone\t\n")
    (tmp_path / "log" / "times_stack.tsv").write_text(f"6\t3\t{START}\t1.000\tdone\t\n")
    assert read_workspace(str(tmp_path)).own == (OwnTime(2, AT, 5, 1_000),)
