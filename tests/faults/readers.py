"""List of everything that reads what other programs write, with good samples of it."""

import atexit
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from journals import BASE, FILE, WORK
from stackplan.core.balance import make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.request import PlanRequest, read_speeds
from stackplan.core.run_numbers import RunNumbers, parse, parse_range
from stackplan.core.runs import Run
from stackplan.files.autosave import read_work, write_work
from stackplan.files.measured_times import FILE_NAME, load_times
from stackplan.files.plan_file import load_plan
from stackplan.files.run_sheet_file import load_sheet
from stackplan.files.settings_file import read_settings
from stackplan.files.spyral_workspace import child_events, own_times, parent_facts
from stackplan.files.trace_state import state_of
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import THEMES
from superblocks import superblock

Reader = Callable[[bytes], None]

STATES = {"closed", "open", "truncated", "trailing", "not_hdf5", "unknown"}


def _scratch() -> Path:
    """Make a folder in memory where there is one: a million files are written."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="stackplan-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _plan_samples() -> tuple[bytes, ...]:
    runs = [Run(number, 10**9 + number**3) for number in range(54, 70)]
    request = PlanRequest(54, 99, RunNumbers([(60, 61)]), 3, speeds=(100, 55, 100), weight="ms")
    left_out = (LeftOut("missing", parse("71-99")), LeftOut("misnamed", name="run_7,\n8.h5"))
    full = PlanFile(
        make_plan(runs, request, {55: 1}),
        "/data/\udcff h5",
        "2026-11-22T18:40:00Z",
        left_out,
        "a note\nof two lines",
        ((parse("60"), "HV trip"),),
        ("# colour: blue",),
    )
    return tuple(write(plan_file).encode() for plan_file in (full, FILE, PlanFile(BASE, "/h5")))


def read_plan(data: bytes) -> None:
    """Read a plan's text as `load_plan` does; what is read is written so that it is read again."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise StackplanError("not UTF-8") from error
    plan_file = read(text)
    assert read(write(plan_file)) == plan_file


def read_superblock(data: bytes) -> None:
    """Judge a head against some sizes; nothing is ever refused."""
    for size in (0, len(data), 4096, 2**63):
        assert state_of(data[:96], size) in STATES


def read_typed(data: bytes) -> None:
    """Read what a person types: runs, a range, speeds; the place of a mistake lies in the text."""
    text = data.decode("utf-8", "surrogateescape")
    refusals = []
    for reader in (parse, parse_range, lambda text: read_speeds(text, 1000)):
        try:
            found = reader(text)
        except StackplanError as refusal:
            start, end = getattr(refusal, "start", 0), getattr(refusal, "end", 0)
            assert 0 <= start <= end <= len(text), (start, end)
            refusals.append(refusal)
        else:
            assert not isinstance(found, RunNumbers) or parse(str(found)) == found
    if refusals:
        raise refusals[0]


def read_journal(data: bytes) -> None:
    """Read a journal, half of the time with a checksum that vouches for the damage."""
    _, newline, body = data.partition(b"\n")
    if newline and len(data) % 2:
        digest = hashlib.sha256(b"stackplan-journal 1\n" + body).hexdigest()
        data = f"stackplan-journal 1 {digest}\n".encode() + body
    entry = read_work(data, "/state/a.journal")
    assert read_work(write_work(entry), "again") == entry


LOG = b"""\
2026-11-22 18:40:00,123 - spyral.core.pipeline - INFO - Run stacks: [[54, 55], [56]]
2026-11-22 18:40:00,200 - spyral.core.pipeline - INFO - Stack 0: [54, 55]
2026-11-22 18:41:00,000 - spyral.core.pipeline - INFO - Phase Pointcloud complete for run 54
2026-11-22 18:41:05,000 - spyral.phases.cluster_phase - WARNING - Cluster phase failed for run 55
2026-11-22 18:41:06,000 - spyral.core.pipeline - ERROR - "Unable to open file run_0055.h5"
Traceback (most recent call last):
2026-10-25 02:59:59,999 - spyral.core.pipeline - INFO - Total ellapsed time: 65.2 s
"""
OWN = b"""\
54\t1\t2026-11-22T18:40:00Z\t61.250\tdone\t
55\t1\t2026-11-22T18:41:01Z\t3.5\tfailed\tOSError: truncated
56\t2\t2026-11-22T18:40:00Z
"""
SHEET = b"""\
Run Number,Run Class,Date,Comments
54,PROD,53:34.6,"good, with gas"
55,JUNK,,HV trip
run_0056,production,,
57.0,PROD,,"two
lines"
"""
LIST = b"54-60, 62\n# not 63\n64 65; 70\n"


