"""manage.py turn_register: the public register's rows of today, made or turned now instead of by
the first reader."""

from typing import Any

from django.core.management.base import BaseCommand

from ocop_registry import clock
from products.today import turning


class Command(BaseCommand):
    help = (
        "Chuyển sổ công khai sang hôm nay (các dòng có tình trạng đổi theo ngày). Không chạy thì người"
        " đọc đầu tiên trong ngày làm việc này."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        today = clock.today()
        count = turning.turn(today)
        self.stdout.write(f"Sổ công khai ngày {today:%d/%m/%Y}: {count} dòng đã đổi.")
