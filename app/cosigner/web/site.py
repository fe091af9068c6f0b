"""What the page answers to whom. Before anything is looked at: the host that was meant, the method, the origin of what
is sent, the browser's cookie, how often strangers ask; and behind every answer the same headers (W1, W3, W4)."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import parse_qs, parse_qsl

from aiohttp import web

from app import resources
from app.arguments import HTTPS
from app.cosigner.web import computers, forms, lookups, pages, passkeys, rules, waking
from app.cosigner.web.approving import ApprovingForms
from app.cosigner.web.changes import CHANGES, Changes, Onward
from app.cosigner.web.events import PageEvents
from app.cosigner.web.lines import BrowserLine, BrowserLines, address_of
from app.cosigner.web.listener import MOST_BODY, Keep, PageListener
from app.cosigner.web.markup import Markup
from app.cosigner.web.parts import PageReader, Visit
from app.text.approval_line import PageLine
from app.text.page_line import ComputersLine, PasskeyLine, RulesLine, WakeLine
from app.text.say import LANGUAGES, sentence
from core.codec.names import composed
from core.cosigner.page_api import LogQuery, PageApi, PageView
from core.errors import BadInput, InputKind, TandemError
from core.transport.link.local_address import endpoint, is_loopback
from core.transport.rate_limit import Bucket

T = TypeVar("T")
_logger = logging.getLogger(__name__)

STRANGERS: Final = 10.0  # requests in a second of whoever is not admitted, all together
THREADS: Final = 4  # that wait for the co-signer's turn
MOST_FIELDS: Final = 24
SLOW: Final = 5.0  # seconds for the body of a form
LOG_LINES: Final = 200
SHOWN_DONE: Final[dict[str, StrEnum]] = {
    "approved": PageLine.APPROVED,
    "refused": PageLine.REFUSED,
    "frozen": PageLine.FROZEN,
    PasskeyLine.MADE.value: PasskeyLine.MADE,
    **{line.value: line for line in (RulesLine.SET, RulesLine.LATER, RulesLine.KEPT, RulesLine.SAME)},
    ComputersLine.DONE.value: ComputersLine.DONE,
    **{line.value: line for line in (WakeLine.SET, WakeLine.ENDED)},
}
FILES: Final = {
    "/page.css": "text/css",
    "/icon.svg": "image/svg+xml",
    **dict.fromkeys(("/page.js", "/passkey.js", "/worker.js", waking.SCRIPT), "text/javascript"),
}
HEADERS: Final[dict[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers say "Origin: null" of our own forms
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Server": "Tandem",  # and nothing of what it is made with
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
EVENTS: Final = "/events"
AUTHORITY: Final = "/ca.crt"
CHECKED: Final = ("/approve", passkeys.PATH, waking.PATH, *CHANGES)  # over a line that a phone can check (W1)
_BLOCK: Final = re.compile(r"/block/([0-9a-f]{16})")
_ADMIT: Final = re.compile(r"/admit/([A-Za-z0-9_-]{43})")
_REQUEST: Final = re.compile(r"/request/([0-9a-f]{32})")
_ASKED_LANGUAGE: Final = re.compile(r"\s*([a-z]{2})(?:-[a-zA-Z0-9]+)?\s*(?:;\s*q=([01](?:\.\d{1,3})?))?\s*")


class Site:
    """The page of one co-signer, at `host` and `port`, and by `names` of a proxy before it that speaks TLS: of the one
    at the address `proxy`, which has to say who comes; without it, of whatever reaches this machine's own address."""

    def __init__(
        self,
        page: PageApi,
        host: str,
        port: int,
        names: Sequence[str] = (),
        steady: Callable[[], float] = time.monotonic,
        proxy: str = "",
    ) -> None:
        self._page, self._names, self._steady, self._proxy = page, tuple(names), steady, address_of(proxy)
        self._own = None if is_loopback(host) else page.certificate()
        if self._own is None and not is_loopback(host):
            raise BadInput(
                "the page speaks plain HTTP on this machine alone; listen on 127.0.0.1, or make it a certificate",
                InputKind.LISTEN,
            )
        if self._own is not None and names and not proxy:
            raise BadInput("a page with a certificate of its own has no other names", InputKind.LISTEN)
        if self._own is None and proxy and not is_loopback(proxy):
            raise BadInput(
                "a proxy on another machine reaches the page over TLS alone; make it a certificate", InputKind.LISTEN
            )
        tls = None if self._own is None else page.tls()
        listen = "127.0.0.1" if host == "localhost" else host
        self._listener = PageListener(listen, port, self._answer, HEADERS, None if tls is None else tls.context)
        self._host = host
        self._asking = ThreadPoolExecutor(THREADS, "page")
        self._events, self._changes = PageEvents(page, self._turn), Changes(page, self._turn)
        self._waking = waking.WakePage(page.waking, self._turn)
        self._approving = ApprovingForms(page, self._turn, steady)
        self._strangers = Bucket(STRANGERS, STRANGERS)
        self._files = {path: resources.text("page", path[1:]) for path in FILES}

    def start(self) -> str:
        """Listen -> the address that people type. LinkError where the port is taken."""
        self._listener.listen()
        port = self._listener.port
        near = [endpoint(self._host, port), endpoint("localhost", port), endpoint("127.0.0.1", port)]
        own = () if self._own is None else (_written(self._own.host, port),)
        self._lines = BrowserLines(() if own else near, own, self._names, self._proxy)
        verified = (*self._names, *own)
        address = f"https://{verified[0]}" if verified else f"http://{near[0]}"
        self._listener.start()
        self._page.served(address)
        return address

    @property
    def port(self) -> int:
        """The one in use."""
        return self._listener.port

    def close(self) -> None:
        """No more."""
        self._listener.close()
        self._asking.shutdown(wait=False, cancel_futures=True)

    async def _turn(self, job: Callable[[], T]) -> T:
        """What waits for the co-signer, beside the loop."""
        return await asyncio.get_running_loop().run_in_executor(self._asking, job)

    # -------------------------------------------------------------- fences
    async def _answer(self, request: web.BaseRequest, keep: Keep) -> web.StreamResponse:
        reader = PageReader(language_of(request.headers.get("Accept-Language", "")))
        try:
            found = await self._fenced(request, reader, keep)
        except TandemError as error:
            found = _page(pages.failed(reader, sentence(error, reader.language)), 409)
        except (TimeoutError, ConnectionError):
            found = web.Response(status=408)
        except Exception:
            _logger.exception("the page failed")
            found = web.Response(status=500)
        if found.prepared:
            return found
        found.headers.update(HEADERS)
        if request.headers.get("Host") in self._names:
            found.headers["Strict-Transport-Security"] = "max-age=31536000"
        return found

    async def _fenced(self, request: web.BaseRequest, reader: PageReader, keep: Keep) -> web.StreamResponse:
        sent = forms.read(request.cookies.get(forms.COOKIE))
        cookie = None if sent is None or self._page.browser(sent) is None else sent
        if cookie is None and not self._strangers.take(self._steady()):
            return _said(reader, PageLine.BUSY, PageLine.BUSY_MORE, 429)
        line = self._lines.of(request)
        if isinstance(line, str):
            return web.Response(text=line, status=421)
        if request.method not in ("GET", "POST"):
            return web.Response(text="only GET and POST\n", status=405)
        if request.method == "POST" and not _from_here(request, line):
            return _said(reader, PageLine.DENIED, PageLine.DENIED_MORE, 403)
        if request.path == AUTHORITY and request.method == "GET" and self._own is not None:
            return web.Response(body=bytes.fromhex(self._own.der), content_type="application/x-x509-ca-cert")
        if cookie is None:
            return await self._stranger(request, reader, sent, line)
        keep(cookie)
        reader = PageReader(reader.language, cookie)
        visit = Visit(reader, cookie, await _fields(request), line.address, line.origin)
        return await self._admitted(request, visit)

    # -------------------------------------------------------------- strangers
    async def _stranger(
        self, request: web.BaseRequest, reader: PageReader, cookie: bytes | None, line: BrowserLine
    ) -> web.StreamResponse:
        if request.path in FILES and request.method == "GET":
            return self._file(request.path)
        if (found := _ADMIT.fullmatch(request.path)) is not None:
            return await self._admit(request, reader, found[1], line)
        if cookie is not None and (code := self._page.awaited(cookie)):
            return _page(pages.awaited(reader, code))
        return _said(reader, PageLine.STRANGER, PageLine.STRANGER_MORE, 403)

    async def _admit(
        self, request: web.BaseRequest, reader: PageReader, token: str, line: BrowserLine
    ) -> web.StreamResponse:
        if request.method == "GET":
            if self._page.link_lives(token):
                return _page(pages.admit(reader, token))
            return _said(reader, PageLine.ADMIT_OVER, PageLine.STRANGER_MORE, 410)
        name = composed((await _fields(request)).get("name", "").strip())
        cookie = await self._turn(lambda: self._page.enter(token, name, line.address))
        answer = web.Response(status=303, headers={"Location": "/"})
        answer.headers["Set-Cookie"] = forms.set_cookie(cookie)
        return answer

    # -------------------------------------------------------------- who was admitted
    async def _admitted(self, request: web.BaseRequest, visit: Visit) -> web.StreamResponse:
        path, sent = request.path, request.method == "POST"
        if path in FILES and not sent:
            return self._file(path)
        if path == EVENTS and not sent:
            if request.headers.getall("Sec-Fetch-Site", ["same-origin"]) != ["same-origin"]:
                return _said(visit.reader, PageLine.DENIED, PageLine.DENIED_MORE, 403)
            return await self._events.stream(request, visit.cookie, HEADERS)
        if sent:
            given = visit.fields
            id, task = given.get("id", ""), "|".join(filter(None, (given.get("task"), given.get("shown"))))
            if (path in CHECKED and not visit.verified) or not forms.is_token(
                given.get("token", ""), visit.cookie, path, id, task
            ):
                return _said(visit.reader, PageLine.DENIED, PageLine.DENIED_MORE, 403)
        await self._turn(lambda: self._page.used(visit.cookie, visit.address))
        found = await (self._posted(path, visit) if sent else self._looked_at(request, visit))
        found.headers["Set-Cookie"] = forms.set_cookie(visit.cookie)
        return found

    async def _looked_at(self, request: web.BaseRequest, visit: Visit) -> web.StreamResponse:
        reader, path = visit.reader, request.path
        if path in ("/signed", "/log"):
            lines = await self._turn(lambda: self._page.log(visit.cookie, _lines(path)))
            title = PageLine.HISTORY if path == "/signed" else PageLine.LOG
            return _page(lookups.log(reader, title, lines, (await self._look(visit)).status))
        found = await self._look(visit)
        said = SHOWN_DONE.get(parse_qs(request.query_string).get("said", [""])[0])
        if path == "/":
            return _page(pages.front(reader, found, said, verified=visit.verified))
        if (asked := _REQUEST.fullmatch(path)) is not None:
            one = next((one for one in (*found.approvals, *found.unsigned) if one.id == asked[1]), None)
            if one is None:
                raise BadInput("this request does not wait any more", InputKind.NO_SUCH_REQUEST)
            return _page(pages.request(reader, one, found.status, await self._approving.form(visit, one, found)))
        if path == rules.PATH:
            return _page(rules.policies(visit, found, said))
        if path == computers.PATH:
            return _page(computers.listed(visit, found, said))
        if (which := _BLOCK.fullmatch(path)) is not None:
            return _page(computers.block(visit, found, which[1]))
        if path == "/mine":
            return _page(lookups.mine(reader, found))
        if path == waking.PATH:
            return _page(await self._waking.shown(visit, found, said))
        if path == passkeys.PATH:
            who, possible = self._page.browser(visit.cookie), self._page.passkeys.possible(visit.origin)
            return _page(passkeys.passkey(reader, found, who.name if who else "", possible=possible))
        return _page(pages.plainly(reader, PageLine.NOT_THERE, []), 404)

    async def _look(self, visit: Visit) -> PageView:
        return await self._turn(lambda: self._page.look(visit.cookie))

    async def _posted(self, path: str, visit: Visit) -> web.StreamResponse:
        given, reader, cookie = visit.fields, visit.reader, visit.cookie
        if path in CHANGES:
            done = await self._changes.posted(path, visit, await self._look(visit))
            return _on(done.said, done.path) if isinstance(done, Onward) else _page(done)
        if path == "/refuse":
            reason, id, task = _reason(given, reader), given.get("id", ""), given.get("task", "")
            if given.get("freeze"):
                await self._turn(lambda: self._page.freeze(cookie))
            await self._turn(lambda: self._page.refuse(cookie, id, task, reason))
            return _on("refused")
        if path == "/approve":
            yes = self._approving.yes(visit)
            await self._turn(lambda: self._page.approve(cookie, yes))
            return _on("approved")
        if path == waking.PATH:
            return _on((await self._waking.sent(visit)).value, waking.PATH)
        if path == passkeys.PATH:
            if (making := await self._turn(lambda: passkeys.posted(self._page.passkeys, visit))) is None:
                return _on(PasskeyLine.MADE)
            return _page(passkeys.making(reader, await self._look(visit), making))
        if path == "/freeze":
            await self._turn(lambda: self._page.freeze(cookie))
            return _on("frozen")
        if path == "/mine":
            found = await self._look(visit)
            try:
                answer = await self._turn(
                    lambda: self._page.address(cookie, given.get("wallet", ""), given.get("which", "").strip())
                )
            except BadInput as error:
                foreign = error.kind is InputKind.FOREIGN
                why = reader.line(PageLine.FOREIGN) if foreign else sentence(error, reader.language)
                return _page(lookups.mine(reader, found, why))
            return _page(lookups.mine(reader, found, answer))
        return _page(pages.plainly(reader, PageLine.NOT_THERE, []), 404)

    def _file(self, path: str) -> web.Response:
        return web.Response(text=self._files[path], content_type=FILES[path], charset="utf-8")