def read_log(data: bytes) -> None:
    """Read one log as a child's, as the parent's, and as our own: nothing is refused."""
    lines = data.decode("utf-8", "replace").splitlines(keepends=True)
    for _ in child_events(lines):
        pass
    for _ in own_times(lines):
        pass
    assert isinstance(parent_facts(lines).stacks, tuple)


def read_good_runs(path: str) -> None:
    """Read a list of good runs."""
    sheet = load_sheet(path)
    assert list(sheet.entries) == sorted(sheet.entries, key=lambda entry: entry.number)
    sheet.good()


def _file_reader(load: Callable[[str], object], name: str) -> Reader:
    paths: list[Path] = []  # made with the first input

    def reader(data: bytes) -> None:
        if not paths:
            paths.append(_scratch() / name)
        paths[0].write_bytes(data)
        load(str(paths[0]))

    return reader


def _settings_reader() -> Reader:
    """Read settings files, as at the start of the window."""
    scratch: list[Path] = []  # made with the first input

    def reader(data: bytes) -> None:
        if not scratch:
            scratch.append(_scratch())
            (scratch[0] / "stackplan").mkdir()
        path = scratch[0] / "stackplan" / "settings.json"
        path.write_bytes(data)
        with patch.dict(os.environ, XDG_CONFIG_HOME=str(scratch[0])):
            preferences = Preferences()
        _look_at(preferences)
        preferences.theme = "dark"
        preferences.job()()
        again = read_settings(str(path))
        assert not again.is_damaged
        assert json.dumps(again.values) == json.dumps(preferences.values)  # NaN is not itself

    return reader


def _look_at(preferences: Preferences) -> None:
    """Ask for everything that the window asks for; a file cannot give what cannot be used."""
    assert preferences.theme in THEMES
    assert preferences.zoom is None or 10 <= preferences.zoom <= 1000
    assert all(preferences.recent)
    assert all(preferences.recent_plans)
    for folder in ("/data/h5", "/elsewhere"):
        assert isinstance(preferences.request(4, folder), PlanRequest)
    texts = preferences.folder, preferences.rate, preferences.hours
    assert all(isinstance(text, str) for text in texts)
    assert isinstance(preferences.export_choice.readers, int)
    assert preferences.layout is None or isinstance(preferences.layout.geometry, bytes)


def _times() -> bytes:
    run: dict[str, object] = {
        "number": 54,
        "size": 10**9,
        "ms": 61_000,
        "process": 0,
        "first": True,
    }
    run |= {"ended_ms": 1_763_836_800_000, "phases": ["Pointcloud", "Cluster"]}
    return json.dumps({"format": "stackplan-times", "version": 1, "runs": [run, run]}).encode()


SETTINGS = b"""\
{
"folder": "/data/h5",
"method": "balanced",
"recent": ["/data/h5", "/data/other", "/a b;c", "/\\udcff"],
"folders": {"/data/h5": {"runs": "54-169", "skip": "60-61, 70", "stacks": 2, "speeds": "100, 55"}},
"theme": "dark",
"zoom": 150,
"layout": {"version": 1, "geometry": "AdnQywADAAA=", "columns": "AAAA/wAA", "rows": "AAAA/w==", \
"table": {"Stack / run": 160, "Load": 90}},
"export": {"kind": "slurm", "pipeline": "", "command": "run {runs}", "readers": 3},
"hours": "4",
"rate": "12"
}
"""
PLANS = _plan_samples()
TYPED = (b"54-60, 63", b"54-", b"-169", b"all", b"100, 55x16", "1\u20135; 7".encode(), b"")
SUPERBLOCKS = tuple(superblock(version, 4096) for version in range(4))


def readers() -> dict[str, tuple[Reader, tuple[bytes, ...]]]:
    """Give each reader with its samples, by name."""
    times = _file_reader(lambda path: load_times(str(Path(path).parent)), FILE_NAME)
    return {
        "plans": (read_plan, PLANS),
        "plan files": (_file_reader(load_plan, "plan.txt"), PLANS),
        "typed": (read_typed, TYPED),
        "superblocks": (read_superblock, SUPERBLOCKS),
        "journals": (read_journal, (write_work(WORK),)),
        "logs": (read_log, (LOG, OWN)),
        "good runs": (_file_reader(read_good_runs, "runs.csv"), (SHEET, LIST)),
        "times": (times, (_times(),)),
        "settings": (_settings_reader(), (SETTINGS,)),
    }
