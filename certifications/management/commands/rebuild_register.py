"""manage.py rebuild_register [--check]: the public register anew from the tables and the
journal."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from certifications.register import compare, rebuild
from products.models import PublicEntry


class Command(BaseCommand):
    help = "Dựng lại sổ công khai; với --check chỉ so sánh, không ghi."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="so sánh và báo khác biệt, không ghi gì"
        )

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
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
