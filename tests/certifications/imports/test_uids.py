"""Uids are drawn at random and meet: whatever a new subject's first one is equal to, a file does the
same in the preview and when it is applied, and nobody else's recognition moves."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.apps import apps

from certifications.historic import record_file
from certifications.integrity import faults
from certifications.management.commands.load_historic import DATA
from certifications.models import Application, Certification, Decision, Import
from certifications.register import compare
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import JournalLine, MergedSubject, Subject
from ocop_registry.journal.verification import Verification
from producers.models import Producer
from products.models import Product, YearlyFigure
from tests import factories as make
from tests.certifications.imports import registers
from tests.certifications.imports.files import applied, dry, xlsx

pytestmark = pytest.mark.django_db

REGISTER = (
    "Tên sản phẩm",
    "Chủ thể",
    "Loại hình",
    "Xã",
    "Hạng sao",
    "Ngày cấp",
    "Số quyết định",
    "Cơ quan ban hành",
)
PROVINCE = "UBND tỉnh Thái Nguyên"


def line(product: str, producer: str, day: date, number: str = "1/QĐ-UBND") -> tuple:
    return (product, producer, "Hợp tác xã", "Xã Côn Minh", 3, day, number, PROVINCE)


def register(*rows: tuple) -> bytes:
    return registers.simple(REGISTER, *rows)


@pytest.fixture
def stored(lan, minh) -> dict[str, str]:
    """A subject of every kind that a file can bring, and one of each that was merged away: kind →
    uid."""
    registers.applied(register(line("Chè", "HTX Cũ", date(2025, 8, 1))), make.province(), lan, minh)
    keep, drop = make.producer("HTX Tài Hoan"), make.producer("Hợp tác xã Tài Hoan")
    make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    one, other = make.product("Miến", of=keep), make.product("Miến dong", of=keep)
    make.merged(one, other, by=lan, reason="Ghi hai lần")
    return {
        "producer": Producer.objects.get(name="HTX Cũ").uid,
        "product": Product.objects.get(name="Chè").uid,
        "certification": Certification.objects.get().uid,
        "decision": Decision.objects.get().uid,
        "import": Import.objects.get().uid,
        "merged producer": drop.uid,
        "merged product": other.uid,
    }


def subject_models() -> Iterator[type[Subject]]:
    return (model for model in apps.get_models() if issubclass(model, Subject))


@pytest.fixture
def meeting(monkeypatch):
    """Let every new subject be born with the same uid; the ones drawn afterwards are random."""

    def meet(uid: str) -> None:
        for model in subject_models():
            monkeypatch.setitem(vars(model._meta.get_field("uid")), "_get_default", lambda: uid)

    return meet


KINDS = (
    "producer",
    "product",
    "certification",
    "decision",
    "import",
    "merged producer",
    "merged product",
)
# Two producers, four products, one of them with two recognitions and one of the same name as one
# that is stored; two decisions.
NEW = (
    line("Chè", "HTX Một", date(2025, 8, 20)),
    line("Gạo", "HTX Hai", date(2025, 9, 1), "2/QĐ-UBND"),
    line("Gạo", "HTX Hai", date(2026, 9, 1), "3/QĐ-UBND"),
    line("Gạo nếp nương", "HTX Một", date(2025, 8, 20)),
    line("Tinh bột nghệ", "HTX Hai", date(2025, 9, 1), "2/QĐ-UBND"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_a_register_of_new_subjects_that_all_meet_a_stored_one(stored, meeting, lan, minh, kind):
    before = Certification.objects.get().snapshot()
    quiet = registers.looked(register(*NEW), make.province(), lan)
    meeting(stored[kind])
    met = registers.looked(register(*NEW), make.province(), lan)
    shown = [
        [(row.outcome, row.changes, row.faults, row.notes) for row in rows] for rows in (quiet, met)
    ]
    assert shown[0] == shown[1]
    done = registers.applied(register(*NEW), make.province(), lan, minh)
    assert done.counts == {"read": 5, "created": 5, "changed": 0, "unchanged": 0, "refused": 0}
    of = {
        (one.product.producer.name, one.product.name, one.issued_on, one.ended_on)
        for one in Certification.objects.select_related("product__producer")
    }
    assert of == {
        ("HTX Cũ", "Chè", date(2025, 8, 1), None),
        ("HTX Một", "Chè", date(2025, 8, 20), None),
        ("HTX Hai", "Gạo", date(2025, 9, 1), date(2026, 9, 1)),
        ("HTX Hai", "Gạo", date(2026, 9, 1), None),
        ("HTX Một", "Gạo nếp nương", date(2025, 8, 20), None),
        ("HTX Hai", "Tinh bột nghệ", date(2025, 9, 1), None),
    }
    assert Certification.objects.get(product__producer__name="HTX Cũ").snapshot() == before
    assert sound()


def sound() -> bool:
    """Every rule, the register and the journal hold; no uid names two subjects of a kind that live
    or lived."""
    merged = set(MergedSubject.objects.values_list("kind", "old_uid"))
    for model in subject_models():
        borne = set(model._base_manager.values_list("uid", flat=True))
        assert not {(model.SUBJECT_KIND, uid) for uid in borne} & merged
    created = [
        (one.kind, one.uid)
        for one in JournalLine.objects.filter(text__startswith='{"after":{')
        if '"before":null' in one.text and one.kind in {"producer", "product", "certification"}
    ]
    assert len(created) == len(set(created)), "a uid was given twice"
    return list(faults()) == [] and list(compare()) == [] and list(Verification().faults()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_other_files_whose_new_subjects_all_meet_a_stored_one(stored, meeting, lan, kind):
    meeting(stored[kind])
    commune = make.commune("19", 0).full_name
    producers = xlsx(
        ("Tên chủ thể", "Loại hình", "Xã, phường"),
        ("HTX Ba", "Hợp tác xã", commune),
        ("THT Bốn", "Tổ hợp tác", commune),
    )
    assert dry("producers", producers, lan).counts["created"] == 2
    assert applied("producers", producers, lan).counts["created"] == 2
    products = xlsx(
        ("Tên sản phẩm", "Chủ thể"),
        ("Rượu men lá", "HTX Ba"),
        ("Rượu men lá", "THT Bốn"),
        ("Bánh khẩu sli", "THT Bốn"),
    )
    assert dry("products", products, lan).counts["created"] == 3
    assert applied("products", products, lan).counts["created"] == 3
    figures = xlsx(
        ("Tên sản phẩm", "Chủ thể", "Năm", "Doanh thu (triệu đồng)"),
        ("Rượu men lá", "HTX Ba", 2025, 5),
        ("Rượu men lá", "THT Bốn", 2025, 6),
    )
    assert applied("figures", figures, lan).counts["created"] == 2
    assert {
        (one.product.producer.name, one.revenue)
        for one in YearlyFigure.objects.select_related("product__producer")
    } == {("HTX Ba", 5_000_000), ("THT Bốn", 6_000_000)}
    assert sound()


@pytest.mark.parametrize("kind", KINDS)
def test_applications_that_bring_subjects_that_all_meet_a_stored_one(stored, meeting, lan, kind):
    round_ = make.open_round(lan)
    meeting(stored[kind])
    commune = make.commune("19", 0).full_name
    file = xlsx(
        ("Sản phẩm đăng ký", "Tên chủ thể", "Loại hình", "Xã, phường", "Bộ sản phẩm", "Loại hồ sơ"),
        ("Miến khô", "HTX Năm", "Hợp tác xã", commune, 6, "Lần đầu"),
        ("Miến tươi", "Tổ hợp tác Sáu", "Tổ hợp tác", commune, 6, "Lần đầu"),
        ("Chè", "HTX Cũ", "", "", 6, "Nâng hạng"),
    )
    assert applied("applications", file, lan, round_=round_).counts["created"] == 3
    assert {
        (one.product.producer.name, one.product.name)
        for one in Application.objects.select_related("product__producer")
    } == {("HTX Năm", "Miến khô"), ("Tổ hợp tác Sáu", "Miến tươi"), ("HTX Cũ", "Chè")}
    assert sound()


def test_an_old_list_whose_subjects_all_meet(stored, meeting):
    meeting(stored["product"])
    report = record_file(DATA / "recognised_products.csv")
    assert Certification.objects.count() == report.recorded + 1
    assert sound()


@pytest.mark.parametrize("fate", ["stored", "merged product", "deleted", "new in the act"])
def test_one_subject_made_on_a_page_takes_no_uid_that_was_ever_given(stored, meeting, lan, fate):
    owner = Producer.objects.get(name="HTX Cũ")
    gone = make.product("Thử", of=owner)
    uid = {"stored": stored["product"], "deleted": gone.uid}.get(fate, stored["merged product"])
    with act("product.delete", by=lan, reason="ghi nhầm") as deed:
        deed.delete(gone)
    if fate == "new in the act":
        uid = "0000000"
    meeting(uid)
    with act("product.create", by=lan) as deed:
        made = [Product(producer=owner, name=f"Mật ong {number}") for number in range(3)]
        for one in made:
            deed.create(one)
    given = {one.uid for one in made}
    assert len(given) == 3
    assert given & {uid} == ({uid} if fate == "new in the act" else set())
    assert sound()
