"""Two that are one: everything follows, nothing is lost or guessed, the old uid answers for ever,
or nothing happens at all."""

from contextlib import nullcontext
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from certifications import integrity
from certifications.law.rules import period_of
from certifications.merging import merge, relations
from certifications.models import (
    IN_ORDER,
    Application,
    Certification,
    Decision,
    EndedBy,
    Level,
    Origin,
    Result,
    StagedRow,
)
from certifications.register import compare
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry, MergedSubject, PublicChange
from ocop_registry.journal.verification import Verification
from producers.models import Producer, ProducerKind
from products.models import (
    PointOfSale,
    Product,
    ProductImage,
    PublicEntry,
    SalesChannel,
    YearlyFigure,
)
from tests import factories as make

pytestmark = pytest.mark.django_db
REASON = "Ghi hai lần khi nhập danh sách cũ"
GROUND = {"ground": "handed_over", "paper": "Hợp đồng 12/2026"}


def sound():
    """Journal, register and every invariant hold."""
    assert list(integrity.faults()) == []
    assert list(compare()) == []
    assert list(Verification().faults()) == []


def _seat(product, day):
    old = make.old_place("066")
    return old if day is None or old.on(day) else product.producer.place


def recognised(product, day=None, year=None, *, stars=3, number="", deed=None, **fields):
    """A recognition of an old list, recorded alone or within an open act."""
    period = period_of(day, year)
    decision = Decision(
        origin=Origin.HISTORIC,
        number=number,
        signed_on=day,
        certificates_issued_on=day,
        source="danh sách cũ",
    )
    made = Certification(
        product=product, decision=decision, origin=Origin.HISTORIC, level=fields.pop("level", Level.UNKNOWN), stars=stars,
        product_name=product.name, producer_name=product.producer.name, place=fields.pop("place", None) or _seat(product, day),
        issued_on=day, issued_year=year, in_force_from=period.start, in_force_until=period.end,
        possible_from=period.possible_start, possible_until=period.possible_end, **fields,
    )  # fmt: skip
    with nullcontext(deed) if deed else act("historic.record", by=None) as open_deed:
        open_deed.create(decision)
        made.decision = decision
        open_deed.create(made)
    return made


def two_products(**fields):
    owner = make.producer()
    return make.product("Miến dong", of=owner), make.product("Miến dong Nà Pò", of=owner, **fields)


# --- nothing forgotten ----------------------------------------------------------------------------
@pytest.mark.parametrize("model", [Producer, Product, Certification])
def test_every_relation_is_handled(model):
    assert relations.unhandled(model) == []
    assert relations.relations(model).keys() <= relations.MOVES.keys()


def test_every_named_relation_still_exists():
    known = {
        name for model in (Producer, Product, Certification) for name in relations.relations(model)
    }
    assert relations.MOVES.keys() == known


def test_a_relation_that_nobody_spoke_of_stops_the_merge(monkeypatch, lan):
    keep, drop = two_products()
    monkeypatch.delitem(relations.MOVES, "products.YearlyFigure.product")
    with pytest.raises(RuntimeError, match="YearlyFigure"):
        make.merged(keep, drop, by=lan, reason=REASON)
    assert Product.objects.filter(pk=drop.pk).exists()
    assert not MergedSubject.objects.exists()


