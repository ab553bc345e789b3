"""Loading criteria schemes and their product sets from `data/schemes/`; immutable once a round or
certificate uses them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from certifications.models import Scheme, Scorecard
from certifications.schemes import checks
from ocop_registry.journal.acts import act
from products.models import ProductSet

FOLDER = Path(__file__).resolve().parents[1] / "data" / "schemes"
NAMED = (
    "code",
    "issued_on",
    "effective_from",
    "effective_until",
    "validity_months",
    "implied_zero",
    "sets",
)
# What the registry keeps on the scheme itself; the sheets go to their sets.
KEPT = (
    "parts",
    "bands",
    "deadlines",
    "revocation_grounds",
    "evidence_kinds",
    "producer_kinds",
    "rounds",
    "dossier",
    "sectors",
)


class SchemeInUse(Exception):
    """A changed file for a scheme that rounds or certificates already rest on, or without a set
    that products name."""


class FaultyScheme(Exception):
    """A file that cannot be what a decision printed; the message names every fault with its
    place."""


@dataclass(frozen=True)
class Loaded:
    """What loading one file did: "created", "changed" or "unchanged"; `sets`: how many product sets
    the scheme has."""

    slug: str
    outcome: str
    sets: int


def load_schemes(folder: Path = FOLDER) -> list[Loaded]:
    """Load every scheme file, one act each when something changed. Raises SchemeInUse or
    FaultyScheme and changes nothing of that file."""
    return [_load(path) for path in sorted(folder.glob("*.json"))]


def _load(path: Path) -> Loaded:
    text = path.read_text(encoding="utf-8")
    checksum, data, slug = hashlib.sha256(text.encode()).hexdigest(), json.loads(text), path.stem
    stored = Scheme.objects.filter(slug=slug).first()
    if stored and stored.checksum == checksum:
        return Loaded(slug, "unchanged", len(data["sets"]))
    if stored and (stored.rounds.exists() or stored.certifications.exists()):
        raise SchemeInUse(
            f"Bộ tiêu chí {stored.code} đã được dùng nên không đổi được nữa. Văn bản mới là một tệp"
            f" mới trong {folder_name(path)}."
        )
    if faults := checks.faults(slug, data, (*NAMED, *KEPT)):
        raise FaultyScheme(
            f"Tệp {path.name} không nạp được, chưa có gì thay đổi: {'; '.join(faults)}."
        )
    with act("scheme.load", by=None) as deed:
        scheme = stored or Scheme(slug=slug)
        before = {"checksum": stored.checksum} if stored else None
        _fill(scheme, data, checksum)
        scheme.save()
        _write_sets(scheme, data)
        deed.line(
            "scheme",
            slug,
            before,
            {"code": scheme.code, "checksum": checksum, "sets": len(data["sets"])},
        )
    return Loaded(slug, "changed" if stored else "created", len(data["sets"]))


def folder_name(path: Path) -> str:
    return "/".join(path.parent.parts[-3:])


def _fill(scheme: Scheme, data: dict[str, Any], checksum: str) -> None:
    scheme.code = data["code"]
    scheme.issued_on, scheme.effective_from = data["issued_on"], data["effective_from"]
    scheme.effective_until = data["effective_until"]
    scheme.validity_months = data["validity_months"]
    scheme.data = {"validity_months": data["validity_months"]} | {name: data[name] for name in KEPT}
    scheme.checksum = checksum
    scheme.full_clean()


def _write_sets(scheme: Scheme, data: dict[str, Any]) -> None:
    """Sets and their sheets, in place: products may already name a set."""
    _drop_sets(scheme, [one["no"] for one in data["sets"]])
    sectors = {sector["name"]: sector["name_en"] for sector in data["sectors"]}
    groups = {
        group["name"]: group["name_en"] for sector in data["sectors"] for group in sector["groups"]
    }
    for one in data["sets"]:
        values = {
            "name": one["name"],
            "name_en": one["name_en"],
            "sector": one["sector"],
            "sector_en": sectors[one["sector"]],
            "group": one["group"],
            "group_en": groups[one["group"]],
            "subgroup": one["subgroup"] or "",
            "samples_required": one["samples_required"],
        }
        product_set, _ = ProductSet.objects.update_or_create(
            scheme=scheme.slug, no=one["no"], defaults=values
        )
        sheet = {"scheme": scheme, "data": one, "implied_zero": data["implied_zero"]}
        stored = Scorecard.objects.filter(product_set=product_set).first()
        if stored and stored.data != one:
            sheet["compared"] = []  # it was another text that was compared
        Scorecard.objects.update_or_create(product_set=product_set, defaults=sheet)


def _drop_sets(scheme: Scheme, kept: list[int]) -> None:
    """Delete the sets that the file no longer has. Raises SchemeInUse when a product names one of
    them."""
    for gone in ProductSet.objects.filter(scheme=scheme.slug).exclude(no__in=kept):
        Scorecard.objects.filter(product_set=gone).delete()
        try:
            with transaction.atomic():
                gone.delete()
        except ProtectedError as problem:
            raise SchemeInUse(
                f"Tệp mới của {scheme.code} không còn bộ {gone}, nhưng đã có sản phẩm ghi bộ này:"
                " sửa bộ của sản phẩm trước."
            ) from problem


def data_of(scheme: Scheme) -> dict[str, Any]:
    """A stored scheme in the shape of its file, as far as the registry keeps it: two versions of it
    can be compared."""
    sheets = list(scheme.scorecards.order_by("product_set__no"))
    return {
        "code": scheme.code,
        "issued_on": scheme.issued_on.isoformat(),
        "effective_from": scheme.effective_from.isoformat(),
        "effective_until": scheme.effective_until.isoformat() if scheme.effective_until else None,
        **scheme.data,
        "implied_zero": sheets[0].implied_zero if sheets else None,
        "sets": [sheet.data for sheet in sheets],
    }
