"""A register as one province keeps it: many hands, many years, no program. Written as a workbook, and
brought in by two people in a browser, counted.

    .venv/bin/python -m tests.benchmarks.mess so.xlsx [rows] [province]    write one: 1,000 rows of
    province 19, always the same ones
    .venv/bin/python -m tests.benchmarks.mess --bring [rows]    two people bring it in: clicks, keys,
    seconds of the machine, minutes that people need; DATABASE_URL chooses the engine

What is messy, and in what share of the cells, is what the tables below say: (weight, as it is
written). Beside them: one product in eight differs from its sister in one word or number only; one
producer in twelve is written otherwise in some of its rows; one row in seven tells two
recognitions; rows of sectors and a sum stand between the rows, notes below. Products are called
like real ones, people and producers are invented, telephone numbers are nobody's.

`truth` tells what an officer who has the papers would write: the browser answers with it.
"""

import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.vietnamese import PRODUCT_WORDS, producer_name

ROWS, PROVINCE, SEED = 1000, "19", 20261130
FIRST_ROW = 6  # of the data, below two rows of title and two of headings
HEADINGS = (
    "TT", "Tên sản phẩm", "Loại hình", "Chủ thể", "Xã, phường, thị trấn", "Địa chỉ", "Người đại diện", "Số điện thoại",
    "Mã số thuế", *["Hạng sao", "Ngày cấp", "Số quyết định", "Cơ quan ban hành"] * 2, "Ghi chú",
)  # fmt: skip
GROUPS = {10: "Công nhận lần đầu", 14: "Công nhận lại"}
COLUMNS = (
    "", "product", "kind", "producer", "commune", "address", "representative", "phone", "tax_code",
    "stars", "day", "number", "issuer", "stars2", "day2", "number2", "issuer2", "note",
)  # fmt: skip

# what is meant → how it is written
KINDS: Mapping[str, Sequence[tuple[int, str]]] = {
    "Hợp tác xã": (
        (60, "HTX"), (12, "Hợp tác xã"), (3, "HTXNN"), (2, "htx"), (2, "HTX nông nghiệp"),
    ),
    "Doanh nghiệp nhỏ và vừa": (
        (20, "Công ty TNHH"), (10, "CTCP"), (6, "TNHH"), (5, "Doanh nghiệp"), (3, "Cty TNHH MTV"),
    ),
    "Hộ gia đình có đăng ký kinh doanh": (
        (20, "Hộ kinh doanh"), (12, "Hộ KD"), (8, "Hộ SXKD"), (5, "Cơ sở SX"), (3, "Hộ ĐKKD"),
    ),
    "Tổ hợp tác": ((20, "THT"), (10, "Tổ hợp tác"), (3, "Tổ HT")),
    "Hộ sản xuất": ((10, "Hộ gia đình"), (5, "Hộ GĐ"), (2, "Cá nhân")),
}  # fmt: skip
FORMS = {
    "HTX": "Hợp tác xã",
    "Công ty": "Doanh nghiệp nhỏ và vừa",
    "Hộ": "Hộ gia đình có đăng ký kinh doanh",
    "Tổ": "Tổ hợp tác",
}
STARS = (
    (55, "{0}"), (14, "{0} sao"), (6, "0{0} sao"), (5, "{0}*"), (4, "{roman} sao"), (4, "{signs}"), (3, "0{0}"),
    (3, "{0} sao cấp tỉnh"), (2, "sao {0}"), (2, "Hạng {0} sao"), (1, "{0} sao (công nhận lại)"), (1, "{0} stars"),
)  # fmt: skip
DAYS = (
    (50, "="), (15, "{d}/{m}/{y}"), (8, "{d:02}/{m:02}/{y}"), (5, "{d}.{m}.{y}"), (5, "{d:02}/{m:02}/{s:02}"),
    (3, "ngày {d}/{m}/{y}"), (3, "{d} tháng {m} năm {y}"), (2, "T{m}/{y}"), (2, "Tháng {m}/{y}"), (2, "{y}"),
    (1, "Quý {q}/{y}"), (1, "ngày{d}/{m}/{y}"), (1, "{d}–{m}–{y}"), (1, ""),
)  # fmt: skip
NUMBERS = (
    (58, "{n}/QĐ-UBND"), (8, "QĐ số {n}/QĐ-UBND ngày {d}/{m}/{y}"), (6, "{n}/QD-UBND"), (5, "Số {n} /QĐ-UBND"),
    (5, "Quyết định số {n}/QĐ-UBND ngày {d}/{m}/{y} của {issuer}"), (4, "{n}/QĐ–UBND"), (3, "{n}/QĐ-UBND ({d}/{m}/{y})"),
    (3, "QĐ số {n}/QĐ-UBND"), (2, "Theo QĐ số {n}/QĐ-UBND"), (2, "{n}/QĐ-UBND năm {y}"), (1, "{n}/QĐ-UBND\n{d}/{m}/{y}"),
    (3, ""),
)  # fmt: skip
PLACES = (
    (46, "{full}, {district}"), (14, "{name} - {dname}"), (10, "{full} - {district}"), (8, "{name}, {dname}"),
    (8, "{full}, {district}, {province}"), (4, "{full} (cũ), {district}"), (4, "{full}"), (3, "{name}"), (3, "{full}, H. {dname}"),
)  # fmt: skip
TAXES = ((55, "="), (20, ""), (9, "-"), (8, "chưa có"), (5, "không"), (3, "Không có"))
# written beside what would be right: one row in fifty has one of them, and a person mends it
SLIPS = ("day_that_is_none", "letter_in_a_day", "slip_in_a_place", "two_stars")


