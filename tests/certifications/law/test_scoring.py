"""Scoring against a second reading of the law, and every rule of a sheet and of a council by
itself."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from certifications.law.rules import SchemeRules
from certifications.law.scorecards import DISQUALIFY, STOP, Scorecard
from certifications.law.scoring import (
    CouncilResult,
    CouncilRules,
    Exclusion,
    average,
    council_result,
    quorum_reached,
    spread_sentence,
)
from certifications.law.sheet_score import Choice, Sheet, score_sheet
from tests.certifications.law.second_reading import (
    DATA,
    RAW,
    Reading,
    Written,
    councils,
    full_marks,
    with_total,
)

RULES = SchemeRules.from_data("26-2026", DATA)
CARDS = {no: Scorecard.from_data("26-2026", one, DATA["implied_zero"]) for no, one in RAW.items()}
WAYS = ("mean", "majority", "all")


def sheet(written: Written) -> Sheet:
    choices = {
        code: Choice(entry["points"], entry["case"])
        for code, entry in written.items()
        if entry.get("points") is not None
    }
    return Sheet(
        choices, {code: entry["finding"] for code, entry in written.items() if entry.get("finding")}
    )


def ours(no: int, papers: list[Written], way: str) -> Any:
    """The registry's answer in the shape of `Reading.verdict`."""
    try:
        result = council_result(
            CARDS[no], [sheet(one) for one in papers], RULES, CouncilRules(marks=way)
        )
    except ValueError:
        return None
    if isinstance(result, Exclusion):
        return "out"
    parts = {part: int(points * 10_000) for part, points in result.parts.items()}
    found = result.conclusion
    return (
        int(result.total * 10_000),
        parts,
        int(result.spread),
        found.by_total,
        found.by_marks,
        found.final,
    )


def test_scoring_equals_the_second_reading(full: bool) -> None:
    seen: dict[Any, int] = {}
    for number, (no, papers) in enumerate(councils(10_000 if full else 1_000)):
        way = WAYS[number % 3]
        expected = Reading(no, papers, way).verdict()
        assert ours(no, papers, way) == expected, (no, way, papers)
        kind = expected[-1] if isinstance(expected, tuple) else expected
        seen[kind] = seen.get(kind, 0) + 1
    # The sheets must have tried everything: no result, exclusions, and every star.
    assert seen.keys() >= {None, "out", 1, 2, 3, 4, 5}, seen


def test_every_single_sheet_sums_as_read(full: bool) -> None:
    for no, papers in councils(10_000 if full else 1_000):
        for one in papers:
            read, score = Reading(no, [one], "mean"), score_sheet(CARDS[no], *_parts(one))
            assert score.faults == {}
            assert {part: int(points) for part, points in score.parts.items()} == read.sums[0]
            assert score.counts == (read.stopped(one) or read.finished(one))


def _parts(written: Written) -> tuple[dict[str, Choice], dict[str, str]]:
    made = sheet(written)
    return dict(made.choices), dict(made.findings)


# --- boundaries -----------------------------------------------------------------------------------
@pytest.mark.parametrize("no", range(1, 27))
@pytest.mark.parametrize(
    ("totals", "average_told", "stars"),
    [
        ([50] * 99 + [49], "49.99", 2), ([50, 50, 49], "49.6666", 2), ([50], "50", 3), ([70] * 99 + [69], "69.99", 3),
        ([70, 69, 70], "69.6666", 3), ([70, 70], "70", 4), ([71, 69], "70", 4), ([90] * 99 + [89], "89.99", 4),
        ([90, 90, 89], "89.6666", 4), ([90], "90", 5), ([91, 90, 89], "90", 5), ([100], "100", 5), ([30], "30", 2), ([29, 30], "29.5", 1),
    ],
)  # fmt: skip
def test_every_band_boundary_on_every_sheet(
    no: int, totals: list[int], average_told: str, stars: int
) -> None:
    papers = [with_total(no, total) for total in totals]
    result = council_result(CARDS[no], [sheet(one) for one in papers], RULES, CouncilRules())
    assert isinstance(result, CouncilResult)
    assert (result.total, result.conclusion.by_total) == (Decimal(average_told), stars)
    assert ours(no, papers, "mean") == Reading(no, papers, "mean").verdict()


