"""A browser that is admitted to a page with a name, and has a passkey there."""

from __future__ import annotations

import queue
import re
from concurrent.futures import Future, ThreadPoolExecutor
from html import unescape

from app.cosigner.web import forms
from core.cosigner.api import BrowserView
from core.crypto import webauthn
from tests.support.authenticator import Authenticator, text
from tests.support.open_homes import PATIENCE
from tests.support.page_visitor import ANSWER, PagedHomes, Reply, Visitor

NAME = "cosigner.test"
ORIGIN = f"https://{NAME}"


class MakingPasskey:
    """A `web passkey` under way, and its code."""

    def __init__(self, homes: PagedHomes, which: str = "My phone") -> None:
        codes: queue.Queue[str] = queue.Queue()
        self._threads = ThreadPoolExecutor(1)
        self.done: Future[BrowserView] = self._threads.submit(homes.serving.console.add_passkey, which, codes.put)
        self.done.add_done_callback(lambda _: codes.put(""))
        self.code = codes.get(timeout=PATIENCE)

    def result(self) -> BrowserView:
        """Raises what the command ended with."""
        self._threads.shutdown(wait=False)
        return self.done.result(ANSWER)


def data_of(reply: Reply, name: str) -> str:
    """What the page has given its script."""
    found = re.search(rf'data-{name}="([^"]*)"', reply.text)
    assert found is not None, reply.text
    return unescape(found[1])


def challenge_of(reply: Reply) -> bytes:
    return webauthn.decoded(data_of(reply, "challenge"))


def cookie_of(page: Visitor) -> bytes:
    found = forms.read(page.headers["Cookie"].partition("=")[2])
    assert found is not None
    return found


def named(page: Visitor, port: int) -> Visitor:
    """The same browser, as it comes through a proxy with a name."""
    return Visitor(page.host, port, {**page.headers, "Host": NAME})


def sends(page: Visitor, path: str, fields: dict[str, str]) -> Reply:
    return page.posts(path, fields, Origin=ORIGIN)


def enters(page: Visitor, code: str) -> Reply:
    return sends(page, "/passkey", {"token": page.gets("/passkey").field("token", "/passkey"), "code": code})


def gets_passkey(
    homes: PagedHomes, page: Visitor, key: Authenticator | None = None, which: str = "My phone"
) -> Authenticator:
    """As a person does it: a code at the terminal, typed on the page."""
    making, key = MakingPasskey(homes, which), key or Authenticator(ORIGIN, NAME)
    entered = enters(page, making.code)
    assert entered.status == 200, entered.text
    made = text(key.makes(challenge_of(entered)))
    assert sends(page, "/passkey", {"token": entered.field("token", "/passkey"), "made": made}).status == 303
    assert making.result().passkey > 0
    return key
