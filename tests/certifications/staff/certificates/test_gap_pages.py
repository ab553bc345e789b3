"""Còn thiếu: the list with its filters and files, the form that finishes a product, and what a
declaration tells of it."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from certifications.models import StagedOutcome, StagedRow
from ocop_registry.accounts.models import Office
from ocop_registry.journal.acts import act
from producers.models import ProducerKind
from tests import factories as make
from tests.certifications.certificates.history import recognised

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/con-thieu/"


@pytest.fixture
def vague():
    maker = make.producer("Cơ sở Hoa Ban", kind=ProducerKind.UNKNOWN, place=make.old_place("066"))
    product = make.product("Miến dong", of=maker, set_no=None)
    recognised(product, 3, year=2021)
    return product


@pytest.fixture
def tea():
    product = make.product("Chè Tân Cương", of=make.producer("HTX Chè"))
    recognised(product, 4, on=date(2024, 5, 1))  # without a scheme
    return product


def rows(page: str) -> list[str]:
    return [
        line.partition("</th>")[0].rpartition("</a>")[0].rpartition(">")[2]
        for line in page.split('<th scope="row">')[1:]
    ]


def test_the_list_is_filtered_searched_and_sorted(lan, as_user, vague, tea):
    client = as_user(lan)

    def found(**asked: str) -> list[str]:
        return rows(client.get(LIST, asked).content.decode())

    assert found() == ["Chè Tân Cương", "Miến dong"]
    assert found(sort="thieu") == found(sort="chu-the") == ["Miến dong", "Chè Tân Cương"]
    assert found(thieu="number") == found(noi="066") == found(q="hoa ban") == ["Miến dong"]
    assert found(thieu="scheme", q="CHÈ") == found(q="tan cuong") == ["Chè Tân Cương"]
    assert found(thieu="x") == found(noi="99999") == []
    assert (
        "chưa rõ"
        not in client.get(LIST, {"q": "không có"})
        .content.decode()
        .partition("Không có dòng nào khớp")[2]
    )


def test_its_files_hold_the_same_rows(lan, as_user, vague, tea):
    client = as_user(lan)
    sheet = load_workbook(
        BytesIO(client.get(f"{LIST}?thieu=scheme&q=che&xuat=xlsx").content)
    ).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Chè Tân Cương"]
    assert sheet["F2"].value.date() == date(2024, 5, 1)
    text = b"".join(client.get(f"{LIST}?xuat=csv").streaming_content).decode("utf-8-sig")
    lines = list(csv.reader(StringIO(text)))
    assert [line[0] for line in lines[1:]] == ["Chè Tân Cương", "Miến dong"]
    assert (
        lines[2][7]
        == "số quyết định, ngày cấp, bộ tiêu chí, bộ sản phẩm, loại hình chủ thể, xã, phường của"
        " chủ thể"
    )


def test_a_product_is_finished_on_the_spot(lan, as_user, vague):
    client, page = as_user(lan), f"{LIST}{vague.uid}/"
    shown = client.get(page).content.decode()
    certification = vague.certifications.get()
    assert f"/quan-tri/chung-nhan/{certification.uid}/dinh-chinh/" in shown
    assert "Bổ sung số quyết định, ngày cấp" in shown
    typed = {"kind": "cooperative", "product_set": str(make.product("Khác").product_set_id)}
    answer = client.post(page, typed)
    assert answer.status_code == 422
    assert "Hãy ghi nguồn" in answer.content.decode()
    assert 'value="cooperative" selected' in answer.content.decode(), "nothing chosen is lost"
    assert client.post(page, {**typed, "source": "Giấy chứng nhận"}).status_code == 302
    after = client.get(page).content.decode()
    assert 'name="kind"' not in after
    assert 'name="place"' in after
    assert client.post(page, {"source": "x"}).status_code == 409
    assert client.post(page, {"place": "1", "source": "x"}).status_code == 422


def test_a_stale_form_says_what_stands_against_it(lan, as_user, vague):
    client, page = as_user(lan), f"{LIST}{vague.uid}/"
    assert client.post(page, {"kind": "sme", "source": "x"}).status_code == 302
    again = client.post(page, {"kind": "farm", "source": "x"})
    assert again.status_code == 409
    vague.producer.refresh_from_db()
    assert vague.producer.kind == "sme"


def test_who_sees_and_who_completes(lan, hoa, xem, as_user, vague):
    page = f"{LIST}{vague.uid}/"
    assert as_user(hoa).get(page).status_code == 404
    assert "Miến dong" not in as_user(hoa).get(LIST).content.decode()
    assert as_user(xem).get(LIST).status_code == 200
    assert as_user(xem).get(page).status_code == 403
    assert as_user(make.user("moi", "")).get(LIST).status_code == 403
    assert as_user(lan).get(f"{LIST}0000000/").status_code == 404


def test_whoever_declares_the_register_complete_is_told_of_all_of_it(minh, as_user, vague, tea):
    province = make.province("19")
    office = Office(place=province, name="Văn phòng")
    with act("office.create", by=minh, province=province) as deed:
        deed.create(office)
    StagedRow.objects.create(
        source="danh sách", number=1, raw={}, province=province, outcome=StagedOutcome.STAGED
    )
    page = as_user(minh).get(f"/quan-tri/accounts/office/{office.pk}/day-du/").content.decode()
    assert "1 dòng của danh sách cũ chưa ghi được" in page
    assert f'href="{LIST}?thieu=number">1 dòng chưa rõ số quyết định' in page
    assert "2 dòng chưa rõ bộ tiêu chí" in page


def test_queries_do_not_grow_with_the_rows(lan, as_user, vague, tea, django_assert_max_num_queries):
    client = as_user(lan)
    for name in ("Măng", "Mật ong", "Miến"):
        recognised(make.product(name, of=make.producer(f"HTX {name}"), set_no=None), 3)
    client.get(LIST)
    with django_assert_max_num_queries(8):
        assert len(rows(client.get(LIST).content.decode())) == 5
