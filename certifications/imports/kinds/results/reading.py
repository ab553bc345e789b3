"""What all layouts of a results file need of the round, read once, and which application a row
means."""

import re
from collections.abc import Mapping, Sequence
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from certifications.council.attendance import quorums_of_dossiers
from certifications.council.members import council_of
from certifications.council.sheets.access import cards_of, reader_of
from certifications.council.sheets.closing import with_sheets
from certifications.identity.identifiers import issued_names_of
from certifications.identity.name_index import WholeNames, is_same_name
from certifications.imports.contract import Context, Option, Row
from certifications.imports.kinds.results.columns import IDENTITY, MEMBER
from certifications.law.rules import SchemeRules
from certifications.law.scorecards import Scorecard
from certifications.models import Application, ApplicationStatus, CouncilMember, Round, ScoreSheet
from certifications.rounds.contents import Content, closed_because
from ocop_registry import uids
from ocop_registry.accounts.models import User
from ocop_registry.excel import cells
from ocop_registry.places.text import fold, has_marks, loose_fold
from producers.lookalikes import ENOUGH, core, likeness
from producers.written_names import read_name
from products.serving import code_key

_PLACES = Decimal("0.0001")
_UNIT = re.compile(r"(?<=\d)\s*(?:điểm|đ)\.?$", re.IGNORECASE)
LONG_NUMBER = "Điểm có nhiều hơn bốn số lẻ: lấy bốn số, không làm tròn lên."


