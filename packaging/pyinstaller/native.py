"""The folders that Windows and macOS run: every program an executable of its own, for there are no links by which one
file could have two names. Both specs beside end in `collect_native`, on their own system."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from PyInstaller.building.api import COLLECT, EXE, PYZ
from PyInstaller.building.osx import BUNDLE
from slim import ROOT, analysed

sys.path.insert(0, str(ROOT / "packaging"))

from installers import APPLE, BUILD, IDENTITY, information, version_resource

from app.bundle import Bundle

WINDOW = "tandem-desktop"
SUFFIX = {"win32": "dll", "darwin": "dylib"}.get(sys.platform, "so")


def collect_native(
    bundle: Bundle,
    entry: str,
    *,
    files: Sequence[tuple[str, str]],
    libraries: Sequence[tuple[str, str]] = (),
    unwanted: Sequence[str] = (),
) -> None:
    """Like `slim.collect`, which reads libraries as Linux has them and drops more."""
    found = analysed(bundle, entry, files, libraries, unwanted)
    code = PYZ(found.pure)
    programs = [
        EXE(
            code,
            found.scripts,
            [],
            exclude_binaries=True,
            name=name,
            console=name != WINDOW,
            upx=False,
            version=version_resource(name) if sys.platform == "win32" else None,
            icon=str(BUILD / "tandem.ico") if sys.platform == "win32" else None,
            target_arch="arm64" if sys.platform == "darwin" else None,
            codesign_identity=IDENTITY,
            entitlements_file=str(APPLE / "entitlements.plist") if IDENTITY else None,
        )
        for name in bundle.programs
    ]
    together = COLLECT(*programs, found.binaries, found.datas, name=bundle.name, upx=False)
    if sys.platform == "darwin" and bundle.name == WINDOW:
        icon = str(BUILD / "tandem.icns")
        BUNDLE(together, name="Tandem.app", icon=icon, info_plist=information(), bundle_identifier=None)
