"""Orders of a new evaluation on the pages: given on the certification's page, read in the
province's queue, withdrawn."""

import pytest
from django.test import Client

from certifications.models import Certification, EvaluationOrder
from tests import factories as make


@pytest.fixture
def certification(lan, minh):
    make.certified(lan, minh, [make.product()], make.scored("80"))
    return Certification.objects.get()


def test_given_by_the_ministry_read_by_the_province_withdrawn_with_a_reason(
    lan, hoa, certification, as_user
):
    bo = as_user(make.ministry())
    own, add = (
        f"/quan-tri/chung-nhan/{certification.uid}/",
        f"/quan-tri/yeu-cau-danh-gia-lai/moi/{certification.uid}/",
    )
    assert add in bo.get(own).content.decode()
    assert add not in as_user(lan).get(own).content.decode()
    assert (
        bo.post(add, {"number": "5120/BNNMT", "ordered_on": "10/11/2026", "reason": ""}).status_code
        == 422
    )
    assert EvaluationOrder.objects.count() == 0
    assert (
        bo.post(
            add, {"number": "5120/BNNMT", "ordered_on": "10/11/2026", "reason": "Phản ánh"}
        ).status_code
        == 302
    )
    given = EvaluationOrder.objects.get()
    assert "yêu cầu đánh giá lại của Bộ" in as_user(lan).get("/quan-tri/").content.decode()
    listed = as_user(lan).get("/quan-tri/yeu-cau-danh-gia-lai/").content.decode()
    assert "5120/BNNMT" in listed
    assert "/rut/" not in listed
    assert "5120/BNNMT" not in as_user(hoa).get("/quan-tri/yeu-cau-danh-gia-lai/").content.decode()
    withdraw = f"/quan-tri/yeu-cau-danh-gia-lai/{given.uid}/rut/"
    assert (
        as_user(hoa).get(withdraw).status_code,
        as_user(lan).post(withdraw, {"reason": "x"}).status_code,
    ) == (404, 403)
    assert (as_user(hoa).get(add).status_code, as_user(lan).get(add).status_code) == (404, 403)
    assert bo.post(withdraw, {"reason": ""}).status_code == 422
    assert bo.post(withdraw, {"reason": "Đã làm rõ"}).status_code == 302
    given.refresh_from_db()
    assert given.status == "withdrawn"


def test_an_order_is_never_public(lan, certification, as_user):
    add = f"/quan-tri/yeu-cau-danh-gia-lai/moi/{certification.uid}/"
    as_user(make.ministry()).post(
        add, {"number": "5120/BNNMT", "ordered_on": "10/11/2026", "reason": "Phản ánh riêng"}
    )
    assert EvaluationOrder.objects.count() == 1
    for address in (
        f"/api/v1/certifications/{certification.uid}/",
        f"/san-pham/{certification.product.uid}/",
    ):
        text = Client().get(address, follow=True).content.decode()
        assert "5120/BNNMT" not in text
        assert "Phản ánh riêng" not in text
