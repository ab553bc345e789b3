"""Write the registry's own Word templates anew, after their drawing was changed."""

from typing import Any

from django.core.management.base import BaseCommand

from certifications.papers.word.template import FORMS
from certifications.papers.word.templates_built import BUILT


class Command(BaseCommand):
    help = "Viết lại các mẫu Word của hệ thống từ mã nguồn (certifications/papers/word/forms)."

    def handle(self, *args: Any, **options: Any) -> None:
        for kind, build in BUILT.items():
            (FORMS / f"{kind}.docx").write_bytes(build())
            self.stdout.write(f"{kind}.docx")
