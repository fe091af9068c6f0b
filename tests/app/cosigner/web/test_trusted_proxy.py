"""The page behind proxies that people have, configured as the guide says: who comes is told by the proxy alone."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import resources
from app.cosigner.web.site import Site
from tests.support.certified import certified
from tests.support.page_visitor import PagedHomes, Reply
from tests.support.reverse_proxy import free_port, reverse_proxy

NAME, PHONE = "cosigner.test", "127.0.0.44"
IN_THE_GUIDE = "cosigner.example.org"
NGINX = """
server {
    listen 443 ssl;
    server_name cosigner.example.org;
    ssl_certificate CERTIFICATE;
    ssl_certificate_key KEY;
    location / {
        proxy_pass http://127.0.0.1:8080;
        proxy_http_version 1.1;
        proxy_buffering off;
        proxy_set_header Host $http_host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
    }
}
"""


class Through:
    """A phone that comes through the proxy, from an address of its own."""

    def __init__(self, port: int, trusts: Path, cookie: str) -> None:
        self.port, self.cookie, self.tls = port, cookie, ssl.create_default_context(cafile=str(trusts))

    def gets(self, path: str, **headers: str) -> Reply:
        named = {"Host": f"{NAME}:{self.port}", "Cookie": self.cookie, "Connection": "close"}
        asking = http.client.HTTPConnection(NAME)
        with (
            socket.create_connection(("127.0.0.1", self.port), 30, (PHONE, 0)) as line,
            self.tls.wrap_socket(line, server_hostname=NAME) as asking.sock,
        ):
            asking.request("GET", path, headers=named | {n.replace("_", "-"): value for n, value in headers.items()})
            with asking.getresponse() as answer:
                return Reply(answer.status, dict(answer.getheaders()), answer.read().decode())


@pytest.fixture(params=["caddy", "nginx"])
def phone(request: pytest.FixtureRequest, homes: PagedHomes, tmp_path: Path) -> Iterator[Through]:
    made, port = certified(tmp_path, NAME), free_port()
    site = Site(homes.serving.cosigner.page, "127.0.0.1", 0, [f"{NAME}:{port}"], proxy="127.0.0.1")
    site.start()
    if request.param == "caddy":
        written = in_the_guide().replace(IN_THE_GUIDE, f"https://{NAME}:{port}")
        sites = written.replace("{\n", "{\n    tls CERTIFICATE KEY\n", 1)
    else:
        sites = NGINX.replace(IN_THE_GUIDE, NAME).replace("listen 443", f"listen 127.0.0.1:{port}")
    with reverse_proxy(request.param, tmp_path, port, sites.replace("127.0.0.1:8080", f"127.0.0.1:{site.port}"), made):
        yield Through(port, made.certificate, homes.admitted().headers["Cookie"])
    site.close()


def in_the_guide() -> str:
    """What the guide has a person write for Caddy."""
    guide = resources.text("help", "en", "phone.md")
    found = re.search(rf"(?ms)^{re.escape(IN_THE_GUIDE)} \{{\n.*?^\}}$", guide)
    assert found is not None
    return found[0]


def address(homes: PagedHomes) -> str:
    (found,) = homes.serving.console.browsers()
    return found.address


def test_a_phone_behind_it_is_where_it_is(homes: PagedHomes, phone: Through) -> None:
    answer = phone.gets("/")
    assert answer.status == 200
    assert answer.headers["Strict-Transport-Security"]
    assert address(homes) == PHONE


@pytest.mark.parametrize("written", ["198.51.100.1", "198.51.100.1, 127.0.0.1", "unknown"])
def test_what_a_phone_writes_of_itself_is_nothing(homes: PagedHomes, phone: Through, written: str) -> None:
    assert phone.gets("/", X_Forwarded_For=written, X_Forwarded_Proto="http", Forwarded="for=1.2.3.4").status == 200
    assert address(homes) == PHONE


def test_another_name_is_refused(phone: Through) -> None:
    """With the cookie: a name that leads here gets nothing of the page."""
    assert "Nothing waits for you" in phone.gets("/").text
    assert "Nothing waits for you" not in phone.gets("/", Host="evil.example", X_Forwarded_Host=NAME).text
