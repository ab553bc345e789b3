"""A decision is number, day and issuer: its page, its products and what became of them; a number
alone lists those that bear it."""

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from certifications.certificates import prepared_acts
from certifications.models import Certification, Decision, FileState
from certifications.register import compare
from ocop_registry.accounts.models import User
from products.models import PublicEntry
from products.queries.verify import check
from tests import factories as make
from tests.certifications.certificates.history import decided, recognised
from tests.public.register import TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]
NUMBER = "279/QĐ-UBND"
SEARCH = "/quan-tri/tim/"


@pytest.fixture
def twins(lan: User, minh: User) -> tuple[Decision, Decision]:
    """Two provinces' decisions of one number and day: Thái Nguyên's over two products, Bắc Ninh's
    over one."""
    make.certified(lan, minh, make.products(2), make.scored("80"), make.scored("55"), number=NUMBER)
    hoa, tam = make.staff("hoa", "24"), make.approver("tam", "24")
    rice = make.product(
        "Mỳ Chũ", of=make.producer("HTX Mỳ", place=make.commune("24"), by=hoa), by=hoa
    )
    make.certified(hoa, tam, [rice], number=NUMBER, province_code="24")
    first, second = Decision.objects.order_by("pk")
    return first, second


def page(client: Client, decision: Decision) -> str:
    answer = client.get(f"/quyet-dinh/{decision.uid}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_two_issuers_decisions_of_one_number_have_a_page_each(
    client: Client, twins: tuple[Decision, Decision]
) -> None:
    one, other = (page(client, decision) for decision in twins)
    assert "Sản phẩm 01" in one
    assert "Mỳ Chũ" not in one
    assert "2 sản phẩm được công nhận" in one
    assert "1 sản phẩm được công nhận" in other
    assert f'href="/quyet-dinh/{twins[1].uid}/"' in one, "the other of that number is named"
    assert "UBND tỉnh Thái Nguyên" in one
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    english = page(client, twins[0])
    assert "2 products recognised" in english
    assert "Other decisions numbered 279/QĐ-UBND" in english


@pytest.mark.parametrize(
    "typed", [NUMBER, "QĐ số 279/QĐ-UBND", "Quyết định 279/qd-ubnd", "số 279", "279"]
)
def test_a_number_lists_the_decisions_that_bear_it(
    client: Client, twins: tuple[Decision, Decision], typed: str
) -> None:
    answer = check(typed, TODAY)
    assert {one.uid for one in answer.decisions} == {one.uid for one in twins}
    assert answer.standing == "ambiguous"
    shown = client.get("/tra-cuu/", {"q": typed}).content.decode()
    assert "Có 2 quyết định mang số" in shown
    for decision in twins:
        assert f'href="/quyet-dinh/{decision.uid}/"' in shown


def test_the_api_answers_decisions_by_number_day_and_issuer(
    client: Client, twins: tuple[Decision, Decision]
) -> None:
    def api(path: str, **params: str) -> dict:
        return client.get(f"/api/v1/{path}", params, headers={"accept": "application/json"}).json()

    for number in (NUMBER, "279"):
        rows = api("decisions/", number=number)["results"]
        assert {row["uid"]: row["certification_count"] for row in rows} == {
            twins[0].uid: 2, twins[1].uid: 1
        }  # fmt: skip
    assert api("decisions/", number="27")["results"] == []
    assert [row["uid"] for row in api("decisions/", province="24")["results"]] == [twins[1].uid]
    whole = api(f"decisions/{twins[0].uid}/")
    assert (whole["standings"], len(whole["certifications"])) == ({"in_force": 2}, 2)
    assert len(api("certifications/", decision=twins[1].uid)["results"]) == 1
    assert len(api("verify/", code=NUMBER)["results"][0]["decisions"]) == 2
    assert client.get("/api/v1/decisions/0000000/").status_code == 404


