"""Commands of `tandem` about newer releases: update check, update verify. Neither downloads or installs anything."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.answers import object_of
from app.cli.home import config_of, wallet
from app.releases import beside, downloaded, source
from app.terminal import Screen, plain, shown

if TYPE_CHECKING:
    from core.wallet.api import ReleaseShown

BY_HAND = "Nothing was downloaded. Get it there, then hold the file against this release: tandem update verify FILE"


def check(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem update check [--proxy URL]`."""
    asked = source(config_of(args).home)
    with wallet(args, screen) as home:
        found = home.check_releases(asked, getattr(args, "proxy", None))
    screen.answer(object_of(found) | {"running": __version__}, _said(found))


def _said(found: ReleaseShown) -> list[str]:
    until = f"Believed until {shown(found.expires, 'time')}."
    if not found.newer:
        return [f"This is the newest release: {__version__}. {until}"]
    unsafe = [f"{__version__} is no longer safe to use. Install {found.version}."] if found.unsafe else []
    return [
        *unsafe,
        f"Release {found.version} of {shown(found.made, 'time')}; this is {__version__}. {until}",
        *(f"  {plain(line)}" for line in found.news_in("en")),
        f"Where to get it: {plain(found.page)}",
        BY_HAND,
    ]


def verify(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem update verify FILE [--manifest MANIFEST]`; with a manifest no home is opened."""
    file = Path(args.file)
    if "manifest" in args:
        found = beside(file, Path(args.manifest))
    else:
        asked = source(config_of(args).home)
        with wallet(args, screen) as home:
            known = home.known_releases(asked).last
        found = downloaded(file, known)
    one = found.file
    renamed = "" if one.name == file.name else f" It is called {plain(one.name)} there."
    old = ["This release counts no more: ask for a newer one (tandem update check)."] if found.expired else []
    of = f"Tandem {plain(found.version)} of {shown(found.made, 'time')}"
    screen.answer(
        object_of(one) | {"genuine": True, "version": found.version, "made": found.made, "expired": found.expired},
        [f"Genuine: {of} for {plain(one.platform)}, byte by byte.{renamed}", *old],
    )