def _from_here(request: web.BaseRequest, line: BrowserLine) -> bool:
    """Whether a page of ours sent it, of that very line: its origin, and what the browser says of that."""
    sites, ours = request.headers.getall("Sec-Fetch-Site", ["same-origin"]), line.origin or f"http://{request.host}"
    return request.headers.getall("Origin", []) == [ours] and sites == ["same-origin"]


def language_of(accepted: str) -> str:
    """The language of ours that a browser wants most; English where it wants none of them."""
    wanted = [_ASKED_LANGUAGE.fullmatch(part) for part in accepted[:200].split(",")]
    found = [(float(one[2] or 1), one[1]) for one in wanted if one and one[1] in LANGUAGES]
    return max(found, key=lambda one: one[0])[1] if found else "en"


async def _fields(request: web.BaseRequest) -> dict[str, str]:
    """What a form sent, each name once; nothing where it was none. BadInput for more than a form has."""
    if request.method != "POST" or request.content_type != "application/x-www-form-urlencoded":
        return {}
    async with asyncio.timeout(SLOW):
        data = await request.content.read(MOST_BODY + 1)
        while not request.content.at_eof() and len(data) <= MOST_BODY:
            data += await request.content.read(MOST_BODY + 1 - len(data))
    if len(data) > MOST_BODY:
        raise BadInput("this form is longer than any of the page", InputKind.INPUT)
    try:
        return dict(parse_qsl(data.decode(), max_num_fields=MOST_FIELDS))
    except ValueError:
        raise BadInput("this is no form of the page", InputKind.INPUT) from None


def _written(host: str, port: int) -> str:
    """As browsers write it, which leave out the port of HTTPS."""
    return endpoint(host.lower(), port) if port != HTTPS else endpoint(host.lower(), port).removesuffix(f":{HTTPS}")


def _reason(given: Mapping[str, str], reader: PageReader) -> str:
    """What the computer is told."""
    code = given.get("reason", "")
    if code == pages.OWN and (words := composed(given.get("words", "").strip())):
        return words[:120]
    return reader.line(next((one for one in pages.REASONS if one == code), PageLine.NOT_MINE))


def _lines(path: str) -> LogQuery:
    return LogQuery(kind="signature" if path == "/signed" else None, limit=LOG_LINES)


def _on(said: str, path: str = "/") -> web.Response:
    return web.Response(status=303, headers={"Location": f"{path}?said={said}"})


def _page(found: Markup, status: int = 200) -> web.Response:
    return web.Response(text=found, status=status, content_type="text/html", charset="utf-8")


def _said(reader: PageReader, title: PageLine, more: PageLine, status: int) -> web.Response:
    return _page(pages.plainly(reader, title, [pages.told(reader.line(more))]), status)
