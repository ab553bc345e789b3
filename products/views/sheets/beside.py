"""What stands beside the list of products: the form's choices, the other standings, the filters in
force, the list as a file."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from ocop_registry import clock
from ocop_registry.lists.filtersets import PossibleFilter
from ocop_registry.places.models import Place
from products.queries.facets import counts
from products.queries.filters.products import ProductListFilters
from products.queries.values import STANDINGS
from products.standings import VALID, label
from products.views import choices
from products.views.addresses import changed
from products.views.export import files_of

# filters of days, which a recognition may fit of which only the month or year is known
OF_DAYS = {
    name for name, one in ProductListFilters.base_filters.items() if isinstance(one, PossibleFilter)
}


def beside(asked: ProductListFilters, params: dict[str, str]) -> dict[str, Any]:
    """All that the template tells of the form and of the list as a whole. At most one query for
    each of the country and a province, none where figures and choices are known."""
    by_standing = counts(asked, "standing", clock.today())
    total = sum(by_standing.get(one, 0) for one in asked.values["standing"])
    told = form_choices(params)
    return told | {
        "total": total,
        "standings": _standing_links(params, set(asked.values["standing"]), by_standing),
        "applied": _applied(params, told),
        "filtered": any(value for name, value in params.items() if name not in {"q", "standing"}),
        "roughly": not asked.values.get("certain") and bool(asked.values.keys() & OF_DAYS),
        "units": _units(params, asked.values.get("place", ()), alone=not total),
        "files": files_of(params, total),
        "stars_read": [str(one) for one in asked.reading.stars] if asked.reading else [],
    }


def form_choices(params: dict[str, str]) -> dict[str, Any]:
    """The choices of the form. Communes only once a province is chosen."""
    return {
        "provinces": choices.provinces(),
        "communes": choices.communes(params.get("province", "")),
        "sets": choices.sets(),
        "producer_kinds": choices.producer_kinds(),
        "chosen_standing": params.get("standing", "") or "valid",
    }


def _standing_links(
    params: dict[str, str], chosen: set[str], by_standing: dict[str, int]
) -> list[dict[str, Any]]:
    """Valid together, then every other standing that has rows: each with its count and one click
    away."""
    language = get_language() or "vi"
    valid = sum(count for standing, count in by_standing.items() if standing in VALID)
    links = [
        {
            "word": "valid",
            "count": valid,
            "query": changed(params, standing=None),
            "chosen": chosen == set(VALID),
        }
    ]
    for word in STANDINGS:
        if word not in VALID and (by_standing.get(word) or chosen == {word}):
            query = changed(params, standing=word)
            links.append(
                {
                    "word": word,
                    "label": label(word, language),
                    "count": by_standing.get(word, 0),
                    "query": query,
                }
            )
            links[-1]["chosen"] = chosen == {word}
    everything = {
        "word": "all",
        "count": sum(by_standing.values()),
        "query": changed(params, standing="all"),
    }
    return [*links, everything | {"chosen": chosen == set(STANDINGS)}]


def _applied(params: dict[str, str], told: dict[str, Any]) -> list[dict[str, str]]:
    """The filters in force, told in words, each with the address without it."""
    names: dict[str, dict[str, str]] = {
        "province": choices.full_names(),
        "commune": told["communes"].names,
        "set": {no: name.partition(". ")[2] for no, name in told["sets"].names.items()},
        "certain": {"true": _("có"), "false": _("không")},
        "producer_kind": told["producer_kinds"].names,
    }
    labels = {
        **dict.fromkeys(("stars", "held_stars"), _("Hạng sao")),
        "stars__gte": _("Hạng sao từ"),
        "producer": _("Chủ thể"),
        "recognised_after": _("Công nhận từ ngày"),
        "recognised_before": _("Công nhận đến ngày"),
        "expires_before": _("Hết hạn đến ngày"),
        "certain": _("Chỉ khi chắc chắn:"),
        "updated_after": _("Cập nhật sau"),
        "has_image": _("Có ảnh:"),
    }
    return [
        {
            "label": labels.get(name, ""),
            "text": names.get(name, {}).get(value, value),
            "without": changed(params, **_without(name)),
        }
        for name, value in params.items()
        if value and name not in {"ordering", "standing"}
    ]


def _units(params: dict[str, str], named: Sequence[Place], *, alone: bool) -> list[dict[str, str]]:
    """The units that the place was read as, each with the address of what is under it alone: when
    they are several, or when nothing was found (`alone`)."""
    if len(named) < 2 and not alone:
        return []
    shown = {unit.path(): unit for unit in named}
    return [
        {
            "path": path if unit.in_force else _("%(place)s (đến %(day)s)") % {"place": path, "day": f"{unit.valid_until:%d/%m/%Y}"},
            "query": changed(params, place=unit.public_code),
        }
        for path, unit in shown.items()
    ]  # fmt: skip


def _without(name: str) -> dict[str, None]:
    return {"province": None, "commune": None} if name == "province" else {name: None}