class RoundRead:
    """A round with its applications, results, council and sheets. The number of queries does not
    grow with them."""

    def __init__(self, round_: Round, by: User | None) -> None:
        self.round, self.by = round_, by
        self.scheme = SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
        self.closed = closed_because(Content.RESULTS, round_)
        related = ("product__producer", "product_set", "result", "draft__saved_by")
        self.applications = list(round_.applications.select_related(*related).order_by("position"))
        for one in self.applications:
            one.round = round_  # the very object, so that nothing is read twice
        self.council = council_of(round_)
        self._reader = reader_of(by, self.council, round_) if by else None
        self._members = {MEMBER + one.uid: one for one in self.council.members}
        self._by_member: WholeNames[CouncilMember] = WholeNames()
        for member in self.council.members:
            self._by_member.add(member.name, member)
            self._by_member.add(f"{member.position}. {member.name}", member)
        self.on_sheets = with_sheets([one.pk for one in self.applications])
        unscored = [one for one in self.applications if one.pk not in self.on_sheets]
        quorums = quorums_of_dossiers(self.council, unscored, ())
        self.short = {one.pk: quorum.refusal for one, quorum in quorums.items()}
        self._by_name: WholeNames[Application] = WholeNames()
        of_product = {one.product_id: one for one in self.applications}
        for one in self.applications:
            self._by_name.add(one.product.name, one)
        for product, name in issued_names_of(of_product):
            self._by_name.add(name, of_product[product])

    def may_read(self, member: CouncilMember, sheet: ScoreSheet) -> bool:
        """Whether the points of a member's sheet may stand in a file for who asks for it."""
        return self._reader is None or self._reader.may_read(member, sheet.closed)

    @cached_property
    def cards(self) -> Mapping[int, Scorecard]:
        return cards_of(self.applications)

    @cached_property
    def sheets(self) -> Mapping[tuple[int, int], ScoreSheet]:
        """(application id, member id) → the sheet of the scoring that the council is at."""
        found = (
            ScoreSheet.objects.filter(application__round=self.round)
            .select_related("keyed_by")
            .order_by("scoring")
        )
        return {
            (one.application_id, one.member_id): one
            for one in found
            if one.scoring == self.scoring(one.application_id)
        }

    @cached_property
    def _second(self) -> frozenset[int]:
        rows = ScoreSheet.objects.filter(application__round=self.round, scoring=2)
        return frozenset(rows.values_list("application_id", flat=True))

    def scoring(self, application: int) -> int:
        return 2 if application in self._second else 1

    # --- which application ------------------------------------------------------------------------
    def application(self, row: Row) -> Application | None:
        """By its code or number in the round, then by the product's name and its producer. None:
        the fault is said."""
        found = self._by_identifiers(row)
        if found is None and not row.faults:
            found = self._named(row)
        if found is not None:
            row.subject = f"{Application.SUBJECT_KIND}/{found.uid}"
            maker = found.product.producer.name
            told = f"{found.position}. {found.product.name}, {maker}"
            row.understood("Hồ sơ", told, *(one.name for one in IDENTITY), state="known")
        return found

    def _by_identifiers(self, row: Row) -> Application | None:
        name = row.text("product")
        ways = (
            ("uid", lambda one, typed: one.uid == (uids.normalise(typed) or typed)),
            ("position", lambda one, typed: str(one.position) == typed.rstrip(".")),
            (
                "code",
                lambda one, typed: (
                    bool(one.product_code) and code_key(one.product_code) == code_key(typed)
                ),
            ),
        )
        for column, means in ways:
            typed = row.text(column)
            found = next((one for one in self.applications if typed and means(one, typed)), None)
            if found is None and typed and column != "code":
                row.fault(
                    column,
                    "unknown",
                    f"Đợt không có hồ sơ “{typed}”: xem lại danh sách hồ sơ của đợt.",
                )
            elif found is not None and name and not _alike(name, found.product.name):
                told = (
                    f"{row.text(column)} là hồ sơ “{found.product.name}”, nhưng dòng này ghi"
                    f" “{name}”"
                )
                row.fault(column, "conflict", f"{told}: sửa một trong hai.")
            if found is not None or row.faults:
                return None if row.faults else found
        return None

    def _named(self, row: Row) -> Application | None:
        name, producer = row.text("product"), row.text("producer")
        if not name:
            row.fault("product", "required", "Chưa ghi tên sản phẩm.")
            return None
        same = self._by_name.same(name)
        if len(same) > 1 and producer:
            same = [one for one in same if _made_by(one, producer)] or same
        if len(same) == 1 and (not producer or _made_by(same[0], producer)):
            return same[0]
        alike = [one for one in self.applications if _alike(name, one.product.name)]
        near = list(dict.fromkeys([*same, *self._by_name.but_for_marks(name), *alike]))
        if not near:
            row.fault(
                "product",
                "unknown",
                f"Đợt không có hồ sơ của “{name}”: nhận hồ sơ vào đợt trước, hoặc sửa tên cho"
                " khớp.",
            )
            return None
        options = [
            Option(one.uid, f"là hồ sơ {one}, {one.product.producer.name}") for one in near[:8]
        ]
        chosen = row.ask("product", "product", "Đợt có hồ sơ tên giống thế này.", options)
        return next((one for one in near if one.uid == chosen), None)

    # --- what keeps a row out ---------------------------------------------------------------------
    def refuse(self, row: Row, application: Application, column: str) -> None:
        """What the pages would refuse as well: a round that takes no results, an application that
        is not judged now."""
        if self.closed:
            row.fault(column, "closed", self.closed)
        if application.status != ApplicationStatus.ACTIVE:
            row.fault(
                column,
                "idle",
                f"Hồ sơ ở trạng thái “{application.get_status_display()}”: không nhập kết quả.",
            )

    def member_of(self, row: Row, column: str) -> CouncilMember | None:
        """The member whose column it is; None when the council has changed since the file was read,
        and the fault is said."""
        found = self._members.get(column)
        if found is None:
            row.fault(
                column,
                "unknown",
                "Thành viên của cột này không còn trong hội đồng: sửa tiêu đề cột rồi nạp lại tệp.",
            )
        return found

    def member(self, row: Row) -> CouncilMember | None:
        """The member whom the row of a sheet names."""
        typed = row.text("member")
        same, near = self._by_member.same(typed), self._by_member.but_for_marks(typed)
        if len(same) == 1:
            return same[0]
        if not typed:
            row.fault("member", "required", "Chưa ghi thành viên nào chấm.")
        elif near and not same:
            return self._ask_member(row, typed, near)
        else:
            names = "; ".join(one.name for one in self.council.members if one.scores)
            row.fault(
                "member",
                "unknown",
                f"Hội đồng không có ai tên “{typed}”: ghi một trong"
                f" {names or 'các thành viên (hội đồng chưa lập)'}.",
            )
        return None

    def _ask_member(
        self, row: Row, typed: str, near: Sequence[CouncilMember]
    ) -> CouncilMember | None:
        """The member whose name differs from what is written in its marks only."""
        options = [Option(one.uid, f"là {one.position}. {one.name}, chỉ khác dấu") for one in near]
        only = len(near) == 1 and not has_marks(typed)
        chosen = row.ask(
            "member",
            "member",
            f"Hội đồng không có ai tên đúng là “{typed}”.",
            options,
            suggested=near[0].uid if only else "",
        )
        return next((one for one in near if one.uid == chosen), None)


def read_round(context: Context) -> RoundRead | None:
    return RoundRead(context.round, context.by) if context.round else None


def points_text(row: Row, column: str) -> str:
    """A number of points as the grids take it; numbers with a long tail (a mean that Excel
    computed) are cut, never rounded up."""
    value = row.cells.get(column)
    if isinstance(value, Decimal) and value != value.quantize(_PLACES):
        value = value.quantize(_PLACES, rounding=ROUND_DOWN)
        if LONG_NUMBER not in row.notes:
            row.notes.append(LONG_NUMBER)
        return cells.text(value)
    return _UNIT.sub("", row.text(column))


def _made_by(application: Application, producer: str) -> bool:
    """Whether a row names the maker of an application's product: as written, or in other words of
    form ("HTX", "Hợp tác xã")."""
    producer, known = read_name(producer).name, application.product.producer.name
    return is_same_name(producer, known) or (
        fold(producer) != fold(known) and core(producer) == core(known)
    )


def _alike(one: str, other: str) -> bool:
    return (
        likeness(" ".join(loose_fold(one).split()), " ".join(loose_fold(other).split())) >= ENOUGH
    )
