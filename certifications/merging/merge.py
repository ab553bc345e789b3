"""Two producers, or two products, that are one: merged in one act of two people (`prepared`); the
uid of the one dropped answers for the other for ever.

Everything that refers to the dropped one follows (`merge_relations`, `merge_recognitions`). What
the kept one does not say is filled from the other; where both say something different, an officer
has chosen. Sheets, results and decisions stay as they are: only references change.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.core.exceptions import PermissionDenied

from certifications.identity.name_index import is_same_name
from certifications.merging.recognitions import Recognitions, carry_out, plan
from certifications.merging.relations import figure_refusals, move_all, parts_of
from certifications.models import Application, ApplicationStatus, Round
from certifications.rounds.contents import UNFINISHED
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act, VersionConflict
from ocop_registry.journal.models import MergedSubject
from producers.models import Producer, ProducerKind
from producers.privacy import CONSENT_FIELDS
from products.models import Product

KEEP, DROP = "keep", "drop"  # the answers to "which of the two values?"
# Not a person's to choose: keys, what follows from the name, and consent, which follows the values
# that it was given for.
_NOT_CHOSEN = frozenset({"id", "uid", "version", "search_key", "sort_key", "is_demo", "consent"})
# Where silently keeping one of two different values would be wrong.
MUST_CHOOSE = frozenset({"tax_code", "gtin", "producer", "product_set"})
_EDIT = {Producer: "producer.edit", Product: "product.edit"}


# --- field by field -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Pair:
    """One field of both: the values as words, whether they differ so that one must be chosen, and
    whether choosing is a must."""

    name: str
    label: str
    keep: str
    drop: str
    differs: bool
    must: bool


def pairs(keep: Any, drop: Any) -> list[Pair]:
    """Every field that at least one of the two fills, in the order of the model."""
    found = []
    for field in _fields(keep):
        ours, theirs = getattr(keep, field.name), getattr(drop, field.name)
        if _empty(ours) and _empty(theirs):
            continue
        differs = not _empty(ours) and not _empty(theirs) and ours != theirs
        label, must = str(field.verbose_name), differs and field.name in MUST_CHOOSE
        found.append(
            Pair(field.name, label, _words(keep, field), _words(drop, field), differs, must)
        )
    return found


def unchosen(keep: Any, drop: Any, values: Mapping[str, str]) -> list[str]:
    """What an officer must still choose, a sentence each."""
    return [
        f"Hai {pair.label} khác nhau ({pair.keep} và {pair.drop}): hãy chọn giá trị đúng."
        for pair in pairs(keep, drop)
        if pair.must and values.get(pair.name) not in (KEEP, DROP)
    ]


def _fill(keep: Any, drop: Any, values: Mapping[str, str]) -> None:
    """Empty fields of `keep` from `drop`; different ones as chosen, those of `keep` where nothing
    was chosen."""
    if isinstance(keep, Producer):
        keep.consent = _consent(keep, drop, values)
    for field in _fields(keep):
        theirs = getattr(drop, field.name)
        if not _empty(theirs) and (
            _empty(getattr(keep, field.name)) or values.get(field.name) == DROP
        ):
            setattr(keep, field.name, theirs)


def _consent(keep: Producer, drop: Producer, values: Mapping[str, str]) -> list[str]:
    """Consent goes with the value that it was given for: a value taken from one that had none stays
    private."""
    given = []
    for name in CONSENT_FIELDS:
        ours, theirs = getattr(keep, name), getattr(drop, name)
        taken = not _empty(theirs) and (_empty(ours) or values.get(name) == DROP)
        source = drop if taken else keep
        if name in source.consent or (ours == theirs and name in drop.consent):
            given.append(name)
    return given


def _fields(subject: Any) -> list[Any]:
    return [field for field in subject._meta.concrete_fields if field.name not in _NOT_CHOSEN]


def _empty(value: Any) -> bool:
    return value in (None, "", ProducerKind.UNKNOWN)


def _words(subject: Any, field: Any) -> str:
    value = getattr(subject, field.name)
    if _empty(value):
        return ""
    if isinstance(value, bool):
        return "có" if value else "không"
    if field.name == "place":
        return value.path()
    if field.name == "producer":
        return f"{value.name} ({value.uid})"
    return str(dict(field.flatchoices).get(value, value))


# --- what stands against it -----------------------------------------------------------------------
def refusals(keep: Any, drop: Any, by: User) -> list[str]:
    """Every reason why these two may not be merged by this person; empty when they may."""
    return _refusals(keep, drop, by, plan(keep, drop) if isinstance(keep, Product) else None)


def _refusals(keep: Any, drop: Any, by: User, recognitions: Recognitions | None) -> list[str]:
    word = keep._meta.verbose_name
    if keep.pk == drop.pk:
        return [f"Hai bên là cùng một {word}: hãy chọn một {word} khác."]
    reasons = []
    if keep.province != drop.province and not may(by, "central", None):
        reasons.append(
            f"Hai {word} thuộc hai tỉnh ({keep.province.full_name} và {drop.province.full_name}):"
            " đề nghị Bộ gộp, hoặc sửa đơn vị hành chính của một bên nếu ghi nhầm."
        )
    if keep.is_demo != drop.is_demo:
        reasons.append("Một bên là dữ liệu minh họa, bên kia là dữ liệu thật: không gộp lẫn.")
    if recognitions is None:
        return [*reasons, *_shared_by_producers(keep, drop)]
    return [
        *reasons,
        *_shared_by_products(keep, drop),
        *figure_refusals(keep, drop),
        *recognitions.reasons,
    ]


def _shared_by_producers(keep: Producer, drop: Producer) -> list[str]:
    entered = Round.objects.filter(status__in=UNFINISHED).exclude(applications=None)
    shared = entered.filter(pk__in=_rounds_of(product__producer=keep)).filter(
        pk__in=_rounds_of(product__producer=drop)
    )
    return [
        f"Cả hai chủ thể đang có hồ sơ ở {round_}, chưa xong: gộp sau khi đợt có quyết định, hoặc"
        " rút hồ sơ của một bên."
        for round_ in shared.select_related("place").distinct()
    ]


def _rounds_of(**whose: Any) -> Any:
    return (
        Application.objects.exclude(status=ApplicationStatus.WITHDRAWN)
        .filter(**whose)
        .values("round")
    )


def _shared_by_products(keep: Product, drop: Product) -> list[str]:
    ours, theirs = (
        {one.round_id: one for one in product.applications.select_related("round__place")}
        for product in (keep, drop)
    )
    reasons = [
        f"Cả hai sản phẩm có hồ sơ ở {ours[pk].round}: mỗi sản phẩm chỉ có một hồ sơ trong một đợt."
        " Bỏ hồ sơ nhận nhầm trước; nếu đợt đã xong thì đó là hai sản phẩm khác nhau."
        for pk in sorted(ours.keys() & theirs.keys())
    ]
    running = [[one for one in side.values() if _runs(one)] for side in (ours, theirs)]
    if all(running) and not reasons:
        both = f"{running[0][0].round} và {running[1][0].round}"
        reasons.append(f"Hai sản phẩm đang ở hai đợt chưa xong ({both}): rút một hồ sơ trước.")
    return reasons


def _runs(application: Application) -> bool:
    return (
        application.round.status in UNFINISHED and application.status != ApplicationStatus.WITHDRAWN
    )


# --- what is done -----------------------------------------------------------------------------
def carry_out_merge(deed: Act, kept: Any, dropped: Any, values: Mapping[str, str]) -> None:
    """Merge `dropped` into `kept`, both locked, within an act of two people (`prepared`). `values`:
    field → KEEP or DROP where both differ. Raises ValidationError when the merged whole is not
    valid."""
    recognitions = plan(kept, dropped, lock=True) if isinstance(kept, Product) else None
    before = {**parts_of(kept), "merged": []}
    if recognitions:
        carry_out(deed, recognitions, kept)
        for own, twin in recognitions.twins:
            _answer_for(own.SUBJECT_KIND, twin.uid, own.uid)
    move_all(deed, kept, dropped)
    _fill(kept, dropped, values)
    _answer_for(kept.SUBJECT_KIND, dropped.uid, kept.uid)
    uid = dropped.uid
    deed.delete(dropped)
    deed.save(kept)
    tell(deed, kept, before, {**parts_of(kept), "merged": [f"{dropped} ({uid})"]})


def require(by: User, keep: Any, drop: Any) -> None:
    """Raise PermissionDenied unless the person may edit both; the ministry may merge across
    provinces."""
    action = _EDIT[type(keep)]
    if not may(by, "central", None) and not all(
        may(by, action, one.province) for one in (keep, drop)
    ):
        raise PermissionDenied(f"Bạn không có quyền gộp {keep._meta.verbose_name} này.")


def _lock_applications(keep: Any, drop: Any) -> None:
    """In the fixed order applications come before products: what moves is locked first."""
    if isinstance(keep, Product):
        rows = (
            Application.objects.filter(product__in=[keep.pk, drop.pk])
            .select_for_update(of=("self",))
            .order_by("pk")
        )
        list(rows.values_list("pk"))


def locked(keep: Any, drop: Any) -> tuple[Any, Any]:
    """Both as stored, with their applications, locked in the fixed order. Raises VersionConflict
    for one that is gone."""
    _lock_applications(keep, drop)
    rows = (
        type(keep)
        ._base_manager.select_for_update(of=("self",))
        .filter(pk__in=[keep.pk, drop.pk])
        .order_by("pk")
    )
    found: dict[Any, Any] = {row.pk: row for row in rows}
    for seen in (keep, drop):
        if seen.pk not in found:
            raise VersionConflict(seen, None)
    return found[keep.pk], found[drop.pk]


def _answer_for(kind: str, old: str, uid: str) -> None:
    """The old uid answers for the kept one, and so does every uid that answered for the old one."""
    MergedSubject.objects.filter(kind=kind, uid=old).update(uid=uid)
    MergedSubject.objects.create(kind=kind, old_uid=old, uid=uid)


def tell(deed: Act, subject: Any, before: dict[str, Any], after: dict[str, Any]) -> None:
    """What was merged into the subject, in its line of this act."""
    changed = [name for name in after if before.get(name) != after[name]]
    line = next(
        (one for one in deed.lines if (one.kind, one.uid) == (subject.SUBJECT_KIND, subject.uid)),
        None,
    )
    if line is None:
        # Nothing of its own changed: it has a new version all the same, so that a second editor
        # notices.
        subject.version += 1
        type(subject)._base_manager.filter(pk=subject.pk).update(version=subject.version)
        deed.line(
            subject.SUBJECT_KIND,
            subject.uid,
            {name: before[name] for name in changed},
            {name: after[name] for name in changed},
        )
    else:
        line.before = {**(line.before or {}), **{name: before[name] for name in changed}}
        line.after = {**(line.after or {}), **{name: after[name] for name in changed}}


def same_named_products(producer: Producer) -> list[tuple[Product, Product]]:
    """Products of one producer that bear the same name: perhaps one product, for a person to
    merge."""
    products = producer.products.order_by("pk")
    return [pair for pair in combinations(products, 2) if is_same_name(*(one.name for one in pair))]
