"""The book of requests: what is found by its indices is what a look at all of them finds, and is not a look at all."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from core.approval.messages import RequestState
from core.approval.request import FINAL, KEPT_OVER, SigningRequest
from core.home.request_book import LASTING, RequestBook
from tests.core.approval.test_request import TASK

KEYS = [bytes([n]) * 32 for n in range(2)]
COINS = [bytes([n]) * 36 for n in range(4)]

requests = st.builds(
    lambda number, key, state, coins, decided, reason: replace(
        TASK,
        id=bytes([number]) * 16,
        key_id=KEYS[key],
        task_id=bytes([number, 1]) * 16,
        txid=bytes([number, 2]) * 16,
        state=state,
        coins=b"" if state in FINAL else b"".join(sorted(coins)),
        decided=decided,
        reason=reason,
    ),
    st.integers(0, 7),
    st.integers(0, 1),
    st.sampled_from(RequestState),
    st.sets(st.sampled_from(COINS)),
    st.integers(0, 3),
    st.sampled_from(["", "no"]),
)


def ids(found: object) -> list[bytes]:
    return sorted(one.id for one in found)  # type: ignore[attr-defined]


@given(st.lists(st.one_of(requests, st.integers(0, 7)), max_size=40), st.integers(0, 4))
def test_what_is_found_is_what_a_look_at_all_finds(steps: list[SigningRequest | int], later: int) -> None:
    book, plain, key_of = RequestBook(), dict[bytes, SigningRequest](), dict[bytes, bytes]()
    for step in steps:
        if isinstance(step, int):
            book.drop(bytes([step]) * 16)
            plain.pop(bytes([step]) * 16, None)
        else:  # a request stays with its key
            made = replace(step, key_id=key_of.setdefault(step.id, step.key_id))
            book.keep(made)
            plain[made.id] = made
    now, all_of_them = KEPT_OVER + later, list(plain.values())
    assert dict(book) == plain
    assert ids(book.lasting()) == ids(one for one in all_of_them if one.state in LASTING)
    for key in KEYS:
        own = [one for one in all_of_them if one.key_id == key]
        assert ids(book.of_key(key)) == ids(own)
        assert ids(book.lasting({key})) == ids(one for one in own if one.state in LASTING)
        gone = sorted(one.id for one in own if one.is_forgotten(now))
        assert sorted(book.forgotten(now, {key})) == gone
        assert sorted(book.forgotten(now, {key})) == gone  # until they are dropped
        for coin in COINS:
            assert ids(book.spending(key, [coin])) == ids(one for one in own if one.spends(coin))
    for one in all_of_them:
        assert book.of_transaction(one.key_id, one.txid) == book.of_task(one.key_id, one.task_id) == one
    assert book.of_task(KEYS[0], b"x" * 32) is None
