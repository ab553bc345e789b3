"""What is told, shown and kept only from a certain moment on, or only of certain people."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from certifications.applications import dossier
from certifications.certificates import prepared_acts
from certifications.council.sheets.access import own_seat
from certifications.decisions import signed_copies
from certifications.merging import merge
from certifications.merging.prepared import prepare_undo
from certifications.models import Decision, PreparedAct, Result, ResultDraft, ScoreSheet
from certifications.papers.catalogue import catalogue
from certifications.papers.content import annex_of_decision
from certifications.papers.facts import facts_of
from certifications.papers.word import office_templates
from certifications.register.cards import decision_ref
from certifications.results import from_sheets, typed
from certifications.rounds.access import Refused
from ocop_registry.journal.acts import VersionConflict
from ocop_registry.journal.models import JournalLine
from producers.models import Producer
from tests import factories as make
from tests.certifications.applications.test_evidence import PDF
from tests.certifications.certificates.history import recognised
from tests.certifications.council import scored_round as made
from tests.certifications.papers.test_own_templates import drawn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_20_november")]


def test_a_signed_copy_is_linked_only_once_it_is_public(lan, minh):
    make.certified(lan, minh, [make.product()])
    decision = Decision.objects.get()
    assert decision_ref(decision)["file"] is None
    copy = SimpleUploadedFile("ban-ky.pdf", PDF)
    held = signed_copies.attach(decision, copy, by=lan)
    assert decision_ref(held)["file"] is None
    public = signed_copies.publish(held, by=lan, nothing_private=True)
    assert decision_ref(public)["file"].endswith(f"/{decision.uid}/ban-ky.pdf")


def test_a_member_looks_into_dossiers_while_the_seat_is_his():
    _, ba, _, [application, _], members = made.sitting_with_an_account()
    assert dossier.may_see(ba, application)
    assert own_seat(ba, members[1])
    ba.roles_held.all().delete()
    ba = type(ba).objects.get(pk=ba.pk)
    assert not dossier.may_see(ba, application)


def test_producers_are_told_nothing_before_the_results_are_approved(lan, minh):
    round_ = make.evaluating_round(lan, make.products(1))
    make.enter(round_, lan, make.scored("40"))

    def letters():
        round_.refresh_from_db()
        listed = {
            one.key.rsplit("-", 1)[0]
            for group in catalogue(facts_of(round_))
            for one in group.entries
        }
        return "thong-bao" in listed, "con-thieu" in listed

    assert letters() == (False, False)
    make.moved(round_, "conclude", by=lan)
    assert letters() == (False, False)
    make.moved(round_, "approve", by=minh)
    assert letters() == (True, True)


def test_an_old_decision_has_no_annex(lan):
    held = recognised(make.product(), 3, on=date(2024, 5, 1))
    with pytest.raises(Refused, match="không có phụ lục"):
        annex_of_decision(held.decision)


# --- results --------------------------------------------------------------------------------------
def test_the_journal_names_everybody_who_typed_a_part_of_a_result_once(lan):
    round_ = make.evaluating_round(lan, make.products(1))
    uid = round_.applications.get().uid
    lam = make.staff("lam")
    for part, person in (("10", lan), ("11", lan), ("12", lam), ("13", lam)):
        seen = {one.application.uid: one.version for one in ResultDraft.objects.all()}
        [saved] = typed.enter(round_, {uid: {"part_a": part}}, seen, by=person)
        assert saved.outcome == "draft"
    lines = JournalLine.objects.filter(kind=Result.SUBJECT_KIND, uid=uid).order_by("pk")
    told = [json.loads(line.text)["after"]["typed_by"] for line in lines]
    assert told == ["lan", "lam"]


def test_a_closed_sheet_that_is_no_longer_whole_gives_no_result(lan):
    _, [application], members = made.sitting(lan)
    made.score_all(application, members, lan, 70)
    stored = ScoreSheet.objects.filter(member=members[0])
    choices = stored.get().choices
    choices.popitem()
    stored.update(choices=choices)
    with pytest.raises(Refused, match="Chưa chấm 1 mục"):
        from_sheets.conclude_application(application, by=lan)
    assert not Result.objects.exists()


# --- merging --------------------------------------------------------------------------------------
def test_what_is_gone_is_not_merged(lan):
    keep, drop = make.producer("HTX A"), make.producer("HTX B")
    stale = Producer.objects.get(pk=drop.pk)
    make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    with pytest.raises(VersionConflict):
        merge.locked(keep, stale)


def test_what_had_no_class_when_it_was_merged_comes_back_and_stands_nowhere_plainly(
    lan, monkeypatch
):
    keep, drop = make.producer("HTX A"), make.producer("HTX B", phone="0913000111")
    with monkeypatch.context() as earlier:
        earlier.setattr(Producer, "PRIVATE_FIELDS", Producer.PRIVATE_FIELDS - {"phone"})
        make.merged(keep, drop, by=lan, reason="Ghi hai lần")
    merged = make.prepared().get(kind="merge")
    for rows in merged.record.values():  # as the migration that gave the field its class left it
        for told in rows.values():
            told["fields"].pop("phone", None)
    PreparedAct.objects.filter(pk=merged.pk).update(record=merged.record)
    known = JournalLine.objects.latest("pk").pk
    sent = prepare_undo(merged, by=lan, reason="Nhầm")
    prepared_acts.approve(sent, by=make.second_person(sent))
    assert Producer.objects.get(uid=drop.uid).phone == "0913000111"
    since = JournalLine.objects.filter(pk__gt=known).values_list("text", flat=True)
    assert "0913000111" not in "".join(since)


# --- templates ------------------------------------------------------------------------------------
def word(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("mau.docx", drawn(*lines))


def test_a_template_is_kept_only_when_it_can_be_filled_in_and_as_it_was_seen(lan):
    place = make.province()
    good = "{{ round }}"

    def replace(text: str, seen: int):
        return office_templates.replace(
            place, "notice", word(text), by=lan, reason="Mẫu mới", seen=seen
        )

    for text in ("{{ khong_co }}", "{% if count %}x{% else %}{{ khong_co }}{% endif %}"):
        with pytest.raises(Refused, match="khong_co"):
            replace(text, 0)
    with pytest.raises(Refused, match="không có mẫu riêng"):
        office_templates.remove(place, "notice", by=lan, reason="Thôi", seen=0)
    own = replace(good, 0)
    for act in (
        lambda: replace(good, 0),
        lambda: office_templates.remove(place, "notice", by=lan, reason="Thôi", seen=7),
    ):
        with pytest.raises(Refused, match="vừa được người khác thay hoặc bỏ"):
            act()
    office_templates.remove(place, "notice", by=lan, reason="Thôi", seen=own.version)
