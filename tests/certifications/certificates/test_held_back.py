"""Once it bears a recognition, a product's name, producer and set, and a producer's name, kind, tax
code and place, change only by an act that one person prepares and another approves, whatever the
way."""

import json
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from certifications.certificates import held_back, prepared_acts
from certifications.imports import applying
from certifications.models import Certification, Level, PreparedAct
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import Unsound, act
from ocop_registry.journal.models import JournalEntry, JournalLine
from producers.models import Producer, ProducerKind
from products.models import Product, PublicEntry
from tests import factories as make
from tests.certifications.imports.files import applied, dry, faults, staged, xlsx
from tests.staff.test_acts_admin import producer_form, product_form

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


@pytest.fixture
def product(lan: Any, minh: Any) -> Product:
    """A tea of HTX Nà Pò, with 4 stars."""
    made = make.product("Chè Shan tuyết", of=make.producer(tax_code="4700123456"))
    make.certified(lan, minh, [made])
    return made


@pytest.fixture
def other(db: None) -> Producer:
    return make.producer("HTX Yên Dương", place=make.commune(number=3))


def of_the_centre(product: Product) -> None:
    """Its recognition becomes the Ministry's, past all acts."""
    Certification.objects.filter(product=product).update(level=Level.CENTRAL, stars=5)


def change_page(subject: Any) -> str:
    options = subject._meta
    return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[subject.pk])


def prepare(subject: Any, by: Any, **values: Any) -> PreparedAct:
    found = held_back.differences(subject, values)
    return prepared_acts.prepare(subject, "change", found, by=by, reason="Đổi theo đăng ký mới")


def names(product: Product) -> tuple[str, Producer, int]:
    stored = Product.objects.get(pk=product.pk)
    return stored.name, stored.producer, stored.product_set.no


# --- the guard: whatever the way ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("product", {"name": "Mật ong"}),
        ("product", {"name_en": "Honey"}),
        ("product", {"producer": None}),
        ("product", {"product_set": None}),
        ("producer", {"name": "HTX khác"}),
        ("producer", {"kind": ProducerKind.SME}),
        ("producer", {"tax_code": "4700999999"}),
        ("producer", {"place": None}),
    ],
)
def test_no_act_of_one_person_changes_what_is_recognised(product, other, lan, kind, values):
    subject: Any = product if kind == "product" else product.producer
    with act(f"{kind}.edit", by=lan, province=product.province) as deed:
        subject.description = "Thơm"
        if kind == "product":
            subject.name_en = subject.name_en or "Shan tea"
        deed.save(subject)
    for name, value in values.items():
        meant = {"producer": other, "place": other.place}.get(name) if value is None else value
        setattr(subject, name, meant)
    entries = JournalEntry.objects.count()
    with (
        pytest.raises(Unsound, match="do người khác duyệt"),
        act(f"{kind}.edit", by=lan, province=make.province()) as deed,
    ):
        deed.save(subject)
    assert JournalEntry.objects.count() == entries


def test_what_was_not_known_is_filled_in_and_what_bears_no_recognition_is_free(product, lan):
    product.name_en = "Shan tea"
    unknown = make.product("Khác", set_no=None)
    with act("product.edit", by=lan, province=product.province) as deed:
        deed.save(product)
        unknown.name = "Đổi tên"
        deed.save(unknown)
    assert Product.objects.get(pk=unknown.pk).name == "Đổi tên"


