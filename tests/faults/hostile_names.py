"""Hostile names of files that look like runs: allowed by a disk, bad to show."""

import os
import random
import unicodedata

_PIECES = (
    b"\n", b"\r", b"\t", b"\x1b[31m", b"$(touch x)", b"`id`", b"-rf", b"'", b'"', b"\\", b"%s%n",
    b"%(x)s", b"{0}", b";", b"|", b"&", b"*", b"?", b"<b>", b"&amp;", b" ", b"  ", b"\xff\xfe",
    b"\xc3", "\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "\ufeff".encode(),
    "\u0662".encode(), "\U0001f4a3".encode(), "e\u0301".encode(), b"\x7f", b"\x01", b"~", b"#",
)  # fmt: skip
_LONGEST = 255


def hostile_names(n_names: int, seed: int) -> list[str]:
    """Draw so many different names, each of which a person might have meant as a run's."""
    draw, names = random.Random(seed), dict[str, None]()
    while len(names) < n_names:
        pieces = b"".join(draw.choices(_PIECES, k=draw.randint(1, 6)))
        if draw.random() < 0.1:
            pieces = pieces.ljust(_LONGEST - 11, b"x")
        name = b"run_%04d" % draw.randrange(10_000) + pieces[: _LONGEST - 11] + b".h5"
        names[os.fsdecode(name)] = None
    return list(names)


def is_escaped(text: str) -> bool:
    """Tell whether all of a text shows on a screen, and none of it does anything there."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return not any(unicodedata.category(character) in hidden for character in text)
