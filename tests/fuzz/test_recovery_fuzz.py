"""Whatever is typed as a sheet, read as a file or told as a copy: a value or one of our errors.

For hours, by hand: FUZZ_CASES=1000000 HYPOTHESIS_PROFILE=wide .venv/bin/pytest tests/fuzz -k recovery
"""

from __future__ import annotations

import os
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from core.codec.words import WordList, word_list
from core.errors import BadInput, PeerFault
from core.recovery.file import MAGIC, RecoveryFile, read, write
from core.recovery.sealed_copy import check
from core.recovery.sheet import Sheet, role_of_first_word
from core.role import Role
from tests.support.bitcoin_bytes import damaged
from tests.support.sealed import CHAIN, SHEETS, copy_of, handed, subject_of

CASES = settings(max_examples=int(os.environ.get("FUZZ_CASES", "60")), deadline=None)
WORDS = st.sampled_from(word_list(WordList.BIP39)) | st.text(max_size=12)
FILE = write((RecoveryFile(copy_of(Role.P1), copy_of(Role.P2)),))


@CASES
@given(st.lists(WORDS, max_size=26) | st.lists(WORDS, min_size=24, max_size=24), st.sampled_from(Role))
def test_words(words: list[str], role: Role) -> None:
    with suppress(BadInput):
        Sheet.read(words, role)
    for word in words[:1]:
        with suppress(BadInput):
            role_of_first_word(word)


@CASES
@given(st.binary(max_size=200).map(MAGIC.__add__) | st.binary(max_size=200) | damaged(st.just(FILE)))
def test_files(data: bytes) -> None:
    with suppress(BadInput):
        for file in read(data):
            file.check()


@CASES
@given(st.binary(max_size=200) | damaged(st.just(handed(Role.P1))))
def test_messages(data: bytes) -> None:
    if data == handed(Role.P1):
        return
    with suppress(PeerFault):
        check(data, subject_of(Role.P1), CHAIN, SHEETS[Role.P1].public)
        raise AssertionError("it was taken")
