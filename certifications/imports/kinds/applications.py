"""Applications of a round: the rows that officers paste into the round's page, from a file, with
the same refusals."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from certifications.applications import intake
from certifications.applications import typed_rows as rows
from certifications.applications.fitting import held_by
from certifications.applications.intake import NewApplication
from certifications.applications.particulars import Particulars, edit_refusals, mend
from certifications.applications.pasted_text import COLUMNS as PASTED
from certifications.applications.pasted_text import HEADINGS
from certifications.applications.typed_rows import CheckedRow
from certifications.applications.written_cells import QUESTIONS
from certifications.identity.places import place_texts
from certifications.imports.contract import Change, Column, Context, Kind, Option, Question, Row
from certifications.imports.fields import called
from certifications.imports.kinds.producers import commune_names
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
from producers.models import ProducerKind
from products.models import ProductSet

_HELP = {
    "product": "Như ghi trên nhãn; sản phẩm chưa có trong sổ được thêm cùng lúc.",
    "producer": "Tên gần giống chủ thể đã có sẽ được hỏi lại.",
    "kind": "Bắt buộc với chủ thể mới.",
    "place": "Bắt buộc với chủ thể mới; tên hiện nay hoặc tên cũ kèm huyện.",
    "set": "Số hoặc tên của bộ sản phẩm; chậm nhất khi kết thúc đánh giá phải có.",
    "type": "Lần đầu, Nâng hạng hoặc Đánh giá lại; sản phẩm mới thì để trống cũng được.",
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
}
# What a person is asked, and about which column.
_QUESTIONS = {
    "place_choice": ("place", "Xã, phường nào của hiện nay?"),
    "producer_choice": ("producer", "Sổ có chủ thể tên giống thế này."),
    "product_choice": ("product", "Chủ thể này có sản phẩm tên giống thế này."),
    "type_choice": ("type", "Loại hồ sơ này không hợp với sản phẩm."),
    **{name: (name.partition(".")[0], "") for name in QUESTIONS},  # each asks in its own words
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
        checked = dict(zip(map(id, said), rows.check(round_, typed, names), strict=True))
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
                if closed:
                    row.fault("product", "closed", closed)
                if one.ready and one.product:
                    row.plan = NewApplication(
                        one.product, one.type, one.product_set, reason=one.raw["reason"]
                    )
                    fresh.append(row)
        refused = intake.refusals(round_, [row.plan for row in fresh])
        for row, reasons in zip(fresh, refused, strict=True):
            for reason in reasons:
                row.fault("product", "refused", reason)
        for row in rows_:
            created = isinstance(row.plan, NewApplication)
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
        _say(row, one)
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
            taken = intake.take_in_within(deed, locked, [row.plan for row in new])
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
    for name, (_, label) in _QUESTIONS.items():
        if name in one.options:
            options = tuple(Option(option.value, option.label) for option in one.options[name])
            chosen = one.raw[name] if one.raw[name] in {option.value for option in options} else ""
            word = one.asked.get(name)
            row.questions[name] = Question(
                word.label if word else label,
                options,
                chosen,
                one.suggested.get(name, ""),
                *((word.word, word.lasting) if word else ()),
            )
    for column, sentence in one.errors.items():
        asked = any(
            about == column and name in row.questions and not row.questions[name].chosen
            for name, (about, _) in _QUESTIONS.items()
        )
        row.fault(column, "choose" if asked else "invalid", sentence)
    row.notes.extend(one.notes)
