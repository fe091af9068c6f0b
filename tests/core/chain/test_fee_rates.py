"""Rates as a server tells them: below one sat, refused, absent, silent or odd; each by itself and none to the loss of
the rest. What the wallet drafts by them a real node judges that relays from a tenth of a sat/vB on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from core.chain import guarded_line
from core.chain.rows import FeeRates
from core.errors import BadInput, InputKind
from tests.core.chain.conftest import Watched
from tests.support.lying_server import LyingServer
from tests.support.stack import Electrum, Node, running_electrum, running_node

pytestmark = pytest.mark.slow

TENTH = Decimal("0.1")
ESTIMATE, INFO, RELAY = "blockchain.estimatefee", "mempool.get_info", "blockchain.relayfee"


@pytest.fixture(scope="module")
def cheap_node() -> Iterator[Node]:
    """A node as they are since 2025: it relays from 0.1 sat/vB on, and replaces for as little more."""
    with running_node(
        minrelaytxfee="0.00000100", incrementalrelayfee="0.00000100", blockmintxfee="0.00000001"
    ) as found:
        yield found


@pytest.fixture(scope="module")
def cheap_electrum(cheap_node: Node) -> Iterator[Electrum]:
    with running_electrum(cheap_node) as found:
        yield found


@pytest.fixture
def cheap(request: pytest.FixtureRequest, cheap_node: Node, cheap_electrum: Electrum) -> Watched:
    """Three coins in a block of such a node."""
    found = Watched(request.node.nodeid, cheap_node, cheap_electrum)
    found.receive(1_000_000, 200_000, 50_000)
    return found


def pays(watched: Watched, txid: str) -> Decimal:
    """What the node says a waiting payment pays, sat/vB."""
    entry = watched.node.rpc("getmempoolentry", txid)
    return Decimal(round(entry["fees"]["base"] * 1e8)) / int(entry["vsize"])


class Told(LyingServer):
    """Tells other rates than the real one: a value, or an error by its code and words."""

    def __init__(self, port: int, **told: Any) -> None:
        super().__init__(port)
        self.rates = told

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        method = asked["method"].rpartition(".")[2]
        if method not in self.rates:
            return super().told(asked, answer)
        found = self.rates[method]
        key = "error" if isinstance(found, dict) and "code" in found else "result"
        return {"jsonrpc": "2.0", "id": asked["id"], key: found}


# ------------------------------------------------------------------ below one sat
def test_half_a_sat_is_paid_raised_and_called_off(cheap: Watched) -> None:
    half = cheap.send(cheap.watch.draft([(cheap.shop(), 300_000)], Decimal("0.5")))
    assert Decimal("0.5") <= pays(cheap, half) < Decimal("0.52")
    with pytest.raises(BadInput, match=r"from 0\.6\d? sat/vB on") as caught:
        cheap.watch.bump(half, Decimal("0.55"), frozen=())
    least = Decimal(caught.value.message.split(" from ")[1].split()[0])
    raised = cheap.send(cheap.watch.bump(half, least, frozen=()))
    assert cheap.waiting() >= {raised}
    assert half not in cheap.waiting()
    cheap.send(cheap.watch.cancel(raised, Decimal("0.9")))
    assert raised not in cheap.waiting()


def test_the_least_rate_is_what_the_node_relays(cheap: Watched) -> None:
    least = cheap.send(cheap.watch.draft([(cheap.shop(), 10_000)], TENTH))
    assert TENTH <= pays(cheap, least) < Decimal("0.12")
    assert cheap.watch.fee_rates().least == TENTH
    with pytest.raises(BadInput, match=r"fee rate is 0\.1 to 1000") as caught:
        cheap.watch.draft([(cheap.shop(), 10_000)], Decimal("0.099"))
    assert caught.value.kind is InputKind.RATE
    child = cheap.send(cheap.watch.cpfp(least, Decimal("0.35"), frozen=()))
    assert child in cheap.waiting()


def test_what_the_server_does_not_relay_is_refused_before_it_is_signed(funded: Watched) -> None:
    assert funded.watch.fee_rates().least == 1
    with pytest.raises(BadInput, match="passes on nothing below 1 sat/vB") as caught:
        funded.watch.draft([(funded.shop(), 10_000)], Decimal("0.5"))
    assert caught.value.kind is InputKind.RATE
    assert funded.again().draft([(funded.shop(), 10_000)], 1)


def test_estimates_are_as_they_were_told(cheap: Watched) -> None:
    with Told(cheap.electrum.port, estimatefee=2e-06) as server:
        cheap.watch.sync(server.url)
        fifth = Decimal("0.2")
        assert cheap.watch.fee_rates() == FeeRates(fifth, fifth, fifth, TENTH, TENTH)
        sent = cheap.send(cheap.watch.draft([(cheap.shop(), 10_000)], None))
        assert fifth <= pays(cheap, sent) < Decimal("0.22")


@pytest.mark.parametrize(
    ("told", "least", "step"),
    [
        ({"get_info": {"mempoolminfee": 2e-06, "minrelaytxfee": 1e-06, "incrementalrelayfee": 1e-06}}, "0.2", "0.1"),
        ({"get_info": {"minrelaytxfee": 1e-06}}, "0.1", None),
        ({"get_info": {"minrelaytxfee": 1.0000000000000002e-06, "incrementalrelayfee": 1e-11}}, "0.1", "0.1"),
        ({"get_info": {"code": -32601, "message": "unknown method"}, "relayfee": 1e-06}, "0.1", None),
        ({"get_info": [], "relayfee": {"code": 1, "message": "internal error"}}, None, None),
        ({"get_info": "0.1", "relayfee": "0.1"}, None, None),
        ({"get_info": {"minrelaytxfee": 5, "incrementalrelayfee": 5}, "relayfee": 1e300}, None, None),
        ({"get_info": {"minrelaytxfee": 0, "incrementalrelayfee": -1}, "relayfee": 0}, None, None),
        ({"get_info": {"minrelaytxfee": True, "incrementalrelayfee": None}, "relayfee": float("nan")}, None, None),
    ],
)
def test_least_and_step_by_all_ways_to_tell_them(
    funded: Watched, told: dict[str, Any], least: str | None, step: str | None
) -> None:
    with Told(funded.electrum.port, **told) as server:
        funded.watch.sync(server.url)
        found = funded.again().fee_rates()
        assert (found.least, found.step) == (least and Decimal(least), step and Decimal(step))


# ------------------------------------------------------------------ optional answers
@pytest.mark.parametrize(
    "refused",
    [
        {"code": 2, "message": "Fee estimation disabled"},
        {"code": -32601, "message": "unknown method"},
        None,
        -1,
        "soon",
        [1],
        {"feerate": 1},
        10**40,
    ],
)
def test_without_estimates_a_sync_succeeds_and_a_person_gives_the_rate(funded: Watched, refused: Any) -> None:
    funded.node.rpc("sendtoaddress", funded.watch.address(new=True), "0.001")
    funded.electrum.wait()
    with Told(funded.electrum.port, estimatefee=refused, get_info=refused, relayfee=refused) as server:
        assert funded.watch.sync(server.url) > 0
        assert funded.watch.balance().total == 1_350_000
        assert funded.watch.fee_rates() == FeeRates()
        with pytest.raises(BadInput, match="no estimate of fees; give a fee rate yourself") as caught:
            funded.watch.draft([(funded.shop(), 10_000)], None)
        assert caught.value.kind is InputKind.NO_ESTIMATE
        assert funded.send(funded.watch.draft([(funded.shop(), 10_000)], 2)) in funded.waiting()


def test_silence_about_rates_ends_no_line(funded: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guarded_line, "OPTIONAL", 0.2)
    with Silent(funded.electrum.port) as server:
        assert funded.watch.sync(server.url) > 0
        assert funded.watch.fee_rates() == FeeRates()
        lines = server.asked.count("server.version")
        assert funded.watch.sync(server.url) > 0
        assert server.asked.count("server.version") == lines
        assert server.asked.count(RELAY) == 1  # who once said nothing is not waited for again


@pytest.mark.parametrize("nonsense", [None, "", "zz", "00", 7, {}])
def test_what_others_spent_is_not_known_and_the_rest_is(fresh: Watched, nonsense: Any) -> None:
    """A pruned server, say: the fee of a receipt is not shown then."""
    fresh.node.rpc("sendtoaddress", fresh.watch.address(new=True), "0.001")
    fresh.electrum.wait()
    own: set[str] = set()

    def lie(method: str, params: list[Any], true: Any) -> Any:
        if method == "blockchain.scripthash.get_history":
            own.update(entry["tx_hash"] for entry in true)
        return nonsense if method == "blockchain.transaction.get" and params[0] not in own else true

    with LyingServer(fresh.electrum.port, lie) as server:
        assert fresh.watch.sync(server.url) > 0
        [row] = fresh.watch.history()
        assert (row.net, row.fee) == (100_000, None)
    fresh.again().sync(fresh.electrum.url)
    assert fresh.watch.history()[0].fee


def test_a_server_that_knows_no_ping(funded: Watched) -> None:
    with Told(funded.electrum.port, ping={"code": -32601, "message": "unknown method"}) as server:
        for _ in range(2):
            assert funded.watch.sync(server.url) > 0
            assert funded.watch.fee_rates().least == 1


class Silent(LyingServer):
    """Never says anything about rates."""

    def told(self, asked: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
        if asked["method"] in (ESTIMATE, INFO, RELAY):
            return {"jsonrpc": "2.0", "method": "nothing", "params": []}
        return super().told(asked, answer)
