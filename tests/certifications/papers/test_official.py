"""What stands on the minutes, the proposal, the decision and the letters: the data's own words, and
nothing private."""

import pytest

from certifications.council import conflicts
from certifications.models import Application, CouncilMember, Result
from certifications.papers import letters, official
from certifications.papers.catalogue import catalogue, entry_of
from certifications.papers.facts import facts_of
from certifications.papers.word.template import built_in
from certifications.papers.words import long_day
from ocop_registry.accounts.models import Office
from tests import factories as make
from tests.certifications.papers.conftest import PRIVATE, scored, words_of


def paper(round_, key: str) -> str:
    entry = entry_of(facts_of(round_), key)
    assert entry is not None, key
    return words_of(entry.make())


def test_the_minutes_tell_who_was_there_and_what_came_of_it(approved):
    text = paper(approved, "bien-ban")
    for part in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN",
        "Thái Nguyên, ngày 20 tháng 10 năm 2026",
        "Quyết định số 1200/QĐ-UBND ngày …… tháng …… năm ……",
        "Có mặt 3/3 thành viên chấm điểm, có chủ tịch",
        "Không có thành viên nào khai xung đột lợi ích.",
        "Không có sản phẩm nào có điểm chênh quá 10,00 điểm",
        "Hội đồng đánh giá 4 hồ sơ theo bộ tiêu chí 26/2026/QĐ-TTg",
        "5 sao: 1 sản phẩm",
    ):
        assert part in text
    for result in Result.objects.select_related("application__product"):
        assert result.application.product.name in text


def test_the_minutes_name_conflicts_and_leave_unknown_councils_to_be_filled_in(lan, minh, office):
    round_ = scored(lan, [(4, 0.99)])
    application, member = (
        Application.objects.get(),
        CouncilMember.objects.order_by("position").last(),
    )
    conflicts.declare_conflict(application, member, "family", by=lan)
    told = official.minutes_values(facts_of(round_))
    assert told["conflicts"] == [
        {
            "member": member.name,
            "product": "Sản phẩm 1",
            "kind": "có người thân là chủ thể hoặc người đại diện",
        }
    ]
    unknown = official.minutes_values(
        facts_of(make.approved_round(lan, minh, [make.product("Khác")], number=2))
    )
    assert [one["name"] for one in unknown["members"]] == [""] * 7
    assert "…" in unknown["quorum"]
    assert "…" in unknown["spread"]
    assert "…" in unknown["no_conflict"]


def test_the_draft_has_neither_number_nor_day_and_the_recorded_decision_has_both(approved, lan):
    draft = paper(approved, "du-thao-quyet-dinh")
    assert "Số: ……/QĐ-UBND" in draft
    assert "Thái Nguyên, ngày …… tháng …… năm ……" in draft
    assert "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN" in draft
    assert "Điều 1. Công nhận và cấp giấy chứng nhận cho 2 sản phẩm" in draft
    assert "Điều 2. Đề nghị trung ương đánh giá, công nhận 5 sao đối với 1 sản phẩm" in draft
    assert "Sản phẩm 4" not in draft, "a result below three stars is in no decision"
    decision = make.decide(approved, lan)
    facts = facts_of(approved)
    assert entry_of(facts, "du-thao-quyet-dinh") is None
    recorded = paper(approved, f"quyet-dinh-{decision.uid}")
    assert "Số: 1523/QĐ-UBND" in recorded
    assert "Thái Nguyên, ngày 02 tháng 11 năm 2026" in recorded
    assert "36 tháng kể từ ngày 02 tháng 11 năm 2026" in recorded


def test_the_proposal_counts_the_results_and_stays_the_same_after_the_decision(approved, lan):
    before = paper(approved, "to-trinh")
    assert "Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Thái Nguyên" in before
    assert "VĂN PHÒNG ĐIỀU PHỐI NÔNG THÔN MỚI TỈNH THÁI NGUYÊN" in before
    assert "Công nhận và cấp giấy chứng nhận cho 2 sản phẩm" in before
    make.decide(approved, lan)
    assert paper(approved, "to-trinh") == before


