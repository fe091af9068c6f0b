"""Files made by age and by rage, read by stanzas; and what is no file of theirs."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable

import pyrage
import pytest

from core.age.armor import FIRST, LAST, dearmored
from core.age.header import VERSION, Header, read_header
from core.age.payload import CHUNK, opened
from core.age.recipient import identity, key_of, recipient
from core.age.stanza import MOST_BODY, Stanza, from_base64, read_stanza, to_base64
from core.errors import BadInput, InputKind
from core.secret import Secret
from tests.support.fake_age import U, opened_by_whole

STOCK = shutil.which("age")
needs_stock = pytest.mark.skipif(STOCK is None, reason="age is not installed")
OURS, OTHER = recipient(U), str(pyrage.x25519.Identity.generate().to_public())


def buffered(data: bytes) -> io.BufferedReader:
    return io.BufferedReader(io.BytesIO(data))


def file_key(header: Header) -> Secret[bytes]:
    found = opened_by_whole(header.stanzas)
    assert found is not None
    return found


def read(data: bytes) -> bytes:
    file = dearmored(buffered(data))
    header = read_header(file)
    key = file_key(header)
    header.must_be_of(key)
    return b"".join(opened(file, key))


def by_rage(text: bytes, *, armored: bool = False) -> bytes:
    to = [pyrage.x25519.Recipient.from_str(each) for each in (OTHER, OURS)]
    return bytes(pyrage.encrypt(text, to, armored=armored))


def by_age(text: bytes, *, armored: bool = False) -> bytes:
    assert STOCK is not None
    options = ["-a"] if armored else []
    return subprocess.run(
        [STOCK, *options, "-r", OTHER, "-r", OURS], input=text, capture_output=True, check=True
    ).stdout


WRITERS = [pytest.param(by_rage, id="rage"), pytest.param(by_age, id="age", marks=needs_stock)]


@pytest.mark.parametrize("armored", [False, True])
@pytest.mark.parametrize("writer", WRITERS)
def test_what_others_write_is_read(writer: Callable[..., bytes], armored: bool) -> None:
    for size in (0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK):
        text = bytes(size)
        assert read(writer(text, armored=armored)) == text


GOOD = by_rage(b"text")
HEAD, REST = GOOD[: GOOD.index(b"\n--- ") + 5], GOOD[GOOD.index(b"\n--- ") + 5 :]
MAC_END = REST.index(b"\n") + 1


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        VERSION,
        GOOD.replace(b"/v1", b"/v2", 1),
        VERSION + b"--- " + to_base64(bytes(32)) + b"\n",
        GOOD.replace(b"-> X25519 ", b"-> X25519  ", 1),
        GOOD.replace(b"-> X25519 ", b"->X25519 ", 1),
        HEAD + REST[: MAC_END - 2] + REST[MAC_END - 1 :],
        HEAD[:-1] + REST,
        HEAD,
        GOOD[:100],
        VERSION + b"-> a\n" + b"A" * 64 + b"\n",
        VERSION + b"-> a\n" + b"A" * 65 + b"\n\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> a\nAB\n" + HEAD[len(VERSION) :] + REST,  # bits that nobody reads
        VERSION + b"-> a\nA\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> a\nAA==\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> a\n" + (b"A" * 64 + b"\n") * (MOST_BODY // 48 + 2) + b"\n" + HEAD[len(VERSION) :] + REST,
        VERSION + (b"-> a\n" + (b"A" * 64 + b"\n") * 1000 + b"\n") * 17 + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> X25519 AA\n" + to_base64(bytes(32)) + b"\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> X25519\n" + to_base64(bytes(32)) + b"\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> X25519 " + to_base64(bytes(32)) + b"\n\n" + HEAD[len(VERSION) :] + REST,
        VERSION + b"-> other\n\n" + HEAD[len(VERSION) :] + REST,  # the MAC covers it
        GOOD[:-1] + bytes([GOOD[-1] ^ 1]),
        GOOD[:-1],
        GOOD + b"\0",
        GOOD[: -20 - 16],
    ],
)
def test_what_is_no_file_of_age_is_told(wrong: bytes) -> None:
    with pytest.raises(BadInput) as told:
        read(wrong)
    assert told.value.kind == InputKind.AGE


def test_a_file_whose_end_is_missing_is_told_at_its_end() -> None:
    whole = by_rage(bytes(3 * CHUNK))
    start = len(whole) - 3 * (CHUNK + 16)
    for cut in (start + CHUNK + 16, start + 2 * (CHUNK + 16) + 100, start):
        with pytest.raises(BadInput, match="end is missing"):
            read(whole[:cut])


def test_an_empty_part_at_the_end_is_refused() -> None:
    """Two files that differ would have one text."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    from core.age.header import derived

    key, salt = Secret(bytes(16)), bytes(16)
    cipher = ChaCha20Poly1305(derived(key, salt, b"payload"))
    whole = cipher.encrypt(bytes(12), bytes(CHUNK), None)
    empty = cipher.encrypt((1).to_bytes(11, "big") + b"\1", b"", None)
    with pytest.raises(BadInput, match="empty part"):
        list(opened(io.BytesIO(salt + whole + empty), key))


