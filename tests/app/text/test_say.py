"""Every code has its sentence in each language, with the same fields, and errors are said by their kinds."""

from __future__ import annotations

import string
from enum import StrEnum

import pytest

from app.terminal import plain
from app.text.differences import DIFFERENCES, difference
from app.text.german import logs
from app.text.say import LANGUAGES, said, sentence, sentences, task_lines, whole
from app.text.table import AS_IS, EXACT
from app.text.terminal import STEPS, TYPED, doing, told
from core import error_kinds
from core.approval.kinds.task_line import TaskLine
from core.errors import (
    BadInput,
    Bug,
    InputKind,
    LinkError,
    LinkKind,
    RefusalKind,
    Refused,
    StorageError,
    StorageKind,
    TandemError,
)
from core.home.log_compare import Difference
from core.protocol.progress import ProgressStep
from core.recovery.seed_words import MisreadWord, WordHint

WORDS = "zebra zebra"  # in place of what core says
ENGLISH, GERMAN = map(sentences, LANGUAGES)
# Whoever raises these says them in the language of the window.
OWN: dict[type[StrEnum], set[StrEnum]] = {
    InputKind: {InputKind.FILE, InputKind.LINK, InputKind.TABLE},
    StorageKind: {StorageKind.FILE},
}
KINDS = [found for found in vars(error_kinds).values() if isinstance(found, type) and issubclass(found, StrEnum)]


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None} - {"words", "message"}


def test_every_kind_of_error_has_a_table() -> None:
    assert len(KINDS) == 8  # StrEnum itself is one
    assert set(KINDS) - {StrEnum} <= ENGLISH.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_has_a_sentence_and_nothing_is_left_over(language: str) -> None:
    tables = sentences(language)
    assert tables.keys() == ENGLISH.keys()
    for codes, table in tables.items():
        assert set(table) == set(codes)
        assert {type(code) for code in table} == {codes}  # words of two enumerations are equal
        assert all(text.strip() == text != "" and "  " not in text for text in table.values())


@pytest.mark.parametrize("codes", ENGLISH)
def test_languages_say_the_same_fields(codes: type[StrEnum]) -> None:
    for code in codes:
        assert fields(GERMAN[codes][code]) == fields(ENGLISH[codes][code]), code


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_end_as_sentences(language: str) -> None:
    for kinds in set(KINDS) - {StrEnum}:
        table = sentences(language)[kinds]
        assert [text for text in table.values() if text not in (EXACT, AS_IS) and text[-1] not in ".?"] == []


def test_german_says_every_kind() -> None:
    own = {(kinds, kind) for kinds in OWN for kind in OWN[kinds]}
    for kinds in set(KINDS) - {StrEnum}:
        assert {(kinds, kind) for kind, text in GERMAN[kinds].items() if text == AS_IS} == own & {
            (kinds, kind) for kind in kinds
        }
        assert EXACT not in GERMAN[kinds].values()


def test_what_is_known_of_a_psbt_is_said() -> None:
    error = BadInput(
        "input 3 of this PSBT has no previous transaction; export the PSBT with all of them", InputKind.BAD_PSBT
    )
    assert sentence(error, "de").startswith("Dieses PSBT ist so nicht zu unterschreiben.")


def test_a_misread_word_is_said_with_its_place_and_what_may_be_meant() -> None:
    one = MisreadWord("x", hint=WordHint.LIKELY, position=7, likely=("abandon", "ability"))
    assert sentence(one).endswith("Word 7 is not in the list of words that sheets use. Did you mean abandon, ability?")
    assert sentence(one, "de").endswith("Meinten Sie abandon, ability?")
    two = MisreadWord("x", InputKind.SHEET_CHECKSUM, WordHint.SWAPPED, position=9)
    assert "Wort 9 und Wort 10" in sentence(two, "de")
    assert sentence(MisreadWord("x", InputKind.SHEET_CHECKSUM), "de").startswith("Die Wörter stehen alle in der Liste")


def test_an_end_is_said_by_who_ended_it() -> None:
    assert sentence(Refused("x", RefusalKind.ENDED), "de").startswith("Der Mitunterzeichner hat es beendet.")
    assert sentence(BadInput("x", InputKind.ENDED), "de").startswith("Genau diese Zahlung")


