"""The second half of the exported script: runs and commands. `spyral` joins the halves."""

import errno
import gc
import json
import logging
import multiprocessing
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any, NamedTuple

import spyral.core.pipeline as spyral_pipeline

from stackplan.core.spyral.job import CLOCK, FAILED, NO_EVENTS, Verdict, Workspace, verdicts
from stackplan.files.exports.spyral_template import (
    SEED,
    STACKS,
    TRACES,
    append,
    artifacts_of,
    load_pipeline,
    log_folder,
    own_names,
    phases_on,
    say,
    stop,
    trace_of,
)
from stackplan.files.spyral_workspace import workspace_files


class Options(NamedTuple):
    """What is typed behind a command."""

    again: bool = False
    take_over: bool = False
    keep_going: bool = False


# --- one owner a stack ---

SIGN_S = 30  # the owner's file is touched so often


class OwnedElsewhereError(Exception):
    """Another process has the stack; the text says which."""


CLAIMS: "list[Claim]" = []  # of this process


class Claim:
    """The right to work on a stack: a file that one process can make, there while it works."""

    def __init__(self, pipeline: Any, stack: int, take_over: bool) -> None:
        self.stack, self.take_over = stack, take_over
        self.path = log_folder(pipeline) / f"owner_stack{stack}.json"
        # The process that has this file may replace an owner that is gone.
        self.taking = self.path.with_suffix(".taking")
        self.text = f"{json.dumps(this_process())}\n".encode("ascii")
        self.ended = threading.Event()

    def __enter__(self) -> "Claim":
        """Become the owner, or raise `OwnedElsewhereError`."""
        while not create(self.path, self.text):
            found = read_owner(self.path)
            if found is not None and self.replace(*found):
                break
        CLAIMS.append(self)
        threading.Thread(target=self.give_signs, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Give the stack back."""
        self.release()

    def replace(self, text: bytes, sign: float) -> bool:
        """Take over from an owner that is gone; False if there is another one by now."""
        owner = owner_of(text)
        words = f"Stack {self.stack} was begun by {described(owner, sign, self.path)}"
        reason = why_free(owner) or ("--take-over was given" if self.take_over else "")
        if not reason:
            raise OwnedElsewhereError(
                f"{words}. It is not started twice; if that process works no more, add --take-over."
            )
        if self.take_over:
            self.taking.unlink(missing_ok=True)  # of a process that was killed just then
        if not create(self.taking, self.text):
            raise OwnedElsewhereError(f"{words}; another process is taking it over just now.")
        current = read_owner(self.path)
        if current is None or current[0] != text:
            self.taking.unlink()
            return False
        self.taking.replace(self.path)
        say(f"{words}. Taken over: {reason}.")
        return True

    def lost_to(self) -> str:
        """Describe the process that has taken the stack over since; empty if none has."""
        found = read_owner(self.path)
        if found is None:  # the other one has ended by now
            return f"a process that has ended since, or {self.path} was deleted"
        return "" if found[0] == self.text else described(owner_of(found[0]), found[1], self.path)

    def give_signs(self) -> None:
        """Touch the file from time to time: a run may take an hour, and others ask for its age."""
        while not self.ended.wait(SIGN_S):
            try:
                if self.path.read_bytes() == self.text:
                    os.utime(self.path)  # by the clock of the disk, as `described` reads it
            except OSError:  # a disk may be away for a while; the next run tells if it stays so
                continue

    def release(self) -> None:
        """Remove the file, unless another process has taken it over."""
        self.ended.set()
        if self in CLAIMS:
            CLAIMS.remove(self)
        # One that has lost the stack must not make the file `taking`: the owner that ends at the
        # same moment would find it there, and leave its own file behind.
        if self.is_mine(self.path):
            create(self.taking, self.text)
        if not self.is_mine(self.taking):  # it is if a signal has come within these lines, too
            return
        if self.is_mine(self.path):
            self.path.unlink()
        self.taking.unlink()

    def is_mine(self, path: Path) -> bool:
        """Tell whether a file names this process."""
        found = read_owner(path)
        return found is not None and found[0] == self.text


def create(path: Path, text: bytes) -> bool:
    """Make a file that was not there; of several processes one alone gets True."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    except FileExistsError:
        return False
    try:
        if os.write(descriptor, text) < len(text):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fsync(descriptor)  # a disk over the network may say only now that it is full
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(descriptor)
    return True


def read_owner(path: Path) -> tuple[bytes, float] | None:
    """Read an owner's file, and when it was touched last; None if there is no file."""
    for _ in range(20):
        try:
            # Opened before it is looked at: over the network that asks the disk itself.
            with path.open("rb") as file:
                text, sign = file.read(), os.fstat(file.fileno()).st_mtime
        except FileNotFoundError:
            return None
        if text.endswith(b"\n"):
            break
        time.sleep(0.05)  # its owner may be just about to write it
    return text, sign


def owner_of(text: bytes) -> dict[str, Any]:
    """Take an owner's file apart; empty if it is damaged or was never written."""
    try:
        owner = json.loads(text)
    except ValueError:
        return {}
    if not isinstance(owner, dict):
        return {}
    mine = this_process().items()
    return owner if all(type(owner.get(key)) is type(value) for key, value in mine) else {}


def this_process() -> dict[str, Any]:
    """Say who this process is: its machine, its number there, and its job."""
    known = os.environ.get
    job = known("SLURM_ARRAY_JOB_ID") or known("SLURM_JOB_ID", "")
    task = known("SLURM_ARRAY_TASK_ID", "")
    restarts = known("SLURM_RESTART_COUNT", "")
    job = f"{job}_{task}" if job and task else job
    if own := known("STACKPLAN_TASK"):  # inside an allocation of Slurm all tasks have its job
        job, restarts = own, known("HQ_INSTANCE_ID", "")
    return {
        "host": platform.node(),
        "machine": machine(),
        "process": os.getpid(),
        "began": began(os.getpid()),
        "job": job,
        "restarts": int(restarts) if restarts.isdecimal() else 0,
        "since": time.strftime(CLOCK, time.gmtime()),
    }


def machine() -> str:
    """Tell this machine from another one of its name, and a container from its machine."""
    words = []
    for path in (Path("/etc/machine-id"), Path("/proc/self/ns/pid")):
        try:
            words.append(str(path.readlink()) if path.is_symlink() else path.read_text("ascii"))
        except (OSError, ValueError):  # not every system has them
            continue
    return " ".join(" ".join(words).split())


def began(process: int) -> str:
    """When a process began, in the words of the system; empty if the system does not tell."""
    if not Path("/proc/self/stat").exists():
        if os.name == "nt":
            return ""
        words = ["ps", "-o", "lstart=", "-p", str(process)]
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout.strip()
    try:
        # The second field is the program's name in brackets, which may hold blanks.
        fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    except OSError:
        return ""  # it ended just now, or the system hides the processes of others
    return "ended" if fields[0] in {b"Z", b"X"} else fields[19].decode("ascii")


def why_free(owner: dict[str, Any]) -> str:
    """Say why an owner cannot be at work any more; empty if it may be."""
    if not owner:
        return ""
    mine = this_process()
    if owner["job"] and owner["job"] == mine["job"] and owner["restarts"] < mine["restarts"]:
        by = "HyperQueue" if owner["job"].startswith("HyperQueue") else "Slurm"
        return f"{by} has started its job again"
    here = all(owner[key] == mine[key] for key in ("host", "machine"))
    if not here or os.name == "nt":  # Windows would end the process that is asked after
        return ""
    try:
        os.kill(owner["process"], 0)
    except (ProcessLookupError, OverflowError):
        return "that process is gone"
    except PermissionError:
        pass  # it is there, and belongs to another account
    # A number is given out again: the process that has it now may have begun later.
    return "" if began(owner["process"]) in {"", owner["began"]} else "that process is gone"


def described(owner: dict[str, Any], sign: float, path: Path) -> str:
    """Describe an owner, with the age of its last sign."""
    # By the clock of the disk: that of another machine may be wrong by minutes.
    with tempfile.TemporaryFile(dir=path.parent) as now:
        age = max(0, round(os.fstat(now.fileno()).st_mtime - sign))
    ago = f"last sign {duration(age)} ago"
    if not owner:
        return f"a process that did not get as far as saying who it is in {path}, {ago}"
    job = owner["job"] if owner["job"].startswith("HyperQueue") else f"Slurm job {owner['job']}"
    job = f", {job}" if owner["job"] else ""
    return f"process {owner['process']} on {owner['host']}{job}, since {owner['since']}, {ago}"


def duration(seconds: float) -> str:
    """Write a time: ``12 s``, ``2.5 h``."""
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.0f} s"