@pytest.mark.parametrize("least", [30, 50, 70, 90])
def test_truncating_the_average_never_lifts_over_a_band_and_never_drops_below_one(
    least: int,
) -> None:
    for members in range(1, 10):
        for lacking in range(0, 2 * members):
            totals = [Decimal(least)] * members
            for at in range(lacking):
                totals[at % members] -= 1
            exact = Fraction(int(sum(totals)), members)
            told = average(totals)
            assert (told >= least) == (exact >= least)
            assert 0 <= exact - Fraction(told) < Fraction(1, 10_000)


# --- marks ----------------------------------------------------------------------------------------
def test_one_missed_mark_lowers_to_the_star_below_and_is_named() -> None:
    papers = [full_marks(6) for _ in range(3)]
    four = next(
        one for one in RAW[6]["criteria"] if any(option["stars"] == 4 for option in one["options"])
    )
    asked = next(option["points"] for option in four["options"] if option["stars"] == 4)
    below = max(
        (option["points"] for option in four["options"] if option["points"] < asked), default=0
    )
    for one in papers:
        one[four["code"]]["points"] = below
    result = council_result(CARDS[6], [sheet(one) for one in papers], RULES, CouncilRules())
    assert isinstance(result, CouncilResult)
    assert (result.conclusion.by_total, result.marks_met, result.conclusion.final) == (5, 3, 3)
    assert four["code"] in result.missed[4]
    assert f"tiêu chí {four['code']} chưa đạt dấu 4 sao" in result.why
    assert result.why.endswith("còn 3 sao.")


@pytest.mark.parametrize(
    ("given", "met"),
    [
        ([2, 2, 2], {"mean", "majority", "all"}),
        ([3, 3, 0], {"mean", "majority"}),
        ([3, 1, 2, 1], set()),
        ([2, 2, 1], {"majority"}),
        ([3, 1], {"mean"}),  # exactly half of the members is not more than half
        ([1, 1, 1], set()),
    ],
)
def test_the_three_ways_to_meet_a_mark(given: list[int], met: set[str]) -> None:
    # Set 26, 3.5: 3★ from 1 point, 4★ from 2; every other criterion is full.
    papers = [full_marks(26) | {"3.5": {"points": points, "case": None}} for points in given]
    reached = {way for way in WAYS if "3.5" not in _result(26, papers, way).missed[4]}
    assert reached == met


def _result(no: int, papers: list[Written], way: str = "mean") -> CouncilResult:
    result = council_result(
        CARDS[no], [sheet(one) for one in papers], RULES, CouncilRules(marks=way)
    )
    assert isinstance(result, CouncilResult)
    return result


# --- what a sheet refuses -------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("no", "code", "choice", "told"),
    [
        (11, "6.1", Choice(4), "không chấm tiêu chí 6.1"),
        (6, "9.9", Choice(1), "không chấm tiêu chí 9.9"),
        (6, "1.1", Choice(9), "không có mức 9 điểm: chỉ có 0, 1"),
        (6, "1.1", Choice(-1), "không có mức -1 điểm"),
        (6, "1.1", Choice(1, "community"), "không chia trường hợp"),
        (
            26,
            "8",
            Choice(3),
            "chọn trường hợp trước (Dịch vụ do cộng đồng cung cấp hoặc Điểm dịch vụ du lịch)",
        ),
        (26, "8", Choice(3, "organisation"), "chọn trường hợp trước"),
        (26, "8", Choice(0, "organisation"), "chọn trường hợp trước"),
        (26, "9", Choice(3, "organisation"), "không có mức 3 điểm: chỉ có 0, 1, 2"),
    ],
)
def test_a_faulty_choice_is_named_and_gives_no_result(
    no: int, code: str, choice: Choice, told: str
) -> None:
    choices = dict(sheet(full_marks(no)).choices) | {code: choice}
    score = score_sheet(CARDS[no], choices)
    assert told in score.faults[code]
    assert (score.complete, score.counts) == (False, False)
    with pytest.raises(ValueError, match="complete"):
        council_result(CARDS[no], [Sheet(choices)], RULES, CouncilRules())


