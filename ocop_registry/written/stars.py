"""A cell that tells the stars, and what offices write beside them: the type of the evaluation, the
stars held before, the year, the decision, the level.

Stars that no decision bears (1 and 2), and a result that names none, mean that the product takes
part. What is only hoped for is never stars. Source: scheme 26/2026, bands (domain §2).
"""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache

from ocop_registry.places.text import fold
from ocop_registry.written.application_types import LABELS as TYPES
from ocop_registry.written.parts import Stated, take
from ocop_registry.written.reading import Asked, Choice, Reading, refused
from ocop_registry.written.text import short, tidy

LOWEST, HIGHEST = 3, 5  # that a decision recognises
NONE = "khong"  # the answer "it holds no stars"

_FULL = "*★⭐✶✭⋆✰🌟"
_SIGNS = re.compile(rf"[{re.escape(_FULL)}☆](?:[ ]*[{re.escape(_FULL)}☆])*")
_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
}
_VALUE = r"(?:0?[0-5](?:[.,]0+)?|mot|hai|ba|bon|nam|iii|ii|iv|i|v)"
_V = rf"{_VALUE}(?: ?(?:sao|star|stars|s))?"

# The result names no stars: the product takes part.
_TAKES_PART = re.compile(
    r"(?:(?:san pham|sp|ket qua|moi|chi) )*(?:(?:chua|khong|ko|k) (?:dat|xep|phan|cong nhan|co|duoc|danh gia|du|tham gia phan hang|cham)\b.*|khong|chua|ko|rot|truot|truot hang"
    r"|tham gia|dang tham gia|moi tham gia|chi tham gia|dang ky|dang ky tham gia|chua|duoi (?:3|ba)(?: sao)?|(?:0 )?0 sao|0|khong sao|loai|bi loai)"
)  # fmt: skip
# Hoped for, proposed, not decided.
_HOPED = r"(?:tiem nang|de nghi|de xuat|du kien|phan dau|muc tieu|ky vong|huong toi|huong den|dang trinh|trinh|dang cho|cho cong nhan|cho|dinh huong|du thao|dang ky|ung vien|dang hoan thien|dang danh gia|dang tham dinh|dang cham|dang xet|dang lam)"
_HOPED_FOR = re.compile(
    rf"\b{_HOPED}(?: (?:dat|len|hang|cong nhan|xep hang|ocop|tw|trung uong|quoc gia|nang hang|nang|san pham|danh gia|cap))* {_V}(?!\w)"
)
_HOPED_ALONE = re.compile(rf"(?:(?<!\w){_V} )?\b{_HOPED}(?!\w)")
# The stars held before, and those of now.
_FROM_TO = re.compile(
    rf"(?:nang (?:hang|sao|cap)? ?)?(?:tu )?(?P<held>{_VALUE})(?: ?sao)? (?P<way>len|sang|xuong|thanh)(?: hang)? (?P<now>{_VALUE})(?: ?sao)?"
)  # fmt: skip
_HELD = re.compile(
    rf"(?:nang (?:hang |sao |cap )?tu|truoc day|truoc do|truoc|cu|hang cu|dang co|da co|lan truoc)(?: la| dat)? (?P<held>{_VALUE})(?!\w)(?: ?sao)?(?: len)?"
)
_HELD_BEHIND = re.compile(rf"(?<!\w)(?P<held>{_VALUE}) sao (?:cu|truoc day|truoc do)(?!\w)")
_TYPES = (
    (re.compile(r"nang (?:hang|sao|cap|len)(?: san pham| sp| sao)?|\bnang\b|len hang|len sao"), "upgrade"),
    (re.compile(r"(?:tai )?(?:(?:cong nhan|danh gia|phan hang|xep hang|cap)(?: va)? )+lai|tai (?:cong nhan|danh gia|cap)|gia han|duy tri|giu hang|\blai\b|(?:(?:cong nhan|cap|danh gia) )?lan (?:thu )?(?:[2-9]|hai|ba|ii|iii)\b"), "re_evaluation"),
    (re.compile(r"(?:cong nhan |cap |danh gia )?(?:lan dau|lan 1|moi|lan thu nhat)\b"), "first"),
)  # fmt: skip
_LEVELS = (
    (re.compile(r"(?:cap )?(?:quoc gia|trung uong|tw)\b"), "central"),
    (re.compile(r"(?:cap )?tinh\b|cap thanh pho"), "province"),
    (re.compile(r"(?:cap )?(?:huyen|thi xa|quan)\b"), "district"),
)
_POINTS = re.compile(r"(?:dat )?\d{1,3}(?:[.,]\d{1,2})? ?(?:diem|d)\b")
_OF_FIVE = re.compile(rf"(?P<value>{_VALUE})(?: ?sao)? ?(?:/|tren) ?0?5(?: ?sao)?")
_SILENT = """
    sao star stars s hang xep phan loai dat ocop san pham sp chuan ket qua cap duoc cong nhan la muc tieu chi voi va theo so ngoi
    xong tong danh gia lan nam cua do ubnd qd quyet dinh quy luan
"""
_FILLERS = frozenset(_SILENT.split())
# A mark behind the word points to a note below the table: "4 sao*", "4 sao (*)".
_NOTE_MARK = re.compile(r"(?<=sao)[ ]*(?:\*{1,2}|\(\*{1,3}\))$", re.IGNORECASE)
_STOPPED = re.compile(r"\b(?:thu hoi|huy|het han|het hieu luc|tam dung|ngung|dung)\b")


