"""The pages of what the centre returned: the queue line, the list, form → preview → recorded; 404
outside the province."""

import re

from certifications.models import Certification, PreparedAct, Proposal
from tests import factories as make
from tests.certifications.decisions.test_returned_proposals import sent_back

TYPED = {"number": "1700/QĐ-UBND", "signed_on": "18/11/2026", "issuer": "UBND tỉnh Thái Nguyên"}


def page(proposal):
    return f"/quan-tri/tra-ve/{proposal.uid}/"


def test_from_the_queue_to_the_recorded_decision(lan, minh, bo, hoa, xem, as_user):
    first, second = sent_back(
        lan, minh, bo, make.scored("85"), make.scored("40", marks="2", missed="2.3")
    )
    client = as_user(lan)
    home = client.get("/quan-tri/").content.decode()
    assert "sản phẩm trung ương trả về" in home
    listed = client.get("/quan-tri/tra-ve/").content.decode()
    assert page(first) in listed
    assert page(second) not in listed
    assert "chỉ có thể đánh giá lại" in listed
    typed = {**TYPED, "results": [first.application.uid]}
    preview = client.post(page(first), {**typed, "preview": "1"}).content.decode()
    assert "Công chúng đọc" in preview
    assert Certification.objects.count() == 0
    seal = re.search(r'name="seal" value="([0-9a-f]+)"', preview)[1]
    done = client.post(page(first), {**typed, "seal": seal, "record": "1"})
    assert done.status_code == 302
    assert Certification.objects.count() == 0
    sent = PreparedAct.objects.get(status="waiting")
    assert "1700/QĐ-UBND" in as_user(minh).get(done["Location"]).content.decode()
    decision = make.confirmed(sent)
    assert Certification.objects.get().stars == 4
    shown = client.get(f"/quan-tri/quyet-dinh/{decision.uid}/")
    assert shown.status_code == 200
    assert f"/quan-tri/dot/{first.application.round.uid}/" not in shown.content.decode()
    again = client.post(page(first), {**typed, "seal": seal, "record": "1"})
    assert again.status_code == 409
    assert "đã ghi quyết định công nhận rồi" in again.content.decode()
    assert Certification.objects.count() == 1
    assert page(first) not in client.get("/quan-tri/tra-ve/").content.decode()


def test_outside_the_province_nothing_is_there_and_lookers_record_nothing(
    lan, minh, bo, hoa, xem, as_user
):
    (proposal,) = sent_back(lan, minh, bo, make.scored("85"))
    assert as_user(hoa).get(page(proposal)).status_code == 404
    assert (
        proposal.application.product.name
        not in as_user(hoa).get("/quan-tri/tra-ve/").content.decode()
    )
    assert as_user(xem).get(page(proposal)).status_code == 403
    assert page(proposal) not in as_user(xem).get("/quan-tri/tra-ve/").content.decode()
    assert as_user(bo).get(page(proposal)).status_code == 403
    assert Proposal.objects.get().status == "returned"


def test_a_central_application_shows_the_provinces_result_and_opens_its_dossier(
    lan, minh, bo, as_user
):
    (proposal,) = sent_back(lan, minh, bo, make.scored("85"))
    sent, client = proposal.result.application, as_user(bo)
    text = client.get(f"/quan-tri/ho-so/{proposal.application.uid}/").content.decode()
    assert f"/quan-tri/ho-so/{sent.uid}/" in text
    assert "92,00" in text
    there = client.get(f"/quan-tri/ho-so/{sent.uid}/")
    assert there.status_code == 200
    assert 'method="post" enctype' not in there.content.decode()
