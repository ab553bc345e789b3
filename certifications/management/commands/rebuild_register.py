"""manage.py rebuild_register [--check]: the public register anew from the tables and the
journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certifications.maintenance import REBUILD
from certifications.register import compare, rebuild
from ocop_registry.jobs.starting import start
from products.models import PublicEntry


class Command(BaseCommand):
    help = (
        "Dựng lại sổ công khai; với --check chỉ so sánh, không ghi; với --job giao cho tiến trình xử"
        " lý (run_jobs), xem ở trang “Việc đang chạy”."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        how = parser.add_mutually_exclusive_group()
        how.add_argument(
            "--check", action="store_true", help="so sánh và báo khác biệt, không ghi gì"
        )
        how.add_argument("--job", action="store_true", help="làm nền, không chờ")

    def handle(self, *args: Any, check: bool, job: bool, **options: Any) -> None:
        if job:
            given = start(REBUILD, "Dựng lại sổ công khai", by=None, key=REBUILD)
            self.stdout.write(f"Đã giao việc {given.uid}: {given.get_status_display().lower()}.")
            return
        if not check:
            self.stdout.write(f"Đã dựng lại {rebuild()} mục của sổ công khai.")
            return
        differences = list(compare())
        for difference in differences:
            self.stdout.write(f"{difference.kind} {difference.uid}: {difference.what}")
        if differences:
            raise CommandError(
                f"{len(differences)} khác biệt giữa sổ công khai và dữ liệu gốc. Chạy"
                " rebuild_register để dựng lại."
            )
        self.stdout.write(f"Sổ công khai khớp với dữ liệu gốc: {PublicEntry.objects.count()} mục.")
