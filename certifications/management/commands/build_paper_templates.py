"""Write the registry's own Word templates anew, after their drawing was changed."""

from typing import Any

from django.core.management.base import BaseCommand

from certifications.papers.templates_built import BUILT
from certifications.papers.word import FORMS


class Command(BaseCommand):
    help = "Viết lại các mẫu Word của hệ thống từ mã nguồn (certifications/papers/forms)."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, build in BUILT.items():
            (FORMS / f"{kind}.docx").write_bytes(build())
            self.stdout.write(f"{kind}.docx")
