"""Phones before a page that they reach by a name with a certificate that they trust."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cosigner.web.site import Site
from tests.support.chromium import Tab, chromium
from tests.support.page_visitor import Admitting, PagedHomes
from tests.support.tls_proxy import tls_proxy

NAME = "cosigner.test"


@contextmanager
def phones(homes: PagedHomes, place: Path) -> Iterator[Callable[..., Tab]]:
    """Gives a function: a phone of that name that was admitted, before what waits; `script`: whether it runs any."""
    with tls_proxy(place, NAME) as proxy:
        site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{proxy.port}"])
        site.start()
        proxy.behind = site.port
        words = (f"--host-resolver-rules=MAP {NAME} 127.0.0.1", f"--ignore-certificate-errors-spki-list={proxy.spki}")
        with chromium(place / "chromium", *words) as browser:

            def phone(name: str, *, script: bool = True) -> Tab:
                tab = browser.tab()
                if not script:
                    tab.without_script()
                admitting = Admitting(homes)
                tab.open(admitting.url)
                tab.types("input[name=name]", name)
                tab.sends("button.go")
                assert admitting.result().name == name
                tab.open(admitting.url.partition("admit/")[0])
                return tab

            yield phone
        site.close()
