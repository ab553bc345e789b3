"""Whoever holds an old uid, on a label, in a partner's table or in a letter, is led to what was
kept."""

from datetime import date

import pytest

from certifications.models import Certification
from tests import factories as make
from tests.certifications.merging.test_merging import REASON, recognised

pytestmark = pytest.mark.django_db


@pytest.fixture
def merged(client):
    """(old uid → kept uid) of a producer, a product and a recognition that were entered twice."""
    lan = make.staff()
    keep, drop = make.producer("HTX Tài Hoan"), make.producer("Hợp tác xã Tài Hoan")
    one, other = make.product(of=keep), make.product(of=drop)
    first, twin = recognised(one, year=2021), recognised(other, date(2021, 3, 19))
    make.merged(keep, drop, by=lan, reason=REASON)
    for product in (one, other):
        product.refresh_from_db()
    make.merged(one, other, by=lan, reason=REASON)
    client.force_login(lan)
    return {
        "producer": (drop.uid, keep.uid),
        "product": (other.uid, one.uid),
        "certification": (twin.uid, first.uid),
    }


@pytest.mark.parametrize("typed", ["{}", "{}-ten-cu-cua-no"])
def test_public_pages_lead_on_for_ever(client, merged, typed):
    for path, kind in (("san-pham", "product"), ("chu-the", "producer")):
        old, kept = merged[kind]
        answer = client.get(f"/{path}/{typed.format(old.lower())}/", follow=True)
        assert answer.redirect_chain[0][1] == 301
        assert answer.redirect_chain[-1][0].startswith(f"/{path}/{kept}-")
        assert answer.status_code == 200
    answer = client.get(f"/san-pham/{merged['certification'][0]}/", follow=True)
    assert answer.redirect_chain[-1][0].startswith(f"/san-pham/{merged['product'][1]}-")


def test_the_api_leads_on(client, merged):
    for kind, (old, kept) in merged.items():
        answer = client.get(f"/api/v1/{kind}s/{old}/")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/{kind}s/{kept}/")
        assert client.get(answer.headers["Location"]).json()["uid"] == kept


def test_the_check_answers_for_the_kept_one(client, merged):
    old, kept = merged["product"]
    answer = client.get("/api/v1/verify/", {"code": old}).json()["results"][0]
    assert answer["product"]["uid"] == kept
    answer = client.get("/api/v1/verify/", {"code": merged["certification"][0]}).json()["results"][
        0
    ]
    assert answer["product"]["uid"] == kept


def test_the_staff_site_finds_by_the_old_uid(client, merged):
    for kind in ("producer", "product", "certification"):
        found = client.get("/quan-tri/tim/", {"q": merged[kind][0]}).content.decode()
        assert "HTX Tài Hoan" in found, kind
    listed = client.get(
        "/quan-tri/producers/producer/", {"q": merged["producer"][0].lower()}
    ).content.decode()
    assert "HTX Tài Hoan" in listed
    page = client.get(f"/quan-tri/chung-nhan/{merged['certification'][0]}/")
    assert page.context["certification"] == Certification.objects.get()


def test_what_never_was_stays_unknown(client, merged):
    for path in ("/san-pham/0000000/", "/chu-the/0000000/", "/api/v1/producers/0000000/"):
        assert client.get(path).status_code == 404
