"""What the wallet remembers for its person: labels, an address book, frozen coins, which address was compared.

All of it is sealed; none of it signs.

Labels follow BIP329: a label belongs to a transaction ("tx", its id), an address ("addr") or a coin ("output",
txid:number). They are read as plain text, whoever wrote them.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.encoding import U32, Name, Text, decode, encode, is_plain
from core.errors import BadInput, StorageError
from core.records import COMPARED, CONTACT, LABEL, THIS, Records

KINDS = ("tx", "addr", "output")
KNOWN_KINDS = (*KINDS, "pubkey", "input", "xpub")  # of BIP329; the last three are read and left alone
MAX_LABEL = 200  # characters kept
MAX_LINE = 64 << 10  # bytes of one line of an import
MAX_FILE = 32 << 20


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and for a coin whether it may be spent."""

    kind: Name
    ref: Text
    text: Text
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is paid, on one network."""

    network: Name
    address: Text
    name: Text


@dataclass(frozen=True, slots=True)
class Compared:
    """The receiving address that a person compared with the co-signer last."""

    index: U32


class Notebook:
    """Labels of one key and the address book of the home."""

    def __init__(self, records: Records, key_id: bytes) -> None:
        self._records, self._key_id = records, key_id
        labels = (decode(Label, data, StorageError) for _, data in records.noted(LABEL, key_id))
        self._labels = {(label.kind, label.ref): label for label in labels}

    # -------------------------------------------------------------- labels
    def label(self, kind: str, ref: str) -> str:
        """The text of a label; empty if there is none."""
        found = self._labels.get((kind, ref))
        return found.text if found else ""

    def labels(self) -> Iterator[Label]:
        """All labels of this key, frozen coins without one too."""
        return iter(list(self._labels.values()))

    def write(self, kind: str, ref: str, text: str) -> None:
        """Give a label; an empty text takes it away."""
        self._keep([replace(self._known(kind, ref), text=clean(text))])

    def frozen(self) -> frozenset[str]:
        """The coins (txid:number) that no draft may spend."""
        return frozenset(label.ref for label in self._labels.values() if label.frozen)

    def freeze(self, coin: str, *, frozen: bool) -> None:
        """Set a coin (txid:number) aside, or let it be spent again."""
        self._keep([replace(self._known("output", coin), frozen=frozen)])

    def export(self) -> str:
        """Every label as a line of JSON (BIP329)."""
        lines = []
        for label in sorted(self._labels.values(), key=lambda found: (found.kind, found.ref)):
            fields: dict[str, object] = {"type": label.kind, "ref": label.ref, "label": label.text}
            if label.frozen:
                fields["spendable"] = False
            lines.append(json.dumps(fields, ensure_ascii=False) + "\n")
        return "".join(lines)

    def read(self, data: bytes) -> int:
        """Take over labels (BIP329), all or none; how many. A frozen coin is never unfrozen by it. Raises BadInput."""
        if len(data) > MAX_FILE:
            raise BadInput("this file of labels is larger than 32 MiB", "labels")
        found = [self._from_line(number, line) for number, line in enumerate(data.splitlines(), 1) if line.strip()]
        self._keep([label for label in found if label is not None])
        return sum(label is not None for label in found)

    def _from_line(self, number: int, line: bytes) -> Label | None:
        def wrong(why: str) -> BadInput:
            return BadInput(f"line {number} of this file of labels {why}; nothing was taken over", "labels")

        if len(line) > MAX_LINE:
            raise wrong("is longer than 64 kB")
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError):
            raise wrong("is not JSON") from None
        kind, ref, text = (fields.get(key) if isinstance(fields, dict) else None for key in ("type", "ref", "label"))
        if kind not in KNOWN_KINDS or not isinstance(ref, str) or not isinstance(text or "", str):
            raise wrong("is no label of BIP329")
        if kind not in KINDS or not 0 < len(ref) <= MAX_LABEL:
            return None
        held = self._known(kind, ref)
        return replace(held, text=clean(text or ""), frozen=held.frozen or fields.get("spendable") is False)

    def _known(self, kind: str, ref: str) -> Label:
        return self._labels.get((kind, ref)) or Label(kind, ref, "")

    def _keep(self, labels: Iterable[Label]) -> None:
        changes = {(label.kind, label.ref): label if label.text or label.frozen else None for label in labels}
        with self._records.write() as write:
            for (kind, ref), label in changes.items():
                write.note(LABEL, self._key_id, _id(kind, ref), encode(label) if label else None)
        merged = {**self._labels, **changes}
        self._labels = {key: label for key, label in merged.items() if label is not None}

    # -------------------------------------------------------------- addresses
    def compared(self) -> int | None:
        """The number of the receiving address that the person last found to be the same on the co-signer (D1)."""
        found = dict(self._records.noted(COMPARED, self._key_id)).get(THIS)
        return None if found is None else decode(Compared, found, StorageError).index

    def compare(self, index: int) -> None:
        """The person has seen the address with this number on both screens, and they were the same."""
        with self._records.write() as write:
            write.note(COMPARED, self._key_id, THIS, encode(Compared(index)))

    # -------------------------------------------------------------- address book
    def contacts(self, network: str) -> list[Contact]:
        """The address book of a network, by name."""
        found = [decode(Contact, data, StorageError) for _, data in self._records.noted(CONTACT)]
        return sorted((one for one in found if one.network == network), key=lambda one: (one.name, one.address))

    def add_contact(self, network: str, address: str, name: str) -> None:
        """Write somebody into the book; an empty name takes the address out of it."""
        name = clean(name)
        data = encode(Contact(network, address, name)) if name else None
        with self._records.write() as write:
            write.note(CONTACT, b"", _id(network, address), data)


def clean(text: str) -> str:
    """One line of plain text, at most MAX_LABEL characters; what is not plain is left out."""
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(c for c in line if is_plain(c))[:MAX_LABEL]


def _id(kind: str, ref: str) -> bytes:
    return hashlib.sha256(f"{kind}\0{ref}".encode()).digest()
