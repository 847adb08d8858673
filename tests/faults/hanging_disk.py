"""A read-only disk of trace files that speaks the kernel's FUSE protocol itself: no library.

Started as a program with a folder and a number of runs; it prints one line once it is mounted.
"""

import ctypes
import errno
import os
import stat
import struct
import sys

_LOOKUP, _GETATTR, _OPEN, _READ, _STATFS, _RELEASE = 1, 3, 14, 15, 17, 18
_FLUSH, _INIT, _OPENDIR, _READDIR, _RELEASEDIR = 25, 26, 27, 28, 29
# Questions that want no answer: two kinds of forgetting, and that somebody has lost patience.
_SILENT = frozenset({2, 36, 42})
# Extended attributes, and whether a file may be used: the kernel then asks no more.
_UNKNOWN = frozenset({21, 22, 23, 24, 34})
_ROOT, _FIRST = 1, 2
_SIZE = 10_000
_HEAD = struct.Struct("<IIQQIIII")
_NOSUID_NODEV = 6


class Disk:
    """Run files of one size, all zero: what `nodeid` 2, 3, ... stand for."""

    def __init__(self, n_runs: int) -> None:
        self.names = [f"run_{number:04d}.h5".encode() for number in range(1, n_runs + 1)]

    def answer(self, opcode: int, node: int, body: bytes) -> bytes | int:
        """Answer a question: what it asks for, or an error number."""
        if opcode == _INIT:
            return struct.pack("<IIIIHHIIHHI7I", 7, 31, 0, 0, 8, 8, 4096, 1, 1, 0, 0, *[0] * 7)
        if opcode == _LOOKUP:
            return self._lookup(body.rstrip(b"\0"))
        if opcode == _GETATTR:
            return struct.pack("<QII", 0, 0, 0) + self._attributes(node)
        if opcode in (_OPEN, _OPENDIR):
            return struct.pack("<QII", 0, 0, 0)
        if opcode in (_READ, _READDIR):
            _, offset, size = struct.unpack_from("<QQI", body)
            if opcode == _READDIR:
                return self._entries(offset, size)
            return bytes(max(0, min(size, _SIZE - offset)))
        if opcode == _STATFS:
            return struct.pack("<QQQQQIIII6I", 9, 0, 0, 9, 0, 4096, 255, 4096, 0, *[0] * 6)
        if opcode in (_FLUSH, _RELEASE, _RELEASEDIR):
            return b""
        return errno.ENOSYS if opcode in _UNKNOWN else errno.EROFS

    def _lookup(self, name: bytes) -> bytes | int:
        if name not in self.names:
            return errno.ENOENT
        node = _FIRST + self.names.index(name)
        return struct.pack("<QQQQII", node, 0, 0, 0, 0, 0) + self._attributes(node)

    def _attributes(self, node: int) -> bytes:
        mode = stat.S_IFDIR | 0o755 if node == _ROOT else stat.S_IFREG | 0o644
        size = 0 if node == _ROOT else _SIZE
        owner = (os.geteuid(), os.getegid())
        return struct.pack("<6Q10I", node, size, 0, 0, 0, 0, 0, 0, 0, mode, 1, *owner, 0, 4096, 0)

    def _entries(self, offset: int, size: int) -> bytes:
        data = b""
        for index in range(offset, len(self.names)):
            name = self.names[index]
            head = struct.pack("<QQII", _FIRST + index, index + 1, len(name), stat.S_IFREG >> 12)
            entry = head + name + bytes(-len(name) % 8)
            if len(data) + len(entry) > size:
                break
            data += entry
        return data


def serve(folder: str, n_runs: int) -> None:
    """Mount the disk and answer until it is taken away."""
    channel = os.open("/dev/fuse", os.O_RDWR)
    options = f"fd={channel},rootmode=40000,user_id={os.getuid()},group_id={os.getgid()}"
    mount = ctypes.CDLL(None, use_errno=True).mount
    if mount(b"stackplan-test", os.fsencode(folder), b"fuse", _NOSUID_NODEV, options.encode()):
        raise OSError(ctypes.get_errno(), "no mount")
    sys.stdout.write("mounted\n")
    sys.stdout.flush()
    disk = Disk(n_runs)
    while True:
        question = os.read(channel, 1 << 17)
        _, opcode, unique, node, *_ = _HEAD.unpack_from(question)
        if opcode in _SILENT:
            continue
        found = disk.answer(opcode, node, question[_HEAD.size :])
        error, data = (-found, b"") if isinstance(found, int) else (0, found)
        os.write(channel, struct.pack("<IiQ", 16 + len(data), error, unique) + data)


if __name__ == "__main__":
    try:
        serve(sys.argv[1], int(sys.argv[2]))
    except OSError as refusal:
        sys.stderr.write(f"{refusal}\n")
