"""Both packages on a Debian without Python: installed as people are told to, used, replaced by newer ones, removed."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import __version__
from app.desktop.pages.onboarding.machines import file, service
from app.journey import SHOP, approve, request_of
from app.practice_network.network import PracticeNetwork
from app.processes import ROOT, Program, Running, pair
from tests.packaging.bare_root import PERSON, BareRoot
from tests.packaging.conftest import Built, build
from tests.support.terminal import Terminal

pytestmark = pytest.mark.skipif(
    not os.environ.get("TANDEM_BARE_ROOT"), reason="`make bare-root` installs the packages on a Debian of their own"
)

PYTHON = sys.executable
BEFORE = "0.0.9"
HOME = Path("/home") / PERSON
SERVICE_HOME, CREDENTIAL = "/var/lib/tandem-cosigner", "/run/credentials/tandem-cosigner.service"
WORDS = "nine plain words that nobody else has said yet"
UNDER_MDWE = """
import ctypes, os, sys
assert ctypes.CDLL(None).prctl(65, 1, 0, 0, 0) == 0, "PR_SET_MDWE needs Linux 6.3"
os.execvp(sys.argv[1], sys.argv[1:])
"""


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packages of the same source with a lower version."""
    place = tmp_path_factory.mktemp("before")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, place / name)
    for name in ("pyproject.toml", "app/__init__.py"):
        text = (place / name).read_text()
        assert text.count(f'version = "{__version__}"') + text.count(f'version__ = "{__version__}"') == 1
        (place / name).write_text(text.replace(f'"{__version__}"', f'"{BEFORE}"'))
    return build(place / "packaging" / "build.py", place / "build")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareRoot]:
    with BareRoot(tmp_path_factory.mktemp("debian")) as made:
        yield made