def at_work(pipeline: Any, stack: int) -> str:
    """Describe the process that has a stack; empty if the stack is free."""
    path = log_folder(pipeline) / f"owner_stack{stack}.json"
    found = read_owner(path)
    if found is None or why_free(owner_of(found[0])):
        return ""
    return described(owner_of(found[0]), found[1], path)


def end_tidily() -> None:
    """Have this process give its stacks back, and end its own processes, when it is told to end."""

    def end(number: int, _: object) -> None:
        for child in multiprocessing.active_children():
            child.terminate()
        while CLAIMS:
            CLAIMS[0].release()
        # As without this function: at once. An exception would close a file that is half written,
        # which then looks whole, and the crew's own code may catch it.
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:  # nohup ignores it
            signal.signal(number, end)


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
    """Spyral's queue of progress; without a queue the messages are dropped."""

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

    for phase in phases_on(pipeline):
        phase.run = keeping(phase.run)
    return results


def process(pipeline: Any, run: int, messages: Messages, results: list[Any]) -> str:
    """Process one run; say what went wrong, or nothing."""
    results.clear()
    if not trace_of(pipeline, run).exists():
        return f"there is no {trace_of(pipeline, run)}"
    # Spyral catches each exception, and only writes it into its log.
    troubles = BufferingHandler(10**6)
    troubles.setLevel(logging.WARNING)
    logging.getLogger("spyral").addHandler(troubles)
    try:
        # Seeded by run: it draws the same numbers in any stack and in any order.
        pipeline.run([run], messages, [SEED, run])
    finally:
        logging.getLogger("spyral").removeHandler(troubles)
    complete = len(results) == len(phases_on(pipeline))
    if not complete or not all(result.successful for result in results):
        trouble = trouble_of(troubles.buffer)
        # The traceback holds files of the phase open; closed later, they would be newer than this.
        troubles.buffer.clear()
        gc.collect()
        return trouble
    written = map(Path, results[-1].artifacts.values())
    return next((f"{path} was not written" for path in written if not path.exists()), "")


