"""What an office answered when it was asked whether a written name is a producer or product of the
register, so that it is not asked again."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.places.text import marked_key
from ocop_registry.privacy import Privacy, classes
from producers.legal_forms import called


class Named(models.TextChoices):
    """What a name names."""

    PRODUCER = "producer", "Chủ thể"
    PRODUCT = "product", "Sản phẩm"


class NameAnswer(Subject):
    """One answer of one office: `written` is (`same`), or is not, the subject of that uid. `within`:
    of a product, the uid of its producer."""

    SUBJECT_KIND: ClassVar[str] = "name_answer"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="province of written key within subject same"
    )

    province = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    of = models.CharField("loại", max_length=10, choices=Named.choices)
    written = models.CharField("tên trong danh sách", max_length=250)
    key = models.CharField(max_length=250, editable=False)
    within = models.CharField("của chủ thể", max_length=12, blank=True, default="")
    subject = models.CharField("mã định danh trong sổ", max_length=12)
    same = models.BooleanField("là một", help_text="Bỏ chọn khi đây là chủ thể hoặc sản phẩm khác.")

    class Meta:
        ordering = ["of", "key", "pk"]
        verbose_name = "câu trả lời về tên"
        verbose_name_plural = "câu trả lời về tên"
        constraints = [
            models.CheckConstraint(condition=Q(of__in=Named.values), name="name_answer_kind_known"),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(subject=""), name="name_answer_says_something"
            ),
            models.UniqueConstraint(
                fields=["province", "of", "within", "key", "subject"], name="name_answer_once"
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.written}” {'là' if self.same else 'khác'} {self.subject}"


def name_key(of: str, written: str) -> str:
    """A name as it is compared: words of form shortened or not make no other producer."""
    key = called(written).key if of == Named.PRODUCER else marked_key(written)
    return key[:250]
