"""Schemes and sheets as pages show them: parts → sections → criteria → levels, names in both
languages. For templates."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from certifications.law.scorecards import Criterion, Section
from certifications.law.scorecards import Scorecard as Card
from certifications.models import Scheme, Scorecard
from ocop_registry.staff.lists.export import Columns
from products.models import ProductSet

Shown = dict[str, Any]
AUTHORITIES = {
    "district": gettext_lazy("Cấp huyện"),
    "province": gettext_lazy("Cấp tỉnh"),
    "central": gettext_lazy("Cấp trung ương"),
    None: gettext_lazy("Không công nhận, không cấp giấy"),
}


# --- a scheme -------------------------------------------------------------------------------------
def bands(scheme: Scheme) -> list[Shown]:
    """The bands from the highest down: from how many points to below how many, and who recognises,
    since when."""
    found, below = [], None
    for band in scheme.data["bands"]:
        changes = [
            {
                "who": AUTHORITIES[change["authority"]],
                "since": change["from"],
                "basis": change.get("basis", ""),
            }
            for change in band["authority_changes"]
        ]
        found.append(
            {
                "stars": band["stars"],
                "least": band["min"],
                "below": below,
                "who": AUTHORITIES[band["authority"]],
                "changes": changes,
            }
        )
        below = band["min"]
    return found


def sectors(scheme: Scheme) -> list[Shown]:
    """The tree of the scheme: sectors with their groups, groups with their sets; empty when no
    sheet is loaded."""
    sets = {
        sheet.product_set.no: sheet.product_set
        for sheet in scheme.scorecards.select_related("product_set")
    }
    return [
        {
            **_named(sector),
            "groups": [
                {**_named(group), "sets": [sets[no] for no in group["sets"] if no in sets]}
                for group in sector["groups"]
            ],
        }
        for sector in scheme.data["sectors"]
    ]


def neighbours(sheet: Scorecard) -> tuple[int | None, int | None]:
    """Numbers of the sheets before and after this one."""
    numbers = list(sheet.scheme.scorecards.values_list("product_set__no", flat=True))
    at = numbers.index(sheet.product_set.no)
    return (numbers[at - 1] if at else None), (numbers[at + 1] if at + 1 < len(numbers) else None)


def scheme_columns() -> Columns:
    """Of the list of schemes; rows as the pages have them: {"scheme", "in_force"}."""
    return [
        (_("Số hiệu"), lambda one: one["scheme"].code),
        (_("Ngày ban hành"), lambda one: one["scheme"].issued_on),
        (_("Áp dụng từ"), lambda one: one["scheme"].effective_from),
        (_("Áp dụng đến hết"), lambda one: one["scheme"].effective_until),
        (_("Giấy chứng nhận có giá trị (tháng)"), lambda one: one["scheme"].validity_months),
        (_("Đang áp dụng"), lambda one: _("có") if one["in_force"] else None),
    ]


def sets_of(scheme: Scheme) -> list[ProductSet]:
    """The sets of a scheme in the order of its page."""
    return [
        one for sector in sectors(scheme) for group in sector["groups"] for one in group["sets"]
    ]


def set_columns() -> Columns:
    """Of the sets of a scheme, in the reader's language where the scheme has it."""
    tail = "_en" if get_language() == "en" else ""

    def named(field: str) -> Any:
        return lambda one: getattr(one, f"{field}{tail}") or getattr(one, field)

    return [
        (_("Bộ số"), lambda one: one.no),
        (_("Bộ sản phẩm"), named("name")),
        (_("Nhóm"), named("group")),
        (_("Ngành"), named("sector")),
    ]


# --- a sheet --------------------------------------------------------------------------------------
def parts(card: Card, scheme: Scheme) -> list[Shown]:
    """The parts of a sheet with their sections and criteria, in the order of the sheet."""
    return [
        {
            **_named(part),
            "code": part["code"],
            "max_points": part["max_points"],
            "sections": [
                _section(card, section) for section in card.sections if section.part == part["code"]
            ],
        }
        for part in scheme.data["parts"]
    ]


def _section(card: Card, section: Section) -> Shown:
    within = [
        one for one in card.criteria if (one.part, one.section) == (section.part, section.code)
    ]
    return {
        "name": section.name,
        "name_en": section.name_en,
        "code": section.code,
        "max_points": section.max_points,
        # In part C a section of one criterion bears its code and name: it is not told twice.
        "alone": len(within) == 1 and within[0].code == section.code,
        "criteria": [_criterion(card, one) for one in within],
    }


def _criterion(card: Card, criterion: Criterion) -> Shown:
    return {
        "name": criterion.name,
        "name_en": criterion.name_en,
        "code": criterion.code,
        "max_points": criterion.max_points,
        "is_group": criterion.is_group,
        "within_group": criterion.parent is not None,
        "remarks": list(_remarks(card, criterion)),
        "levels": [
            option for option in criterion.options if option.case is None and not option.implied
        ],
        "cases": [
            {
                "name": case.name,
                "name_en": case.name_en,
                "levels": [one for one in criterion.options if one.case == case.code],
            }
            for case in criterion.cases
        ],
    }


def _remarks(card: Card, criterion: Criterion) -> Iterator[Shown]:
    """What the sheet says beside the levels: `kind` "unverified", "note", "condition", "stop" or
    "disqualify"."""
    if criterion.unverified:
        yield {"kind": "unverified", "text": _("chưa đối chiếu bản ký số")}
    if criterion.note:
        yield {"kind": "note", "text": criterion.note}
    if criterion.applies_if:
        code, points = criterion.applies_if
        told = _("Chỉ chấm khi tiêu chí %(code)s được hơn %(points)d điểm; nếu không thì 0 điểm.")
        yield {"kind": "condition", "text": told % {"code": code, "points": points}}
    if criterion.stops_scoring:
        yield {"kind": "stop", "text": criterion.stops_scoring}
    if criterion.disqualifies:
        yield {"kind": "disqualify", "text": criterion.disqualifies}


def _named(data: dict[str, Any]) -> Shown:
    return {"name": data["name"], "name_en": data["name_en"]}
