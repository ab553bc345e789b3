"""manage.py diff_schemes A B: what changed from one version of a criteria scheme to another (slugs
as loaded, or files)."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certifications.models import Scheme
from certifications.schemes.comparison import as_json, diff
from certifications.schemes.loading import data_of


class Command(BaseCommand):
    help = "So sánh hai phiên bản của một bộ tiêu chí."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("old", help="mã bộ tiêu chí đã nạp (26-2026) hoặc đường dẫn tệp .json")
        parser.add_argument("new", help="mã bộ tiêu chí đã nạp hoặc đường dẫn tệp .json")
        parser.add_argument("--json", action="store_true", help="ghi dạng JSON, cho máy đọc")

    def handle(self, *args: Any, **options: Any) -> None:
        old, new = _read(options["old"]), _read(options["new"])
        try:
            changes = diff(old, new)
        except (KeyError, TypeError) as problem:
            raise CommandError(
                f"Một trong hai tệp không phải bộ tiêu chí đầy đủ: {problem}."
            ) from problem
        if options["json"]:
            self.stdout.write(json.dumps(as_json(changes), ensure_ascii=False, indent=1))
            return
        self.stdout.write(
            f"{old['code']} → {new['code']}: {len(changes)} điểm khác nhau."
            if changes
            else "Không có gì khác nhau."
        )
        for change in changes:
            self.stdout.write(f"- {change}")


def _read(name: str) -> dict[str, Any]:
    """A scheme by its slug, or a file."""
    stored = Scheme.objects.filter(slug=name).first()
    if stored:
        return data_of(stored)
    try:
        return json.loads(Path(name).read_text(encoding="utf-8"))
    except OSError as problem:
        known = ", ".join(Scheme.objects.values_list("slug", flat=True))
        raise CommandError(
            f"Không có bộ tiêu chí hay tệp “{name}”. Các bộ đã nạp: {known or 'chưa có'}."
        ) from problem
    except ValueError as problem:
        raise CommandError(f"Tệp “{name}” không phải JSON đúng: {problem}.") from problem
