"""Typed rows of applications (product, producer, kind, commune, set, type) → what they mean in one
round.

Every fault is named by its cell. What is already in the register is recognised, by the names it
bears or was certified by: the same name is taken at once, a name equal but for its marks or much
alike is for a person to settle. Nothing is saved here; `entries` hands the rows to
`intake.take_in`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from certifications.applications.fitting import REASON_MAX, fit_of, held_by, unfounded
from certifications.applications.intake import TOURISM_ONLY, TOURISM_SET, NewApplication
from certifications.applications.typed.checked import FIELDS, CheckedRow
from certifications.applications.typed.columns import COLUMNS, cell, clean
from certifications.applications.typed.names import take_name
from certifications.applications.typed.producers import KnownProducers, Option
from certifications.applications.typed.types import propose_from_note, propose_type
from certifications.applications.typed.words import WrittenCells
from certifications.identity.match import Match, suggestion
from certifications.identity.name_index import is_same_name
from certifications.identity.places import Places
from certifications.identity.register_index import Register
from certifications.identity.words import meanings
from certifications.models import Application, ApplicationStatus, ApplicationType, Round
from certifications.rounds.contents import UNFINISHED
from ocop_registry.places.models import Place
from ocop_registry.places.text import marked_key
from producers import legal_forms, written_numbers
from producers.models import Producer
from products.models import Product, ProductSet

S = TypeVar("S", Producer, Product)
LONGEST_NAME = 250
# a choice of "none of these, a new one"; the name follows as it is compared, so that another name
# asks again
NEW = "moi:"


def check(
    round_: Round, typed: Iterable[Mapping[str, str]], called: Sequence[str] = ()
) -> list[CheckedRow]:
    """Read typed rows for a round of a province; rows without any text are left out. Changes
    nothing.

    `called`: how each row is named to people, where that is not its number in the list.
    """
    raws = [{name: cell(row, name) for name in FIELDS} for row in typed]
    names = called or [""] * len(raws)
    rows = [
        CheckedRow(0, raw, name)
        for raw, name in zip(raws, names, strict=True)
        if any(raw[name] for name in COLUMNS)
    ]
    for number, row in enumerate(rows, start=1):
        row.number, row.called = number, row.called or f"dòng {number}"
    reading = _Reading(round_, rows)
    for row in rows:
        reading.words(row)
        reading.place(row)
        reading.producer(row)
        reading.product(row)
    _refuse_unfitting(rows)
    return rows


def _refuse_unfitting(rows: Sequence[CheckedRow]) -> None:
    """A type that does not fit what the product holds or held, each with the types that do; a
    reason that is asked for and not given."""
    held = held_by(row.product for row in rows if row.product)
    for row in rows:
        if row.product is None or "type" in row.errors:
            continue
        own = held.get(row.product.pk or 0, ())
        if not row.type:
            propose_type(row, own)
        if not row.type:
            continue
        if reason := unfounded(row.type, own):
            row.errors["type"] = reason
            continue
        found = fit_of(row.type, own)
        if found.instead:
            row.options["type_choice"] = [
                Option(word, f"đổi thành {ApplicationType(word).label}") for word in found.instead
            ]
            if row.raw["type_choice"] in found.instead:
                row.type = row.raw["type_choice"]
                row.raw["type"] = str(ApplicationType(row.type).label)
                found = fit_of(row.type, own)
        if found.refusals:
            row.errors["type"] = _upper(" ".join(found.refusals))
        elif len(row.raw["reason"]) > REASON_MAX:
            row.errors["reason"] = f"Lý do tối đa {REASON_MAX} ký tự."
        elif found.asks and not row.raw["reason"]:
            row.errors["reason"] = _upper(" ".join(found.asks))


def entries(rows: Sequence[CheckedRow]) -> list[NewApplication]:
    """The rows, all of them ready, as applications to take in."""
    return [
        NewApplication(row.product, row.type, row.product_set, reason=row.raw["reason"])
        for row in rows
        if row.product
    ]


class _Reading:
    """What the register knows, read once for all rows, and the new producers that the rows
    themselves bring."""

    def __init__(self, round_: Round, rows: list[CheckedRow]) -> None:
        self.sets = list(ProductSet.objects.filter(scheme=round_.scheme.slug).order_by("no"))
        self.written = WrittenCells(rows, self.sets, meanings(round_.place))
        self.register = Register(_province(round_))
        self.busy = _busy(round_)
        self.places = Places(round_.place, self.register.overlap)
        self.known = KnownProducers(rows, self.places)
        self.brought: dict[str, tuple[str, Producer]] = {}  # choice value → first row, producer
        self.seen: dict[tuple[str, int], str] = {}  # product → row

    # --- words that stand for themselves ----------------------------------------------------------
    def words(self, row: CheckedRow) -> None:
        for name in ("product", "producer"):
            if not row.raw[name]:
                row.errors[name] = f"Chưa ghi {COLUMNS[name].lower()}."
            elif len(row.raw[name]) > LONGEST_NAME:
                row.errors[name] = f"Dài quá {LONGEST_NAME} chữ: hãy rút gọn."
        take_name(row)
        self.written.fill(row)
        propose_from_note(row)
        for choice in row.asked.keys() - {"kind.word"}:  # of a kind only a new producer is asked
            row.ask(choice)

    # --- the commune ------------------------------------------------------------------------------
    def place(self, row: CheckedRow) -> None:
        """Today's commune; asked for when the name fits several, or its unit was split. Only a new
        producer needs it."""
        text = row.raw["place"]
        if not text:
            row.place_error = "Chưa ghi xã, phường của chủ thể mới."
            return
        found = self.places.read(text)
        row.place = found.one
        row.notes += found.notes
        if row.place:
            if found.named and found.named != row.place:
                row.notes.append(f"{found.named.full_name} nay là {_lower(row.place.full_name)}.")
            return
        row.options["place_choice"] = [Option(unit.code, unit.full_name) for unit in found.units]
        if found.suggested:
            row.suggested["place_choice"] = found.suggested.code
        row.place = next(
            (unit for unit in found.units if unit.code == row.raw["place_choice"]), None
        )
        if row.place is None:
            row.place_error = found.problem

    # --- the producer -----------------------------------------------------------------------------
    def producer(self, row: CheckedRow) -> None:
        if "producer" in row.errors:
            return
        tax = written_numbers.tax_code(row.raw["tax_code"])
        match = self.register.find_producer(name=row.name, tax_code=tax, place=row.place)
        if match.conflict:
            row.errors["tax_code"] = match.conflict
            return
        if match.one:
            self._known_producer(row, match)
            return
        if match.question:
            self._named_otherwise(row, match)
            return
        new = _new_producer_value(row)
        by_value = {self._producer_value(near.subject): near.subject for near in match.near}
        by_value.pop(new, None)
        chosen = self._choose(row, "producer_choice", match, by_value, new, "tạo chủ thể mới")
        if not chosen:
            row.errors["producer"] = (
                "Đã có chủ thể tên giống thế này: chọn là chủ thể nào, hoặc tạo mới."
            )
        elif chosen in by_value and by_value[chosen].pk:
            self._existing(row, by_value[chosen])
        else:
            self._new(row, chosen)

    def _named_otherwise(self, row: CheckedRow, match: Match[Producer]) -> None:
        """A tax code of one who bears another name: it is that one, or the code is wrong."""
        by_value = {near.subject.uid: near.subject for near in match.near if near.subject.pk}
        chosen = self._choose(row, "producer_choice", match, by_value, "", "")
        if chosen:
            self._existing(row, by_value[chosen])
        else:
            row.errors["producer"] = match.question

    def _known_producer(self, row: CheckedRow, match: Match[Producer]) -> None:
        producer = match.one
        assert producer is not None
        if producer.pk is None:
            self._new(row, self._producer_value(producer))
            return
        self._existing(row, producer)
        _tell_present_name(row, row.name, producer)

    def _producer_value(self, producer: Producer) -> str:
        """What stands for a producer in an answer: of one that an earlier row brings, its name and
        place."""
        if producer.pk:
            return producer.uid
        return next(value for value, (_, made) in self.brought.items() if made is producer)

    def _choose(
        self,
        row: CheckedRow,
        choice: str,
        match: Match[S],
        by_value: Mapping[str, S],
        new: str,
        new_words: str,
    ) -> str:
        """The value chosen among the near ones and a new one; "" while that is for a person to
        settle. Where nothing is near it is a new one."""
        if not by_value:
            return new
        why = {near.subject.identity: near.why for near in match.near}
        row.options[choice] = [
            Option(value, f"là {self._told(subject)}, {why[subject.identity]}")
            for value, subject in by_value.items()
        ]
        if new:
            row.options[choice].append(Option(new, new_words))
        column = choice.removesuffix("_choice")
        if only := suggestion(row.raw[column], match.near):
            row.suggested[choice] = next(
                (value for value, subject in by_value.items() if subject is only), ""
            )
        chosen = row.raw[choice] if row.raw[choice] in {*by_value, new} else ""
        row.raw[choice] = chosen
        return chosen

    def _told(self, subject: Producer | Product) -> str:
        if isinstance(subject, Product):
            return subject.name
        where = subject.place.full_name
        if subject.pk:
            return f"{subject.name} ({where})"
        at = self.brought[self._producer_value(subject)][0]
        return f"{subject.name} mới ở {at}"

    def _existing(self, row: CheckedRow, producer: Producer) -> None:
        row.producer = producer
        self.known.compare(row, producer)

    def _new(self, row: CheckedRow, value: str) -> None:
        if value in self.brought:
            row.producer = self.brought[value][1]
            self.known.describe(row, row.producer)
            if row.kind and row.kind != row.producer.kind:
                at = self.brought[value][0]
                row.errors["kind"] = (
                    f"{_upper(at)} ghi chủ thể này là {_lower(row.producer.get_kind_display())}."
                )
            return
        if row.place is None:
            row.errors["place"] = row.place_error
        if "kind.word" in row.asked:
            row.ask("kind.word")
        if (
            row.kind is None
            and (by_name := legal_forms.called(row.name).kind)
            and not row.raw["kind"]
        ):
            row.kind = by_name
            row.raw["kind"] = str(by_name.label)
            row.notes.append(f"Loại hình theo tên chủ thể: {_lower(str(by_name.label))}.")
        if not row.raw["kind"]:
            row.errors["kind"] = "Chưa ghi loại hình của chủ thể mới, ví dụ Hợp tác xã."
        elif row.kind is None:
            row.errors["kind"] = row.kind_error
        if row.place and row.kind:
            row.producer = Producer(name=row.name, kind=row.kind, place=row.place)
            self.known.describe(row, row.producer)
            self.brought[value] = (row.called, row.producer)
            self.register.add_producer(row.producer)

    # --- the product ------------------------------------------------------------------------------
    def product(self, row: CheckedRow) -> None:
        if row.producer is None or "product" in row.errors:
            return
        self._match_product(row)
        if row.product is None:
            return
        at = self.seen.setdefault(row.product.identity, row.called)
        if at != row.called:
            row.errors["product"] = f"Trùng với {at}."
        elif row.product.pk in self.busy:
            row.busy = self.busy[row.product.pk]
            row.errors["product"] = f"Đang ở {row.busy.round}, chưa xong."
        if (
            row.producer.kind in TOURISM_ONLY
            and row.product_set
            and row.product_set.no != TOURISM_SET
        ):
            row.errors["set"] = (
                f"{row.producer.get_kind_display()} chỉ đăng ký sản phẩm du lịch (bộ"
                f" {TOURISM_SET})."
            )
        _tell_other_set(row)

    def _match_product(self, row: CheckedRow) -> None:
        name = row.raw["product"]
        new = _new_value(name)
        match = self.register.find_product(name=name, producer=row.producer)
        if match.one:
            row.product = match.one
            _tell_present_name(row, name, match.one)
            return
        by_value = {near.subject.uid: near.subject for near in match.near}
        chosen = self._choose(row, "product_choice", match, by_value, new, "tạo sản phẩm mới")
        if not chosen:
            row.errors["product"] = (
                "Chủ thể này đã có sản phẩm tên giống thế này: chọn là sản phẩm nào, hoặc tạo mới."
            )
            return
        row.product = by_value.get(chosen)
        if row.product is None and row.producer is not None:
            row.product = Product(producer=row.producer, name=name, product_set=row.product_set)
            self.register.add_product(row.product)


def _province(round_: Round) -> Place:
    """Rows are typed for a province; the centre takes up what provinces proposed."""
    if round_.place is None:
        raise ValueError(f"{round_} is a central round: nothing is typed into it")
    return round_.place


def _busy(round_: Round) -> dict[int, Application]:
    """Products of the province that an unfinished round already has → their application there."""
    found = Application.objects.filter(round__status__in=UNFINISHED, round__place=round_.place)
    found = found.exclude(status=ApplicationStatus.WITHDRAWN).select_related(
        "round__place", "product_set"
    )
    return {application.product_id: application for application in found}


def _new_producer_value(row: CheckedRow) -> str:
    """Two rows with the same name in the same commune bring one producer."""
    return f"{_new_value(row.name)}@{row.place.code if row.place else ''}"


def _new_value(name: str) -> str:
    """Composed, as what is typed and sent back is."""
    return clean(NEW + marked_key(name))


def _tell_present_name(row: CheckedRow, name: str, found: Producer | Product) -> None:
    """A name by which something was certified, and that it does not bear any more."""
    if found.pk and not is_same_name(name, found.name):
        row.notes.append(f"Sổ nay ghi “{name}” là “{found.name}”: giữ như trong sổ.")


def _tell_other_set(row: CheckedRow) -> None:
    """The application goes by the row; the product keeps its own until a decision writes it."""
    known = row.product.product_set if row.product and row.product.pk else None
    same_scheme = known and row.product_set and known.scheme == row.product_set.scheme
    if known and row.product_set and same_scheme and known != row.product_set:
        row.notes.append(f"Sổ ghi sản phẩm thuộc {known}: hồ sơ lấy bộ theo dòng này.")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
