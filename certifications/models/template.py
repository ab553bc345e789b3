"""An office's own Word templates for the papers of its rounds; without one, the papers use the
project's own."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models

from certifications.models.decision import private_storage
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes


class PaperTemplate(Subject):
    """The Word template that a province uses for one kind of paper (`kind`: a word of
    `certifications.papers`)."""

    SUBJECT_KIND: ClassVar[str] = "paper_template"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="province kind file_name file sha256",
    )

    province = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="paper_templates",
        verbose_name="tỉnh, thành phố",
    )
    kind = models.CharField("loại văn bản", max_length=30)
    file_name = models.CharField("tên tệp", max_length=200)
    file: Any = models.FileField("mẫu Word", storage=private_storage, upload_to="paper-templates/")
    sha256 = models.CharField("SHA-256 của tệp", max_length=64)

    class Meta:
        ordering = ["province__code", "kind"]
        verbose_name = "mẫu văn bản"
        verbose_name_plural = "mẫu văn bản"
        constraints = [
            models.UniqueConstraint(fields=["province", "kind"], name="paper_template_once")
        ]

    def __str__(self) -> str:
        return self.file_name
