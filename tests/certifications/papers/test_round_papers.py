"""The page of a round's papers: what there is at each stage, downloads, the archive, and who may
see them."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import segno
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications import workflow
from certifications.models import Certification, Result
from certifications.papers.archive import archive
from certifications.papers.catalogue import catalogue
from certifications.papers.facts import facts_of
from certifications.papers.pdf.certificates import certificates_pdf, public_address
from tests import factories as make
from tests.certifications.papers.conftest import approve, scored


def there(round_) -> set[str]:
    return {group.folder.split("-", 1)[1] for group in catalogue(facts_of(round_)) if group.entries}


def test_each_stage_has_its_papers(lan, minh, office):
    round_ = make.draft_round()
    assert there(round_) == set()
    round_ = (
        scored(lan, [(4, 0.99), (2, 0.4)])
        if workflow.move(round_, "cancel", by=lan, reason="thử")
        else round_
    )
    assert there(round_) == {"phieu-trong", "phieu-cham"}
    round_ = make.moved(round_, "conclude", by=lan)
    assert there(round_) == {"phieu-trong", "phieu-cham", "bien-ban"}
    round_ = make.moved(round_, "approve", by=minh)
    before = {"phieu-trong", "phieu-cham", "bien-ban", "bang-tong-hop", "to-trinh", "quyet-dinh"}
    assert there(round_) == before
    make.decide(round_, lan)
    round_.refresh_from_db()
    assert there(round_) == before | {"giay-chung-nhan", "thong-bao", "con-thieu"}


def test_a_cancelled_round_has_none(lan):
    round_ = workflow.move(scored(lan, [(4, 0.99)]), "cancel", by=lan, reason="nhầm")
    assert there(round_) == set()


def test_the_page_says_what_is_there_and_what_is_waited_for(lan, as_user):
    round_ = scored(lan, [(4, 0.99)])
    text = as_user(lan).get(reverse("admin:round_papers", args=[round_.uid])).content.decode()
    assert "Phiếu chấm của thành viên" in text
    assert "Chưa có. Có sau khi ghi quyết định đã ký cấp giấy chứng nhận." in text
    assert reverse("admin:round_papers_zip", args=[round_.uid]) in text
    assert "style=" not in text


def test_every_link_of_the_page_gives_its_file(lan, as_user, decided):
    client = as_user(lan)
    starts = {"pdf": b"%PDF-", "docx": b"PK\x03\x04", "xlsx": b"PK\x03\x04"}
    entries = [one for group in catalogue(facts_of(decided)) for one in group.entries]
    assert len({one.key for one in entries}) == len(entries)
    for entry in entries:
        answer = client.get(reverse("admin:round_paper", args=[decided.uid, entry.key]))
        assert answer.status_code == 200
        assert answer.content.startswith(starts[entry.file.rsplit(".", 1)[1]])
        assert answer["Content-Disposition"] == f'attachment; filename="{entry.file}"'
        assert entry.file.isascii()
        assert "no-store" in answer["Cache-Control"]


def test_the_archive_is_complete(decided):
    files = ZipFile(BytesIO(archive(facts_of(decided)))).namelist()
    assert len(files) == len(set(files))
    counts: dict[str, int] = {}
    for name in files:
        assert name.isascii()
        counts[name.split("/")[0]] = counts.get(name.split("/")[0], 0) + 1
    assert counts == {
        "1-phieu-trong": 4, "2-phieu-cham": 3, "3-bien-ban": 1, "4-bang-tong-hop": 2, "5-to-trinh": 1,
        "6-quyet-dinh": 3, "7-giay-chung-nhan": 1, "8-thong-bao": 1, "9-con-thieu": 2,
    }  # fmt: skip


def test_the_archive_can_be_downloaded_and_is_refused_while_empty(lan, as_user, decided):
    answer = as_user(lan).get(reverse("admin:round_papers_zip", args=[decided.uid]))
    assert (
        answer["Content-Disposition"]
        == 'attachment; filename="giay-to-dot-1-nam-2026-thai-nguyen.zip"'
    )
    assert ZipFile(BytesIO(answer.getvalue())).testzip() is None
    empty = make.draft_round(number=7)
    assert as_user(lan).get(reverse("admin:round_papers_zip", args=[empty.uid])).status_code == 409


def test_another_province_and_council_members_get_none(hoa, as_user, decided):
    member = make.user("ủy-viên", "council_member")
    addresses = [
        reverse("admin:round_papers", args=[decided.uid]),
        reverse("admin:round_papers_zip", args=[decided.uid]),
        reverse("admin:round_paper", args=[decided.uid, "bien-ban"]),
    ]
    for person in (hoa, member):
        for address in addresses:
            assert as_user(person).get(address).status_code == 404


def test_a_paper_that_is_not_there_is_not_found(lan, as_user, approved):
    for key in ("giay-chung-nhan", "khong-co"):
        assert (
            as_user(lan).get(reverse("admin:round_paper", args=[approved.uid, key])).status_code
            == 404
        )


def test_nothing_is_changed_by_reading(lan, as_user, decided):
    assert (
        as_user(lan).post(reverse("admin:round_papers_zip", args=[decided.uid])).status_code == 405
    )
    before = list(Result.objects.values_list("version", flat=True))
    archive(facts_of(decided))
    assert list(Result.objects.values_list("version", flat=True)) == before


def test_a_certificate_carries_the_address_of_its_product(decided, monkeypatch, settings):
    settings.PUBLIC_URL = "https://ocop.example.vn"
    coded: list[str] = []
    real = segno.make
    monkeypatch.setattr(
        segno, "make", lambda text, **options: coded.append(text) or real(text, **options)
    )
    facts = facts_of(decided)
    content = certificates_pdf(decided, facts.certified, "Giấy chứng nhận")
    products = Certification.objects.order_by("result__application__position").values_list(
        "product__uid", flat=True
    )
    assert coded == [f"https://ocop.example.vn/san-pham/{uid}/" for uid in products]
    assert content.count(b"/Type /Page\n") == 2
    assert public_address(facts.certified[0][0]) == coded[0]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_products(lan, minh, office, count):
    round_ = approve(scored(lan, [(4, 0.99)] * count), lan, minh)
    make.decide(round_, lan)
    round_.refresh_from_db()
    with CaptureQueriesContext(connection) as queries:
        archive(facts_of(round_))
    assert len(queries) == 24
