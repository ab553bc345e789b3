"""The reference files as units with their periods: what the table of places should hold, before any
database.

Units are named by `Key` (level, code, first day): codes are reused, so a code alone names nothing.
Sources: docs/data-notes.md.
"""

import csv
import hashlib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from ocop_registry.places.models import Extent, PlaceKind, PlaceLevel

Key = tuple[str, str, date | None]

# Two-level government began and every district ended: 1685/NQ-UBTVQH15 and its sister resolutions,
# 202/2025/QH15.
TWO_LEVELS = date(2025, 7, 1)
LAST_DAY = TWO_LEVELS - timedelta(days=1)

_ENGLISH = {
    PlaceKind.CITY: "City",
    PlaceKind.PROVINCE: "Province",
    PlaceKind.URBAN_DISTRICT: "Urban District",
    PlaceKind.DISTRICT: "District",
    PlaceKind.TOWN: "Town",
    PlaceKind.PROVINCIAL_CITY: "City",
    PlaceKind.WARD: "Ward",
    PlaceKind.COMMUNE: "Commune",
    PlaceKind.TOWNSHIP: "Township",
    PlaceKind.SPECIAL_ZONE: "Special Zone",
}


@dataclass(frozen=True)
class Unit:
    """One unit in one period, its relations by key. Dates are inclusive days; `lat`, `lon` degrees
    WGS 84."""

    level: str
    code: str
    kind: str
    name: str
    full_name: str
    name_en: str
    valid_from: date | None = None
    valid_until: date | None = None
    dates_exact: bool = True
    parent: Key | None = None
    successor: Key | None = None
    province: Key | None = None
    decree: str = ""
    lat: Decimal | None = None
    lon: Decimal | None = None

    @property
    def key(self) -> Key:
        return self.level, self.code, self.valid_from


@dataclass(frozen=True)
class Link:
    """One succession: what became of a unit."""

    old: Key
    new: Key
    extent: str
    is_default: bool = True


@dataclass(frozen=True)
class Change:
    """A change of kind after 2025-07-01: the unit keeps its code and name and starts a new
    period."""

    effective: date
    decree: str


