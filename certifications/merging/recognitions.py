"""The recognitions of two products that are one: which was entered twice, which follow, and why
they cannot.

Source: domain §2. Periods with exact days never overlap; a new recognition ends the earlier one on
its first day.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from certifications.certificates.corrections import OVER
from certifications.identity.known_facts import period_fields
from certifications.law import rules, validity
from certifications.merging.relations import move_all
from certifications.models import (
    IN_ORDER,
    Certification,
    Decision,
    EndedBy,
    EvaluationOrder,
    Level,
    OrderStatus,
    Origin,
    PreparedAct,
    PreparedStatus,
)
from ocop_registry import clock
from ocop_registry.journal.acts import Act
from products.models import Product
from products.serving import code_key


@dataclass
class Recognitions:
    """What becomes of the recognitions. The objects hold what will be written; `twins`: (kept, the
    same entered twice)."""

    kept: list[Certification]
    moving: list[Certification]
    twins: list[tuple[Certification, Certification]]
    reasons: list[str] = field(default_factory=list)

    @property
    def after(self) -> list[Certification]:
        return [*self.kept, *self.moving]


def plan(keep: Product, drop: Product, *, lock: bool = False) -> Recognitions:
    """Work out what becomes of the recognitions of both products. Writes nothing."""
    ours, theirs = _read(keep, lock), _read(drop, lock)
    twins: list[tuple[Certification, Certification]] = []
    for one in theirs:
        free = [own for own in ours if own not in (taken for taken, _ in twins)]
        same = next((own for own in free if _same_recognition(own, one)), None)
        if same:
            twins.append((same, one))
    doubled = {other.pk for _, other in twins}
    made = Recognitions(ours, [one for one in theirs if one.pk not in doubled], twins)
    followers = _followers_after(ours, theirs, twins)
    made.reasons += [
        reason for own, other in twins for reason in _twin_refusals(own, other, followers)
    ]
    for own, other in twins:
        if not own.ended_on and other.pk in followers:
            followers[own.pk] = followers[other.pk]
        _fill(own, other)
    _realign(made, followers)
    made.reasons += _refusals(made)
    if not made.reasons:
        _end_earlier(made)
    return made


def carry_out(deed: Act, recognitions: Recognitions, keep: Product) -> None:
    """Write the plan, in an order in which no two periods overlap at any moment."""
    filled = {own.pk for own, _ in recognitions.twins}
    for one in sorted(recognitions.kept, key=lambda one: one.pk in filled):
        deed.save(one)  # those that end earlier now, then those that begin earlier
    for one in sorted(recognitions.moving, key=lambda one: one.in_force_from or date.min):
        one.product = keep
        deed.save(one)
    # the later first: it names the one that it superseded
    for own, other in reversed(recognitions.twins):
        move_all(deed, own, other)
        deed.delete(other)


def _read(product: Product, lock: bool) -> list[Certification]:
    found = product.certifications.order_by(IN_ORDER, "pk")
    if lock:
        found = found.select_for_update(of=("self",))
    return list(found.select_related("decision", "place__parent__parent"))


# --- entered twice --------------------------------------------------------------------------------
def _same_recognition(one: Certification, other: Certification) -> bool:
    """Both of old lists, the same stars, and the same decision of the same day, or days of issue
    that can be one."""
    historic = one.origin == other.origin == Origin.HISTORIC
    if (
        not historic
        or one.stars != other.stars
        or not one.issued.can_be(other.issued)
        or _numbers_differ(one, other)
    ):
        return False
    return _same_decision(one, other) or bool(one.issued and other.issued)


def _same_decision(one: Certification, other: Certification) -> bool:
    ours, theirs = one.decision, other.decision
    return bool(ours.number and ours.signed_on) and (code_key(ours.number), ours.signed_on) == (
        code_key(theirs.number),
        theirs.signed_on,
    )


def _numbers_differ(one: Certification, other: Certification) -> bool:
    return _differ(code_key(one.decision.number), code_key(other.decision.number))


def _differ(one: object, other: object) -> bool:
    return bool(one) and bool(other) and one != other


def _twin_refusals(
    own: Certification, other: Certification, followers: dict[int, Certification]
) -> Iterator[str]:
    if _differ(own.code, other.code):
        yield (
            f"{_told(own)} được ghi hai lần với hai mã {own.code} và {other.code}: đính chính mã"
            " trước."
        )
    ends = [(one.ended_on, one.ended_by) if one.ended_on else None for one in (own, other)]
    # known more exactly on one side
    by_the_same = own.pk in followers and followers[own.pk] == followers.get(other.pk)
    if _differ(*ends) and not by_the_same:
        yield (
            f"{_told(own)} được ghi hai lần, chấm dứt vào hai ngày hoặc vì hai lý do khác nhau: xem"
            " lại hai chứng nhận trước."
        )
    if _differ(own.extended_until, other.extended_until):
        yield (
            f"{_told(own)} được ghi hai lần với hai lần gia hạn khác nhau: xem lại hai chứng nhận"
            " trước."
        )
    both = (own.pk, other.pk)
    if PreparedAct.objects.filter(certification__in=both, status=PreparedStatus.WAITING).exists():
        yield f"{_told(own)} đang có việc chờ duyệt: duyệt hoặc bỏ việc đó trước."
    if EvaluationOrder.objects.filter(certification__in=both, status=OrderStatus.OPEN).count() > 1:
        yield f"{_told(own)} có hai yêu cầu đánh giá lại chưa xong: rút một yêu cầu trước."


def _fill(own: Certification, other: Certification) -> None:
    """What is not known of the kept one, from the same recognition entered a second time."""
    for name in ("code", "set_name", "source", "confidence", "scheme", "product_set", "supersedes"):
        if not getattr(own, name):
            setattr(own, name, getattr(other, name))
    if own.level == Level.UNKNOWN:
        own.level = other.level
    if not own.ended_on:
        for name in (
            "ended_on",
            "ended_by",
            "revocation_ground",
            "revocation_decision",
            "revocation_reason",
        ):
            setattr(own, name, getattr(other, name))
    if not own.extended_until:
        own.extended_until, own.extension_basis = other.extended_until, other.extension_basis
    own.corrections = [*own.corrections, *other.corrections]
    if _known(other.decision) > _known(own.decision):
        own.decision = other.decision
    issued = other.issued if other.issued.sharpens(own.issued) else own.issued
    _place(own, other)
    for name, value in period_fields(issued, own.scheme).items():
        setattr(own, name, value)


def _known(decision: Decision) -> int:
    return sum(
        map(
            bool,
            (
                decision.number,
                decision.signed_on,
                decision.issuer,
                decision.issuer_place_id,
                decision.file,
            ),
        )
    )


def _place(own: Certification, other: Certification) -> None:
    """The narrower unit; and one that existed on the day that is now known."""
    narrower = own.place in other.place.ancestors()
    gone = (
        own.issued_on is not None
        and not own.place.on(own.issued_on)
        and other.place.on(own.issued_on)
    )
    if gone or narrower and (own.issued_on is None or other.place.on(own.issued_on)):
        own.place = other.place


# --- one after the other --------------------------------------------------------------------------
def _followers_after(
    ours: list[Certification],
    theirs: list[Certification],
    twins: list[tuple[Certification, Certification]],
) -> dict[int, Certification]:
    """Who supersedes whom, a twin's place taken by the one that is kept."""
    own_of = {other.pk: own for own, other in twins}
    found = {**_followers(ours), **_followers(theirs)}
    return {pk: own_of.get(following.pk, following) for pk, following in found.items()}


