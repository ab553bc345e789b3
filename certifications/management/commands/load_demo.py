"""manage.py load_demo: what a first look needs (real history, demo accounts, two invented rounds).
Demo mode only."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from certifications.demo import load_office, load_rounds
from ocop_registry.accounts.demo import accounts_file, create_demo_accounts
from ocop_registry.accounts.models import User


class Command(BaseCommand):
    help = "Nạp dữ liệu dùng thử (chỉ khi DEMO=1; chạy lại được)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Dữ liệu dùng thử chỉ có ở chế độ dùng thử: đặt DEMO=1 trong .env trên máy của bạn."
            )
        call_command("load_historic", stdout=self.stdout)
        accounts = create_demo_accounts()
        load_office()
        made = load_rounds(User.objects.get(username="lan"), User.objects.get(username="minh"))
        self.stdout.write(f"Đợt minh họa: {', '.join(str(round_) for round_ in made) or 'đã có'}.")
        for username, password, who in accounts:
            self.stdout.write(f"  {username:<12} {password:<18} {who}")
        self.stdout.write(f"Tài khoản dùng thử ghi ở {accounts_file()}.")
