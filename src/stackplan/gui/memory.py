"""How the C library hands out memory: threads that come and go must not each keep a heap."""

import ctypes
import sys

# Numbers of glibc's <malloc.h>.
_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
_MEGABYTE = 2**20


def spare_memory() -> None:
    """Let all threads share two heaps, and give large pieces back to the system at once.

    Otherwise a long session takes ever more: each thread that draws or writes gets a heap of its
    own, and as soon as one large piece is freed glibc puts all others on these heaps as well. That
    arrays below a megabyte stay on them makes the search for a better plan nearly twice as quick.
    """
    # Other systems, and other C libraries, have no such function.
    tune = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if tune is not None:
        tune(_ARENA_MAX, 2)
        tune(_MMAP_THRESHOLD, _MEGABYTE)
        tune(_TRIM_THRESHOLD, 8 * _MEGABYTE)
