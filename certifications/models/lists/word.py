"""Words by which an office calls members of closed lists, so that they are not asked about again."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes
from ocop_registry.written import application_types, producer_kinds, sets
from ocop_registry.written.words import key


class Vocabulary(models.TextChoices):
    """The closed lists whose members offices call by words of their own."""

    PRODUCER_KIND = producer_kinds.KINDS.name, "Loại hình chủ thể"
    PRODUCT_SET = sets.VOCABULARY, "Bộ sản phẩm"
    APPLICATION_TYPE = application_types.TYPES.name, "Loại hồ sơ"


_LISTS = {one.name: one for one in (producer_kinds.OF_OLD_LISTS, application_types.TYPES)}


class Word(Subject):
    """One word of one office. `scheme`: of a set, whose numbers mean something in one scheme only;
    `meaning`: the value of the list's member, of a set its number."""

    SUBJECT_KIND: ClassVar[str] = "word"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office="province vocabulary scheme written key meaning"
    )

    province = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", verbose_name="tỉnh, thành phố"
    )
    vocabulary = models.CharField("danh mục", max_length=20, choices=Vocabulary.choices)
    scheme = models.CharField("bộ tiêu chí", max_length=20, blank=True, default="")
    written = models.CharField(
        "từ trong danh sách", max_length=150, help_text="Như văn phòng hay ghi, ví dụ: Cơ sở SX."
    )
    key = models.CharField(max_length=150, editable=False)
    meaning = models.CharField("nghĩa là", max_length=24)

    class Meta:
        ordering = ["vocabulary", "key"]
        verbose_name = "từ đã nhớ"
        verbose_name_plural = "từ đã nhớ"
        constraints = [
            models.CheckConstraint(
                condition=Q(vocabulary__in=Vocabulary.values), name="word_vocabulary_known"
            ),
            models.CheckConstraint(
                condition=~Q(key="") & ~Q(meaning=""),
                name="word_says_something",
                violation_error_message="Ghi từ và nghĩa của từ.",
            ),
            models.CheckConstraint(
                condition=Q(vocabulary=sets.VOCABULARY) & ~Q(scheme="")
                | ~Q(vocabulary=sets.VOCABULARY) & Q(scheme=""),
                name="word_scheme_of_sets_only",
            ),
            models.UniqueConstraint(
                fields=["province", "vocabulary", "scheme", "key"],
                name="word_once",
                violation_error_message="Từ này của tỉnh đã có trong danh sách: sửa dòng đã có.",
            ),
        ]

    def __str__(self) -> str:
        return f"“{self.written}” là {self.told}"

    @property
    def told(self) -> str:
        """The meaning as people read it."""
        if self.vocabulary == Vocabulary.PRODUCT_SET:
            return f"bộ {self.meaning}"
        return _LISTS[self.vocabulary].labels.get(self.meaning, self.meaning)

    def clean(self) -> None:
        """The key follows from the word as written."""
        self.key = key(self.written)[:150]
        if not self.key:
            raise ValidationError({"written": "Ghi một từ có chữ hoặc số."})
        known = _LISTS.get(self.vocabulary)
        if known is not None and self.meaning not in known.labels:
            raise ValidationError({"meaning": f"Chọn một {known.noun} trong danh sách."})
