"""Mutations of good bytes; quick, since a million of them are wanted."""

import random
from collections.abc import Sequence

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
