"""The co-signer's page on a phone while that co-signer serves a hundred wallets:
`python -m tests.bench.page [--wallets N] [--every SECONDS] [--json]`.

The wallets are those of load.py: each with its own link and key, and each pays once in so many seconds, unasked. A real
Chromium of a phone's size is admitted through a proxy that speaks TLS. Times are the browser's own, medians: from the
beginning of a navigation to its first contentful paint; of a yes that is everything from the tap's form over the
answer's redirect to the first paint of the page after it. Nothing is asserted: a machine that is busy is slower.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from app.cosigner.web.site import Site
from core.cosigner.api import AdmissionScreen, BrowserView, PolicyChange
from core.cosigner.opening import connect
from core.cosigner.service import Cosigner
from core.keys.record import share_of
from tests.bench import load
from tests.support.chromium import Tab, chromium
from tests.support.payment import BTC, SHOP, Coin, Pay, psbt
from tests.support.tls_proxy import tls_proxy
from tests.support.two_homes import own_table
from tests.support.wire import split

NAME = "cosigner.test"
ASKED = 150_000  # sat of what asks a person; the wallets' own payments are smaller
ASK_ABOVE = 100_000
WALLETS, EVERY = 100, 10.0  # how many, and the seconds in which each pays once
TIMES = 9
LONGEST = 300.0  # seconds that it lasts at most
LIMITS = {
    "page_front_ms": (1000.0, "what waits, to its first paint"),
    "page_request_ms": (1000.0, "a request, to its first paint"),
    "page_rules_ms": (1000.0, "the rules of all wallets, to their first paint"),
    "page_approve_ms": (300.0, "a yes, from its tap to the first paint of what follows"),
    "page_paid": (None, "payments of the wallets meanwhile"),
}
PAINT = """new Promise(done => {
  const found = () => performance.getEntriesByName('first-contentful-paint')[0];
  if (found()) return done(found().startTime);
  new PerformanceObserver((_, self) => found() && (self.disconnect(), done(found().startTime)))
    .observe({type: 'paint', buffered: true});
})"""


def serve(home: Path) -> None:
    """The process of the co-signer, with its page; whose port is left beside the home."""

    def begin(cosigner: Cosigner) -> None:
        name = (home.parent / "name").read_text()
        site = Site(cosigner.page, load.LOOPBACK, 0, [name])
        site.start()
        (home.parent / "port").write_text(str(site.port))

    load.serve(home, begin)


@contextmanager
def paying(computers: list[load.Computer], every: float) -> Iterator[Callable[[], int]]:
    """All of them pay, each once in `every` seconds, until the end; how often they have."""
    over, paid = threading.Event(), [0] * len(computers)
    for one in computers:
        one.drafts(1 + round(LONGEST / every), 1)

    def pays(number: int) -> None:
        computer = computers[number]
        if over.wait(every * number / len(computers)):
            return
        for draft in computer.drafted:
            began = time.monotonic()
            computer.pay(draft)
            paid[number] += 1
            if over.wait(max(0.0, every - (time.monotonic() - began))):
                return

    with ThreadPoolExecutor(len(computers)) as threads:
        done = [threads.submit(pays, number) for number in range(len(computers))]
        try:
            yield lambda: sum(paid)
        finally:
            over.set()
    for future in done:
        future.result()


def asks(computer: load.Computer, number: int) -> None:
    """A payment that waits for a person."""
    (row,) = computer.records.keys.values()
    share = share_of(row)
    table = own_table(share.Q, share.chain)
    coin = Coin(script=table.script(0, 0), seed=10_000 + number)
    made = psbt([coin], [Pay(ASKED + number, SHOP), Pay(BTC - ASKED - number - 500, table.script(1, 0))])
    computer.client.propose(row, split(made.serialize(), load.NETWORK))


def admitted(tab: Tab, home: Path) -> str:
    """As a person does it -> the address of what waits, and the PIN."""
    console = connect(home, lambda: load.PASSPHRASE)
    links: list[str] = []
    told = threading.Event()

    def show(url: str) -> None:
        links.append(url)
        told.set()

    def confirm(_: BrowserView) -> bool:
        return True

    with ThreadPoolExecutor(1) as threads:
        done = threads.submit(console.admit_browser, AdmissionScreen(show, confirm))
        told.wait(load.PATIENCE)
        tab.open(links[0])
        tab.sends("button.go")
        done.result()
    return links[0].partition("admit/")[0]


def painted(tab: Tab) -> float:
    found: float = tab.js(PAINT)
    return found


def looks(tab: Tab, url: str) -> float:
    tab.open(url)
    return painted(tab)


def approves(tab: Tab, pin: str) -> float:
    """The yes to a request that is on the screen."""
    tab.tap("a[href='#approve']")
    if tab.js("!!document.querySelector('input[name=compared]')"):
        tab.tap("input[name=compared]")
    tab.types("input[name=pin]", pin)
    tab.until("!document.getElementById('yes').disabled")
    tab.sends("#yes")
    if "Approved." not in tab.text:
        raise SystemExit(f"it was not approved: {tab.text[:500]}")
    return painted(tab)


def measure(wallets: int, every: float) -> dict[str, float]:
    """Once."""
    with TemporaryDirectory(prefix="tandem-bench-") as folder:
        place = Path(folder)
        with tls_proxy(place, NAME) as proxy:
            (place / "name").write_text(f"{NAME}:{proxy.port}")
            with load.served(place, wallets, __file__) as (computers, process, _):
                proxy.behind = int((place / "port").read_text())
                words = f"--host-resolver-rules=MAP {NAME} 127.0.0.1"
                trusted = f"--ignore-certificate-errors-spki-list={proxy.spki}"
                with chromium(place / "chromium", words, trusted) as browser:
                    numbers = on_the_phone(browser.tab(), place / "cosigner", computers, every)
                process.communicate("\n")
    return numbers


def on_the_phone(tab: Tab, home: Path, computers: list[load.Computer], every: float) -> dict[str, float]:
    """All numbers, while the wallets pay."""
    front, console = admitted(tab, home), connect(home, lambda: load.PASSPHRASE)
    pin = console.new_pin().pin
    console.policy_set(PolicyChange(ask_above=ASK_ABOVE))
    took: dict[str, list[float]] = {key: [] for key in LIMITS if key.endswith("_ms")}
    with paying(computers[1:], every) as paid:
        for number in range(TIMES):
            asks(computers[0], number)
            took["page_rules_ms"].append(looks(tab, front + "rules"))
            took["page_front_ms"].append(looks(tab, front))
            tab.sends("a[href^='/request/']")
            took["page_request_ms"].append(painted(tab))
            took["page_approve_ms"].append(approves(tab, pin))
        count = paid()
    return {key: statistics.median(found) for key, found in took.items()} | {"page_paid": float(count)}


def report(wallets: int, every: float, *, as_json: bool) -> None:
    """Measure and print, beside what a person finds quick."""
    numbers = measure(wallets, every)
    if as_json:
        print(json.dumps({key: round(value, 3) for key, value in numbers.items()}))
        return
    for key, (limit, meaning) in LIMITS.items():
        print(f"{key:18}{numbers[key]:>10,.0f}{'' if limit is None else f'{limit:,g}':>10}   {meaning}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--wallets", type=int, default=WALLETS)
    parser.add_argument("--every", type=float, default=EVERY)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--serve", type=Path)
    given = parser.parse_args()
    if given.serve is not None:
        serve(given.serve)
        sys.exit()
    report(given.wallets, given.every, as_json=given.json)
