"""Bad input, told to real processes: each has its own message and exit code, and nothing is changed by it."""

from __future__ import annotations

import base64
import re
import resource
import shutil
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import permutations
from pathlib import Path

import pytest
from embit.bip32 import HDKey
from embit.networks import NETWORKS
from embit.psbt import PSBT, DerivationPath
from embit.script import address_to_scriptpubkey, p2wpkh

from app.practice_network.network import PracticeNetwork
from app.processes import Program, pair
from core.storage.migrate import FORMAT
from tests.core.storage.homes import header_of, set_header
from tests.end_to_end.story import fund
from tests.end_to_end.test_practice import SHOP, PracticeChain
from tests.support.other_side import WORDS
from tests.support.programs import NAME, Programs, fails, files, light, passphrase_file, says

pytestmark = pytest.mark.slow
REAL = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"  # the same program on bitcoin
REGTEST = NETWORKS["regtest"]
THIEF = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry"
FAR = (84, 0, 0, 1, 5_000)  # an address of ours that no table reaches


@dataclass(frozen=True)
class Case:
    """How a program fails; `message` is a pattern for all of it."""

    code: int
    kind: str
    message: str


CASES = {
    "wrong passphrase": Case(7, "passphrase", r"The passphrase is wrong\."),
    "open passphrase file": Case(
        7, "passphrase_file", r"Others can read the passphrase file \S+; run: chmod 600 \S+\."
    ),
    "no passphrase file": Case(
        7, "passphrase_file", r"The passphrase file \S+ cannot be read: No such file or directory\."
    ),
    "no wallet home": Case(7, "no_home", r"There is no wallet in \S+; pair a co-signer first: tandem pair LINK\."),
    "no co-signer home": Case(7, "no_home", r"There is no co-signer in \S+; make one first: tandem-cosigner init\."),
    "corrupted vault": Case(
        6,
        "corrupt",
        r"A record of the vault was swapped, deleted or replayed; put a backup of this home back, or restore the "
        r"device from its sheet\.",
    ),
    "truncated vault": Case(
        6,
        "corrupt",
        r"The vault is damaged and cannot be read; put a backup of this home back, or restore the device from its "
        r"sheet\.",
    ),
    "newer vault": Case(
        6, "newer", rf"This vault has format {FORMAT + 1}, this program knows up to {FORMAT}; use the newer program\."
    ),
    "second process": Case(6, "in_use", r"Another process \(\d+\) is using the home \S+; end it first\."),
    "full disk": Case(6, "storage", r"The disk of \S+ refuses to read or write; check its space and its health\."),
    "wrong network": Case(
        7,
        "network",
        r"This address belongs to the network bitcoin, and this wallet is on practice; "
        r"ask for an address of practice\.",
    ),
    "dust": Case(7, "dust", r"100 sat to \S+ is dust, which the network does not pass on; pay at least 294 sat\."),
    "nothing": Case(7, "amount", r"0 sat cannot be paid to \S+; an amount is above 0 and at most \d+ sat\."),
    "insufficient funds": Case(
        7, "funds", r"Not enough funds: this payment takes \d+ sat with its fee, 10000000 sat can be spent for it\."
    ),
    "bad address": Case(
        7,
        "address",
        r"This is not a valid address: a character is wrong or missing: the checksum does not fit; copy it again\.",
    ),
    "fraction": Case(7, "input", r"The amount for \S+ is a whole number of satoshi, not “1\.5”\."),
    "no amount": Case(7, "input", r"“\S+” is not ADDRESS=SATS\."),
    "no such wallet": Case(7, "name", r"There is no wallet named nobody; `tandem wallet list` shows all\."),
    "no such key": Case(7, "name", r"There is no wallet named nobody; `tandem-cosigner status` lists them\."),
    "no such file": Case(7, "file", r"“\S+” cannot be read: No such file or directory\."),
    "no PSBT": Case(7, "psbt", r"This is not a PSBT: neither binary nor base64 nor hexadecimal\."),
    "cut PSBT": Case(7, "input", r"This PSBT ends too early\."),
    "long PSBT": Case(7, "input", r"This PSBT has bytes left over at its end\."),
    "lied amount": Case(
        7, "input", r"Input 0 of this PSBT lies about what it spends: amount or script is not that of the output\."
    ),
    "lied previous": Case(
        7, "input", r"Input 0 of this PSBT comes with the wrong previous transaction; its amount cannot be trusted\."
    ),
    "nobody decided": Case(3, "pending", r"Nobody has decided yet on the co-signer; sign again to go on waiting\."),
    "told differently": Case(
        3, "lie", r"The co-signer says “this transaction was proposed before with other inputs, amounts or change”\."
    ),
    "foreign PSBT": Case(
        7, "foreign", r"This PSBT spends nothing of this wallet; sign it with the wallet it belongs to\."
    ),
    "a diary": Case(7, "file", r"“\S+” exists and is not a PSBT; it was not written over\."),
    "co-signer down": Case(
        4, "not_serving", r"Nothing listens at 127\.0\.0\.1 port \d+; start the co-signer: tandem-cosigner serve\."
    ),
    "not serving": Case(4, "not_running", r"No co-signer is running on this home; start it: tandem-cosigner serve\."),
    "another co-signer": Case(
        5, "other_cosigner", r"The co-signer at 127\.0\.0\.1 port \d+ is not the one you paired with\."
    ),
    "port in use": Case(4, "port_in_use", r"Port \d+ is in use; stop the program that has it, or choose another\."),
    "practice only": Case(3, "network", r"The co-signer says “this co-signer holds practice wallets only”\."),
    "practice elsewhere": Case(
        7, "practice", r"A practice co-signer serves its own machine only: --listen 127\.0\.0\.1:PORT\."
    ),
    "no key yet": Case(7, "name", r"There is no wallet yet to set a rule for; make one on the computer first\."),
    "negative limit": Case(7, "input", r"--approve-below is a whole number of satoshi, not “-1”\."),
    "made already": Case(7, "exists", r"There is already a co-signer in \S+; serve it, or choose another --home\."),
    "cut link": Case(
        7,
        "link_text",
        r"This is not a whole pairing link: "
        r"the text was cut or altered; copy all of it again\.",
    ),
    "no link": Case(
        7,
        "link_text",
        r"This is not a whole pairing link: the text does not begin with tandempair1; copy all of it\.",
    ),
    "used or expired link": Case(
        7,
        "link_over",
        r"Nobody waits for this link at 127\.0\.0\.1 port \d+: it has expired or was used; if not by you, answer NO on "
        r"the co-signer; make a new link\.",
    ),
    "nobody used the link": Case(3, "expired", r"The link has expired; make a new one\."),
    "other words on the computer": Case(
        5,
        "words",
        r"The words differ, so someone may sit in between; answer NO on the co-signer\.",
    ),
    "other words on the co-signer": Case(
        5, "words", r"The words differ, so someone may sit in between; nothing was kept\."
    ),
    "paired already": Case(
        7, "paired", r"This computer is paired with \S+ already, .*one more: tandem pair --another LINK\."
    ),
}


