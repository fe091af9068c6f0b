"""A co-signer under load: `python tests/bench/load.py [--wallets N --payments M --inputs K] [--json]`.

A real `Cosigner` in a process of its own, on a vault on the disk, answers over TLS; here N computers, each with its own
certificate, link and key, make M payments of K inputs each, all at once, and none waits between two of its payments.
The computers' own vaults are in memory. A signature's time is that from the first proposal to the last signature over
all of them; the others are those of a payment, from its proposal to its signatures. Without numbers: FEW, then MANY.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import core
from core.bitcoin.psbt import Psbt
from core.cosigner.api import PolicyChange
from core.cosigner.service import Cosigner
from core.home.records import HomeRecord, Peer
from core.home.repository import Repository
from core.keys.record import share_of
from core.role import WALLET
from core.secret import Secret
from core.storage import keys as vault_keys
from core.storage.vault import Vault
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity
from core.transport.link.link import Link, connect
from core.wallet.cosigner_client import CosignerClient
from core.wallet.signer import Signer
from tests.support.memory_store import MemoryStore
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.two_homes import own_table

PASSPHRASE = Secret(b"correct horse")
NETWORK = "regtest"
LOOPBACK, PATIENCE = "127.0.0.1", 60.0
FEW, MANY = (20, 12, 10), (100, 4, 1)  # wallets, payments of each, their inputs
TURNS, WITHIN = 3, 0.1  # of a comparison; what a busy machine makes of one tree beside itself
NUMBERS = {
    "load_signature_ms": "20 wallets with 10 inputs each, over all of them",
    "load_median_ms": "a payment among them",
    "load_p99_ms": "all but one of a hundred",
    "load_written_kb": "the co-signer, for a payment",
    "load_cpu_ms": "the same of its processor, making of keys included",
    "many_median_ms": "a payment of one input among those of 100 wallets",
    "many_p99_ms": "all but one of a hundred",
}


class Computer:
    """One wallet computer."""

    def __init__(self, home: Path) -> None:
        home.mkdir()
        self.identity, password = Identity.make(home)
        start = HomeRecord(password, WALLET)
        cost = vault_keys.FLOOR
        self._vault = Vault.create(
            home, PASSPHRASE, cost, fill=lambda block: Repository.put_home(block, start), stores=MemoryStore
        )
        self.records = Repository(self._vault)
        self.client = CosignerClient(self.records, self._link, time.time)
        self.took: list[float] = []

    def meets(self, certificate: bytes, port: int) -> None:
        """The co-signer is there."""
        self._certificate, self._port = certificate, port

    def _link(self) -> Link:
        hello = Hello.make(0, "")
        return connect(LOOPBACK, self._port, self.identity, self._certificate, hello, PATIENCE)

    def begins(self) -> None:
        """It gets a key."""
        self.client.connected()
        self.client.new_key("savings", NETWORK)

    def drafts(self, payments: int, inputs: int) -> None:
        """What it is going to pay."""
        (self.row,) = self.records.keys.values()
        share = share_of(self.row)
        table = own_table(share.Q, share.chain)
        self.drafted: list[Psbt] = []
        for number in range(payments):
            spent = [Coin(script=table.script(0, n), seed=number * inputs + n) for n in range(inputs)]
            pays = [Pay(40_000, SHOP), Pay(inputs * BTC - 40_500, table.script(1, 0))]
            self.drafted.append(psbt(spent, pays))

    def pays(self) -> None:
        """All of it, one after the other."""
        for draft in self.drafted:
            self.pay(draft)

    def pay(self, draft: Psbt) -> None:
        """One of it."""
        began = time.perf_counter()
        Signer(self.client).sign(self.row, draft, PATIENCE)
        self.took.append(time.perf_counter() - began)


def bytes_written() -> int:
    """By this process so far, in whole pages of the system: what the disk gets."""
    told = next(line for line in Path("/proc/self/io").read_text().splitlines() if line.startswith("write_bytes"))
    return int(told.split()[1])


Served = tuple[list[Computer], subprocess.Popen[str], int]


def serve(home: Path, begin: Callable[[Cosigner], object] = lambda _: None) -> None:
    """The process of the co-signer: says where it listens; at a line of input all wallets may pay unasked. `begin` is
    called before."""
    cosigner = Cosigner.open(home, PASSPHRASE)
    begin(cosigner)

    def obey() -> None:
        sys.stdin.readline()
        cosigner.proven.policy_set(PolicyChange(approve_below=100 * BTC), None)
        print(bytes_written(), flush=True)
        sys.stdin.readline()
        cosigner.stop()

    threading.Thread(target=obey, daemon=True).start()
    cosigner.serve((LOOPBACK, 0), None, None, ready=lambda place: print(place, flush=True))
    print(json.dumps({"written": bytes_written(), "cpu": time.process_time()}), flush=True)
    cosigner.close()


@contextmanager
def served(place: Path, wallets: int, program: str = __file__) -> Iterator[Served]:
    """N computers that have a key, the process that holds the other halves (`program --serve HOME`), and the bytes it
    has written so far."""
    home = place / "cosigner"
    home.mkdir()
    computers = [Computer(place / f"computer{n}") for n in range(wallets)]
    Cosigner.create(home, PASSPHRASE).close()
    with closing(Vault.open(home, PASSPHRASE)) as vault:
        records = Repository(vault)
        with records.write() as write:
            for one in (computer.identity for computer in computers):
                write.peer(one.pin, Peer(one.certificate, "", 0, int(time.time()), words_compared=True))
        certificate = Identity.load(home, records.home.key_password).certificate
    command = [sys.executable, program, "--serve", str(home)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        if process.stdin is None or process.stdout is None:
            raise SystemExit("no pipes")
        port = int(process.stdout.readline().rpartition(":")[2])
        for computer in computers:
            computer.meets(certificate, port)
            computer.begins()
        process.stdin.write("\n")
        process.stdin.flush()
        yield computers, process, int(process.stdout.readline())


def measure(wallets: int, payments: int, inputs: int) -> dict[str, float]:
    """Once."""
    with (
        TemporaryDirectory(prefix="tandem-bench-") as place,
        served(Path(place), wallets) as (computers, process, before),
    ):
        for computer in computers:
            computer.drafts(payments, inputs)
        began = time.perf_counter()
        with ThreadPoolExecutor(wallets) as threads:
            for future in [threads.submit(computer.pays) for computer in computers]:
                future.result()
        seconds = time.perf_counter() - began
        told = json.loads(process.communicate("\n")[0])
    took = sorted(one for computer in computers for one in computer.took)
    return {
        "load_signature_ms": 1000 * seconds / (wallets * payments * inputs),
        "load_median_ms": 1000 * statistics.median(took),
        "load_p99_ms": 1000 * took[int(len(took) * 0.99)],
        "load_written_kb": (told["written"] - before) / 1000 / len(took),
        "load_cpu_ms": told["cpu"] * 1000 / len(took),
    }


def measure_both() -> dict[str, float]:
    """FEW, and of MANY what is theirs."""
    many = measure(*MANY)
    return {**measure(*FEW), "many_median_ms": many["load_median_ms"], "many_p99_ms": many["load_p99_ms"]}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wallets", type=int)
    parser.add_argument("--payments", type=int, default=FEW[1])
    parser.add_argument("--inputs", type=int, default=FEW[2])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
        sys.exit()
    numbers = measure(given.wallets, given.payments, given.inputs) if given.wallets else measure_both()
    tree = str(Path(core.__file__).parents[1])
    print(json.dumps({"tree": tree, "numbers": numbers}) if given.json else numbers)
