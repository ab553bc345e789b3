"""What the register lacks, and completing it: unknown values only, with a source; number, day and
year by two people."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from certifications.certificates import completion, gaps, prepared_acts
from certifications.certificates.completion import Completion
from certifications.certificates.gaps import Gaps
from certifications.law import rules
from certifications.models import Certification, EndedBy, Level, PreparedKind, Scheme
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.permissions import Scope, scope
from ocop_registry.journal.models import JournalEntry
from producers.models import ProducerKind
from products.models import ProductSet, PublicEntry, PublicState
from tests import factories as make
from tests.certifications.certificates.history import decided, recognised

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
EVERYWHERE = Scope(True, frozenset())


@pytest.fixture
def vague():
    """A product of which an old list knew nothing but its name, its stars and the district."""
    maker = make.producer("Cơ sở Hoa Ban", kind=ProducerKind.UNKNOWN, place=make.old_place("066"))
    return make.product("Miến dong", of=maker, set_no=None)


def corrected(certification, minh, lan, **values):
    """A correction prepared by one and approved by another; the certification as it is then."""
    values = {name.replace("__", "."): value for name, value in values.items()}
    prepared = prepared_acts.prepare(
        certification, PreparedKind.CORRECT, values, by=lan, reason="Theo bản gốc"
    )
    prepared_acts.approve(prepared, by=minh)
    certification.refresh_from_db()
    return certification


# --- what is lacking ------------------------------------------------------------------------------
def test_every_part_that_is_lacking_is_told_and_nothing_else(vague, lan):
    recognised(vague, 3, level=Level.UNKNOWN)
    whole = make.product("Chè", of=make.producer("HTX Chè"))
    recognised(whole, 4, on=date(2024, 5, 1), scheme=Scheme.objects.get(slug="148-2023"))
    make.product("Măng", of=make.producer("HTX Măng"), set_no=None)
    # before there were schemes
    recognised(make.product("Rượu", of=make.producer("HTX Rượu")), 3, on=date(2018, 5, 1))
    found = {row.product_name: row.parts for row in Gaps(EVERYWHERE)}
    assert found == {"Miến dong": tuple(gaps.PARTS), "Măng": ("set",)}
    assert Gaps(EVERYWHERE).counts() == {
        **dict.fromkeys(gaps.PARTS, 1),
        "set": 2,
    }


def test_the_list_keeps_to_the_province_and_costs_two_queries_a_piece(
    vague, lan, django_assert_num_queries
):
    for year in (2021, 2022, 2023):
        recognised(vague, 3, year=year)
    recognised(make.product("Gà", of=make.producer("HTX Gà", place=make.commune("24"))), 3)
    seen = scope(lan, "view")
    with django_assert_num_queries(2):
        rows = list(Gaps(seen))
    assert [row.issued.year for row in rows] == [2021, 2022, 2023]


# --- completing at once ---------------------------------------------------------------------------
def test_one_act_completes_product_producer_and_recognition_and_rewrites_the_register(vague, lan):
    one = recognised(
        vague, 3, on=date(2021, 3, 19), level=Level.UNKNOWN, place=make.old_place("066")
    )
    commune = completion.communes_for(vague.producer.place)[0]
    known = Completion(
        product_set=ProductSet.objects.get(scheme="26-2026", no=6),
        kind=ProducerKind.COOPERATIVE,
        place=commune,
        schemes={one.uid: Scheme.objects.get(slug="1048-2019")},
        levels={one.uid: Level.PROVINCE},
    )
    completion.complete(vague, known, by=lan, source="Giấy chứng nhận bản gốc")
    entry = JournalEntry.objects.order_by("-seq").first()
    assert (entry.act, entry.reason, entry.actor_id) == (
        "historic.complete",
        "Giấy chứng nhận bản gốc",
        lan.pk,
    )
    assert sorted(entry.lines.values_list("kind", flat=True)) == [
        "certification",
        "producer",
        "product",
    ]
    assert list(Gaps(EVERYWHERE)) == []
    row = PublicEntry.objects.get(kind="product", uid=vague.uid)
    assert (row.set_no, row.producer_kind, row.commune_code) == (6, "cooperative", commune.code)
    one.refresh_from_db()
    assert (one.in_force_from, one.in_force_until, one.place.code) == (
        date(2021, 3, 19),
        date(2024, 3, 19),
        "066",
    )
    assert list(compare()) == []


def test_what_is_known_is_never_changed_and_every_reason_is_told(vague, lan):
    one = recognised(vague, 4, year=2022, scheme=Scheme.objects.get(slug="1048-2019"))
    known = make.product("Chè", of=make.producer("HTX Chè"))
    other = Scheme.objects.get(slug="148-2023")
    first = ProductSet.objects.first()
    with pytest.raises(Refused) as refused:
        completion.complete(
            known, Completion(first, "sme", make.commune(), {one.uid: other}), by=lan, source="x"
        )
    assert len(refused.value.reasons) == 4
    with pytest.raises(Refused) as refused:
        completion.complete(
            vague,
            Completion(None, "", make.commune("24"), {one.uid: other}, {one.uid: "district"}),
            by=lan,
            source="x",
        )
    assert len(refused.value.reasons) == 3
    with pytest.raises(Refused, match="Chưa ghi điều gì"):
        completion.complete(vague, Completion(), by=lan, source="x")
    one.refresh_from_db()
    assert (one.scheme.slug, one.level) == ("1048-2019", "province")


def test_a_source_and_the_right_are_asked_for(vague, lan):
    with pytest.raises(ValidationError):
        completion.complete(vague, Completion(kind="sme"), by=lan, source=" ")
    for other in (make.staff("hoa", "24"), make.ministry()):
        with pytest.raises(PermissionDenied):
            completion.complete(vague, Completion(kind="sme"), by=other, source="x")
    vague.producer.refresh_from_db()
    assert vague.producer.kind == ProducerKind.UNKNOWN


def test_only_schemes_of_the_time_and_never_the_centres(vague, lan):
    straddling = recognised(vague, 3, year=2023)
    assert [scheme.slug for scheme in completion.schemes_for(straddling)] == [
        "1048-2019",
        "148-2023",
    ]
    central = recognised(make.product("Chè", of=vague.producer), 5, year=2023)
    assert completion.schemes_for(central) == []
    assert completion.levels_for(central) == []


# --- by two people --------------------------------------------------------------------------------
def test_a_year_that_becomes_known_makes_the_period_and_the_standing(vague, lan):
    one = corrected(recognised(vague, 3), make.approver(), lan, issued_year="2024")
    assert (one.issued_on, one.issued_year) == (None, 2024)
    assert rules.standing(one, clock.today()) == rules.Standing.EXPIRING
    assert (one.in_force_from, one.in_force_until) == (date(2024, 12, 31), date(2026, 12, 31))
    assert (one.possible_from, one.possible_until) == (date(2024, 1, 1), date(2027, 12, 31))
    today = PublicState.objects.get(
        entry__uid=vague.uid,
        entry__kind="product",
        first_day__lte=clock.today(),
        last_day__gte=clock.today(),
    )
    assert today.standing == "expiring"
    told = PublicEntry.objects.get(uid=vague.uid, kind="product").detail
    assert "Bổ sung tháng, quý hoặc năm cấp: “năm 2024”" in told
    assert "Completed month, quarter or year of issue: “2024”" in told
    assert list(compare()) == []


def test_a_year_or_a_day_that_becomes_known_ends_what_ran_before_it(vague, lan):
    earlier = recognised(vague, 3, on=date(2022, 6, 1))
    later = corrected(recognised(vague, 4), make.approver(), lan, issued_year="2023")
    earlier.refresh_from_db()
    assert (earlier.ended_on, earlier.ended_by, later.supersedes) == (
        date(2023, 12, 31),
        EndedBy.SUPERSEDED,
        earlier,
    )


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"issued_year": "24"}, "bốn chữ số"),
        ({"issued_year": "2027"}, "từ 2013 đến 2026"),
        ({"issued_year": "²024"}, "bốn chữ số"),
        ({"issued_year": "2024", "issued_on": "2024-05-01"}, "không ghi cả hai"),
        ({"issued_year": "2020", "decision.signed_on": "2021-03-19"}, "trước ngày ký"),
    ],
)
def test_a_year_that_cannot_be_right_is_refused(vague, lan, values, sentence):
    with pytest.raises(Refused, match=sentence):
        prepared_acts.prepare(
            recognised(vague, 3), PreparedKind.CORRECT, values, by=lan, reason="x"
        )


def test_a_year_beside_a_known_day_is_refused(vague, lan):
    with pytest.raises(Refused, match="Đã biết ngày cấp 01/05/2024"):
        prepared_acts.prepare(
            recognised(vague, 3, on=date(2024, 5, 1)),
            PreparedKind.CORRECT,
            {"issued_year": "2024"},
            by=lan,
            reason="x",
        )


def test_a_number_that_becomes_known_of_one_product_is_not_given_to_others_of_the_list(vague, lan):
    """An old list without numbers gathers its rows under one unknown decision: what is learnt of
    one says nothing of the rest."""
    minh, unknown = make.approver(), decided()
    two = make.product("Chè", of=vague.producer)
    first, second = (recognised(one, 3, year=2021, decision=unknown) for one in (vague, two))
    third = recognised(make.product("Rượu", of=vague.producer), 3, year=2021, decision=unknown)
    first = corrected(
        first,
        minh,
        lan,
        decision__number="386/QĐ-UBND",
        decision__signed_on="2021-03-19",
        issued_on="2021-03-19",
    )
    assert (first.decision.number, first.decision.signed_on, first.decision.issuer) == (
        "386/QĐ-UBND",
        date(2021, 3, 19),
        "UBND tỉnh Bắc Kạn",
    )
    assert Certification.objects.filter(decision=unknown).count() == 2
    second = corrected(
        second, minh, lan, decision__number="386/QĐ-UBND", decision__signed_on="2021-03-19"
    )
    assert second.decision == first.decision, "the same decision is found again"
    first.refresh_from_db()
    assert len(first.corrections) == 3, "and what was noted of the first stays as it was"
    third = corrected(third, minh, lan, decision__number="12/QĐ-UBND")
    assert (third.decision, third.decision.number) == (
        unknown,
        "12/QĐ-UBND",
    ), "the last one takes the row over"
    assert list(compare()) == []
