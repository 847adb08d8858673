"""The texts that exported scripts are made from."""

import re
from importlib.resources import files

from stackplan.files.disk_errors import disk_error

_PLAN = re.compile(r"(?<=# --- plan ---\n).*(?=# --- end of the plan ---\n)", re.DOTALL)


def template(name: str, package: str = "stackplan.files.exports") -> str:
    """Read a script of this folder, or a module of another one.

    Parameters
    ----------
    name : str
        Its file name.
    package : str, optional
        The folder, as an import names it.

    Returns
    -------
    str
        ASCII, LF.

    Raises
    ------
    DiskError
        If it cannot be read: Stackplan lies on a disk like any other.
    """
    path = files(package) / name
    try:
        return path.read_text("ascii")
    except OSError as error:
        raise disk_error(error, str(path)) from error


def with_plan(script: str, plan: str) -> str:
    """Put a plan between the two marks of a script, in the place of the example there."""
    return _PLAN.sub(lambda _: plan, script, count=1)
