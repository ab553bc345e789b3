"""Which producer, product and commune of the register a row means; what is not certain is asked."""

from collections.abc import Sequence
from typing import TypeVar

from certifications.identity.match import Match, suggestion
from certifications.identity.places import Hint, NamedPlace, Places
from certifications.identity.register_index import Register
from certifications.imports.asked.names_beside import take_beside
from certifications.imports.asked.near_misses import NearMisses, plain
from certifications.imports.asked.places import key_of
from certifications.imports.contract import Column, Context, Option, Row
from ocop_registry.places.models import Place
from producers.models import Producer
from producers.written_names import Part
from products.models import Product

S = TypeVar("S", Producer, Product)

# The columns by which a row of another kind names a product that the register has.
PRODUCT_COLUMNS = (
    Column(
        "uid",
        "Mã định danh sản phẩm",
        also=("Mã định danh", "UID"),
        help="Mã 7 ký tự của hệ thống; có mã này thì không cần các cột nhận diện khác.",
        example="",
    ),
    Column(
        "code",
        "Mã sản phẩm OCOP",
        also=("Mã sản phẩm", "Mã OCOP", "Mã số sản phẩm"),
        help="Như trên giấy chứng nhận.",
        example="19-02155-003-2026",
    ),
    Column(
        "gtin",
        "Mã GTIN",
        also=("GTIN", "Mã vạch", "Mã số mã vạch"),
        help="Dãy số dưới mã vạch.",
        example="8938501234568",
    ),
)
PLACE_COLUMN = Column(
    "place",
    "Xã, phường",
    also=(
        "Xã",
        "Xã phường",
        "Xã, phường, đặc khu",
        "Xã/phường",
        "Địa bàn",
        "Đơn vị hành chính",
        "Xã, phường, thị trấn",
    ),
    help="Tên hiện nay hoặc tên cũ (kèm huyện); đơn vị đã chia tách thì được hỏi lại.",
    example="Xã Côn Minh",
)
PRODUCER_COLUMNS = (
    Column(
        "producer_uid",
        "Mã định danh chủ thể",
        also=("UID chủ thể",),
        help="Mã 7 ký tự của hệ thống.",
    ),
    Column(
        "producer_tax",
        "Mã số thuế chủ thể",
        also=("Mã số thuế", "MST", "MST chủ thể"),
        help="Nhận ra chủ thể chắc chắn nhất.",
    ),
    Column(
        "producer",
        "Chủ thể",
        also=("Tên chủ thể", "Chủ thể sản xuất", "Đơn vị sản xuất", "Cơ sở sản xuất", "Tên cơ sở"),
        help="Như trong sổ đăng ký; tên gần giống sẽ được hỏi lại.",
        example="HTX Tài Hoan",
    ),
    PLACE_COLUMN,
)
PRODUCT_IDENTIFIERS = tuple(column.name for column in PRODUCT_COLUMNS)


