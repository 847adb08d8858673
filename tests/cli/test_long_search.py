"""`stackplan plan --search`: more work, what it says, and Ctrl+C."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from balance_cases import plan_of
from folders import MakeFolder, RunCommand
from stackplan.cli import commands
from stackplan.core.plan import Plan
from stackplan.core.plan_text import read

PLAN = ("plan", "--method", "balanced", "--stacks", "68")


@pytest.fixture
def many(make_folder: MakeFolder) -> Path:
    """So many different runs that a search of some seconds does not come to its end."""
    draw = random.Random(3)
    return make_folder({number: draw.randint(10**6, 10**7) for number in range(170)})


def test_that_a_search_betters_plan_and_bound_and_says_so(
    run_command: RunCommand, many: Path
) -> None:
    quick = run_command(*PLAN, str(many))
    long = run_command(*PLAN, str(many), "--search", "300000000")
    one, other = read(quick.stdout).plan, read(long.stdout).plan
    assert other.gap < one.gap
    assert "% searched: the longest is " in long.stderr
    assert "proved is " in long.stderr
    assert "searched" not in quick.stderr


@pytest.mark.parametrize("units", ["0", "-5", "1e9", "", "many", "9" * 19])
def test_that_work_is_a_whole_number(run_command: RunCommand, many: Path, units: str) -> None:
    done = run_command(*PLAN, str(many), f"--search={units}")
    assert done.returncode == 2
    assert f"'{units}' is no number of work units; write for example 10000000000" in done.stderr


def test_that_a_search_needs_the_method_that_searches(run_command: RunCommand, many: Path) -> None:
    done = run_command("plan", str(many), "--search", "1000")
    assert done.returncode == 2
    assert done.stderr == "stackplan: --search needs --method balanced.\n"


def test_that_ctrl_c_ends_the_search_and_keeps_the_best(many: Path) -> None:
    command = [sys.executable, "-m", "stackplan", *PLAN, str(many), "--search", "9" * 18]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        while "searched" not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0
    assert "The search was stopped; the best plan so far is kept." in err
    assert len(read(out).plan.runs) == 170


def test_that_a_second_ctrl_c_ends_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    def impatient(plan: Plan, _: int, report: Callable[[float, Plan], bool]) -> Plan:
        os.kill(os.getpid(), signal.SIGINT)
        assert report(0.5, plan)
        os.kill(os.getpid(), signal.SIGINT)
        return plan

    monkeypatch.setattr(commands, "improve", impatient)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):
        commands.search_on(plan_of([5, 4, 3], 2), 1)
    assert signal.getsignal(signal.SIGINT) is before
