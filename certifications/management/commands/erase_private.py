"""manage.py erase_private: a person's data erased at his wish, from the command line."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from certifications.certificates import erasing
from certifications.rounds.access import Refused
from ocop_registry.accounts.models import User
from ocop_registry.uids import normalise
from producers.models import Producer


class Command(BaseCommand):
    help = (
        "Xóa dữ liệu cá nhân của một chủ thể: giá trị cũ trong nhật ký, và giá trị đang ghi của các"
        " mục nêu ở --field (hoặc --all). Như trang “Xóa dữ liệu cá nhân”: cùng quyền, cùng lý do,"
        " người thứ hai duyệt khi công chúng thấy."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("uid", help="mã định danh của chủ thể")
        parser.add_argument("--by", required=True, help="tên đăng nhập của người làm")
        parser.add_argument("--reason", required=True, help="lý do, không chứa dữ liệu cá nhân")
        parser.add_argument(
            "--field", action="append", default=[], help="mục bị xóa giá trị đang ghi"
        )
        parser.add_argument("--all", action="store_true", help="mọi mục cá nhân đang có giá trị")

    def handle(self, *args: Any, **options: Any) -> None:
        producer = Producer.objects.filter(uid=normalise(options["uid"])).first()
        by = User.objects.filter(username=options["by"], is_active=True).first()
        if producer is None or by is None:
            raise CommandError(
                f"Không có chủ thể “{options['uid']}”."
                if producer is None
                else f"Không có tài khoản đang mở “{options['by']}”."
            )
        fields = erasing.filled(producer) if options["all"] else options["field"]
        try:
            sent = erasing.erase(producer, fields, by=by, reason=options["reason"])
        except Refused as refused:
            raise CommandError(" ".join(refused.reasons)) from refused
        except (PermissionDenied, ValidationError) as problem:
            raise CommandError("; ".join(getattr(problem, "messages", [str(problem)]))) from problem
        self.stdout.write(
            f"Chưa xóa: việc {sent.uid} chờ một người khác có quyền duyệt." if sent else "Đã xóa."
        )
