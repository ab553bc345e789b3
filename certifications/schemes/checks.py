"""Whether a scheme's file can be what a decision printed, before anything of it is stored. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Criterion, Scorecard, Section


def faults(slug: str, data: dict[str, Any], needed: Iterable[str]) -> list[str]:
    """Everything wrong with a scheme's file, each with its place ("bộ 4, tiêu chí 2.3: …"); empty
    when it can be loaded.

    `needed`: the keys that the file must have beside those that the rules and the sheets read.
    """
    missing = [name for name in needed if name not in data]
    if missing:
        return [f"thiếu {', '.join(missing)}"]
    try:
        rules = SchemeRules.from_data(slug, data)
        cards = [Scorecard.from_data(slug, one, data["implied_zero"]) for one in data["sets"]]
    except (KeyError, TypeError, ValueError) as problem:
        return [f"không đọc được: {type(problem).__name__} {problem}"]
    found = [
        f"bộ {no} có {count} lần"
        for no, count in Counter(card.no for card in cards).items()
        if count > 1
    ]
    placed = {
        number
        for sector in data["sectors"]
        for group in sector["groups"]
        for number in group["sets"]
    }
    found += [
        f"bộ {card.no} không thuộc ngành, nhóm nào" for card in cards if card.no not in placed
    ]
    return [*found, *(f"bộ {card.no}, {one}" for card in cards for one in _of_sheet(card, rules))]


def _of_sheet(card: Scorecard, rules: SchemeRules) -> Iterator[str]:
    for code, count in Counter(one.code for one in card.criteria).items():
        if count > 1:
            yield f"tiêu chí {code}: có {count} lần"
    for part, maximum in rules.part_maxima.items():
        if card.maximum(part) != maximum:
            yield (
                f"phần {part}: các tiêu chí cộng lại {card.maximum(part)} điểm, phần này tối đa"
                f" {maximum}"
            )
    for section in card.sections:
        yield from _of_section(card, section)
    for criterion in card.criteria:
        yield from (f"tiêu chí {criterion.code}: {one}" for one in _of_criterion(card, criterion))
    for code in sorted(card.stop_at_zero - {one.code for one in card.scored}):
        yield f"dừng chấm khi 0 điểm ở {code}: không có tiêu chí này"


def _of_section(card: Scorecard, section: Section) -> Iterator[str]:
    within = sum(
        one.max_points
        for one in card.scored
        if (one.part, one.section) == (section.part, section.code)
    )
    if within != section.max_points:
        yield (
            f"mục {section.code}: các tiêu chí cộng lại {within} điểm, mục này tối đa"
            f" {section.max_points}"
        )


def _of_criterion(card: Scorecard, criterion: Criterion) -> Iterator[str]:
    if (criterion.part, criterion.section) not in {(one.part, one.code) for one in card.sections}:
        yield f"không có mục {criterion.section} trong phần {criterion.part}"
    if criterion.parent and not (
        criterion.parent in card.by_code and card.by_code[criterion.parent].is_group
    ):
        yield f"không có nhóm {criterion.parent}"
    if criterion.applies_if and criterion.applies_if[0] not in {one.code for one in card.scored}:
        yield f"điều kiện theo {criterion.applies_if[0]}: không có tiêu chí này"
    if {one.case for one in criterion.options} - {None} != {one.code for one in criterion.cases}:
        yield "các trường hợp và các mức không khớp"
    if criterion.is_group:
        highest = sum(one.max_points for one in card.criteria if one.parent == criterion.code)
    else:
        highest = max(one.points for one in criterion.options)
    if highest != criterion.max_points:
        yield f"mức cao nhất là {highest} điểm, tiêu chí ghi tối đa {criterion.max_points}"
