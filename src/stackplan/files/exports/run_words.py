"""How an exported file is started."""

import shlex

# A name to propose. The commands of `slurm` and `parallel` look for the Spyral script by its own.
FILE_NAMES = {
    "spyral": "run_plan.py",
    "slurm": "array.sh",
    "parallel": "parallel.sh",
    "elog": "elog.txt",
}


def run_commands(kind: str, output: str) -> tuple[str, ...]:
    """Tell how an export is started, ready to copy.

    Parameters
    ----------
    kind : str
        The format.
    output : str
        Name of the file, as it was given.

    Returns
    -------
    tuple of str
        One line for a shell each, with the name quoted; the first one runs everything. Empty for a
        format that is not run.
    """
    file = shlex.quote(f"./{output}" if output.startswith("-") else output)
    starts = {
        "spyral": (f"python3 {file} local", f"python3 {file} rest"),
        "slurm": (f"bash {file}", f"sbatch --test-only {file}"),
        "parallel": (f"bash {file}",),
    }
    return starts.get(kind, ())
