"""What a decision would do: for each approved result its outcome, its period, and what it ends.
Changes nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from certifications.identity.issuers import issuer_problems
from certifications.law import rules, validity
from certifications.law.application_types import HOLDS
from certifications.law.formats import DECISION_NUMBER, PRODUCT_CODE
from certifications.models import (
    IN_ORDER,
    Application,
    ApplicationType,
    Certification,
    Decision,
    EndedBy,
    Origin,
    Outcome,
    Result,
    Round,
)
from certifications.rounds.scheme_of_day import dossier_problems, scheme_problems
from ocop_registry import clock
from ocop_registry.places.models import Place
from products.models import Product

OVER = frozenset({rules.Standing.EXPIRED, rules.Standing.REVOKED, rules.Standing.SUPERSEDED})


@dataclass
class DecisionData:
    """What the officer copies from the signed paper."""

    number: str
    signed_on: date
    issuer: str
    certificates_issued_on: date
    # what the paper says of a day of issue still to come, and why one is long after signing
    issue_words: str = ""
    late_reason: str = ""


@dataclass
class PlannedLine:
    """What the decision means for one result: its outcome, the new period, and which certification
    it ends."""

    result: Result
    outcome: Outcome
    period: rules.Period
    held: list[Certification]
    problems: list[str] = field(default_factory=list)

    @property
    def application(self) -> Application:
        return self.result.application

    @property
    def product(self) -> Product:
        return self.result.application.product

    @property
    def ends(self) -> list[Certification]:
        """Certifications that the new one ends on its day of issue; none when no certificate is
        given."""
        if self.outcome != Outcome.CERTIFIED or self.period.start is None:
            return []
        return [one for one in self.held if _runs_on(one, self.period.start)]


def _runs_on(certification: Certification, day: date) -> bool:
    """Whether a certification could still count on or after that day, so that a new recognition
    must end it."""
    if certification.ended_on and certification.ended_on <= day:
        return False
    return rules.standing(certification, day) not in OVER


def plan(round_: Round, data: DecisionData, results: Sequence[Result]) -> list[PlannedLine]:
    """What a decision with these particulars would do for each chosen result, problems named.
    Changes nothing."""
    held: dict[int, list[Certification]] = {result.application.product_id: [] for result in results}
    for certification in (
        Certification.objects.filter(product__in=held)
        .select_related("decision")
        .order_by(IN_ORDER, "pk")
    ):
        held[certification.product_id].append(certification)
    taken_codes = _codes_of_others(results)
    return [
        _plan_line(round_, data, result, held[result.application.product_id], taken_codes)
        for result in results
    ]


def _plan_line(
    round_: Round,
    data: DecisionData,
    result: Result,
    held: list[Certification],
    taken_codes: dict[str, str],
) -> PlannedLine:
    outcome = _outcome(round_, data, result, held)
    period = rules.Period()
    if outcome == Outcome.CERTIFIED:
        period = rules.period_of(data.certificates_issued_on, None, round_.scheme.validity_months)
    line = PlannedLine(result, outcome, period, held)
    line.problems = list(_line_problems(line, data, taken_codes))
    return line


def _outcome(
    round_: Round, data: DecisionData, result: Result, held: list[Certification]
) -> Outcome:
    """Source: 26/2026/QĐ-TTg: the province recognises 3★ 4★ and sends 5★ up; an upgrade not above
    the stars held changes nothing."""
    scheme = rules.SchemeRules.from_data(round_.scheme.slug, round_.scheme.data)
    stars = result.final_stars or 0
    if scheme.authority(stars, data.signed_on) == "central" and not round_.is_central:
        return Outcome.PROPOSED
    state, current = rules.product_standing(held, data.certificates_issued_on)
    # One that lives only by its extension ends with any new result, so it cannot be "kept".
    if result.application.type == ApplicationType.UPGRADE and current:
        running = state in {rules.Standing.IN_FORCE, rules.Standing.EXPIRING}
        doubtful = state in {rules.Standing.UNCLEAR, rules.Standing.UNVERIFIED}
        if running and stars <= current.stars or doubtful and stars < current.stars:
            return Outcome.KEPT
    return Outcome.CERTIFIED


def _line_problems(
    line: PlannedLine, data: DecisionData, taken_codes: dict[str, str]
) -> Iterable[str]:
    code = line.application.product_code
    if code and not PRODUCT_CODE.match(code):
        yield (
            f"{line.product.name}: mã “{code}” không đúng dạng tỉnh-xã-STT-năm, ví dụ"
            " 19-02155-003-2026."
        )
    if code in taken_codes:
        yield f"{line.product.name}: mã {code} đã cấp cho “{taken_codes[code]}”."
    if line.outcome != Outcome.CERTIFIED:
        return
    yield from _type_problems(line, data)
    for one in line.held:
        if (
            one.ended_by == EndedBy.REVOKED
            and one.ended_on
            and one.ended_on > data.certificates_issued_on
        ):
            yield (
                f"{line.product.name}: lần công nhận trước đã bị thu hồi ngày"
                f" {one.ended_on:%d/%m/%Y}, sau ngày cấp {data.certificates_issued_on:%d/%m/%Y} của"
                " quyết định này. Kiểm tra lại ngày của quyết định."
            )
        begins = one.issued_on or one.possible_from
        if begins and begins >= data.certificates_issued_on:
            yield (
                f"{line.product.name}: sổ đã có lần công nhận {one.issued.told()}, không trước"
                f" ngày cấp {data.certificates_issued_on:%d/%m/%Y} của quyết định này. Kiểm tra lại"
                " ngày, hoặc đính chính lần kia trước."
            )


def _type_problems(line: PlannedLine, data: DecisionData) -> Iterable[str]:
    """What the type of the application may not bring about on the certificates' day."""
    day, type_ = data.certificates_issued_on, line.application.type
    state, current = rules.product_standing(line.held, day)
    if current is None:
        return
    way = "Lùi đợt về đánh giá rồi đổi loại hồ sơ, hoặc bỏ chọn sản phẩm này."
    if type_ == ApplicationType.FIRST and state in HOLDS:
        yield (
            f"{line.product.name}: hồ sơ Lần đầu, nhưng ngày {day:%d/%m/%Y} sản phẩm đang giữ"
            f" {current.stars} sao. {way}"
        )
    elif type_ != ApplicationType.FIRST and state == rules.Standing.REVOKED:
        yield (f"{line.product.name}: đã bị thu hồi, chỉ công nhận lại từ hồ sơ Lần đầu. {way}")
    elif (
        type_ == ApplicationType.UPGRADE
        and state == rules.Standing.EXTENDED
        and (line.result.final_stars or 0) < current.stars
    ):
        yield (
            f"{line.product.name}: nâng hạng không làm giảm sao ({line.result.final_stars} sao so"
            f" với {current.stars} sao đang gia hạn). {way}"
        )