# --- producers ------------------------------------------------------------------------------------
def test_products_follow_and_empty_fields_are_filled(lan):
    keep = make.producer("HTX Tài Hoan", kind=ProducerKind.UNKNOWN, phone="0912")
    drop = make.producer(
        "Hợp tác xã Tài Hoan", tax_code="4700123456", phone="0913", woman_led=False, by=lan
    )
    product = make.product(of=drop)
    kept = make.merged(keep, drop, by=lan, reason=REASON, values={"phone": merge.DROP})
    kept.refresh_from_db()
    assert (kept.name, kept.kind, kept.tax_code, kept.phone, kept.woman_led) == (
        "HTX Tài Hoan", ProducerKind.COOPERATIVE, "4700123456", "0913", False,
    )  # fmt: skip
    product.refresh_from_db()
    assert product.producer == kept
    assert not Producer.objects.filter(pk=drop.pk).exists()
    assert list(MergedSubject.objects.values_list("kind", "old_uid", "uid")) == [
        ("producer", drop.uid, kept.uid)
    ]
    entry = JournalEntry.objects.latest("seq")
    sent = make.prepared().get()
    assert (entry.act, entry.reason, sent.prepared_by) == ("producer.merge", REASON, lan)
    assert entry.actor == sent.settled_by != lan
    assert {(line.kind, line.uid) for line in entry.lines.all()} == {
        ("producer", keep.uid), ("producer", drop.uid), ("product", product.uid),
        ("prepared_act", sent.uid),
    }  # fmt: skip
    assert drop.uid in entry.lines.get(kind="producer", uid=keep.uid).text
    sound()


def test_chains_of_merges_are_flattened(lan):
    first, second, third = (make.producer(f"HTX {number}") for number in range(3))
    second = make.merged(second, first, by=lan, reason=REASON)
    third = make.merged(third, second, by=lan, reason=REASON)
    assert dict(MergedSubject.objects.values_list("old_uid", "uid")) == {
        first.uid: third.uid,
        second.uid: third.uid,
    }


def test_different_tax_codes_need_an_explicit_choice(lan):
    keep, drop = (
        make.producer("HTX A", tax_code="4700123456"),
        make.producer("HTX B", tax_code="4700654321"),
    )
    with pytest.raises(Refused) as refused:
        make.merged(keep, drop, by=lan, reason=REASON)
    assert [
        "4700123456" in reason and "4700654321" in reason for reason in refused.value.reasons
    ] == [True, False]
    values = {"tax_code": merge.DROP}
    with pytest.raises(Refused, match="khác mã số thuế: chỉ gộp khi có căn cứ"):
        make.merged(keep, drop, by=lan, reason=REASON, values=values)
    kept = make.merged(keep, drop, by=lan, reason=REASON, values=values, **GROUND)
    assert Producer.objects.get().tax_code == kept.tax_code == "4700654321"


def test_consent_stays_with_the_value_it_was_given_for(lan):
    keep = make.producer("Hộ A", kind=ProducerKind.HOUSEHOLD, phone="0912", consent=["phone"])
    drop = make.producer(
        "Hộ B",
        kind=ProducerKind.HOUSEHOLD,
        phone="0913",
        email="b@example.vn",
        address="Thôn 1",
        consent=["email"],
    )
    kept = make.merged(keep, drop, by=lan, reason=REASON, values={"phone": merge.DROP})
    assert kept.phone == "0913"
    assert kept.consent == ["email"], (
        "consent to 0912 is none to 0913, and nobody consented to the address"
    )


def test_every_reason_at_once_and_nothing_changes(lan):
    keep = make.producer("HTX A", tax_code="4700123456", is_demo=True)
    drop = make.producer("HTX B", tax_code="4700654321", place=make.commune("24"))
    other = make.user("hai", province_code="24")
    other.roles_held.create(
        role="province_staff", place=make.province("19"), since=date(2026, 1, 1)
    )
    before = JournalEntry.objects.count()
    with pytest.raises(Refused) as refused:
        make.merged(keep, drop, by=other, reason=REASON)
    assert len(refused.value.reasons) == 4
    assert (Producer.objects.count(), JournalEntry.objects.count()) == (2, before)
    with pytest.raises(PermissionDenied):
        make.merged(keep, drop, by=lan, reason=REASON)
    with pytest.raises(ValidationError):
        make.merged(keep, drop, by=other, reason=" ")
    assert merge.refusals(keep, keep, lan)


