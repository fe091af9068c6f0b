"""What the terminal screen of `serve` shows and when it may be decided on (W5), without a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest
from prompt_toolkit.utils import get_cwidth

from app.cosigner.console import LOOK_SECONDS
from app.cosigner.desk import MOST_OVER, Desk, DeskPage, LastHeard, Question
from app.cosigner.desk_frame import DeskFrame, about, head, warnings
from core.cosigner.api import (
    ApprovalView,
    ComputerView,
    HalfView,
    LogView,
    PendingView,
    PlaceView,
    PolicyView,
    StatusView,
    VerdictView,
)

SIZES = [(24, 80), (24, 40), (50, 200), (20, 76), (22, 36)]
NAUGHTY = "w\x1b[2J\x9b31m\u202e\u200b\r\n\x07"


def asked(number: int, sats: int = 40_000, **more: object) -> ApprovalView:
    base = ApprovalView(
        f"{number:02x}" * 16,
        "pay",
        "savings",
        "regtest",
        (PlaceView("bcrt1q29g4z52329g4z52329g4z52329g4z5237w8wct", sats),),
        fee=500,
        leaves=sats + 500,
        recipients=1,
        computer="3f2a9c5517aa0b01",
        seconds=86_400,
        task=f"{number:02x}" * 32,
        rules=(VerdictView("per-day", "90000", "silent", left=5, to="100000", seconds=60),),
    )
    return replace(base, **more)  # type: ignore[arg-type]


class Watched:
    """A desk, and a clock that stands still unless it is told."""

    def __init__(self, *requests: ApprovalView) -> None:
        self.now = 100.0
        self.desk = Desk(lambda: self.now)
        self.hear(*requests)
        self.settle()

    def hear(self, *requests: ApprovalView, told: LastHeard | None = None) -> None:
        self.desk.hear(requests, told or LastHeard())

    def lines(self, rows: int = 24, columns: int = 80) -> list[str]:
        """As the terminal has them; they are on the screen then."""
        found = [line.text for line in DeskFrame(self.desk, rows, columns, get_cwidth).lines()]
        self.desk.rendered(self.desk.revision)
        return found

    def settle(self) -> None:
        self.lines()
        self.now += LOOK_SECONDS

    @property
    def no(self) -> str:
        return self.desk.objection(approve=True)

    @property
    def shown(self) -> ApprovalView:
        assert self.desk.at is not None
        return self.desk.at.shown


# ------------------------------------------------------------------ what is shown stays
def test_a_new_request_takes_nobodys_place() -> None:
    watched = Watched(asked(1))
    before = watched.lines()
    watched.hear(asked(2, 7_000_000), asked(1))  # whatever the order in which they are told
    after = watched.lines()
    assert watched.shown.id == asked(1).id
    assert [n for n, (old, new) in enumerate(zip(before, after, strict=True)) if old != new] == [0, 5]
    assert after[5] == "Requests: [1]  2"
    watched.desk.move(1)
    assert watched.shown.id == asked(2).id
    watched.desk.move(1)
    assert watched.shown.id == asked(1).id


def test_what_is_shown_does_not_change_under_the_person() -> None:
    watched = Watched(asked(1))
    before = watched.lines()[5:19]
    watched.hear(asked(1, warnings=("shared",)))
    assert watched.lines()[5:19] == before
    assert "has changed" in watched.no
    assert "Press Enter" in "\n".join(watched.lines())
    watched.desk.renew()
    assert any("Another payment spends" in line for line in watched.lines())
    watched.now += LOOK_SECONDS
    assert watched.no == ""


def test_what_reads_again_as_it_did_needs_no_look() -> None:
    watched = Watched(asked(1))
    watched.hear(asked(1, warnings=("shared",)))
    watched.hear(asked(1))
    watched.settle()
    assert watched.no == ""


def test_times_that_run_down_are_no_change() -> None:
    watched = Watched(asked(1))
    rules = (replace(asked(1).rules[0], seconds=1),)
    watched.hear(asked(1, seconds=3_600, rules=rules))
    assert watched.no == ""
    assert any("in 1 h" in line for line in watched.lines())


def test_what_is_over_stays_and_cannot_be_decided() -> None:
    watched = Watched(asked(1), asked(2))
    before = watched.lines()
    watched.hear(asked(2))
    after = watched.lines()
    assert after[6:19] == before[6:19]
    assert after[5] == "Requests: [1 over]  2"
    watched.now += LOOK_SECONDS
    assert watched.no == watched.desk.objection(approve=False) == "This request does not wait any more."
    watched.desk.move(1)
    assert [sheet.shown.id for sheet in watched.desk.sheets] == [asked(2).id]
    watched.hear()
    watched.desk.renew()  # Enter
    assert watched.desk.at is None
    watched.hear(asked(3))
    assert watched.shown.id == asked(3).id


def test_a_flood_that_comes_and_goes_is_not_kept() -> None:
    watched = Watched(asked(1))
    for number in range(2, 200):
        watched.hear(asked(1), asked(number))
    assert len(watched.desk.sheets) <= MOST_OVER + 2
    assert watched.shown.id == asked(1).id


# ------------------------------------------------------------------ two seconds
def test_nothing_is_approved_before_there_was_time_to_read() -> None:
    watched = Watched()
    assert watched.no == "No request is shown."
    watched.hear(asked(1))
    watched.now += 3_600  # it was heard long ago, and never on the screen
    assert watched.no != ""
    assert "just changed" in watched.desk.objection(approve=False)
    watched.lines()
    watched.now += LOOK_SECONDS - 0.01
    assert "just changed" in watched.no
    assert "just changed" in watched.desk.objection(approve=False)
    watched.now += 0.01
    assert watched.no == ""


@pytest.mark.parametrize(
    "change",
    [
        lambda watched: watched.hear(asked(1), asked(2)),
        lambda watched: watched.hear(asked(1), told=LastHeard(("another head", "", "", ""))),
        lambda watched: watched.desk.changed(),  # as by another size of the terminal
        lambda watched: watched.desk.say("Frozen."),
        lambda watched: (watched.desk.turn(DeskPage.LOG), watched.desk.turn(DeskPage.REQUESTS)),
        lambda watched: (watched.hear(asked(1), asked(2)), watched.hear(asked(1))),
    ],
)
def test_approving_is_dead_for_two_seconds_after_anything_changed(change: object) -> None:
    watched = Watched(asked(1))
    assert watched.no == ""
    change(watched)  # type: ignore[operator]
    watched.lines()
    assert "just changed" in watched.no
    watched.now += LOOK_SECONDS
    assert watched.no == ""


def test_what_is_longer_than_the_screen_is_read_to_its_end_first() -> None:
    pays = tuple(PlaceView(f"bcrt1q{n:036d}", 1_000 + n) for n in range(900))
    watched = Watched(asked(1, pays=pays, recipients=900))
    assert "look at all of it" in watched.no
    assert watched.desk.objection(approve=False) == ""
    assert any(line.startswith("lines 1 to ") for line in watched.lines())
    assert watched.desk.at is not None
    watched.desk.at.top = 1 << 20
    lines = watched.lines()
    assert any("The largest" in line for line in lines)
    assert watched.no == ""


def test_another_page_approves_nothing() -> None:
    watched = Watched(asked(1))
    watched.desk.turn(DeskPage.LOG)
    watched.settle()
    assert watched.no == "No request is shown."
    watched.desk.move(1)
    assert watched.shown.id == asked(1).id


def test_what_is_approved_can_be_refused_and_not_approved_again() -> None:
    watched = Watched(asked(1, approved=True, seconds=600))
    assert "approved this already" in watched.no
    assert watched.desk.objection(approve=False) == ""
    assert watched.lines()[5] == "Requests: [1 approved]"


# ------------------------------------------------------------------ questions
def test_a_question_goes_with_what_it_is_about() -> None:
    for after in ((), (asked(1, warnings=("shared",)),)):
        watched = Watched(asked(1))
        watched.desk.ask(Question("Approve?", lambda _: None, about=asked(1).id, approves=True))
        watched.hear(*after)
        left = watched.desk.question
        assert left is not None
        assert left.secret  # half a passphrase may still be typed: it is no key, and nobody sees it
        assert "Nothing was decided" in "\n".join(watched.lines())
        assert watched.desk.objection_to(left) == ""
        left.then("the rest of it")
    watched = Watched(asked(1))
    watched.desk.ask(Question("Approve?", lambda _: None, about=asked(1).id, approves=True))
    watched.hear(asked(1), asked(2))
    assert watched.desk.question is not None
    assert "just changed" in watched.desk.objection_to(watched.desk.question)
    watched.settle()
    assert watched.desk.objection_to(watched.desk.question) == ""


def test_words_are_compared_after_they_were_shown() -> None:
    watched = Watched()
    question = Question("Same?", lambda _: None, careful=True)
    watched.desk.words = ("a", "b", "c", "d")
    watched.desk.turn(DeskPage.PAIRING)
    assert "just changed" in watched.desk.objection_to(question)
    watched.settle()
    assert watched.desk.objection_to(question) == ""
    assert watched.desk.objection_to(Question("Freeze?", lambda _: None)) == ""


# ------------------------------------------------------------------ what it looks like
@pytest.mark.parametrize(("rows", "columns"), SIZES)
@pytest.mark.parametrize("page", DeskPage)
def test_every_line_fits_and_there_are_as_many_as_rows(rows: int, columns: int, page: DeskPage) -> None:
    watched = Watched(asked(1, warnings=("fee", "many"), wallet="財布" * 20))
    watched.desk.turn(page)
    watched.desk.link, watched.desk.words = "tandempair1" + "q" * 300, ("ability", "absent", "absorb", "abstract")
    status, policies = StatusView(serving="127.0.0.1:7420", computers=(ComputerView("3f" * 8),)), (PolicyView(),)
    log = tuple(LogView(0, "lie.told_twice") for _ in range(40))
    watched.hear(
        *[sheet.shown for sheet in watched.desk.sheets], told=LastHeard(head(status, policies), status, policies, log)
    )
    watched.desk.say("something that is said " * 9)
    lines = watched.lines(rows, columns)
    assert len(lines) == rows - 1
    assert max(map(get_cwidth, lines)) <= columns


def test_the_amount_stands_first_and_last_whatever_is_between() -> None:
    many = tuple(PlaceView(f"bcrt1q{n:036d}", 1_000 + n) for n in range(900))
    whole = "40\u202f500 sat leave this wallet: to one recipient, the fee of 500 sat included."
    for request in (asked(1), asked(1, pays=many)):
        watched = Watched(request)
        lines = watched.lines()
        assert lines[6] == whole
        assert lines[-5] == whole
        assert set(lines[-4]) == {"-"}


def test_an_amount_is_never_broken() -> None:
    watched = Watched(asked(1, sats=123_456_789_012))
    for columns in range(36, 90):
        text = "\n".join(watched.lines(40, columns))
        assert text.count("123\u202f456\u202f789\u202f512") == 2, columns
        assert "123\u202f456\u202f789\u202f012" in text


def test_nothing_does_anything_to_the_terminal() -> None:
    hostile = asked(
        1,
        wallet=NAUGHTY,
        network=NAUGHTY,
        computer=NAUGHTY,
        warnings=(NAUGHTY,),
        pays=(PlaceView(NAUGHTY, 5),),
        rules=(VerdictView(NAUGHTY, NAUGHTY, NAUGHTY, to=NAUGHTY, seconds=5),),
    )
    status = StatusView(
        serving=NAUGHTY, computers=(ComputerView(NAUGHTY),), wallets=(HalfView(NAUGHTY, NAUGHTY, state=NAUGHTY),)
    )
    policies = (PolicyView(wallet=NAUGHTY, hours=NAUGHTY, allow=(NAUGHTY,)),)
    log = (LogView(0, NAUGHTY), LogView(0, kind=NAUGHTY, text=NAUGHTY))
    for page in DeskPage:
        watched = Watched(hostile)
        watched.desk.words, watched.desk.link = (NAUGHTY,), NAUGHTY
        watched.hear(hostile, told=LastHeard(head(status, policies), status, policies, log))
        watched.desk.turn(page)
        watched.desk.say(NAUGHTY)
        for line in watched.lines():
            assert line.replace("\u202f", " ").isprintable(), line


def test_a_terminal_that_is_too_small_says_so_and_shows_nothing_to_decide_on() -> None:
    watched = Watched(asked(1))  # it was read, and then the terminal was made smaller
    for rows, columns in ((12, 80), (24, 20), (1, 1), (3, 300)):
        assert len(watched.lines(rows, columns)) <= max(0, rows - 1)
        watched.now += LOOK_SECONDS
        assert watched.no == watched.desk.objection(approve=False) == "This terminal is too small to show it."
    watched.lines()
    watched.now += LOOK_SECONDS
    assert watched.no == ""


def test_what_is_asked_or_said_moves_nothing() -> None:
    watched = Watched(asked(1))
    for columns in (80, 40):
        before = watched.lines(30, columns)
        watched.desk.say("said " * 60)
        said = watched.lines(30, columns)
        watched.desk.ask(Question("asked " * 60, lambda _: None))
        question = watched.lines(30, columns)
        rule = max(n for n, line in enumerate(before) if line.startswith("---"))
        assert before[: rule + 1] == said[: rule + 1] == question[: rule + 1]
        watched.desk.question = None
        watched.desk.say("")


# ------------------------------------------------------------------ the head
def test_the_head_says_what_a_person_should_know_before_all_else() -> None:
    status = StatusView(
        practice=True,
        serving="0.0.0.0:7420",
        computers=(
            ComputerView("aa" * 8, online=True, words_compared=True, name="Desk"),
            ComputerView("bb" * 8, alike=True),
            ComputerView("cc" * 8, blocked=5),
        ),
        name="Kitchen NUC",
        fingerprint="dd" * 8,
        wallets=(
            HalfView("a", "regtest", 1, "locked", locked=True, old_copy="cosigner"),
            HalfView("b", "regtest", 2, "must_refresh", old_copy="computer"),
            HalfView("c", "regtest", 3, "open", silence=60),
        ),
    )
    rules = PolicyView(
        approve_below=5_000,
        max_payment=1,
        per_day=2,
        per_week=3,
        ask_above=4,
        wait=5,
        delay=1_440,
        allow=("x",),
        hours="08:00-18:00",
        frozen=True,
        wallet="a",
        pending=(PendingView("per-day", "9", 0),),
    )
    title, here, ruled, first = head(status, (rules, PolicyView(wallet="c")))
    assert title == f"PRACTICE   Kitchen NUC {'dd' * 8}   listening on 0.0.0.0:7420"
    second = f"{'bb' * 8} (could be taken for another)"
    assert here == f"Computers: Desk {'aa' * 8} connected, {second} not connected, {'cc' * 8} BLOCKED"
    assert ruled == (
        "Rules: a: FROZEN, asks above 5\u202f000 sat, at most 1 sat for one payment, at most 2 sat in 24 hours, at "
        "most 3 sat in seven days, above 4 sat you are asked, addresses on your list (1) are paid without asking, "
        "without asking only from 08:00-18:00, signed 5 min after your yes, rules are loosened 1 d later, changes that "
        "wait: 1; c: always asks"
    )
    alarms = warnings(status, (rules,))
    assert first == f"! (and {len(alarms) - 1} more: i) {alarms[0]}"
    assert [line.split(":")[0] for line in alarms] == [
        "a is LOCKED",
        "a",
        "b",
        "b",
        "c",
        "a is frozen",
        f"Nobody compared the words with the computer {second}.",
    ]
    assert len(about(status, (rules,))) == 1 + len(alarms) + 2 + 1 + 3 + 1 + 1
    coming = PolicyView(wallet="c", propose_delay=1_440)
    assert head(StatusView(), (coming,))[3].startswith(
        "No warnings. c has coins, and its rules can be loosened at once"
    )
    assert "tandem-cosigner policy set c --delay 1440" in about(status, (coming,))[-1]
    assert head(None, ())[1:] == ("Computers: ?", "Rules: no wallet yet", "No warnings.")
    assert about(None, ()) == ["The co-signer has not said anything yet."]