def test_a_kind_that_nobody_thought_of_is_said_as_the_usual_one_of_its_class() -> None:
    odd = LinkError.told(WORDS, "never heard of")
    assert odd.kind is LinkKind.LINK
    assert sentence(odd, "de").startswith("Die Leitung zum Mitunterzeichner ist abgerissen")
    assert sentence(Bug(WORDS), "de").startswith("Das ist ein Fehler von Tandem.")
    assert sentence(TandemError.told(WORDS, "never heard of"), "de") == "Zebra zebra."


def test_what_begins_with_the_name_of_a_file_keeps_it() -> None:
    error = StorageError("history.csv could not be written.", StorageKind.FILE)
    assert [sentence(error, language) for language in ("en", "de")] == ["history.csv could not be written."] * 2


def test_a_language_that_is_not_there_is_english() -> None:
    assert sentence(LinkError("x", LinkKind.NO_HOST), "fr") == sentence(LinkError("x", LinkKind.NO_HOST))
    assert said(LinkKind.NO_HOST, "fr").startswith("There is no machine of that name.")


def test_nothing_said_is_not_a_sentence() -> None:
    assert whole("") == ""


# ------------------------------------------------------------------ what to type
def test_the_terminal_says_what_to_type() -> None:
    nowhere = BadInput("there is no wallet named x", InputKind.NO_SUCH_WALLET)
    assert told(nowhere, "tandem") == "there is no wallet named x; `tandem wallet list` shows all"
    assert told(nowhere, "tandem-cosigner") == "there is no wallet named x; `tandem-cosigner status` lists them"
    assert told(nowhere, "another") == "there is no wallet named x"
    assert told(LinkError("the line dropped"), "tandem") == "the line dropped"
    down = LinkError("nothing listens at a port 1; start the co-signer", LinkKind.NOT_SERVING)
    assert told(down, "tandem") == "nothing listens at a port 1; start the co-signer: tandem-cosigner serve"


def test_what_to_type_stands_under_the_enumeration_of_its_kinds() -> None:
    for tables in TYPED.values():
        assert all(type(kind) is kinds for kinds, table in tables.items() for kind in table)


def test_every_step_has_its_line_of_progress() -> None:
    assert STEPS.keys() == set(ProgressStep)
    more: dict[StrEnum, set[str]] = {ProgressStep.WAITING: {"request"}}  # what to type
    assert {step: fields(text) for step, text in STEPS.items()} == {
        step: fields(text) | more.get(step, set()) for step, text in ENGLISH[ProgressStep].items()
    }
    assert doing(ProgressStep.WAITING, request="7011aabb" + "0" * 24).endswith("tandem-cosigner approve 7011aabb")
    assert doing(ProgressStep.SIGN, signed=1, inputs=2, request="") == "signing together: 1 of 2 inputs"


def test_differences_of_two_logs_have_their_sentences_in_both_languages() -> None:
    assert set(DIFFERENCES) == set(logs.DIFFERENCES) == set(Difference)
    for what in Difference:
        assert fields(DIFFERENCES[what]) == fields(logs.DIFFERENCES[what])
        given = dict.fromkeys(("wallet", "name", "here", "there", "times"), "x")
        assert difference(what, "de", **given) != difference(what, "en", **given)


def test_what_a_computer_calls_something_looks_like_no_other_line() -> None:
    user = "root”?" + " " * 60 + "good for the server with the key SHA256:mine alone"
    (line,) = task_lines([(TaskLine.SSH_SIGN_IN, (user,))], plain)
    assert line.count("“") == line.count("”") == 1
    assert line.endswith("alone”?")
    assert "  " not in line
    rows = task_lines([(TaskLine.MESSAGE_TEXT, ("a" * 100 + "\n\n" + "\N{HANGUL SYLLABLE GA}" * 40,))], plain)[1:]
    assert rows == [f"  │ {row}" for row in ("a" * 64, "a" * 36, "", *("\N{HANGUL SYLLABLE GA}" * n for n in (32, 8)))]