def refused(case: str, program: Program, *words: object) -> None:
    """Run a command that must fail as this case says, and change no file of either program."""
    before = files(program.home.parent)
    expect(case, program, *words)
    changed = {name for name, _ in files(program.home.parent).items() ^ before.items()}
    assert {name for name in changed if not name.endswith("vault-wal")} == set()  # all that counts is in the file (V2)


def expect(case: str, program: Program, *words: object) -> None:
    expected = CASES[case]
    fails(program, expected.code, *words, kind=expected.kind, about=f"^{expected.message}$")


def test_each_case_has_its_own_words() -> None:
    for one, other in permutations(CASES.values(), 2):
        said = re.sub(r"\\(S|d)\+", "1", other.message).replace("\\", "")
        assert re.fullmatch(other.message, said)
        assert one.kind != other.kind or not re.fullmatch(one.message, said)


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
    refused("wrong passphrase", replace(both.computer, passphrase_file=wrong), "balance", NAME)
    refused("wrong passphrase", replace(both.other, passphrase_file=wrong), "policy", "set", "--approve-below", 10**6)
    assert both.other.call("policy", "show")["policies"][0]["approve_below"] == 0


def test_passphrase_file_that_others_can_read(both: Programs, tmp_path: Path) -> None:
    open_to_all = passphrase_file(tmp_path / "open")
    open_to_all.chmod(0o644)
    refused("open passphrase file", replace(both.computer, passphrase_file=open_to_all), "balance", NAME)
    refused("no passphrase file", replace(both.computer, passphrase_file=tmp_path / "none"), "balance", NAME)