@dataclass
class Line:
    """One row. `cells`: as written, by column; `truth`: what would be right, by column; `producer`:
    who is meant, by number."""

    producer: int
    cells: dict[str, Any] = field(default_factory=dict)
    truth: dict[str, str] = field(default_factory=dict)

    def write(self, column: str, text: Any, right: str | None = None) -> None:
        self.cells[column] = text
        self.truth[column] = right if right is not None else str(text or "")


@dataclass(frozen=True)
class Maker:
    """An invented producer."""

    number: int
    name: str
    kind: str
    commune: Any
    person: str
    tax: str


class Mess:
    """All rows of one register; the same for the same number. `communes`: units of before July 2025
    with their districts."""

    def __init__(self, count: int, communes: Sequence[Any], seed: int = SEED) -> None:
        self._any, self._communes = random.Random(seed), communes
        self.lines: list[Line] = []
        number = 0
        while len(self.lines) < count:
            self._maker(number, count - len(self.lines))
            number += 1

    def _one_of(self, table: Sequence[tuple[int, str]]) -> str:
        return self._any.choices([text for _, text in table], [weight for weight, _ in table])[0]

    def _now_and_then(self, one_in: int) -> bool:
        return self._any.randrange(one_in) == 0

    # --- one producer and its products --------------------------------------------------------------
    def _maker(self, number: int, most: int) -> None:
        name, _ = producer_name(number)
        kind = next(right for word, right in FORMS.items() if name.startswith(word))
        person = (
            f"{self._any.choice(('Hoàng', 'Nông', 'Triệu', 'Bàn', 'Lý'))} Thị {name.split()[-1]}"
        )
        commune = self._any.choice(self._communes)
        maker = Maker(number, name, kind, commune, person, f"49{number:08d}")
        first = self._any.choice(PRODUCT_WORDS)
        own = f"{first} {name.split()[-1]}"
        sisters = [f"{own} {word}" for word in ("loại 1", "loại 2", "túi 500 g")]
        others = self._any.sample(PRODUCT_WORDS, 3)
        names = (
            sisters if self._now_and_then(8) else [own, *(one for one in others if one != first)]
        )
        for product in names[: min(most, self._any.randint(1, 4))]:
            self.lines.append(self._line(maker, product))

    def _line(self, maker: Maker, product: str) -> Line:
        line = Line(maker.number)
        line.write("product", product)
        line.write(
            "kind", "" if self._now_and_then(14) else self._one_of(KINDS[maker.kind]), maker.kind
        )
        line.write("producer", self._producer(maker), maker.name)
        self._place(line, maker.commune)
        line.write("address", f"Thôn {maker.number % 19 + 1}")
        line.write("representative", maker.person)
        line.write(
            "phone", self._any.choice((f"0900 {maker.number:03d} 000", 900_000_000 + maker.number))
        )
        tax = self._one_of(TAXES).replace("=", maker.tax)
        line.write("tax_code", tax, maker.tax if tax == maker.tax else "")
        on = date(2019, 11, 1) + timedelta(days=self._any.randrange(1900))
        stars = 4 if self._now_and_then(4) else 3
        self._recognition(line, "", stars, on, maker.commune)
        if self._now_and_then(7) and on < date(2022, 3, 1):
            self._recognition(line, "2", max(stars, 4), on + timedelta(days=1000), maker.commune)
        if self._now_and_then(50):
            self._slip(line, self._any.choice(SLIPS), maker.commune)
        return line

    def _producer(self, maker: Maker) -> str:
        if not self._now_and_then(12):
            return maker.name
        long = {
            "HTX": "Hợp tác xã",
            "Công ty": "Cty",
            "Hộ kinh doanh": "Hộ KD",
            "Tổ hợp tác": "THT",
        }
        word = next((one for one in long if maker.name.startswith(one)), "")
        written = (
            maker.name.replace(word, long[word]) if word else maker.name,
            f"{maker.name}, {maker.commune.full_name}",
            maker.name.upper(),
            f"  {maker.name} ",
        )
        return self._any.choice(written)

    def _place(self, line: Line, commune: Any) -> None:
        district = commune.parent
        words = {
            "full": commune.full_name, "name": commune.name, "district": district.full_name,
            "dname": district.name, "province": district.parent.full_name,
        }  # fmt: skip
        line.write("commune", self._one_of(PLACES).format(**words), commune.path())

    def _recognition(self, line: Line, suffix: str, stars: int, on: date, commune: Any) -> None:
        district = stars == 3 and on >= date(2023, 3, 1)
        unit = commune.parent if district else commune.parent.parent
        # one decision a month and committee, as rounds come
        on = on.replace(day=15)
        number = (on.year * 7 + on.month * 31 + unit.pk) % 3000 + 100
        issuer = f"UBND {unit.full_name[:1].lower()}{unit.full_name[1:]}"
        words = {
            "n": number, "d": on.day, "m": on.month, "y": on.year, "s": on.year % 100, "issuer": issuer,
            "q": ("I", "II", "III", "IV")[(on.month - 1) // 3],
        }  # fmt: skip
        shown = self._one_of(STARS).format(stars, roman=("III", "IV")[stars - 3], signs="★" * stars)
        line.write(f"stars{suffix}", int(shown) if shown.isdigit() else shown, str(stars))
        day = self._one_of(DAYS)
        line.write(f"day{suffix}", on if day == "=" else day.format(**words), f"{on:%d/%m/%Y}")
        line.write(f"number{suffix}", self._one_of(NUMBERS).format(**words), f"{number}/QĐ-UBND")
        line.write(f"issuer{suffix}", "" if self._now_and_then(9) else issuer, issuer)

    def _slip(self, line: Line, what: str, commune: Any) -> None:
        """What was written wrongly; its truth stays."""
        day = line.truth["day"]
        if what == "day_that_is_none":
            line.cells["day"] = f"31/11/{day[-4:]}"
        elif what == "letter_in_a_day":
            line.cells["day"] = day.replace("0", "O", 1)
        elif what == "slip_in_a_place":
            name = commune.name
            line.cells["commune"] = f"xã {name[:-1]}, {commune.parent.full_name}"
        else:
            line.cells["stars"] = "3-4 sao"

    @property
    def truth(self) -> dict[int, Line]:
        """By the number of the row in the sheet."""
        return dict(self._numbered())

    def _numbered(self) -> Any:
        number = FIRST_ROW
        for at, line in enumerate(self.lines):
            number += at % 120 == 0  # below the row of a sector
            yield number, line
            number += 1

    # --- the workbook -------------------------------------------------------------------------------
    def workbook(self, path: Path) -> None:
        import openpyxl

        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("Sổ OCOP")
        sheet.append(["DANH SÁCH SẢN PHẨM OCOP ĐƯỢC CÔNG NHẬN"])
        sheet.append(["(Kèm theo báo cáo của Văn phòng Điều phối)"])
        sheet.append([])
        sheet.append(
            [GROUPS.get(at, "" if 10 <= at < 18 else one) for at, one in enumerate(HEADINGS, 1)]
        )
        sheet.append([one if 10 <= at < 18 else "" for at, one in enumerate(HEADINGS, 1)])
        sectors = ("I. Thực phẩm", "II. Đồ uống", "III. Thảo dược", "IV. Thủ công mỹ nghệ")
        for at, line in enumerate(self.lines):
            if at % 120 == 0:
                sheet.append(["", sectors[at // 120 % 4]])
            sheet.append([at + 1, *(line.cells.get(name) for name in COLUMNS[1:])])
        sheet.append(["", "Tổng cộng", "", len(self.lines)])
        sheet.append(["Ghi chú: số liệu đến hết tháng 6 năm 2025."])
        book.save(path)


def communes_of(code: str) -> list[Any]:
    """The units of before July 2025 that lie in a province of today, one of each name: which of two
    communes of one name is meant nobody could tell without the papers."""
    from ocop_registry.places.models import Place, PlaceLevel

    old = Place.objects.filter(
        level=PlaceLevel.COMMUNE, valid_until=date(2025, 6, 30), parent__isnull=False
    )
    found = old.select_related("parent__parent", "province").order_by("code")
    return [one for one in found if one.current_province.code == code]


def main(arguments: list[str]) -> None:
    numbers = [int(one) for one in arguments if one.isdigit() and len(one) > 2]
    rows = numbers[0] if numbers else ROWS
    if "--bring" in arguments:
        from tests.browser.bringing import measure

        measure(rows)
        return
    import django

    django.setup()
    code = next((one for one in arguments if one.isdigit() and len(one) == 2), PROVINCE)
    Mess(rows, communes_of(code)).workbook(Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
