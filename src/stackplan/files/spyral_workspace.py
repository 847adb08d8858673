"""A Spyral workspace on disk as a value, or one sentence that says why it is none."""

from stackplan.core.errors import StackplanError
from stackplan.core.spyral.job import Workspace
from stackplan.core.text import shown
from stackplan.files.disk_errors import disk_error
from stackplan.files.spyral_job_files import workspace_files


def read_workspace(folder: str, traces: str | None = None) -> Workspace:
    """Read what the last job of a workspace did.

    Parameters
    ----------
    folder : str
        The workspace.
    traces : str, optional
        The trace folder, which may lie in the workspace, and is no phase.

    Returns
    -------
    Workspace
        Logs of earlier jobs with more processes are passed over.

    Raises
    ------
    StackplanError
        If the folder is no workspace.
    DiskError
        If it cannot be read.
    """
    try:
        found = workspace_files(folder, traces)
    except OSError as error:
        raise disk_error(error, str(error.filename or folder)) from error
    if not found.job.logs and not found.job.stacks and not found.own and not found.artifacts:
        message = "has neither logs nor files like Pointcloud/run_0042.h5"
        raise StackplanError(f"{shown(folder)} is no Spyral workspace: it {message}.")
    return found
