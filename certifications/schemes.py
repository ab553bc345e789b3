"""Loading criteria schemes and their product sets from `data/schemes/`; immutable once a round or certificate uses them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certifications.models import Scheme, Scorecard
from ocop_registry.journal.acts import act
from products.models import ProductSet

FOLDER = Path(__file__).parent / "data" / "schemes"
# What the registry keeps on the scheme itself; the sheets go to their sets.
KEPT = ("parts", "bands", "deadlines", "revocation_grounds", "evidence_kinds", "producer_kinds", "rounds", "dossier", "sectors")


class SchemeInUse(Exception):
    """A changed file for a scheme that rounds or certificates already rest on."""


@dataclass(frozen=True)
class Loaded:
    """What loading one file did: "created", "changed" or "unchanged"; `sets`: how many product sets the scheme has."""

    slug: str
    outcome: str
    sets: int


def load_schemes(folder: Path = FOLDER) -> list[Loaded]:
    """Load every scheme file, one act each when something changed. Raises SchemeInUse and changes nothing of that file."""
    return [_load(path) for path in sorted(folder.glob("*.json"))]


def _load(path: Path) -> Loaded:
    text = path.read_text(encoding="utf-8")
    checksum, data, slug = hashlib.sha256(text.encode()).hexdigest(), json.loads(text), path.stem
    stored = Scheme.objects.filter(slug=slug).first()
    if stored and stored.checksum == checksum:
        return Loaded(slug, "unchanged", len(data["sets"]))
    if stored and (stored.rounds.exists() or stored.certifications.exists()):
        raise SchemeInUse(
            f"Bộ tiêu chí {stored.code} đã được dùng nên không đổi được nữa. Văn bản mới là một tệp mới trong {folder_name(path)}."
        )
    with act("scheme.load", by=None) as deed:
        scheme = stored or Scheme(slug=slug)
        before = {"checksum": stored.checksum} if stored else None
        _fill(scheme, data, checksum)
        scheme.save()
        _write_sets(scheme, data)
        deed.line("scheme", slug, before, {"code": scheme.code, "checksum": checksum, "sets": len(data["sets"])})
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
    """Sets and their sheets, in place: products may already name a set. A set that the file no longer has is refused by PROTECT."""
    ProductSet.objects.filter(scheme=scheme.slug).exclude(no__in=[one["no"] for one in data["sets"]]).delete()
    sectors = {sector["name"]: sector["name_en"] for sector in data["sectors"]}
    groups = {group["name"]: group["name_en"] for sector in data["sectors"] for group in sector["groups"]}
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
        product_set, _ = ProductSet.objects.update_or_create(scheme=scheme.slug, no=one["no"], defaults=values)
        sheet = {"scheme": scheme, "data": one, "implied_zero": data["implied_zero"]}
        Scorecard.objects.update_or_create(product_set=product_set, defaults=sheet)
