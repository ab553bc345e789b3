"""What was answered about names is remembered: asked once for a pair, never again, also in later
files, until the office says otherwise."""

import pytest

from certifications.imports import applying, staging
from certifications.imports.contract import NEW
from certifications.imports.matters import groups
from certifications.imports.matters.groups import SUGGESTED, Answers
from certifications.imports.staging import Mending
from certifications.models import Certification, NameAnswer
from producers.models import Producer
from products.models import Product
from tests.certifications.imports.registers import KIND, applied, looked, simple

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Năm", "Mã số thuế")


def row(product, producer="HTX Tài Hoan", stars=3, year=2022, tax=None):
    return [product, producer, "Xã Côn Minh", "Huyện Na Rì", stars, year, tax]


@pytest.fixture
def known(lan, minh, province):
    applied(
        simple(HEADINGS, row("Nước mắm cốt truyền thống"), row("Mật ong hoa rừng")),
        province,
        lan,
        minh,
    )
    return Producer.objects.get()


def brought(rows, province, lan, minh, **answers):
    """A file whose questions are answered: question → answer for all rows."""
    staged = staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)
    told = {one.pk: Mending(choices=answers) for one in staged.rows.all()}
    return applying.apply(staging.mend(staged, told, by=lan), by=minh)


def faults(rows):
    return [fault.code for one in rows for fault in one.faults]


def test_one_that_is_another_is_not_asked_again(lan, minh, province, known):
    rows = [row("Nước mắm cốt truyền thống hũ sành"), row("Chè Shan", "HTX nông nghiệp Tài Hoan")]
    assert faults(looked(simple(HEADINGS, *rows), province)) == ["choose", "choose"]
    brought(rows, province, lan, minh, product=NEW, producer=NEW)
    assert (Product.objects.count(), Producer.objects.count()) == (4, 2)
    assert sorted(NameAnswer.objects.values_list("of", "same")) == [
        ("producer", False),
        ("product", False),
    ]
    # Another list writes the same names for things of its own: the answer still counts.
    Certification.objects.filter(product__producer__name="HTX nông nghiệp Tài Hoan").delete()
    Product.objects.filter(producer__name="HTX nông nghiệp Tài Hoan").delete()
    Producer.objects.filter(name="HTX nông nghiệp Tài Hoan").delete()
    [again] = looked(simple(HEADINGS, row("Gạo nếp", "HTX NN Tài Hoan")), province)
    assert again.faults == []
    assert "khác “HTX Tài Hoan”, như đã trả lời" in " ".join(again.notes)


def test_one_that_is_the_same_is_not_asked_again(lan, minh, province, known):
    number = "4700123456"
    Producer.objects.update(tax_code=number)
    rows = [row("Mật ong hoa rừng", "HTX Nà Pò", tax=number)]
    staged = staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)
    [stored] = staged.rows.all()
    assert "tên “HTX Nà Pò”" in stored.options["producer"]["label"]
    done = brought(rows, province, lan, minh, producer=known.uid)
    assert (done.counts["unchanged"], NameAnswer.objects.get().same) == (1, True)
    [again] = looked(simple(HEADINGS, *rows), province)
    assert again.faults == []
    assert "là “HTX Tài Hoan”" in " ".join(again.notes)


def every(staged, lan, answer):
    """All open questions about products answered alike, as a button of the page does."""
    answers = Answers(chosen={}, typed={}, every={"product": answer})
    return staging.mend(staged, groups.mendings(staged, answers), by=lan)


def test_all_near_misses_are_answered_in_one_click(lan, minh, province, known):
    rows = [row(f"Nước mắm cốt truyền thống {kind}") for kind in ("hũ sành", "chai", "thượng hạng")]
    staged = staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)
    assert staged.counts["refused"] == 3
    done = every(staged, lan, NEW)
    assert (done.counts["created"], done.counts["refused"]) == (3, 0)
    applying.apply(done, by=minh)
    assert Product.objects.count() == 5


def test_all_that_can_be_one_only_are_answered_in_one_click(lan, minh, province, known):
    rows = [row("Mat ong hoa rung"), row("Nuoc mam cot truyen thong")]
    staged = staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)
    assert staged.counts["refused"] == 2
    done = every(staged, lan, SUGGESTED)
    assert done.counts["unchanged"] == 2


def test_taking_the_file_back_forgets_its_answers(lan, minh, province, known):
    done = brought([row("Nước mắm cốt truyền thống chai")], province, lan, minh, product=NEW)
    applying.undo(applying.ask_undo(done, by=lan, reason="Nhầm tệp"), by=minh)
    assert not NameAnswer.objects.exists()


def test_a_file_of_answers_alone_is_written_from_its_page(lan, minh, province, known, as_user):
    """Nothing is added or changed, yet what was answered is worth keeping: the second person has a
    button for it."""
    rows = [row("Mat ong hoa rung")]
    staged = staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)
    address = f"/quan-tri/nhap-excel/{staged.uid}/"
    assert "nhớ câu trả lời" not in as_user(minh).get(address).content.decode()
    done = every(staged, lan, SUGGESTED)
    assert (done.counts["created"], done.counts["changed"], done.counts["unchanged"]) == (0, 0, 1)
    office = as_user(minh)
    assert "Ghi nhớ câu trả lời của 1 dòng" in office.get(address).content.decode()
    form = office.get(f"{address}ghi/?version={done.version}")
    assert form.status_code == 200
    applied_at = office.post(f"{address}ghi/?version={done.version}", {"version": done.version})
    assert applied_at.status_code == 302
    assert NameAnswer.objects.get().same
    assert looked(simple(HEADINGS, *rows), province)[0].faults == []
