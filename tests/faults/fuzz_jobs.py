"""Fuzzing on several processors: each job is a process with a seed of its own."""

import json
import subprocess
import sys

from faults.children import environment
from faults.fuzzing import Fuzzed


def fuzz_on(n_jobs: int, name: str, seed: int, n_inputs: int) -> Fuzzed:
    """Share the inputs out to so many processes, and put their figures together."""
    jobs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "faults.fuzzing",
                name,
                str(seed + job),
                str(n_inputs // n_jobs),
            ],
            env=environment(QT_QPA_PLATFORM="offscreen"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for job in range(n_jobs)
    ]
    both = Fuzzed()
    for job in jobs:
        output, errors = job.communicate()
        assert job.returncode == 0, errors[-3000:]
        found = Fuzzed(**json.loads(output))
        both.inputs += found.inputs
        both.refused += found.refused
        both.slowest = max(both.slowest, found.slowest)
        both.megabytes = max(both.megabytes, found.megabytes)
        both.faults += found.faults
    return both