def test_home_that_is_not_there(both: Programs, tmp_path: Path) -> None:
    refused("no wallet home", replace(both.computer, home=tmp_path / "no"), "balance", NAME)
    refused("no co-signer home", replace(both.other, home=tmp_path / "no"), "status")
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
    refused("corrupted vault", other, "wallet", "show", NAME)


@pytest.mark.parametrize("keep", [0, 10, 5000])
def test_truncated_vault(keep: int, both: Programs, tmp_path: Path) -> None:
    other = copy(both.computer, tmp_path / "home")
    vault_of(other).write_bytes(vault_of(other).read_bytes()[:keep])
    refused("truncated vault", other, "wallet", "show", NAME)


def test_vault_of_a_newer_version(both: Programs, tmp_path: Path) -> None:
    other = copy(both.computer, tmp_path / "home")
    header = header_of(other.home)
    assert header[16:18] == FORMAT.to_bytes(2, "big")
    set_header(other.home, header[:16] + (FORMAT + 1).to_bytes(2, "big") + header[18:])
    refused("newer vault", other, "wallet", "show", NAME)


def test_second_process_on_a_home(both: Programs) -> None:
    refused("second process", both.other, "serve", "--listen", "127.0.0.1:0")


def test_disk_full(fresh: Programs) -> None:
    """The running co-signer may not write one byte more."""
    pair(light(fresh.computer), fresh.other)
    fresh.new_key("practice")
    assert fresh.serving is not None
    resource.prlimit(fresh.serving.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    refused("full disk", fresh.other, "policy", "set", "--approve-below", "777")
    assert fresh.other.call("status")["failed"]  # it goes on, to say what is wrong
    assert fresh.serving.stop() == 6
    fresh.serving = None
    fresh.serve()
    assert fresh.other.call("policy", "show")["policies"][0]["approve_below"] == 0


# ------------------------------------------------------------------ payments
@pytest.mark.parametrize(
    ("recipient", "case"),
    [
        (f"{REAL}=30000", "wrong network"),
        (f"{SHOP}=100", "dust"),
        (f"{SHOP}=0", "nothing"),
        (f"{SHOP}=99000000", "insufficient funds"),
        (f"{SHOP[:-1]}x=30000", "bad address"),
        (f"{SHOP}=1.5", "fraction"),
        (SHOP, "no amount"),
        ("1BoatSLRHtKNngkdXEeobR76b53LETtpyT=30000", "wrong network"),
    ],
)
def test_payments_that_cannot_be(recipient: str, case: str, both: Programs, tmp_path: Path) -> None:
    refused(case, both.computer, "draft", NAME, recipient, "-o", tmp_path / "x.psbt")
    refused(case, both.computer, "send", NAME, recipient)
    assert not (tmp_path / "x.psbt").exists()


def test_wallet_that_is_not_there(both: Programs, tmp_path: Path) -> None:
    refused("no such wallet", both.computer, "balance", "nobody")
    refused("no such key", both.other, "policy", "set", "nobody", "--approve-below", "5")
    refused("no such file", both.computer, "broadcast", NAME, tmp_path / "none")


@pytest.mark.parametrize(
    ("cut", "case"), [(0, "no PSBT"), (4, "no PSBT"), (5, "cut PSBT"), (60, "cut PSBT"), (-1, "cut PSBT")]
)
def test_malformed_psbt(cut: int, case: str, both: Programs, draft: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.psbt"
    bad.write_bytes(draft.read_bytes()[:cut])
    refused(case, both.computer, "sign", NAME, bad, "-o", tmp_path / "out.psbt")
    bad.write_bytes(draft.read_bytes() + b"\0")
    refused("long PSBT", both.computer, "sign", NAME, bad, "-o", tmp_path / "out.psbt")
    assert not (tmp_path / "out.psbt").exists()


def test_lied_amount(both: Programs, draft: Path, tmp_path: Path) -> None:
    psbt = PSBT.parse(draft.read_bytes())
    if psbt.inputs[0].witness_utxo is None:
        psbt.inputs[0].witness_utxo = psbt.inputs[0].non_witness_utxo.vout[psbt.tx.vin[0].vout]
    psbt.inputs[0].witness_utxo.value += 1_000_000
    (tmp_path / "lie.psbt").write_bytes(psbt.serialize())
    refused("lied amount", both.computer, "sign", NAME, tmp_path / "lie.psbt", "-o", tmp_path / "out.psbt")
    psbt = PSBT.parse(draft.read_bytes())
    psbt.inputs[0].non_witness_utxo.vout[psbt.tx.vin[0].vout].value += 1_000_000
    (tmp_path / "lie.psbt").write_bytes(psbt.serialize())
    refused("lied previous", both.computer, "sign", NAME, tmp_path / "lie.psbt", "-o", tmp_path / "out.psbt")
    assert not (tmp_path / "out.psbt").exists()


def test_false_change(both: Programs, draft: Path, tmp_path: Path) -> None:
    """Somebody else's output that claims to be change counts as a payment to them, and the person sees it as one."""
    psbt = PSBT.parse(draft.read_bytes())
    [change] = [output for output in psbt.outputs if output.script_pubkey.address(REGTEST) != SHOP]
    key = far_key(both)
    change.script_pubkey = address_to_scriptpubkey(THIEF)
    change.bip32_derivations = {key.key: DerivationPath(bytes(4), list(FAR))}
    (tmp_path / "lie.psbt").write_bytes(psbt.serialize())
    sign(both, "nobody decided", tmp_path / "lie.psbt")
    [waiting] = both.waiting()
    assert (THIEF, change.value) in [(one["address"], one["sats"]) for one in waiting["pays"]]
    both.other.call("refuse", waiting["id"], "--reason", "not my change")


def test_change_that_is_told_differently(both: Programs, draft: Path, tmp_path: Path) -> None:
    """One transaction, once with change that only a hint shows to be ours, and once without the hint."""
    psbt = PSBT.parse(draft.read_bytes())
    [change] = [output for output in psbt.outputs if output.script_pubkey.address(REGTEST) != SHOP]
    key = far_key(both)
    change.script_pubkey = p2wpkh(key.key)
    change.bip32_derivations = {key.key: DerivationPath(bytes(4), list(FAR))}
    (tmp_path / "hint.psbt").write_bytes(psbt.serialize())
    change.bip32_derivations = {}
    (tmp_path / "none.psbt").write_bytes(psbt.serialize())
    sign(both, "nobody decided", tmp_path / "hint.psbt")
    [waiting] = both.waiting()
    sign(both, "told differently", tmp_path / "none.psbt")
    [still] = both.waiting()  # the same, some seconds nearer to its end
    assert still | {"seconds": 0} == waiting | {"seconds": 0}
    both.other.call("refuse", waiting["id"], "--reason", "far away")


def far_key(both: Programs) -> HDKey:
    return HDKey.from_string(both.computer.call("wallet", "show", NAME)["xpub"]).derive(list(FAR))


def sign(both: Programs, case: str, psbt: Path) -> None:
    """It reaches the co-signer, which takes note, and nothing is signed."""
    out = psbt.with_suffix(".signed")
    expect(case, both.computer, "sign", NAME, psbt, "-o", out, "--wait", "1")
    assert not out.exists()


def test_psbt_of_another_wallet(both: Programs, fresh: Programs, draft: Path, tmp_path: Path) -> None:
    pair(light(fresh.computer), fresh.other)
    fresh.new_key("practice")
    refused("foreign PSBT", fresh.computer, "sign", NAME, draft, "-o", tmp_path / "out.psbt")
    assert fresh.waiting() == []


def test_a_file_that_is_no_psbt_is_not_written_over(both: Programs, draft: Path, tmp_path: Path) -> None:
    (tmp_path / "diary").write_text("dear diary")
    refused("a diary", both.computer, "sign", NAME, draft, "-o", tmp_path / "diary")
    assert (tmp_path / "diary").read_text() == "dear diary"


# ------------------------------------------------------------------ the co-signer
def test_cosigner_down(both: Programs, draft: Path, tmp_path: Path) -> None:
    both.stop()
    try:
        refused("co-signer down", both.computer, "sign", NAME, draft, "-o", tmp_path / "out.psbt")
        refused("co-signer down", both.computer, "refresh", NAME)
        refused("not serving", both.other, "pair")
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
            refused("another co-signer", both.computer, "sign", NAME, draft, "-o", tmp_path / "out.psbt")
            refused("another co-signer", both.computer, "refresh", NAME)
    finally:
        both.serve()


def test_port_in_use(fresh: Programs) -> None:
    fresh.stop()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        refused("port in use", fresh.other, "serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}")


def test_practice_and_real_are_kept_apart(fresh: Programs) -> None:
    pair(light(fresh.computer), fresh.other)
    expect("practice only", fresh.computer, "wallet", "new", "real", "--network", "bitcoin")  # both count the handshake
    assert fresh.computer.call("wallet", "list")["wallets"] == []


def test_practice_is_served_to_its_own_machine_only(fresh: Programs) -> None:
    fresh.stop()
    refused("practice elsewhere", fresh.other, "serve", "--listen", "0.0.0.0:0")


def test_policy_without_a_wallet(fresh: Programs) -> None:
    refused("no key yet", fresh.other, "policy", "set", "--approve-below", "1000")
    refused("negative limit", fresh.other, "policy", "set", "--approve-below", "-1")
    refused("made already", fresh.other, "init")


# ------------------------------------------------------------------ pairing
def test_cut_and_altered_links(fresh: Programs) -> None:
    with fresh.other.start("pair") as running:
        link = running.object()["link"]
        assert link.startswith("tandempair1")
        for bad in (link[:-7], link[:-1], link[:40] + ("q" if link[40] != "q" else "p") + link[41:]):
            refused("cut link", fresh.computer, "pair", bad, "--confirm-words")
        for none in ("", "https://x"):
            refused("no link", fresh.computer, "pair", none, "--confirm-words")
    assert fresh.other.call("status")["computers"] == []


def test_used_link(fresh: Programs) -> None:
    with fresh.other.start("pair", "--confirm-words") as running:
        link = running.object()["link"]
        fresh.computer.call("pair", link, "--confirm-words")
        running.result()
    late = replace(fresh.computer, home=fresh.place / "late")
    refused("used or expired link", late, "pair", link, "--confirm-words")
    assert len(fresh.other.call("status")["computers"]) == 1


def test_expired_link(fresh: Programs) -> None:
    fresh.stop()
    real = fresh.other
    fresh.other = replace(real, module="tests.support.short_links", extra={"LINK_SECONDS": "1"})
    fresh.serve()
    fresh.other = real
    with fresh.other.start("pair") as running:
        link = running.object()["link"]
        running.end()
        expected = CASES["nobody used the link"]
        says(running.failure(), expected.code, expected.kind, f"^{expected.message}$")
    refused("used or expired link", fresh.computer, "pair", link, "--confirm-words")
    assert fresh.other.call("status")["computers"] == []


@pytest.mark.parametrize("who", ["computer", "co-signer"])
def test_wrong_words(who: str, fresh: Programs) -> None:
    with fresh.other.start("pair") as shown, fresh.computer.start("pair", "-") as joining:
        joining.type(shown.object()["link"])
        words = shown.line(WORDS).groups()
        choice = joining.line(r"^ +([1-4]) +" + r"[ -]+".join(words) + "$")
        joining.type("0" if who == "computer" else choice[1])
        shown.type("yes" if who == "computer" else "no")
        expected = CASES[f"other words on the {who}"]
        for running in (joining, shown):  # each is told what the other's person saw; on its line may stand a question
            assert running.end() == expected.code
            said = "\n".join([*running.out, *running.err])
            told = expected.message[1:].removesuffix(r"\.")  # one of the two quotes it as the other's
            assert re.search(f'"kind": "{expected.kind}", "message": "[^"]*{told}', said), said
    assert fresh.other.call("status")["computers"] == []
    refused("no wallet home", fresh.computer, "wallet", "new", "a", "--network", "practice")


def test_one_cosigner_per_home(both: Programs, fresh: Programs) -> None:
    with fresh.other.start("pair", "--confirm-words") as running:
        refused("paired already", both.computer, "pair", running.object()["link"], "--confirm-words")
        running.kill()


def test_no_traceback_with_odd_environments(both: Programs) -> None:
    odd = replace(both.computer, extra={"LANG": "C", "LC_ALL": "C", "PYTHONUTF8": "0", "SSLKEYLOGFILE": "/tmp/nothing"})  # noqa: S108
    assert odd.call("balance", NAME) == both.computer.call("balance", NAME)
    assert not Path("/tmp/nothing").exists()  # noqa: S108


def test_draft_to_standard_output(both: Programs) -> None:
    text = both.computer.call("draft", NAME, f"{SHOP}=30000", "--fee-rate", "2", "-o", "-")["psbt"]
    assert base64.b64decode(text).startswith(b"psbt\xff")