ALIKE = 3  # runs in a row that fail alike, after which a stack stops
NUMBERS = re.compile(r"0x[0-9a-f]+|\d+")  # in which the same error differs from run to run


class Outcome(NamedTuple):
    """How the processing of a run has ended; `phase` is the one that failed."""

    run: int
    seconds: float
    is_done: bool
    phase: str
    words: str

    def is_like(self, other: "Outcome") -> bool:
        """Tell whether both have failed with the same error in the same phase."""
        errors = {NUMBERS.sub("#", outcome.words) for outcome in (self, other)}
        return not (self.is_done or other.is_done or self.phase != other.phase) and len(errors) == 1


def failing_phase(pipeline: Any, results: list[Any]) -> str:
    """Name the phase that a run has failed in, by the results of those that it came to."""
    passed = sum(1 for result in results if result.successful)
    phases = phases_on(pipeline)
    return str(phases[min(passed, len(phases) - 1)].name)


def process_all(
    pipeline: Any, runs: list[int], messages: Messages, claim: Claim, options: Options
) -> list[Outcome]:
    """Process runs of one stack, one after the other, until several in a row fail alike."""
    path = log_folder(pipeline) / f"times_stack{claim.stack}.tsv"
    results = keep_results(pipeline)
    outcomes: list[Outcome] = []
    for run in runs:
        if owner := claim.lost_to():
            raise OwnedElsewhereError(f"Stack {claim.stack} has been taken over by {owner}.")
        begun = f"{run}\t{claim.stack}\t{time.strftime(CLOCK, time.gmtime())}\t"
        append(path, begun)
        start = time.monotonic()
        trouble = process(pipeline, run, messages, results)
        seconds = time.monotonic() - start
        if not trouble and (owner := claim.lost_to()):
            trouble = f"meanwhile the stack was taken over by {owner}"
        # A run without an event of the particle is complete, and has no file.
        is_done = not trouble or trouble.startswith(NO_EVENTS)
        outcome = "done" if is_done else "failed"
        append(path, f"{begun}{seconds:.3f}\t{outcome}\t{' '.join(trouble.split())}")
        phase = "" if is_done else failing_phase(pipeline, results)
        outcomes.append(Outcome(run, seconds, is_done, phase, trouble))
        last = outcomes[-ALIKE:]
        alike = len(last) == ALIKE and all(last[0].is_like(other) for other in last)
        if alike and not options.keep_going and len(outcomes) < len(runs):
            numbers = ", ".join(str(outcome.run) for outcome in last)
            say(
                f"Stack {claim.stack} stops: runs {numbers} failed alike in the phase {phase}:"
                f" {trouble.rstrip('.')}. Not begun: {len(runs) - len(outcomes)} of its runs; mend"
                " that first, or add --keep-going."
            )
            break
    return outcomes


