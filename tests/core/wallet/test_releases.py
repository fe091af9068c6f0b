"""A wallet asks what is released, and remembers it in its vault: real homes, a real server, a real proxy."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.chain.store import PROXY, TIP_TIME
from core.errors import BadInput, LinkError, PeerFault
from core.home.chain_store import ChainStore
from core.home.records import LogCode
from core.home.repository import Repository
from core.keys.record import new_record
from core.release.manifest import News
from core.secret import Secret
from core.storage import keys
from core.storage.vault import Vault
from core.wallet.api import OpenWallet, ReleaseSource
from core.wallet.opening import create_or_open
from tests.support.joint_key import fresh_key
from tests.support.releases import DAY, KEYS, LATER, TEXTS, ReleaseServer, manifest, release_server
from tests.support.sources import proxy

PASSPHRASE = Secret(b"correct horse battery staple")
NOW = int(time.time())


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "parameters_for", lambda _role: keys.FLOOR)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReleaseServer]:
    with release_server(tmp_path) as running:
        yield running


@pytest.fixture
def source(server: ReleaseServer) -> ReleaseSource:
    return ReleaseSource(server.address, TEXTS, "0.1.0")


def opened(tmp_path: Path) -> OpenWallet:
    return create_or_open(tmp_path / "home", PASSPHRASE, keyring=False)


@pytest.fixture
def wallet(tmp_path: Path) -> Iterator[OpenWallet]:
    made = opened(tmp_path)
    yield made
    made.close()


def test_what_is_released(wallet: OpenWallet, server: ReleaseServer, source: ReleaseSource) -> None:
    assert wallet.known_releases(source).last is None
    server.release(manifest("0.2.0", made=NOW))
    found = wallet.check_releases(source)
    assert (found.version, found.newer, found.unsafe, found.expired) == ("0.2.0", True, False, False)
    assert (found.news_in("de"), found.news_in("fr")) == (("Schneller.",), ("Faster.",))
    known = wallet.known_releases(source)
    assert known.last == found
    assert abs(known.asked - NOW) < DAY
    assert not wallet.check_releases(replace(source, version="0.2.0")).newer
    server.release(manifest("0.3.0", minimum="0.2.0", made=NOW + 1, news=(News("fr", "Vite."),)))
    found = wallet.check_releases(source)
    assert (found.unsafe, found.news_in("de")) == (True, ())


def test_no_older_one_after_the_home_was_closed(server: ReleaseServer, source: ReleaseSource, tmp_path: Path) -> None:
    first = opened(tmp_path)
    server.release(manifest("0.3.0", made=NOW))
    first.check_releases(source)
    first.close()
    again = opened(tmp_path)
    server.release(manifest("0.2.0", made=NOW), KEYS)
    with pytest.raises(PeerFault) as fault:
        again.check_releases(source)
    assert fault.value.kind == "update.old"
    last = again.known_releases(source).last
    assert last is not None
    assert last.version == "0.3.0"
    again.close()


def test_who_fails_is_not_asked_again_at_once(wallet: OpenWallet, server: ReleaseServer, source: ReleaseSource) -> None:
    server.release(manifest(made=NOW), KEYS[:1])
    with pytest.raises(PeerFault) as fault:
        wallet.check_releases(source)
    assert fault.value.kind == "update.single"
    known = wallet.known_releases(source)
    assert (known.asked > 0, known.last) == (True, None)


def test_a_build_without_keys_or_address_asks_nobody(
    wallet: OpenWallet, server: ReleaseServer, source: ReleaseSource
) -> None:
    with pytest.raises(BadInput, match="this build has no release keys"):
        wallet.check_releases(replace(source, keys=()))
    with pytest.raises(BadInput, match=r"config\.toml") as wrong:
        wallet.check_releases(replace(source, address=""))
    assert wrong.value.kind == "update.address"
    assert (server.asked, wallet.known_releases(source).asked) == ([], 0)


def test_other_keys_are_written_down(wallet: OpenWallet, server: ReleaseServer, source: ReleaseSource) -> None:
    server.release(manifest(made=NOW, next_keys=LATER))
    wallet.check_releases(source)
    line = wallet.log(1)[0]
    assert line.code == LogCode.RELEASE_KEYS
    assert line.values == (", ".join(key.public.name for key in LATER), "0.2.0")
    wallet.check_releases(source)
    assert [one.code for one in wallet.log()].count(LogCode.RELEASE_KEYS) == 1
    server.release(manifest("0.3.0", made=NOW + 1), KEYS)
    with pytest.raises(PeerFault) as fault:
        wallet.check_releases(source)
    assert fault.value.kind == "update.unsigned"
    server.release(manifest("0.3.0", made=NOW + 1), LATER[1:])
    assert wallet.check_releases(source).version == "0.3.0"


def test_a_program_with_other_keys_shows_nothing_of_what_the_old_have_signed(
    wallet: OpenWallet, server: ReleaseServer, source: ReleaseSource
) -> None:
    server.release(manifest("99999.0.0", made=NOW))
    wallet.check_releases(source)
    other = replace(source, keys=tuple(key.public.text for key in LATER))
    assert (wallet.known_releases(other).last, wallet.known_releases(source).last is None) == (None, False)
    server.release(manifest("0.2.0", made=NOW), LATER)
    assert wallet.check_releases(other).version == "0.2.0"


def with_chains(home: Path, *chains: tuple[str, dict[bytes, bytes]]) -> None:
    """Wallets in a home that is closed: of a network each, and what their chain keeps."""
    vault = Vault.open(home, PASSPHRASE)
    records = Repository(vault)
    for number, (network, kept) in enumerate(chains):
        born = new_record(fresh_key(f"key {number}").p1, f"w{number}", bytes(32), NOW)
        row = replace(born, network=network, current=born.pending, pending=None)
        with records.write() as write:
            write.key(row)
        ChainStore(records, row.key_id).save(dict(kept))
    vault.close()


def test_the_last_block_is_a_clock_too(server: ReleaseServer, source: ReleaseSource, tmp_path: Path) -> None:
    opened(tmp_path).close()
    late = (NOW + 31 * DAY).to_bytes(4, "big")
    with_chains(tmp_path / "home", ("regtest", {TIP_TIME: late}))
    server.release(manifest(made=NOW, days=30))
    wallet = opened(tmp_path)
    assert wallet.check_releases(source).version == "0.2.0"  # anybody can make such a block
    wallet.close()
    with_chains(tmp_path / "home", ("bitcoin", {TIP_TIME: late}))
    wallet = opened(tmp_path)
    with pytest.raises(PeerFault) as fault:
        wallet.check_releases(source)
    last = wallet.known_releases(source).last
    assert last is not None
    assert (fault.value.kind, last.expired) == ("update.expired", True)
    wallet.close()


def test_the_way_is_that_of_the_wallets(server: ReleaseServer, source: ReleaseSource, tmp_path: Path) -> None:
    opened(tmp_path).close()
    server.release(manifest(made=NOW))
    with proxy(int(server.server_address[1])) as through:
        with_chains(tmp_path / "home", ("signet", {PROXY: through.url.encode()}))
        wallet = opened(tmp_path)
        wallet.check_releases(source)
        assert len(through.names) == 4
        wallet.check_releases(source, "")
        assert len(through.names) == 4
        wallet.close()
    wallet = opened(tmp_path)
    before = list(server.asked)
    with pytest.raises(LinkError, match="the proxy"):
        wallet.check_releases(source)
    wallet.close()
    with_chains(tmp_path / "home", ("signet", {PROXY: b"socks5://127.0.0.1:1"}), ("bitcoin", {PROXY: b""}))
    wallet = opened(tmp_path)
    with pytest.raises(BadInput, match="different ways"):
        wallet.check_releases(source)
    assert server.asked == before
    wallet.close()