ARMORED = by_rage(b"text", armored=True)
LINES = ARMORED.split(b"\n")


@pytest.mark.parametrize(
    "good", [b" \n\r\n\t" + ARMORED, ARMORED.replace(b"\n", b"\r\n"), ARMORED + b" \n\t\r\n", ARMORED[:-1]]
)
def test_text_with_white_space_around_it_is_read(good: bytes) -> None:
    assert read(good) == b"text"


def test_text_whose_last_line_is_full_is_read() -> None:
    found = next(
        made for size in range(200) if len((made := by_rage(bytes(size), armored=True)).split(b"\n")[-3]) == 64
    )
    assert set(read(found)) <= {0}


@pytest.mark.parametrize(
    "wrong",
    [
        ARMORED.replace(b"AGE ENCRYPTED FILE", b"PGP MESSAGE"),
        ARMORED.replace(LAST, b""),
        b"\n".join([*LINES[:2], LINES[2][:-4], *LINES[3:]]),
        b"\n".join([*LINES[:2], LINES[2] + b"AAAA", *LINES[3:]]),
        b"\n".join([*LINES[:2], b"", *LINES[2:]]),
        b"\n".join([*LINES[:-2], b"AAAA", *LINES[-2:]]),
        ARMORED + b"more",
        FIRST + b"\n" + LAST + b"\nmore",
        FIRST + b"\n" + LAST,
    ],
)
def test_text_in_another_form_is_told(wrong: bytes) -> None:
    with pytest.raises(BadInput) as told:
        read(wrong)
    assert told.value.kind == InputKind.AGE


@pytest.mark.parametrize("line", [b"====", b"QQ======"])
def test_text_is_padded_in_one_way(line: bytes) -> None:
    with pytest.raises(BadInput):
        dearmored(buffered(FIRST + b"\n" + line + b"\n" + LAST + b"\n")).read()


def test_a_stanza_is_written_as_it_is_read() -> None:
    for size in (0, 1, 47, 48, 49, 96, 1000):
        made = Stanza(("type", "a-word"), bytes(size))
        file = io.BytesIO(bytes(made))
        assert read_stanza(file.readline(), file.readline) == made
        assert not file.read()


def test_base64_has_one_form() -> None:
    assert from_base64(b"AA") == b"\0"
    for wrong in (b"AB", b"A", b"AA==", b"A A", b"A-"):
        with pytest.raises(BadInput):
            from_base64(wrong)


def test_an_identity_names_its_key() -> None:
    text = identity(bytes(range(32)))
    assert text.startswith("AGE-PLUGIN-TANDEM-1")
    assert key_of(text) == bytes(range(32))
    for wrong in ("", text.lower(), text[:-1], text.replace("TANDEM", "OTHER"), text[:-1] + "B", identity(bytes(31))):
        with pytest.raises(BadInput) as told:
            key_of(wrong)
        assert told.value.kind == InputKind.AGE_IDENTITY