class Finder:
    """The register of a province and the places that the rows name, read once for all of them."""

    def __init__(self, rows: Sequence[Row], context: Context) -> None:
        self.register = Register(context.province)
        self._places = Places(context.province, self.register.overlap)
        self._near_misses = NearMisses(rows, context.province)

    # --- what the file itself brings --------------------------------------------------------------
    def brings_producer(self, row: Row, producer: Producer) -> None:
        self._near_misses.brings(row, producer)
        self.register.add_producer(producer)

    def brings_product(self, row: Row, product: Product) -> None:
        self._near_misses.brings(row, product)
        self.register.add_product(product)

    def row_of(self, subject: Producer | Product) -> Row | None:
        """The earlier row that brings a subject which the register does not have."""
        return self._near_misses.row_of(subject)

    # --- places -----------------------------------------------------------------------------------
    def named(self, row: Row) -> NamedPlace | None:
        text, address = plain(row, "place"), plain(row, "address")
        rest = [Hint(address, "địa chỉ", address=True)] if address else []
        return self._places.read(text, rest) if text else None

    def place(self, row: Row) -> Place | None:
        """The unit, of any time, by which the row's producer is to be found: as named, or as a
        person chose."""
        found = self.named(row)
        if found is None or found.named:
            return found.named if found else None
        return next((unit for unit in found.units if unit.code == row.choices.get("place")), None)

    def commune(self, row: Row) -> Place | None:
        """Today's commune; asked for when the name fits several or its unit was split. Of a former
        district nothing more may be known: then it is the district. None: the fault is said."""
        found = self.named(row)
        if found is None:
            return None
        row.notes += found.notes
        if found.one:
            if found.named and found.named != found.one:
                row.notes.append(
                    f"{found.named.full_name} nay là"
                    f" {found.one.full_name[:1].lower()}{found.one.full_name[1:]}."
                )
            return found.one
        if not found.units:
            row.fault("place", "place", found.problem)
            return None
        options = {unit.code: (unit, unit.full_name) for unit in found.units}
        if district := found.district:
            options[district.public_code] = (district, f"Chỉ biết {district.path()}")
        suggested = found.suggested.code if found.suggested else ""
        shown = [Option(value, label) for value, (_, label) in options.items()]
        text = row.text("place")
        chosen = row.ask(
            "place", "place", found.problem, shown, suggested=suggested, about=text,
            key=key_of([text], shown),
        )  # fmt: skip
        return options[chosen][0] if chosen else None

    # --- producers and products -------------------------------------------------------------------
    def choose(
        self,
        row: Row,
        question: str,
        match: Match[S],
        label: str,
        *,
        by: Sequence[str],
        new: str = "",
    ) -> tuple[S | None, bool]:
        """(subject, whether it is a new one). (None, False): not settled, and the fault is said.

        `question`: also the column that it is about; `label`: what to say of near misses; `by`:
        columns of identifiers, at the first of which a contradiction is said; `new`: the words for
        "none of these".
        """
        if match.one:
            return match.one, False
        if not match.near:
            if match.conflict:
                row.fault(
                    next((column for column in by if row.has(column)), question),
                    "conflict",
                    match.conflict,
                )
            return None, not match.conflict
        return self._near_misses.ask(
            row,
            question,
            match.conflict or match.question or label,
            match.near,
            new="" if match.question else new,
            suggested=suggestion(plain(row, question), match.near),
        )

    def product(self, row: Row, name_column: str = "product") -> Product | None:
        """The product of the register that the row names by the columns above. None: the fault is
        said."""
        producer = self.producer_named(row)
        if row.faults:
            return None
        name = row.text(name_column)
        match = self.register.find_product(
            uid=row.text("uid"),
            code=row.text("code"),
            gtin=row.text("gtin"),
            name=name,
            producer=producer,
        )
        found, new = self.choose(
            row, name_column, match, "Sổ có sản phẩm tên giống thế này.", by=PRODUCT_IDENTIFIERS
        )
        if new:
            row.fault(name_column, "unknown", self._no_product(name, producer))
        return found

    def _no_product(self, name: str, producer: Producer | None) -> str:
        if producer is None:
            return (
                "Chưa rõ là sản phẩm nào: ghi mã định danh, mã sản phẩm, mã GTIN, hoặc tên sản phẩm"
                " kèm chủ thể."
            )
        return (
            f"{producer.name} chưa có sản phẩm “{name}” trong sổ: sửa tên cho khớp, hoặc nhập sản"
            " phẩm đó trước."
        )

    def producer_named(self, row: Row) -> Producer | None:
        """The producer of the register that the row names by the columns above; None when it names
        none, or with a fault."""
        take_beside(row, "producer", {Part.TAX: "producer_tax", Part.UNIT: "place"})
        uid, tax, name = (
            row.text(column) for column in ("producer_uid", "producer_tax", "producer")
        )
        if not (uid or tax or name):
            return None
        match = self.register.find_producer(uid=uid, tax_code=tax, name=name, place=self.place(row))
        label, by = "Sổ có chủ thể tên giống thế này.", ("producer_uid", "producer_tax")
        producer, new = self.choose(row, "producer", match, label, by=by)
        if new:
            told = name or tax or uid
            row.fault(
                "producer",
                "unknown",
                f"Sổ chưa có chủ thể “{told}”: sửa cho khớp, hoặc nhập chủ thể đó trước.",
            )
        return producer