@dataclass(frozen=True)
class Stars:
    """What a cell tells of a recognition. `stars`: 3–5, None when it tells none; `takes_part`: it
    tells that the product holds none, with 1 or 2 (`low`) where it tells them; `held`: stars held
    before; `type`: of application; `level`: "province" …; `stated`: of its decision and day."""

    stars: int | None = None
    takes_part: bool = False
    low: int | None = None
    held: int | None = None
    type: str = ""
    level: str = ""
    stated: Stated = field(default_factory=Stated)


def read(value: object) -> Reading[Stars]:
    """The stars that a cell tells: 4, "4*", "IV sao", "3 sao lên 4 sao", "4 sao (2021)"."""
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        value = (
            f"{value:f}".rstrip("0").rstrip(".")
            if isinstance(value, Decimal) and value
            else str(value)
        )
    text = tidy(value if isinstance(value, str) else "" if value is None else str(value))
    if not text:
        return Reading()
    if not text.strip(" -.?…/_–"):
        return Reading(Stars(takes_part=True))
    return _of_text(text)


@lru_cache(4096)
def _of_text(text: str) -> Reading[Stars]:
    """The texts of a column recur."""
    return _Cell(text).reading()


class _Cell:
    """One text, from which one thing after the other is taken."""

    def __init__(self, text: str) -> None:
        self.text, self.notes = text, list[str]()
        bare = _NOTE_MARK.sub("", text) if re.search(r"\w sao", text) else text
        if bare != text:
            self.notes.append(f"“{short(text)}”: dấu * chỉ một ghi chú, không ghi vào sổ.")
        parts = take(bare, short_years=False)
        self.problem = next((day.problem for day in parts.days if day.problem), "")
        self.stated = parts.stated[0] if len(parts.stated) == 1 else Stated()
        self.several = len(parts.stated) > 1 or bool(parts.unplaced)
        self.notes.extend(parts.notes)
        self.rest = _folded(parts.masked.replace("\x00", " "))
        self.found = Stars(stated=self.stated)

    def reading(self) -> Reading[Stars]:
        if self.problem:
            return refused(self.problem)
        if _TAKES_PART.fullmatch(self.rest):
            return Reading(replace(self.found, takes_part=True), tuple(self.notes))
        self._points()
        hoped = self._hoped()
        self._held()
        self._particulars()
        values = self._values()
        if self.several or len(values) > 1:
            return refused(f"“{short(self.text)}” có hơn một hạng sao: ghi một hạng cho mỗi lần công nhận, ví dụ 4 sao.")  # fmt: skip
        if not values:
            return self._without(hoped)
        if hoped:
            self.notes.append(
                f"“{short(self.text)}”: hạng sao tiềm năng hoặc đề nghị không ghi vào sổ."
            )
        return self._with(values.pop())

    def _points(self) -> None:
        if match := _POINTS.search(self.rest):
            self.notes.append(
                f"Ô hạng sao còn ghi số điểm (“{short(self.text)}”): không ghi vào sổ."
            )
            self.rest = self._without_match(match)

    def _hoped(self) -> bool:
        """Take out what is only hoped for; noted beside stars that are held."""
        match = _HOPED_FOR.search(self.rest) or _HOPED_ALONE.search(self.rest)
        if match is None:
            return False
        self.rest = self._without_match(match)
        return True

    def _held(self) -> None:
        if match := _FROM_TO.search(self.rest):
            held, way = _number(match["held"]), match["way"]
            kind = "upgrade" if way in {"len", "thanh", "sang"} else "re_evaluation"
            self.found = replace(self.found, held=held, type=kind)
            self.rest = (
                f"{self.rest[: match.start()]} {match['now']} sao {self.rest[match.end() :]}"
            )
        elif match := _HELD.search(self.rest) or _HELD_BEHIND.search(self.rest):
            held = _number(match["held"])
            self.found = replace(self.found, held=held)
            kind = "nang hang " if match[0].startswith("nang") else ""
            self.rest = f"{self.rest[: match.start()]} {kind}{self.rest[match.end() :]}"

    def _particulars(self) -> None:
        for words, kind in _TYPES:
            if match := words.search(self.rest):
                self.found = replace(self.found, type=self.found.type or kind)
                self.rest = self._without_match(match)
        for words, level in _LEVELS:
            if match := words.search(self.rest):
                self.found = replace(self.found, level=self.found.level or level)
                self.rest = self._without_match(match)

    def _values(self) -> set[int]:
        """Every number of stars that is left, taken out."""
        if match := _OF_FIVE.search(self.rest):
            self.rest = (
                f"{self.rest[: match.start()]} {match['value']} sao {self.rest[match.end() :]}"
            )
        words = self.rest.split()
        values = {_number(word) for word in words if re.fullmatch(_VALUE + "|tu", word)}
        self.rest = " ".join(word for word in words if not re.fullmatch(_VALUE + "|tu", word))
        return values

    def _without_match(self, match: re.Match[str]) -> str:
        return " ".join(f"{self.rest[: match.start()]} {self.rest[match.end() :]}".split())

    def _with(self, stars: int) -> Reading[Stars]:
        found = replace(self.found, stars=stars)
        if stars < LOWEST:
            note = f"“{short(self.text)}”: 1 và 2 sao không có quyết định công nhận, sản phẩm chỉ tham gia."
            return Reading(
                replace(found, stars=None, takes_part=True, low=stars), (*self.notes, note)
            )
        unread = [word for word in re.findall(r"[a-z0-9]+", self.rest) if word not in _FILLERS]
        if unread or _STOPPED.search(self.rest):
            return Reading(found, tuple(self.notes), self._asked(stars))
        return Reading(found, (*self.notes, *self._told(found)))

    def _told(self, found: Stars) -> list[str]:
        """What the cell says besides the stars, so that it is seen how it was understood."""
        told = []
        if found.type:
            told.append(TYPES[found.type].lower())
        if found.held:
            told.append(f"trước đó {found.held} sao")
        if not told:
            return []
        return [f"“{short(self.text)}” hiểu là {found.stars} sao, {', '.join(told)}."]

    def _without(self, hoped: bool) -> Reading[Stars]:
        if hoped:
            label = f"“{short(self.text)}” là tiềm năng, chưa phải hạng sao đã công nhận. Sản phẩm này thế nào?"
            return Reading(asked=Asked(label, _choices(), "", tidy(self.text)))
        return refused(f"“{short(self.text)}” không phải hạng sao: viết một số từ 3 đến 5, ví dụ 4 hoặc 4 sao.")  # fmt: skip

    def _asked(self, stars: int) -> Asked:
        label = f"“{short(self.text)}” còn ghi điều khác. Hạng sao là bao nhiêu?"
        suggested = "" if _STOPPED.search(self.rest) else str(stars)
        return Asked(label, _choices(), suggested, tidy(self.text))


