"""The root of a vault, and what a change of records makes of it: which indices and pages are written with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from core.codec.codec import U64, Name, encode
from core.storage.index import Index, pack, page_id
from core.storage.sealing import Seal
from core.storage.store import StoreTransaction

ROOT, INDEX = "root", "index"
NOTHING = Index()

Changes: TypeAlias = dict[tuple[str, bytes], bytes | None]  # None: delete


@dataclass(frozen=True, slots=True)
class SealedTable:
    """A table in the root: the generation that wrote each page of its index."""

    name: Name
    pages: tuple[U64, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """The vault's generation and its tables."""

    generation: U64
    tables: tuple[SealedTable, ...]


@dataclass(frozen=True, slots=True)
class Following:
    """What comes after some changes: the root, the index of each table, and the pages that are written, by id."""

    root: Root
    index: dict[str, Index]
    pages: dict[bytes, bytes]


def following(root: Root, index: Mapping[str, Index], changes: Changes, generation: int) -> Following:
    """After these changes, all of them of this generation."""
    made = dict[str, dict[bytes, int | None]]()
    for (table, id), data in changes.items():
        made.setdefault(table, {})[id] = None if data is None else generation
    after, tables = dict(index), {table.name: table.pages for table in root.tables}
    pages: dict[bytes, bytes] = {}
    for name, of_table in made.items():
        after[name], new = index.get(name, NOTHING).after(of_table)
        pages |= {page_id(name, number): pack(after[name].pages[number]) for number in new}
        old = tables.get(name, ())
        tables[name] = tuple(generation if n in new else old[n] for n in range(len(after[name].pages)))
    new_root = Root(generation, tuple(SealedTable(name, written) for name, written in tables.items()))
    return Following(new_root, after, pages)


def write(rows: StoreTransaction, seal: Seal, changes: Changes, after: Following) -> None:
    """The changes, and what comes after them, in one transaction of a store."""
    made = after.root.generation
    for (table, id), data in changes.items():
        if data is None:
            rows.delete(seal.slot(table, id))
        else:
            put(rows, seal, table, id, data, made)
    for id, page in after.pages.items():
        put(rows, seal, INDEX, id, page, made)
    put(rows, seal, ROOT, b"", encode(after.root), made)


def write_anew(
    rows: StoreTransaction,
    slots: Iterable[bytes],
    seal: Seal,
    records: Mapping[tuple[str, bytes], bytes],
    generation: int,
) -> Following:
    """Nothing but these records, all of this generation, in place of everything in the slots. -> what is there then."""
    after = following(Root(0, ()), {}, {**records}, generation)
    for slot in slots:
        rows.delete(slot)
    write(rows, seal, {**records}, after)
    return after


def put(rows: StoreTransaction, seal: Seal, table: str, id: bytes, data: bytes, generation: int) -> None:
    """One record, sealed for its place and generation."""
    rows.put(seal.slot(table, id), generation, seal.seal(table, id, generation, data))
