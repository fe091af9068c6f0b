"""Where a program looks for its libraries is nobody's folder: absolute search paths are taken out of what is packed.

A Python that was built in somebody's home names that home in each of its libraries. Where the package is installed,
the folder may belong to another person, or to nobody yet, and whoever has it could put a library into the program.
"""

from __future__ import annotations

import struct
from pathlib import Path

_LOAD, _DYNAMIC = 1, 2  # kinds of segments
_STRINGS, _RPATH, _RUNPATH = 5, 15, 29  # tags
_ENTRY = struct.Struct("<qQ")


def forget_search_paths(file: Path) -> bool:
    """Take them out of one ELF file of a 64-bit machine, in place; whether there was one. Paths that begin at the file
    itself ($ORIGIN) stay. SystemExit for a path of both kinds, which nobody has made yet."""
    data = bytearray(file.read_bytes())
    if data[:6] != b"\x7fELF\x02\x01":
        raise SystemExit(f"{file} is no program for a 64-bit machine.")
    (at,), (size, count) = struct.unpack_from("<Q", data, 32), struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, at + number * size) for number in range(count)]
    dynamic = next(((place, length) for kind, _, place, _, _, length in segments if kind == _DYNAMIC), None)
    if dynamic is None:
        return False
    place, length = dynamic
    entries = list(_ENTRY.iter_unpack(data[place : place + length]))
    address = dict(entries)[_STRINGS]
    strings = next(
        address - start + offset
        for kind, _, offset, start, _, held in segments
        if kind == _LOAD and start <= address < start + held
    )
    kept = [
        (tag, value)
        for tag, value in entries
        if tag not in (_RPATH, _RUNPATH) or not _absolute(data[strings + value :].split(b"\0", 1)[0].decode(), file)
    ]
    if len(kept) == len(entries):
        return False
    whole = b"".join(_ENTRY.pack(*entry) for entry in kept)
    data[place : place + length] = whole.ljust(length, b"\0")
    file.write_bytes(data)
    return True


def _absolute(paths: str, file: Path) -> bool:
    kinds = {part.startswith("/") for part in paths.split(":") if part}
    if len(kinds) > 1:
        raise SystemExit(f"{file} looks for libraries in {paths}: keep what begins with $ORIGIN.")
    return True in kinds
