"""`stackplan plan --search`: more work, what it says, and Ctrl+C."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from balance_cases import plan_of
from folders import fill
from shell import Shell
from stackplan.cli import commands
from stackplan.core.plan import Plan
from stackplan.core.plan_text import read

BALANCED = ("--method", "balanced", "--stacks", "68")


@pytest.fixture
def shell(shell: Shell) -> Shell:
    """So many different runs that a search of some seconds does not come to its end."""
    draw = random.Random(3)
    fill(shell.traces, {number: draw.randint(10**6, 10**7) for number in range(170)})
    return shell


def test_that_a_search_betters_plan_and_bound_and_says_so(shell: Shell) -> None:
    quick = shell.plan(*BALANCED).plan
    assert "searched" not in shell.err
    assert shell.plan(*BALANCED, "--search", "300000000").plan.gap < quick.gap
    assert "% searched: the longest is " in shell.err
    assert "proved is " in shell.err


@pytest.mark.parametrize("units", ["0", "-5", "1e9", "", "many", "9" * 19])
def test_that_work_is_a_whole_number(shell: Shell, units: str) -> None:
    err = shell.refused(2, "plan", shell.traces, *BALANCED, f"--search={units}")
    assert f"'{units}' is no number of work units; write for example 10000000000" in err


def test_that_a_search_needs_the_method_that_searches(shell: Shell) -> None:
    err = shell.refused(2, "plan", shell.traces, "--search", "1000")
    assert err == "stackplan: --search needs --method balanced.\n"


def test_that_ctrl_c_ends_the_search_and_keeps_the_best(shell: Shell) -> None:
    words = ("plan", shell.traces, *BALANCED, "--search", "9" * 18)
    with subprocess.Popen(
        [sys.executable, "-m", "stackplan", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
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
