"""manage.py load_historic: the recognitions of before that the project carries, with a report of
every gap in them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from certifications.historic import record_file

DATA = Path(__file__).resolve().parents[2] / "data"
LISTS = ("recognised_products.csv", "reported_recognitions.csv")


class Command(BaseCommand):
    help = (
        "Ghi các lần công nhận trước đây từ danh sách của dự án và báo mọi điểm còn thiếu (chạy lại"
        " được)."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        for name in LISTS:
            report = record_file(DATA / name)
            if not report.rows:
                self.stdout.write(f"{name}: đã ghi từ trước.")
                continue
            if verbosity > 1:
                for row in report.rows:
                    if row.problems:
                        self.stdout.write(
                            f"  dòng {row.number}, {row.raw['product']}: {' '.join(row.problems)}"
                        )
            staged = len(report.rows) - report.recorded
            self.stdout.write(
                f"{name}: {len(report.rows)} dòng, ghi {report.recorded}, chờ bổ sung {staged}."
            )
