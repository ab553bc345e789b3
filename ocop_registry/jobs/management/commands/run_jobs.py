"""manage.py run_jobs: a worker that does what the pages have asked for. Run as many as there are
processors to spare."""

import os
import secrets
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from ocop_registry.jobs.worker import Worker

INTERVAL = 0.25  # seconds between two looks at an empty queue
# Web processes give up early so that pages answer; a worker has time to wait for its turn.
PATIENCE = {
    "sqlite": ("timeout", 900),
    "postgresql": ("options", "-c lock_timeout=15min -c statement_timeout=60min"),
}


class Command(BaseCommand):
    help = (
        "Làm các việc chạy nền (nhập tệp, hồ sơ nén, tệp xuất lớn…) cho đến khi bị dừng; --batch thì"
        " làm hết hàng đợi rồi thôi."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="hết hàng đợi thì dừng")
        parser.add_argument("--max-jobs", type=int, help="làm xong chừng ấy việc thì dừng")
        parser.add_argument(
            "--with-parent", action="store_true", help="dừng khi tiến trình mẹ kết thúc"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.JOBS != "database":
            raise CommandError("JOBS=immediate: việc được làm ngay, không cần tiến trình xử lý.")
        name, value = PATIENCE[connection.vendor]
        connection.settings_dict["OPTIONS"][name] = value
        connection.close()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=INTERVAL,
            batch=options["batch"],
            backend_name="default",
            startup_delay=False,
            max_tasks=options["max_jobs"],
            worker_id=f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}",
            parent=os.getppid() if options["with_parent"] else 0,
        )
        worker.configure_signals()
        worker.run()
