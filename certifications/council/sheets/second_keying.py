"""The same paper typed a second time by another person, and compared: for rounds whose rules ask
for it ("double_keying")."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from certifications.council.sheets.access import own_seat
from certifications.council.sheets.content import PARTS, Content, content_of, read_content
from certifications.council.sheets.drafts import open_sheet
from certifications.models import Round, ScoreSheet, SheetHistory
from certifications.rounds.access import Refused, lock
from ocop_registry.accounts.hands import Hands
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import retried


@dataclass(frozen=True)
class Difference:
    """One place where the two keyings differ. `where`: criterion or part; the texts as typed, ""
    for nothing."""

    where: str
    first: str
    second: str


@retried
def key_again(sheet: ScoreSheet, content: Mapping[str, Any], *, by: User) -> list[Difference]:
    """Keep the second keying of an open sheet beside the first one, and list every difference.

    Raises Refused for who typed the first one, BadContent for what is no sheet, PermissionDenied
    for the wrong person.
    """
    typed = read_content(content)
    with transaction.atomic():
        round_ = lock(sheet.application.round)
        locked = open_sheet(round_, sheet.application, sheet.member, by, scoring=sheet.scoring)
        if locked is None:
            raise Refused("Phiếu này không còn: tải lại trang.")
        first_typists = SheetHistory.objects.filter(sheet=locked).exclude(
            content__has_key="second_keying"
        )
        _require_another(first_typists, by)
        locked.second_choices, locked.second_keyed_by = typed.as_data(), by
        locked.version += 1
        locked.save(update_fields=["second_choices", "second_keyed_by", "version"])
        kept = {"second_keying": True} | typed.as_data()
        SheetHistory.objects.create(sheet=locked, version=locked.version, saved_by=by, content=kept)
    return differences(locked)


def _require_another(first: QuerySet[SheetHistory], by: User) -> None:
    typists = User.objects.filter(pk__in=first.values("saved_by"))
    touched = Hands([by, *typists])
    for one in typists:
        if why := touched.why(by, one):
            raise Refused(f"Bạn đã nhập phiếu này: lần nhập hai phải do người khác làm. {why}")


def differences(sheet: ScoreSheet) -> list[Difference]:
    """Where the two keyings of a sheet differ, in the order of their codes; empty when it was not
    keyed again."""
    if sheet.second_choices is None:
        return []
    first = _texts(content_of(sheet))
    second = _texts(read_content(sheet.second_choices))
    codes = sorted(first.keys() | second.keys(), key=_in_order)
    pairs = ((code, first.get(code, ""), second.get(code, "")) for code in codes)
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def _texts(content: Content) -> dict[str, str]:
    """What counts of a sheet, place by place, as text; remarks may be worded differently."""
    found = {f"phần {part}": content.part_text(name) for name, part in PARTS.items()} | {
        "cách nhập": str(content.mode)
    }
    for code, one in content.choices.items():
        if code not in PARTS:
            points = str(one.get("points", one.get("typed", "")))
            found[code] = f"{points} ({one['case']})" if one.get("case") else points
    return found | {f"{code}, phát hiện": value for code, value in content.findings.items()}


def _in_order(code: str) -> list[tuple[int, str]]:
    return [(int(part) if part.isdigit() else 99, part) for part in code.split(".")]


def wants_second_keying(sheet: ScoreSheet, round_: Round) -> bool:
    """Whether the round's rules ask for it: only for what the office typed from paper."""
    return bool(round_.rules.get("double_keying")) and not own_seat(sheet.keyed_by, sheet.member)


def keying_problems(sheet: ScoreSheet, round_: Round) -> list[str]:
    """Why a sheet that is to be keyed twice may not be closed yet."""
    if not wants_second_keying(sheet, round_):
        return []
    if sheet.second_choices is None:
        return ["Quy chế của đợt yêu cầu nhập phiếu hai lần: người thứ hai chưa nhập."]
    return [
        f"{one.where}: lần một “{one.first}”, lần hai “{one.second}”. Xem lại phiếu giấy."
        for one in differences(sheet)
    ]