def test_what_became_of_it_is_told(
    client: Client, twins: tuple[Decision, Decision], lan: User, minh: User
) -> None:
    first, second = Certification.objects.filter(decision=twins[0]).order_by("pk")
    revoked = {"ground": "a", "decision": "512/QĐ-UBND", "on": "2026-11-15"}
    corrected = {"decision.number": "280/QĐ-UBND"}
    for one, kind, values in ((first, "revoke", revoked), (second, "correct", corrected)):
        prepared = prepared_acts.prepare(one, kind, values, by=lan, reason="Giấy tờ giả")
        prepared_acts.approve(prepared, by=minh)
    shown = page(client, twins[0])
    assert "Đã thu hồi 1" in shown
    assert "đã bị thu hồi từ ngày 15/11/2026" in shown
    assert shown.count("Đính chính số quyết định: “279/QĐ-UBND” thành “280/QĐ-UBND”") == 1
    assert check("279/QĐ-UBND", TODAY).decisions[0].uid == twins[1].uid
    assert list(compare()) == []


def test_one_paper_told_by_two_lists_is_one_decision(client: Client) -> None:
    for name, source in (("Miến", "Báo A"), ("Chè", "Báo B")):
        decision = decided("9/QĐ-UBND", date(2021, 3, 19), "UBND tỉnh Bắc Kạn", source)
        recognised(make.product(name), on=date(2021, 3, 19), decision=decision)
    one, other = sorted(Decision.objects.values_list("uid", flat=True))
    moved = client.get(f"/quyet-dinh/{other}/")
    assert (moved.status_code, moved.url) == (301, f"/quyet-dinh/{one}/")
    shown = client.get(f"/quyet-dinh/{one}/").content.decode()
    assert "2 sản phẩm được công nhận" in shown
    assert "Danh sách cũ" in shown
    nameless = recognised(make.product("Rượu"), on=date(2021, 3, 19), decision=decided())
    assert client.get(f"/quyet-dinh/{nameless.decision.uid}/").status_code == 404


def test_the_signed_file_lies_beneath_the_page(
    client: Client, twins: tuple[Decision, Decision]
) -> None:
    decision = twins[0]
    assert "chưa công khai" in page(client, decision)
    decision.file.save("signed.pdf", ContentFile(b"%PDF signed"), save=False)
    Decision.objects.filter(pk=decision.pk).update(
        file=decision.file.name, file_state=FileState.PUBLIC
    )
    # as of one that recognised nothing
    PublicEntry.objects.filter(decision_uid=decision.uid).delete()
    old = client.get(f"/quyet-dinh/{decision.uid}/")
    assert (old.status_code, old.url) == (302, f"/quyet-dinh/{decision.uid}/ban-ky.pdf")
    assert b"".join(client.get(old.url).streaming_content) == b"%PDF signed"


@pytest.mark.parametrize("recorded", ["05/QĐ-UBND", "5/QĐ-UBND"])
@pytest.mark.parametrize("typed", ["05/QĐ-UBND", "5/QĐ-UBND", "QĐ số 05/QĐ-UBND", "số 5", "05"])
def test_the_nought_of_a_number_below_ten_makes_no_difference(
    client: Client, as_user: Any, lan: User, minh: User, recorded: str, typed: str
) -> None:
    make.certified(lan, minh, [make.product()], make.scored("80"), number=recorded)
    uid = Decision.objects.get().uid
    assert [one.uid for one in check(typed, TODAY).decisions] == [uid]
    rows = client.get("/api/v1/decisions/", {"number": typed}).json()["results"]
    assert [row["uid"] for row in rows] == [uid]
    if "/" in typed:
        asked = {"decision": typed}
        assert len(client.get("/api/v1/certifications/", asked).json()["results"]) == 1
    staff = as_user(lan)
    assert "1 chứng nhận theo quyết định" in staff.get(SEARCH, {"q": typed}).content.decode()
    listed = staff.get("/quan-tri/certifications/certification/", {"q": typed})
    assert "Miến dong Nà Pò" in listed.content.decode()
