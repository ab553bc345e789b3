"""Possible duplicates, choosing the other one, both side by side, and what an officer sees
afterwards."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import act
from ocop_registry.journal.models import MergedSubject
from producers.models import Producer
from products.models import Product
from tests import factories as make
from tests.support.cast import signed_in

pytestmark = pytest.mark.django_db
PAIRS = "/quan-tri/co-the-trung/"


@pytest.fixture
def lan(client):
    person = make.staff()
    client.force_login(person)
    return person


@pytest.fixture
def two():
    return make.producer("HTX Tài Hoan", phone="0912345678"), make.producer(
        "Hợp tác xã Tài Hoan", phone="0913 000 111"
    )


def address(keep, drop, word="chu-the"):
    return reverse("admin:merge_pair", args=[word, keep.uid, drop.uid])


def sent(client, keep, drop, word="chu-the", **typed):
    """The page's own form, filled in."""
    seen = client.get(address(keep, drop, word))
    assert seen.status_code == 200
    versions = {"keep": seen.context["keep"].version, "drop": seen.context["drop"].version}
    return client.post(address(keep, drop, word), {**versions, "reason": "Ghi hai lần", **typed})


def approved(answer):
    """The approver's page of the merge that was just prepared, after approving it."""
    minh = User.objects.filter(username="minh").first() or make.approver()
    browser = signed_in(minh)
    assert answer.status_code == 302
    return browser.post(answer.headers["Location"], {"approve": "1"}, follow=True).content.decode()


# --- finding them ---------------------------------------------------------------------------------
def test_the_list_shows_ones_own_province_searches_and_has_its_twin(client, lan, two):
    for _ in range(2):
        make.producer("HTX Bắc Ninh", place=make.commune("24"))
    page = client.get(PAIRS)
    assert page.context["total"] == 1
    assert address(*sorted(two, key=lambda one: one.pk)) in page.content.decode()
    assert client.get(PAIRS, {"q": "tai hoan"}).context["total"] == 1
    assert "Không có cặp nào khớp" in client.get(PAIRS, {"q": "bac ninh"}).content.decode()
    assert "Không thấy sản phẩm nào" in client.get(PAIRS, {"loai": "san-pham"}).content.decode()
    sheet = load_workbook(BytesIO(client.get(PAIRS, {"xuat": "xlsx"}).content)).active
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["HTX Tài Hoan"]


def test_who_sees_the_country_looks_at_one_province_or_between_two(as_user, two):
    make.producer("Cơ sở Bà Lan", place=make.commune("24"), phone="0912345678")
    client = as_user(make.ministry())
    between = client.get(PAIRS)
    assert "Giữa hai tỉnh chỉ so mã số và điện thoại" in between.content.decode()
    assert [pair.reasons for pair, *_ in between.context["rows"]] == [["cùng điện thoại"]]
    within = client.get(PAIRS, {"tinh": "19"})
    assert [pair.reasons for pair, *_ in within.context["rows"]] == [["cùng tên"]]
    assert client.get(PAIRS, {"tinh": "24"}).context["total"] == 0
    for wrong in ({"tinh": "99"}, {"loai": "khác"}, {"gi": "1"}):
        answer = client.get(PAIRS, wrong)
        assert (answer.status_code, answer.context["total"]) == (400, 0)


def test_the_list_asks_the_database_as_often_for_three_as_for_one(client, lan, two):
    counts = []
    for more in (0, 1):
        for number in range(2 * more):
            make.producer("HTX Tài Hoan", phone=f"091400000{number}")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(PAIRS, {"q": "tai"})
        counts.append(len(asked))
    assert page.context["total"] == 6
    assert counts[0] == counts[1] <= 15


def test_look_alikes_are_offered_and_others_are_searched(client, lan, two):
    other = make.producer("HTX Yến Dương", place=make.commune("19", 5))
    chosen = reverse("admin:merge_choose", args=["chu-the", two[0].uid])
    actions = client.get(
        reverse("admin:producers_producer_change", args=[two[0].pk])
    ).content.decode()
    assert chosen in actions
    page = client.get(chosen).content.decode()
    assert address(*two) in page
    assert address(two[0], other) not in page
    for typed in ("yen duong", other.uid.lower()):
        assert address(two[0], other) in client.get(chosen, {"q": typed}).content.decode()


