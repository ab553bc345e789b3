"""`manage.py load_places`: administrative units from the reference files; safe to run at every
start."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import ProtectedError

from ocop_registry.places.load import load

_LINES = (
    ("Đang có hiệu lực", "{current_province} tỉnh, thành phố; {current_commune} đơn vị cấp xã"),
    ("  trong đó", "{current_xa} xã, {current_phuong} phường, {current_dac_khu} đặc khu"),
    ("Trước khi đổi loại", "{retyped_province} tỉnh, {retyped_commune} xã"),
    (
        "Đến hết 30/06/2025",
        "{old_province} tỉnh, thành phố; {old_district} cấp huyện; {old_commune} cấp xã",
    ),
    ("Đã bỏ từ 2021", "{abolished_district} cấp huyện, {abolished_commune} cấp xã"),
    ("Quan hệ kế thừa", "{successions}"),
)


class Command(BaseCommand):
    help = (
        "Nạp danh mục đơn vị hành chính (hiện nay và trước 01/07/2025). Chạy lại không thay đổi gì."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        quiet = options["verbosity"] == 0
        try:
            loaded = load(
                progress=(
                    (lambda line: None) if quiet else (lambda line: self.stdout.write(f"  {line}"))
                )
            )
        except ProtectedError as problem:
            units = ", ".join(sorted({str(row) for row in problem.protected_objects})[:5])
            raise CommandError(
                f"Danh mục mới không còn đơn vị đang được dùng (bởi: {units}). Chưa thay đổi gì: "
                "hãy giữ đơn vị đó trong tệp dữ liệu với ngày hết hiệu lực thay vì xóa dòng."
            ) from problem
        if quiet:
            return
        if loaded.changed:
            self.stdout.write(
                f"Đã thêm {loaded.created}, sửa {loaded.updated}, bỏ {loaded.removed} đơn vị hành"
                " chính."
            )
        else:
            self.stdout.write("Danh mục đơn vị hành chính không có gì thay đổi.")
        for title, text in _LINES:
            self.stdout.write(f"{title}: {text.format(**loaded.counts)}")
