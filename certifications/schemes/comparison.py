"""What changed from one version of a criteria scheme to another: sets, criteria, points, marks,
words. Pure.

Both versions are whole schemes in the shape of their data files. A set is the same one when its
name is the same, else when its number is (it was renamed); a criterion likewise by code and name
within its set: same code, else same name (it moved).
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

Data = dict[str, Any]
_DAY = re.compile(r"\d{4}-\d\d-\d\d")

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"
KINDS = {ADDED: "thêm", REMOVED: "bỏ", MOVED: "chuyển", CHANGED: "đổi"}
SET = "bộ sản phẩm"
SCHEME_FIELDS = {
    "effective_from": "áp dụng từ",
    "effective_until": "áp dụng đến hết",
    "validity_months": "thời hạn chứng nhận (tháng)",
}
SET_FIELDS = {
    "name": "tên bộ",
    "sector": "ngành",
    "group": "nhóm",
    "subgroup": "phân nhóm",
    "samples_required": "phải nộp mẫu",
    "agencies": "cơ quan chủ trì",
    "disqualifications": "căn cứ loại hồ sơ",
    "stop_at_zero": "dừng chấm khi 0 điểm ở",
}
CRITERION_FIELDS = {
    "name": "tên tiêu chí",
    "part": "phần",
    "section": "mục",
    "parent": "nhóm tiêu chí",
    "max_points": "điểm tối đa",
    "note": "ghi chú",
    "applies_if": "điều kiện",
    "stops_scoring": "dừng chấm",
    "disqualifies": "loại sản phẩm",
}
AUTHORITIES = {
    "district": "cấp huyện",
    "province": "cấp tỉnh",
    "central": "cấp trung ương",
    None: "không công nhận",
}
LEVEL_FIELDS = {"points": "điểm", "stars": "dấu sao", "label": "lời"}


@dataclass(frozen=True)
class Change:
    """One difference. `where`: "Bộ 6, tiêu chí 2.3"; `what`: the thing that differs; `before`,
    `after`: texts, "" for none."""

    kind: str
    set_no: int | None
    where: str
    what: str
    before: str = ""
    after: str = ""

    @property
    def whole_set(self) -> bool:
        """Whether a set came or went, with everything on its sheet."""
        return self.what == SET and self.kind in {ADDED, REMOVED}

    @property
    def kind_text(self) -> str:
        return KINDS[self.kind]

    def __str__(self) -> str:
        if self.kind in {ADDED, REMOVED}:
            return f"{self.where}: {self.kind_text} {self.what}: {self.after or self.before}"
        return (
            f"{self.where}: {self.kind_text} {self.what}: {self.before or '(không có)'} →"
            f" {self.after or '(không có)'}"
        )


def diff(old: Data, new: Data) -> list[Change]:
    """Every difference, the scheme's own first, then set by set in the order of the new version,
    then the sets that went."""
    changes = list(_fields(SCHEME_FIELDS, old, new, None, "Bộ tiêu chí"))
    changes += _listed(
        old["parts"],
        new["parts"],
        "phần",
        lambda one: one["code"],
        lambda one: f"{one['name']}, {one['max_points']} điểm",
    )
    changes += _listed(old["bands"], new["bands"], "khung", lambda one: one["stars"], _band)
    pairs, added, removed = matched(
        old["sets"], new["sets"], (lambda one: one["name"], lambda one: one["no"])
    )
    for one in new["sets"]:
        if one["no"] in {found["no"] for found in added}:
            changes.append(Change(ADDED, one["no"], f"Bộ {one['no']}", SET, after=one["name"]))
        else:
            changes += _sets(next(before for before, after in pairs if after is one), one)
    changes += [
        Change(REMOVED, one["no"], f"Bộ {one['no']}", SET, before=one["name"]) for one in removed
    ]
    return changes


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    return [asdict(change) for change in changes]


def _sets(old: Data, new: Data) -> Iterator[Change]:
    no, where = new["no"], f"Bộ {new['no']}"
    if old["no"] != no:
        yield Change(MOVED, no, where, "số của bộ", str(old["no"]), str(no))
    yield from _fields(SET_FIELDS, old, new, no, where)
    for change in _listed(
        old["sections"], new["sections"], "mục", lambda one: (one["part"], one["code"]), _section
    ):
        yield Change(
            change.kind,
            no,
            f"{where}, mục {change.where.partition(' ')[2]}",
            change.what,
            change.before,
            change.after,
        )
    by_both: tuple[Callable[[Data], Any], ...] = (
        lambda one: (one["code"], one["name"]),
        lambda one: one["name"],
        lambda one: one["code"],
    )
    pairs, added, removed = matched(old["criteria"], new["criteria"], by_both)
    for before, after in pairs:
        yield from _criteria(no, where, before, after)
    for one in added:
        yield Change(
            ADDED,
            no,
            where,
            "tiêu chí",
            after=f"{one['code']}. {one['name']} ({one['max_points']} điểm)",
        )
    for one in removed:
        yield Change(
            REMOVED,
            no,
            where,
            "tiêu chí",
            before=f"{one['code']}. {one['name']} ({one['max_points']} điểm)",
        )


def _criteria(no: int, where: str, old: Data, new: Data) -> Iterator[Change]:
    where = f"{where}, tiêu chí {new['code']}"
    if old["code"] != new["code"]:
        yield Change(MOVED, no, where, "số của tiêu chí", old["code"], new["code"])
    yield from _fields(CRITERION_FIELDS, old, new, no, where)
    if old["cases"] != new["cases"]:
        names = ["; ".join(case["name"] for case in one["cases"]) for one in (old, new)]
        yield Change(CHANGED, no, where, "trường hợp", *names)
    same_level: tuple[Callable[[Data], Any], ...] = (
        lambda one: (one["case"], one["points"], one["label"]),
        lambda one: (one["case"], one["label"]),
        lambda one: (one["case"], one["points"]),
    )
    pairs, added, removed = matched(old["options"], new["options"], same_level)
    for before, after in pairs:
        yield from _fields(LEVEL_FIELDS, before, after, no, f"{where}, mức {after['points']} điểm")
    yield from (Change(ADDED, no, where, "mức", after=_level(one)) for one in added)
    yield from (Change(REMOVED, no, where, "mức", before=_level(one)) for one in removed)


# --- pairing and telling --------------------------------------------------------------------------
def matched(
    old: Sequence[Data], new: Sequence[Data], keys: Sequence[Callable[[Data], Any]]
) -> tuple[list[tuple[Data, Data]], list[Data], list[Data]]:
    """Pairs that are the same thing by the first key, then what is left by the next one …; what
    came, what went.

    >>> matched([{"a": 1}], [{"a": 1}, {"a": 2}], [lambda one: one["a"]])
    ([({'a': 1}, {'a': 1})], [{'a': 2}], [])
    """
    before, after = list(old), list(new)
    found: list[tuple[Data, Data]] = []
    for key in keys:
        for one in list(after):
            same = next((other for other in before if key(other) == key(one)), None)
            if same is not None:
                found.append((same, one))
                before.remove(same)
                after.remove(one)
    order = {id(one): at for at, one in enumerate(new)}
    return sorted(found, key=lambda pair: order[id(pair[1])]), after, before


def _fields(
    names: dict[str, str], old: Data, new: Data, no: int | None, where: str
) -> Iterator[Change]:
    for name, words in names.items():
        if old.get(name) != new.get(name):
            yield Change(CHANGED, no, where, words, _text(old.get(name)), _text(new.get(name)))


def _listed(
    old: Sequence[Data],
    new: Sequence[Data],
    what: str,
    key: Callable[[Data], Any],
    told: Callable[[Data], str],
) -> list[Change]:
    """Differences of two short lists whose things are told in one line each."""
    pairs, added, removed = matched(old, new, [key])
    changed = [(a, b) for a, b in pairs if told(a) != told(b)]
    return [
        *(
            Change(CHANGED, None, f"{what.capitalize()} {_name(key(b))}", what, told(a), told(b))
            for a, b in changed
        ),
        *(
            Change(ADDED, None, f"{what.capitalize()} {_name(key(one))}", what, after=told(one))
            for one in added
        ),
        *(
            Change(REMOVED, None, f"{what.capitalize()} {_name(key(one))}", what, before=told(one))
            for one in removed
        ),
    ]


def _name(key: Any) -> str:
    return ".".join(key) if isinstance(key, tuple) else str(key)


def _band(one: Data) -> str:
    changes = "".join(
        f"; từ {_day(change['from'])}: {AUTHORITIES[change['authority']]}"
        for change in one["authority_changes"]
    )
    return f"từ {one['min']} điểm, {AUTHORITIES[one['authority']]}{changes}"


def _section(one: Data) -> str:
    return f"{one['name']}, {one['max_points']} điểm"


def _level(one: Data) -> str:
    mark = f", dấu {one['stars']} sao" if one["stars"] else ""
    return f"{one['points']} điểm{mark}: {one['label']}"


def _text(value: Any) -> str:
    """A value as people read it; nothing for what is not there."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, list):
        return "; ".join(str(one) for one in value)
    return "" if value is None else _day(str(value))


def _day(text: str) -> str:
    """Days as people write them: "2026-05-22" → "22/05/2026"; other texts as they are."""
    return "/".join(reversed(text.split("-"))) if _DAY.fullmatch(text) else text
