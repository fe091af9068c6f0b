"""The first payment, from nothing, in one terminal: what `make run` shows where there is no window.

Two processes that never share a key pay on the practice network, a Bitcoin network that lives on this machine and is
judged by Bitcoin Core's own consensus code. Everything is made in a temporary directory and removed at the end.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from app.processes import Program, Running, cosigner, fresh_passphrase, pair, wallet
from app.start import interruptible
from app.terminal import plain, sats
from core.errors import TandemError

WALLET = "first"
GIFT, PRICE, SECOND_PRICE = 1_000_000, 250_000, 100_000
SHOP = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080"  # the example program of BIP173, on this network

COMPUTER, COSIGNER, BOTH, NETWORK, PERSON = "◐ computer", "◑ co-signer", "● both", "◌ network", "  you"
T = TypeVar("T")


def tell(who: str, text: str, took: float | None = None) -> None:
    """One sentence of the story, and how long it took where that is worth knowing."""
    tail = f"   {took:.1f} s" if took is not None else ""
    sys.stdout.write(f"  {who:12} {text}{tail}\n")
    sys.stdout.flush()


def timed(action: Callable[[], T]) -> tuple[T, float]:
    """The result of `action` and its seconds."""
    start = time.monotonic()
    return action(), time.monotonic() - start


@contextmanager
def directory() -> Iterator[Path]:
    """A directory of our own, gone afterwards."""
    path = Path(tempfile.mkdtemp(prefix="tandem-journey-"))
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def serve(other: Program) -> tuple[Running, str]:
    """Start the co-signer's `serve` on a free port of this machine; where it listens."""
    running = other.start("serve", "--listen", "127.0.0.1:0", "--with-input")
    try:
        return running, str(running.object()["listening"])
    except BaseException:
        running.kill()
        raise


def approve(other: Program, request: str) -> None:
    """The person at the co-signer: read what it has read, then say yes."""
    found = next((item for item in other.call("approvals")["approvals"] if item["id"] == request), None)
    if found is None:
        raise TandemError("The co-signer does not list the request this computer waits for.")
    for pays in found["pays"]:
        tell(COSIGNER, f"has read the payment itself: {sats(pays['sats'])} to {plain(pays['address'])}")
    tell(COSIGNER, f"fee {sats(found['fee'])}; nothing is signed before a person says yes")
    other.call("approve", request)
    tell(PERSON, "approve it on the co-signer")


def request_of(running: Running) -> str:
    """The id of the request a running `sign` or `send` waits for."""
    return running.line(r"\b([0-9a-f]{32})\b")[1]


def journey() -> str:
    """The whole story; the id of the last transaction. Raises TandemError where it goes wrong."""
    from app.practice_network.network import PracticeNetwork

    with directory() as place, ExitStack() as stack:
        network = PracticeNetwork(place / "network")
        url, took = timed(network.start)
        stack.callback(network.stop)
        tell(NETWORK, f"a Bitcoin network of your own runs at {url}", took)

        computer = wallet(place / "computer", fresh_passphrase(place / "passphrase-computer"))
        other = cosigner(place / "cosigner", fresh_passphrase(place / "passphrase-cosigner"))
        other.call("init", "--practice")
        running, listening = serve(other)
        stack.callback(running.stop)
        tell(COSIGNER, f"process {running.pid}, with a home and a passphrase of its own, listens at {listening}")

        words, took = timed(lambda: pair(computer, other))
        tell(BOTH, f"show the same four words: {words}", took)
        made, took = timed(lambda: computer.call("wallet", "new", WALLET, "--network", "practice"))
        tell(
            BOTH, f"made a key together; it was never whole. Wallet {plain(str(made.get('fingerprint', WALLET)))}", took
        )

        address = computer.call("address", WALLET)["address"]
        other.call("address", WALLET, address)
        tell(COMPUTER, f"receives at {address}")
        tell(COSIGNER, "works out the same address by itself")
        network.faucet(address, GIFT)
        network.mine(1)
        computer.call("sync", WALLET, "--server", url)
        tell(NETWORK, f"paid {sats(GIFT)} to it")

        _pay_step_by_step(computer, other, place)
        network.mine(1)
        computer.call("sync", WALLET, "--server", url)
        tell(NETWORK, "put it into a block")

        done, took = timed(lambda: computer.call("refresh", WALLET))
        tell(BOTH, f"renewed their halves: epoch {done['epoch']}. Copies of the old halves are worthless", took)

        txid = _pay_at_once(computer, other)
        network.mine(1)
        computer.call("sync", WALLET, "--server", url)
        if not any(
            item.get("txid") == txid and _confirmed(item) for item in computer.call("history", WALLET)["history"]
        ):
            raise TandemError(f"The payment {txid} did not get into a block.")
        tell(NETWORK, "put it into a block")
        return txid


def _confirmed(item: dict[str, object]) -> bool:
    """Whether an entry of the history is in a block."""
    return bool(item.get("height") or item.get("confirmations") or item.get("confirmed"))


def _pay_step_by_step(computer: Program, other: Program, place: Path) -> None:
    """Draft, sign, broadcast: each a command of its own, with a PSBT file between them."""
    draft, signed = place / "draft.psbt", place / "signed.psbt"
    computer.call("draft", WALLET, f"{SHOP}={PRICE}", "-o", draft)
    tell(COMPUTER, f"drafted a payment of {sats(PRICE)}")
    with computer.start("sign", WALLET, draft, "-o", signed) as signing:
        approve(other, request_of(signing))
        done, took = timed(signing.result)
    inputs = "one input" if done["signed"] == 1 else f"{done['signed']} inputs"
    tell(BOTH, f"signed {inputs} together; neither could alone", took)
    tell(NETWORK, f"accepted the transaction {computer.call('broadcast', WALLET, signed)['txid']}")


def _pay_at_once(computer: Program, other: Program) -> str:
    """The same in one command; the transaction id."""
    with computer.start("send", WALLET, f"{SHOP}={SECOND_PRICE}") as sending:
        tell(COMPUTER, f"pays again: {sats(SECOND_PRICE)}")
        approve(other, request_of(sending))
        txid = str(sending.result()["txid"])
    tell(BOTH, "signed with the renewed halves; the address stayed the same")
    return txid


def main() -> int:
    """Tell the story; exit code 0 when the payment is in a block."""
    interruptible()  # whatever ends it, all of it is removed
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    sys.stdout.write("\n  Two processes, one payment, and a private key that never exists.\n\n")
    try:
        txid, took = timed(journey)
    except TandemError as error:
        sys.stdout.write(f"\n  It stopped here: {plain(error.message)}\n\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stdout.write("\n  Stopped. Everything is removed.\n\n")
        return 3
    sys.stdout.write(
        f"\n  Transaction {txid}\n  accepted by Bitcoin Core's consensus code, {took:.0f} s from nothing.\n\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
