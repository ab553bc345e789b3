"""`check_integrity` notices rows that somebody wrote past the acts, and finds nothing in sound
ones."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from certifications.integrity import CHECKS, faults
from certifications.law import numbers, validity
from certifications.models import (
    Application,
    Certification,
    Decision,
    EndedBy,
    Ground,
    Round,
    Scheme,
)
from ocop_registry.journal.acts import Unsound, act
from ocop_registry.journal.models import JournalEntry
from ocop_registry.uids import new_uid
from products.models import PublicState
from tests import factories as make

pytestmark = pytest.mark.django_db


def _stars() -> None:
    Certification.objects.filter(stars=4).update(stars=3)


def _status() -> None:
    Round.objects.update(status="concluded")


def _grounds() -> None:
    Ground.objects.all().delete()


def _period() -> None:
    one = Certification.objects.earliest("pk")
    Certification.objects.filter(pk=one.pk).update(
        in_force_until=one.in_force_until + timedelta(days=1)
    )


def _scheme() -> None:
    Round.objects.update(scheme=Scheme.objects.get(slug="148-2023"))


def _end_without_successor() -> None:
    Certification.objects.update(ended_on=date(2027, 1, 1), ended_by=EndedBy.SUPERSEDED)


def _foreign_succession() -> None:
    one, other = Certification.objects.order_by("pk")
    Certification.objects.filter(pk=one.pk).update(supersedes=other)


def _code() -> None:
    Certification.objects.update(code="19-02155-003-2026")


def _place() -> None:
    Certification.objects.update(place=make.old_place("066"))


def _future() -> None:
    Certification.objects.update(
        issued_on=date(2046, 11, 2),
        in_force_from=date(2046, 11, 2),
        in_force_until=date(2049, 11, 2),
    )


def _signed_ahead() -> None:
    Decision.objects.update(signed_on=date(2046, 11, 2))


def _long_after_signing() -> None:
    Decision.objects.update(signed_on=date(2026, 8, 1))


def _before_its_scheme() -> None:
    Scheme.objects.filter(slug="26-2026").update(effective_from=date(2026, 11, 20))


def _withdrawn() -> None:
    Application.objects.update(status="withdrawn", status_reason="sửa tay")


def _register() -> None:
    PublicState.objects.filter(entry__kind="product").latest("first_day").delete()


SABOTAGES: list[tuple[Callable[[], None], str]] = [
    (_stars, "stars_follow_from_results"),
    (_status, "decisions_rest_on_approval"),
    (_grounds, "conclusions_are_grounded"),
    (_scheme, "schemes_were_in_force"),
    (_period, "periods_follow_from_issue"),
    (_end_without_successor, "periods_follow_from_issue"),
    (_foreign_succession, "successions_stay_within_a_product"),
    (_code, "codes_belong_to_one_product"),
    (_place, "places_were_in_force"),
    (_future, "days_can_be"),
    (_signed_ahead, "days_can_be"),
    (_long_after_signing, "days_can_be"),
    (_before_its_scheme, "days_can_be"),
    (_withdrawn, "applications_are_consistent"),
    (_register, "register_days_are_whole"),
]


@pytest.fixture
def _decided() -> None:
    make.certified(
        make.staff(), make.approver(), make.products(2), make.scored("80"), make.scored("55")
    )


@pytest.mark.usefixtures("_decided")
def test_sound_rows_have_no_faults():
    assert list(faults()) == []
    call_command("check_integrity")


@pytest.mark.usefixtures("_decided")
@pytest.mark.parametrize(
    ("sabotage", "check"), SABOTAGES, ids=[sabotage.__name__ for sabotage, _ in SABOTAGES]
)
def test_a_sabotaged_row_is_noticed(sabotage: Callable[[], None], check: str):
    sabotage()
    assert check in {name for name, _ in faults()}
    with pytest.raises(CommandError, match="điểm sai"):
        call_command("check_integrity")


@pytest.mark.usefixtures("_decided")
def test_an_extension_beyond_what_the_law_allows_is_noticed():
    one = Certification.objects.earliest("pk")
    most = validity.latest_extension(one.in_force_until)
    sentence = f"Chứng nhận {one.uid}: gia hạn quá {numbers.EXTENSION_MAX_DAYS} ngày."
    for until, beyond in ((most, False), (most + timedelta(days=1), True)):
        Certification.objects.filter(pk=one.pk).update(
            extended_until=until, extension_basis="Chuyển tiếp"
        )
        assert (sentence in {told for _, told in faults()}) is beyond


def test_every_check_has_a_sabotage_or_is_guarded_by_the_database():
    # Approval by another, and overlapping periods, are refused by constraints and triggers with
    # tests of their own; results against their sheets are tested with the sheets, extensions
    # against failed results with the renewals, types of applications with their fitting,
    # who recognised with the imports.
    guarded = {
        "approved_by_another",
        "periods_do_not_overlap",
        "results_follow_from_sheets",
        "extensions_end_with_results",
        "types_fit_what_was_held",
        "recognised_with_right",
    }
    assert {check.__name__ for check in CHECKS} == {check for _, check in SABOTAGES} | guarded


@pytest.mark.usefixtures("_decided")
@pytest.mark.parametrize("reference", ["supersedes", "ended_by"])
def test_no_act_commits_a_succession_across_products(reference: str):
    """The last guard, should the code of an act be wrong: nothing is written."""
    one, other = Certification.objects.order_by("pk")
    entries, stored = JournalEntry.objects.count(), Certification.objects.get(pk=one.pk).snapshot()
    if reference == "supersedes":
        one.supersedes = other
    else:
        one.ended_on, one.ended_by = date(2027, 1, 9), EndedBy.SUPERSEDED
    with (
        pytest.raises(Unsound, match=one.uid),
        act("certification.correct", by=None, reason="thử") as deed,
    ):
        deed.save(one)
    assert JournalEntry.objects.count() == entries
    assert Certification.objects.get(pk=one.pk).snapshot() == stored


# --- the guard: before every act commits ----------------------------------------------------------
def _wrong_stars(one: Certification) -> None:
    one.stars = 5 if one.stars == 4 else 4


def _wrong_days(one: Certification) -> None:
    assert one.in_force_until
    one.in_force_until += timedelta(days=200)


def _foreign_code(one: Certification) -> None:
    one.code = Certification.objects.exclude(pk=one.pk).earliest("pk").code


def _lost_place(one: Certification) -> None:
    one.place = make.old_place("066")


def _day_to_come(one: Certification) -> None:
    one.issued_on = one.in_force_from = date(2046, 11, 2)
    one.in_force_until = date(2049, 11, 2)


def _level_without_right(one: Certification) -> None:
    one.level, one.stars = ("central", 3)


SPOILED = [
    *(_wrong_stars, _wrong_days, _foreign_code, _lost_place, _day_to_come, _level_without_right),
]


@pytest.mark.usefixtures("_decided")
@pytest.mark.parametrize("spoil", SPOILED)
def test_no_act_commits_what_must_never_be_false(spoil: Callable[[Certification], None]):
    Certification.objects.filter(pk=Certification.objects.earliest("pk").pk).update(
        code="19-02155-003-2026"
    )
    one = Certification.objects.latest("pk")
    entries, stored = JournalEntry.objects.count(), Certification.objects.get(pk=one.pk).snapshot()
    spoil(one)
    with pytest.raises(Unsound), act("certification.correct", by=None, reason="thử") as deed:
        deed.save(one)
    assert JournalEntry.objects.count() == entries
    assert Certification.objects.get(pk=one.pk).snapshot() == stored


@pytest.mark.usefixtures("_decided")
def test_what_was_wrong_before_does_not_stop_what_mends_something_else():
    one = Certification.objects.earliest("pk")
    Certification.objects.filter(pk=one.pk).update(place=make.old_place("066"))
    assert {name for name, _ in faults()} == {"places_were_in_force"}
    one.refresh_from_db()
    one.source = "Quyết định bản giấy"
    with act("certification.correct", by=None, reason="nguồn") as deed:
        deed.save(one)
    assert Certification.objects.get(pk=one.pk).source == "Quyết định bản giấy"


@pytest.mark.usefixtures("_decided")
def test_a_uid_that_another_certification_bears_ends_nothing_of_it(monkeypatch):
    """The collision that once ended another product's certification: planted in a whole decision."""
    before = {one.uid: one.snapshot() for one in Certification.objects.all()}
    taken = sorted(before)[0]
    drawn = iter([taken] * 40)
    uid = Certification._meta.get_field("uid")
    monkeypatch.setattr(uid, "_get_default", lambda: next(drawn, None) or new_uid())
    more = make.products(2, of=make.producer("HTX Khác"))
    rows = make.scored("80"), make.scored("55")
    second = make.approved_round(make.staff("tu"), make.approver("tam"), more, *rows, number=2)
    make.decide(second, make.staff("ghi"), number="1524/QĐ-UBND")
    assert len(set(Certification.objects.values_list("uid", flat=True))) == 4
    for uid, snapshot in before.items():
        assert Certification.objects.get(uid=uid).snapshot() == snapshot
    assert list(faults()) == []
