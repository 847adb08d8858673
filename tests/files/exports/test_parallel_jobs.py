from engines.exporting import plan_of
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import parallel_script

STACKS = [[106, 88], [], [71]]


def lines_of(**options: object) -> list[str]:
    return parallel_script(plan_of(STACKS), ExportOptions(**options)).decode().splitlines()  # type: ignore[arg-type]


def test_that_only_stacks_with_runs_are_started() -> None:
    assert "NUMBERS='1 3'" in lines_of()


def test_that_as_many_run_at_once_as_there_are_processors_or_readers_allowed() -> None:
    assert "AT_ONCE=100%" in lines_of()
    assert "AT_ONCE=8" in lines_of(readers=8)


def test_that_another_command_or_folder_has_another_log() -> None:
    plans = (plan_of(STACKS), plan_of(STACKS, "/other"), plan_of([[106], [88], [71]]))
    texts = [parallel_script(plan_file, ExportOptions()) for plan_file in plans]
    texts.append(parallel_script(plans[0], ExportOptions(command="go {runs}")))
    names = {line for text in texts for line in text.splitlines() if line.startswith(b"JOBLOG=")}
    assert len(names) == 4
