#!/usr/bin/env python3
"""Run a plan of stacks with HyperQueue, one task a stack; written by Stackplan.

    python3 submit_plan.py              submit all stacks, wait, and say which have failed
    python3 submit_plan.py 2 5          submit stacks 2 and 5 alone
    --server-dir FOLDER                 of the server; else the one of `hq server start`

Stacks are counted from 1. They run where HyperQueue has workers, in the folder that this is started
in; what stack 3 of job 7 writes is in stack-7_3.txt there, and in stack-7_0.txt what prepares the
Spyral script. Ctrl+C ends the waiting, not the job.

It needs the Python package hyperqueue, of the version of the server: pip install hyperqueue. Tried
with 0.27.0.
"""

import argparse
import os
import secrets
import sys
from datetime import timedelta
from typing import Any, NoReturn

# Everything between the two marks is the plan; all else is the same for every plan.
# --- plan ---
TRACES = "/data/h5"
SPYRAL_SCRIPT = ""
OWN_PYTHON = ""
# Each stack: its number, the minutes that a worker must have left, and what bash runs.
# Minutes: not known, so 0.
STACKS: list[tuple[int, int, str]] = [
    (1, 0, "echo stack 1"),
]
# --- end of the plan ---


def say(words: str) -> None:
    """Write a line at once, so that a log shows it in time."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def stop(words: str) -> NoReturn:
    """End because nothing can be submitted."""
    sys.stderr.write(f"{words}\n")
    sys.exit(2)


if os.path.basename(__file__) == "hyperqueue.py":
    stop("This file must not be called hyperqueue.py, for it hides the package; rename it.")
try:
    import hyperqueue
    from hyperqueue.ffi.protocol import ResourceRequest
except ImportError as missing:
    stop(
        f"{sys.executable} cannot import HyperQueue ({missing}); install it with: {sys.executable}"
        " -m pip install hyperqueue"
    )


def reason_of(error: RuntimeError) -> str:
    """Say in one line what HyperQueue says in many; a stack backtrace follows its words."""
    words = str(error).partition("Stack backtrace")[0].replace("Caused by:", "")
    return "; ".join(line.strip() for line in words.splitlines() if line.strip())


def connect(folder: str) -> Any:
    """Find the server."""
    try:
        return hyperqueue.Client(folder or None)
    except RuntimeError as error:
        stop(
            f"No HyperQueue server was found ({reason_of(error)}); start one with 'hq server"
            " start', or name its folder with --server-dir. Nothing was submitted."
        )


def submit(client: Any, numbers: list[int]) -> tuple[Any, dict[int, int]]:
    """Submit stacks as one job; give it, and the stack of each task, 0 for what prepares."""
    job = hyperqueue.Job(name="stackplan", max_fails=None)  # a bad stack stops no other
    stacks: dict[int, int] = {}
    # A number of a job is given out again by the next server; this one is not.
    token = secrets.token_hex(4)

    def add(stack: int, words: str, minutes: int = 0, after: tuple[Any, ...] = ()) -> Any:
        task = job.program(
            ["bash", "-c", f"exec 2>&1\nTRACES={TRACES}\n{words}"],
            cwd=os.getcwd(),
            env={**environment(), "STACKPLAN_TASK": f"HyperQueue task {token}_{stack}"},
            stdout=f"stack-%{{JOB_ID}}_{stack}.txt",
            stderr=None,
            deps=after,
            name=f"stack {stack}" if stack else "prepare",
            resources=ResourceRequest(cpus=1, min_time=timedelta(minutes=minutes)),
        )
        stacks[task.task_id] = stack
        return task

    after: tuple[Any, ...] = ()
    if SPYRAL_SCRIPT:
        after = (add(0, f'"$PYTHON" {SPYRAL_SCRIPT} prepare'),)
    for stack, minutes, words in STACKS:
        if stack in numbers:
            add(stack, words, minutes, after)
    return client.submit(job), stacks


def environment() -> dict[str, str]:
    """Say what a task needs of this shell: workers have variables of their own."""
    python = os.environ.get("PYTHON") or OWN_PYTHON or sys.executable
    paths = os.environ.get("PYTHONPATH", "")
    return {"PYTHON": python, **({"PYTHONPATH": paths} if paths else {})}


class Progress:
    """What HyperQueue says of the job each second; shown when it differs."""

    def __init__(self, prepares: bool) -> None:
        self.prepares, self.shown = prepares, ""
        self.done, self.is_complete = 0, False

    def __call__(self, jobs: dict[int, dict[str, Any]]) -> None:
        """Take the numbers of the one job."""
        (job,) = jobs.values()
        self.done, failed, self.is_complete = job["finished"], job["failed"], job["completed"]
        ahead = 1 if self.prepares and (self.done or failed) else 0
        stacks = job["total"] - (1 if self.prepares else 0)
        done = max(0, self.done - ahead)
        words = f"{done} of {stacks} stacks done" + (f", {failed} failed" if failed else "")
        if words != self.shown:
            self.shown = words
            say(words)


def wait(client: Any, submitted: Any, stacks: dict[int, int]) -> int:
    """Wait for the job, and tell which stacks have failed."""
    progress = Progress(0 in stacks.values())
    try:
        client.connection.wait_for_jobs([submitted.id], progress)
        failed = {stacks[task]: told for task, told in client.get_failed_tasks(submitted).items()}
    except KeyboardInterrupt:
        say(f"No longer waiting; the job goes on: hq job info {submitted.id}")
        return 130
    except RuntimeError as error:
        sys.stderr.write(
            f"The server is gone while job {submitted.id} is not done ({reason_of(error)}); start"
            " it and this again.\n"
        )
        return 1
    for stack, told in sorted(failed.items()):
        name = f"Stack {stack}" if stack else "What prepares the stacks"
        reason = told.error.partition("\n")[0].rstrip(".")
        say(f"{name} failed: {reason}. What it wrote: {told.stdout}")
    left = len(stacks) - progress.done - len(failed)
    if left:  # after what prepares has failed, or `hq job cancel`
        say(f"{left} stacks were not run.")
    numbers = " ".join(str(stack) for stack in sorted(failed) if stack)
    if numbers:
        say(f"Submit them again with: python3 {sys.argv[0]} {numbers}")
    return 1 if failed or left else 0


def main() -> int:
    """Submit what was asked for, and wait."""
    parser = argparse.ArgumentParser(description="Run a plan of stacks with HyperQueue.")
    parser.add_argument("stacks", type=int, nargs="*", metavar="STACK", help="default: all")
    parser.add_argument("--server-dir", default="", metavar="FOLDER", help="of the server")
    asked = parser.parse_args()
    known = [stack for stack, _, _ in STACKS]
    unknown = [str(stack) for stack in asked.stacks if stack not in known]
    if unknown:
        stop(f"The plan has no stack {', '.join(unknown)} with runs; the last is {known[-1]}.")
    if SPYRAL_SCRIPT and not os.path.isfile(SPYRAL_SCRIPT):
        stop(
            f"There is no {SPYRAL_SCRIPT} in this folder; write it with: stackplan export PLAN"
            f" --to spyral --pipeline SCRIPT.py --output {SPYRAL_SCRIPT}"
        )
    client = connect(asked.server_dir)
    submitted, stacks = submit(client, asked.stacks or known)
    say(f"Job {submitted.id} is submitted; stacks begin as soon as HyperQueue has a worker.")
    return wait(client, submitted, stacks)


if __name__ == "__main__":
    sys.exit(main())
