"""What the person at the co-signer can ask and decide: each command a method, its answer plain values for JSON."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from core import lifecycle
from core.bitcoin import descriptor
from core.bitcoin.coins import EXTERNAL
from core.errors import BadInput
from core.lifecycle import KeyRow, Unlock
from core.records import Records
from core.requests import Requests, limits, must_be_a_reason

MAX_SATS = 21_000_000 * 100_000_000
LOG_LINES = 20
FAR = 9_000  # addresses beyond the horizon that a person may still ask about


class Commands:
    """The commands of one home. `clock` gives seconds, `online` the pins that are connected now."""

    def __init__(
        self,
        records: Records,
        requests: Requests,
        clock: Callable[[], int],
        online: Callable[[], Collection[bytes]],
    ) -> None:
        self._records, self._requests, self._clock, self._online = records, requests, clock, online
        self.listening: str | None = None  # HOST:PORT while the co-signer serves
        self._do: dict[str, Callable[..., dict[str, Any]]] = {
            "approvals": self.approvals,
            "approve": self.approve,
            "refuse": self.refuse,
            "policy_show": self.policy_show,
            "policy_set": self.policy_set,
            "address": self.address,
            "status": self.status,
        }

    def run(self, name: str, args: dict[str, Any]) -> dict[str, Any]:
        """One command by name. Raises BadInput for one that does not exist or other arguments than it has."""
        do = self._do.get(name)
        if do is None:
            raise BadInput(f"the co-signer knows no command {name}; both programs must be of one version")
        try:
            inspect.signature(do).bind(**args)
        except TypeError:
            raise BadInput(f"the command {name} got arguments it does not have; update both programs") from None
        return do(**args)

    # -------------------------------------------------------------- decisions
    def approvals(self) -> dict[str, Any]:
        """Everything that waits for a person, oldest first."""
        wishes = [(row, lifecycle.waiting_unlock(row, self._clock())) for row in self._rows()]
        unlocks = [_unlock_view(row, wish) for row, wish in wishes if wish is not None]
        return {"approvals": unlocks + [self._requests.view(task) for task in self._requests.open()]}

    def approve(self, id: str, accept_fee: bool = False) -> dict[str, Any]:
        """Yes to a request, for a payment or for the way out of a lock or suspension."""
        request = _request_id(id)
        row = self._unlock_row(request)
        if row is None:
            return {"id": id, "state": self._requests.approve(request, accept_fee=accept_fee).state.name.lower()}
        granted = Unlock(request, granted=True) if row.locked else None
        with self._records.write() as write:
            write.key(replace(row, rules=replace(row.rules, unlock=granted, faults=0, suspended_until=0)))
            what = "one refresh out of the lock is confirmed" if granted else "the suspension is ended"
            write.log(self._clock(), "unlock", f"{row.name}: {what}")
        return {"id": id, "state": "granted"}

    def refuse(self, id: str, reason: str) -> dict[str, Any]:
        """No to a request; the reason is what the computer shows."""
        must_be_a_reason(reason)
        request = _request_id(id)
        row = self._unlock_row(request)
        if row is None:
            return {"id": id, "state": self._requests.refuse(request, reason).state.name.lower()}
        with self._records.write() as write:
            write.key(replace(row, rules=replace(row.rules, unlock=None)))
            write.log(self._clock(), "unlock", f"{row.name}: the request to unlock is refused")
        return {"id": id, "state": "refused"}

    def _unlock_row(self, request: bytes) -> KeyRow | None:
        return next((row for row in self._rows() if row.rules.unlock and row.rules.unlock.request == request), None)

    # -------------------------------------------------------------- rules
    def policy_show(self, name: str | None = None) -> dict[str, Any]:
        """The rules of one wallet or of all."""
        return {"policies": [self._policy(row) for row in self._named(name)]}

    def policy_set(self, approve_below: int, name: str | None = None) -> dict[str, Any]:
        """Change the rules of one wallet, or of all there are now; new ones start without any."""
        if type(approve_below) is not int or not 0 <= approve_below <= MAX_SATS:
            raise BadInput("approve-below is an amount in sat, from 0 to 21 million bitcoin")
        rows = self._named(name)
        if not rows:
            raise BadInput("there is no wallet yet to set a rule for; make one on the computer first", "name")
        with self._records.write() as write:
            for row in rows:
                write.key(replace(row, rules=replace(row.rules, approve_below=approve_below)))
                write.log(self._clock(), "rules", f"{row.name}: approve-below is now {approve_below} sat")
        return self.policy_show(name)

    def _policy(self, row: KeyRow) -> dict[str, Any]:
        rules = limits(row)
        return {
            "wallet": row.name,
            "network": row.network,
            "approve_below": rules.approve_below,
            "per_day": rules.per_day,
            "unattended_24h": self._requests.unattended(row.key_id),
        }

    # -------------------------------------------------------------- looking
    def address(self, name: str, which: str | None = None) -> dict[str, Any]:
        """The address with a number, or whether an address is this wallet's (D1)."""
        [row] = self._named(name)
        if not row.settled:
            raise BadInput("let the computer connect once more before showing an address of this wallet", "unsettled")
        table, external = self._requests.table(row), self._requests.horizons(row)[0] + FAR
        table.extend(EXTERNAL, external)  # who only ever receives is ahead of what payments recognise (C1)
        if which is None or which.isdecimal():
            index = row.rules.signed_external if which is None else int(which[:20])
            if index >= external:
                raise BadInput(f"addresses are offered up to number {external - 1}; choose a smaller one")
            return {"address": table.address(0, index, row.network), "path": f"0/{index}", "mine": True}
        path = table.find(descriptor.script_of(which, row.network))
        if path is None:
            raise BadInput("this address does not belong to this wallet; do not send to it", "foreign")
        return {"address": which, "path": "/".join(map(str, path[-2:])), "mine": True}

    def status(self) -> dict[str, Any]:
        """Computers, wallets, what waits, and the newest lines of the log."""
        online = self._online()
        return {
            "practice": self._records.home.practice,
            "serving": self.listening,
            "computers": [
                {
                    "pin": pin.hex()[:16],
                    "online": pin in online,
                    "paired": peer.paired,
                    "words_compared": peer.words_compared,
                }
                for pin, peer in self._records.peers.items()
            ],
            "wallets": [
                {
                    "name": row.name,
                    "network": row.network,
                    "epoch": lifecycle.share_of(row).epoch,
                    "state": lifecycle.state(row).name.lower(),
                    "locked": row.locked,
                }
                for row in self._rows()
            ],
            "open_requests": len(self.approvals()["approvals"]),
            "log": [{"time": e.time, "kind": e.kind, "text": e.text} for e in self._records.log(LOG_LINES)],
        }

    def _rows(self) -> list[KeyRow]:
        return sorted((row for row in self._records.keys.values() if row.current), key=lambda row: row.name)

    def _named(self, name: str | None) -> list[KeyRow]:
        rows = [row for row in self._rows() if name in (None, row.name)]
        if name is not None and not rows:
            raise BadInput(f"there is no wallet named {name}; `tandem-cosigner status` lists them", "name")
        return rows


def _request_id(text: str) -> bytes:
    try:
        found = bytes.fromhex(text)
    except (TypeError, ValueError):
        found = b""
    if len(found) != 16:
        raise BadInput("a request id is 32 hex digits; `tandem-cosigner approvals` lists them")
    return found


def _unlock_view(row: KeyRow, unlock: Unlock) -> dict[str, Any]:
    """A request to unlock, as `approvals` shows it."""
    return {
        "id": unlock.request.hex(),
        "kind": "unlock",
        "wallet": row.name,
        "network": row.network,
        "pays": [],
        "unfindable": [],
        "to_self": [],
        "fee": 0,
        "warnings": ["locked" if row.locked else "suspended"],
    }
