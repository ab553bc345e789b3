"""The council's rules of a round, as the office sets them on the round's form."""

import pytest
from django.test import Client

from certifications.law.scoring import CouncilRules
from certifications.staff.rounds.council_rules import CouncilRulesFields
from tests import factories as make

pytestmark = pytest.mark.django_db


def _edit(client: Client, **typed: str):
    round_ = make.draft_round()
    client.force_login(make.staff())
    page = client.get(f"/quan-tri/dot/{round_.uid}/sua/")
    form = page.context["form"]
    sent = {name: form[name].value() for name in form.fields}
    sent = {name: "" if value in (None, False) else value for name, value in sent.items()}
    sent["evaluated_on"] = "20/10/2026"
    answer = client.post(f"/quan-tri/dot/{round_.uid}/sua/", sent | typed)
    round_.refresh_from_db()
    return round_, answer


def test_the_usual_rules_are_proposed_and_need_not_be_stored(client: Client):
    round_, answer = _edit(client, title="Đợt đổi tên")
    assert answer.status_code == 302, answer.context["form"].errors
    assert (round_.title, round_.rules) == ("Đợt đổi tên", {})


def test_own_rules_are_stored_and_read_by_the_council(client: Client):
    round_, answer = _edit(
        client,
        quorum="66,67",
        spread_limit="7,5",
        marks="all",
        double_keying="on",
        written_opinion="on",
    )
    assert answer.status_code == 302, answer.context["form"].errors
    rules = CouncilRules.from_data(round_.rules)
    assert (str(rules.quorum), str(rules.spread_limit), rules.marks, rules.written_opinion) == (
        "0.6667",
        "7.5",
        "all",
        True,
    )
    assert round_.rules["double_keying"] is True


def test_rules_that_cannot_be_meant_change_nothing(client: Client):
    round_, answer = _edit(
        client, quorum="0", spread_limit="-1", marks="khong-co", title="Đợt khác"
    )
    assert answer.status_code == 200
    assert {"quorum", "spread_limit", "marks"} <= answer.context["form"].errors.keys()
    assert (round_.rules, round_.title) == ({}, "Đợt 1 năm 2026")
    assert 'value="-1"' in answer.content.decode(), "what was typed is still there"


def test_the_councils_rules_stand_under_their_own_heading(client: Client):
    client.force_login(make.staff())
    text = client.get(f"/quan-tri/dot/{make.draft_round().uid}/sua/").content.decode()
    particulars, rules = text.split("<legend>Quy chế hội đồng</legend>")
    for name in CouncilRulesFields.base_fields:
        assert f'name="{name}"' in rules
        assert f'name="{name}"' not in particulars
    assert 'name="title"' in particulars
