"""The second half of the exported script: runs and commands. `spyral_script` joins the halves."""

import logging
import multiprocessing
import sys
import time
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any

import spyral.core.pipeline as spyral_pipeline

from stackplan.files.exports.spyral_template import (
    CLOCK,
    SEED,
    STACKS,
    TRACES,
    active_phases,
    append,
    left_of,
    load_pipeline,
    log_folder,
    own_names,
    read_times,
    reason_of,
    say,
    stop,
    trace_of,
)

# --- one run, in a call of its own ---


def trouble_of(records: list[logging.LogRecord]) -> str:
    """Say what went wrong first, an error rather than a warning."""
    if not records:
        return "no result, and no word in the log"
    worst = max(records, key=lambda record: record.levelno)
    kind = worst.exc_info[0] if worst.exc_info else None
    words = worst.getMessage() if kind is None else f"{kind.__name__}: {worst.getMessage()}"
    return " ".join(words.split())[:300]


class Messages:
    """Spyral's queue of progress; without one, nothing is kept that nobody would read."""

    def __init__(self, queue: Any = None) -> None:
        self._queue = queue

    def put(self, message: Any) -> None:
        """Hand a message on; the one at the end is about a run only, not about the stack."""
        if self._queue is not None and message.phase != "Complete":
            self._queue.put(message)


def keep_results(pipeline: Any) -> list[Any]:
    """Have the active phases leave their results in a list, too."""
    results: list[Any] = []

    def keeping(run_phase: Any) -> Any:
        def run(*arguments: Any) -> Any:
            results.append(run_phase(*arguments))
            return results[-1]

        return run

    for phase in active_phases(pipeline):
        phase.run = keeping(phase.run)
    return results


def process(pipeline: Any, run: int, messages: Messages, results: list[Any]) -> str:
    """Process one run; say what went wrong, or nothing."""
    if not trace_of(pipeline, run).exists():
        return f"there is no {trace_of(pipeline, run)}"
    results.clear()
    # Spyral catches whatever goes wrong, and only writes it into its log.
    troubles = BufferingHandler(10**6)
    troubles.setLevel(logging.WARNING)
    logging.getLogger("spyral").addHandler(troubles)
    try:
        # Seeded by run: it draws the same numbers in whatever stack and order it comes.
        pipeline.run([run], messages, [SEED, run])
    finally:
        logging.getLogger("spyral").removeHandler(troubles)
    complete = len(results) == len(active_phases(pipeline))
    if not complete or not all(result.successful for result in results):
        return trouble_of(troubles.buffer)
    written = map(Path, results[-1].artifacts.values())
    return next((f"{path} was not written" for path in written if not path.exists()), "")


def process_all(pipeline: Any, runs: list[int], messages: Messages) -> int:
    """Process runs of one stack, one after the other; count those that failed."""
    stack = next(number for number, known in enumerate(STACKS, 1) if runs[0] in known)
    path = log_folder(pipeline) / f"times_stack{stack}.tsv"
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        append(path, "\n")  # ends a line that a kill has left half
    results = keep_results(pipeline)
    failed = 0
    for run in runs:
        append(path, f"{run}\t{stack}\t{time.strftime(CLOCK, time.gmtime())}\t")
        start = time.monotonic()
        trouble = process(pipeline, run, messages, results)
        outcome = "failed" if trouble else "done"
        append(path, f"{time.monotonic() - start:.3f}\t{outcome}\t{trouble}\n")
        failed += bool(trouble)
    return failed


# --- commands ---


