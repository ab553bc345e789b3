"""A member's own pages: levels chosen without a script or with one, two tabs, a conflict, and
nobody else's work."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certifications.applications import dossier, evidence
from certifications.council import attendance, conflicts
from certifications.council import members as council
from certifications.council.sheets.access import card_of
from certifications.council.sheets.content import content_of
from certifications.models import Conflict, ConflictKind, CouncilMember, ScoreSheet
from products.models import Product
from tests import factories as make
from tests.certifications.council import scored_round as made
from tests.certifications.staff.council.test_sheet_pages import counted, signed_in, url
from tests.support.world import FULL_PDF

pytestmark = pytest.mark.django_db


def own(products=1, set_no=6):
    lan, ba = make.staff("van-phong"), made.member_account("ba")
    round_ = make.evaluating_round(
        lan, [make.product(f"Sản phẩm {n}", set_no=set_no) for n in range(products)]
    )
    members = council.set_council(round_, made.seats(3, {2: ba}), by=lan)
    attendance.take_attendance(round_, {one.uid: True for one in members}, by=lan)
    return (
        ba,
        round_,
        list(round_.applications.select_related("product_set", "round__place", "round__scheme")),
        members,
    )


def own_fields(application, total, version=0):
    choices = made.filled(application, total)["choices"]
    chosen = {
        f"c-{code}": f"{one['case']}:{one['points']}" if one["case"] else str(one["points"])
        for code, one in choices.items()
    }
    return chosen | {"version": str(version)}


@pytest.mark.parametrize("set_no", [6, 26])
def test_a_member_scores_on_the_own_page_without_a_script(set_no):
    ba, _, (application,), members = own(set_no=set_no)
    client = signed_in(ba)
    assert "Sản phẩm 0" in client.get(url("own_sheets")).content.decode()
    page = url("own_sheet", application.uid)
    text = client.get(page).content.decode()
    card = card_of(application)
    assert text.count("<fieldset") == len(card.scored)
    for criterion in card.scored:
        assert all(case.name in text for case in criterion.cases)
        assert all(
            one.label.split("&")[0][:20] in text.replace("&quot;", '"') for one in criterion.options
        )
    assert client.post(page, own_fields(application, 60)).status_code == 302
    sheet = ScoreSheet.objects.get()
    assert sum(one["points"] for one in sheet.choices.values()) == 60
    assert client.get(page).content.decode().count(" checked") == len(card.scored)
    assert client.post(page, own_fields(application, 60, 1) | {"close": "1"}).status_code == 302
    assert ScoreSheet.objects.get().closed
    assert "đã khóa" in client.get(url("own_sheets")).content.decode()
    assert "Phiếu đã khóa: 60,00 điểm" in client.get(page).content.decode()


def test_an_unfinished_own_sheet_is_kept_and_says_what_is_open():
    ba, _, (application,), _ = own()
    client = signed_in(ba)
    fields = own_fields(application, 60)
    del fields["c-1.1"], fields["c-2.2"]
    answer = client.post(url("own_sheet", application.uid), fields | {"close": "1"})
    assert answer.status_code == 409
    assert "Chưa chấm 2 mục: 1.1, 2.2." in answer.content.decode()
    assert not ScoreSheet.objects.get().closed
    assert len(ScoreSheet.objects.get().choices) == len(fields) - 1


def test_the_own_page_in_two_tabs_shows_both_versions():
    ba, _, (application,), _ = own()
    client, page = signed_in(ba), url("own_sheet", application.uid)
    client.post(page, own_fields(application, 60))
    answer = client.post(page, {"c-1.1": "0", "comment": "của tab hai", "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "của tab hai" in text
    assert "Bản kia" in text
    assert content_of(ScoreSheet.objects.get()).comment == ""
    saved = client.post(url("own_sheet_save", application.uid), {"c-1.1": "0", "version": "0"})
    assert (saved.status_code, saved.json()["stale"]) == (409, True)


def test_autosave_of_the_own_sheet_answers_sums_and_gaps():
    ba, _, (application,), _ = own()
    client = signed_in(ba)
    fields = own_fields(application, 60)
    del fields["c-1.1"]
    told = client.post(url("own_sheet_save", application.uid), fields).json()
    assert told["missing"] == ["1.1"]
    assert (told["version"], told["complete"]) == (1, False)
    again = client.post(url("own_sheet_save", application.uid), fields | {"version": "1"}).json()
    assert again["version"] == 1


def test_a_member_declares_a_conflict_and_the_application_is_gone():
    ba, _, applications, _ = own(products=2)
    client = signed_in(ba)
    assert (
        client.post(url("own_conflict", applications[0].uid), {"kind": "family"}).status_code == 302
    )
    assert Conflict.objects.get().application == applications[0]
    listed = client.get(url("own_sheets")).content.decode()
    assert "Sản phẩm 1" in listed
    assert "Sản phẩm 0" not in listed.replace("bạn không chấm Sản phẩm 0", "")
    for method in (client.get, client.post):
        assert method(url("own_sheet", applications[0].uid)).status_code == 404
    assert (
        client.post(url("own_sheet_save", applications[0].uid), {"version": "0"}).status_code == 404
    )


def test_after_a_declaration_the_other_dossiers_of_the_same_people_are_asked_about():
    ba, _, (first, second), _ = own(products=2)
    Product.objects.filter(pk=second.product_id).update(producer=first.product.producer)
    client = signed_in(ba)
    asked = client.post(url("own_conflict", first.uid), {"kind": "family"}).url
    page = client.get(asked).content.decode()
    assert "cùng chủ thể" in page
    assert second.uid in page
    assert client.post(asked, {}).status_code == 409
    assert client.post(asked, {"application": second.uid}).url == url("own_sheets")
    assert set(Conflict.objects.values_list("application", flat=True)) == {first.pk, second.pk}
    assert client.get(asked).url == url("own_sheets"), "nothing is left to ask"


def test_who_is_no_member_of_a_council_sees_nothing_there(lan):
    ba, _, (application,), _ = own()
    assert "dành cho thành viên" in signed_in(lan).get(url("own_sheets")).content.decode()
    assert signed_in(lan).get(url("own_sheet", application.uid)).status_code == 404
    assert CouncilMember.objects.filter(user=ba).count() == 1


def test_queries_of_the_own_list_do_not_grow():
    ba, round_, applications, members = own(products=1)
    few = counted(signed_in(ba), url("own_sheets"))
    for application in applications:
        application.delete()
    ScoreSheet.objects.all().delete()
    lan = make.staff("khac")
    more, _, _ = made.sitting(lan, 3, users={2: ba}, number=2)
    assert counted(signed_in(ba), url("own_sheets")) == few


def test_a_member_opens_the_evidence_until_a_conflict_is_declared():
    ba, round_, (application,), members = own()
    lan = make.staff()
    kind = dossier.checklist(application)[0]
    file = evidence.add_file(
        application, kind.code, SimpleUploadedFile("giay.pdf", FULL_PDF), by=lan
    )
    client, there = signed_in(ba), url("dossier_file", application.uid, file.uid)
    text = client.get(url("own_sheet", application.uid)).content.decode()
    assert f'<a href="{there}">giay.pdf</a>' in text
    assert kind.label in text
    assert b"".join(client.get(there).streaming_content) == FULL_PDF
    conflicts.declare_conflict(application, members[1], ConflictKind.OTHER, "người nhà", by=ba)
    assert {client.get(one).status_code for one in (there, url("own_sheet", application.uid))} == {
        404
    }
