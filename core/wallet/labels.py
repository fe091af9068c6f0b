"""What the wallet remembers for its person: labels, an address book, frozen coins, which address was compared.

All of it is sealed; none of it signs.

Labels follow BIP329: a label belongs to a transaction ("tx", its id), an address ("addr") or a coin ("output",
txid:number). They are read as plain text, whoever wrote them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from core.codec.codec import U32, Name, Text, decode, encode
from core.codec.text import one_line
from core.errors import StorageError
from core.home.repository import Repository
from core.home.tables import COMPARED, CONTACT, CONTACT_BACK, LABEL, THIS
from core.wallet import bip329
from core.wallet.address_book import Contact, WrittenContact
from core.wallet.bip329 import Record
from core.wallet.results import Taken

MAX_LABEL = 200  # characters kept


@dataclass(frozen=True, slots=True)
class Label:
    """A label, and for a coin whether it may be spent."""

    kind: Name
    ref: Text
    text: Text
    frozen: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """The receiving address that a person compared with the co-signer last."""

    index: U32


class Labels:
    """Labels of one key and the address book of the home."""

    def __init__(self, records: Repository, key_id: bytes, origins: frozenset[str] = frozenset()) -> None:
        """`origins`: how a file may name this key's wallet; a record of another one is left alone."""
        self._records, self._key_id, self._origins = records, key_id, origins
        labels = (decode(Label, data, StorageError) for _, data in records.noted(LABEL, key_id))
        self._labels = {(label.kind, label.ref): label for label in labels}

    # -------------------------------------------------------------- labels
    def label(self, kind: str, ref: str) -> str:
        """The text of a label; empty if there is none."""
        found = self._labels.get((kind, ref))
        return found.text if found else ""

    def texts(self) -> dict[tuple[str, str], str]:
        """All labels that have a text, by what `label` takes."""
        return {key: label.text for key, label in self._labels.items() if label.text}

    def labels(self) -> Iterator[Label]:
        """All labels of this key, frozen coins without one too."""
        return iter(list(self._labels.values()))

    def write(self, kind: str, ref: str, text: str) -> None:
        """Give a label; an empty text takes it away."""
        self._keep(lambda: [replace(self._known(kind, ref), text=clean(text))])

    def carry_over(self, old: Iterable[str], new: str) -> None:
        """Give a transaction that has no label that of those it replaces or hurries (txids): the first that has one."""
        text = next(filter(None, (self.label("tx", txid) for txid in old)), "")
        if text and not self.label("tx", new):
            self.write("tx", new, text)

    def frozen(self) -> frozenset[str]:
        """The coins (txid:number) that no draft may spend."""
        return frozenset(label.ref for label in self._labels.values() if label.frozen)

    def freeze(self, coin: str, *, frozen: bool) -> None:
        """Set a coin (txid:number) aside, or let it be spent again."""
        self._keep(lambda: [replace(self._known("output", coin), frozen=frozen)])

    def export(self) -> str:
        """Every label as a line of JSON (BIP329)."""
        found = sorted(self._labels.values(), key=lambda label: (label.kind, label.ref))
        return "".join(
            bip329.write(Record(label.kind, label.ref, label.text or None, False if label.frozen else None))
            for label in found
        )

    def read(self, data: bytes) -> Taken:
        """Take over labels (BIP329), all or none. What a line does not say stays, and no coin that was set aside is
        spendable by it. Raises BadInput."""
        changes: dict[tuple[str, str], Label] = {}
        named: set[tuple[str, str]] = set()
        cut = left = 0
        for record in bip329.read(data, self._origins):
            if record is None:
                left += 1
                continue
            key = record.kind, record.ref
            label = changes.get(key) or self._known(*key)
            if record.text is not None:
                named.add(key)
                cut += len(one_line(record.text, MAX_LABEL + 1)) > MAX_LABEL
                label = replace(label, text=clean(record.text))
            changes[key] = replace(label, frozen=label.frozen or record.spendable is False)
        aside = sum(label.frozen and not self._known(*key).frozen for key, label in changes.items())
        self._keep(changes.values)
        return Taken(len(named), aside, cut, left)

    def _known(self, kind: str, ref: str) -> Label:
        return self._labels.get((kind, ref)) or Label(kind, ref, "")

    def _keep(self, made: Callable[[], Iterable[Label]]) -> None:
        """Two threads may change labels at once: what a change is made from is read while nobody else writes."""
        with self._records.write() as write:
            changes = {(label.kind, label.ref): label if label.text or label.frozen else None for label in made()}
            for (kind, ref), label in changes.items():
                write.note(LABEL, self._key_id, id_of(kind, ref), encode(label) if label else None)
            merged = {**self._labels, **changes}
            write.then(lambda: setattr(self, "_labels", {key: one for key, one in merged.items() if one is not None}))

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
        back = dict(self._records.noted(CONTACT_BACK))
        kept = back | dict(self._records.noted(CONTACT))
        restored = back.keys() - dict(self._records.noted(CONTACT)).keys()
        read = {id: decode(WrittenContact, data, StorageError) for id, data in kept.items()}
        found = [Contact(one.network, one.address, one.name, id in restored) for id, one in read.items()]
        return sorted((one for one in found if one.network == network), key=lambda one: (one.name, one.address))

    def known(self, network: str) -> set[str]:
        """Addresses of those that a person has written down here. Who was restored from notes is not among them: what
        a co-signer handed out quiets no warning."""
        return {contact.address for contact in self.contacts(network) if not contact.restored}

    def add_contact(self, network: str, address: str, name: str) -> None:
        """Write somebody into the book; an empty name takes the address out of it. What was restored is a person's own
        from then on."""
        name, id = clean(name), id_of(network, address)
        data = encode(WrittenContact(network, address, name)) if name else None
        with self._records.write() as write:
            write.note(CONTACT, b"", id, data)
            write.note(CONTACT_BACK, b"", id, None)


def clean(text: str) -> str:
    """One line of plain text, at most MAX_LABEL characters; what is not plain is left out."""
    return one_line(text, MAX_LABEL)


def id_of(kind: str, ref: str) -> bytes:
    """Under which name a label is kept, or a contact of a network."""
    return hashlib.sha256(f"{kind}\0{ref}".encode()).digest()
