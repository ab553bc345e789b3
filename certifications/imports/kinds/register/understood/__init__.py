"""What was understood of a row, said beside what is written in it: whose product, where then and
now, which recognition by which decision, and what it is worth today.

Two people answer for a register; the second one agrees to what is said here, not to a file's name.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from certifications.imports.kinds.register.places import Spots
from certifications.imports.kinds.register.plan import Planned
from certifications.imports.kinds.register.row_as_read import PLACE_TEXTS, Recognition, Told
from certifications.law import rules
from certifications.law.validity import last_day
from certifications.models import Certification, Level
from producers.models import Producer, ProducerKind
from products.models import Product
from products.standings import VALID, Standing, label

NEW, KNOWN = "new", "known"
_PRODUCER = ("producer", "kind", "producer_uid", "tax_code", "registration_number")
_PLACE = (*PLACE_TEXTS, "place_code", "address")
_TIME = ("day", "year")


class Plan(Protocol):
    """What the check of a row knows of what it would write."""

    told: Told
    producer: Producer
    product: Product
    planned: list[Planned]


class Understanding:
    """Says it of all rows of one part, once it is known what becomes of each."""

    def __init__(
        self,
        plans: Sequence[Plan],
        stored: dict[int, list[Certification]],
        spots: Spots,
        today: date,
    ) -> None:
        self._stored, self._spots, self._today = stored, spots, today
        self._planned: dict[tuple[str, int], list[Planned]] = defaultdict(list)
        for plan in plans:
            if not plan.told.row.faults:
                self._planned[plan.product.identity].extend(plan.planned)

    def tell(self, told: Told, plan: Plan | None) -> None:
        """Give a row its facts; where whose product it is is not settled, those that are."""
        row = told.row
        if plan is not None:
            self._subjects(told, plan.producer, plan.product)
        elif told.kind:
            row.understood("Loại hình chủ thể", str(told.kind.label), "kind")
        self._places(told, plan)
        planned = {id(one.said): one for one in plan.planned} if plan else {}
        several = len(told.recognitions) > 1
        for number, said in enumerate(told.recognitions, start=1):
            self._recognition(told, said, planned.get(id(said)), f" lần {number}" * several)
        if plan is not None and not row.faults:
            worth = self._standing(plan.product)
            row.understood("Hôm nay", worth, "expires", "stars_now", passing=True)

    # --- whose product ----------------------------------------------------------------------------
    @staticmethod
    def _subjects(told: Told, producer: Producer, product: Product) -> None:
        row, of_set = told.row, product.product_set or told.set
        kind = ProducerKind(producer.kind)
        if kind == ProducerKind.UNKNOWN and told.kind:
            kind = told.kind
        row.understood("Sản phẩm", product.name, "product", "uid", "gtin", state=_state(product))
        row.understood("Bộ sản phẩm", str(of_set or ""), "set", "group")
        maker = f"{producer.name} ({kind.label.lower()})"
        row.understood("Chủ thể", maker, *_PRODUCER, state=_state(producer))

    # --- where ------------------------------------------------------------------------------------
    def _places(self, told: Told, plan: Plan | None) -> None:
        row = told.row
        then = list(dict.fromkeys(one.place.path() for one in told.recognitions if one.place))
        if not then and told.unit:
            then = [told.unit.path()]
        row.understood("Nơi lúc đó", "; ".join(then), *_PLACE)
        now = plan.producer.place if plan else None
        if now is None and told.unit:
            now = self._spots.certain_today(told)
        if now is not None and [now.path()] != then:
            row.understood("Nay là", now.path())

    # --- the recognition --------------------------------------------------------------------------
    @staticmethod
    def _recognition(told: Told, said: Recognition, one: Planned | None, which: str) -> None:
        row, final = told.row, one.final if one else None
        issued = final.issued if final else said.issued
        level, scheme = (final.level, final.scheme) if final else (said.level, said.scheme)
        parts = [
            f"{said.stars} sao" if said.stars else "",
            Level(level).label.lower() if level else "",
            f"bộ tiêu chí {scheme.code}" if scheme else "",
        ]
        state = (NEW if one.new else KNOWN) if one else ""
        columns = (f"stars{said.suffix}", "level", "scheme")
        row.understood(f"Hạng{which}", ", ".join(filter(None, parts)), *columns, state=state)
        number, issuer = said.number, said.issuer
        if one is not None and one.stored is not None:
            number = number or one.stored.decision.number
            issuer = issuer or one.stored.decision.issuer
        decision = ", ".join(filter(None, (number, issued.named(), issuer)))
        written = tuple(f"{name}{said.suffix}" for name in ("number", *_TIME, "issuer"))
        row.understood(f"Quyết định{which}", decision, *written)

    # --- today ------------------------------------------------------------------------------------
    def _standing(self, product: Product) -> str:
        """What the product's recognitions, old and new, come to today."""
        planned = self._planned[product.identity]
        changed = {one.stored.pk for one in planned if one.stored is not None}
        stored = self._stored.get(product.pk, []) if product.pk else []
        held = [one for one in stored if one.pk not in changed]
        standing, one = rules.product_standing(
            [*held, *(one.final for one in planned)], self._today
        )
        if one is None or (standing not in VALID and standing != Standing.EXPIRED):
            return label(standing)
        until = last_day(one)
        if standing == Standing.EXPIRED:
            until = max(until, one.possible_until or until)
            return f"{label(standing)} sau ngày {until:%d/%m/%Y}"
        return f"{one.stars} sao, {label(standing).lower()} đến hết {until:%d/%m/%Y}"


def _state(subject: Producer | Product) -> str:
    return KNOWN if subject.pk else NEW
