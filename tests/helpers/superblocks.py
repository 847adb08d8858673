"""Superblocks of the HDF5 File Format Specification, section II.A, packed by hand for the tests."""

import struct

SIGNATURE = b"\x89HDF\r\n\x1a\n"
UNDEFINED = 2**64 - 1
VERSIONS = (0, 1, 2, 3)


def superblock(
    version: int, end_of_file: int, *, flags: int = 0, offset_size: int = 8, base: int = 0
) -> bytes:
    """The first 96 bytes of a file whose superblock has this version."""
    if version < 2:
        sizes = struct.pack("<8B", version, 0, 0, 0, 0, offset_size, 8, 0)
        trees = struct.pack("<HHI", 4, 16, flags)
        trees += struct.pack("<HH", 32, 0) if version == 1 else b""
        block = (
            SIGNATURE + sizes + trees + struct.pack("<4Q", base, UNDEFINED, end_of_file, UNDEFINED)
        )
    else:
        sizes = struct.pack("<4B", version, offset_size, 8, flags)
        block = SIGNATURE + sizes + struct.pack("<4QI", base, UNDEFINED, end_of_file, 48, 0)
    return block.ljust(96, b"\0")
