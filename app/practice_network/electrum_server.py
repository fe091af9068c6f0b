"""Electrum's protocol, versions 1.4 to 1.6, in front of the practice chain: lines of JSON over TCP on 127.0.0.1.

The wallet talks to it with the very client it uses for the real network, and other wallets find what they ask for.
No method mines or pays.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import json
import logging
from collections.abc import Callable
from typing import Any, ClassVar

from app.practice_network.block import merkle
from app.practice_network.chain import Chain
from app.practice_network.mempool import RELAY_FEE
from core.bitcoin.fee_rate import per_1000
from core.bitcoin.tx import Transaction
from core.errors import BadInput, Refused

_logger = logging.getLogger(__name__)

HOST, NAME = "127.0.0.1", "Tandem practice network"
OLDEST, NEWEST = "1.4", "1.6"  # of the protocol
BANNER = "This is a practice network on your own computer. Its coins are worth nothing."
MAX_LINE = 1 << 20
MAX_CLIENTS = 32
MAX_SUBSCRIPTIONS = 5_000  # of one client
MAX_UNREAD = 8 << 20  # bytes a client may leave unread
MAX_HEADERS = 2_016
_BTC_PER_KVB = 1_000 / 100_000_000  # one sat per vbyte
_HEX = frozenset("0123456789abcdef")

PARSE_ERROR, INVALID_REQUEST, UNKNOWN_METHOD, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
REJECTED = 1


class ElectrumServer:
    """Serves a chain on the loop of the thread that owns the chain."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.clients: set[Client] = set()

    async def start(self, port: int) -> int:
        """Listen on `port` if it is free, otherwise on another; the one it is."""
        try:
            self._listener = await asyncio.start_server(self._serve, HOST, port, limit=MAX_LINE)
        except (OSError, OverflowError):
            self._listener = await asyncio.start_server(self._serve, HOST, 0, limit=MAX_LINE)
        return int(self._listener.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Hang up."""
        self._listener.close()
        for client in self.clients:
            client.writer.close()

    def announce(self) -> None:
        """Tell every client what has changed of that which it subscribed to."""
        for client in self.clients:
            client.announce()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        client = Client(self, writer)
        if len(self.clients) < MAX_CLIENTS:
            self.clients.add(client)
            try:
                while (line := await reader.readline()) and client.answer(line):
                    await writer.drain()
            except ValueError:
                client.send(_error(None, INVALID_REQUEST, "line too long"))
            except (ConnectionError, asyncio.CancelledError):
                pass
            finally:
                self.clients.discard(client)
        writer.close()


class Client:
    """One connection, and the methods it may call."""

    def __init__(self, server: ElectrumServer, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self._server, self._chain = server, server.chain
        self._tip: dict[str, object] | None = None  # as last told, if it subscribed
        self._statuses: dict[str, str | None] = {}  # likewise, by script hash
        self._spoken = OLDEST

    def answer(self, line: bytes) -> bool:
        """Answer one line; False where this is another protocol (a browser, say) and there is no more to talk about."""
        try:
            request = json.loads(line)
        except (ValueError, RecursionError):
            self.send(_error(None, PARSE_ERROR, "this is not JSON"))
            return False
        match request:
            case {"method": str(name), "id": None | int() | float() | str() as number, **rest}:
                self.send(self._call(number, name, rest.get("params", [])))
            case _:
                self.send(_error(None, INVALID_REQUEST, "a request has a method, a number and parameters"))
        return True

    def _call(self, request: object, name: str, params: object) -> dict[str, object]:
        method = self.METHODS.get(name)
        if method is None:
            return _error(request, UNKNOWN_METHOD, f"there is no method {name[:60]!r}")
        try:
            given = _bound(method, self, params)
            result = method(*given.args, **given.kwargs)
        except BadInput as error:
            return _error(request, INVALID_PARAMS, f"invalid params: {error}"[:200])
        except Refused as error:
            return _error(request, REJECTED, f"the transaction was rejected by network rules.\n\n{error}")
        except Exception:
            _logger.exception("%s ended by a mistake", name)
            return _error(request, INTERNAL_ERROR, "internal error")
        return {"jsonrpc": "2.0", "id": request, "result": result}

    def send(self, message: dict[str, object]) -> None:
        """One line. A client that does not read is hung up on."""
        if self.writer.transport.get_write_buffer_size() > MAX_UNREAD:
            self.writer.transport.abort()
        else:
            self.writer.write(json.dumps(message, separators=(",", ":")).encode() + b"\n")

    def announce(self) -> None:
        """Tell what has changed since it was last told."""
        if self._tip is not None and self._tip != (tip := self._last()):
            self._tip = tip
            self.notify("blockchain.headers.subscribe", tip)
        for name, told in self._statuses.items():
            if told != (status := self._status(name)):
                self._statuses[name] = status
                self.notify("blockchain.scripthash.subscribe", name, status)

    def notify(self, method: str, *params: object) -> None:
        """Tell what it asked to be told. One that never reads is cut off."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    # ------------------------------------------------------------------ the methods
    def _version(self, _client: object = "", version: object = OLDEST, *_later: object) -> list[str]:
        least, most = version if isinstance(version, list) and len(version) == 2 else (version, version)
        spoken = min(str(most), NEWEST, key=_numbers)
        if _numbers(spoken) < max(_numbers(least), _numbers(OLDEST)):
            raise BadInput(f"versions {OLDEST} to {NEWEST} of the protocol are spoken here")
        self._spoken = spoken
        return [NAME, spoken]

    def _banner(self) -> str:
        return BANNER

    def _donation_address(self) -> str:
        return ""

    def _peers(self) -> list[object]:
        return []

    def _features(self) -> dict[str, object]:
        return {
            "genesis_hash": self._chain.ledger.blocks[0].hash[::-1].hex(),
            "hash_function": "sha256",
            "hosts": {},
            "protocol_min": OLDEST,
            "protocol_max": NEWEST,
            "pruning": None,
            "server_version": NAME,
        }

    def _ping(self) -> None:
        return

    def _relay_fee(self) -> float:
        return per_1000(RELAY_FEE) / 100_000_000

    def _mempool_info(self) -> dict[str, float]:
        return dict.fromkeys(("mempoolminfee", "minrelaytxfee", "incrementalrelayfee"), self._relay_fee())

    def _fee_histogram(self) -> list[tuple[float, int]]:
        """What waits, the best paid first: (sat/vB, bytes) of each."""
        waiting = self._chain.mempool.entries.values()
        return sorted(((one.fee / one.tx.vsize, one.tx.vsize) for one in waiting), reverse=True)

    def _estimate_fee(self, blocks: int, _mode: object = None) -> float:
        return (8 if _number(blocks) < 3 else 4 if blocks < 7 else 2) * _BTC_PER_KVB

    def _last(self) -> dict[str, object]:
        return {"height": self._chain.height, "hex": self._chain.ledger.blocks[-1].header.hex()}

    def _subscribe_headers(self) -> dict[str, object]:
        self._tip = self._last()
        return self._tip

    def _header(self, height: int) -> str:
        return self._chain.ledger.blocks[self._height(height)].header.hex()

    def _headers(self, start_height: int, count: int) -> dict[str, object]:
        start, end = _number(start_height), start_height + min(_number(count), MAX_HEADERS)
        found = [block.header.hex() for block in self._chain.ledger.blocks[start:end]]
        listed = _numbers(self._spoken) >= _numbers("1.6")
        held: dict[str, object] = {"headers": found} if listed else {"hex": "".join(found)}
        return {"count": len(found), **held, "max": MAX_HEADERS}

    def _history(self, scripthash: str) -> list[dict[str, object]]:
        _digest(scripthash)
        confirmed = self._chain.ledger.history.get(scripthash, {})
        rows: list[dict[str, object]] = [{"tx_hash": t[::-1].hex(), "height": h} for t, h in confirmed.items()]
        return [*rows, *self._waiting(scripthash)]

    def _waiting(self, scripthash: str) -> list[dict[str, object]]:
        """In the order that version 1.6 wants: what spends only what is confirmed first, then by id."""
        _digest(scripthash)
        waiting = self._chain.mempool.entries
        rows = []
        for txid, entry in waiting.items():
            if scripthash in entry.concerns:
                child = any(part.outpoint.txid in waiting for part in entry.tx.inputs)
                rows.append((child, txid[::-1].hex(), entry.fee))
        return [{"tx_hash": name, "height": -int(child), "fee": fee} for child, name, fee in sorted(rows)]

    def _status(self, scripthash: str) -> str | None:
        text = "".join(f"{row['tx_hash']}:{row['height']}:" for row in self._history(scripthash))
        return hashlib.sha256(text.encode()).hexdigest() if text else None

    def _subscribe_script(self, scripthash: str) -> str | None:
        if len(self._statuses) >= MAX_SUBSCRIPTIONS:
            raise BadInput("too many subscriptions")
        self._statuses[scripthash] = self._status(scripthash)
        return self._statuses[scripthash]

    def _transaction(self, tx_hash: str, verbose: bool = False) -> str:
        if verbose is not False:
            raise BadInput("transactions are given as hexadecimal digits only")
        return self._find(_digest(tx_hash)).serialize().hex()

    def _find(self, txid: bytes) -> Transaction:
        if txid in self._chain.mempool.entries:
            return self._chain.mempool.entries[txid].tx
        if txid in self._chain.ledger.transactions:
            return self._chain.ledger.transactions[txid][0]
        raise BadInput("No such mempool or blockchain transaction")

    def _proof(self, tx_hash: str, height: int) -> dict[str, object]:
        txids = [tx.txid for tx in self._chain.ledger.blocks[self._height(height)].transactions]
        if _digest(tx_hash) not in txids:
            raise BadInput("this block has no such transaction")
        position = txids.index(_digest(tx_hash))
        branch = [digest[::-1].hex() for digest in merkle(txids, position)[1]]
        return {"block_height": height, "pos": position, "merkle": branch}

    def _broadcast(self, raw_tx: str) -> str:
        try:
            raw = bytes.fromhex(raw_tx)
        except (TypeError, ValueError):
            raise BadInput("hexadecimal digits are expected") from None
        txid = self._chain.broadcast(raw)
        self._server.announce()
        return txid

    def _height(self, height: int) -> int:
        if _number(height) > self._chain.height:
            raise BadInput("there is no block of this height")
        return height

    METHODS: ClassVar[dict[str, Callable[..., Any]]] = {
        "server.version": _version,
        "server.banner": _banner,
        "server.donation_address": _donation_address,
        "server.features": _features,
        "server.peers.subscribe": _peers,
        "server.ping": _ping,
        "blockchain.relayfee": _relay_fee,
        "mempool.get_fee_histogram": _fee_histogram,
        "mempool.get_info": _mempool_info,
        "blockchain.estimatefee": _estimate_fee,
        "blockchain.headers.subscribe": _subscribe_headers,
        "blockchain.block.header": _header,
        "blockchain.block.headers": _headers,
        "blockchain.scripthash.get_history": _history,
        "blockchain.scripthash.get_mempool": _waiting,
        "blockchain.scripthash.subscribe": _subscribe_script,
        "blockchain.transaction.get": _transaction,
        "blockchain.transaction.get_merkle": _proof,
        "blockchain.transaction.broadcast": _broadcast,
    }


def _error(request: object, code: int, text: str) -> dict[str, object]:
    return {"jsonrpc": "2.0", "id": request, "error": {"code": code, "message": text}}


def _bound(method: Callable[..., Any], client: Client, params: object) -> inspect.BoundArguments:
    """The arguments of a call, given in order or by name; their types are for the method to check."""
    try:
        match params:
            case list():
                return inspect.signature(method).bind(client, *params)
            case dict():
                return inspect.signature(method).bind(client, **params)
    except TypeError as error:
        raise BadInput(str(error)) from None
    raise BadInput("parameters are a list or an object")


def _number(value: object) -> int:
    if type(value) is not int or value < 0:
        raise BadInput("a whole number is expected")
    return value


def _numbers(version: object) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in str(version).split("."))
    except ValueError:
        raise BadInput("a version is numbers and dots") from None


def _digest(text: object) -> bytes:
    """The 32 bytes, in the order they are hashed, of an id as people see it."""
    if not isinstance(text, str) or len(text) != 64 or not _HEX.issuperset(text):
        raise BadInput("64 lower-case hexadecimal digits are expected")
    return bytes.fromhex(text)[::-1]
