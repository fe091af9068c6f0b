"""Reverse proxies that people have, as processes: Debian's caddy and nginx. Without them the tests that want one are
skipped."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.certified import Certified

PATIENCE = 30.0  # seconds, after which a test gives up
CADDY = """{{
    admin off
    auto_https disable_redirects
}}
{sites}
"""
NGINX = """
daemon off; master_process off; pid {place}/pid; error_log {place}/error.log;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {place}/body; proxy_temp_path {place}/proxy; fastcgi_temp_path {place}/fastcgi;
    uwsgi_temp_path {place}/uwsgi; scgi_temp_path {place}/scgi;
{sites}
}}
"""


@contextmanager
def reverse_proxy(program: str, place: Path, port: int, sites: str, made: Certified) -> Iterator[None]:
    """`sites`: what stands in its configuration, as a person writes it: of its certificate and key CERTIFICATE and KEY.
    It listens on `port`."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"there is no {program}")
    sites = sites.replace("CERTIFICATE", str(made.certificate)).replace("KEY", str(made.key))
    file = place / f"{program}.conf"
    file.write_text((CADDY if program == "caddy" else NGINX).format(place=place, sites=sites))
    words = ("run", "--adapter", "caddyfile", "--config") if program == "caddy" else ("-c",)
    with (place / "said").open("wb") as said:
        running = subprocess.Popen(
            [found, *words, str(file)], stdout=said, stderr=said, env={"HOME": str(place), "PATH": "/usr/bin:/bin"}
        )
    try:
        end = time.monotonic() + PATIENCE
        while True:
            assert running.poll() is None, (place / "said").read_text()
            assert time.monotonic() < end
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                time.sleep(0.05)
        yield
    finally:
        running.terminate()
        running.wait(PATIENCE)


def free_port() -> int:
    """One of this machine."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