def test_zero_needs_no_case_and_two_cases_count_once() -> None:
    best = sheet(full_marks(26)).choices
    assert score_sheet(CARDS[26], best).total == 100
    for choice in (Choice(0), Choice(0, "site")):
        score = score_sheet(CARDS[26], {**best, "8": choice})
        assert (score.total, score.faults) == (97, {})


def test_not_yet_scored_is_missing_and_never_zero() -> None:
    choices = dict(sheet(full_marks(6)).choices)
    del choices["2.2"]
    score = score_sheet(CARDS[6], choices)
    assert (score.missing, score.complete) == (["2.2"], False)
    assert score_sheet(CARDS[6], choices | {"2.2": Choice(0)}).complete
    with pytest.raises(ValueError, match="complete"):
        council_result(CARDS[6], [sheet(full_marks(6)), Sheet(choices)], RULES, CouncilRules())
    with pytest.raises(ValueError, match="complete"):
        council_result(CARDS[6], [], RULES, CouncilRules())


def test_no_story_closes_the_criterion_on_its_structure() -> None:
    choices = dict(sheet(full_marks(6)).choices)
    points = choices["5.2"].points
    without = choices | {"5.1": Choice(0)}
    assert "điều kiện 5.1 > 0" in score_sheet(CARDS[6], without).faults["5.2"]
    for closed in (
        without | {"5.2": Choice(0)},
        {code: one for code, one in without.items() if code != "5.2"},
    ):
        score = score_sheet(CARDS[6], closed)
        assert (score.total, score.complete) == (100 - choices["5.1"].points - points, True)
    waiting = {code: one for code, one in choices.items() if code not in {"5.1", "5.2"}}
    assert score_sheet(CARDS[6], waiting).missing == ["5.1", "5.2"]


# --- findings -------------------------------------------------------------------------------------
def test_a_stopped_sheet_leaves_the_rest_unscored() -> None:
    choices = dict(sheet(full_marks(6)).choices)
    scored = {code: choices[code] for code in ("1.1", "1.2")}
    points = scored["1.1"].points + scored["1.2"].points
    score = score_sheet(CARDS[6], scored, {"6.1": STOP})
    assert (score.total, score.stopped_at, score.counts) == (points, ["6.1"], True)
    # 1.1, 1.2, 6.1, and 5.2: no story, so it is closed
    assert len(score.missing) == len(CARDS[6].scored) - 4
    result = council_result(
        CARDS[6], [Sheet(scored, {"6.1": STOP}), Sheet(choices)], RULES, CouncilRules()
    )
    assert isinstance(result, CouncilResult)
    assert (result.spread, result.within_spread, result.stopped) == (
        100 - points,
        False,
        {"6.1": 1},
    )
    assert result.why.endswith("1/2 phiếu dừng chấm ở tiêu chí 6.1.")
    assert "lệch nhau" in spread_sentence(result, CouncilRules())


def test_stopping_contradicts_points_on_the_same_criterion_and_a_structure_without_a_story() -> (
    None
):
    choices = dict(sheet(full_marks(6)).choices)
    assert "đã ghi dừng chấm" in score_sheet(CARDS[6], choices, {"6.1": STOP}).faults["6.1"]
    assert score_sheet(CARDS[6], choices | {"6.1": Choice(0)}, {"6.1": STOP}).faults == {}
    no_story = {code: one for code, one in choices.items() if code not in {"5.1", "6.1"}}
    assert "điều kiện 5.1 > 0" in score_sheet(CARDS[6], no_story, {"6.1": STOP}).faults["5.2"]


@pytest.mark.parametrize("code", ["6.1", "6.2", "6.3", "6.4"])
def test_zero_stops_set_16_by_itself(code: str) -> None:
    score = score_sheet(CARDS[16], {"1.1": Choice(1), code: Choice(0)})
    assert (score.stopped_at, score.total, score.counts) == ([code], 1, True)
    assert not score_sheet(CARDS[16], {"1.1": Choice(1)}).counts  # null is not 0
    assert "không ghi “dừng chấm”" in score_sheet(CARDS[16], {}, {code: STOP}).faults[code]