def _codes_of_others(results: Sequence[Result]) -> dict[str, str]:
    """Codes already borne by another product than the one that wants it: code → that product's
    name."""
    wanted = {
        result.application.product_code: result.application.product_id
        for result in results
        if result.application.product_code
    }
    borne = Certification.objects.filter(code__in=wanted).values_list(
        "code", "product_id", "product_name"
    )
    return {code: name for code, product_id, name in borne if wanted[code] != product_id}


def data_problems(round_: Round, data: DecisionData, place: Place | None) -> list[str]:
    """What is wrong with the paper's own particulars. `place`: the province that decides, None: the
    centre."""
    found = [*scheme_problems(round_), *dossier_problems(round_)]
    today = clock.today()
    if not DECISION_NUMBER.match(data.number):
        found.append(f"Số quyết định “{data.number}” không đúng dạng, ví dụ 386/QĐ-UBND.")
    found += issuer_problems(place, data.issuer, data.signed_on)
    if data.signed_on > today:
        found.append(
            f"Ngày ký {data.signed_on:%d/%m/%Y} ở tương lai: chỉ ghi quyết định sau khi đã ký."
        )
    if round_.evaluated_on and data.signed_on < round_.evaluated_on:
        found.append(
            f"Ngày ký {data.signed_on:%d/%m/%Y} trước ngày hội đồng họp"
            f" {round_.evaluated_on:%d/%m/%Y}."
        )
    if data.certificates_issued_on < data.signed_on:
        found.append("Ngày cấp giấy chứng nhận không thể trước ngày ký quyết định.")
    found += validity.issue_day_problems(
        data.certificates_issued_on,
        data.signed_on,
        today,
        words=data.issue_words,
        late_reason=data.late_reason,
    )
    known = recorded(data)
    if known and (known.round_id, known.certificates_issued_on) != (
        round_.pk,
        data.certificates_issued_on,
    ):
        found.append(
            f"Quyết định {data.number} ngày {data.signed_on:%d/%m/%Y} của {data.issuer} đã có trong"
            " sổ đăng ký."
        )
    return found


def recorded(data: DecisionData) -> Decision | None:
    """The decision of that number, day and issuer, when it is in the registry already."""
    return Decision.objects.filter(
        origin=Origin.LIVE, number=data.number, signed_on=data.signed_on, issuer=data.issuer.strip()
    ).first()