def answered(answer: str) -> Stars:
    """What an answer to a question about stars means."""
    return Stars(takes_part=True) if answer == NONE else Stars(int(answer))


def _choices() -> tuple[Choice, ...]:
    held = [Choice(str(stars), f"{stars} sao") for stars in range(LOWEST, HIGHEST + 1)]
    return (*held, Choice(NONE, "chỉ tham gia, chưa có sao"))


def _number(word: str) -> int:
    word = re.sub(r"[.,]0+$", "", word)
    return _WORDS.get(word, 0) or int(word) if not word.isdigit() else int(word)


def _folded(text: str) -> str:
    """As it is compared: words without marks, signs of stars as numbers, arrows as words; "/" stays."""
    text = re.sub(r"(\d)[ ]*(?:[*★⭐☆](?![*★⭐☆]))", r"\1 sao ", text)
    text = _SIGNS.sub(lambda run: f" {_counted(run[0])} sao ", text)
    text = re.sub(r"-+>|→|=>|>", " len ", text)
    pieces = re.split(r"([/.,])", text)
    folded = "".join(one if one in "/.," and len(one) == 1 else f" {fold(one)} " for one in pieces)
    folded = re.sub(r"(\d) ?([.,]) ?(\d)", r"\1\2\3", folded)
    folded = re.sub(r"(\d)(sao|s)\b", r"\1 \2", folded)
    return " ".join(re.sub(r"(?<!\d)[.,]|[.,](?!\d)", " ", folded).split())


def _counted(run: str) -> int:
    """How many stars a run of signs shows: the full ones, or all when there are only empty ones."""
    full = sum(sign in _FULL for sign in run)
    return full or run.count("☆")
