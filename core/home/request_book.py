"""All requests of a home in memory: what one more costs does not grow with the old ones."""

from __future__ import annotations

import heapq
from collections.abc import Collection, Iterable, Iterator, Mapping

from core.approval.messages import RequestState
from core.approval.request import FINAL, KEPT_OVER, SigningRequest

LASTING = frozenset({RequestState.PROPOSED, RequestState.APPROVED, RequestState.DEBITED})  # neither over nor signed


class RequestBook(Mapping[bytes, SigningRequest]):
    """By request id. A transaction of a key has one request, and so has a task."""

    def __init__(self, requests: Iterable[SigningRequest] = ()) -> None:
        self._all: dict[bytes, SigningRequest] = {}
        self._of_key: dict[bytes, dict[bytes, SigningRequest]] = {}
        self._lasting: dict[bytes, dict[bytes, SigningRequest]] = {}
        self._named: dict[tuple[bytes, bytes], bytes] = {}  # by key_id and txid, or task_id
        self._spending: dict[tuple[bytes, bytes], set[bytes]] = {}  # by key_id and outpoint
        self._over: dict[bytes, list[tuple[int, bytes]]] = {}  # heaps: when a request may be forgotten
        for request in requests:
            self.keep(request)

    def __getitem__(self, id: bytes) -> SigningRequest:
        return self._all[id]

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    # -------------------------------------------------------------- looking
    def of_key(self, key_id: bytes) -> Collection[SigningRequest]:
        """All of a key."""
        return self._of_key.get(key_id, {}).values()

    def of_transaction(self, key_id: bytes, txid: bytes) -> SigningRequest | None:
        """The one for this transaction."""
        return self._find(key_id, txid)

    def of_task(self, key_id: bytes, task_id: bytes) -> SigningRequest | None:
        """The one for this task."""
        return self._find(key_id, task_id)

    def lasting(self, key_ids: Collection[bytes] | None = None) -> list[SigningRequest]:
        """What is neither over nor signed, as it was written down, of these keys or of all."""
        found = self._lasting.items()
        return [one for key_id, ids in found if key_ids is None or key_id in key_ids for one in ids.values()]

    def spending(self, key_id: bytes, outpoints: Iterable[bytes]) -> list[SigningRequest]:
        """What is signed, or may be, and spends one of these."""
        ids = dict.fromkeys(id for one in outpoints for id in self._spending.get((key_id, one), ()))
        return [self._all[id] for id in ids]

    def forgotten(self, now: int, key_ids: Collection[bytes] | None = None) -> list[bytes]:
        """The ids of what nobody needs any more; `now` in seconds of policy time."""
        found: dict[bytes, SigningRequest] = {}
        for key_id in list(self._over) if key_ids is None else key_ids:
            heap = self._over.get(key_id, [])
            while heap and heap[0][0] <= now:
                _, id = heapq.heappop(heap)
                if (request := self._all.get(id)) is not None and request.is_forgotten(now):
                    found[id] = request
        for request in found.values():
            self._may_go(request)  # until it is dropped
        return list(found)

    def _find(self, key_id: bytes, name: bytes) -> SigningRequest | None:
        id = self._named.get((key_id, name))
        return None if id is None else self._all[id]

    # -------------------------------------------------------------- keeping
    def keep(self, request: SigningRequest) -> None:
        """As it stands now."""
        self.drop(request.id)
        key_id = request.key_id
        self._all[request.id] = request
        self._of_key.setdefault(key_id, {})[request.id] = request
        if request.state in LASTING:
            self._lasting.setdefault(key_id, {})[request.id] = request
        for name in (request.txid, request.task_id):
            self._named[key_id, name] = request.id
        if request.state not in FINAL:
            for outpoint in request.outpoints:
                self._spending.setdefault((key_id, outpoint), set()).add(request.id)
        elif not request.reason:
            self._may_go(request)

    def drop(self, id: bytes) -> None:
        """Nothing happens if there is none."""
        request = self._all.pop(id, None)
        if request is None:
            return
        key_id = request.key_id
        del self._of_key[key_id][id]
        self._lasting.get(key_id, {}).pop(id, None)
        for name in (request.txid, request.task_id):
            if self._named.get((key_id, name)) == id:
                del self._named[key_id, name]
        for outpoint in request.outpoints:
            ids = self._spending.get((key_id, outpoint), set())
            ids.discard(id)
            if not ids:
                self._spending.pop((key_id, outpoint), None)

    def _may_go(self, request: SigningRequest) -> None:
        heapq.heappush(self._over.setdefault(request.key_id, []), (request.decided + KEPT_OVER, request.id))
