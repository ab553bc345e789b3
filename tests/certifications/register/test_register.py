"""The public register: only what is decided, never what is private, rebuilt alike, and every
difference noticed."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from certifications.law import rules
from certifications.models import Certification
from certifications.register import compare, rebuild
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalEntry, PublicChange
from producers.models import ProducerKind
from products.models import PointOfSale, PublicCode, PublicEntry, PublicState
from products.today import turning
from tests import factories as make

pytestmark = pytest.mark.django_db


def save(subject, by, name):
    with act(name, by=by, province=make.province()) as deed:
        deed.save(subject)
    return JournalEntry.objects.first()


def dump():
    """Everything the register holds, but for the keys of its rows, as one comparable value."""
    columns = [field.name for field in PublicEntry._meta.concrete_fields if field.name != "id"]
    rows = []
    for entry in PublicEntry.objects.order_by("kind", "uid"):
        values = [
            bytes(value) if isinstance(value, memoryview) else value
            for value in (getattr(entry, name) for name in columns)
        ]
        states = list(
            entry.states.order_by("first_day").values_list(
                "first_day",
                "last_day",
                "standing",
                "stars",
                "held_stars",
                "sentence",
                "sentence_en",
                "state",
            )
        )
        rows.append((values, states, sorted(entry.places.values_list("place_id", flat=True))))
    return rows


def named():
    """The rows that name somebody or something: all but the counts of what only takes part."""
    return PublicEntry.objects.exclude(kind="participation")


# --- only what is decided -------------------------------------------------------------------------
def test_nothing_is_public_before_its_decision(lan, minh):
    round_ = make.evaluating_round(lan, make.products(2))
    make.enter(round_, lan, make.scored())

    make.moved(round_, "conclude", by=lan)
    make.moved(round_, "approve", by=minh)
    assert (named().count(), PublicChange.objects.exclude(kind="participation").count()) == (0, 0)
    counted = "".join(text_of(entry) for entry in PublicEntry.objects.all())
    assert "Sản phẩm 01" not in counted, "those that only take part are counted, not named"
    assert "HTX Nà Pò" not in counted
    make.decide(round_, lan)
    assert (
        sorted(named().values_list("kind", flat=True))
        == ["certification"] * 2 + ["producer"] + ["product"] * 2
    )
    assert PublicChange.objects.exclude(kind="participation").count() == 5


def test_results_points_and_people_of_the_office_are_not_in_it(lan, minh):
    make.certified(lan, minh, make.products(1), make.scored("83,17"))
    whole = json.dumps([[str(value) for value in row[0]] for row in dump()], ensure_ascii=False)
    for secret in ("83.17", "83,17", lan.full_name, minh.full_name, lan.username):
        assert secret not in whole


# --- private fields -------------------------------------------------------------------------------
PRIVATE = {
    "tax_code": "012345678901", "phone": "0912345678", "email": "chimse@rieng.vn", "address": "Thôn Chim Sẻ",
    "representative_name": "Nguyễn Chim Sẻ", "representative_gender": "female", "representative_ethnicity": "Dân tộc Chim Sẻ",
}  # fmt: skip


def text_of(entry):
    states = "".join(
        f"{state.sentence}{state.sentence_en}{state.state}" for state in entry.states.all()
    )
    return f"{entry.name}{entry.search_key}{entry.codes}{entry.card}{entry.detail}{states}"


def test_private_fields_of_a_household_appear_nowhere(lan, minh):
    owner = make.producer("Hộ Bế Thị", kind=ProducerKind.HOUSEHOLD, **PRIVATE)
    make.certified(lan, minh, [make.product(of=owner)])
    whole = "".join(text_of(entry) for entry in PublicEntry.objects.all()).lower()
    assert named().count() == 3
    for secret in (*PRIVATE.values(), "chim se", "912345678"):
        assert secret.lower() not in whole, secret


def test_a_representative_is_private_for_every_kind_of_producer(lan, minh):
    for number, kind in enumerate(ProducerKind.values, start=1):
        fields = {
            name: value for name, value in PRIVATE.items() if name.startswith("representative")
        }
        owner = make.producer(
            f"Chủ thể {number}", kind=kind, woman_led=True, minority_led=True, **fields
        )
        tourism = kind in {"society", "association", "operator"}
        round_ = make.approved_round(
            lan, minh, [make.product(of=owner, set_no=26 if tourism else 6)], number=number
        )
        make.decide(round_, lan, number=f"{number}/QĐ-UBND")
    whole = "".join(text_of(entry) for entry in PublicEntry.objects.all()).lower()
    for secret in ("chim sẻ", "female", "chim se", "woman", "minority", "ethnic"):
        assert secret not in whole


def test_public_tax_codes_of_producers_are_written_as_look_ups(lan, minh):
    business = make.producer("HTX Nà Pò", tax_code="4700123456")
    household = make.producer("Hộ Bế Thị", kind=ProducerKind.HOUSEHOLD, tax_code="8000123456")
    consenting = make.producer(
        "Hộ Nông Văn", kind=ProducerKind.HOUSEHOLD, tax_code="8000999999", consent=["tax_code"]
    )
    makers = {"HTX": business, "kín": household, "đồng ý": consenting}
    make.certified(lan, minh, [make.product(name, of=of) for name, of in makers.items()])
    turning.turn_to_today()
    rows = PublicCode.objects.filter(entry__kind="producer")
    found = dict(rows.values_list("code", "entry__uid"))
    assert found == {"4700123456": business.uid, "8000999999": consenting.uid}
    consenting.consent = []
    save(consenting, lan, "producer.edit")
    assert set(rows.values_list("code", flat=True)) == {"4700123456"}


def test_changing_only_what_is_private_changes_nothing_public(lan, minh):
    owner = make.producer("Hộ Bế Thị", kind=ProducerKind.HOUSEHOLD)
    make.certified(lan, minh, [make.product(of=owner)])
    before = dump()
    owner.phone, owner.representative_name = "0912345678", "Bế Thị Na"
    entry = save(owner, lan, "producer.edit")
    assert dump() == before
    assert entry.public_changes.count() == 0


# --- what changes with what -----------------------------------------------------------------------
def test_a_renamed_producer_changes_its_products_and_nobody_elses(lan, minh):
    owner, other = make.producer(), make.producer("HTX Khác")
    make.certified(lan, minh, [make.product(of=owner), make.product("Gạo", of=other)])
    untouched = {
        entry.uid: entry.updated_seq for entry in PublicEntry.objects.filter(producer_uid=other.uid)
    }
    make.changed(owner, lan, minh, name="HTX Nà Pò Xanh")
    entry = JournalEntry.objects.first()
    changed = PublicEntry.objects.filter(producer_uid=owner.uid)
    assert sorted(changed.values_list("kind", flat=True)) == [
        "certification",
        "producer",
        "product",
    ]
    for row in changed:
        assert (row.updated_seq, row.updated_at) == (entry.seq, entry.at)
        assert "HTX Nà Pò Xanh" in row.card
    assert {
        row.uid: row.updated_seq for row in PublicEntry.objects.filter(producer_uid=other.uid)
    } == untouched
    assert set(entry.public_changes.values_list("op", flat=True)) == {"updated"}
    assert list(compare()) == []


def test_a_product_that_moves_to_another_producer_leaves_no_row_behind(lan, minh):
    old, new = make.producer("HTX Cũ"), make.producer("HTX Mới")
    made = make.product(of=old)
    make.certified(lan, minh, [made])
    make.changed(made, lan, minh, producer=new)
    entry = JournalEntry.objects.first()
    assert list(PublicEntry.objects.filter(kind="producer").values_list("uid", flat=True)) == [
        new.uid
    ]
    assert {(one.uid, one.op) for one in entry.public_changes.filter(kind="producer")} == {
        (old.uid, "removed"),
        (new.uid, "created"),
    }
    assert list(compare()) == []


def test_a_point_of_sale_that_goes_away_or_drops_a_product_disappears_from_its_page(lan, minh):
    one, two = make.products(2)
    make.certified(lan, minh, [one, two])
    shop = PointOfSale(name="Cửa hàng OCOP", place=make.commune())
    with act("point_of_sale.create", by=lan, province=make.province()) as deed:
        deed.create(shop)
        shop.products.set([one, two])
    assert PublicEntry.objects.filter(detail__contains="Cửa hàng OCOP").count() == 2
    with act("point_of_sale.edit", by=lan, province=make.province()) as deed:
        shop.products.set([one])
        deed.line(
            "point_of_sale",
            shop.uid,
            {"products": sorted([one.uid, two.uid])},
            {"products": [one.uid]},
        )
    assert list(
        PublicEntry.objects.filter(detail__contains="Cửa hàng OCOP").values_list("uid", flat=True)
    ) == [one.uid]
    with act("point_of_sale.delete", by=lan, reason="Đóng cửa", province=make.province()) as deed:
        deed.delete(shop)
    assert not PublicEntry.objects.filter(detail__contains="Cửa hàng OCOP").exists()
    assert list(compare()) == []


# --- rebuilt alike --------------------------------------------------------------------------------
@pytest.fixture
def a_history(lan, minh):
    """Renewed, revoked, corrected, proposed, renamed: one of each."""
    from certifications.certificates import prepared_acts
    from tests.certifications.certificates.test_renewals import old_recognition

    made = make.products(4)
    for number, product in enumerate(made):
        old_recognition(lan, product, date(2023 + number // 2, 12, 1 + number))
    make.certified(
        lan,
        minh,
        made,
        make.scored("80"),
        make.scored("60"),
        make.scored("92"),
        make.scored("45", marks="2"),
        type="re_evaluation",
    )
    first = made[0].certifications.get(origin="live")
    values = {"ground": "b", "decision": "512/QĐ-UBND", "on": "2026-11-20"}
    prepared_acts.approve(
        prepared_acts.prepare(first, "revoke", values, by=lan, reason="Kết luận"), by=minh
    )
    second = made[1].certifications.get(origin="live")
    prepared_acts.approve(
        prepared_acts.prepare(
            second, "correct", {"code": "19-02155-001-2026"}, by=lan, reason="Thiếu mã"
        ),
        by=minh,
    )
    make.changed(made[2], lan, minh, name="Tên mới")
    return made


def test_rebuilding_gives_the_identical_register(a_history, capsys):
    before = dump()
    assert named().count() == 4 + 6 + 1
    call_command("rebuild_register")
    assert dump() == before
    call_command("rebuild_register", "--check")
    assert f"khớp với dữ liệu gốc: {len(before)} mục" in capsys.readouterr().out


def test_checking_changes_nothing(a_history):
    before = dump(), JournalEntry.objects.count()
    assert list(compare()) == []
    assert (dump(), JournalEntry.objects.count()) == before


@pytest.mark.parametrize(
    ("sabotage", "told"),
    [
        (
            lambda entry: PublicEntry.objects.filter(pk=entry.pk).update(
                card=entry.card.replace("Tên", "Ten")
            ),
            "card",
        ),
        (lambda entry: PublicEntry.objects.filter(pk=entry.pk).update(detail="{}"), "detail"),
        (
            lambda entry: PublicEntry.objects.filter(pk=entry.pk).update(search_key=" "),
            "search_key",
        ),
        (
            lambda entry: PublicEntry.objects.filter(pk=entry.pk).update(updated_seq=1),
            "thời điểm cập nhật",
        ),
        (lambda entry: entry.states.filter(standing="in_force").update(stars=5), "states"),
        (lambda entry: entry.states.order_by("first_day").last().delete(), "states"),
        (lambda entry: entry.states.all().delete(), "states"),
        (lambda entry: entry.places.first().delete(), "places"),
        (lambda entry: entry.delete(), "thiếu trong sổ công khai"),
    ],
)
def test_a_sabotaged_row_is_noticed_and_rebuilding_mends_it(a_history, sabotage, told):
    before, entry = dump(), PublicEntry.objects.get(kind="product", uid=a_history[2].uid)
    sabotage(entry)
    differences = list(compare())
    assert [(one.kind, one.uid) for one in differences] == [("product", a_history[2].uid)]
    assert told in differences[0].what
    with pytest.raises(CommandError, match="1 khác biệt"):
        call_command("rebuild_register", "--check")
    rebuild()
    assert dump() == before


def test_a_row_that_nothing_stands_behind_is_noticed(a_history):
    entry = PublicEntry.objects.filter(kind="product").first()
    entry.pk, entry.uid = None, "ZZZZZZZ"
    entry.save()
    assert [(one.uid, one.what) for one in compare()] == [("ZZZZZZZ", "thừa trong sổ công khai")]
    rebuild()
    assert list(compare()) == []


# --- every day ------------------------------------------------------------------------------------
def test_the_database_answers_for_every_day_what_the_rules_answer(a_history):
    """The SQL filter of the pages and the API, for each day from before the first boundary to after
    the last."""
    for product in a_history:
        held = list(Certification.objects.filter(product=product))
        days = rules.turning_days(held)
        day, last = days[0] - timedelta(days=3), days[-1] + timedelta(days=3)
        entry = PublicEntry.objects.get(kind="product", uid=product.uid)
        stretches = list(entry.states.values_list("first_day", "last_day", "standing", "stars"))
        while day <= last:
            state, certification = rules.product_standing(held, day)
            found = [one for one in stretches if one[0] <= day <= one[1]]
            assert [(one[2], one[3]) for one in found] == [
                (str(state), certification.stars if state in rules.VALID else 0)
            ], day
            day += timedelta(days=1)
        for boundary in days:
            for near in (boundary - timedelta(days=1), boundary, boundary + timedelta(days=1)):
                row = PublicState.objects.get(entry=entry, first_day__lte=near, last_day__gte=near)
                assert row.standing == rules.product_standing(held, near)[0], near


@pytest.mark.parametrize("other", ["\\", "…", " - "])
def test_a_name_of_signs_alone_can_be_published(lan, minh, other):
    product = make.product()
    make.certified(lan, minh, [product])
    with act("product.edit", by=None, province=make.province()) as deed:
        product.name_en = other
        deed.save(product)
    key = PublicEntry.objects.get(kind="product", uid=product.uid).search_key
    assert "  " not in key
    assert key == f" {' '.join(key.split())} "
