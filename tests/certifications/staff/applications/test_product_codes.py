"""The codes of a whole round on one page: proposals, all or none, who may, and until when."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.applications.product_codes import coded_applications, proposed_codes
from certifications.models import Application
from ocop_registry.journal.models import JournalEntry
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_(lan):
    round_ = make.open_round(lan)
    make.take_in(round_, make.products(3), lan)
    return round_


def address(round_):
    return reverse("admin:round_codes", args=[round_.uid])


def typed(round_, **changes):
    """What the form sends when the codes of some positions ("p1") are typed."""
    data = {"action": "save"}
    for application in round_.applications.all():
        data[f"code-{application.uid}"] = changes.get(
            f"p{application.position}", application.product_code
        )
        data[f"version-{application.uid}"] = application.version
    return data


def stored(round_):
    return list(round_.applications.order_by("position").values_list("product_code", flat=True))


def test_proposals_count_on_within_a_commune_and_skip_what_is_given(lan, round_):
    first, second, third = coded_applications(round_)
    stem = f"19-{first.product.producer.place.code}"
    Application.objects.filter(pk=first.pk).update(product_code=f"{stem}-007-2026")
    proposed = proposed_codes(round_, coded_applications(round_))
    assert first.uid not in proposed
    assert proposed[second.uid] == f"{stem}-008-2026"
    assert len({proposed[second.uid], proposed[third.uid]}) == 2


def test_filling_in_shows_the_proposals_and_saves_nothing(as_user, lan, round_):
    answer = as_user(lan).post(address(round_), typed(round_) | {"action": "fill"})
    page = answer.content.decode()
    assert "Đã điền 3 mã đề xuất vào các ô trống, chưa lưu." in page
    for code in proposed_codes(round_, coded_applications(round_)).values():
        assert f'value="{code}"' in page
    assert stored(round_) == ["", "", ""]


def test_all_codes_are_saved_in_one_act(as_user, lan, round_):
    answer = as_user(lan).post(
        address(round_), typed(round_, p1="19-02155-001-2026", p3="19-02155-002-2026"), follow=True
    )
    assert "Đã lưu 2 mã sản phẩm." in answer.content.decode()
    assert stored(round_) == ["19-02155-001-2026", "", "19-02155-002-2026"]
    entry = JournalEntry.objects.filter(act="application.edit").get()
    assert entry.lines.count() == 2


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"p1": "19-02155-001-2026", "p2": "19.02155"}, "không đúng dạng"),
        ({"p1": "19-02155-001-2026", "p2": "19-02155-001-2026"}, "được ghi cho hai hồ sơ"),
    ],
)
def test_one_wrong_code_saves_none_and_keeps_what_was_typed(
    as_user, lan, round_, changes, sentence
):
    answer = as_user(lan).post(address(round_), typed(round_, **changes))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert sentence in page
    assert 'value="19-02155-001-2026"' in page
    assert stored(round_) == ["", "", ""]
    assert not JournalEntry.objects.filter(act="application.edit").exists()


def test_who_was_slower_is_told_and_keeps_what_he_typed(as_user, lan, round_):
    sent = typed(round_, p1="19-02155-001-2026")
    as_user(lan).post(address(round_), typed(round_, p1="19-02155-009-2026"))
    answer = as_user(lan).post(address(round_), sent)
    assert answer.status_code == 409
    assert "vừa được người khác sửa" in answer.content.decode()
    assert 'value="19-02155-001-2026"' in answer.content.decode()
    assert stored(round_)[0] == "19-02155-009-2026"


def test_codes_are_fixed_once_the_results_are_approved(as_user, lan, minh):
    approved = make.approved_round(lan, minh, make.products(1))
    assert "không sửa được nữa" in as_user(lan).get(address(approved)).content.decode()
    answer = as_user(lan).post(address(approved), typed(approved, p1="19-02155-001-2026"))
    assert answer.status_code == 409
    assert stored(approved) == [""]


def test_only_officers_of_the_province_may(as_user, hoa, xem, round_):
    assert as_user(hoa).get(address(round_)).status_code == 404
    assert (
        as_user(xem).post(address(round_), typed(round_, p1="19-02155-001-2026")).status_code == 403
    )
    assert stored(round_) == ["", "", ""]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow_with_the_rows(lan, as_user, count):
    round_ = make.open_round(lan)
    make.take_in(round_, make.products(count), lan)
    with CaptureQueriesContext(connection) as queries:
        proposed_codes(round_, coded_applications(round_))
    assert len(queries) == 3