def _followers(certifications: list[Certification]) -> dict[int, Certification]:
    """Certification (id) that was superseded → the one that began on the day it ended."""
    return {
        one.pk: next_one
        for one in certifications
        if one.ended_by == EndedBy.SUPERSEDED
        for next_one in certifications
        if next_one.pk != one.pk and next_one.in_force_from == one.ended_on
    }


def _realign(made: Recognitions, followers: dict[int, Certification]) -> None:
    """Who was superseded by a twin is superseded by the one that is kept, on the day on which that
    one begins."""
    own_of = {other.pk: own for own, other in made.twins}
    for one in made.after:
        if one.supersedes_id in own_of:
            one.supersedes = own_of[one.supersedes_id]
        following = followers.get(one.pk)
        if following is not None:
            one.ended_on = following.in_force_from
        if (
            one.ended_on
            and one.in_force_from
            and one.ended_by == EndedBy.SUPERSEDED
            and one.ended_on <= one.in_force_from
        ):
            made.reasons.append(
                f"{_told(one)} sẽ bị thay thế trước khi bắt đầu: đính chính ngày cấp trước."
            )


def _refusals(made: Recognitions) -> Iterable[str]:
    for one in made.moving:
        for own in made.kept:
            yield from _pair_refusals(own, one)
    for one in made.after:
        if one.extended_until and one.in_force_until and one.extended_until <= one.in_force_until:
            yield (
                f"{_told(one)} đã gia hạn đến {one.extended_until:%d/%m/%Y}, không sau ngày hết hạn"
                f" {one.in_force_until:%d/%m/%Y}."
            )


def _pair_refusals(own: Certification, one: Certification) -> Iterator[str]:
    today = clock.today()
    both = f"{_told(own)} và {_told(one)}"
    if own.origin == one.origin == Origin.LIVE and all(
        rules.standing(each, today) in rules.VALID for each in (own, one)
    ):
        yield (
            f"{both} cùng đang có hiệu lực: là hai sản phẩm khác nhau, hoặc phải thu hồi một chứng"
            " nhận trước."
        )
    elif _same_decision(own, one) and own.stars != one.stars:
        yield (
            f"{both} theo cùng một quyết định nhưng khác hạng sao: xem lại quyết định, bỏ hoặc sửa"
            " dòng sai trước."
        )
    elif (
        own.issued_on
        and one.issued_on
        and validity.last_day(own) >= one.issued_on
        and validity.last_day(one) >= own.issued_on
    ):
        yield (
            f"{both} chồng thời hạn: nếu là một lần công nhận ghi hai lần, đính chính cho khớp"
            " ngày, hạng sao và số quyết định."
        )
    elif (
        not (own.issued_on and one.issued_on)
        and own.issued
        and one.issued
        and own.issued.can_be(one.issued)
    ):
        yield (
            f"{both} cùng năm nhưng khác hạng sao hoặc số quyết định: đính chính cho khớp, hoặc ghi"
            " rõ ngày cấp, trước khi gộp."
        )


def _end_earlier(made: Recognitions) -> None:
    """A recognition that could still run when one of the other product begins ends on that day."""
    known = sorted(
        (one for one in made.after if one.in_force_from),
        key=lambda one: (one.in_force_from, one.pk),
    )
    for earlier, later in pairwise(known):
        begins = later.in_force_from
        if (
            earlier.product_id == later.product_id
            or earlier.ended_on
            or begins == earlier.in_force_from
            or begins is None
        ):
            continue
        if rules.standing(earlier, begins) not in OVER:
            earlier.ended_on, earlier.ended_by = begins, EndedBy.SUPERSEDED
            later.supersedes = later.supersedes or earlier


def _told(one: Certification) -> str:
    when = one.issued.told() or "chưa rõ năm"
    number = f", quyết định {one.decision.number}" if one.decision.number else ""
    return f"Lần công nhận {one.stars} sao {when}{number} ({one.uid})"