# --- merging them ---------------------------------------------------------------------------------
def test_side_by_side_then_merged_with_the_chosen_values(client, lan, two):
    keep, drop = two
    product = make.product(of=drop)
    page = client.get(address(keep, drop)).content.decode()
    for told in ("0912345678", "0913 000 111", product.name, "Đổi bên"):
        assert told in page
    answer = sent(client, keep, drop, **{"field-phone": "drop", "field-name": "keep"})
    keep.refresh_from_db()
    assert keep.phone == "0912345678", "nothing happens before another person approves"
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "Công chúng sẽ đọc" in shown
    assert 'name="approve"' not in shown
    after = approved(answer)
    keep.refresh_from_db()
    assert (keep.name, keep.phone) == ("HTX Tài Hoan", "0913 000 111")
    assert not Producer.objects.filter(pk=drop.pk).exists()
    assert drop.uid in after
    assert "Hoàn tác việc gộp này" in after


def test_what_must_be_chosen_is_asked_and_nothing_typed_is_lost(client, lan, two):
    keep, drop = two
    with act("producer.edit", by=None) as deed:
        keep.tax_code, drop.tax_code = "4700123456", "4700654321"
        deed.save(keep)
        deed.save(drop)
    answer = sent(client, keep, drop, **{"field-phone": "drop"})
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "hãy chọn giá trị đúng" in text
    assert 'name="field-phone" value="drop" checked' in text
    assert 'value="Ghi hai lần"' in text
    assert Producer.objects.count() == 2
    alone = sent(client, keep, drop, **{"field-tax_code": "drop"})
    assert "chỉ gộp khi có căn cứ" in alone.content.decode()
    ground = {"ground": "joined", "paper": "Quyết định 5/QĐ-SKH"}
    approved(sent(client, keep, drop, **{"field-tax_code": "drop"}, **ground))
    assert Producer.objects.get().tax_code == "4700654321"


def test_who_was_faster_is_told_and_the_second_press_asks_again(client, lan, two):
    keep, drop = two
    answer = client.post(address(keep, drop), {"keep": "1", "drop": "0", "reason": "thử"})
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()
    assert sent(client, keep, drop, reason=" ").status_code == 422
    assert Producer.objects.count() == 2


def test_two_that_may_not_be_merged_are_shown_with_every_reason_and_no_button(client, lan):
    one, other = make.product(of=make.producer("HTX A")), make.product(of=make.producer("HTX B"))
    make.take_in(make.open_round(lan), [one, other], lan)
    answer = client.get(address(one, other, "san-pham"))
    assert "mỗi sản phẩm chỉ có một hồ sơ" in answer.content.decode()
    assert ">Gửi duyệt</button>" not in answer.content.decode()
    assert client.post(address(one, other, "san-pham"), {"reason": "thử"}).status_code == 409


def test_same_named_products_are_told_with_a_link(client, lan, two):
    one, other = make.product("Miến dong", of=two[0]), make.product("Miến dong", of=two[1])
    after = approved(sent(client, *two))
    assert f'<a href="{address(one, other, "san-pham")}">Nay có hai sản phẩm cùng tên' in after
    assert Product.objects.count() == 2


def test_the_history_leads_to_that_of_the_one_dropped(client, lan, two):
    keep, drop = two
    approved(sent(client, keep, drop))
    history = client.get(
        reverse("admin:producers_producer_history", args=[keep.pk])
    ).content.decode()
    old = reverse("admin:merged_history", args=["producer", drop.uid])
    assert "Gộp chủ thể trùng" in history
    assert f"Hợp tác xã Tài Hoan ({drop.uid})" in history
    assert old in history
    gone = client.get(old).content.decode()
    assert "0913 000 111" in gone
    client.force_login(make.staff("hoa", "24"))
    assert client.get(old).status_code == 404
    assert client.get(PAIRS).context["total"] == 0


def test_old_addresses_of_these_pages_lead_to_the_kept_one(client, lan, two):
    keep, drop = two
    other = make.producer("HTX Yến Dương")
    approved(sent(client, keep, drop))
    assert MergedSubject.objects.get().uid == keep.uid
    assert client.get(address(other, drop)).context["drop"] == keep
