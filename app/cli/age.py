"""Commands of `tandem` about keys that open files of age."""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.answers import as_json
from app.arguments import wallet_name
from app.cli.home import ProgressLine, wallet
from app.new_file import must_be_new, writing_private
from app.terminal import Screen, plain
from core.errors import BadInput, InputKind

if TYPE_CHECKING:
    from core.age.header import Header
    from core.secret import Secret
    from core.wallet.api import AgeKeyShown, WalletApi

STANDARD = "-"


def new(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem age new NAME [--cosigner WHICH]`."""
    name = wallet_name(args.name)
    with wallet(args, screen) as home:
        made = home.new_age_key(name, ProgressLine(screen), cosigner=getattr(args, "cosigner", None))
        screen.answer(_answer(made), [f"The key {plain(name)} is ready.", *_lines(made)])


def show(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem age show [NAME]`."""
    with wallet(args, screen) as home:
        if "name" not in args:
            keys = home.age_keys()
            names = [plain(key.name) for key in keys] or ["There is no key for age yet: tandem age new NAME"]
            screen.answer({"keys": [_answer(key) for key in keys]}, names)
            return
        found = _named(home, args.name)[0]
        screen.answer(_answer(found), _lines(found))


def decrypt(args: argparse.Namespace, screen: Screen) -> None:
    """`tandem age decrypt FILE -o OUT [--key NAME]`."""
    from core.age.armor import dearmored
    from core.age.header import read_header
    from core.age.payload import opened

    to_standard = args.output == STANDARD
    path = None if to_standard else must_be_new(args.output)
    with _reading(args.file) as source, wallet(args, screen) as home:
        file = dearmored(source)
        header = read_header(file)
        key = _file_key(home, args, header, screen)
        header.must_be_of(key)
        parts = opened(file, key)
        if path is None:
            for part in parts:
                sys.stdout.buffer.write(part)
            sys.stdout.buffer.flush()
            return
        with writing_private(path) as target:
            size = sum(target.write(part) for part in parts)
    screen.answer({"output": str(path), "size": size}, [f"Opened: {plain(str(path))}, {size:,} bytes."])


def _file_key(home: WalletApi, args: argparse.Namespace, header: Header, screen: Screen) -> Secret[bytes]:
    label = "standard input" if args.file == STANDARD else Path(args.file).name
    for key in _named(home, getattr(args, "key", None)):
        found = home.open_age(key.key_id, label, header.stanzas, getattr(args, "wait", None), ProgressLine(screen))
        if found is not None:
            return found
    raise BadInput("this file is for none of the keys here; open it with one it was made for", InputKind.AGE_OTHERS)


def _named(home: WalletApi, name: str | None) -> tuple[AgeKeyShown, ...]:
    """That one, or all."""
    found = tuple(key for key in home.age_keys() if name in (None, key.name))
    if not found:
        which = "yet" if name is None else f"named {name}"
        raise BadInput(f"there is no key for age {which}", InputKind.NO_AGE_KEY)
    return found


@contextlib.contextmanager
def _reading(name: str) -> Iterator[io.BufferedReader]:
    standard = name == STANDARD
    try:
        source = open(sys.stdin.fileno() if standard else name, "rb", closefd=not standard)  # noqa: SIM115
    except (OSError, ValueError):
        raise BadInput(f"“{plain(name)}” is no file that can be read.", InputKind.FILE) from None
    with source:
        yield source


def _answer(key: AgeKeyShown) -> dict[str, Any]:
    found: dict[str, Any] = as_json(key)
    del found["u"], found["key_id"]
    return found | {"recipient": key.recipient, "identity": key.identity}


def _lines(key: AgeKeyShown) -> list[str]:
    return [
        f"epoch {key.epoch}, {key.state.name.lower()}; the co-signer: {plain(key.cosigner)}",
        "",
        "For whoever encrypts to you, with age, rage or what uses them:",
        key.recipient,
        "",
        "For a file of identities, so that age -d -i FILE asks here (it is no secret, and stands last in that file):",
        key.identity,
    ]
