"""Bad input, told to real processes: each has its own message and exit code, and nothing is changed by it."""

from __future__ import annotations

import base64
import resource
import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from embit.psbt import PSBT

from app.processes import Program, pair
from core.chain.practice import PracticeNetwork
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.programs import NAME, Programs, fails, light, passphrase_file

pytestmark = pytest.mark.slow
REAL = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # the same program on bitcoin


@pytest.fixture(scope="module")
def chain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PracticeChain]:
    practice = PracticeNetwork(tmp_path_factory.mktemp("practice") / "network")
    try:
        yield PracticeChain(practice)
    finally:
        practice.stop()


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, chain: PracticeChain) -> Iterator[Programs]:
    """A funded wallet whose co-signer runs."""
    with Programs(tmp_path_factory.mktemp("both"), practice=True) as programs:
        programs.paired()
        programs.new_key("practice")
        fund(programs, chain)
        yield programs


@pytest.fixture(scope="module")
def untouched(both: Programs) -> list[dict[str, object]]:
    """What the wallet shows and holds before anything bad came."""
    return [both.computer.call(word, NAME) for word in ("balance", "history")]


@pytest.fixture(autouse=True)
def nothing_changed(both: Programs, untouched: list[dict[str, object]]) -> Iterator[None]:
    """It is the same after each of these tests, and nothing waits on the co-signer."""
    yield
    assert [both.computer.call(word, NAME) for word in ("balance", "history")] == untouched
    assert both.waiting() == []


@pytest.fixture
def draft(both: Programs, tmp_path: Path) -> Path:
    path = tmp_path / "draft.psbt"
    both.computer.call("draft", NAME, f"{SHOP}=30000", "--fee-rate", "2", "-o", path)
    return path


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Programs]:
    """A co-signer that serves, and a computer that knows nothing yet."""
    with Programs(tmp_path / "fresh", practice=True) as programs:
        programs.init()
        programs.serve()
        yield programs


def copy(program: Program, place: Path) -> Program:
    """The same home once more."""
    shutil.copytree(program.home, place, ignore=lambda _d, names: [n for n in names if n == "control"])
    return replace(program, home=place)


# ------------------------------------------------------------------ passphrase and vault
def test_wrong_passphrase(both: Programs, tmp_path: Path) -> None:
    wrong = passphrase_file(tmp_path / "wrong", "not this one")
    fails(replace(both.computer, passphrase_file=wrong), 7, "balance", NAME, about="passphrase")
    fails(
        replace(both.other, passphrase_file=wrong), 7, "policy", "set", "--approve-below", "1000000", about="passphrase"
    )
    assert both.other.call("policy", "show")["policies"][0]["approve_below"] == 0


def test_passphrase_file_that_others_can_read(both: Programs, tmp_path: Path) -> None:
    open_to_all = passphrase_file(tmp_path / "open")
    open_to_all.chmod(0o644)
    fails(replace(both.computer, passphrase_file=open_to_all), 7, "balance", NAME, about="read")
    fails(replace(both.computer, passphrase_file=tmp_path / "none"), 7, "balance", NAME, about="none")


def test_home_that_is_not_there(both: Programs, tmp_path: Path) -> None:
    fails(replace(both.computer, home=tmp_path / "no"), 7, "balance", NAME, about="pair")
    fails(replace(both.other, home=tmp_path / "no"), 7, "status", about="init")
    assert not (tmp_path / "no").exists()


def vault_of(program: Program) -> Path:
    return program.home / "vault"