@pytest.mark.parametrize(
    ("code", "finding"),
    [("6.1", DISQUALIFY), ("2.1", STOP), ("1.2", STOP), ("2.1", "out"), ("9.9", STOP)],
)
def test_only_what_the_sheet_prints_can_be_found(code: str, finding: str) -> None:
    score = score_sheet(CARDS[6], sheet(full_marks(6)).choices, {code: finding})
    assert (list(score.faults), score.complete) == ([code], False)


@pytest.mark.parametrize(
    ("members", "finding_it", "out"),
    [(1, 1, True), (2, 1, False), (3, 1, False), (3, 2, True), (9, 4, False), (9, 5, True)],
)
def test_more_than_half_of_the_members_find_a_product_out(
    members: int, finding_it: int, out: bool
) -> None:
    best = sheet(full_marks(6)).choices
    sheets = [
        Sheet(best, {"2.1": DISQUALIFY} if number < finding_it else {}) for number in range(members)
    ]
    result = council_result(CARDS[6], sheets, RULES, CouncilRules())
    if out:
        assert isinstance(result, Exclusion)
        assert result.why == f"Hồ sơ bị loại: tiêu chí 2.1: {CARDS[6].by_code['2.1'].disqualifies}."
    else:
        assert isinstance(result, CouncilResult)
        assert (result.total, result.disputed, result.conclusion.final) == (
            100,
            {"2.1": finding_it},
            5,
        )


def test_who_found_a_product_out_scores_to_the_end_when_the_council_does_not_share_it() -> None:
    best, alone = sheet(full_marks(6)).choices, Sheet({}, {"2.1": DISQUALIFY})
    score = score_sheet(CARDS[6], alone.choices, alone.findings)
    assert (score.complete, score.counts) == (True, False)
    with pytest.raises(ValueError, match="complete"):
        council_result(CARDS[6], [alone, Sheet(best), Sheet(best)], RULES, CouncilRules())
    assert isinstance(
        council_result(CARDS[6], [alone, alone, Sheet(best)], RULES, CouncilRules()), Exclusion
    )


def test_what_the_council_concludes_against_the_dossier_excludes_it() -> None:
    ground = CARDS[6].disqualifications[0]
    result = council_result(
        CARDS[6], [sheet(full_marks(6))], RULES, CouncilRules(), grounds=[ground]
    )
    assert result == Exclusion((ground,))
    assert isinstance(
        council_result(CARDS[6], [], RULES, CouncilRules(), grounds=[ground]), Exclusion
    )


# --- the province's own rules ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("totals", "within"),
    [
        ([80, 90], True),
        ([80, 91], False),
        ([85], True),
        ([80, 85, 90], True),
        ([79, 85, 90], False),
    ],
)
def test_the_spread_limit_itself_is_still_within(totals: list[int], within: bool) -> None:
    result = _result(6, [with_total(6, total) for total in totals])
    assert (result.spread, result.within_spread) == (max(totals) - min(totals), within)


@pytest.mark.parametrize(
    ("present", "members", "chair", "reached"),
    [
        (3, 4, True, True),
        (2, 4, True, False),
        (6, 8, True, True),
        (5, 7, True, False),
        (6, 7, True, True),
        (7, 7, False, False),
    ],
)
def test_quorum_is_three_quarters_with_the_chair(
    present: int, members: int, chair: bool, reached: bool
) -> None:
    assert quorum_reached(present, members, chair, CouncilRules()) is reached


def test_the_rounds_settings_are_read_and_nonsense_is_refused() -> None:
    read = CouncilRules.from_data(
        {"members": 7, "quorum": "0.6667", "spread_limit": "7.5", "marks": "all"}
    )
    assert read == CouncilRules(7, Decimal("0.6667"), Decimal("7.5"), "all")
    assert CouncilRules.from_data({}) == CouncilRules(None, Decimal("0.75"), Decimal(10), "mean")
    for wrong in (
        {"marks": "best"},
        {"quorum": "0"},
        {"quorum": "1.2"},
        {"quorum": "ba phần tư"},
        {"spread_limit": -1},
        {"quorum": "nan"},
    ):
        with pytest.raises(ValueError, match=r"marks|quorum|spread"):
            CouncilRules.from_data(wrong)
