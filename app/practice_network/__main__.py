"""The practice network's own process: `python -m app.practice_network DIRECTORY`.

Its first line says where it serves. Then each line of its standard input is a command, and each line of its standard
output the answer. It ends with its standard input, so it never outlives the program that started it.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from pathlib import Path

from app.practice_network.chain import Chain
from app.practice_network.electrum_server import HOST, ElectrumServer
from core.crypto.rng import HedgedRng
from core.errors import BadInput, Bug, StorageError, TandemError

_logger = logging.getLogger(__name__)


async def serve(place: Path) -> None:
    """Until standard input ends. Raises StorageError."""
    lines = _commands()
    with contextlib.closing(Chain(place, HedgedRng())) as chain:
        server = ElectrumServer(chain)
        port = await server.start(_last_port(place))
        (place / "port").write_text(f"{port}\n", encoding="ascii")
        _say({"result": f"tcp://{HOST}:{port}"})
        while line := await lines.get():
            answer = _answer(chain, line)
            server.announce()
            _say(answer)
        server.stop()


def _commands() -> asyncio.Queue[bytes]:
    """The lines of standard input as they come; an empty one at its end."""
    lines: asyncio.Queue[bytes] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        with open(0, "rb", buffering=0, closefd=False) as pipe, contextlib.suppress(RuntimeError):  # the loop is closed
            while line := pipe.readline():
                loop.call_soon_threadsafe(lines.put_nowait, line)
            loop.call_soon_threadsafe(lines.put_nowait, b"")

    threading.Thread(target=read, name="commands", daemon=True).start()
    return lines


def _answer(chain: Chain, line: bytes) -> dict[str, object]:
    try:
        return {"result": _obey(chain, *json.loads(line))}
    except StorageError:
        raise  # the log is behind the chain: begin again from it
    except TandemError as error:
        return _told(error)
    except Exception:
        _logger.exception("a command ended by a mistake")
        return _told(Bug("the practice network made a mistake; see its file errors.txt"))


def _obey(chain: Chain, command: str, *args: str | int) -> object:
    match command, args:
        case "faucet", (str(address), int(sats)):
            return chain.faucet(address, sats)
        case "mine", (int(count),):
            return chain.mine(count)
        case "reorg", (int(depth),):
            return chain.reorg(depth)
        case "confirmed", (str(txid),):
            return chain.confirmed(txid)
        case "height", ():
            return chain.height
        case "identity", ():
            return chain.identity
        case _:
            raise BadInput("the practice network has no such command; see the types of its arguments")


def _told(error: TandemError) -> dict[str, object]:
    return {"error": [type(error).__name__, error.kind, error.message]}


def _say(answer: dict[str, object]) -> None:
    with contextlib.suppress(BrokenPipeError):  # nobody is left; standard input ends as well
        os.write(1, json.dumps(answer).encode() + b"\n")


def _last_port(place: Path) -> int:
    """The port of the last time, so that a wallet finds us again; 0 for any."""
    try:
        return int((place / "port").read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def main() -> int:
    """The exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal's; our parent decides
    try:
        asyncio.run(serve(Path(sys.argv[1])))
    except TandemError as error:
        _say(_told(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
