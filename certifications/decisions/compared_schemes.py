"""Doubtful places of a sheet compared with the signed copy: recorded with day, person and file.

The sheets come from one transcript of the decision; where it is doubtful (`flags` of the data) all
who read the sheet are told so until somebody held it against the signed copy. A place that agrees
is marked no longer; one that differs stays marked, with what the signed copy says, until the data
of the scheme are put right.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.base import File

from certifications.decisions.signed_copies import problems_of
from certifications.law.scorecards import DOUBTFUL
from certifications.models import Comparison, Scorecard
from certifications.private_files import files_of_one_act
from certifications.rounds.access import Refused
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may, scope
from ocop_registry.journal.acts import act, retried
from ocop_registry.uids import new_uid


@dataclass(frozen=True)
class Found:
    """What a person found at one place. `note`: what the signed copy says where it differs."""

    at: str
    agrees: bool
    compared_on: date
    note: str = ""


def may_compare(user: Any) -> bool:
    """Offices of provinces and of the Ministry: whoever opens rounds under a scheme."""
    return may(user, "central", None) or bool(scope(user, "round.edit"))


def require(user: Any) -> None:
    if not may_compare(user):
        raise PermissionDenied("Bạn không có quyền ghi việc đối chiếu bộ tiêu chí.")


def doubtful(sheet: Scorecard) -> list[dict[str, str]]:
    """The flags of a sheet that are to be compared, in its order."""
    return [flag for flag in sheet.data["flags"] if flag["kind"] in DOUBTFUL]


@retried
def record(sheet: Scorecard, found: Found, upload: Any, *, by: User) -> Comparison:
    """Record one comparison. Raises Refused with everything wrong, PermissionDenied for the wrong
    person."""
    require(by)
    if problems := [*_problems(sheet, found), *problems_of(upload)]:
        raise Refused(*problems)
    with files_of_one_act() as written, act("scheme.compare", by=by) as deed:
        locked = Scorecard.objects.select_for_update().get(pk=sheet.pk)
        comparison = Comparison(
            scheme=sheet.scheme,
            set_no=sheet.product_set.no,
            at=found.at,
            agrees=found.agrees,
            note=found.note.strip(),
            compared_on=found.compared_on,
            compared_by=by,
            file=File(upload, name=f"{sheet.scheme.slug}-{new_uid()}.pdf"),
        )
        deed.create(comparison)
        written.append(comparison.file)
        compared = {*locked.compared} - {found.at} | ({found.at} if found.agrees else set())
        Scorecard.objects.filter(pk=locked.pk).update(compared=sorted(compared))
    return comparison


def _problems(sheet: Scorecard, found: Found) -> list[str]:
    problems = []
    if found.at not in {flag["at"] for flag in doubtful(sheet)}:
        problems.append(f"Phiếu này không có chỗ “{found.at}” cần đối chiếu.")
    if found.compared_on > clock.today():
        problems.append(f"Ngày đối chiếu {found.compared_on:%d/%m/%Y} ở tương lai.")
    elif found.compared_on < sheet.scheme.issued_on:
        problems.append(
            f"Ngày đối chiếu {found.compared_on:%d/%m/%Y} trước ngày ban hành"
            f" {sheet.scheme.issued_on:%d/%m/%Y} của {sheet.scheme.code}."
        )
    if not found.agrees and not found.note.strip():
        problems.append("Bản ký số khác thì hãy ghi bản ký số viết gì.")
    return problems
