"""What the pages of products and producers hold back of a save, because the public believes it of a
recognition: prepared for another person's approval."""

from typing import Any

from django.urls import reverse
from django.utils.html import format_html

from certifications.certificates import held_back, prepared_acts
from certifications.certificates.changes import refusals
from certifications.models import PreparedKind
from ocop_registry.staff.acts.held_back import Holder, holders


def _refusals(stored: Any, values: dict[str, Any], by: Any) -> list[str]:
    waiting = prepared_acts.waiting_on(stored)
    found = list(refusals(stored, values))
    if waiting:
        found.append(
            f"{prepared_acts.ONE_WAITS[stored.SUBJECT_KIND]} ({waiting.get_kind_display().lower()}):"
            " duyệt hoặc bỏ việc đó trước, rồi lưu lại."
        )
    return found


def _prepare(stored: Any, values: dict[str, Any], *, by: Any, reason: str) -> str:
    prepared = prepared_acts.prepare(stored, PreparedKind.CHANGE, values, by=by, reason=reason)
    return format_html(
        '{} chưa đổi: chờ một người khác có quyền duyệt. <a href="{}">Xem việc chờ duyệt</a>.',
        ", ".join(
            str(stored._meta.get_field(name).verbose_name) for name in prepared.values
        ).capitalize(),
        reverse("admin:prepared_page", args=[prepared.uid]),
    )


def _waiting(stored: Any) -> list[tuple[str, str]]:
    waiting = prepared_acts.waiting_on(stored)
    if waiting is None:
        return []
    address = reverse("admin:prepared_page", args=[waiting.uid])
    return [(f"Chờ duyệt: {waiting.get_kind_display().lower()}", address)]


def plug_in() -> None:
    for kind in held_back.HELD:
        holders[kind] = Holder(
            held_back.held_names, held_back.differences, _refusals, _prepare, _waiting
        )
