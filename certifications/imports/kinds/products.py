"""Products: one row each, of producers that the register has. Standards, sales channels and
pictures are kept on their pages."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from certifications.identity.words import Meanings, meanings
from certifications.imports import understood
from certifications.imports.asked.words import product_set
from certifications.imports.contract import Column, Context, Kind, Row
from certifications.imports.fields import (
    Field,
    called,
    fill,
    hold_back,
    put,
    refuse_taken,
    settle,
    subject_name,
    write_all,
)
from certifications.imports.finding import (
    PRODUCER_COLUMNS,
    PRODUCT_COLUMNS,
    PRODUCT_IDENTIFIERS,
    Finder,
)
from certifications.imports.kinds.producers import commune_names
from certifications.models import Certification, ImportKind, Scheme
from ocop_registry.accounts.permissions import belongs_to
from ocop_registry.excel import cells
from ocop_registry.journal.acts import Act
from producers.models import Producer
from products.models import Product, ProductSet


def gtin(value: Any) -> str:
    """A GTIN by its digits; blanks and dashes between them are left out."""
    return re.sub(r"[\s-]", "", cells.text(value))


def long_text(value: Any) -> str:
    """A text of several paragraphs as written."""
    return value.strip() if isinstance(value, str) else cells.text(value)


FIELDS = (
    Field("name"),
    Field("gtin", gtin),
    Field("name_en"),
    Field("description", long_text),
    Field("description_en", long_text),
    Field("story", long_text),
)

COLUMNS = (
    *PRODUCT_COLUMNS,
    Column(
        "name",
        "Tên sản phẩm",
        also=("Sản phẩm", "Tên SP"),
        required=True,
        help="Như ghi trên nhãn.",
        example="Miến dong",
    ),
    *PRODUCER_COLUMNS,
    Column(
        "set",
        "Bộ sản phẩm",
        also=("Bộ SP", "Nhóm sản phẩm", "Bộ sản phẩm số", "Tên bộ sản phẩm"),
        help="Số hoặc tên của bộ sản phẩm; để trống khi chưa rõ.",
        example="6",
    ),
    Column(
        "name_en", "Tên tiếng Anh", also=("Tên sản phẩm tiếng Anh",), example="Canna vermicelli"
    ),
    Column(
        "description",
        "Mô tả",
        also=("Mô tả sản phẩm", "Giới thiệu"),
        help="Vài câu cho người mua.",
        example="Miến làm từ củ dong riềng.",
    ),
    Column("description_en", "Mô tả tiếng Anh", example="Noodles made of canna starch."),
    Column(
        "story",
        "Câu chuyện sản phẩm",
        also=("Câu chuyện",),
        help="Như trong hồ sơ.",
        example="Từ năm 1990 …",
    ),
)


@dataclass(frozen=True)
class Sets:
    """The sets that rows may name, and what the office said that its words mean."""

    those: Sequence[ProductSet]
    meanings: Meanings


class Products(Kind):
    word: ClassVar[ImportKind] = ImportKind.PRODUCTS
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    permission: ClassVar[str] = "product.edit"
    apply_permission: ClassVar[str] = "product.edit"
    about: ClassVar[str] = (
        "Mỗi dòng là một sản phẩm của một chủ thể đã có trong sổ. Sản phẩm đã có được nhận ra theo"
        " mã định danh, mã sản phẩm, mã GTIN, rồi theo tên trong các sản phẩm của chủ thể. Ô để"
        " trống giữ nguyên điều sổ đang ghi; ghi (xóa) để xóa trắng một mục. Mã sản phẩm chỉ dùng"
        " để nhận ra sản phẩm: mã được ghi khi công nhận."
    )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        finder, sets = (
            Finder(rows, context),
            Sets(sets_of_today(context), meanings(context.province)),
        )
        seen: dict[str, Row] = {}
        for row in rows:
            row.plan = self._subject(row, finder, seen, sets)
            if row.plan is not None and row.plan.pk:
                row.subject = subject_name(row.plan)
        refuse_taken(
            rows, Product, "gtin", "Mã GTIN này đã thuộc về một sản phẩm khác trong sổ đăng ký."
        )
        hold_back(rows, Product, {"product_set": "set"})
        for row in rows:
            settle(row)
            if row.plan is not None:
                understood.product(row, row.plan, "name", "uid", "code", "gtin")
                understood.producer(
                    row, row.plan.producer, "producer", "producer_uid", "producer_tax"
                )
                row.understood("Bộ sản phẩm", str(row.plan.product_set or ""), "set")

    def _subject(
        self, row: Row, finder: Finder, seen: dict[str, Row], sets: Sets
    ) -> Product | None:
        producer = finder.producer_named(row)
        name, code = row.text("name"), row.text("code")
        match = finder.register.find_product(
            uid=row.text("uid"), code=code, gtin=row.text("gtin"), name=name, producer=producer
        )
        if row.faults:
            return None
        label = "Chủ thể này có sản phẩm tên giống thế này."
        found, new = finder.choose(
            row, "name", match, label, by=PRODUCT_IDENTIFIERS, new="tạo sản phẩm mới"
        )
        if found is not None:
            first = finder.row_of(found) or seen.setdefault(found.uid, row)
            if first is not row:
                row.fault(
                    "name",
                    "duplicate",
                    f"Trùng với {called(first, row)}: mỗi sản phẩm chỉ ghi một dòng.",
                )
                return None
            self._fill(row, found, sets)
            return found
        return self._new(row, finder, producer, sets) if new else None

    def _new(
        self, row: Row, finder: Finder, producer: Producer | None, sets: Sets
    ) -> Product | None:
        if row.has("uid") and not row.erases("uid"):
            row.fault(
                "uid", "unknown", "Sản phẩm mới thì để trống mã định danh: hệ thống tự cấp mã."
            )
        if row.has("code"):
            row.notes.append(
                "Mã sản phẩm này chưa có trong sổ; mã chỉ được ghi khi công nhận nên không ghi ở"
                " đây."
            )
        if not row.has("name") or row.erases("name"):
            row.fault("name", "required", "Chưa ghi tên sản phẩm.")
        if producer is None:
            row.fault(
                "producer",
                "required",
                "Chưa ghi chủ thể của sản phẩm mới: ghi tên, mã số thuế hoặc mã định danh.",
            )
            return None
        product = Product(producer=producer)
        self._fill(row, product, sets)
        if not product.name:
            return None
        finder.brings_product(row, product)
        return product

    def _fill(self, row: Row, product: Product, sets: Sets) -> None:
        before = str(product)
        if row.erases("set"):
            put(row, product, "product_set", None, called=before)
        elif found := product_set(row, sets.those, sets.meanings, code="unknown"):
            put(row, product, "product_set", found, called=before)
        fill(row, product, FIELDS)

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        write_all(deed, rows, context)

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        return {
            "set": [str(one) for one in sets_of_today(context)],
            "place": commune_names(context),
        }

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        first = {
            column.name: column.example
            for column in COLUMNS
            if column.name not in {"uid", "code", "producer_uid"}
        }
        return [
            first,
            {
                "name": "Miến dong sợi nhỏ",
                "producer": "HTX Tài Hoan",
                "place": "Xã Côn Minh",
                "set": "6",
            },
        ]

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        return [
            {
                **product_cells(product, codes),
                "name": product.name,
                "set": str(product.product_set or ""),
                **{one.name: one.shown(getattr(product, one.name)) for one in FIELDS},
            }
            for product, codes in products_with_codes(context)
        ]


def sets_of_today(context: Context) -> list[ProductSet]:
    """The sets of the scheme in force; of the newest one that has sets, while the one in force has
    none."""
    sets = list(ProductSet.objects.all())
    for scheme in Scheme.objects.filter(effective_from__lte=context.today).order_by(
        "-effective_from"
    ):
        own = [one for one in sets if one.scheme == scheme.slug]
        if own:
            return own
    return []


def products_with_codes(context: Context) -> list[tuple[Product, str]]:
    """The products of the province, with the code that each bears now: two queries."""
    codes = dict(
        Certification.objects.exclude(code="").order_by("pk").values_list("product_id", "code")
    )
    products = Product.objects.select_related("producer__place", "product_set")
    if context.province:
        products = products.filter(belongs_to("producer__place", [context.province.pk]))
    return [(product, codes.get(product.pk, "")) for product in products]


def product_cells(product: Product, code: str) -> dict[str, Any]:
    """The cells by which rows of other kinds name a product."""
    return {
        "uid": product.uid,
        "code": code,
        "producer_uid": product.producer.uid,
        "producer": product.producer.name,
        "product": product.name,
    }
