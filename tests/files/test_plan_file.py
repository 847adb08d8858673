import os
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files import plan_file as plan_file_module
from stackplan.files.plan_file import load_plan, save_plan

PLAN = Plan(PlanRequest(n_stacks=2), (Stack((Run(7, 10), Run(9, 5))), Stack((Run(8, 12),))))


@pytest.mark.parametrize("traces", ["/mnt/e20020/h5", "/data/\udcff\n ", "/data/M\u00fcnchen"])
def test_that_a_saved_plan_is_loaded_again(tmp_path: Path, traces: str) -> None:
    path = str(tmp_path / "plan.txt")
    plan_file = PlanFile(PLAN, traces, "2026-11-22T18:40:00Z", note="before\nafter")
    save_plan(path, plan_file)
    assert load_plan(path) == plan_file
    data = Path(path).read_bytes()
    Path(path).write_bytes(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"))
    assert load_plan(path) == plan_file


def test_that_a_plan_is_not_saved_into_its_trace_folder(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="lies in the trace folder"):
        save_plan(str(tmp_path / "plan.txt"), PlanFile(PLAN, str(tmp_path)))


HEAD = b"# stackplan 1\n# traces: /data/h5\n# stacks: 2\n"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEAD + b"7 8\n8\n", "plan.txt, line 5: run 8 stands in the plan twice; delete one."),
        (HEAD + b"7 x\n", "plan.txt, line 4: 'x' is no run number."),
        (b"# stackplan 9\n", "line 1: version 9 of the plan file is not known here; use a newer"),
        (b"", "line 1: this is no plan file; it must begin with '# stackplan 1'."),
        (b"\x89HDF\r\n\x1a\n", "line 1: this is not UTF-8 text; save it as UTF-8."),
        ("# stackplan 1\n".encode("utf-16"), "line 1: this is not UTF-8 text; save it as UTF-8."),
        (HEAD + b"# note: \xff\n7\n", "line 4: this is not UTF-8 text; save it as UTF-8."),
        (HEAD + b"# run 7: 5", r"line 4: .*; is the file cut off\?$"),
    ],
    ids=["twice", "a word", "version", "empty", "a trace file", "utf-16", "latin-1", "cut off"],
)
def test_that_a_bad_file_is_refused_with_its_name_line_and_remedy(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(content)
    with pytest.raises(StackplanError, match=words) as caught:
        load_plan(str(path))
    assert str(path) in str(caught.value)
    assert path.read_bytes() == content


def test_that_a_trace_file_is_told_from_a_plan(tmp_path: Path) -> None:
    path = tmp_path / "run_0001.h5"
    path.write_bytes(b"\x89HDF\r\n\x1a\n")
    with pytest.raises(StackplanError, match="is a trace file and no plan; open the folder that"):
        load_plan(str(path))


def test_that_a_file_that_is_too_large_is_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_file_module, "MAX_CHARACTERS", 10**6)
    path = tmp_path / "plan.txt"
    path.touch()
    os.truncate(path, 10**12)
    with pytest.raises(StackplanError, match=r"plan.txt is over 1 MB: no plan file"):
        load_plan(str(path))


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("nothing", "is not there"),
        ("folder", "is a folder; name a file"),
        ("secret", "ask its owner for permission"),
    ],
)
def test_that_what_is_no_file_is_a_fault_of_the_disk(
    guarded_folder: Path, kind: str, words: str
) -> None:
    path = guarded_folder / "plan.txt"
    if kind == "folder":
        path.mkdir()
    if kind == "secret":
        path.touch(0)
    with pytest.raises(DiskError, match=words):
        load_plan(str(path))