class RunByRun:
    """The crew's pipeline as `start_pipeline` wants it, but with a call of its own for each run."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self.workspace, self.traces = pipeline.workspace, pipeline.traces
        self.create_workspace = pipeline.create_workspace
        self.create_assets = pipeline.create_assets
        self.create_shared_data = pipeline.create_shared_data
        self.validate = pipeline.validate

    def run(self, runs: list[int], queue: Any, seed: object) -> None:
        """Process one stack in a process of its own; `seed` would be another one each time."""
        del seed
        process_all(self.pipeline, runs, Messages(queue))


def prepare(pipeline: Any) -> int:
    """Check what can be checked, and make what several tasks must not make at once."""
    if Path(pipeline.traces).absolute() != Path(TRACES):
        say(f"The plan was made for {TRACES!r}; the pipeline reads {str(pipeline.traces)!r}.")
    runs = [run for stack in STACKS for run in stack]
    missing = [str(run) for run in runs if not trace_of(pipeline, run).exists()]
    if missing:
        say(f"Runs without a trace file, which will fail: {' '.join(missing)}.")
    Path(pipeline.workspace).mkdir(parents=True, exist_ok=True)
    pipeline.create_workspace()
    if not pipeline.create_assets():
        stop("A phase could not make its assets; what is missing stands above, or in its settings.")
    wrong = [step for step, fits in pipeline.validate().items() if not fits]
    if wrong:
        stop(f"These phases do not fit one another: {', '.join(wrong)}.")
    # Made last: its being there says that all of the above has been done.
    log_folder(pipeline).mkdir(exist_ok=True)
    say(f"Prepared: {len(STACKS)} stacks, {len(runs)} runs; workspace {str(pipeline.workspace)!r}.")
    return 0


def local(pipeline: Any, again: bool) -> int:
    """Process all stacks on this machine, shown by Spyral's own progress bars."""
    prepare(pipeline)
    stacks = [runs for runs in left_of(pipeline, again) if runs]
    if stacks:
        loads = [[file_size(pipeline, run) for run in runs] for runs in stacks]
        total = sum(map(sum, loads)) or 1
        shares = [100.0 * sum(sizes) / total for sizes in loads]
        own_names(pipeline)
        # The one place where Spyral asks which runs go where.
        spyral_pipeline.create_run_stacks = lambda *_: (stacks, shares)
        multiprocessing.set_start_method("spawn")
        silent = not sys.stderr.isatty()
        spyral_pipeline.start_pipeline(RunByRun(pipeline), 0, 0, len(stacks), silent)
    return rest(pipeline)


def file_size(pipeline: Any, run: int) -> int:
    """Size of a trace file in bytes; 0 if it is not there."""
    path = trace_of(pipeline, run)
    return path.stat().st_size if path.exists() else 0


def task(pipeline: Any, stack: int, again: bool) -> int:
    """Process one stack, with a log of its own."""
    if not log_folder(pipeline).is_dir():
        stop(f"Nothing is prepared; run this first: python3 {sys.argv[0]} prepare")
    runs = left_of(pipeline, again)[stack - 1]
    known = len(STACKS[stack - 1])
    say(f"Stack {stack}: {len(runs)} of {known} runs to do: {' '.join(map(str, runs)) or 'none'}.")
    if not runs:
        return 0
    log = log_folder(pipeline) / f"log_proc{stack - 1}.txt"  # Spyral counts from 0
    if log.exists():
        log.replace(log.with_suffix(".before.txt"))
    spyral_pipeline.init_spyral_logger_child(pipeline.workspace, stack - 1)
    own_names(pipeline)
    if not pipeline.create_assets():  # quick by now; it sets paths that the phases need
        stop("A phase cannot find its assets; run prepare again.")
    handles: dict[str, Any] = {}
    pipeline.create_shared_data(handles)
    try:
        failed = process_all(pipeline, runs, Messages())
    finally:
        for handle in handles.values():
            handle.close()
            handle.unlink()
    say(f"Stack {stack}: {len(runs) - failed} done, {failed} failed.")
    return 1 if failed else 0


def rest(pipeline: Any) -> int:
    """Say what is not done yet: reasons as comments, then runs, a line a stack as in a plan."""
    times = read_times(pipeline)
    left = 0
    for number, stack in enumerate(STACKS, 1):
        reasons = {run: reason_of(pipeline, run, times) for run in stack}
        runs = [run for run in stack if reasons[run]]
        left += len(runs)
        for run in runs:
            say(f"# stack {number}, run {run}: {reasons[run]}")
        if runs:
            say(" ".join(map(str, runs)))
    total = sum(map(len, STACKS))
    say(f"# {total - left} of {total} runs are done.")
    return 1 if left else 0


def main(words: list[str]) -> int:
    """Carry out what was asked for."""
    again = "--again" in words
    asked = [word for word in words if word != "--again"]
    usage = f"usage: python3 {sys.argv[0]} prepare | local | task 1..{len(STACKS)} | rest [--again]"
    if asked not in (["prepare"], ["local"], ["rest"]):
        number = asked[1] if len(asked) == 2 and asked[0] == "task" else ""
        if not (number.isdecimal() and 1 <= int(number) <= len(STACKS)):
            stop(usage)
        return task(load_pipeline(), int(number), again)
    if asked == ["local"]:
        return local(load_pipeline(), again)
    return {"prepare": prepare, "rest": rest}[asked[0]](load_pipeline())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