def test_a_producer_is_told_of_all_own_products_once_they_are_decided(approved, lan):
    assert letters.producers_told(facts_of(approved)) == [], (
        "nobody is told before the decision is signed"
    )
    make.decide(approved, lan)
    ((producer, results),) = letters.producers_told(facts_of(approved))
    text = paper(approved, f"thong-bao-{producer.uid}")
    assert "Hộ bà Nhật & con" in text
    assert "giấy chứng nhận có giá trị đến hết ngày 02/11/2029" in text
    assert "nộp hồ sơ đánh giá lại từ 06/05/2029 đến 05/07/2029" in text
    assert "Đề nghị trung ương công nhận 5 sao (Quyết định số 1523/QĐ-UBND" in text
    assert "Không cấp giấy chứng nhận" in text
    assert "0208 3855 555" in text, "the office says where to ask"
    assert len(results) == 4


def test_the_letter_says_which_points_and_criteria_are_missing(decided):
    facts = facts_of(decided)
    below = [one.application.product.name for one in letters.lacking(facts)]
    assert below == ["Sản phẩm 3", "Sản phẩm 4"]
    third, fourth = letters.lacking(facts)
    told = letters.missing_values(facts, third)
    assert [one["stars"] for one in told["targets"]] == [4, 5]
    codes = [one["code"] for one in told["targets"][0]["criteria"]]
    assert codes == facts.missed(third.application)[4]
    assert set(third.missed_criteria.split(", ")) == set(codes)
    text = paper(decided, f"con-thieu-{fourth.application.uid}")
    assert "Để đạt 3 sao" in text
    assert "Điểm trung bình cần từ 50,00 điểm; đạt " in text
    assert "Hội đồng chấm trung bình" in text


def test_a_letter_without_sheets_tells_what_was_concluded(lan, minh, office):
    round_ = make.approved_round(
        lan, minh, [make.product()], make.scored("86,4", marks="3", missed="2.3, 6.1")
    )
    make.decide(round_, lan)
    facts = facts_of(round_)
    told = letters.missing_values(facts, letters.lacking(facts)[0])
    assert (
        told["targets"][0]["note"]
        == "Tiêu chí chưa đạt dấu 4 sao theo kết luận của Hội đồng: 2.3, 6.1."
    )
    assert (
        "86,40 điểm thuộc khung 4 sao, nhưng tiêu chí 2.3, 6.1 chưa đạt dấu 4 sao: còn 3 sao."
        in told["why"]
    )


def test_no_paper_shows_anything_private(decided):
    papers = [
        one
        for group in catalogue(facts_of(decided))
        for one in group.entries
        if one.file.endswith(".docx")
    ]
    assert len(papers) == 6
    for one in papers:
        text = words_of(one.make())
        assert [word for word in PRIVATE if word in text] == []
        if not one.key.startswith("bien-ban"):
            assert "Ủy viên 1" not in text, "members are named in the minutes only"


def test_a_province_without_an_office_gets_dotted_lines(lan, minh):
    round_ = make.approved_round(lan, minh, [make.product()])
    assert not Office.objects.exists()
    values = official.proposal_values(facts_of(round_))
    assert values["office"] == "ỦY BAN NHÂN DÂN TỈNH THÁI NGUYÊN"
    assert "…" in values["office_name"]
    assert "{{" not in words_of(built_in("proposal").render(values))


@pytest.mark.parametrize(("month", "written"), [(1, "01"), (2, "02"), (3, "3"), (11, "11")])
def test_days_are_written_as_the_decree_wants_them(month, written):
    from datetime import date

    assert long_day(date(2026, month, 5)) == f"ngày 05 tháng {written} năm 2026"