# --- two people -----------------------------------------------------------------------------------
def test_a_change_waits_for_another_person_and_keeps_the_old_value_in_public(
    product, other, lan, minh
):
    prepared = prepare(product, lan, name="Chè Nà Pò", producer=other)
    assert names(product)[:2] == ("Chè Shan tuyết", product.producer)
    with pytest.raises(PermissionDenied):
        prepared_acts.approve(prepared, by=lan)
    prepared_acts.approve(prepared, by=minh)
    assert names(product)[:2] == ("Chè Nà Pò", other)
    told = json.loads(PublicEntry.objects.get(kind="product", uid=product.uid).detail)["timeline"]
    texts = [event["text"] for event in told if event["event"] == "changed"]
    assert texts == [
        "Đổi tên sản phẩm: “Chè Shan tuyết” thành “Chè Nà Pò”. Lý do: Đổi theo đăng ký mới",
        f"Đổi chủ thể: “HTX Nà Pò ({product.producer.uid})” thành “HTX Yên Dương ({other.uid})”."
        " Lý do: Đổi theo đăng ký mới",
    ]
    assert [event["on"] for event in told if event["event"] == "changed"] == ["2026-11-20"] * 2
    line = JournalLine.objects.get(kind="product", uid=product.uid, entry__act="product.change")
    assert "Chè Shan tuyết" in line.text


def test_an_approver_does_not_approve_his_own_and_a_staff_member_not_at_all(product, minh, lan):
    prepared = prepare(product, minh, name="Chè Nà Pò")
    with pytest.raises(Refused, match="người duyệt phải là người khác"):
        prepared_acts.approve(prepared, by=minh)
    with pytest.raises(PermissionDenied):
        prepared_acts.approve(prepared, by=lan)
    assert names(product)[0] == "Chè Shan tuyết"


def test_what_the_centre_recognised_is_the_ministrys_to_approve(product, lan, minh, bo):
    of_the_centre(product)
    for subject, values in ((product, {"name": "Chè"}), (product.producer, {"name": "HTX Chè"})):
        prepared = prepare(subject, lan, **values)
        with pytest.raises(PermissionDenied):
            prepared_acts.approve(prepared, by=minh)
        prepared_acts.approve(prepared, by=bo)
    assert (names(product)[0], Producer.objects.get(pk=product.producer_id).name) == (
        "Chè", "HTX Chè",
    )  # fmt: skip


def test_another_province_neither_prepares_nor_approves_nor_takes_it_over(product, lan, hoa):
    with pytest.raises(PermissionDenied):
        prepare(product, hoa, name="Chè")
    abroad = make.producer("HTX Bắc Ninh", place=make.commune("24"))
    with pytest.raises(PermissionDenied):
        prepare(product, lan, producer=abroad)
    prepared = prepare(product, lan, name="Chè")
    with pytest.raises(PermissionDenied):
        prepared_acts.approve(prepared, by=make.approver("dung", "24"))


def test_nothing_is_written_over_what_changed_since(product, lan, minh):
    prepared = prepare(product, lan, name="Chè Nà Pò")
    Product.objects.filter(pk=product.pk).update(name="Chè khác")
    with pytest.raises(Refused, match="Tên sản phẩm đã được đổi từ khi chuẩn bị"):
        prepared_acts.approve(prepared, by=minh)


def test_a_tax_code_that_another_holds_is_refused_with_its_reason(product, other, lan):
    make.producer("HTX Ba Bể", tax_code="4700888888")
    with pytest.raises(Refused, match="Mã số thuế này đã thuộc về một chủ thể khác"):
        prepare(product.producer, lan, tax_code="4700888888")


def test_a_households_tax_code_stands_neither_in_the_chain_nor_in_public(lan, minh):
    household = make.producer(
        "Hộ Bàn Văn Nình", kind=ProducerKind.HOUSEHOLD, tax_code="001085001234"
    )
    made = make.product(of=household)
    make.certified(lan, minh, [made])
    make.changed(household, lan, minh, tax_code="001085009999", reason="Ghi nhầm")
    assert not JournalLine.objects.filter(text__contains="001085001234").exists()
    entry = PublicEntry.objects.get(kind="product", uid=made.uid)
    assert "Đổi mã số thuế của chủ thể. Lý do: Ghi nhầm" in entry.detail
    assert "00108500" not in entry.detail


