"""Typed rows of applications (product, producer, kind, commune, set, type) → what they mean in one
round.

Every fault is named by its cell. What is already in the register is recognised: the same name is
taken at once, a name much alike is for a person to settle. Nothing is saved here; `entries` hands
the rows to `applications.take_in`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from certifications.applications.intake import TOURISM_ONLY, TOURISM_SET, NewApplication
from certifications.applications.pasted_text import COLUMNS, clean
from certifications.identity.list_words import read_kind, read_set, read_type
from certifications.identity.places import Places
from certifications.models import Application, ApplicationStatus, ApplicationType, Round
from certifications.rounds.contents import UNFINISHED
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold, loose_fold
from producers.lookalikes import ENOUGH, SHOWN, core, likeness
from producers.models import Producer, ProducerKind
from products.models import Product, ProductSet

CHOICES = ("place_choice", "producer_choice", "product_choice")
FIELDS = (*COLUMNS, *CHOICES)
LONGEST_NAME = 250
# a choice of "none of these, a new one"; the folded name follows, so that another name asks again
NEW = "moi:"


@dataclass(frozen=True)
class Option:
    """One answer to "which of these?"."""

    value: str
    label: str


@dataclass
class CheckedRow:
    """One row as typed, what was understood of it, its faults by field, and what is left to settle
    (`options` by choice).

    `called`: how sentences about other rows name this one; `busy`: where the product already is, in
    an unfinished round.
    """

    number: int
    raw: dict[str, str]
    called: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    options: dict[str, list[Option]] = field(default_factory=dict)
    kind: ProducerKind | None = None
    place: Place | None = None
    place_error: str = ""
    producer: Producer | None = None
    product: Product | None = None
    product_set: ProductSet | None = None
    type: str = ""
    busy: Application | None = None

    @property
    def ready(self) -> bool:
        return not self.errors


def check(
    round_: Round, typed: Iterable[Mapping[str, str]], called: Sequence[str] = ()
) -> list[CheckedRow]:
    """Read typed rows for a round of a province; rows without any text are left out. Changes
    nothing.

    `called`: how each row is named to people, where that is not its number in the list.
    """
    raws = [{name: clean(row.get(name, "")) for name in FIELDS} for row in typed]
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
    return rows


def entries(rows: Sequence[CheckedRow]) -> list[NewApplication]:
    """The rows, all of them ready, as applications to take in."""
    return [NewApplication(row.product, row.type, row.product_set) for row in rows if row.product]


class _Reading:
    """What the register knows, read once for all rows, and the new producers that the rows
    themselves bring."""

    def __init__(self, round_: Round, rows: list[CheckedRow]) -> None:
        own = belongs_to("producer__place", _province(round_))
        self.sets = list(ProductSet.objects.filter(scheme=round_.scheme.slug))
        self.producers = list(
            Producer.objects.filter(belongs_to("place", _province(round_))).select_related(
                "place__province", "place__parent"
            )
        )
        self.cores = {producer.uid: core(producer.name) for producer in self.producers}
        self.by_name: dict[str, list[Producer]] = {}
        for producer in self.producers:
            self.by_name.setdefault(fold(producer.name), []).append(producer)
        self.products: dict[int, list[Product]] = {}
        # Their producers are the very objects read above, so that a row asks nothing more about
        # them.
        by_pk = {producer.pk: producer for producer in self.producers}
        for product in Product.objects.filter(own):
            product.producer = by_pk[product.producer_id]
            self.products.setdefault(product.producer_id, []).append(product)
        self.busy = _busy(round_)
        self.places = Places(round_.place)
        self.brought: dict[str, tuple[str, Producer]] = {}  # choice value → first row, producer
        self.seen: dict[tuple, str] = {}  # producer and product, or its folded name → row

    # --- words that stand for themselves ----------------------------------------------------------
    def words(self, row: CheckedRow) -> None:
        for name in ("product", "producer"):
            if not row.raw[name]:
                row.errors[name] = f"Chưa ghi {COLUMNS[name].lower()}."
            elif len(row.raw[name]) > LONGEST_NAME:
                row.errors[name] = f"Dài quá {LONGEST_NAME} chữ: hãy rút gọn."
        row.kind = read_kind(row.raw["kind"])
        if row.raw["type"]:
            row.type = read_type(row.raw["type"]) or ""
            if not row.type:
                row.errors["type"] = (
                    f"“{row.raw['type']}”: ghi Lần đầu, Nâng hạng hoặc Đánh giá lại."
                )
        if row.raw["set"]:
            row.product_set = read_set(row.raw["set"], self.sets)
            if row.product_set is None:
                row.errors["set"] = (
                    f"Không nhận ra bộ “{row.raw['set']}”: ghi số (1–{len(self.sets)}) hoặc đúng"
                    " tên bộ sản phẩm."
                )

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
        if row.place:
            if found.named and found.named != row.place:
                row.notes.append(f"{found.named.full_name} nay là {_lower(row.place.full_name)}.")
            return
        row.options["place_choice"] = [Option(unit.code, unit.full_name) for unit in found.units]
        row.place = next(
            (unit for unit in found.units if unit.code == row.raw["place_choice"]), None
        )
        if row.place is None:
            row.place_error = found.problem

    # --- the producer -----------------------------------------------------------------------------
    def producer(self, row: CheckedRow) -> None:
        if "producer" in row.errors:
            return
        new = _new_producer_value(row)
        same = self._same_name(row)
        alike = self._alike(row.raw["producer"], same)
        known = {producer.uid: producer for producer in [*same, *alike]}
        brought = self._brought(row.raw["producer"], new)
        options = [
            Option(uid, f"là {producer.name} ({producer.place.full_name})")
            for uid, producer in known.items()
        ]
        options += [
            Option(value, f"là {made.name} mới ở {at}") for value, (at, made) in brought.items()
        ]
        chosen = row.raw["producer_choice"]
        if chosen not in {*known, *brought, new}:
            chosen = self._plain_choice(row, same, brought, new) or ("" if options else new)
        if options:
            row.options["producer_choice"] = [*options, Option(new, "tạo chủ thể mới")]
            row.raw["producer_choice"] = chosen
        if not chosen:
            row.errors["producer"] = (
                "Đã có chủ thể tên giống thế này: chọn là chủ thể nào, hoặc tạo mới."
            )
        elif chosen in known:
            self._existing(row, known[chosen])
        else:
            self._new(row, chosen)

    def _plain_choice(self, row: CheckedRow, same: list[Producer], brought: dict, new: str) -> str:
        """What needs no asking: the one producer of that name, in the register or brought by an
        earlier row; else ""."""
        if len(same) == 1:
            return same[0].uid
        if new in self.brought:
            return new
        namesakes = [
            value
            for value, (_, made) in brought.items()
            if fold(made.name) == fold(row.raw["producer"])
        ]
        return namesakes[0] if len(namesakes) == 1 and not row.raw["place"] else ""

    def _same_name(self, row: CheckedRow) -> list[Producer]:
        same = self.by_name.get(fold(row.raw["producer"]), [])
        return [
            producer for producer in same if row.place and producer.place_id == row.place.pk
        ] or same

    def _alike(self, name: str, same: list[Producer]) -> list[Producer]:
        wanted = core(name)
        found = [
            (likeness(wanted, self.cores[producer.uid]), producer)
            for producer in self.producers
            if producer not in same
        ]
        alike = sorted((pair for pair in found if pair[0] >= ENOUGH), key=lambda pair: -pair[0])
        return [producer for _, producer in alike[:SHOWN]]

    def _brought(self, name: str, new: str) -> dict[str, tuple[str, Producer]]:
        """New producers of earlier rows that may be this one, by the value that chooses them."""
        wanted = core(name)
        return {
            value: (at, made)
            for value, (at, made) in self.brought.items()
            if value != new and likeness(wanted, core(made.name)) >= ENOUGH
        }

    def _existing(self, row: CheckedRow, producer: Producer) -> None:
        row.producer = producer
        if row.place and row.place.pk != producer.place_id and producer.place.in_force:
            row.notes.append(
                f"Sổ ghi chủ thể này ở {_lower(producer.place.full_name)}: giữ như trong sổ."
            )
        if row.kind and row.kind != producer.kind:
            row.notes.append(
                f"Sổ ghi loại hình là {_lower(producer.get_kind_display())}: giữ như trong sổ."
            )

    def _new(self, row: CheckedRow, value: str) -> None:
        if value in self.brought:
            row.producer = self.brought[value][1]
            if row.kind and row.kind != row.producer.kind:
                at = self.brought[value][0]
                row.errors["kind"] = (
                    f"{_upper(at)} ghi chủ thể này là {_lower(row.producer.get_kind_display())}."
                )
            return
        if row.place is None:
            row.errors["place"] = row.place_error
        if not row.raw["kind"]:
            row.errors["kind"] = "Chưa ghi loại hình của chủ thể mới, ví dụ Hợp tác xã."
        elif row.kind is None:
            row.errors["kind"] = (
                f"Không nhận ra loại hình “{row.raw['kind']}”: chọn trong danh sách gợi ý."
            )
        if row.place and row.kind:
            row.producer = Producer(name=row.raw["producer"], kind=row.kind, place=row.place)
            self.brought[value] = (row.called, row.producer)

    # --- the product ------------------------------------------------------------------------------
    def product(self, row: CheckedRow) -> None:
        if row.producer is None or "product" in row.errors:
            return
        self._match_product(row)
        if row.product is None:
            return
        product = row.product
        key = (row.producer.identity, product.identity if product.pk else fold(product.name))
        at = self.seen.setdefault(key, row.called)
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
        if not row.type and "type" not in row.errors:
            self._propose_type(row)

    def _match_product(self, row: CheckedRow) -> None:
        wanted, new = fold(row.raw["product"]), NEW + fold(row.raw["product"])
        own = self.products.get(row.producer.pk, []) if row.producer and row.producer.pk else []
        same = [product for product in own if fold(product.name) == wanted]
        alike = [
            product
            for product in own
            if product not in same and _alike_names(row.raw["product"], product.name)
        ]
        known = {product.uid: product for product in [*same, *alike[:SHOWN]]}
        chosen = row.raw["product_choice"]
        if chosen not in {*known, new}:
            chosen = same[0].uid if len(same) == 1 else "" if known else new
        if known:
            options = [Option(uid, f"là {product.name}") for uid, product in known.items()]
            row.options["product_choice"] = [*options, Option(new, "tạo sản phẩm mới")]
            row.raw["product_choice"] = chosen
        if not chosen:
            row.errors["product"] = (
                "Chủ thể này đã có sản phẩm tên giống thế này: chọn là sản phẩm nào, hoặc tạo mới."
            )
        else:
            row.product = known.get(chosen) or Product(
                producer=row.producer, name=row.raw["product"], product_set=row.product_set
            )

    def _propose_type(self, row: CheckedRow) -> None:
        """A new product can only come for the first time; of an existing one a person says what it
        comes for."""
        if row.product and row.product.pk is None:
            row.type = ApplicationType.FIRST
            row.raw["type"] = ApplicationType.FIRST.label
        else:
            row.errors["type"] = "Chưa ghi loại hồ sơ: Lần đầu, Nâng hạng hoặc Đánh giá lại."


def _province(round_: Round) -> list[int]:
    """Rows are typed for a province; the centre takes up what provinces proposed."""
    if round_.place_id is None:
        raise ValueError(f"{round_} is a central round: nothing is typed into it")
    return [round_.place_id]


def _busy(round_: Round) -> dict[int, Application]:
    """Products of the province that an unfinished round already has → their application there."""
    found = Application.objects.filter(round__status__in=UNFINISHED, round__place=round_.place)
    found = found.exclude(status=ApplicationStatus.WITHDRAWN).select_related(
        "round__place", "product_set"
    )
    return {application.product_id: application for application in found}


def _new_producer_value(row: CheckedRow) -> str:
    """Two rows with the same name in the same commune bring one producer."""
    return f"{NEW}{fold(row.raw['producer'])}@{row.place.code if row.place else ''}"


def _alike_names(one: str, other: str) -> bool:
    return (
        likeness(" ".join(loose_fold(one).split()), " ".join(loose_fold(other).split())) >= ENOUGH
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
