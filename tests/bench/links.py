"""`python -m tests.bench.links [--wallets N] [--against REV]`: what a co-signer pays for each linked computer.

The co-signer is a process of its own, of this tree or of another revision; its computers are linked, have shaken hands
and are silent. Told are its memory and threads, and how much of a processor it needs while nothing happens.
"""

from __future__ import annotations

import argparse
import json
import os
import queue
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from core.cosigner import opening
from core.home.records import Peer
from core.home.repository import Repository
from core.keys.handshake import Keys
from core.rpc.runner import pack
from core.secret import Secret
from core.storage import keys
from core.storage.vault import Vault
from core.transport.link import admission
from core.transport.link.hello import Hello
from core.transport.link.identity import Identity, pin_of
from core.transport.link.link import Link, connect

WALLETS = 200
IDLE = 10.0  # seconds
STAT_TICKS = 13, 15  # fields of /proc/PID/stat behind the name: user and system time, from 0
PATIENCE = 60.0


# ------------------------------------------------------------------ the co-signer, in a process of its own
def serve(home: Path, certificates: Path) -> None:
    """Make a home where these computers are paired, serve it, and tell what it needs for each line of input."""
    keys.parameters_for = lambda _role: keys.FLOOR  # type: ignore[assignment]
    admission.BURST = 1e6  # they all have one address
    passphrase = Secret(b"of a bench")
    opening.create(home, passphrase).close()
    vault = Vault.open(home, passphrase)
    records = Repository(vault)
    with records.write() as write:
        for one in map(bytes.fromhex, certificates.read_text().split()):
            write.peer(pin_of(one), Peer(one, "", 0, 0, words_compared=True))
    own = Identity.load(home, records.home.key_password).certificate
    vault.close()
    cosigner = opening.open_cosigner(home, passphrase)
    told: queue.Queue[str] = queue.Queue()
    threading.Thread(target=cosigner.serve, args=(("127.0.0.1", 0), 0, None, told.put), daemon=True).start()
    port = int(told.get(timeout=PATIENCE).rpartition(":")[2])
    print(json.dumps({"port": port, "certificate": own.hex()}), flush=True)
    for _ in sys.stdin:
        status = Path("/proc/self/status").read_text()
        found = {name: int(status.split(f"{name}:")[1].split()[0]) for name in ("VmRSS", "Threads")}
        stat = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        ticks = sum(map(int, stat[STAT_TICKS[0] - 2 : STAT_TICKS[1] - 2]))
        print(json.dumps({**found, "seconds": ticks / os.sysconf("SC_CLK_TCK"), "links": cosigner.look(60.0).links}))
        sys.stdout.flush()


class Child:
    """That process."""

    def __init__(self, tree: Path, place: Path, certificates: Path) -> None:
        environment = os.environ | {"PYTHONPATH": str(tree), "PYTHONSAFEPATH": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve", str(place), str(certificates)],
            cwd=tree,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.listens = self._line()

    def _line(self) -> dict[str, int | str]:
        assert self._process.stdout is not None
        found: dict[str, int | str] = json.loads(self._process.stdout.readline())
        return found

    def needs(self) -> dict[str, float]:
        """Memory in kB, threads, seconds of a processor, links."""
        assert self._process.stdin is not None
        print(file=self._process.stdin, flush=True)
        return {name: float(value) for name, value in self._line().items()}

    def end(self) -> None:
        self._process.kill()
        self._process.wait()


# ------------------------------------------------------------------ its computers
def computers(place: Path, wallets: int) -> list[Identity]:
    """So many, to be linked to one co-signer after the other."""
    made: list[Identity] = []
    for number in range(wallets):
        folder = place / str(number)
        folder.mkdir(parents=True)
        made.append(Identity.make(folder)[0])
    return made


def measured(tree: Path, place: Path, known: list[Identity]) -> dict[str, float]:
    """One turn."""
    place.mkdir()
    certificates = place / "certificates"
    certificates.write_text("\n".join(one.certificate.hex() for one in known))
    child = Child(tree, place / "home", certificates)
    links: list[Link] = []
    try:
        port, own = int(child.listens["port"]), bytes.fromhex(str(child.listens["certificate"]))
        before = child.needs()
        for one in known:
            link = connect("127.0.0.1", port, one, own, Hello.make(0), PATIENCE)
            link.send(pack(1, Keys(())))
            link.receive(PATIENCE)
            links.append(link)
        after = child.needs()
        time.sleep(IDLE)
        later = child.needs()
    finally:
        child.end()
        for link in links:
            link.close()
    if after["links"] != len(known):
        raise SystemExit(f"{after['links']:.0f} of {len(known)} links are left")
    return {
        "link_kb": (after["VmRSS"] - before["VmRSS"]) / len(known),
        "link_threads": (after["Threads"] - before["Threads"]) / len(known),
        "all_mb": after["VmRSS"] / 1024,
        "all_threads": after["Threads"],
        "idle_percent": (later["seconds"] - after["seconds"]) / IDLE * 100,
    }


MEANT = {
    "link_kb": "resident memory for each link, kB",
    "link_threads": "threads for each link",
    "all_mb": "resident memory of the co-signer with all of them, MB",
    "all_threads": "its threads",
    "idle_percent": "of one processor, while nothing happens",
}


def main(wallets: int, revision: str | None) -> None:
    """Measure and print."""
    with TemporaryDirectory(prefix="tandem-links-") as folder:
        place = Path(folder)
        trees = {"here": Path(__file__).parents[2]}
        if revision:
            from tests.bench.against import unpack

            trees[revision[:12]] = place / "tree"
            unpack(revision, place / "tree")
        found: dict[str, dict[str, float]] = {}
        known = computers(place / "computers", wallets)
        for number, (name, tree) in enumerate(trees.items()):
            found[name] = measured(tree, place / str(number), known)
    print(f"{wallets} computers   " + "".join(f"{name:>14}" for name in found) + ("   ratio" if revision else ""))
    for which, meaning in MEANT.items():
        values = [each[which] for each in found.values()]
        ratio = f"{values[0] / values[1]:8.3f}" if revision and values[1] else ""
        print(f"{which:14}" + "".join(f"{value:14,.2f}" for value in values) + f"{ratio}   {meaning}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m tests.bench.links")
    parser.add_argument("--wallets", type=int, default=WALLETS)
    parser.add_argument("--against", metavar="REV")
    parser.add_argument("--serve", nargs=2, type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(*asked.serve)
    else:
        main(asked.wallets, asked.against)