# --- what is left ---


def reasons_of(pipeline: Any) -> dict[int, str]:
    """Say of each run of the plan why it is not done; an empty text if it is."""
    folder = str(pipeline.workspace)
    last_phase = phases_on(pipeline)[-1].name
    there = Workspace()
    if Path(folder).is_dir():
        there = workspace_files(folder, str(pipeline.traces), last_phase)
    runs = [run for stack in STACKS for run in stack]
    modified = {run: modified_ms(trace_of(pipeline, run)) for run in runs}
    judged = verdicts(there, runs, modified, last_phase)
    return {run: reason_of(pipeline, run, verdict) for run, verdict in judged.items()}


def modified_ms(path: Path) -> int:
    """When a file was last changed, in ms since 1970; 0 if it is not there."""
    return path.stat().st_mtime_ns // 1_000_000 if path.exists() else 0


def reason_of(pipeline: Any, run: int, verdict: Verdict) -> str:
    """Say why a run is not done, with what only the pipeline knows: how its files are called."""
    if verdict.status == FAILED:
        return f"failed: {verdict.words}"
    artifacts = artifacts_of(pipeline, run) if verdict.needs_file else []
    gone = (f"{path} is gone" for path in artifacts if not path.exists())
    return next(gone, verdict.words)


def left_of(pipeline: Any, again: bool) -> list[list[int]]:
    """List the runs of each stack that are to be done, in order."""
    if again:
        return [list(stack) for stack in STACKS]
    reasons = reasons_of(pipeline)
    return [[run for run in stack if reasons[run]] for stack in STACKS]


# --- commands ---


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