def test_the_ministry_merges_across_provinces():
    keep, drop = make.producer("HTX A"), make.producer("HTX A", place=make.commune("24"))
    kept = make.merged(keep, drop, by=make.ministry(), reason=REASON)
    assert JournalEntry.objects.latest("seq").province_code == ""
    assert Producer.objects.get() == kept


def test_two_producers_in_one_unfinished_round_are_not_merged(lan):
    one, other = make.product(of=make.producer("HTX A")), make.product(of=make.producer("HTX B"))
    round_ = make.open_round(lan)
    make.take_in(round_, [one, other], lan)
    reasons = merge.refusals(one.producer, other.producer, lan)
    assert len(reasons) == 1
    assert str(round_) in reasons[0]


def test_who_changed_it_meanwhile_is_not_overrun(lan):
    keep, drop = make.producer("HTX A"), make.producer("HTX B")
    with act("producer.edit", by=lan) as deed:
        fresh = Producer.objects.get(pk=drop.pk)
        fresh.phone = "0912"
        deed.save(fresh)
    with pytest.raises(Refused, match="vừa được người khác sửa"):
        make.merged(keep, drop, by=lan, reason=REASON)
    make.merged(keep, fresh, by=lan, reason=REASON)
    with pytest.raises(Refused, match="không còn trong sổ"):  # sent twice
        make.merged(Producer.objects.get(pk=keep.pk), fresh, by=lan, reason=REASON)


def test_the_public_register_moves_with_the_products(lan, minh):
    keep, drop = make.producer("HTX A"), make.producer("HTX B")
    product = make.product(of=drop)
    make.certified(lan, minh, [product])
    results = list(Result.objects.values())
    make.merged(keep, drop, by=lan, reason=REASON)
    assert set(PublicEntry.objects.filter(kind="producer").values_list("uid", flat=True)) == {
        keep.uid
    }
    changes = set(
        PublicChange.objects.filter(entry=JournalEntry.objects.latest("seq")).values_list(
            "kind", "uid", "op"
        )
    )
    assert {
        ("producer", drop.uid, "removed"),
        ("producer", keep.uid, "created"),
        ("product", product.uid, "updated"),
    } <= changes
    assert list(Result.objects.values()) == results
    sound()


# --- products -------------------------------------------------------------------------------------
def test_everything_of_a_product_follows(lan):
    keep, drop = two_products(gtin="8938501234568", story="Chuyện")
    for product, name in ((keep, "a"), (drop, "b")):
        ProductImage.objects.create(
            product=product, alt=name, small="x", medium="x", large="x", width=1, height=1
        )
        SalesChannel.objects.create(product=product, kind="website", name="miendong.vn")
    shop = PointOfSale.objects.create(name="Cửa hàng", place=keep.producer.place)
    shop.products.add(drop)
    YearlyFigure.objects.create(product=keep, year=2024, revenue=5)
    YearlyFigure.objects.create(product=drop, year=2024, output=2, output_unit="tấn")
    YearlyFigure.objects.create(product=drop, year=2025, revenue=7)
    round_ = make.open_round(lan)
    application = make.take_in(round_, [drop], lan)[0]
    kept = make.merged(keep, drop, by=lan, reason=REASON)
    kept.refresh_from_db()
    assert (kept.name, kept.gtin, kept.story) == ("Miến dong", "8938501234568", "Chuyện")
    assert [image.alt for image in kept.images.all()] == ["a", "b"]
    assert kept.channels.count() == 1, "entered with both"
    assert list(shop.products.all()) == [kept]
    figures = kept.yearly_figures.order_by("year").values_list("year", "revenue", "output")
    assert list(figures) == [(2024, 5, 2), (2025, 7, None)]
    application.refresh_from_db()
    assert application.product == kept
    assert not Product.objects.filter(pk=drop.pk).exists()
    sound()


