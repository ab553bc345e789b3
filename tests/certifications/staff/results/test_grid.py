"""The results grid: as a plain form, and row by row as its script saves it."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certifications.models import Application, Result, ResultDraft, Round, RoundStatus
from certifications.results import typed as results
from certifications.results.from_sheets import conclude_application
from certifications.rounds.access import active_applications
from certifications.staff.results import rows as grid_rows
from tests import factories as make
from tests.certifications.council import scored_round


def page(round_: Round) -> str:
    return reverse("admin:round_results", args=[round_.uid])


def saving(round_: Round) -> str:
    return reverse("admin:round_results_save", args=[round_.uid])


def applications(round_: Round) -> list[Application]:
    return list(active_applications(round_).order_by("position"))


def as_form(round_: Round, typed: dict[str, dict[str, str]]) -> dict[str, Any]:
    """The whole form as a browser sends it: every row as stored, with what was typed in some of
    them."""
    data: dict[str, Any] = {"row": []}
    for row in grid_rows.rows_of(round_):
        data["row"].append(row.uid)
        values = {**row.stored, **typed.get(row.uid, {})}
        data[f"r-{row.uid}-version"], data[f"r-{row.uid}-shown"] = row.version, row.fingerprint
        data.update(
            {
                f"r-{row.uid}-{name}": text
                for name, text in values.items()
                if name != "disqualified" or text
            }
        )
    return data


def send(
    client: Any, round_: Round, by: str, *rows: tuple[Application, int, dict[str, str]]
) -> Any:
    body = {
        "by": by,
        "rows": [
            {"uid": one.uid, "version": version, "values": values} for one, version, values in rows
        ],
    }
    return client.post(saving(round_), json.dumps(body), content_type="application/json")


# --- the plain form -------------------------------------------------------------------------------
def test_a_form_without_script_saves_the_right_rows_and_keeps_the_wrong_ones_as_typed(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(3))
    right, wrong, untouched = applications(round_)
    bad = {**make.scored("75,5"), "total": "175,5"}
    answer = as_user(lan).post(
        page(round_), as_form(round_, {right.uid: make.scored("86,4"), wrong.uid: bad}), follow=True
    )

    assert Result.objects.get().application == right
    assert Result.objects.get().final_stars == 4
    assert ResultDraft.objects.get().application == wrong
    assert ResultDraft.objects.get().raw["total"] == "175,5"
    assert not ResultDraft.objects.filter(application=untouched).exists()
    text = answer.content.decode()
    assert 'value="175,5"' in text
    assert "175,50 lớn hơn điểm tối đa 100,00." in text
    assert "1/3 hồ sơ đã có kết quả · 4 sao: 1" in text
    assert "86,40 điểm thuộc khung 4 sao: 4 sao." in text


def test_a_missed_mark_asks_which_criteria_and_says_why(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    client = as_user(lan)
    client.post(page(round_), as_form(round_, {one.uid: make.scored("86,4", marks="3")}))
    assert Result.objects.count() == 0
    assert "Ghi các tiêu chí chưa đạt dấu 4 sao" in client.get(page(round_)).content.decode()

    client.post(
        page(round_), as_form(round_, {one.uid: make.scored("86,4", marks="3", missed="2.3")})
    )
    assert Result.objects.get().final_stars == 3
    assert not ResultDraft.objects.exists()
    told = "86,40 điểm thuộc khung 4 sao, nhưng tiêu chí 2.3 chưa đạt dấu 4 sao: còn 3 sao."
    assert told in client.get(page(round_)).content.decode()


@pytest.mark.parametrize("field", ["final_stars", "stars"])
def test_typed_stars_are_refused_and_nothing_is_saved(lan, as_user, field):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    data = as_form(round_, {one.uid: make.scored("86,4")}) | {f"r-{one.uid}-{field}": "5"}
    answer = as_user(lan).post(page(round_), data)
    assert answer.status_code == 409
    assert f"{field}: Không nhập được trường này" in answer.content.decode()
    assert 'value="86,4"' in answer.content.decode(), "what was typed stays"
    assert not Result.objects.exists()
    assert not ResultDraft.objects.exists()

    answer = send(as_user(lan), round_, "lan", (one, 0, {**make.scored("86,4"), field: "5"}))
    assert answer.status_code == 409
    assert not Result.objects.exists()


def test_disqualified_needs_a_reason(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    client = as_user(lan)
    client.post(page(round_), as_form(round_, {one.uid: {"disqualified": "1"}}))
    assert "Ghi lý do hồ sơ bị loại." in client.get(page(round_)).content.decode()
    client.post(
        page(round_),
        as_form(round_, {one.uid: {"disqualified": "1", "disqualified_reason": "Thiếu mẫu"}}),
    )
    assert Result.objects.get().disqualified
    assert "bị loại: 1" in client.get(page(round_)).content.decode()


def test_a_form_shows_the_other_version_and_lets_its_typist_choose(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(2))
    first, second = applications(round_)
    mine = as_form(round_, {first.uid: make.scored("86,4"), second.uid: make.scored("60")})
    hung = make.staff("hung")
    results.enter(round_, {first.uid: make.scored("70")}, {}, by=hung)

    client = as_user(lan)
    answer = client.post(page(round_), mine)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Bản của Người hung" in text
    assert "Tổng điểm TB 70,00" in text
    assert 'value="86,4"' in text
    assert Result.objects.get(application=first).total == 70, (
        "the other person's row stands until one is chosen"
    )
    assert Result.objects.get(application=second).total == 60, "rows without conflict are saved"

    client.post(
        page(round_),
        as_form(round_, {first.uid: make.scored("86,4")}) | {f"r-{first.uid}-theirs": "1"},
    )
    assert Result.objects.get(application=first).total == 70
    client.post(page(round_), as_form(round_, {first.uid: make.scored("86,4")}))
    assert str(Result.objects.get(application=first).total).startswith("86.4")


def test_rows_nobody_touched_do_not_collide(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(2))
    first, second = applications(round_)
    opened_before = as_form(round_, {second.uid: make.scored("60")})
    results.enter(round_, {first.uid: make.scored("70")}, {}, by=make.staff("hung"))
    answer = as_user(lan).post(page(round_), opened_before)
    assert answer.status_code == 302
    assert Result.objects.get(application=first).total == 70
    assert Result.objects.get(application=second).total == 60


# --- row by row -----------------------------------------------------------------------------------
def test_a_row_is_saved_as_typed_and_answered_with_its_stars(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(2))
    one, _ = applications(round_)
    answer = send(as_user(lan), round_, "lan", (one, 0, make.scored("86,4"))).json()
    (row,) = answer["rows"]
    assert (row["outcome"], row["stars"], row["errors"], row["version"]) == ("saved", 4, {}, 1)
    assert row["why"] == "86,40 điểm thuộc khung 4 sao: 4 sao."
    assert answer["summary"] == "1/2 hồ sơ đã có kết quả · 4 sao: 1"
    again = send(as_user(lan), round_, "lan", (one, 0, make.scored("86,4"))).json()["rows"][0]
    assert (again["outcome"], again["version"], again["stars"]) == (
        "unchanged",
        1,
        4,
    ), "sent twice on a bad line: no conflict"
    assert Result.objects.count() == 1


def test_an_unfinished_row_is_kept_with_its_faults(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    row = send(as_user(lan), round_, "lan", (one, 0, {"total": "8x,4"})).json()["rows"][0]
    assert row["outcome"] == "draft"
    assert "không phải số điểm" in row["errors"]["total"]
    assert ResultDraft.objects.get().raw["total"] == "8x,4"


def test_a_stale_row_is_answered_with_the_other_version_and_who(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    results.enter(round_, {one.uid: make.scored("70")}, {}, by=make.staff("hung"))
    row = send(as_user(lan), round_, "lan", (one, 0, make.scored("86,4"))).json()["rows"][0]
    assert (row["outcome"], row["theirs"]["total"], row["who"], row["version"]) == (
        "stale",
        "70,00",
        "Người hung",
        1,
    )
    assert Result.objects.get().total == 70
    row = send(as_user(lan), round_, "lan", (one, row["version"], make.scored("86,4"))).json()[
        "rows"
    ][0]
    assert row["outcome"] == "saved"


def test_seventy_one_rows_arrive_in_one_request(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(71))
    typed = [
        (one, 0, make.scored(f"{50 + number % 39},5"))
        for number, one in enumerate(applications(round_))
    ]
    answer = send(as_user(lan), round_, "lan", *typed)
    assert answer.status_code == 200
    assert {row["outcome"] for row in answer.json()["rows"]} == {"saved"}
    assert answer.json()["summary"].startswith("71/71 hồ sơ đã có kết quả")
    assert Result.objects.count() == 71


def test_rows_typed_by_somebody_else_are_not_saved_in_my_name(lan, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    answer = send(as_user(lan), round_, "hung", (one, 0, make.scored()))
    assert answer.status_code == 409
    assert "Hãy đăng nhập lại bằng hung" in answer.json()["problems"][0]
    assert not Result.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"rows": 3, "by": "lan"}', '{"rows": [], "by": "lan"}', '{"rows": [{"uid": 1}]}'],
)
def test_what_the_script_never_sends_is_a_sentence(lan, as_user, body):
    round_ = make.evaluating_round(lan, make.products(1))
    answer = as_user(lan).post(saving(round_), body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["problems"]


# --- when, and who --------------------------------------------------------------------------------
def test_results_are_not_changed_once_the_round_is_concluded_or_decided(lan, minh, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    make.enter(round_, lan, make.scored("75,5"))
    data = as_form(round_, {one.uid: make.scored("86,4")})
    make.moved(round_, "conclude", by=lan)
    answer = as_user(lan).post(page(round_), data)
    assert answer.status_code == 409
    assert "chỉ nhập kết quả khi đợt đang đánh giá" in answer.content.decode()
    assert "86,4" in answer.content.decode(), "what was typed is still shown"
    make.moved(round_, "approve", by=minh)
    make.decide(round_, lan)
    answer = send(as_user(lan), round_, "lan", (one, 1, make.scored("86,4")))
    assert answer.status_code == 409
    assert str(Result.objects.get().total).startswith("75.5")


def test_after_the_evaluation_it_is_a_table_to_read(lan, minh, as_user):
    round_ = make.approved_round(lan, minh, make.products(1))
    text = as_user(lan).get(page(round_)).content.decode()
    assert '<input type="text" name="r-' not in text
    assert "nhập: Người lan; duyệt: Người minh" in text


def test_another_province_is_told_that_nothing_is_there(lan, hoa, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    assert as_user(hoa).get(page(round_)).status_code == 404
    assert send(as_user(hoa), round_, "hoa", (one, 0, make.scored())).status_code == 404
    assert not Result.objects.exists()


def test_somebody_who_may_only_look_sees_no_form_and_saves_nothing(lan, xem, as_user):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    assert "data-grid=" not in as_user(xem).get(page(round_)).content.decode()
    answer = send(as_user(xem), round_, "xem", (one, 0, make.scored()))
    assert (answer.status_code, answer.json()["problems"]) == (
        403,
        ["Bạn không có quyền làm việc này với đợt đánh giá này."],
    )
    assert (
        as_user(xem).post(page(round_), as_form(round_, {one.uid: make.scored()})).status_code
        == 403
    )
    assert not Result.objects.exists()


def test_without_a_session_the_script_is_sent_to_sign_in(lan, client):
    round_ = make.evaluating_round(lan, make.products(1))
    (one,) = applications(round_)
    answer = send(client, round_, "lan", (one, 0, make.scored()))
    assert answer.status_code == 302
    assert not Result.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_does_not_grow_with_the_rows(lan, as_user, count):
    round_ = make.evaluating_round(lan, make.products(count))
    make.enter(round_, lan, make.scored("75,5"), {"total": "x"})
    client = as_user(lan)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(page(round_)).status_code == 200
    # eight of the rows, four of what each result rests on: council, conflicts, papers, rules
    assert len(queries) == 12
    assert round_.status == RoundStatus.EVALUATING


def test_rows_whose_figures_come_from_closed_sheets_are_marked_and_not_typed_over(lan, as_user):
    round_, (scored, typed), members = scored_round.sitting(lan, products=2)
    scored_round.score_all(scored, members, lan, 80)
    conclude_application(scored, by=lan)
    text = as_user(lan).get(page(round_)).content.decode()
    marked, other = (
        text.split(f'<tr data-row="{one.uid}"')[1].split("</tr>")[0] for one in (scored, typed)
    )
    assert "từ phiếu đã khóa" in marked
    assert reverse("admin:application_sheets", args=[round_.uid, scored.uid]) in marked
    assert (marked.count(" readonly"), other.count(" readonly")) == (2, 0)
    assert marked.count('<span class="figure">') == 4
    assert "từ phiếu đã khóa" not in other
