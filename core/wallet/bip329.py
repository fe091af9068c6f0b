"""Files of labels (BIP329): one JSON object in a line. What is not ours to keep is left alone, as the BIP asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from core.codec.text import text_of
from core.errors import BadInput, InputKind

MAX_LINE = 64 << 10  # characters of one line
MAX_FILE = 32 << 20  # bytes

_REFS = {
    "tx": re.compile(r"[0-9a-fA-F]{64}", re.ASCII),
    "addr": re.compile(r"[0-9A-Za-z]{1,90}", re.ASCII),
    "output": re.compile(r"[0-9a-fA-F]{64}:(?:0|[1-9][0-9]{0,9})", re.ASCII),
}
_CAPITALS = ("BC1", "TB1", "BCRT1")  # an address as QR codes have it
_BREAK = re.compile(r"\r\n|\n|\r")  # other breaks may stand within a JSON text
_KEY = re.compile(r"\[[0-9a-f]{8}")


@dataclass(frozen=True, slots=True)
class Record:
    """One line. `text` and `spendable` None: the file does not say, so nothing is to change."""

    kind: str
    ref: str
    text: str | None = None
    spendable: bool | None = None


def read(data: bytes, origins: frozenset[str]) -> Iterator[Record | None]:
    """Each line in turn; None for one of a kind that is not kept, or of a wallet that is not among `origins`.

    BadInput names the first line that is wrong.
    """
    if len(data) > MAX_FILE:
        raise BadInput("this file of labels is larger than 32 MiB", InputKind.LABELS)
    for number, line in enumerate(_BREAK.split(text_of(data, "surrogateescape")), 1):
        if line.strip():
            yield _record(number, line, origins)


def write(record: Record) -> str:
    """A line; what the record does not say is left out."""
    fields: dict[str, object] = {"type": record.kind, "ref": record.ref}
    if record.text is not None:
        fields["label"] = record.text
    if record.spendable is not None:
        fields["spendable"] = record.spendable
    return json.dumps(fields, ensure_ascii=False) + "\n"


def _record(number: int, line: str, origins: frozenset[str]) -> Record | None:
    def wrong(why: str) -> BadInput:
        return BadInput(f"line {number} of this file of labels {why}; nothing was taken over", InputKind.LABELS)

    if len(line) > MAX_LINE:
        raise wrong("is longer than 64 kB")
    try:
        fields = json.loads(line.encode())
    except (ValueError, RecursionError):
        raise wrong("is not JSON in UTF-8") from None
    kind = fields.get("type") if isinstance(fields, dict) else None
    if not isinstance(kind, str):
        raise wrong("is no label of BIP329")
    if kind not in _REFS:
        return None
    ref, text, origin = (fields.get(key) for key in ("ref", "label", "origin"))
    if not isinstance(ref, str) or not isinstance(text, str | None) or not isinstance(origin, str | None):
        raise wrong("is no label of BIP329")
    spendable = fields.get("spendable") if kind == "output" else None
    if not isinstance(spendable, bool | None):
        raise wrong("says neither true nor false of whether a coin may be spent")
    if not _REFS[kind].fullmatch(ref) or _is_foreign(origin or "", origins):
        return None
    if kind != "addr" or ref.startswith(_CAPITALS):
        ref = ref.lower()
    return Record(kind, ref, text, spendable)


def _is_foreign(origin: str, origins: frozenset[str]) -> bool:
    """Whether an origin names a key, and none of ours."""
    written = "".join(origin.split()).lower()
    return _KEY.search(written) is not None and written not in origins
