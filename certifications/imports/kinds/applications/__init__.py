"""Applications of a round: the rows that officers paste into the round's page, from a file, with
the same refusals."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from certifications.applications import intake
from certifications.applications.fitting import held_by
from certifications.applications.particulars import Particulars, edit_refusals, mend
from certifications.applications.typed import producers as known_producers
from certifications.applications.typed import rows
from certifications.applications.typed.checked import CheckedRow
from certifications.applications.typed.columns import ALL as PASTED
from certifications.applications.typed.columns import BESIDE, HEADINGS
from certifications.applications.typed.rows import entries as typed_entries
from certifications.applications.typed.words import QUESTIONS
from certifications.identity.places import place_texts
from certifications.imports import understood
from certifications.imports.contract import Change, Column, Context, Kind, Option, Question, Row
from certifications.imports.fields import called
from certifications.imports.kinds.applications import known
from certifications.imports.kinds.producers import commune_names
from certifications.imports.said import group_key
from certifications.models import (
    Application,
    ApplicationStatus,
    ApplicationType,
    Certification,
    ImportKind,
    RowOutcome,
)
from certifications.rounds.access import Refused, lock
from certifications.rounds.contents import Content, closed_because
from ocop_registry.journal.acts import Act, VersionConflict
from ocop_registry.places.text import fold
from producers.models import ProducerKind
from products.models import ProductSet

_HELP = {
    "product": "Như ghi trên nhãn; sản phẩm chưa có trong sổ được thêm cùng lúc.",
    "producer": "Tên gần giống chủ thể đã có sẽ được hỏi lại.",
    "kind": "Bắt buộc với chủ thể mới.",
    "place": "Bắt buộc với chủ thể mới; tên hiện nay hoặc tên cũ kèm huyện.",
    "set": "Số hoặc tên của bộ sản phẩm; chậm nhất khi kết thúc đánh giá phải có.",
    "type": "Lần đầu, Nâng hạng hoặc Đánh giá lại; sản phẩm mới thì để trống cũng được.",
    "phone": "Của chủ thể: điền vào ô còn trống trong sổ, khác sổ thì hỏi.",
    "address": "Của chủ thể, như trên.",
    "representative": "Của chủ thể, như trên; không bao giờ công khai.",
    "tax_code": "Nhận ra chủ thể chắc chắn nhất.",
    "note": "Không lưu vào sổ; “nâng hạng”, “đánh giá lại” ở đây đề xuất loại hồ sơ.",
    "reason": "Chỉ khi đánh giá lại ngoài thời gian nộp, hoặc sau thu hồi; người duyệt đọc lý do.",
}
_EXAMPLE = {
    "product": "Miến dong",
    "producer": "HTX Tài Hoan",
    "kind": "Hợp tác xã",
    "place": "Xã Côn Minh",
    "set": "6",
    "type": "Lần đầu",
    "reason": "",
    **dict.fromkeys(BESIDE, ""),
}
# What a person is asked, and about which column.
_QUESTIONS = {
    "place_choice": ("place", "Xã, phường nào của hiện nay?"),
    "producer_choice": ("producer", "Sổ có chủ thể tên giống thế này."),
    "product_choice": ("product", "Chủ thể này có sản phẩm tên giống thế này."),
    "type_choice": ("type", "Loại hồ sơ này không hợp với sản phẩm."),
    **{name: (name.partition(".")[0], "") for name in QUESTIONS},  # each asks in its own words
    **{name: (name.partition(".")[2], "") for name in known_producers.QUESTIONS},
}
_LABELS = {"type": "Loại hồ sơ", "set": "Bộ sản phẩm", "reason": "Lý do ngoài quy định"}


class Applications(Kind):
    word: ClassVar[ImportKind] = ImportKind.APPLICATIONS
    columns: ClassVar[tuple[Column, ...]] = tuple(
        Column(
            name,
            heading,
            also=HEADINGS[name],
            required=name in {"product", "producer"},
            help=_HELP[name],
            example=_EXAMPLE[name],
        )
        for name, heading in PASTED.items()
    )
    permission: ClassVar[str] = "application.edit"
    apply_permission: ClassVar[str] = "application.edit"
    needs_round: ClassVar[bool] = True
    about: ClassVar[str] = (
        "Mỗi dòng là một hồ sơ của đợt. Sản phẩm và chủ thể chưa có trong sổ được thêm cùng lúc. Hồ"
        " sơ đã có trong đợt được giữ; loại hồ sơ và bộ sản phẩm ghi khác thì sửa theo tệp, ô để"
        " trống giữ nguyên."
    )

    # --- checking ---------------------------------------------------------------------------------
    def check(self, rows_: Sequence[Row], context: Context) -> None:
        round_ = context.round
        if round_ is None or round_.is_central:
            for row in rows_:
                row.fault(
                    "product",
                    "round",
                    "Hồ sơ chỉ nạp vào đợt của tỉnh: đợt trung ương nhận các đề nghị 5 sao của"
                    " tỉnh.",
                )
                row.settle(RowOutcome.REFUSED)
            return
        typed = [{name: row.text(name) for name in PASTED} | row.choices for row in rows_]
        said = [
            row for row, one in zip(rows_, typed, strict=True) if any(one[name] for name in PASTED)
        ]
        names = [called(row, rows_[0]) for row in rows_]
        found = rows.check(round_, typed, names)
        known.announce(found)
        checked = dict(zip(map(id, said), found, strict=True))
        held = held_by(one.product for one in checked.values() if one.busy and one.product)
        closed, fresh = closed_because(Content.APPLICATIONS, round_), []
        for row in rows_:
            one = checked.get(id(row))
            if one is None:
                row.fault("product", "required", "Chưa ghi tên sản phẩm và chủ thể.")
            elif one.busy and one.busy.round_id == round_.pk:
                self._existing(row, one, one.busy, context, held.get(one.busy.product_id, ()))
            else:
                _say(row, one)
                _tell(row, one)
                if closed:
                    row.fault("product", "closed", closed)
                if one.ready and one.product:
                    row.plan = one
                    fresh.append(row)
        refused = intake.refusals(round_, rows.entries([row.plan for row in fresh]))
        for row, reasons in zip(fresh, refused, strict=True):
            for reason in reasons:
                row.fault("product", "refused", reason)
        for row in rows_:
            created = isinstance(row.plan, CheckedRow)
            row.settle(
                RowOutcome.CREATED
                if created
                else RowOutcome.CHANGED
                if row.changes
                else RowOutcome.UNCHANGED
            )

    def _existing(
        self,
        row: Row,
        one: CheckedRow,
        application: Application,
        context: Context,
        held: Sequence[Certification],
    ) -> None:
        """A product that the round has already: what the row says of its type and set."""
        row.subject = f"{Application.SUBJECT_KIND}/{application.uid}"
        one.errors.pop("product")
        if one.type or not one.raw["type"]:  # what it may become is asked below
            one.errors.pop("type", None)
            one.options.pop("type_choice", None)
        one.errors.pop("reason", None)
        _leave_producer(one)
        _say(row, one)
        _tell(row, one)
        new = Particulars(
            one.type or application.type,
            one.product_set or application.product_set,
            application.product_code,
            one.raw["reason"] or application.exception_reason,
        )
        told = {
            "type": (application.get_type_display(), str(ApplicationType(new.type).label)),
            "set": (str(application.product_set or ""), str(new.product_set or "")),
            "reason": (application.exception_reason, new.reason),
        }
        row.changes = [
            Change(str(application), _LABELS[name], *pair)
            for name, pair in told.items()
            if pair[0] != pair[1]
        ]
        if row.changes and context.round:
            for reason in edit_refusals(context.round, application, new, held):
                row.fault("product", "refused", reason)
            row.plan = (application, new)

    # --- writing ----------------------------------------------------------------------------------
    def write(self, deed: Act, rows: Sequence[Row], context: Context) -> None:
        if context.round is None:
            raise Refused("Chọn đợt đánh giá mà tệp này thuộc về.")
        locked = lock(context.round)
        new = [row for row in rows if row.outcome == RowOutcome.CREATED]
        if new:
            plans = [row.plan for row in new]
            taken = intake.take_in_within(deed, locked, typed_entries(plans))
            known.write(deed, plans, context.by)
            for row, application in zip(new, taken, strict=True):
                row.subject = f"{Application.SUBJECT_KIND}/{application.uid}"
        mended = []
        changed = [row.plan for row in rows if row.outcome == RowOutcome.CHANGED]
        held = held_by(application.product for application, _ in changed)
        for application, particulars in changed:
            held_now = held.get(application.product_id, ())
            if reasons := list(edit_refusals(locked, application, particulars, held_now)):
                raise Refused(*reasons)
            mend(locked, application, particulars)
            mended.append(application)
        try:
            deed.save_many(mended)
        except VersionConflict as conflict:
            raise Refused(
                f"Hồ sơ “{conflict.mine}” vừa được người khác sửa: hãy kiểm tra lại tệp rồi mới"
                " ghi."
            ) from conflict

    def before_undo(self, deed: Act, context: Context) -> None:
        if context.round is None:
            return
        if closed := closed_because(Content.APPLICATIONS, lock(context.round)):
            raise Refused(
                closed, "Hồ sơ đã vào đánh giá thì không hoàn tác được: hãy cho rút từng hồ sơ."
            )

    # --- the template -----------------------------------------------------------------------------
    def lists(self, context: Context) -> Mapping[str, Sequence[str]]:
        sets = (
            ProductSet.objects.filter(scheme=context.round.scheme.slug)
            if context.round
            else ProductSet.objects.none()
        )
        return {
            "kind": [str(kind.label) for kind in ProducerKind if kind != ProducerKind.UNKNOWN],
            "place": commune_names(context),
            "set": [str(one) for one in sets],
            "type": [str(label) for label in ApplicationType.labels],
        }

    def examples(self, context: Context) -> Sequence[Mapping[str, Any]]:
        other = {
            "product": "Bí xanh thơm",
            "producer": "Hộ Nông Văn Quang",
            "kind": "Hộ sản xuất",
            "place": "Xã Ba Bể",
            "set": "1",
        }
        return [_EXAMPLE, other]

    def current(self, context: Context) -> Sequence[Mapping[str, Any]]:
        if context.round is None:
            return []
        found = list(
            context.round.applications.exclude(status=ApplicationStatus.WITHDRAWN)
            .select_related("product__producer__place__parent__parent", "product_set")
            .order_by("position")
        )
        places = place_texts((one.product.producer.place for one in found), context.province)
        return [
            {
                "product": one.product.name,
                "producer": one.product.producer.name,
                "kind": str(one.product.producer.get_kind_display()),
                "place": places[one.product.producer.place_id],
                "set": str(one.product_set or ""),
                "type": str(one.get_type_display()),
                "reason": one.exception_reason,
            }
            for one in found
        ]


def _say(row: Row, one: CheckedRow) -> None:
    """Put onto the row of the file what the check found of it."""
    for name, (column, label) in _QUESTIONS.items():
        if name in one.options:
            options = tuple(Option(option.value, option.label) for option in one.options[name])
            chosen = one.raw[name] if one.raw[name] in {option.value for option in options} else ""
            word = one.asked.get(name)
            row.questions[name] = Question(
                word.label if word else label or one.errors.get(column, "") or _KEPT,
                options,
                chosen,
                one.suggested.get(name, ""),
                _group_of(name, column, one, options),
                "" if word else one.raw[column],
                column,
                *((word.word, word.lasting) if word else ()),
            )
    for column, sentence in one.errors.items():
        asked = any(
            about == column and name in row.questions and not row.questions[name].chosen
            for name, (about, _) in _QUESTIONS.items()
        )
        row.fault(column, "choose" if asked else "invalid", sentence)
    for note in one.notes:
        row.note("producer", note)


_KEPT = "Sổ và dòng này ghi khác nhau: giữ hay đổi?"


def _group_of(name: str, column: str, one: CheckedRow, options: Sequence[Option]) -> str:
    """Rows that write the same, and are offered the same, are one question."""
    word = one.asked.get(name)
    values = (option.value for option in options)
    return group_key(name, word.word if word else fold(one.raw[column]), *values)


def _leave_producer(one: CheckedRow) -> None:
    """An application that the round has says nothing more of its producer: what its row says
    otherwise is told, and mended on the producer's page."""
    for column, difference in one.differs.items():
        one.notes.append(
            f"Sổ ghi {PASTED[column].lower()} “{difference.before}”, dòng này “{difference.after}”:"
            " hồ sơ đã có trong đợt nên giữ như sổ, muốn đổi thì sửa ở trang chủ thể."
        )
    for name in known_producers.QUESTIONS:
        if one.options.pop(name, None):
            one.errors.pop(name.partition(".")[2], None)
    one.taken.clear()


def _tell(row: Row, one: CheckedRow) -> None:
    """What was understood of the row, beside what it says."""
    if one.producer is not None:
        understood.producer(row, one.producer, "producer", "tax_code", "address")
        if "place" in one.taken:
            row.understood("Sẽ ghi ở", one.taken["place"].path(), "place")
    if one.product is not None:
        understood.product(row, one.product, "product")
    row.understood("Bộ sản phẩm", str(one.product_set or ""), "set")
    if one.type and "type" not in one.errors:
        row.understood("Loại hồ sơ", str(ApplicationType(one.type).label), "type", "note", "reason")
