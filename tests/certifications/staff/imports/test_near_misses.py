"""All near misses of a file in one click; what was answered is listed and changed."""

import re

import pytest
from django.urls import reverse

from certifications.imports import staging
from certifications.models import NameAnswer
from tests import factories as make
from tests.certifications.imports.registers import KIND, applied, simple

pytestmark = pytest.mark.django_db
HEADINGS = ("Tên sản phẩm", "Chủ thể", "Xã", "Huyện", "Hạng sao", "Năm")


def row(product):
    return [product, "HTX Tài Hoan", "Xã Côn Minh", "Huyện Na Rì", 3, 2022]


@pytest.fixture
def waiting(lan, minh, province):
    applied(simple(HEADINGS, row("Nước mắm cốt truyền thống")), province, lan, minh)
    rows = [row(f"Nước mắm cốt truyền thống {kind}") for kind in ("chai", "hũ sành")]
    return staging.stage(simple(HEADINGS, *rows), "sau.xlsx", KIND, province=province, by=lan)


def test_two_buttons_answer_all_near_misses(client, lan, minh, waiting):
    client.force_login(lan)
    page = reverse("admin:import_page", args=[waiting.uid])
    html = client.get(page).content.decode()
    for value, label in (("=", "là một, cho mọi dòng"), ("moi", "tạo mới")):
        assert re.search(rf'name="all-product"\s+value="{value}">{label}<', html)
    said = {"all-product": "moi"}
    assert client.post(page, {**said, "version": "99"}).status_code == 409
    waiting.refresh_from_db()
    assert waiting.counts["refused"] == 2, "nothing is answered that a colleague mended since"
    client.post(page, {**said, "version": str(waiting.version)})
    waiting.refresh_from_db()
    assert waiting.counts["created"] == 2
    assert "all-product" not in client.get(page).content.decode()
    client.force_login(minh)
    assert client.post(page, said).status_code == 403, "who writes does not mend"


def test_a_pair_said_to_be_two_is_not_shown_again(client, lan):
    one = make.producer("HTX Tài Hoan")
    other = make.producer("HTX nông nghiệp Tài Hoan")
    client.force_login(lan)
    pairs = reverse("admin:duplicates")
    assert one.uid in client.get(pairs).content.decode()
    to = reverse("admin:keep_apart", args=["chu-the", one.uid, other.uid])
    assert client.get(to).status_code == 405
    assert client.post(f"{to}?loai=chu-the").url == f"{pairs}?loai=chu-the"
    assert one.uid not in client.get(pairs).content.decode()
    listed = client.get(reverse("admin:certifications_nameanswer_changelist")).content.decode()
    assert f"HTX nông nghiệp Tài Hoan ({other.uid})" in listed
    answer = NameAnswer.objects.filter(subject=other.uid).get()
    change = reverse("admin:certifications_nameanswer_change", args=[answer.pk])
    assert client.post(change, {"same": "on", "row_version": "1"}).status_code == 302
    answer.refresh_from_db()
    assert answer.same
    stranger = make.producer("HTX Bắc Ninh", place=make.commune("24"))
    away = reverse("admin:keep_apart", args=["chu-the", one.uid, stranger.uid])
    assert client.post(away).status_code == 404
    assert (
        client.post(reverse("admin:keep_apart", args=["khac", one.uid, other.uid])).status_code
        == 404
    )