def test_a_product_that_was_certified_through_a_round_follows_whole(lan, minh):
    keep, drop = two_products()
    make.certified(lan, minh, [drop])
    recognised(keep, date(2019, 9, 1))
    frozen = Application.objects.get().frozen
    make.merged(keep, drop, by=lan, reason=REASON)
    assert [one.product for one in Certification.objects.all()] == [keep, keep]
    assert Application.objects.get().frozen == frozen
    changes = set(
        PublicChange.objects.filter(entry=JournalEntry.objects.latest("seq")).values_list(
            "kind", "uid", "op"
        )
    )
    assert ("product", drop.uid, "removed") in changes
    sound()


def test_one_recognition_entered_twice_becomes_one(lan):
    keep, drop = two_products()
    own = recognised(keep, year=2021, source="Báo")
    twin = recognised(
        drop,
        date(2021, 3, 19),
        number="386/QĐ-UBND",
        code="06-066-01001-1-2021",
        level=Level.PROVINCE,
    )
    StagedRow.objects.create(
        source="x.csv", number=2, raw={}, outcome="recorded", certification=twin
    )
    make.merged(keep, drop, by=lan, reason=REASON)
    one = Certification.objects.select_related("decision").get()
    assert (one.pk, one.issued_on, one.issued_year, one.code) == (
        own.pk,
        date(2021, 3, 19),
        None,
        "06-066-01001-1-2021",
    )
    assert (one.in_force_until, one.decision.number, one.level, one.source) == (
        date(2024, 3, 19), "386/QĐ-UBND", Level.PROVINCE, "Báo",
    )  # fmt: skip
    assert StagedRow.objects.get().certification == one
    assert MergedSubject.objects.get(kind="certification").old_uid == twin.uid
    assert PublicEntry.objects.filter(kind="certification").count() == 1
    sound()


def test_ends_follow_the_day_that_became_known(lan):
    """An earlier one that ended with "2021" ends on the day on which that recognition is now known
    to have begun."""
    keep, drop = two_products()
    early = recognised(keep, date(2019, 9, 1))
    own = recognised(keep, year=2021)
    with act("historic.record", by=None) as deed:
        early.ended_on, early.ended_by = own.in_force_from, EndedBy.SUPERSEDED
        deed.save(early)
    recognised(drop, date(2021, 3, 19))
    make.merged(keep, drop, by=lan, reason=REASON)
    early.refresh_from_db()
    assert early.ended_on == date(2021, 3, 19)
    sound()


def ended(early, later):
    with act("historic.record", by=None) as deed:
        early.ended_on, early.ended_by = later.in_force_from, EndedBy.SUPERSEDED
        deed.save(early)
        later.supersedes = early
        deed.save(later)


@pytest.mark.parametrize("days_in_kept", [True, False])
@pytest.mark.parametrize("years_ended", [True, False])
def test_a_whole_history_entered_twice_becomes_one(lan, days_in_kept, years_ended):
    """Both lists have both recognitions; one knows the days, the other only the years, perhaps not
    that the first ended."""
    keep, drop = two_products()
    with_days, with_years = (keep, drop) if days_in_kept else (drop, keep)
    renewed = date(2021, 3, 19)
    with act("historic.record", by=None) as deed:
        ends = {"ended_on": renewed, "ended_by": EndedBy.SUPERSEDED}
        first = recognised(with_days, date(2019, 9, 1), deed=deed, **ends)
        recognised(with_days, renewed, stars=4, supersedes=first, deed=deed)
    early, late = recognised(with_years, year=2019), recognised(with_years, year=2021, stars=4)
    if years_ended:
        ended(early, late)
    make.merged(keep, drop, by=lan, reason=REASON)
    told = Certification.objects.order_by("in_force_from").values_list(
        "issued_on", "ended_on", "stars"
    )
    assert list(told) == [(date(2019, 9, 1), date(2021, 3, 19), 3), (date(2021, 3, 19), None, 4)]
    sound()


