"""Which records a table holds and which generation wrote each, in pages: a small change rewrites one of them."""

from __future__ import annotations

import hashlib

FULL, MOST = 32, 256  # records in a page, on average, before their number doubles: each change writes one; pages

Page = dict[bytes, int]  # id -> generation


class Index:
    """The records of one table. It stays as it is; `after` gives the next one."""

    __slots__ = ("pages",)

    def __init__(self, pages: tuple[Page, ...] = ({},)) -> None:
        self.pages = pages

    def get(self, id: bytes) -> int | None:
        """The generation that wrote a record, or None where there is none."""
        return self.pages[_number(id, len(self.pages))].get(id)

    def records(self) -> list[tuple[bytes, int]]:
        """Every record and its generation, by id."""
        return sorted(item for page in self.pages for item in page.items())

    def after(self, changes: dict[bytes, int | None]) -> tuple[Index, set[int]]:
        """The index with these records written (by a generation) or deleted (None); the numbers of the new pages."""
        pages, new = list(self.pages), set()
        for id, made in changes.items():
            number = _number(id, len(pages))
            if number not in new:
                pages[number] = dict(pages[number])
                new.add(number)
            if made is None:
                pages[number].pop(id, None)
            else:
                pages[number][id] = made
        held, wanted = sum(len(page) for page in pages), len(pages)
        while held > FULL * wanted and wanted < MOST:
            wanted *= 2
        if wanted == len(pages):
            return Index(tuple(pages)), new
        wider: tuple[Page, ...] = tuple({} for _ in range(wanted))
        for page in pages:
            for id, made_by in page.items():
                wider[_number(id, wanted)][id] = made_by
        return Index(wider), set(range(wanted))


def page_id(table: str, number: int) -> bytes:
    """The name under which a page is a record itself."""
    return bytes([number]) + table.encode()


def pack(page: Page) -> bytes:
    """For each record u16 length, id, u64 generation."""
    return b"".join([len(id).to_bytes(2, "big") + id + made.to_bytes(8, "big") for id, made in page.items()])


def unpack(data: bytes) -> Page:
    """The inverse of `pack`, for bytes that our own seal vouches for."""
    page: Page = {}
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        page[data[at + 2 : end]] = int.from_bytes(data[end : end + 8], "big")
        at = end + 8
    return page


def _number(id: bytes, pages: int) -> int:
    return hashlib.sha256(id).digest()[0] % pages