@pytest.fixture
def programs(root: BareRoot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs are those inside from now on, of the person's."""
    monkeypatch.setattr(sys, "executable", str(root.as_python(tmp_path)))


def bring(root: BareRoot, place: Path) -> None:
    """Download: the files lie in the person's home."""
    for path in [*place.glob("*.deb"), place / "SHA256SUMS"]:
        shutil.copy2(path, root.path / "home" / PERSON / path.name)


def shell(root: BareRoot, command: str, *, online: bool = False) -> str:
    """A line as the person types it, in the folder where the downloads lie."""
    return root.say("sh", "-c", f"cd ~ && {command}", user=PERSON, online=online)


def paid(computer: Program, other: Program, network: PracticeNetwork, url: str, sats: int) -> str:
    """One payment, with a yes, until it is in a block."""
    with computer.start("send", "first", f"{SHOP}={sats}", "--fee-rate", "2") as sending:
        approve(other, request_of(sending))
        txid = str(sending.result()["txid"])
    network.mine(1)
    computer.call("sync", "first", "--server", url)
    assert network.confirmed(txid)
    return txid


def as_the_unit_says(root: BareRoot) -> list[str]:
    """The service's process, by the lines of the installed unit: no systemd runs in here to do it."""
    lines = (root.path / "usr/lib/systemd/system/tandem-cosigner.service").read_text().splitlines()
    found = [line.partition("=")[::2] for line in lines if "=" in line and not line.startswith("#")]
    one = dict(found)
    assert one["MemoryDenyWriteExecute"] == "yes"
    assert one["LoadCredentialEncrypted"] == "passphrase:/etc/tandem-cosigner/passphrase.cred"
    known = [value for name, value in found if name == "Environment"]
    limits = [f"--{name}={one[word]}" for name, word in (("core", "LimitCORE"), ("nofile", "LimitNOFILE"))]
    # Not LimitMEMLOCK: where the tests run, nobody may raise it.
    who = [
        f"--reuid={one['User']}",
        f"--regid={one['Group']}",
        "--clear-groups",
        "--no-new-privs",
        "--bounding-set=-all",
    ]
    begun = f"umask {one['UMask']}; cd {one['WorkingDirectory']}; exec {one['ExecStart']}"
    inside = [
        "prlimit",
        *limits,
        "setpriv",
        *who,
        "env",
        f"CREDENTIALS_DIRECTORY={CREDENTIAL}",
        *known,
        "sh",
        "-c",
        begun,
    ]
    return [PYTHON, "-c", UNDER_MDWE, *root.enter(), *inside]


def serving(root: BareRoot) -> Running:
    """The service, once it listens."""
    root.say("install", "-d", "-m", "700", "-o", "tandem-cosigner", CREDENTIAL)
    opened = "systemd-creds decrypt --name=passphrase /etc/tandem-cosigner/passphrase.cred"
    root.say("sh", "-c", f"{opened} {CREDENTIAL}/passphrase && chmod 400 {CREDENTIAL}/passphrase")
    root.say("chown", "tandem-cosigner", f"{CREDENTIAL}/passphrase")
    running = Running(as_the_unit_says(root), {"PATH": os.environ["PATH"]})
    running.line(r"service\.ready")
    return running


def test_from_nothing_to_a_payment_to_a_newer_version_to_nothing(
    built: Built, before: Path, root: BareRoot, programs: None, tmp_path: Path
) -> None:
    assert root.run("sh", "-c", "command -v python3 python").returncode != 0
    root.say("apt-get", "update", online=True)

    # ---------------------------------------------------------------- the version of before
    bring(root, before)
    check, install, init, enable, _ = (line.replace(__version__, BEFORE) for line in service("amd64"))
    assert f"{file('amd64').replace(__version__, BEFORE)}: OK" in shell(root, check)
    apt = "sudo DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends"  # apt asks, and takes advice
    assert install.startswith("sudo apt install ./")
    shell(root, install.replace("sudo apt install", apt), online=True)
    shell(root, f"{apt} ./tandem_{BEFORE}_amd64.deb", online=True)
    assert root.run("sh", "-c", "command -v python3 python").returncode != 0
    assert root.say("tandem-desktop", "--version").split()[-1] == BEFORE
    for program in ("tandem-desktop", "tandem-cosigner"):
        assert root.say(program, "--selftest", user=PERSON).endswith(f"{program} works.\n")

    # ---------------------------------------------------------------- the service, as the page of the link says
    with Terminal(*shlex.split(init)) as terminal:
        terminal.see("New passphrase:")
        terminal.type(WORDS + "\r")
        terminal.see("The same again:")
        terminal.type(WORDS + "\r")
        terminal.see("lives in /var/lib/tandem-cosigner now")
        assert terminal.end() == 0
    with Terminal(*shlex.split(enable)) as terminal:
        terminal.see("Passphrase of the co-signer:")
        terminal.type(WORDS + "\r")
        terminal.see("has not been booted with systemd")  # all but the start is done
        terminal.end()
    assert "enabled" in root.say("systemctl", "is-enabled", "tandem-cosigner")
    config = root.path / f"{SERVICE_HOME.lstrip('/')}/config.toml"
    config.write_text(config.read_text() + 'advertise = "10.7.4.20"\n')

    root.write("/etc/words", WORDS + "\n", "tandem-cosigner")
    root.write(f"{HOME}/words", "other words that this computer alone has\n", PERSON)
    computer = Program("tandem", HOME / "real", HOME / "words")
    server = Program("tandem-cosigner-service", Path(SERVICE_HOME), Path("/etc/words"))
    with serving(root) as running:
        pair(computer, server)
        made = computer.call("wallet", "new", "savings", "--network", "bitcoin")
        status = server.call("status")
        assert (status["passphrase"], status["anchor"]) == ("credential", "kept")
        assert running.stop() == 0

    # ---------------------------------------------------------------- a payment, in practice
    practice = Program("tandem", HOME / "practice", HOME / "words")
    other = Program("tandem-cosigner", HOME / "cosigner", HOME / "words")
    other.call("init", "--practice")
    root.say("install", "-d", "-m", "700", f"{HOME}/network", user=PERSON)
    network = PracticeNetwork(root.path / "home" / PERSON / "network")
    url = network.start()
    try:
        with other.start("serve", "--listen", "127.0.0.1:7500", "--with-input") as running:
            running.object()
            pair(practice, other)
            practice.call("wallet", "new", "first", "--network", "practice")
            network.faucet(practice.call("address", "first")["address"], 1_000_000)
            network.mine(1)
            practice.call("sync", "first", "--server", url)
            first = paid(practice, other, network, url, 250_000)
            assert running.stop() == 0

        # ------------------------------------------------------------ this version over it
        bring(root, built.out)
        shell(root, service("amd64")[0])
        for name in (file("amd64"), f"tandem_{__version__}_amd64.deb"):
            shell(root, f"{apt} ./{name}", online=True)
        for program in ("tandem", "tandem-desktop", "tandem-cosigner"):
            assert root.say(program, "--version").split()[-1] == __version__
        with other.start("serve", "--listen", "127.0.0.1:7500", "--with-input") as running:
            running.object()
            second = paid(practice, other, network, url, 100_000)
            assert {first, second} <= {one["txid"] for one in practice.call("history", "first")["history"]}
            assert running.stop() == 0
        with serving(root) as running:
            assert computer.call("status", "savings")["fingerprint"] == made["fingerprint"]
            assert computer.call("refresh", "savings")["epoch"] == 2
            assert running.stop() == 0
    finally:
        network.stop()

    # ---------------------------------------------------------------- gone, and what stays
    shell(root, "sudo apt-get remove -y tandem tandem-cosigner")
    assert not list((root.path / "usr/lib").glob("tandem*"))
    assert not list((root.path / "usr/bin").glob("tandem*"))
    assert (root.path / f"home/{PERSON}/real/vault").is_file()
    kept = shell(root, "sudo apt-get purge -y tandem tandem-cosigner")
    assert f"    {SERVICE_HOME}\n" in kept
    assert "~/.local/share/tandem" in kept
    for name in ("vault", "config.toml"):
        assert (root.path / SERVICE_HOME.lstrip("/") / name).is_file()
    assert (root.path / "etc/tandem-cosigner/passphrase.cred").is_file()
    assert re.search("^tandem-cosigner:", (root.path / "etc/passwd").read_text(), re.MULTILINE)