def try_one(pipeline: Any, options: Options) -> int:
    """Process the smallest run that is left, and say what that means for the plan."""
    prepare(pipeline)
    left = left_of(pipeline, options.again)
    sizes = {run: file_size(pipeline, run) for runs in left for run in runs}
    free = [stack for stack in range(1, len(left) + 1) if not at_work(pipeline, stack)]
    runs = [(sizes[run], run, stack) for stack in free for run in left[stack - 1] if sizes[run]]
    if not runs:
        say("There is no run to try: what has a trace file is done, or at work; --again does one.")
        return 1
    size, run, stack = min(runs)
    end_tidily()
    with Claim(pipeline, stack, options.take_over) as claim:
        say(f"Trying run {run} of stack {stack}, the smallest that is left: {size / 1e6:,.1f} MB.")
        (outcome,) = process_here(pipeline, [run], claim, options)
    if not outcome.is_done:
        words = outcome.words.rstrip(".")
        say(f"It failed in the phase {outcome.phase}, after {duration(outcome.seconds)}: {words}.")
        say("No other run was started; mend that first.")
        return 1
    words = f": {outcome.words}" if outcome.words else ""
    say(f"It is done, after {duration(outcome.seconds)}{words}.")
    loads = [sum(sizes[number] for number in runs if number != run) for runs in left]
    if any(loads):
        pace = outcome.seconds / size
        longest = max(range(len(loads)), key=loads.__getitem__)
        say(
            f"At {size / outcome.seconds / 1e6:,.1f} MB/s, all of what is left takes about"
            f" {duration(sum(loads) * pace)} of one processor, and its longest stack,"
            f" {longest + 1}, {duration(loads[longest] * pace)}."
        )
        say(
            "This time has the start of Spyral in it: a larger run takes less for each MB."
            " Many at once take longer."
        )
    return 0


def local(pipeline: Any, options: Options) -> int:
    """Process the free stacks on this machine, shown by Spyral's own progress bars."""
    prepare(pipeline)
    stacks = left_of(pipeline, options.again)
    for number, runs in enumerate(stacks, 1):
        if runs and not options.take_over and (owner := at_work(pipeline, number)):
            say(f"Stack {number} is left to {owner}.")
            runs.clear()
    while stacks and not stacks[-1]:
        stacks.pop()
    if stacks:
        loads = [[file_size(pipeline, run) for run in runs] for runs in stacks]
        total = sum(map(sum, loads)) or 1
        shares = [100.0 * sum(sizes) / total for sizes in loads]
        own_names(pipeline)
        # The two places where Spyral asks which runs go where, and starts a process for each stack.
        spyral_pipeline.create_run_stacks = lambda *_: (stacks, shares)
        spyral_pipeline.Process = process_maker(options)
        multiprocessing.set_start_method("spawn", force=True)
        end_tidily()
        keep_log(pipeline, "Parent")
        silent = not sys.stderr.isatty()
        spyral_pipeline.start_pipeline(pipeline, 0, 0, len(stacks), silent)
    return rest(pipeline)


def process_maker(options: Options) -> Any:
    """Give what makes the process of a stack as `start_pipeline` wants it.

    Spyral's own would run the stack in one call. A stack's place in Spyral's list is its number
    less one, so its log always has the same name; a stack with nothing to do here has an empty
    place, and needs no process.
    """

    def make(target: object, args: tuple[Any, ...], daemon: bool) -> Any:
        del target
        pipeline, runs, queue, _, place = args
        if not runs:
            return NoProcess()
        words = (pipeline, place + 1, options, queue)
        return multiprocessing.Process(target=work_beside, args=words, daemon=daemon)

    return make


class NoProcess:
    """The process of a stack that has nothing to do here."""

    def start(self) -> None:
        """Begin nothing."""

    def is_alive(self) -> bool:
        """Say that nothing is at work."""
        return False

    def join(self) -> None:
        """Wait for nothing."""


def work_beside(pipeline: Any, stack: int, options: Options, queue: Any) -> None:
    """Process one stack in a process that `local` has started."""
    end_tidily()
    try:
        with Claim(pipeline, stack, options.take_over) as claim:
            start_log(pipeline, stack)
            runs = left_of(pipeline, options.again)[stack - 1]
            process_all(pipeline, runs, Messages(queue), claim, options)
    except OwnedElsewhereError as error:
        say(str(error))


