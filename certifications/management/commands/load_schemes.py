"""manage.py load_schemes: the criteria schemes and their product sets, from the project's own data
files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certifications.schemes.loading import FaultyScheme, SchemeInUse, load_schemes

WORDS = {"created": "đã nạp", "changed": "đã cập nhật", "unchanged": "không đổi"}


class Command(BaseCommand):
    help = "Nạp các bộ tiêu chí và bộ sản phẩm (chạy lại được nhiều lần)."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            for loaded in load_schemes():
                self.stdout.write(
                    f"Bộ tiêu chí {loaded.slug}: {WORDS[loaded.outcome]}, {loaded.sets} bộ sản"
                    " phẩm."
                )
                if loaded.sets and loaded.outcome != "unchanged":
                    self.stdout.write(
                        "  Chưa đối chiếu bản ký số: xem những chỗ cần kiểm tra trước tại mục Bộ"
                        " tiêu chí của trang quản trị."
                    )
        except (SchemeInUse, FaultyScheme) as problem:
            raise CommandError(str(problem)) from problem