def test_a_changed_kind_of_producer_is_told_in_both_languages(product, lan, minh):
    make.changed(product.producer, lan, minh, kind=ProducerKind.SME, reason="Đổi loại hình")
    told = json.loads(PublicEntry.objects.get(kind="product", uid=product.uid).detail)["timeline"]
    event = next(event for event in told if event["event"] == "changed")
    was = ProducerKind(ProducerKind.COOPERATIVE).label
    assert event["text"].startswith(f"Đổi loại hình chủ thể: “{was}” thành “")
    assert event["text_en"].startswith("Changed the kind of producer: “Cooperative” to “Small")


# --- the page -------------------------------------------------------------------------------------
def test_the_edit_form_saves_what_one_may_and_sends_the_rest_for_approval(
    product, other, lan, minh, as_user
):
    typed = product_form(
        product, name="Chè Nà Pò", producer=other.pk, description="Thơm", reason="Chuyển giao"
    )
    answer = as_user(lan).post(change_page(product), typed, follow=True)
    text = answer.content.decode()
    assert "chờ một người khác có quyền duyệt" in text
    page = as_user(lan).get(change_page(product)).content.decode()
    assert "Chờ duyệt: sửa thông tin đã công nhận" in page
    assert (*names(product)[:2], Product.objects.get(pk=product.pk).description) == (
        "Chè Shan tuyết", product.producer, "Thơm",
    )  # fmt: skip
    prepared = make.prepared().get()
    page = reverse("admin:prepared_page", args=[prepared.uid])
    shown = as_user(minh).get(page).content.decode()
    assert "Chè Shan tuyết" in shown
    assert "Chè Nà Pò" in shown
    assert "Chuyển giao" in shown
    assert "Chè Shan tuyết" in as_user(minh).get(reverse("admin:prepared_list")).content.decode()
    as_user(minh).post(page, {"approve": "1"})
    assert names(product)[:2] == ("Chè Nà Pò", other)


@pytest.mark.parametrize("button", ["_save", "_continue"])
def test_where_everything_waits_nothing_is_said_to_be_changed(product, lan, as_user, button):
    version, entries = product.version, JournalEntry.objects.count()
    typed = product_form(product, name="Chè Nà Pò", reason="Nhãn mới") | {button: "1"}
    answer = as_user(lan).post(change_page(product), typed, follow=True)
    told = [str(message) for message in answer.context["messages"]]
    assert len(told) == 1
    assert told[0].startswith("Tên sản phẩm chưa đổi: chờ một người khác có quyền duyệt.")
    assert list(JournalEntry.objects.order_by("seq")[entries:].values_list("act", flat=True)) == [
        "product.prepare"
    ]
    product.refresh_from_db()
    assert (product.version, names(product)[0]) == (version, "Chè Shan tuyết")


def test_the_hint_names_the_fields_as_they_are_written(product, lan, as_user):
    text = as_user(lan).get(change_page(product)).content.decode()
    assert "nên sửa tên sản phẩm, tên tiếng Anh, chủ thể, bộ sản phẩm thì phải ghi lý do" in text


def test_without_a_reason_nothing_is_saved_and_nothing_typed_is_lost(product, lan, as_user):
    typed = product_form(product, name="Chè Nà Pò", description="Thơm")
    answer = as_user(lan).post(change_page(product), typed)
    text = answer.content.decode()
    assert "Ghi lý do: điều bạn sửa làm đổi những gì công chúng biết" in text
    assert 'value="Chè Nà Pò"' in text
    assert "Thơm" in text
    assert not make.prepared().exists()
    assert names(product)[0] == "Chè Shan tuyết"


def test_a_second_change_waits_its_turn_and_stays_on_the_screen(product, lan, as_user):
    prepare(product, lan, name="Chè Nà Pò")
    typed = product_form(product, name="Chè Ba Bể", reason="Khác")
    text = as_user(lan).post(change_page(product), typed).content.decode()
    assert "Sản phẩm này đang có một việc chờ duyệt" in text
    assert 'value="Chè Ba Bể"' in text
    assert make.prepared().count() == 1