def test_a_later_recognition_of_the_other_ends_the_earlier_one(lan):
    keep, drop = two_products()
    early = recognised(keep, year=2020)
    later = recognised(drop, date(2022, 5, 1), stars=4)
    make.merged(keep, drop, by=lan, reason=REASON)
    early.refresh_from_db()
    later.refresh_from_db()
    assert (early.ended_on, early.ended_by, later.supersedes) == (
        date(2022, 5, 1),
        EndedBy.SUPERSEDED,
        early,
    )
    sound()


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ({"day": date(2021, 3, 19)}, {"day": date(2022, 3, 19)}, "chồng thời hạn"),
        ({"day": date(2021, 3, 19)}, {"day": date(2021, 3, 19), "stars": 4}, "chồng thời hạn"),
        ({"day": date(2021, 3, 19), "number": "386/QĐ-UBND"}, {"day": date(2021, 3, 19), "number": "386/QĐ-UBND", "stars": 4}, "cùng một quyết định"),
        ({"year": 2021, "number": "386/QĐ-UBND"}, {"year": 2021, "number": "387/QĐ-UBND"}, "cùng năm"),
        ({"year": 2021, "code": "06-066-01001-1-2021"}, {"year": 2021, "code": "06-066-01001-2-2021"}, "hai mã"),
    ],
)  # fmt: skip
def test_recognitions_that_contradict_each_other_refuse_the_merge(lan, ours, theirs, said):
    keep, drop = two_products()
    recognised(keep, **ours)
    recognised(drop, **theirs)
    state = list(Certification.objects.order_by(IN_ORDER, "pk").values())
    with pytest.raises(Refused, match=said) as refused:
        make.merged(keep, drop, by=lan, reason=REASON)
    assert len(refused.value.reasons) == 1
    assert list(Certification.objects.order_by(IN_ORDER, "pk").values()) == state


def test_two_live_certificates_in_force_are_two_products(lan, minh):
    keep, drop = two_products()
    make.certified(lan, minh, [keep, drop])
    reasons = merge.refusals(keep, drop, lan)
    assert any("cùng đang có hiệu lực" in reason for reason in reasons)
    assert any("một hồ sơ trong một đợt" in reason for reason in reasons)


def test_two_products_in_unfinished_rounds_or_with_other_figures_are_not_merged(lan):
    keep, drop = two_products()
    YearlyFigure.objects.create(product=keep, year=2024, revenue=5)
    YearlyFigure.objects.create(product=drop, year=2024, revenue=6)
    make.take_in(make.open_round(lan), [keep], lan)
    make.take_in(make.open_round(lan, number=2), [drop], lan)
    reasons = merge.refusals(keep, drop, lan)
    assert len(reasons) == 2
    assert "hai đợt chưa xong" in reasons[0]
    assert "2024" in reasons[1]


def test_products_of_two_producers_need_the_producer_chosen(lan):
    keep, drop = make.product(of=make.producer("HTX A")), make.product(of=make.producer("HTX B"))
    with pytest.raises(Refused, match="chủ thể"):
        make.merged(keep, drop, by=lan, reason=REASON)
    values = {"producer": merge.DROP}
    with pytest.raises(Refused, match="khác chủ thể: chỉ gộp khi có căn cứ"):
        make.merged(keep, drop, by=lan, reason=REASON, values=values)
    kept = make.merged(keep, drop, by=lan, reason=REASON, values=values, **GROUND)
    assert kept.producer.name == "HTX B"


def test_fields_side_by_side():
    keep, drop = two_products(gtin="8938501234568", story="Chuyện")
    told = {pair.name: pair for pair in merge.pairs(keep, drop)}
    assert told["name"].differs
    assert not told["name"].must
    assert (told["story"].keep, told["story"].drop, told["story"].differs) == ("", "Chuyện", False)
    assert "description" not in told
    assert all(isinstance(keep._meta.get_field(name), models.Field) for name in told)