def start_log(pipeline: Any, stack: int) -> None:
    """Have Spyral write into the log of a stack."""
    place = stack - 1  # Spyral counts from 0
    keep_log(pipeline, place)
    spyral_pipeline.init_spyral_logger_child(pipeline.workspace, place)


def keep_log(pipeline: Any, place: object) -> None:
    """Rename a log before Spyral empties it; a process that still writes into it goes on so."""
    log = log_folder(pipeline) / f"log_proc{place}.txt"
    if log.exists():
        log.replace(log.with_suffix(".before.txt"))


def file_size(pipeline: Any, run: int) -> int:
    """Size of a trace file in bytes; 0 if it is not there."""
    path = trace_of(pipeline, run)
    return path.stat().st_size if path.exists() else 0


def task(pipeline: Any, stack: int, options: Options) -> int:
    """Process one stack, with a log of its own."""
    if not log_folder(pipeline).is_dir():
        stop(f"Nothing is prepared; run this first: python3 {sys.argv[0]} prepare")
    end_tidily()
    with Claim(pipeline, stack, options.take_over) as claim:
        runs = left_of(pipeline, options.again)[stack - 1]
        known = len(STACKS[stack - 1])
        listed = " ".join(map(str, runs)) or "none"
        say(f"Stack {stack}: {len(runs)} of {known} runs to do: {listed}.")
        outcomes = process_here(pipeline, runs, claim, options) if runs else []
    done = sum(1 for outcome in outcomes if outcome.is_done)
    if runs:
        say(f"Stack {stack}: {done} done, {len(outcomes) - done} failed.")
    return 1 if done < len(runs) else 0


def process_here(pipeline: Any, runs: list[int], claim: Claim, options: Options) -> list[Outcome]:
    """Process runs of a stack in this process."""
    start_log(pipeline, claim.stack)
    own_names(pipeline)
    if not pipeline.create_assets():  # quick by now; it sets paths that the phases need
        stop("A phase cannot find its assets; run prepare again.")
    handles: dict[str, Any] = {}
    pipeline.create_shared_data(handles)
    try:
        return process_all(pipeline, runs, Messages(), claim, options)
    finally:
        for handle in handles.values():
            handle.close()
            handle.unlink()


def rest(pipeline: Any) -> int:
    """Say what is not done yet: reasons as comments, then runs, a line a stack as in a plan."""
    why = reasons_of(pipeline)
    left = 0
    for number, stack in enumerate(STACKS, 1):
        runs = [run for run in stack if why[run]]
        left += len(runs)
        for run in runs:
            say(f"# stack {number}, run {run}: {why[run]}")
        if runs:
            say(" ".join(map(str, runs)))
    total = sum(map(len, STACKS))
    say(f"# {total - left} of {total} runs are done.")
    return 1 if left else 0


def main(words: list[str]) -> int:
    """Carry out what was asked for."""
    known = ("--again", "--take-over", "--keep-going")
    options = Options(*(option in words for option in known))
    asked = [word for word in words if word not in known]
    if asked in (["prepare"], ["rest"]):
        return {"prepare": prepare, "rest": rest}[asked[0]](load_pipeline())
    if asked in (["try"], ["local"]):
        return {"try": try_one, "local": local}[asked[0]](load_pipeline(), options)
    number = asked[1] if len(asked) == 2 and asked[0] == "task" else ""
    if not (number.isdecimal() and 1 <= int(number) <= len(STACKS)):
        commands = f"prepare | try | local | task 1..{len(STACKS)} | rest"
        typed = " ".join(f"[{option}]" for option in known)
        stop(f"usage: python3 {sys.argv[0]} {commands} {typed}")
    return task(load_pipeline(), int(number), options)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OwnedElsewhereError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(1)
    except OSError as error:
        stop(f"{error.filename or 'The disk'}: {error.strerror or error}.")
