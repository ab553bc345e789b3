"""Checking a whole file: what each row would do, what is wrong with it, what a person must
decide."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from certifications.identity.country import Country
from certifications.identity.register_index import Register
from certifications.identity.words import meanings
from certifications.imports.contract import Change, Context, Row
from certifications.imports.fields import subject_name
from certifications.imports.kinds.register import authority
from certifications.imports.kinds.register.known_recognitions import Recognised, load
from certifications.imports.kinds.register.parts import Part, Parts, told_rows
from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.plan import LABELS, Planned, described, shown
from certifications.imports.kinds.register.row_as_read import Law, Recognition, Told
from certifications.imports.kinds.register.succession import Moved, link, settle
from certifications.imports.kinds.register.understood import Understanding
from certifications.imports.kinds.register.who.gaps_filled import Filling
from certifications.imports.kinds.register.who.participation import Participations
from certifications.imports.kinds.register.who.subjects import Subjects
from certifications.law import rules
from certifications.law.validity import end_of
from certifications.models import Certification, Level, Participation, RowOutcome, Scheme
from ocop_registry.accounts.models import Office
from ocop_registry.known_days import KnownDay
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product


@dataclass(eq=False)
class RowPlan:
    """What writing a row needs. `also`: other certifications that its recognitions end or follow,
    with their changed copies; `participation`: of a row without stars, new or changed."""

    told: Told
    producer: Producer
    product: Product
    planned: list[Planned] = field(default_factory=list)
    also: list[Moved] = field(default_factory=list)
    changed_producer: Producer | None = None
    changed_product: Product | None = None
    participation: Participation | None = None


@dataclass(frozen=True)
class Ground:
    """What all parts of one file are looked at with: read once. `live_since`: province (id) → its
    first day in this system."""

    law: Law
    spots: Spots
    country: Country
    live_since: Mapping[int, date]


def checked(rows: Iterable[Row], context: Context) -> Iterator[list[Row]]:
    """A list of a province as one part; one of the whole country province by province."""
    law = Law(
        list(Scheme.objects.defer("data")),  # of which 26/2026 alone has 800 kB
        list(Scheme.objects.sets_of_day(context.today)),
        context.today,
        Scheme.objects.recognisers(),
        meanings(context.province),
    )
    country = Country()
    spots = Spots(context.province, country.overlap)
    live: Any = Office.objects.exclude(live_since=None).values_list("place_id", "live_since")
    ground = Ground(law, spots, country, dict(live))
    parts: Iterable[Part] = (
        [(context.province, list(told_rows(rows, spots, law)))]
        if context.province
        else Parts(spots, law, country).of(rows)
    )
    for province, part in parts:
        Checking(province, ground).look(part)
        yield [told.row for told in part]


class Checking:
    """One look at the rows of one part. The number of queries does not grow with the rows."""

    def __init__(self, province: Place | None, ground: Ground) -> None:
        self.law, self.spots, self.live_since = ground.law, ground.spots, ground.live_since
        self.register = Register(province, ground.country, self.spots.units)
        self.stored = load(self.register.products, self.spots.units, self.law.schemes, province)
        for certifications in self.stored.values():
            link(certifications)
        self.recognised = Recognised(self.stored, self.spots, self.law.schemes)
        self.filling = Filling(self.spots)
        self.participations = Participations(self.stored)

    def look(self, part: Sequence[Told]) -> None:
        """Give every row its outcome and plan; they are told and located."""
        self.subjects = Subjects(self.register, self.spots, part)
        self.participations.read(part, self.register.products)
        for told in part:
            told.row.plan = self._plan(told)
        rows = [told.row for told in part]
        plans = [row.plan for row in rows if row.plan]
        self._chain(plans)
        for row in rows:
            if row.plan and not row.faults:
                self._finish(row, row.plan)
            else:
                row.settle(RowOutcome.REFUSED)
        understanding = Understanding(plans, self.stored, self.spots, self.law.today)
        for told in part:
            understanding.tell(told, told.row.plan)

    # --- one row ----------------------------------------------------------------------------------
    def _plan(self, told: Told) -> RowPlan | None:
        producer = self.subjects.producer(told)
        product = self.subjects.product(told, producer)
        if producer is not None:
            self.spots.where_since(told, producer.place)
        self.spots.place_recognitions(told, producer.place if producer else None)
        for said in told.recognitions:
            self._refuse_level(told, said)
        planned = []
        if producer is not None and product is not None:
            if product.pk:
                told.row.subject = subject_name(product)
            self.filling.refuse(told, producer, product)
            found = [
                self.recognised.plan(told, said, product)
                for said in told.recognitions
                if said.stars
            ]
            planned = [one for one in found if one is not None]
            for one in planned:
                authority.ask(one, self.law.recognisers)
        self._compare_expiry(told, planned)
        if producer is None or product is None:
            return None
        self._refuse_live_days(told, producer, planned)
        taking_part = self.participations.plan(told, product)
        return RowPlan(told, producer, product, planned, participation=taking_part)

    def _refuse_level(self, told: Told, said: Recognition) -> None:
        issuer = self.spots.level(said)
        column = f"issuer{said.suffix}" if issuer else "level"
        level = issuer or said.level
        if said.stars == 5 and level in (Level.PROVINCE, Level.DISTRICT):
            told.row.fault(
                column,
                "five_stars",
                "Hạng 5 sao do trung ương công nhận, không phải tỉnh hay huyện: sửa hạng sao hoặc"
                " cơ quan ban hành.",
            )
        if issuer and said.level not in (None, Level.UNKNOWN, issuer):
            label = said.level.label.lower() if said.level else ""
            told.row.fault(
                "level",
                "level_issuer",
                f"Cấp công nhận ghi {label}, nhưng {said.issuer} là {issuer.label.lower()}: sửa một"
                " trong hai ô.",
            )

    def _compare_expiry(self, told: Told, planned: Sequence[Planned]) -> None:
        last = told.last
        if not told.expires or last is None:
            return
        final = planned[-1].final if planned and planned[-1].said is last else None
        allowed = {final.extended_until, final.ended_on} if final else set()
        issued = final.issued if final else last.issued
        if not issued or told.expires.day in allowed - {None}:
            return
        if issued.exact and told.expires.exact:
            end = (final.in_force_until if final else None) or rules.period_within(issued).end
            self._compare_days(told, issued, end)
        else:
            self._compare_expiry_roughly(told, issued)

    @staticmethod
    def _compare_days(told: Told, issued: KnownDay, end: date | None) -> None:
        assert told.expires.day is not None
        assert end is not None
        apart = abs((told.expires.day - end).days)
        if apart > 1:
            told.row.fault(
                "expires", "expiry",
                f"Ghi hết hạn {told.expires.written}, nhưng cấp ngày {issued.written} thì đến hết {end:%d/%m/%Y}: sửa ô sai, hoặc xóa ô ngày hết hạn.",
            )  # fmt: skip
        elif apart:
            told.row.notes.append(
                f"Ngày hết hạn ghi {told.expires.written}; sổ tính đến hết {end:%d/%m/%Y}."
            )

    @staticmethod
    def _compare_expiry_roughly(told: Told, issued: KnownDay) -> None:
        """Where one of both is known by month or year only: they must be able to fit, give or take
        a day."""
        period, ends = rules.period_within(issued.whole), told.expires.whole
        earliest, latest = period.end, period.possible_end or period.end
        if earliest is None or latest is None or ends.first is None or ends.last is None:
            return  # nothing is known of the one or the other
        if ends.last < earliest or ends.first > latest + timedelta(days=1):
            told.row.fault(
                "expires", "expiry",
                f"Ghi hết hạn {told.expires.named()}, không khớp với {issued.told()} là lúc cấp: sửa ô sai, hoặc xóa ô ngày hết hạn.",
            )  # fmt: skip

    def _refuse_live_days(self, told: Told, producer: Producer, planned: Sequence[Planned]) -> None:
        """From its first day in this system on, a province recognises through rounds."""
        since = self.live_since.get(producer.place.current_province.pk)
        for one in planned:
            said = one.said
            if not since or not one.matters:
                continue
            if said.issued.first and said.issued.first >= since:
                sentence = f"quyết định {said.when} phải qua đợt đánh giá, không nhập từ danh sách."
            elif said.issued.last and said.issued.last >= since:
                sentence = (
                    f"ghi ngày cấp, vì chỉ ghi {said.when} thì chưa biết là trước hay sau ngày đó."
                )
            else:
                continue
            told.row.fault(
                said.time_column,
                "live_since",
                f"Tỉnh dùng hệ thống từ {since:%d/%m/%Y}: {sentence}",
            )

    # --- all rows ---------------------------------------------------------------------------------
    def _chain(self, plans: Sequence[RowPlan]) -> None:
        of_product: dict[tuple[str, int], list[RowPlan]] = defaultdict(list)
        for plan in plans:
            of_product[plan.product.identity].append(plan)
        for those in of_product.values():
            moved = settle(
                [one for plan in those for one in plan.planned],
                self.stored.get(those[0].product.pk, []),
            )
            writing = next(
                (
                    plan
                    for plan in those
                    if not plan.told.row.faults and any(one.matters for one in plan.planned)
                ),
                None,
            )
            if writing is not None:
                writing.also = moved

    def _finish(self, row: Row, plan: RowPlan) -> None:
        for one in plan.planned:
            row.changes.extend(_changes(one))
        finals = [one.final for one in plan.planned]
        siblings = [*finals, *self.stored.get(plan.product.pk, [])]
        for before, after in plan.also:
            row.changes.extend(_end_changes(before, after, siblings))
        plan.changed_producer = self.filling.producer(plan.told, plan.producer)
        plan.changed_product = self.filling.product(plan.told, plan.product)
        if plan.product.pk is None or any(one.new for one in plan.planned):
            row.settle(RowOutcome.CREATED)
        else:
            row.settle(RowOutcome.CHANGED if row.changes else RowOutcome.UNCHANGED)


def _changes(one: Planned) -> list[Change]:
    """Field by field, what becomes of a stored recognition."""
    if one.stored is None or not one.changed:
        return []
    subject = f"Chứng nhận “{one.stored.product_name}” {described(one.stored)}"
    pairs = [
        (label, shown(_value(one.stored, name)), shown(_value(one.final, name)))
        for name, label in LABELS.items()
        if "." not in name
    ]
    decision = one.stored.decision
    pairs += [
        (LABELS[f"decision.{name}"], shown(getattr(decision, name)), shown(value))
        for name, value in one.decision.items()
        if f"decision.{name}" in LABELS
    ]
    return [
        Change(subject, label, before, after) for label, before, after in pairs if before != after
    ]


def _value(one: Certification, name: str) -> Any:
    """A field; of the time without a day all that is known."""
    if name == "issued_year":
        return "" if one.issued.exact else one.issued.written
    return getattr(one, name)


def _end_changes(
    before: Certification, after: Certification, siblings: Sequence[Certification]
) -> list[Change]:
    subject = f"Chứng nhận “{before.product_name}” {described(before)}"
    old, new = end_of(before, siblings).named(), end_of(after, siblings).named()
    return [Change(subject, "Chấm dứt từ", old, new)] if old != new else []
