"""manage.py check_integrity: what must never be false, asked of every stored row. Exit code 1 when
something is."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certifications.integrity import CHECKS, faults


class Command(BaseCommand):
    help = "Kiểm tra mọi điều không bao giờ được sai trong dữ liệu; không ghi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        found = list(faults())
        for name, sentence in found:
            self.stdout.write(f"{name}: {sentence}")
        if found:
            raise CommandError(
                f"{len(found)} điểm sai. Không sửa tay trong cơ sở dữ liệu: hãy xem nhật ký rồi"
                " đính chính bằng một việc mới."
            )
        self.stdout.write(f"Đã kiểm tra {len(CHECKS)} điều, không có điểm sai.")
