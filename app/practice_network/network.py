"""The practice network: a Bitcoin network of one's own, without money, in a process of its own on this machine.

Its blocks are judged by Bitcoin Core's consensus code, and wallets reach it as they reach the real network, over
Electrum's protocol. A process of its own, because a fault of that code ends the process it is in.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

from core import errors
from core.errors import LinkError, LinkKind, StorageError, TandemError

TIME_LIMIT = 120.0  # seconds for one command
END_LIMIT = 10.0  # seconds for its end; what it has answered is kept in any case
_ROOT = Path(__file__).resolve().parents[2]


class PracticeNetwork:
    """The network that lives in the directory `place`. Nothing happens before `start`; any thread may call.

    All but `stop` and `alive` raise LinkError when it is not running or dies, and what its process raises.
    """

    def __init__(self, place: Path) -> None:
        self._place = place.absolute()
        self._lock = threading.RLock()
        self.process: subprocess.Popen[bytes] | None = None
        self._url = ""

    def start(self) -> str:
        """Run it, unless it runs; tcp://127.0.0.1:PORT when it serves. StorageError (kind "in_use": by another)."""
        with self._lock:
            if not self.alive:
                self.stop()
                self.process = self._started()
                try:
                    self._url = str(self._answer(self.process))
                except BaseException:
                    self.stop()
                    raise
            return self._url

    def stop(self) -> bool:
        """End it, if it runs; False if it did not end by itself and was killed."""
        with self._lock:
            process, self.process = self.process, None
            if process is None or process.stdin is None or process.stdout is None:
                return True
            with contextlib.suppress(OSError):  # it has died
                process.stdin.close()
            try:
                process.wait(END_LIMIT)
                by_itself = True
            except subprocess.TimeoutExpired:
                _kill(process)
                by_itself = False
            process.stdout.close()
            return by_itself

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        process = self.process
        return process is not None and process.poll() is None

    @property
    def height(self) -> int:
        """Of the last block."""
        return int(self._ask("height"))

    @property
    def identity(self) -> str:
        """The hash of block 1: unlike that of any other practice network, and the same for the life of this one."""
        return str(self._ask("identity"))

    def faucet(self, address: str, sats: int) -> str:
        """Pay `sats` to a bcrt1 address; the id of the transaction, which waits for a block.

        BadInput for another address or too small an amount; Refused (kind "faucet_empty") when there is not enough.
        """
        return str(self._ask("faucet", address, sats))

    def mine(self, count: int = 1) -> int:
        """1 to 1,000 blocks with everything that waits; the new height."""
        return int(self._ask("mine", count))

    def reorg(self, depth: int) -> int:
        """Replace the last `depth` blocks by one more, all empty: their payments wait again. The new height."""
        return int(self._ask("reorg", depth))

    def confirmed(self, txid: str) -> bool:
        """Whether this transaction is in a block."""
        return bool(self._ask("confirmed", txid))

    def _started(self) -> subprocess.Popen[bytes]:
        try:
            self._place.mkdir(mode=0o700, parents=True, exist_ok=True)
            with (self._place / "errors.txt").open("ab") as last_words:
                return subprocess.Popen(  # noqa: S603  our own program, no shell
                    [*_program(), str(self._place)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=last_words,
                    cwd=_ROOT,
                )
        except OSError as error:
            raise StorageError(f"the practice network cannot live in {self._place}: {error.strerror}") from None

    def _ask(self, command: str, *args: str | int) -> Any:
        with self._lock:
            process = self.process
            if process is None or process.stdin is None or process.poll() is not None:
                raise LinkError("the practice network is not running; start it", LinkKind.NOT_RUNNING)
            try:
                process.stdin.write(json.dumps([command, *args]).encode() + b"\n")
                process.stdin.flush()
            except OSError:
                raise self._ended(process) from None
            return self._answer(process)

    def _answer(self, process: subprocess.Popen[bytes]) -> Any:
        """Its next line: a result, or the error that it raises."""
        patience = threading.Timer(TIME_LIMIT, process.kill)
        patience.daemon = True
        patience.start()
        try:
            line = process.stdout.readline() if process.stdout else b""
        except BaseException:
            _kill(process)  # or its answer would be taken for that to the next command
            raise
        finally:
            patience.cancel()
        if not line.endswith(b"\n"):
            raise self._ended(process)
        answer = json.loads(line)
        if "error" in answer:
            name, kind, message = answer["error"]
            error: type[TandemError] = getattr(errors, name)
            raise error.told(message, kind)
        return answer["result"]

    def _ended(self, process: subprocess.Popen[bytes]) -> LinkError:
        _kill(process)
        last_words = self._place / "errors.txt"
        return LinkError(f"the practice network has ended; start it again (what it said at last is in {last_words})")


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _program() -> list[str]:
    """How its process is started. A packaged program has no interpreter beside it and must name itself here."""
    return [sys.executable, "-m", "app.practice_network"]
