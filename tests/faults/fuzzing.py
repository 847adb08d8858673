"""Feeds damaged input to whatever reads some, and notes what is not refused in one sentence.

Started with the name of a target, a seed and a number of inputs; it prints its figures as JSON.
"""

import json
import random
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from faults.children import begin, told
from faults.readers import readers
from stackplan.core.errors import StackplanError
from stackplan.core.text import printable

# Seconds and bytes that no input may take.
SLOW, LARGE = 1.0, 200_000_000
_MOST_FAULTS = 10
# What has broken readers before: numbers at and past their ends, other digits, marks, control.
_TOKENS = (
    b"0", b"-1", b"1", b"4294967296", b"9223372036854775807", b"9223372036854775808", b"1e400",
    b"9" * 30, b"9" * 5000, b"NaN", b"-inf", b"0x10", b"1_000", b"00", "\u0662".encode(),
    "\u00b2".encode(), b"\xff", b"\xc3\x28", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\0", b"\r", b"\n",
    b"\r\n", b"\t", b" ", "\u2028".encode(), b"%00", b"%zz", b"#", b"# ", b":", b",", b"-",
    "\u2013".encode(), b"[", b"{", b"[" * 3000, b'"', b"'", b"\\", b"null", b"true", b"@Variant(",
    b"@ByteArray(", b"@Invalid()", b"999999999", b"1000000000", b"0-999999999", b"run", b"...",
)  # fmt: skip
_MOST_CHANGES = 4
_MOST_BYTES = 20_000


@dataclass
class Fuzzed:
    """What became of the inputs; `faults` are those that were neither read nor refused."""

    inputs: int = 0
    refused: int = 0
    slowest: float = 0.0
    megabytes: float = 0.0
    faults: list[str] = field(default_factory=list)


def fuzz(name: str, seed: int, n_inputs: int, slow: float = SLOW) -> Fuzzed:
    """Feed so many damaged inputs to one reader."""
    reader, samples = readers()[name]
    figures, draw = Fuzzed(), random.Random(f"{seed} {name}")
    for sample in samples:
        _feed(reader, sample, Fuzzed())  # whatever is imported with the first one
    before = _peak()
    for _ in range(n_inputs):
        data = mutate(draw, samples)
        # Of this process alone: others use the machine, too.
        start = time.process_time()
        _feed(reader, data, figures)
        seconds = time.process_time() - start
        figures.slowest = max(figures.slowest, seconds)
        if seconds > slow:
            figures.faults.append(f"{seconds:.2f} s\n{data[:3000]!r}")
        figures.inputs += 1
        if len(figures.faults) >= _MOST_FAULTS:
            break
    figures.megabytes = (_peak() - before) / 1e6
    return figures


def _feed(reader: Callable[[bytes], None], data: bytes, figures: Fuzzed) -> None:
    try:
        reader(data)
    except StackplanError as refusal:
        figures.refused += 1
        if printable(str(refusal)) != str(refusal) or not str(refusal):
            figures.faults.append(f"no sentence: {str(refusal)!r}\n{data[:3000]!r}")
    except Exception:  # every other one is a finding
        figures.faults.append(f"{traceback.format_exc(limit=-3)}{data[:3000]!r}")


def _peak() -> int:
    # Of this program: `getrusage` tells of the one that was forked for it, too.
    status = Path("/proc/self/status")
    for line in status.read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0


def mutate(draw: random.Random, samples: Sequence[bytes]) -> bytes:
    """Damage one of the samples; now and then give noise instead."""
    if draw.random() < 0.02:
        return draw.randbytes(draw.randrange(200))
    data = bytearray(samples[int(draw.random() * len(samples))])
    for _ in range(1 + int(draw.random() * _MOST_CHANGES)):
        _change(draw, data, samples)
    return bytes(data[:_MOST_BYTES])


def _change(draw: random.Random, data: bytearray, samples: Sequence[bytes]) -> None:
    kind, at = int(draw.random() * 9), int(draw.random() * (len(data) + 1))
    if kind == 0 and data:
        data[at % len(data)] ^= 1 << int(draw.random() * 8)
    elif kind == 1 and data:
        data[at % len(data)] = int(draw.random() * 256)
    elif kind == 2:
        del data[at : at + 1 + int(draw.random() * 12)]
    elif kind == 3:
        data[at:at] = data[at : at + int(draw.random() * 40)]
    elif kind == 4:
        del data[at:]
    elif kind == 5:
        other = samples[int(draw.random() * len(samples))]
        start = int(draw.random() * (len(other) + 1))
        data[at:] = other[start:]
    elif kind == 6:
        _change_lines(draw, data)
    else:
        token = _TOKENS[int(draw.random() * len(_TOKENS))]
        data[at : at + int(draw.random() * 2) * len(token)] = token


def _change_lines(draw: random.Random, data: bytearray) -> None:
    """Lose, repeat or exchange whole lines."""
    lines = bytes(data).split(b"\n")
    one, two = (int(draw.random() * len(lines)) for _ in range(2))
    kind = int(draw.random() * 3)
    if kind == 0:
        del lines[one]
    elif kind == 1:
        lines.insert(one, lines[two])
    else:
        lines[one], lines[two] = lines[two], lines[one]
    data[:] = b"\n".join(lines)


def fuzz_on(n_jobs: int, name: str, seed: int, n_inputs: int) -> Fuzzed:
    """Share the inputs out to so many processes, and put their figures together."""
    share = n_inputs // n_jobs
    jobs = [
        begin("fuzzing", name, seed + job, share, QT_QPA_PLATFORM="offscreen")
        for job in range(n_jobs)
    ]
    both = Fuzzed()
    for job in jobs:
        found = Fuzzed(**json.loads(told(job)))
        both.inputs += found.inputs
        both.refused += found.refused
        both.slowest = max(both.slowest, found.slowest)
        both.megabytes = max(both.megabytes, found.megabytes)
        both.faults += found.faults
    return both


if __name__ == "__main__":
    found = fuzz(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
    sys.stdout.write(json.dumps(asdict(found)))
