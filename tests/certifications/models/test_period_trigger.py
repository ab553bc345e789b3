"""The database's own guards: one product is never certified twice for one day; results of an
approved round stand still."""

import itertools
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from certifications.models import (
    Application,
    ApplicationType,
    Certification,
    Decision,
    EndedBy,
    Level,
    MarksMet,
    Origin,
    Result,
    Round,
    RoundStatus,
    Scheme,
)
from ocop_registry.accounts.models import User
from ocop_registry.places.models import Place
from products.models import Product
from tests.certifications.models.periods import a_decision, a_place, a_producer, a_product, certify

pytestmark = pytest.mark.django_db

OLD_FIRST, OLD_LAST = date(2024, 3, 1), date(2027, 3, 1)


@pytest.fixture
def place() -> Place:
    return a_place()


@pytest.fixture
def product(place) -> Product:
    return a_product(a_producer(place))


@pytest.fixture
def decision(place) -> Decision:
    return a_decision(place)


@pytest.fixture
def old(product, decision) -> Certification:
    return certify(product, decision, OLD_FIRST, OLD_LAST)


def refused(write) -> None:
    before = list(Certification.objects.order_by("pk").values())
    with pytest.raises(IntegrityError, match="certification_periods_overlap"), transaction.atomic():
        write()
    assert list(Certification.objects.order_by("pk").values()) == before


def end(certification: Certification, day: date) -> None:
    Certification.objects.filter(pk=certification.pk).update(
        ended_on=day, ended_by=EndedBy.SUPERSEDED
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (OLD_LAST, date(2030, 3, 1)),  # one day in common, at the end
        (date(2021, 3, 1), OLD_FIRST),  # one day in common, at the beginning
        (date(2025, 1, 1), date(2025, 1, 2)),  # within
        (date(2020, 1, 1), date(2030, 1, 1)),  # around
        (OLD_FIRST, OLD_LAST),
        (date(2026, 1, 1), None),  # last day not known: never over
    ],
)
def test_periods_with_a_day_in_common_are_refused(old, product, decision, first, last):
    refused(lambda: certify(product, decision, first, last))


@pytest.mark.parametrize(
    ("first", "last"),
    [(date(2027, 3, 2), date(2030, 3, 2)), (date(2021, 2, 28), date(2024, 2, 29)), (None, None)],
)
def test_periods_side_by_side_or_unknown_are_accepted(old, product, decision, first, last):
    certify(product, decision, first, last)
    assert product.certifications.count() == 2


def test_a_year_only_recognition_overlaps_nothing(old, product, decision):
    """Only exact dates are judged: issued_on null, in force from the year's last day."""
    year = certify(product, decision, None)
    Certification.objects.filter(pk=year.pk).update(
        in_force_from=date(2024, 12, 31), in_force_until=date(2026, 12, 31)
    )
    assert product.certifications.count() == 2


def test_another_product_may_have_the_same_period(old, product, decision):
    certify(a_product(product.producer), decision, OLD_FIRST, OLD_LAST)
    assert Certification.objects.filter(product__producer=product.producer).count() == 2


def test_a_new_one_begins_on_the_day_the_old_one_ends(old, product, decision):
    end(old, date(2026, 6, 1))
    refused(lambda: certify(product, decision, date(2026, 5, 31), date(2029, 5, 31)))
    certify(product, decision, date(2026, 6, 1), date(2029, 6, 1))
    refused(lambda: end(old, date(2026, 6, 2)))


def test_one_that_ended_before_it_began_never_was_in_force(old, product, decision):
    end(old, OLD_FIRST)
    certify(product, decision, OLD_FIRST, OLD_LAST)
    assert product.certifications.count() == 2


def test_an_extension_counts_and_may_not_reach_into_the_next(old, product, decision):
    certify(product, decision, date(2027, 8, 1), date(2030, 8, 1))
    rows = Certification.objects.filter(pk=old.pk)
    refused(lambda: rows.update(extended_until=date(2027, 8, 1), extension_basis="Điều 7"))
    rows.update(extended_until=date(2027, 7, 31), extension_basis="Điều 7")
    refused(lambda: certify(product, decision, date(2027, 7, 31), date(2027, 7, 31)))


def test_a_row_does_not_collide_with_itself(old):
    Certification.objects.filter(pk=old.pk).update(
        in_force_until=date(2027, 2, 28), product_name="Miến dong Nà Pò"
    )
    old.refresh_from_db()
    assert old.in_force_until == date(2027, 2, 28)