def test_corrupted_vault(both: Programs, tmp_path: Path) -> None:
    other = copy(both.computer, tmp_path / "home")
    data = bytearray(vault_of(other).read_bytes())
    for position in range(len(data) // 2, len(data) // 2 + 512):
        data[position] ^= 0x55
    vault_of(other).write_bytes(data)
    for extra in ("-wal", "-shm"):
        Path(f"{vault_of(other)}{extra}").unlink(missing_ok=True)
    damaged = vault_of(other).read_bytes()
    fails(other, 6, "wallet", "show", NAME)
    assert vault_of(other).read_bytes() == damaged


@pytest.mark.parametrize("keep", [0, 10, 5000])
def test_truncated_vault(keep: int, both: Programs, tmp_path: Path) -> None:
    other = copy(both.computer, tmp_path / "home")
    vault_of(other).write_bytes(vault_of(other).read_bytes()[:keep])
    fails(other, 6, "wallet", "show", NAME)


def test_second_process_on_a_home(both: Programs) -> None:
    fails(both.other, 6, "serve", "--listen", "127.0.0.1:0", about="another process")


def test_disk_full(fresh: Programs) -> None:
    """The running co-signer may not write one byte more."""
    pair(light(fresh.computer), fresh.other)
    fresh.new_key("practice")
    assert fresh.serving is not None
    resource.prlimit(fresh.serving.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    fails(fresh.other, 6, "policy", "set", "--approve-below", "777")
    assert fresh.serving.end(30) == 6
    fresh.serving = None
    fresh.serve()
    assert fresh.other.call("policy", "show")["policies"][0]["approve_below"] == 0


# ------------------------------------------------------------------ payments
@pytest.mark.parametrize(
    ("recipient", "about"),
    [
        (f"{REAL}=30000", "network"),
        (f"{SHOP}=100", "dust"),
        (f"{SHOP}=0", ""),
        (f"{SHOP}=99000000", "funds"),
        (f"{SHOP[:-1]}x=30000", "address"),
        (f"{SHOP}=1.5", "satoshi"),
        (SHOP, "ADDRESS=SATS"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT=30000", "network"),
    ],
)
def test_payments_that_cannot_be(recipient: str, about: str, both: Programs, tmp_path: Path) -> None:
    fails(both.computer, 7, "draft", NAME, recipient, "-o", tmp_path / "x.psbt", about=about)
    fails(both.computer, 7, "send", NAME, recipient, about=about)
    assert not (tmp_path / "x.psbt").exists()


def test_wallet_that_is_not_there(both: Programs, tmp_path: Path) -> None:
    fails(both.computer, 7, "balance", "nobody", about="nobody")
    fails(both.other, 7, "policy", "set", "nobody", "--approve-below", "5", about="nobody")
    fails(both.computer, 7, "broadcast", NAME, tmp_path / "none", about="none")


@pytest.mark.parametrize("cut", [0, 4, 5, 60, -1])
def test_malformed_psbt(cut: int, both: Programs, draft: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.psbt"
    bad.write_bytes(draft.read_bytes()[:cut])
    fails(both.computer, 7, "sign", NAME, bad, "-o", tmp_path / "out.psbt", about="psbt")
    bad.write_bytes(draft.read_bytes() + b"\0")
    fails(both.computer, 7, "sign", NAME, bad, "-o", tmp_path / "out.psbt", about="psbt")
    assert not (tmp_path / "out.psbt").exists()


def test_lied_amount(both: Programs, draft: Path, tmp_path: Path) -> None:
    psbt = PSBT.parse(draft.read_bytes())
    if psbt.inputs[0].witness_utxo is None:
        psbt.inputs[0].witness_utxo = psbt.inputs[0].non_witness_utxo.vout[psbt.tx.vin[0].vout]
    psbt.inputs[0].witness_utxo.value += 1_000_000
    (tmp_path / "lie.psbt").write_bytes(psbt.serialize())
    fails(both.computer, 7, "sign", NAME, tmp_path / "lie.psbt", "-o", tmp_path / "out.psbt")
    psbt = PSBT.parse(draft.read_bytes())
    psbt.inputs[0].non_witness_utxo.vout[psbt.tx.vin[0].vout].value += 1_000_000
    (tmp_path / "lie.psbt").write_bytes(psbt.serialize())
    fails(both.computer, 7, "sign", NAME, tmp_path / "lie.psbt", "-o", tmp_path / "out.psbt")
    assert not (tmp_path / "out.psbt").exists()


def test_psbt_of_another_wallet(both: Programs, fresh: Programs, draft: Path, tmp_path: Path) -> None:
    pair(light(fresh.computer), fresh.other)
    fresh.new_key("practice")
    fails(fresh.computer, 7, "sign", NAME, draft, "-o", tmp_path / "out.psbt", about="wallet")
    assert fresh.waiting() == []


def test_a_file_that_is_no_psbt_is_not_written_over(both: Programs, draft: Path, tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")
    fails(both.computer, 7, "sign", NAME, draft, "-o", tmp_path / "diary", about="not written over")
    assert (tmp_path / "diary").read_text() == "dear diary"


# ------------------------------------------------------------------ the co-signer
def test_cosigner_down(both: Programs, draft: Path, tmp_path: Path) -> None:
    both.stop()
    try:
        fails(both.computer, 4, "sign", NAME, draft, "-o", tmp_path / "out.psbt")
        fails(both.computer, 4, "refresh", NAME)
        fails(both.other, 4, "pair", about="serve")
    finally:
        both.serve()
    assert both.computer.call("wallet", "show", NAME)["epoch"] == 1


def test_another_cosigner_in_its_place(both: Programs, draft: Path, tmp_path: Path) -> None:
    both.stop()
    try:
        with Programs(tmp_path / "other", practice=True) as impostor:
            impostor.init()
            impostor.listen = both.listen
            impostor.serve()
            fails(both.computer, 5, "sign", NAME, draft, "-o", tmp_path / "out.psbt")
            fails(both.computer, 5, "refresh", NAME)
    finally:
        both.serve()


def test_port_in_use(fresh: Programs) -> None:
    fresh.stop()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        fails(fresh.other, 4, "serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}", about="port")


def test_practice_and_real_are_kept_apart(fresh: Programs) -> None:
    pair(light(fresh.computer), fresh.other)
    fails(fresh.computer, 3, "wallet", "new", "real", "--network", "bitcoin", about="practice")
    assert fresh.computer.call("wallet", "list")["wallets"] == []


def test_policy_without_a_wallet(fresh: Programs) -> None:
    fails(fresh.other, 7, "policy", "set", "--approve-below", "1000", about="no wallet")
    fails(fresh.other, 7, "policy", "set", "--approve-below", "-1")
    fails(fresh.other, 7, "init", about="already")


# ------------------------------------------------------------------ pairing
def test_cut_and_altered_links(fresh: Programs) -> None:
    with fresh.other.start("pair") as running:
        link = running.object()["link"]
        assert link.startswith("tandempair1")
        for bad in (link[:-7], link[:-1], link[:40] + ("q" if link[40] != "q" else "p") + link[41:], "", "https://x"):
            fails(fresh.computer, 7, "pair", bad, "--confirm-words")
    assert fresh.other.call("status")["computers"] == []


def test_used_link(fresh: Programs) -> None:
    with fresh.other.start("pair", "--confirm-words") as running:
        link = running.object()["link"]
        fresh.computer.call("pair", link, "--confirm-words")
        running.result()
    late = replace(fresh.computer, home=fresh.place / "late")
    fails(late, 7, "pair", link, "--confirm-words")
    assert len(fresh.other.call("status")["computers"]) == 1


@pytest.mark.parametrize("who", ["computer", "cosigner"])
def test_wrong_words(who: str, fresh: Programs) -> None:
    with fresh.other.start("pair") as shown, fresh.computer.start("pair", "-") as joining:
        joining.type(shown.object()["link"])
        words = shown.line(r"^    (\S+) +(\S+) +(\S+) +(\S+)$").groups()
        choice = joining.line(r"^ +([1-4]) +" + r"[ -]+".join(words) + "$")
        joining.type("0" if who == "computer" else choice[1])
        shown.type("yes" if who == "computer" else "no")
        assert joining.end() == 5, joining.err
        assert shown.end() == 5, shown.err
    assert fresh.other.call("status")["computers"] == []
    fails(fresh.computer, 7, "wallet", "new", "a", "--network", "practice", about="pair")


def test_one_cosigner_per_home(both: Programs, fresh: Programs) -> None:
    with fresh.other.start("pair", "--confirm-words") as running:
        fails(both.computer, 7, "pair", running.object()["link"], "--confirm-words", about="paired")
        running.kill()


def test_no_traceback_with_odd_environments(both: Programs) -> None:
    odd = replace(both.computer, extra={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "SSLKEYLOGFILE": "/tmp/nothing"})  # noqa: S108
    assert odd.call("balance", NAME) == both.computer.call("balance", NAME)
    assert not Path("/tmp/nothing").exists()  # noqa: S108


def test_draft_to_standard_output(both: Programs) -> None:
    text = both.computer.call("draft", NAME, f"{SHOP}=30000", "--fee-rate", "2", "-o", "-")["psbt"]
    assert base64.b64decode(text).startswith(b"psbt\xff")
