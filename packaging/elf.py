"""What of a program's file is not to be handed out: where its builder keeps libraries, and what only a debugger reads.

A Python that was built in somebody's home names that home in each of its libraries. Where the package is installed,
the folder may belong to another person, or to nobody yet, and whoever has it could put a library into the program.
"""

from __future__ import annotations

import struct
from pathlib import Path

_LOAD, _DYNAMIC = 1, 2  # kinds of segments
_STRINGS, _RPATH, _RUNPATH = 5, 15, 29  # tags
_ENTRY = struct.Struct("<qQ")
_SEGMENT = struct.Struct("<IIQQQQQQ")  # kind, flags, place in the file, address, -, length in the file, -, alignment
_SEGMENTS, _SECTIONS, _COUNTS = 32, 40, 54  # places in the header
Segment = tuple[int, int, int, int, int, int, int, int]


def forget_search_paths(file: Path) -> bool:
    """Take them out of one ELF file of a 64-bit machine, in place; whether there was one. Paths that begin at the file
    itself ($ORIGIN) stay. SystemExit for a path of both kinds, which nobody has made yet."""
    data = bytearray(file.read_bytes())
    segments = _segments(data, file)
    dynamic = next(((place, length) for kind, _, place, _, _, length, _, _ in segments if kind == _DYNAMIC), None)
    if dynamic is None:
        return False
    place, length = dynamic
    entries = list(_ENTRY.iter_unpack(data[place : place + length]))
    address = dict(entries)[_STRINGS]
    strings = next(
        address - start + offset
        for kind, _, offset, start, _, held, _, _ in segments
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


def forget_symbols(file: Path) -> None:
    """What strip does, for a library that patchelf has changed and that strip breaks: of one ELF file of a 64-bit
    machine stays what is loaded, at the addresses it had, and no table of sections."""
    data = file.read_bytes()
    segments = _segments(data, file)
    made, moved = (
        bytearray(),
        list[tuple[int, int, int]](),
    )  # where each loaded part was, until where, and how far it went
    for kind, _, place, address, _, length, _, align in segments:
        if kind == _LOAD:
            made += bytes((address - len(made)) % align)
            moved.append((place, place + length, len(made) - place))
            made += data[place : place + length]
    (at,) = struct.unpack_from("<Q", made, _SEGMENTS)
    for number, segment in enumerate(segments):
        place, length = segment[2], segment[5]
        by = next((by for start, end, by in moved if start <= place and place + length <= end), 0)
        _SEGMENT.pack_into(made, at + number * _SEGMENT.size, *segment[:2], place + by, *segment[3:])
    struct.pack_into("<Q", made, _SECTIONS, 0)
    struct.pack_into("<HH", made, _COUNTS + 6, 0, 0)
    file.write_bytes(made)


def _segments(data: bytes | bytearray, file: Path) -> list[Segment]:
    if data[:6] != b"\x7fELF\x02\x01":
        raise SystemExit(f"{file} is no program for a 64-bit machine.")
    (at,), (size, count) = struct.unpack_from("<Q", data, _SEGMENTS), struct.unpack_from("<HH", data, _COUNTS)
    return [_SEGMENT.unpack_from(data, at + number * size) for number in range(count)]


def _absolute(paths: str, file: Path) -> bool:
    kinds = {part.startswith("/") for part in paths.split(":") if part}
    if len(kinds) > 1:
        raise SystemExit(f"{file} looks for libraries in {paths}: keep what begins with $ORIGIN.")
    return True in kinds
