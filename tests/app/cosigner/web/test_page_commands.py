"""`serve --web` and `web …` as processes of their own, and the code that a camera reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import numpy
import pytest
import zxingcpp

from app.cosigner.browsers import arrived, qr_lines
from core.cosigner.api import BrowserView
from tests.support.authenticator import Authenticator, text
from tests.support.page_visitor import Visitor
from tests.support.passkeys import NAME, ORIGIN, challenge_of, enters
from tests.support.programs import Programs, fails
from tests.support.reverse_proxy import free_port


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    with Programs(tmp_path_factory.mktemp("page")) as found:
        found.init()
        found.serve_with = ("--web", "127.0.0.1:0")
        found.serve()
        yield found


def test_a_browser_is_admitted_listed_and_revoked(programs: Programs) -> None:
    with programs.other.start("web", "admit") as admitting:
        url = urlsplit(str(admitting.object()["url"]))
        page = Visitor(url.hostname or "", url.port or 0)
        page.keeps(page.posts(url.path, {"name": "My phone"}))
        admitting.type("yes")
        assert admitting.end() == 0, admitting.err
    assert page.gets("/").status == 200
    (known,) = programs.other.call("web", "list")["browsers"]
    assert (known["name"], known["address"]) == ("My phone", "127.0.0.1")
    assert programs.other.call("web", "revoke", "My phone")["id"] == known["id"]
    assert page.gets("/").status == 403
    assert programs.other.call("web", "list")["browsers"] == []
    fails(programs.other, 7, "web", "revoke", "My phone", about="No browser of that name")


def test_a_passkey_is_let_in_by_the_terminals_code(tmp_path: Path) -> None:
    with Programs(tmp_path) as home:
        home.init()
        home.serve_with = ("--web", "127.0.0.1:0")
        home.serve()
        fails(home.other, 7, "web", "passkey", "My phone", about="a name and a certificate")
        home.stop()
        home.serve_with = ("--web", f"127.0.0.1:{free_port()}", "--web-name", NAME)
        home.serve()
        fails(home.other, 7, "web", "passkey", "My phone", about="No browser of that name")
        phone = Visitor("127.0.0.1", int(home.serve_with[1].rpartition(":")[2]), {"Host": NAME})
        with home.other.start("web", "admit") as admitting:
            path = urlsplit(str(admitting.object()["url"])).path
            phone.keeps(phone.posts(path, {"name": "My phone"}, Origin=ORIGIN))
            admitting.type("yes")
            assert admitting.end() == 0, admitting.err
        with home.other.start("web", "passkey", "My phone") as making:
            entered = enters(phone, str(making.object()["code"]))
            made = text(Authenticator(ORIGIN, NAME).makes(challenge_of(entered)))
            fields = {"token": entered.field("token", "/passkey"), "made": made}
            assert phone.posts("/passkey", fields, Origin=ORIGIN).status == 303
            assert making.end() == 0, making.err
        assert home.other.call("web", "list")["browsers"][0]["passkey"] > 0


def test_an_authority_of_its_own_is_for_one_host(tmp_path: Path) -> None:
    with Programs(tmp_path) as home:
        home.init()
        made = home.other.call("web", "ca", "cosigner.test")
        assert (made["host"], len(made["fingerprint"])) == ("cosigner.test", 95)
        fails(home.other, 2, "web", "ca", "0.0.0.0", about="one address")  # noqa: S104
        home.serve_with = ("--web", "0.0.0.0:0")
        home.serve()
        assert len(home.other.call("web", "pin")["pin"]) == 6


def test_a_practice_co_signer_has_no_authority(tmp_path: Path) -> None:
    with Programs(tmp_path, practice=True) as home:
        home.init()
        fails(home.other, 7, "web", "ca", "cosigner.test", about="its own machine")


def test_a_page_that_others_reach_is_refused(tmp_path: Path) -> None:
    with Programs(tmp_path) as other:
        other.init()
        wanted = ("serve", "--listen", "127.0.0.1:0", "--web")
        fails(other.other, 7, *wanted, "0.0.0.0:0", about="plain HTTP on this machine alone")
        fails(other.other, 2, *wanted[:-1], "--web-name", "a.example", about="--web HOST:PORT")
        fails(other.other, 2, *wanted, "127.0.0.1:0", "--web-name", "a b", about="no name or address")


def test_a_service_has_its_page_from_the_settings(tmp_path: Path) -> None:
    with Programs(tmp_path) as other:
        other.init()
        settings = tmp_path / "cosigner" / "config.toml"
        lines = ('web = "127.0.0.1:0"', 'web_name = "cosigner.test"', 'trusted_proxy = "127.0.0.1"')
        settings.write_text("\n".join(lines))
        other.serve()
        with other.other.start("web", "admit") as admitting:
            assert str(admitting.object()["url"]).startswith("https://cosigner.test/admit/")
        other.stop()
        wanted = ("serve", "--listen", "127.0.0.1:0")
        settings.write_text(lines[1])
        fails(other.other, 2, *wanted, about="--web HOST:PORT")
        settings.write_text(f"{lines[0]}\n{lines[2]}")
        fails(other.other, 2, *wanted, about="--web-name NAME")
        settings.write_text(f'{lines[0]}\n{lines[1]}\ntrusted_proxy = "a proxy"')
        fails(other.other, 7, *wanted, about="trusted_proxy: the IP address is needed")


@pytest.mark.parametrize("dark", [True, False])
def test_a_camera_reads_the_code(dark: bool) -> None:
    url = f"https://cosigner.example.org/admit/{'aB-_' * 10}xyz"
    halves = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}
    rows = [row for line in qr_lines(url) for row in zip(*(halves[letter] for letter in line), strict=True)]
    picture = numpy.kron(numpy.array(rows, numpy.uint8), numpy.ones((4, 4), numpy.uint8)) * 255
    framed = numpy.pad(picture if dark else 255 - picture, 24, constant_values=0 if dark else 255)
    assert [found.text for found in zxingcpp.read_barcodes(framed)] == [url]


def test_a_browser_at_the_address_of_a_computer_is_said_to_be_there() -> None:
    """W2: it is named before the question; the code, which answers it, comes last."""
    found = BrowserView("7e2a0f" + "0" * 10, "My phone\u202e", 0, 0, "192.0.2.7")
    assert arrived(found) == ["A browser asks to be admitted: My phone□, from 192.0.2.7", "It shows the code 7E2-A0F"]
    told = arrived(replace(found, at_computer=True))
    assert (told[0], told[-1]) == (arrived(found)[0], arrived(found)[-1])
    assert "ADDRESS OF A LINKED COMPUTER" in told[1]
