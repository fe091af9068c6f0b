"""The index of a table: pages that double, so that one record more stays a small write however many there are."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.storage import index
from core.storage.index import FULL, MOST, Index, pack, page_id, unpack
from tests.core.storage.homes import CHEAP, OTHER_WORDS, Content, make, raw, read, reopen, rows, write

ids = st.binary(max_size=3)
changes = st.dictionaries(ids, st.one_of(st.none(), st.integers(0, 2**63 - 1)), max_size=20)


@given(st.lists(changes, max_size=8))
def test_it_is_a_dictionary(steps: list[dict[bytes, int | None]]) -> None:
    found, model = Index(), dict[bytes, int]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index, "FULL", 2)
        patch.setattr(index, "MOST", 8)
        for step in steps:
            before = found.pages
            copies = [dict(page) for page in before]
            found, new = found.after(step)
            model |= {id: made for id, made in step.items() if made is not None}
            model = {id: made for id, made in model.items() if step.get(id, 0) is not None}
            assert found.records() == sorted(model.items())
            assert all(found.get(id) == model.get(id) for id in {*model, *step})
            assert list(before) == copies  # the one before is as it was
            assert all(found.pages[n] is before[n] for n in range(len(before)) if n not in new)
            assert len(found.pages) in (1, 2, 4, 8)
            assert len(found.pages) >= min(8, -(-len(model) // 2))


@given(st.dictionaries(ids, st.integers(0, 2**63 - 1)))
def test_pages_are_read_as_written(page: dict[bytes, int]) -> None:
    assert unpack(pack(page)) == page
    assert pack(page) == b"".join(
        len(id).to_bytes(2, "big") + id + made.to_bytes(8, "big") for id, made in page.items()
    )


def test_no_two_pages_have_one_name() -> None:
    names = [page_id(table, number) for table in ("a", "b", "ab", "ba", "0a") for number in range(MOST)]
    assert len(set(names)) == len(names)


def test_a_small_change_stays_small(tmp_path: Path) -> None:
    """Of 20,000 records, one more rewrites itself, one page, and the root."""
    many: Content = {("chain", number.to_bytes(32, "big")): b"x" for number in range(20_000)}
    make(tmp_path, many)
    before = rows(tmp_path)
    assert len(before) - len(many) - 2 == MOST  # pages of that table
    assert 20_000 / FULL > MOST
    with closing(reopen(tmp_path)) as vault:
        write(vault, {("chain", b"one more"): b"y"})
        after = rows(tmp_path)
        assert (
            len(after) - len(many) - 4 == MOST
        )  # all but the records, the root, the mark of an open vault and its page
    assert sum(after.get(slot) != row for slot, row in before.items()) == 3
    assert len(after) == len(before) + 2
    changed = sum(len(row[1]) for slot, row in after.items() if before.get(slot) != row)
    assert changed < 40_000
    assert read(tmp_path, "chain") == many | {("chain", b"one more"): b"y"}


def test_pages_survive_all_that_records_survive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index, "FULL", 3)
    content: Content = {}
    make(tmp_path)
    with closing(reopen(tmp_path)) as vault:
        for number in range(60):
            record = {("t", number.to_bytes(2, "big")): number.to_bytes(2, "big")}
            write(vault, record)
            content |= record
        assert len(rows(tmp_path)) - 61 == 34  # pages: all but the records, the root, and the mark with its page
        vault.change_passphrase(OTHER_WORDS, CHEAP)
        with vault.transaction() as block:
            for number in range(0, 60, 2):
                block.delete("t", number.to_bytes(2, "big"))
                del content["t", number.to_bytes(2, "big")]
        vault.erase_traces()
    assert read(tmp_path, "t", words=OTHER_WORDS) == content
    assert len(raw(tmp_path)) < 1 << 20