def test_a_certification_has_a_decision(product, decision):
    with pytest.raises(IntegrityError), transaction.atomic():
        Certification.objects.create(
            product=product, origin=Origin.HISTORIC, level=Level.PROVINCE, stars=3, place=decision.issuer_place,
            product_name="x", producer_name="y",
        )  # fmt: skip


def test_the_trigger_agrees_with_counting_days(product, decision):
    """Every pair of short periods, ends and extensions included, against a set of days."""
    shapes = [
        (first, last, extended, ended)
        for first, last in itertools.combinations_with_replacement(range(1, 5), 2)
        for extended in (None, last + 1)
        for ended in (None, first, first + 1)
    ]
    for mine, other in itertools.product(shapes, shapes[::7]):
        with transaction.atomic():
            certify(product, decision, **_period(mine))
            try:
                with transaction.atomic():
                    certify(product, decision, **_period(other))
                accepted = True
            except IntegrityError:
                accepted = False
            transaction.set_rollback(True)
        assert accepted == _days(mine).isdisjoint(_days(other)), (mine, other)


def _period(shape: tuple) -> dict:
    first, last, extended, ended = (day and date(2026, 1, day) for day in shape)
    values = {"first": first, "last": last}
    if extended:
        values |= {"extended_until": extended, "extension_basis": "Điều 7"}
    if ended:
        values |= {"ended_on": ended, "ended_by": EndedBy.SUPERSEDED}
    return values


def _days(shape: tuple) -> set[int]:
    first, last, extended, ended = shape
    return {
        day for day in range(first, max(last, extended or last) + 1) if ended is None or day < ended
    }


# --- results of an approved round -----------------------------------------------------------------
@pytest.fixture
def result(place, product) -> Result:
    scheme = Scheme.objects.create(
        slug="thu",
        code="thử",
        issued_on=OLD_FIRST,
        effective_from=OLD_FIRST,
        validity_months=36,
        data={},
        checksum="x",
    )
    round_ = Round.objects.create(place=place, scheme=scheme, year=2026, title="Đợt thử")
    application = Application.objects.create(
        round=round_, product=product, position=1, type=ApplicationType.FIRST
    )
    officer = User.objects.create(username="officer", full_name="Lan")
    return Result.objects.create(
        application=application, total=70, part_a=30, part_b=20, part_c=20, marks_met=MarksMet.FOUR,
        stars_by_total=4, stars_by_marks=4, final_stars=4, entered_by=officer,
    )  # fmt: skip


def bring(result: Result, status: RoundStatus) -> None:
    Round.objects.filter(pk=result.application.round_id).update(status=status)


@pytest.mark.parametrize("status", [RoundStatus.APPROVED, RoundStatus.DECIDED])
def test_results_of_an_approved_round_are_neither_changed_nor_deleted(result, status):
    bring(result, status)
    for write in (
        lambda: Result.objects.filter(pk=result.pk).update(final_stars=3),
        lambda: Result.objects.filter(pk=result.pk).delete(),
    ):
        with pytest.raises(IntegrityError, match="result_frozen"), transaction.atomic():
            write()
    assert Result.objects.get(pk=result.pk).final_stars == 4


@pytest.mark.parametrize(
    "status", [status for status in RoundStatus if status not in {"approved", "decided"}]
)
def test_results_of_any_other_round_may_change(result, status):
    bring(result, status)
    Result.objects.filter(pk=result.pk).update(final_stars=3)
    assert Result.objects.get(pk=result.pk).final_stars == 3
    Result.objects.filter(pk=result.pk).delete()
    assert not Result.objects.filter(pk=result.pk).exists()


def test_a_result_is_not_moved_into_an_approved_round(result):
    other = Round.objects.create(
        place=result.application.round.place, scheme=result.application.round.scheme, year=2026, number=2, title="Đợt khác",
        status=RoundStatus.APPROVED,
    )  # fmt: skip
    target = Application.objects.create(
        round=other,
        product=a_product(result.application.product.producer),
        position=1,
        type=ApplicationType.FIRST,
    )
    with pytest.raises(IntegrityError, match="result_frozen"), transaction.atomic():
        Result.objects.filter(pk=result.pk).update(application=target)
    assert Result.objects.get(pk=result.pk).application_id == result.application_id


def test_one_step_back_makes_results_mendable_again(result):
    bring(result, RoundStatus.APPROVED)
    bring(result, RoundStatus.CONCLUDED)
    Result.objects.filter(pk=result.pk).update(final_stars=3)
    assert Result.objects.get(pk=result.pk).final_stars == 3
