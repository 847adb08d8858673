"""Failure of the k-th call into the system, in this process and without a compiler."""

from __future__ import annotations

import builtins
import io
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

ERRORS = ("EIO", "ENOSPC", "EACCES", "EROFS", "EMFILE", "EDQUOT")

_NAMES = (
    "open", "stat", "lstat", "fstat", "listdir", "replace", "unlink", "mkdir", "fsync", "fchmod",
    "ftruncate", "lseek", "pread", "readlink", "getcwd",
)  # fmt: skip

# Kept from being patched: it tells a file from a pipe.
_STATUS = os.fstat


class Saboteur:
    """Counts calls; something happens at the k-th one, and nothing at those after it."""

    def __init__(self, k: int, happens: Callable[[], None]) -> None:
        self.count, self.k, self.happens = 0, k, happens
        self._lock = threading.Lock()

    @property
    def has_struck(self) -> bool:
        """Tell whether there were as many calls."""
        return self.count >= self.k

    def strike(self) -> None:
        """Count a call, and do it if this is the one."""
        with self._lock:
            self.count += 1
            strikes = self.count == self.k
        if strikes:
            self.happens()


@contextmanager
def failing(k: int, number: int) -> Iterator[Saboteur]:
    """Let the k-th call fail with an error number while the block runs."""

    def fail() -> None:
        raise OSError(number, os.strerror(number))

    with at_call(k, fail) as saboteur:
        yield saboteur


@contextmanager
def at_call(k: int, happens: Callable[[], None]) -> Iterator[Saboteur]:
    """Let something happen at the k-th call while the block runs."""
    saboteur = Saboteur(k, happens)
    real_open = builtins.open

    def opened(*arguments: Any, **more: Any) -> Any:
        saboteur.strike()
        return _Stream(real_open(*arguments, **more), saboteur)

    with ExitStack() as stack:
        for name in _NAMES:
            stack.enter_context(patch.object(os, name, _before(saboteur, getattr(os, name))))
        stack.enter_context(patch.object(os, "read", _from_disk(saboteur, os.read)))
        stack.enter_context(patch.object(os, "write", _half(saboteur, os.write)))
        stack.enter_context(patch.object(os, "close", _after(saboteur, os.close)))
        stack.enter_context(patch.object(os, "scandir", _listing(saboteur, os.scandir)))
        stack.enter_context(patch.object(builtins, "open", opened))
        stack.enter_context(patch.object(io, "open", opened))
        yield saboteur


def _before(saboteur: Saboteur, real: Any) -> Any:
    def call(*arguments: Any, **more: Any) -> Any:
        saboteur.strike()
        return real(*arguments, **more)

    return call


def _after(saboteur: Saboteur, real: Any) -> Any:
    """What cannot be undone by failing: a file whose closing fails is closed all the same."""

    def call(*arguments: Any) -> None:
        real(*arguments)
        saboteur.strike()

    return call


def _from_disk(saboteur: Saboteur, real: Any) -> Any:
    """A pipe to another thread is no disk, and does not fail like one."""

    def call(descriptor: int, size: int) -> Any:
        if not stat.S_ISFIFO(_STATUS(descriptor).st_mode):
            saboteur.strike()
        return real(descriptor, size)

    return call


def _half(saboteur: Saboteur, real: Any) -> Any:
    """A write that fails has often written a part; what comes after is a write of its own."""

    def call(descriptor: int, data: bytes) -> int:
        if stat.S_ISFIFO(_STATUS(descriptor).st_mode):
            return int(real(descriptor, data))
        half = data[: len(data) // 2]
        done: int = real(descriptor, half) if half else 0
        saboteur.strike()
        return done + int(real(descriptor, data[done:]))

    return call


def _listing(saboteur: Saboteur, real: Any) -> Any:
    def call(*arguments: Any) -> Any:
        saboteur.strike()
        return _Entries(real(*arguments), saboteur)

    return call


class _Entries:
    """What `os.scandir` gives, with an entry at a time, and each question about it, a call."""

    def __init__(self, real: Any, saboteur: Saboteur) -> None:
        self._real, self._saboteur = real, saboteur

    def __enter__(self) -> _Entries:
        return self

    def __exit__(self, *error: object) -> None:
        self._real.close()

    def __iter__(self) -> Iterator[Any]:
        for entry in self._real:
            self._saboteur.strike()
            yield _Asked(entry, self._saboteur)


class _Asked:
    """Anything of which some methods are calls into the system."""

    calls: tuple[str, ...] = ("is_dir", "is_file", "is_symlink", "stat")

    def __init__(self, real: Any, saboteur: Saboteur) -> None:
        self._real, self._saboteur = real, saboteur

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._real, name)
        return _before(self._saboteur, found) if name in self.calls else found


class _Stream(_Asked):
    """A file that is read and written by calls."""

    calls = ("read", "readinto", "readline", "readlines", "flush")

    def __enter__(self) -> _Stream:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[Any]:
        for line in self._real:
            self._saboteur.strike()
            yield line

    def write(self, data: Any) -> Any:
        half = self._real.write(data[: len(data) // 2])
        self._saboteur.strike()
        return half + self._real.write(data[len(data) // 2 :])

    def close(self) -> None:
        self._real.close()
        self._saboteur.strike()