class Reference:
    """The files of one folder. `layers()` are ordered so that every unit refers only to units of
    earlier layers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def checksums(self) -> dict[str, str]:
        """SHA-256 of every file, by name."""
        return {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.folder.glob("*.csv"))
        }

    def layers(self) -> Iterator[tuple[str, list[Unit]]]:
        """Units in the order they can be stored, each layer with what to call it."""
        yield (
            "tỉnh, thành phố hiện nay",
            [self._current_province(row) for row in self._rows("provinces_current")],
        )
        yield (
            "xã, phường, đặc khu hiện nay",
            [self._current_commune(row) for row in self._rows("communes_current")],
        )
        yield (
            "tỉnh trước khi đổi loại",
            [self._before_change("province", row) for row in self._changed("province")],
        )
        yield (
            "xã trước khi đổi loại",
            [self._before_change("commune", row) for row in self._changed("commune")],
        )
        yield (
            "tỉnh, thành phố đến 30/06/2025",
            [self._old_province(row) for row in self._rows("old_provinces_63")],
        )
        yield (
            "cấp huyện đến 30/06/2025",
            [self._old_district(row) for row in self._rows("old_districts_696")],
        )
        yield (
            "cấp huyện bỏ từ 2021",
            [self._gone_district(row) for row in self._rows("districts_abolished_2021_2025")],
        )
        yield (
            "cấp xã đến 30/06/2025",
            [self._old_commune(row) for row in self._rows("old_communes_10035")],
        )
        yield (
            "cấp xã bỏ từ 2021",
            [self._gone_commune(row) for row in self._rows("communes_abolished_2021_2025")],
        )

    @cached_property
    def links(self) -> list[Link]:
        """Every succession: retyped in 2026, merged in 2025, abolished before."""
        found = [
            Link(self._since(level, row["code"]), self._now(level, row["code"]), Extent.RENAMED)
            for level in ("province", "commune")
            for row in self._changed(level)
        ]
        found += [
            Link(
                _old("province", row["code"]), self._since("province", row["new_code"]), Extent.ALL
            )
            for row in (
                {**row, "new_code": row["new_province_code"]}
                for row in self._rows("old_provinces_63")
            )
        ]
        for row in self._rows("commune_mergers_2025"):
            old = (
                _old("commune", row["old_code"])
                if row["old_code"]
                else _old("district", row["old_district_code"])
            )
            found.append(
                Link(
                    old,
                    self._since("commune", row["new_code"]),
                    row["extent"],
                    row["is_default"] == "1",
                )
            )
        for row in self._rows("districts_abolished_2021_2025"):
            codes = row["successor_district_codes"].split("|")
            # Where two districts shared it, the files name no main heir, so none is proposed.
            found += [
                Link(
                    _old("district", row["code"]),
                    _old("district", code),
                    Extent.UNKNOWN,
                    len(codes) == 1,
                )
                for code in codes
            ]
        found += [
            Link(
                _old("commune", row["code"]),
                _old("commune", row["successor_old_code"]),
                Extent.UNKNOWN,
            )
            for row in self._rows("communes_abolished_2021_2025")
            if row["successor_old_code"]
        ]
        return found

    # --- units ------------------------------------------------------------------------------------

    def _current_province(self, row: dict[str, str]) -> Unit:
        return self._current("province", row, province=None)

    def _current_commune(self, row: dict[str, str]) -> Unit:
        return self._current("commune", row, province=self._now("province", row["province_code"]))

    def _current(self, level: str, row: dict[str, str], province: Key | None) -> Unit:
        change = self._changes.get((level, row["code"]))
        return Unit(
            level=level,
            code=row["code"],
            kind=_kind(level, row["type"]),
            name=row["name"],
            full_name=row["full_name"],
            name_en=row["full_name_en"],
            valid_from=change.effective if change else TWO_LEVELS,
            parent=province,
            province=province,
            decree=change.decree if change else "",
            lat=_degrees(row["lat"]),
            lon=_degrees(row["lon"]),
        )

    def _before_change(self, level: str, row: dict[str, str]) -> Unit:
        """The first period of a unit retyped since: the kind of 2025-07-01, until the day before
        the change."""
        kind = _kind(level, row["type_2025_07"])
        now = self._now(level, row["code"])
        label = "tỉnh" if kind == PlaceKind.PROVINCE else PlaceKind(kind).label
        return Unit(
            level=level,
            code=row["code"],
            kind=kind,
            name=row["name"],
            full_name=f"{label.capitalize()} {row['name']}",
            name_en=_english(row["name"], kind),
            valid_from=TWO_LEVELS,
            valid_until=self._changes[level, row["code"]].effective - timedelta(days=1),
            parent=self._since("province", row["province_code"]) if level == "commune" else None,
            successor=now,
            province=self._now("province", row["province_code"]) if level == "commune" else now,
            lat=_degrees(row["lat"]),
            lon=_degrees(row["lon"]),
        )

    def _old_province(self, row: dict[str, str]) -> Unit:
        return self._ended("province", row, province=row["new_province_code"])

    def _old_district(self, row: dict[str, str]) -> Unit:
        return self._ended(
            "district",
            row,
            province=row["new_province_code"],
            parent=_old("province", row["old_province_code"]),
        )

    def _old_commune(self, row: dict[str, str]) -> Unit:
        district = _old("district", row["old_district_code"])
        return self._ended(
            "commune", row, province=self._heir[row["old_province_code"]], parent=district
        )

    def _gone_district(self, row: dict[str, str]) -> Unit:
        province = row["old_province_code"]
        return self._ended(
            "district",
            row,
            province=self._heir[province],
            parent=_old("province", province),
            dates_exact=False,
        )

    def _gone_commune(self, row: dict[str, str]) -> Unit:
        district = _old("district", row["district_code"])
        return self._ended(
            "commune",
            row,
            province=self._heir[row["old_province_code"]],
            parent=district,
            dates_exact=False,
        )

    def _ended(
        self,
        level: str,
        row: dict[str, str],
        *,
        province: str,
        parent: Key | None = None,
        dates_exact: bool = True,
    ) -> Unit:
        kind, name = _named(level, row["full_name"])
        return Unit(
            level=level,
            code=row["code"],
            kind=kind,
            name=name,
            full_name=row["full_name"],
            name_en=_english(name, kind),
            valid_until=LAST_DAY,
            dates_exact=dates_exact,
            parent=parent,
            successor=self._proposed.get(_old(level, row["code"])),
            province=self._now("province", province),
        )

    # --- lookups ----------------------------------------------------------------------------------

    def _rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return [
                {field: unicodedata.normalize("NFC", value).strip() for field, value in row.items()}
                for row in csv.DictReader(file)
            ]

    def _changed(self, level: str) -> list[dict[str, str]]:
        rows = self._rows("provinces_current" if level == "province" else "communes_current")
        return [row for row in rows if (level, row["code"]) in self._changes]

    @cached_property
    def _changes(self) -> dict[tuple[str, str], Change]:
        return {
            (row["unit"], row["code"]): Change(date.fromisoformat(row["effective"]), row["decree"])
            for row in self._rows("changes_2026")
        }

    @cached_property
    def _heir(self) -> dict[str, str]:
        """Code of an old province → code of today's."""
        return {row["code"]: row["new_province_code"] for row in self._rows("old_provinces_63")}

    @cached_property
    def _proposed(self) -> dict[Key, Key]:
        return {link.old: link.new for link in self.links if link.is_default}

    def _since(self, level: str, code: str) -> Key:
        """The unit as it was on 2025-07-01."""
        return level, code, TWO_LEVELS

    def _now(self, level: str, code: str) -> Key:
        """The unit as it is now."""
        change = self._changes.get((level, code))
        return level, code, change.effective if change else TWO_LEVELS


def _old(level: str, code: str) -> Key:
    return level, code, None


def _kind(level: str, listed: str) -> str:
    return (
        PlaceKind.CITY
        if level == PlaceLevel.PROVINCE and listed == "thanh_pho"
        else PlaceKind(listed)
    )


def _named(level: str, full_name: str) -> tuple[str, str]:
    """Kind and name of "Thị trấn Yến Lạc". Raises ValueError for a name that starts with no
    kind."""
    for label, listed in _LISTED.items():
        if full_name.startswith(label + " "):
            return _kind(level, listed), full_name.removeprefix(label + " ")
    raise ValueError(f"{full_name!r} starts with no kind of administrative unit")


_LISTED = {
    "Tỉnh": "tinh",
    "Thành phố": "thanh_pho",
    "Quận": "quan",
    "Huyện": "huyen",
    "Thị xã": "thi_xa",
    "Thị trấn": "thi_tran",
    "Phường": "phuong",
    "Xã": "xa",
}


def _english(name: str, kind: str) -> str:
    """ "Kim Lư", xã → "Kim Lu Commune"; "1", phường → "Ward 1"."""
    marked = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    bare = "".join(mark for mark in marked if not unicodedata.combining(mark))
    word = _ENGLISH[PlaceKind(kind)]
    return f"{word} {bare}" if bare.isdigit() else f"{bare} {word}"


def _degrees(text: str) -> Decimal | None:
    return Decimal(text).quantize(Decimal("0.00001")) if text else None
