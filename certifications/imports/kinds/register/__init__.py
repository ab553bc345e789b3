"""The kind `register`: a province's own list of the products it recognised.

- columns: what a file may say
- row_as_read: what a row says, read by `reading`
- places: units of any time
- who: producers and products, new ones and what rows add to them; those without stars
- known_recognitions: which recognition is meant; `differences`: what of it is told otherwise
- succession: recognitions in the order of time
- parts: a list of the whole country, province by province
- checking: all of these, row by row; `plan`: what is to be written
- writing: the plans into the registry, with their decisions
- export: the register as rows
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

from certifications.imports.contract import Column, Context, Kind, Row
from certifications.imports.kinds.register import checking, export, writing
from certifications.imports.kinds.register.columns import COLUMNS
from certifications.models import Decision, ImportKind
from ocop_registry.journal.acts import Act
from ocop_registry.journal.models import JournalEntry


class RegisterOfProducts(Kind):
    """Historic recognitions: decisions of before the province worked in this system."""

    word: ClassVar[ImportKind] = ImportKind.REGISTER
    columns: ClassVar[tuple[Column, ...]] = COLUMNS
    permission: ClassVar[str] = "certification.prepare"
    apply_permission: ClassVar[str] = "certification.approve"
    two_people: ClassVar[bool] = True
    about: ClassVar[str] = (
        "Mỗi dòng là một sản phẩm với một hoặc hai lần công nhận trước đây; thêm lần nữa thì thêm"
        " dòng. Ô trống nghĩa là không nói gì: điều sổ đã ghi vẫn giữ nguyên. Chưa rõ ngày thì ghi"
        " năm, chưa rõ năm thì để trống. Người nạp và người ghi là hai người; quyết định từ ngày"
        " tỉnh dùng hệ thống phải qua đợt đánh giá."
    )

    def check(self, rows: Sequence[Row], context: Context) -> None:
        for _ in self.checked(rows, context):
            pass

    def checked(self, rows: Iterable[Row], context: Context) -> Iterator[list[Row]]:
        return checking.checked(rows, context)

    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        writing.write(deed, rows, context)

    @contextmanager
    def taking_back(
        self, deed: Act, entry: JournalEntry
    ) -> Iterator[Mapping[str, Collection[str]]]:
        """One decision serves the lists that name it: it stays while others rest on it, and goes
        with the last of them."""
        resting = writing.decisions.rested_on(entry)
        yield {Decision.SUBJECT_KIND: writing.decisions.shared(entry)}
        writing.decisions.drop_idle(deed, resting)

    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        return export.lists(context)

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        return export.examples(context)

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        return export.current(context)
