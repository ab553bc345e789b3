"""Staged imports: an Excel file as it was read, row by row, before and after it is written into the
registry."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from certifications.models.decision import private_storage
from certifications.models.round import Round
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from ocop_registry.privacy import Privacy, classes


class ImportKind(models.TextChoices):
    REGISTER = "register", "Sổ sản phẩm được công nhận"
    PRODUCERS = "producers", "Chủ thể"
    PRODUCTS = "products", "Sản phẩm"
    APPLICATIONS = "applications", "Hồ sơ của một đợt"
    RESULTS = "results", "Kết quả của một đợt"
    FIGURES = "figures", "Doanh thu, sản lượng theo năm"
    TARGETS = "targets", "Mục tiêu kế hoạch"


class ImportStatus(models.TextChoices):
    STAGED = "staged", "Đã đọc, chưa ghi"
    APPLIED = "applied", "Đã ghi"
    UNDONE = "undone", "Đã hoàn tác"
    DISCARDED = "discarded", "Đã bỏ"


class Import(Subject):
    """One file of one kind. `counts`: read, created, changed, unchanged, refused (the first is the
    sum of the others).

    `columns`: sheet → {"header": first and last heading row, "read": {column letter: targets joined
    by "+"}, "unread": {letter: heading}, …}, as `imports/shape/layout.py` makes it. `province` is None only for files in which each row's own place
    decides (command line, for the whole country).
    """

    SUBJECT_KIND: ClassVar[str] = "import"
    PRIVACY: ClassVar[Mapping[str, Privacy]] = classes(
        office=(
            "kind province round file_name file sha256 columns counts faults status "
            "staged_by staged_at applied_by undo_reason undo_asked_by undone_by"
        ),
    )

    kind = models.CharField("loại", max_length=14, choices=ImportKind.choices)
    province = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh, thành phố",
    )
    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="imports",
        verbose_name="đợt đánh giá",
    )
    file_name = models.CharField("tên tệp", max_length=200)
    file: Any = models.FileField("tệp", storage=private_storage, upload_to="imports/")
    sha256 = models.CharField("SHA-256 của tệp", max_length=64)
    columns: Any = models.JSONField("cột đã đọc", default=dict)
    counts: Any = models.JSONField("số dòng", default=dict)
    faults: Any = models.JSONField("lỗi của cả tệp", default=list, blank=True)
    status = models.CharField(
        "trạng thái",
        max_length=10,
        choices=ImportStatus.choices,
        default=ImportStatus.STAGED,
        editable=False,
    )
    staged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người nạp tệp",
    )
    staged_at = models.DateTimeField("nạp lúc", auto_now_add=True)
    # Mending a draft is no act: who did it counts as having entered what the file writes.
    mended_by: Any = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", editable=False
    )
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người ghi",
    )
    undo_reason = models.TextField("lý do đề nghị hoàn tác", blank=True, default="")
    undo_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người đề nghị hoàn tác",
    )
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người hoàn tác",
    )

    class Meta:
        ordering = ["-staged_at", "-pk"]
        verbose_name = "tệp nhập"
        verbose_name_plural = "tệp nhập"
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="import_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=ImportStatus.values), name="import_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(kind=ImportKind.REGISTER)
                | Q(applied_by__isnull=True)
                | Q(staged_by__isnull=True)
                | ~Q(applied_by=F("staged_by")),
                name="import_register_two_people",
                violation_error_message="Người ghi phải là người khác với người nạp tệp.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=ImportKind.REGISTER)
                | Q(undone_by__isnull=True)
                | Q(undo_asked_by__isnull=True)
                | ~Q(undone_by=F("undo_asked_by")),
                name="import_undo_two_people",
                violation_error_message="Người hoàn tác phải là người khác với người đề nghị.",
            ),
        ]
        indexes = [models.Index(fields=["sha256"], name="import_by_file")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.file_name}"


class RowOutcome(models.TextChoices):
    CREATED = "created", "Thêm mới"
    CHANGED = "changed", "Thay đổi"
    UNCHANGED = "unchanged", "Giữ nguyên"
    REFUSED = "refused", "Chưa ghi được"


class ImportRow(models.Model):
    """One data row. `part`: which of several that one row of the sheet tells (recognitions of more
    years than a row can hold); `cells`: column → [reference, value] as read; `mended`: column → text typed
    over it on screen; `choices`: question → answer chosen; `faults`, `notes`, `changes`: see
    `certifications.imports.contract`. `understood`: {"facts": what was understood of the row,
    "noted": which notes stand at which column}. `words`: its cells without marks and case, a line
    each, to be searched. `earlier`: outcome, changes and facts as a person
    saw them before the register moved on, while they differ from what the last check found.
    """

    imported = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="rows", verbose_name="tệp nhập"
    )
    sheet = models.CharField("trang tính", max_length=31)
    number = models.PositiveIntegerField("dòng")
    part = models.PositiveSmallIntegerField("phần của dòng", default=0)
    cells: Any = models.JSONField("nội dung", default=dict)
    mended: Any = models.JSONField("đã sửa", default=dict)
    choices: Any = models.JSONField("đã chọn", default=dict)
    outcome = models.CharField("kết quả", max_length=10, choices=RowOutcome.choices)
    faults: Any = models.JSONField("lỗi", default=list)
    notes: Any = models.JSONField("ghi chú", default=list)
    understood: Any = models.JSONField("được hiểu là", default=dict)
    changes: Any = models.JSONField("thay đổi", default=list)
    options: Any = models.JSONField("câu hỏi", default=dict)
    subject = models.CharField("đối tượng", max_length=60, blank=True, default="")
    words = models.TextField("chữ để tìm", blank=True, default="", editable=False)
    earlier: Any = models.JSONField("lần xem trước đó", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = "dòng của tệp nhập"
        verbose_name_plural = "dòng của tệp nhập"
        constraints = [
            models.UniqueConstraint(
                fields=["imported", "sheet", "number", "part"], name="import_row_once"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=RowOutcome.values), name="import_row_outcome_known"
            ),
        ]
        indexes = [models.Index(fields=["imported", "outcome"], name="import_row_outcome")]

    def __str__(self) -> str:
        return f"{self.sheet}, dòng {self.number}"


class MatterSection(models.TextChoices):
    QUESTION = "question", "Câu hỏi"
    FAULT = "fault", "Lỗi"
    ANSWERED = "answered", "Đã trả lời"
    NOTE = "note", "Ghi chú"


class RowMatter(models.Model):
    """One thing of one row that a person should look at. It follows from what the last check found
    of the row; rows that share a `key` are answered or mended in one go.

    `word`: the kind of it, by which a page is divided: the question's name, or code and column.
    """

    imported = models.ForeignKey(
        Import, on_delete=models.CASCADE, related_name="matters", verbose_name="tệp nhập"
    )
    row = models.ForeignKey(
        ImportRow, on_delete=models.CASCADE, related_name="matters", verbose_name="dòng"
    )
    section = models.CharField("phần", max_length=8, choices=MatterSection.choices)
    word = models.CharField("loại việc", max_length=100)
    key = models.CharField("nhóm", max_length=16)

    class Meta:
        verbose_name = "việc của một dòng"
        verbose_name_plural = "việc của các dòng"
        constraints = [
            models.CheckConstraint(
                condition=Q(section__in=MatterSection.values), name="row_matter_section_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["imported", "section", "word", "key", "row"], name="row_matter_group"
            ),
            models.Index(fields=["imported", "key", "row"], name="row_matter_key"),
        ]

    def __str__(self) -> str:
        return f"{self.get_section_display()}: {self.word}"


class ColumnMemory(models.Model):
    """What an office last said a heading means, so that the next file of the same layout needs no
    asking."""

    province = models.ForeignKey(
        Place, on_delete=models.CASCADE, related_name="+", verbose_name="tỉnh, thành phố"
    )
    kind = models.CharField("loại", max_length=14, choices=ImportKind.choices)
    # folded, with the heading above it in two-row headers
    heading = models.CharField("tiêu đề cột", max_length=200)
    # "": this heading is not read
    column = models.CharField("cột của hệ thống", max_length=40, blank=True, default="")

    class Meta:
        verbose_name = "cột đã nhớ"
        verbose_name_plural = "cột đã nhớ"
        constraints = [
            models.UniqueConstraint(
                fields=["province", "kind", "heading"], name="column_memory_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ImportKind.values), name="column_memory_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.heading} → {self.column or 'không đọc'}"


class StagedOutcome(models.TextChoices):
    RECORDED = "recorded", "Đã ghi"
    STAGED = "staged", "Chờ bổ sung"


class StagedRow(models.Model):
    """One row of one old list, verbatim (`raw`), with every problem found. Staged rows are not
    published."""

    source = models.CharField("danh sách", max_length=100)
    number = models.PositiveIntegerField("dòng")
    raw: Any = models.JSONField("nội dung")
    outcome = models.CharField("kết quả", max_length=10, choices=StagedOutcome.choices)
    problems: Any = models.JSONField("điểm còn thiếu hoặc chưa rõ", default=list)
    province = models.ForeignKey(
        "places.Place",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="tỉnh hiện nay",
    )
    certification = models.ForeignKey(
        "certifications.Certification",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="staged_rows",
        verbose_name="chứng nhận",
    )

    class Meta:
        ordering = ["source", "number"]
        verbose_name = "dòng của danh sách cũ"
        verbose_name_plural = "danh sách cũ cần bổ sung"
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="staged_row_once"),
            models.CheckConstraint(
                condition=Q(outcome__in=StagedOutcome.values), name="staged_row_outcome_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}, dòng {self.number}"
