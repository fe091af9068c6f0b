"""What git signs: a commit, a tag, a push certificate. Each is read whole, and is shown by what it says.

The bytes are those that git hands to its signing program: an object's content without its own header, and without a
signature. Three kinds, by their first line; anything else is refused, and so is what git itself would not write.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from core.errors import BadInput, InputKind

MOST_OBJECT = 1 << 20  # bytes
MOST_REFS = 100  # of a push: a person is shown all
_SIGNED = re.compile(rb"^-----BEGIN (?:SSH|PGP) ", re.MULTILINE)
_ID = rb"(?:[0-9a-f]{40}|[0-9a-f]{64})"
_IDENT = rb"(?P<%s>[^<>\n\0]*) <(?P<%s_mail>[^<>\n\0]*)> (?P<%s_time>[0-9]{1,11}) (?P<%s_zone>[+-][0-9]{4})"
_REF = rb"[^\0-\x20\x7f~^:?*\[\\]+"  # git check-ref-format; what it refuses besides, git does not hand out


def _ident(name: bytes) -> bytes:
    return _IDENT.replace(b"%s", name)


_COMMIT = re.compile(
    rb"tree " + _ID + rb"\n(?P<parents>(?:parent " + _ID + rb"\n)*)"
    rb"author " + _ident(b"author") + rb"\ncommitter " + _ident(b"committer") + rb"\n"
    rb"(?:encoding [!-~]{1,64}\n)?(?P<merged>(?:mergetag [^\n\0]*\n(?: [^\n\0]*\n)*)*)"
    rb"\n(?P<message>[^\0]*)"
)
_TAG = re.compile(
    rb"object (?P<target>" + _ID + rb")\ntype (?P<type>commit|tree|blob|tag)\ntag (?P<tag>" + _REF + rb")\n"
    rb"tagger " + _ident(b"tagger") + rb"\n\n(?P<message>[^\0]*)"
)
_MOVED = _ID + rb" " + _ID + rb" " + _REF  # each on a line of its own: where one ends, there are no two ways to read
_PUSH = re.compile(
    rb"certificate version 0\.1\npusher (?P<pusher>[^\n\0]+) (?P<time>[0-9]{1,11}) (?P<zone>[+-][0-9]{4})\n"
    rb"(?:pushee (?P<pushee>[^\n\0]+)\n)?(?:nonce [^\n\0]+\n)?(?P<options>(?:push-option [^\n\0]*\n)*)"
    rb"\n(?P<refs>(?:" + _MOVED + rb"\n)*" + _MOVED + rb"\n?)"
)


class GitKind(IntEnum):
    """Which of the three."""

    COMMIT = 1
    TAG = 2
    PUSH = 3


@dataclass(frozen=True, slots=True)
class GitObject:
    """What a person is shown. `who` made it (name and address), `seconds` since 1970 and `zone` as git says them,
    `title`: a commit's or tag's first line; `name`: of a tag; `target`: what a tag names, and where a push goes;
    `refs`: a push's (before, after, name). Texts are as written: control characters and all."""

    kind: GitKind
    who: str
    seconds: int
    zone: str
    title: str = ""
    name: str = ""
    target: str = ""
    parents: int = 0
    refs: tuple[tuple[str, str, str], ...] = ()

    @classmethod
    def parse(cls, data: bytes) -> GitObject:
        """Raises BadInput for anything but one of the three kinds, whole."""
        if len(data) > MOST_OBJECT:
            raise BadInput("this object of git is longer than 1 MiB", InputKind.GIT_OBJECT)
        for beginning, read in _KINDS:
            if data.startswith(beginning):
                return read(data)
        raise BadInput("this is no commit, no tag and no push certificate of git", InputKind.GIT_OBJECT)


def _matched(form: re.Pattern[bytes], data: bytes, what: str) -> re.Match[bytes]:
    found = form.fullmatch(data)
    if found is None:
        raise BadInput(f"this {what} is not written as git writes one that is to be signed", InputKind.GIT_OBJECT)
    return found


def _text(data: bytes | None) -> str:
    return (data or b"").decode("utf-8", "replace")


def _who(found: re.Match[bytes], name: str) -> tuple[str, int, str]:
    who = f"{_text(found[name])} <{_text(found[f'{name}_mail'])}>"
    return who, int(found[f"{name}_time"]), _text(found[f"{name}_zone"])


def _title(message: bytes) -> str:
    return _text(message.lstrip(b"\n").partition(b"\n")[0])


def _commit(data: bytes) -> GitObject:
    found = _matched(_COMMIT, data, "commit")
    who, seconds, zone = _who(found, "author")
    parents = found["parents"].count(b"\n")
    return GitObject(GitKind.COMMIT, who, seconds, zone, _title(found["message"]), parents=parents)


def _tag(data: bytes) -> GitObject:
    found = _matched(_TAG, data, "tag")
    if _SIGNED.search(found["message"]):
        raise BadInput("this tag has a signature already", InputKind.GIT_OBJECT)
    who, seconds, zone = _who(found, "tagger")
    target = f"{_text(found['type'])} {_text(found['target'])}"
    return GitObject(GitKind.TAG, who, seconds, zone, _title(found["message"]), _text(found["tag"]), target)


def _push(data: bytes) -> GitObject:
    found = _matched(_PUSH, data, "push certificate")
    lines = found["refs"].removesuffix(b"\n").split(b"\n")
    if len(lines) > MOST_REFS:
        raise BadInput("this push certificate names too many branches and tags", InputKind.GIT_OBJECT)
    refs = tuple((_text(before), _text(after), _text(ref)) for before, after, ref in map(bytes.split, lines))
    who, target = _text(found["pusher"]), _text(found["pushee"])
    return GitObject(GitKind.PUSH, who, int(found["time"]), _text(found["zone"]), target=target, refs=refs)


_KINDS: tuple[tuple[bytes, Callable[[bytes], GitObject]], ...] = (
    (b"tree ", _commit),
    (b"object ", _tag),
    (b"certificate version ", _push),
)
