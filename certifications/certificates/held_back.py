"""What one person alone no longer changes: names, producer, place and set of what bears, or bore, a
recognition.

The public believes of a recognition that this producer holds it for this product. Whoever changes
one of these changes what is believed, so another person approves it (`changes`), and `unapproved`,
asked of every act before it commits, finds whoever went another way. Filling in what was not known
is no change. Source: domain §2 ("Nobody alone").
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from certifications.certificates.completion import communes_for
from certifications.models import Certification, Import, ImportKind
from ocop_registry.journal.acts import Act, Line
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place, PlaceLevel
from producers.models import Producer, ProducerKind
from products.models import Product

HELD: dict[str, tuple[str, ...]] = {
    Product.SUBJECT_KIND: ("name", "name_en", "producer", "product_set"),
    Producer.SUBJECT_KIND: ("name", "name_en", "kind", "tax_code", "place"),
}
MODELS: tuple[type[Subject], ...] = (Product, Producer)
# From a certification to the product, or the producer, that bears it.
_BEARER = {Product.SUBJECT_KIND: "product", Producer.SUBJECT_KIND: "product__producer"}
# Acts that are themselves of two people. A decision writes the set under which the approved result
# was reached.
BY_TWO = frozenset(
    {
        *("product.change", "product.merge", "product.unmerge"),
        *("producer.change", "producer.merge", "producer.unmerge", "producer.erase"),
        "decision.record",
    }
)


def recognitions(subject: Any) -> Any:
    """The recognitions that a product, or a producer's products, bear or bore."""
    return Certification.objects.filter(**{_BEARER[subject.SUBJECT_KIND]: subject})


def held_names(subject: Any) -> tuple[str, ...]:
    """The fields of a stored subject that take two people; none while it bears no recognition."""
    names = HELD.get(subject.SUBJECT_KIND, ())
    return names if names and subject.pk and recognitions(subject).exists() else ()


def bearing(kind: str, uids: Collection[str]) -> set[str]:
    """Those of the products (or producers) that bear or bore a recognition. A query per batch."""
    path = f"{_BEARER[kind]}__uid"
    found: set[str] = set()
    for batch in batches(sorted(uids)):
        rows = Certification.objects.filter(**{f"{path}__in": batch}).order_by()
        found.update(rows.values_list(path, flat=True).distinct())
    return found


# --- what differs ---------------------------------------------------------------------------------
def differences(stored: Any, typed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """What of the typed values changes the stored subject in a held field: name → both as the
    journal names them (old, new) and as people read them (was, now). Completing is left out."""
    found = {}
    for name in HELD[stored.SUBJECT_KIND]:
        if name not in typed:
            continue
        before, after = getattr(stored, name), typed[name]
        old, new = key_of(before), key_of(after)
        if old != new and not completes(name, before, after):
            found[name] = {
                "old": old, "new": new, "was": words(stored, name, before), "now": words(stored, name, after),
            }  # fmt: skip
    return found


def key_of(value: Any) -> str:
    """A value as the journal names it; "" for nothing."""
    key = getattr(value, "journal_key", None)
    return key() if key else str(value or "")


def words(subject: Any, name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, Place):
        return value.path()
    if isinstance(value, Producer):
        return f"{value.name} ({value.uid})"
    labels = dict(subject._meta.get_field(name).flatchoices)
    return str(labels.get(value, value or ""))


def completes(name: str, before: Any, after: Any) -> bool:
    """Whether the new value only fills in what was not known: nothing, an unknown kind, a place
    known to its district or province only."""
    if name == "place":
        return _narrower(before, after)
    return bool(after) and before in (None, "", ProducerKind.UNKNOWN)


def _narrower(before: Place | None, after: Place | None) -> bool:
    if before is None or after is None or before.level == PlaceLevel.COMMUNE:
        return False
    return after in communes_for(before)


# --- asked of every act ---------------------------------------------------------------------------
def unapproved(deed: Act) -> Iterator[str]:
    """What the act changed of recognised products and producers without a second person."""
    if deed.name in BY_TWO or _of_two_people(deed):
        return
    for model in MODELS:
        kind = model.SUBJECT_KIND
        changed = {
            line.uid: names for line in deed.changed(kind) if (names := _held_of(kind, line))
        }
        if not changed:
            continue
        for uid in sorted(bearing(kind, changed.keys())):
            labels = ", ".join(_label(model, name) for name in changed[uid])
            yield (
                f"{str(model._meta.verbose_name).capitalize()} {uid} đã được công nhận: {labels} chỉ"
                " đổi bằng một việc do người khác duyệt."
            )


def _label(model: type[Subject], name: str) -> str:
    field: Any = model._meta.get_field(name)
    return str(field.verbose_name)


def _held_of(kind: str, line: Line) -> list[str]:
    before, after = line.before or {}, line.after
    if after is None:
        return []
    return [
        name
        for name in HELD[kind]
        if name in before
        and (before[name] or "") != (after.get(name) or "")
        and not completes(name, *_meant(name, before[name], after.get(name)))
    ]


def _meant(name: str, *keys: str | None) -> Iterator[Any]:
    """What the journal named by these keys; of all but places the key itself tells enough."""
    if name != "place":
        return iter(keys)
    places = {place.journal_key(): place for place in Place.of_journal_keys([k for k in keys if k])}
    return iter([places.get(key or "") for key in keys])


def _of_two_people(deed: Act) -> bool:
    """A file of the register is staged by one person and applied, or taken back, by another."""
    if deed.name not in {"import.apply", "import.undo"}:
        return False
    files = Import.objects.filter(uid__in=deed.touched(Import.SUBJECT_KIND))
    return files.filter(kind=ImportKind.REGISTER).exists()