def test_the_producers_form_holds_back_its_own(product, other, lan, as_user):
    producer = product.producer
    typed = producer_form(
        producer, name="HTX Mới", kind="sme", place=other.place_id, tax_code="", phone="0912345678",
        reason="Chuyển đổi",
    )  # fmt: skip
    answer = as_user(lan).post(change_page(producer), typed)
    assert answer.status_code == 302
    stored = Producer.objects.get(pk=producer.pk)
    assert (stored.name, stored.kind, stored.place, stored.tax_code, stored.phone) == (
        "HTX Nà Pò", "cooperative", producer.place, "4700123456", "0912345678",
    )  # fmt: skip
    assert set(make.prepared().get().values) == {"name", "kind", "place", "tax_code"}


# --- files ----------------------------------------------------------------------------------------
HEADINGS = ("Mã định danh", "Tên sản phẩm", "Bộ sản phẩm", "Mô tả")


def test_a_file_of_products_prepares_what_takes_two_people(product, lan, minh):
    content = xlsx(HEADINGS, (product.uid, "Mật ong", 5, "Thơm"))
    imported = applied("products", content, lan)
    assert names(product)[::2] == ("Chè Shan tuyết", 6)
    assert Product.objects.get(pk=product.pk).description == "Thơm"
    prepared = make.prepared().get()
    assert (prepared.prepared_by, set(prepared.values)) == (lan, {"name", "product_set"})
    row = imported.rows.get()
    assert "Mật ong (chờ người khác duyệt)" in [one["after"] for one in row.changes]
    again = dry("products", xlsx(HEADINGS, (product.uid, "Mật ong", 5, "Thơm")), lan)
    assert again.counts["unchanged"] == 1, "what waits already is not prepared twice"
    third = dry("products", xlsx(HEADINGS, (product.uid, "Rượu", None, None)), lan)
    assert faults(third) == {"B2": "waiting"}
    prepared_acts.approve(prepared, by=minh)
    assert names(product)[::2] == ("Mật ong", 5)
    with pytest.raises(Refused):
        applying.undo(imported, by=lan, reason="Nhầm")


def test_taking_a_file_back_takes_back_what_it_prepared(product, lan):
    imported = applied("products", xlsx(HEADINGS, (product.uid, "Mật ong", None, None)), lan)
    applying.undo(imported, by=lan, reason="Nhầm")
    assert not make.prepared().exists()


def test_a_file_from_before_the_recognition_is_not_taken_back_alone(lan, minh):
    made = make.product("Chè")
    imported = applied("products", xlsx(HEADINGS, (made.uid, "Mật ong", None, None)), lan)
    make.certified(lan, minh, [Product.objects.get(pk=made.pk)])
    with pytest.raises(Refused, match="do người khác duyệt"):
        applying.undo(imported, by=lan, reason="Nhầm")
    assert names(made)[0] == "Mật ong"


def test_a_file_of_producers_prepares_what_takes_two_people(product, lan):
    producer = product.producer
    content = xlsx(
        ("Mã định danh", "Tên chủ thể", "Mã số thuế", "Điện thoại"),
        (producer.uid, "Công ty Trà", "4700999999", "0912345678"),
    )
    applied("producers", content, lan)
    stored = Producer.objects.get(pk=producer.pk)
    assert (stored.name, stored.tax_code, stored.phone) == ("HTX Nà Pò", "4700123456", "0912345678")
    assert set(make.prepared().get().values) == {"name", "tax_code"}


def test_nobody_at_the_command_line_is_no_first_person(product):
    content = xlsx(HEADINGS, (product.uid, "Mật ong", None, None))
    imported = staged("products", content, None, province=make.province())
    with pytest.raises(Refused, match="cần hai người"):
        applying.apply(imported, by=None, version=imported.version)
    assert names(product)[0] == "Chè Shan tuyết"
