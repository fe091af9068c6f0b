"""D7: two of three, no rollback, nothing that has expired, and other keys only by the word of the old ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.codec.codec import decode, encode
from core.errors import BadInput, PeerFault
from core.release.judging import ReleasesSeen, file_of, judged, must_be_signed, read_keys
from core.release.manifest import MOST, Manifest, read
from core.release.minisign import ReleaseKey
from tests.support.releases import DAY, FILE, KEYS, LATER, MADE, PUBLIC, SHA256, TEXTS, TestKey, manifest

NOW = MADE + DAY
NOTHING = ReleasesSeen()


def judge(
    data: bytes,
    keys: tuple[TestKey, ...] = KEYS[:2],
    seen: ReleasesSeen = NOTHING,
    *,
    built_in: tuple[ReleaseKey, ...] = PUBLIC,
    version: str = "0.1.0",
    now: int = NOW,
) -> tuple[Manifest, ReleasesSeen]:
    return judged(data, [key.sign(data) for key in keys], seen, built_in, version, now)


def refused(kind: str, *args: object, **more: object) -> None:
    with pytest.raises(PeerFault) as fault:
        judge(*args, **more)  # type: ignore[arg-type]
    assert fault.value.kind == kind


def test_two_of_three_and_it_is_remembered() -> None:
    data = manifest()
    for pair in (KEYS[:2], KEYS[1:], (KEYS[0], KEYS[2]), KEYS):
        found, seen = judge(data, pair)
        assert found == read(data)
        assert seen == ReleasesSeen(data, TEXTS, TEXTS)
    assert decode(ReleasesSeen, encode(seen)) == seen


def test_none_and_one() -> None:
    refused("update.unsigned", manifest(), ())
    refused("update.unsigned", manifest(), LATER)
    refused("update.single", manifest(), KEYS[:1])
    refused("update.single", manifest(), (KEYS[0], LATER[0], LATER[1]))


def test_two_signatures_by_one_key_count_once() -> None:
    data = manifest()
    twice = [KEYS[0].sign(data), KEYS[0].sign(data, b"another comment"), KEYS[0].sign(data)]
    assert len(set(twice)) == 2
    with pytest.raises(PeerFault) as fault:
        must_be_signed(data, twice, PUBLIC)
    assert fault.value.kind == "update.single"


def test_signatures_of_something_else() -> None:
    data, other = manifest(), manifest("0.3.0")
    with pytest.raises(PeerFault) as fault:
        judged(data, [key.sign(other) for key in KEYS], NOTHING, PUBLIC, "0.1.0", NOW)
    assert fault.value.kind == "update.unsigned"


def test_what_is_not_signed_is_not_even_read() -> None:
    refused("update.unsigned", b"\xff" * 100, ())
    refused("update.form", b"\xff" * 100)
    refused("update.too_big", b"x" * (MOST + 1))


def test_rollback() -> None:
    _, seen = judge(manifest("0.3.0"))
    refused("update.old", manifest("0.2.0"), KEYS, seen)
    refused("update.old", manifest("0.2.0", made=MADE + 5), KEYS, seen)
    refused("update.old", manifest("0.3.0", made=MADE - 1), KEYS, seen)  # an earlier word on it, with another minimum
    refused("update.old", manifest("0.3.0", days=91), KEYS, seen)  # two of one moment
    assert judge(manifest("0.3.0"), KEYS, seen)[1] == seen
    assert judge(manifest("0.3.0", made=MADE + 1), KEYS, seen)[0].made == MADE + 1


def test_what_is_older_than_the_program_is_an_old_one() -> None:
    refused("update.old", manifest("0.2.0"), version="0.10.0")
    assert judge(manifest("0.2.0"), version="0.2.0")[0].version == "0.2.0"


def test_it_expires() -> None:
    refused("update.expired", manifest(days=30), now=MADE + 30 * DAY)
    assert judge(manifest(days=30), now=MADE + 30 * DAY - 1)
    _, seen = judge(manifest(made=MADE + 60 * DAY), now=MADE)
    again = manifest("0.3.0", made=MADE + 61 * DAY)
    assert judge(again, KEYS, seen, now=0)[0].version == "0.3.0"
    _, same = judge(manifest(days=30), now=MADE)
    refused("update.expired", manifest(days=30), KEYS, same, now=MADE + 30 * DAY)  # the one that was seen


def test_other_keys_by_the_word_of_two_old_ones() -> None:
    turn = manifest("0.2.0", next_keys=LATER)
    refused("update.single", turn, KEYS[:1])
    refused("update.unsigned", turn, LATER)
    _, seen = judge(turn)
    assert seen.keys == tuple(key.public.text for key in LATER)
    assert judge(turn, (), seen)[1] == seen  # the same once more, though its keys have gone
    following = manifest("0.3.0", made=MADE + 1)
    refused("update.unsigned", following, KEYS, seen)
    found, kept = judge(following, LATER[:2], seen)
    assert (found.version, kept.keys) == ("0.3.0", seen.keys)


def test_a_program_with_other_keys_believes_its_own_alone() -> None:
    """Two keys were stolen: their manifest of the highest version names keys of the thief. Who then installs a program
    with new keys is rid of both, also where the server tells the same once more."""
    stolen = manifest("99999.0.0", next_keys=LATER)
    _, seen = judge(stolen)
    own = tuple(TestKey(number).public for number in (7, 8, 9))
    assert seen.trusted(own) == own
    assert seen.trusted(PUBLIC) == tuple(key.public for key in LATER)
    for keys in ((), LATER, KEYS):
        refused("update.unsigned", stolen, keys, seen, built_in=own)
    assert seen.of(key.text for key in own) == ReleasesSeen()
    found, kept = judge(manifest("0.2.0", made=MADE - 1), (TestKey(7), TestKey(8)), seen, built_in=own)
    assert (found.version, kept.trusted(own)) == ("0.2.0", own)


def test_a_program_with_the_next_keys_goes_on_with_what_was_seen() -> None:
    turn = manifest("0.2.0", next_keys=LATER)
    _, seen = judge(turn)
    own = tuple(key.public for key in reversed(LATER))  # in whatever order they stand in a file
    assert seen.of(key.text for key in own) == seen
    _, kept = judge(turn, (), seen, built_in=own, version="0.2.0")
    assert set(kept.trusted(own)) == set(own)
    refused("update.old", manifest("0.1.9", made=MADE + 1), LATER, kept, built_in=own)
    assert seen.trusted(PUBLIC[::-1]) == tuple(key.public for key in LATER)


def test_the_keys_of_a_build() -> None:
    assert read_keys("# a comment\n\n" + "\n".join(TEXTS) + "\n") == PUBLIC
    same_name = replace(PUBLIC[1], id=PUBLIC[0].id)
    same_point = replace(PUBLIC[1], point=PUBLIC[0].point)
    for texts in ((), TEXTS[:2], (*TEXTS, LATER[0].public.text), (TEXTS[0], TEXTS[0], TEXTS[1])):
        with pytest.raises(BadInput, match="no release keys"):
            read_keys("\n".join(texts))
    for two in (same_name, same_point):
        with pytest.raises(BadInput, match="no release keys"):
            read_keys("\n".join((TEXTS[0], two.text, TEXTS[2])))
    with pytest.raises(BadInput, match="damaged"):
        read_keys("RWnonsense")


def test_a_file_is_known_by_its_bytes() -> None:
    files = read(manifest()).files
    assert file_of(files, "renamed.deb", len(FILE), SHA256) == files[0]
    for size, digest in ((len(FILE), "0" * 64), (len(FILE) + 1, SHA256)):
        with pytest.raises(BadInput) as wrong:
            file_of(files, files[0].name, size, digest)
        assert wrong.value.kind == "update.file"
    with pytest.raises(BadInput) as unknown:
        file_of(files, "other.deb", 5, "0" * 64)
    assert unknown.value.kind == "update.unknown"
