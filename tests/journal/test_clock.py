"""A clock that jumped is not believed: nothing is written until it is set right or a person gives his
word, which is journalled; the order of entries never depends on it."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import ClockJumped, act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.journal.proof.clock_word import confirm_clock
from ocop_registry.views import StoppedMiddleware
from tests.journal.support import account, faults, last_seq

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def bounds(settings):
    settings.CLOCK_FORWARD_DAYS, settings.CLOCK_BACK_MINUTES = 60, 15


@pytest.fixture
def at(db, settings, monkeypatch):
    """Sets the clock; at first to noon of 20/11/2026, with an entry of then."""

    def put(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    put(NOON)
    settings.CLOCK_BACK_MINUTES = 60_000_000
    with act("clock.confirm", by=None, reason="bắt đầu") as deed:
        deed.confirms_clock = True
        deed.create(account("dau"))
    settings.CLOCK_BACK_MINUTES = 15
    return put


def create(name: str) -> JournalEntry:
    with act("account.create", by=None) as deed:
        deed.create(account(name))
    return JournalEntry.objects.get(seq=deed.seq)


@pytest.mark.parametrize(
    ("gone", "how"),
    [
        (timedelta(days=1500), "nhanh 1500 ngày"),
        (timedelta(days=61), "nhanh 61 ngày"),
        (-timedelta(minutes=16), "chậm 16 phút"),
        (-timedelta(days=700), "chậm 700 ngày"),
    ],
)
def test_a_jump_beyond_the_bounds_writes_nothing_and_says_what_to_do(at, gone, how):
    before = last_seq()
    at(NOON + gone)
    with pytest.raises(ClockJumped) as refused:
        create("moi")
    [sentence] = refused.value.messages
    assert how in sentence
    assert "12:00 20/11/2026" in sentence
    assert "confirm_clock" in sentence
    assert last_seq() == before
    assert not User.objects.filter(username="moi").exists()
    at(NOON + timedelta(minutes=1))
    assert create("moi").at == NOON + timedelta(minutes=1)


@pytest.mark.parametrize("gone", [timedelta(days=60), -timedelta(minutes=15)])
def test_within_the_bounds_it_is_believed_and_entries_stay_in_their_order(at, gone):
    at(NOON + gone)
    assert create("moi").at == max(NOON, NOON + gone)
    assert faults() == []


def test_a_persons_word_is_journalled_and_later_acts_are_measured_from_it(at):
    root = account("goc", is_superuser=True)
    root.save()
    later = NOON + timedelta(days=1500)
    at(later)
    said = StringIO()
    call_command("confirm_clock", by="goc", reason="Máy nghỉ bốn năm", stdout=said)
    entry = JournalEntry.objects.first()
    assert (entry.act, entry.actor, entry.reason) == ("clock.confirm", root, "Máy nghỉ bốn năm")
    assert entry.at == later
    assert NOON.isoformat() in entry.lines.get().text
    assert f"Entry {entry.seq}" in said.getvalue()
    assert create("moi").at == later
    # the clock had been wrong after all: set right, confirmed again, days are true again
    at(NOON + timedelta(hours=1))
    with pytest.raises(ClockJumped, match="chậm 1499 ngày"):
        create("nua")
    confirm_clock(by=root, reason="Giờ hôm trước sai")
    made = create("nua")
    assert made.at == NOON + timedelta(hours=1)
    assert [one.seq for one in JournalEntry.objects.all()[:3]] == [
        made.seq, made.seq - 1, made.seq - 2,
    ]  # fmt: skip
    assert faults() == []


def test_the_word_is_an_administrators_and_has_a_reason(at):
    account("lan").save()
    before = last_seq()
    with pytest.raises(CommandError, match="administrator"):
        call_command("confirm_clock", by="lan", reason="x")
    with pytest.raises(ValidationError):
        confirm_clock(by=None, reason=" ")
    assert last_seq() == before


def test_a_page_without_a_sentence_of_its_own_and_a_job_say_why(at):
    at(NOON + timedelta(days=1500))
    jumped = None
    try:
        create("moi")
    except ClockJumped as error:
        jumped = error
    page = StoppedMiddleware(lambda request: None).process_exception(
        RequestFactory().get("/quan-tri/"), jumped
    )
    assert page.status_code == 503
    assert "nhanh 1500 ngày" in page.content.decode()
    assert StoppedMiddleware(lambda _: None).process_exception(None, ValueError()) is None
