"""Saving a sheet as it is typed: no act yet, but every saved state kept with who typed it, and no
save over another's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from certifications.council.members import Council, council_of
from certifications.council.sheets.access import (
    FIRST,
    SECOND,
    card_of,
    require_key,
    require_scorer,
    require_scoring,
    scheme_of,
)
from certifications.council.sheets.content import (
    FIELDS,
    Check,
    Content,
    check,
    content_of,
    read_content,
)
from certifications.models import Application, CouncilMember, Round, ScoreSheet, SheetHistory
from certifications.rounds.access import Refused, lock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import UPDATE_BATCH, retried
from ocop_registry.journal.batches import BATCH


@dataclass
class SavedDraft:
    """What became of one save: "saved", "unchanged" or "stale" (nothing was written).

    `content`: what was typed; `stored`: what the sheet holds now, of `version`; after "stale" the
    two differ.
    """

    outcome: str
    sheet: ScoreSheet | None
    content: Content
    stored: Content
    version: int
    check: Check


def current_scoring(application: Application) -> int:
    """Which scoring the council is at: the second one once it was opened."""
    return (
        SECOND
        if ScoreSheet.objects.filter(application=application, scoring=SECOND).exists()
        else FIRST
    )


@retried
def save_draft(
    application: Application,
    member: CouncilMember,
    content: Mapping[str, Any],
    version: int,
    *,
    by: User,
    scoring: int | None = None,
) -> SavedDraft:
    """Save one sheet as typed. `version`: of the sheet that the typist saw (0: none yet);
    `scoring`: which one (None: the current).

    Raises BadContent for what is no sheet, Refused when nothing may be typed now (round frozen,
    conflict, sheet closed), PermissionDenied for the wrong person. Faults and gaps are no obstacle:
    a draft is kept as typed.
    """
    typed = read_content(content)
    with transaction.atomic():
        round_ = lock(application.round)
        sheet = open_sheet(round_, application, member, by, scoring=scoring)
        card, scheme = card_of(application), scheme_of(round_)
        stored, seen = content_of(sheet), sheet.version if sheet else 0
        if typed == stored:
            return SavedDraft("unchanged", sheet, typed, stored, seen, check(typed, card, scheme))
        if version != seen:
            return SavedDraft("stale", sheet, typed, stored, seen, check(typed, card, scheme))
        number = sheet.scoring if sheet else scoring or current_scoring(application)
        saved = write_draft(
            sheet or ScoreSheet(application=application, member=member, scoring=number), typed, by
        )
    return SavedDraft("saved", saved, typed, typed, saved.version, check(typed, card, scheme))


def open_sheet(
    round_: Round,
    application: Application,
    member: CouncilMember,
    by: User,
    *,
    scoring: int | None = None,
) -> ScoreSheet | None:
    """The member's open sheet of the current scoring, locked; None when there is none yet. The
    round must be locked already.

    Raises Refused and PermissionDenied as `save_draft` does.
    """
    council, application, member = _fresh(round_, application, member)
    require_scoring(round_)
    require_key(by, member, round_)
    require_scorer(council, member, application)
    current = current_scoring(application)
    if scoring not in (None, current):
        raise Refused(
            "Hội đồng đã mở chấm lần hai: phiếu lần đầu được giữ nguyên, hãy nhập vào phiếu lần"
            " hai."
        )
    sheet = (
        ScoreSheet.objects.select_for_update()
        .filter(application=application, member=member, scoring=current)
        .first()
    )
    if sheet and sheet.closed:
        raise Refused("Phiếu đã khóa: muốn sửa, hãy mở lại kèm lý do.")
    return sheet


def _fresh(
    round_: Round, application: Application, member: CouncilMember
) -> tuple[Council, Application, CouncilMember]:
    """The application and the member as they are stored now, both of this round. Raises Refused
    otherwise."""
    council = council_of(round_)
    found = Application.objects.filter(round=round_, pk=application.pk).first()
    seated = next((one for one in council.members if one.pk == member.pk), None)
    if found is None or seated is None:
        raise Refused("Hồ sơ hoặc thành viên này không còn trong đợt: tải lại trang.")
    return council, found, seated


def write_drafts(typed: Sequence[tuple[ScoreSheet, Content]], by: User, **extra: Any) -> None:
    """`write_draft` of many sheets at once; each of them, new or stored, only once."""
    for sheet, content in typed:
        sheet.version = sheet.version + 1 if sheet.pk else 1
        sheet.keyed_by = by
        content.put_on(sheet)
        sheet.clean_fields(
            exclude={field.name for field in sheet._meta.concrete_fields if field.is_relation}
        )
    ScoreSheet.objects.bulk_create(
        [sheet for sheet, _ in typed if sheet.pk is None], batch_size=BATCH
    )
    columns = ["version", "keyed_by", *FIELDS]
    ScoreSheet.objects.bulk_update(
        [sheet for sheet, _ in typed if sheet.version > 1], columns, batch_size=UPDATE_BATCH
    )
    SheetHistory.objects.bulk_create(
        (
            SheetHistory(
                sheet=sheet, version=sheet.version, saved_by=by, content=one.as_data() | extra
            )
            for sheet, one in typed
        ),
        batch_size=BATCH,
    )


def write_draft(sheet: ScoreSheet, content: Content, by: User, **extra: Any) -> ScoreSheet:
    """Write the content and its history row, one version further. `extra`: what else the history
    shall hold."""
    sheet.version = sheet.version + 1 if sheet.pk else 1
    sheet.keyed_by = by
    content.put_on(sheet)
    sheet.full_clean(validate_unique=sheet.pk is None)
    sheet.save()
    SheetHistory.objects.create(
        sheet=sheet, version=sheet.version, saved_by=by, content=content.as_data() | extra
    )
    return sheet
