"""Producers: one row each. New ones are added; of known ones the cells that say something replace
what the register holds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from certifications.identity.places import place_texts
from certifications.identity.words import Meanings, meanings
from certifications.imports import understood
from certifications.imports.asked.names_beside import take_beside
from certifications.imports.asked.words import KINDS
from certifications.imports.asked.words import producer_kind as kind_of_row
from certifications.imports.contract import Column, Context, Kind, Row
from certifications.imports.fields import (
    Field,
    called,
    choice_words,
    fill,
    hold_back,
    put,
    refuse_taken,
    settle,
    subject_name,
    write_all,
)
from certifications.imports.finding import PLACE_COLUMN, Finder
from certifications.models import ImportKind
from ocop_registry.accounts.permissions import belongs_to, may
from ocop_registry.excel import cells
from ocop_registry.journal.acts import Act
from ocop_registry.places.models import Place
from ocop_registry.places.text import fold
from producers import written_numbers
from producers.models import Producer, ProducerKind
from producers.written_names import Part

_BESIDE = {
    Part.OWNER: "representative_name",
    Part.SPOT: "address",
    Part.PHONE: "phone",
    Part.TAX: "tax_code",
    Part.UNIT: "place",
}
YES_NO = ("có", "không")
_GENDERS = {"nu": "female", "ba": "female", "nam": "male", "ong": "male"}
_UNKNOWN = fold(str(ProducerKind.UNKNOWN.label))
_KIND_LABELS = [str(kind.label) for kind in ProducerKind if kind != ProducerKind.UNKNOWN]


# --- cells ----------------------------------------------------------------------------------------
def tax_code(value: Any) -> str:
    """A tax code, with the leading zero that a spreadsheet ate."""
    return written_numbers.tax_code(cells.text(value))


def phone(value: Any) -> str:
    """A telephone number, likewise."""
    return written_numbers.phone(cells.text(value))


def website(value: Any) -> str:
    """An address; without its beginning it is taken for https."""
    text = cells.text(value)
    return text if "://" in text or "." not in text else f"https://{text}"


def gender(value: Any) -> str:
    text = cells.text(value)
    if fold(text) not in _GENDERS:
        raise cells.Unclear(f"“{text}”: ghi Nữ hoặc Nam.")
    return _GENDERS[fold(text)]


# Read by `words.producer_kind`, which may have to ask.
KIND = Field("kind", shown=choice_words(ProducerKind.choices))
FIELDS = (
    Field("name"),
    KIND,
    Field("tax_code", tax_code),
    Field("registration_number"),
    Field("address"),
    Field("phone", phone),
    Field("email"),
    Field("website", website),
    Field("representative_name"),
    Field("representative_gender", gender, choice_words([("female", "Nữ"), ("male", "Nam")])),
    Field("representative_ethnicity"),
    Field("woman_led", cells.truth),
    Field("minority_led", cells.truth),
    Field("value_chain"),
    Field("craft_village"),
    Field("name_en"),
)

COLUMNS = (
    Column(
        "uid",
        "Mã định danh",
        also=("Mã định danh chủ thể", "UID"),
        help="Mã 7 ký tự của hệ thống; để trống với chủ thể mới.",
    ),
    Column(
        "name",
        "Tên chủ thể",
        also=(
            "Chủ thể",
            "Tên cơ sở",
            "Tên đơn vị",
            "Đơn vị sản xuất",
            "Cơ sở sản xuất",
            "Chủ thể sản xuất",
        ),
        required=True,
        help="Đúng như trong đăng ký kinh doanh.",
        example="HTX Tài Hoan",
    ),
    Column(
        "kind",
        "Loại hình",
        also=("Loại hình chủ thể", "Loại chủ thể", "Hình thức tổ chức"),
        help=f"Bắt buộc với chủ thể mới: {', '.join(_KIND_LABELS)}.",
        example="Hợp tác xã",
    ),
    Column(
        "tax_code",
        "Mã số thuế",
        also=("MST", "Mã số doanh nghiệp"),
        help="10 số (thêm -001 với đơn vị trực thuộc) hoặc 12 số.",
        example="4700123456",
    ),
    Column(
        "registration_number",
        "Số đăng ký kinh doanh",
        also=("Số ĐKKD", "Giấy ĐKKD", "Số giấy chứng nhận đăng ký kinh doanh", "Số đăng ký HTX"),
        help="Như trên giấy chứng nhận đăng ký.",
        example="471207000123",
    ),
    replace(
        PLACE_COLUMN,
        help=(
            "Bắt buộc với chủ thể mới. Tên hiện nay hoặc tên cũ kèm huyện; đơn vị đã chia tách thì"
            " được hỏi lại."
        ),
    ),
    Column(
        "address",
        "Địa chỉ",
        also=("Địa chỉ sản xuất", "Địa chỉ chi tiết"),
        help="Số nhà, thôn, tổ dân phố.",
        example="Thôn Chợ B",
    ),
    Column(
        "phone",
        "Điện thoại",
        also=("Số điện thoại", "SĐT", "ĐT"),
        help="Ghi dạng chữ để giữ số 0 đầu.",
        example="0912345678",
    ),
    Column(
        "email",
        "Thư điện tử",
        also=("Email", "E-mail"),
        help="Một địa chỉ.",
        example="taihoan@example.vn",
    ),
    Column(
        "website",
        "Trang web",
        also=("Website", "Trang thông tin điện tử"),
        help="Bắt đầu bằng https://.",
        example="https://taihoan.example.vn",
    ),
    Column(
        "representative_name",
        "Người đại diện",
        also=(
            "Đại diện",
            "Họ tên người đại diện",
            "Người đại diện pháp luật",
            "Giám đốc",
            "Chủ hộ",
            "Họ và tên người đại diện",
        ),
        help="Chỉ dùng trong văn phòng, không bao giờ công khai.",
        example="Nguyễn Thị Hoan",
    ),
    Column(
        "representative_gender",
        "Giới tính người đại diện",
        also=("Giới tính",),
        help="Nữ hoặc Nam.",
        example="Nữ",
    ),
    Column(
        "representative_ethnicity",
        "Dân tộc người đại diện",
        also=("Dân tộc",),
        help="Chỉ dùng cho thống kê.",
        example="Tày",
    ),
    Column(
        "woman_led",
        "Do phụ nữ làm chủ",
        also=("Phụ nữ làm chủ", "Nữ làm chủ"),
        help="có hoặc không.",
        example="có",
    ),
    Column(
        "minority_led",
        "Do người dân tộc thiểu số làm chủ",
        also=("Dân tộc thiểu số làm chủ", "DTTS làm chủ", "Người DTTS làm chủ"),
        help="có hoặc không.",
        example="có",
    ),
    Column(
        "value_chain",
        "Chuỗi liên kết",
        also=("Chuỗi giá trị", "Liên kết chuỗi"),
        help="Tên chuỗi, nếu có.",
        example="Chuỗi dong riềng Na Rì",
    ),
    Column(
        "craft_village",
        "Làng nghề",
        help="Tên làng nghề, nếu có.",
        example="Làng nghề miến dong Côn Minh",
    ),
    Column(
        "name_en", "Tên tiếng Anh", also=("Tên chủ thể tiếng Anh",), example="Tai Hoan Cooperative"
    ),
)


class Producers(Kind):
    word: ClassVar[ImportKind] = ImportKind.PRODUCERS
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    permission: ClassVar[str] = "producer.edit"
    apply_permission: ClassVar[str] = "producer.edit"
    about: ClassVar[str] = (
        "Mỗi dòng là một chủ thể. Chủ thể đã có được nhận ra theo mã định danh, mã số thuế, số đăng"
        " ký kinh doanh, rồi theo tên và nơi ở. Ô để trống giữ nguyên điều sổ đang ghi; ghi (xóa)"
        " để xóa trắng một mục. Việc đồng ý công khai không nhập từ tệp."
    )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        finder, said = Finder(rows, context), meanings(context.province)
        seen: dict[str, Row] = {}
        for row in rows:
            row.plan = self._subject(row, finder, seen, said)
            if row.plan is not None and row.plan.pk:
                row.subject = subject_name(row.plan)
        refuse_taken(
            rows,
            Producer,
            "tax_code",
            "Mã số thuế này đã thuộc về một chủ thể khác trong sổ đăng ký.",
        )
        hold_back(rows, Producer, {})
        for row in rows:
            settle(row)
            if row.plan is not None:
                understood.producer(row, row.plan, "name")

    def _subject(
        self, row: Row, finder: Finder, seen: dict[str, Row], said: Meanings
    ) -> Producer | None:
        """The producer with what the row says of it; None when it is not known which one is
        meant."""
        take_beside(row, "name", _BESIDE)
        match = finder.register.find_producer(
            uid=row.text("uid"),
            tax_code=row.text("tax_code"),
            registration_number=row.text("registration_number"),
            name=row.text("name"),
            place=finder.place(row),
        )
        if row.faults:
            return None
        label, by = "Sổ có chủ thể tên giống thế này.", ("uid", "tax_code", "registration_number")
        found, new = finder.choose(row, "name", match, label, by=by, new="tạo chủ thể mới")
        if found is not None:
            first = finder.row_of(found) or seen.setdefault(found.uid, row)
            if first is not row:
                row.fault(
                    "name",
                    "duplicate",
                    f"Trùng với {called(first, row)}: mỗi chủ thể chỉ ghi một dòng.",
                )
                return None
            self._existing(row, found, finder, said)
            return found
        return self._new(row, finder, said) if new else None

    def _existing(self, row: Row, producer: Producer, finder: Finder, said: Meanings) -> None:
        before = str(producer)
        if row.erases("place"):
            row.fault("place", "required", "Không để trống được nơi ở của chủ thể: ghi xã, phường.")
        named = finder.named(row)
        # Where it is already recorded it stays: in the unit that is named, or in one that a split
        # unit may be.
        if (
            named
            and named.named != producer.place
            and not (named.named and producer.place in named.units)
        ):
            place = finder.commune(row)
            if place is not None:
                put(row, producer, "place", place, Place.path, before)
        _fill(row, producer, said)

    def _new(self, row: Row, finder: Finder, said: Meanings) -> Producer | None:
        if row.has("uid") and not row.erases("uid"):
            row.fault(
                "uid", "unknown", "Chủ thể mới thì để trống mã định danh: hệ thống tự cấp mã."
            )
        for name, words in (
            ("name", "tên chủ thể"),
            ("kind", "loại hình của chủ thể mới"),
            ("place", "xã, phường của chủ thể mới"),
        ):
            if not row.has(name) or row.erases(name) or fold(str(row.cells[name])) == _UNKNOWN:
                row.fault(name, "required", f"Chưa ghi {words}.")
        place = finder.commune(row)
        producer = Producer(place=place) if place else Producer()
        _fill(row, producer, said)
        if place is None or not producer.name:
            return None
        finder.brings_producer(row, producer)
        return producer

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        write_all(deed, rows, context)

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        return {
            "kind": _KIND_LABELS,
            "place": commune_names(context),
            "representative_gender": ["Nữ", "Nam"],
            "woman_led": YES_NO,
            "minority_led": YES_NO,
        }

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        first = {column.name: column.example for column in COLUMNS}
        place = next(iter(commune_names(context)), "Xã Côn Minh")
        return [
            {**first, "place": place},
            {
                "name": "Hộ kinh doanh Bàn Văn Nình",
                "kind": "Hộ gia đình có đăng ký kinh doanh",
                "place": place,
                "woman_led": "không",
            },
        ]

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        """Personal fields only for who may edit producers there."""
        producers = Producer.objects.select_related("place__parent__parent")
        if context.province:
            producers = producers.filter(belongs_to("place", [context.province.pk]))
        found = list(producers)
        places = place_texts((one.place for one in found), context.province)
        whole = context.by is None or may(context.by, self.permission, context.province)
        hidden = frozenset() if whole else Producer.PRIVATE_FIELDS
        return [_as_row(one, places[one.place_id], hidden) for one in found]


def _fill(row: Row, producer: Producer, said: Meanings) -> None:
    before = str(producer)
    fill(row, producer, (one for one in FIELDS if one is not KIND or row.erases("kind")))
    if not row.erases("kind") and (kind := kind_of_row(row, KINDS, said)):
        put(row, producer, "kind", kind, KIND.shown, before)


def _as_row(producer: Producer, place: str, hidden: frozenset[str]) -> dict[str, Any]:
    said = {
        one.name: one.shown(getattr(producer, one.name)) for one in FIELDS if one.name not in hidden
    }
    if producer.kind == ProducerKind.UNKNOWN:
        # what nobody knows is left open, and stays as it is when the row comes back
        said["kind"] = ""
    return {"uid": producer.uid, "place": place} | said


def commune_names(context: Context) -> list[str]:
    """Communes of today, for drop-downs: of the province, or none for the whole country (there are
    thousands)."""
    if context.province is None:
        return []
    communes = Place.objects.current().communes().filter(province=context.province)
    return list(communes.order_by("sort_key").values_list("full_name", flat=True))
