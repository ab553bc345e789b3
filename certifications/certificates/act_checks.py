"""Why an act on a certification after its decision is not allowed: extending, revoking, correcting.

Source: 26/2026/QĐ-TTg (thu hồi: căn cứ a, b, c, d, đ, e; gia hạn chuyển tiếp: một lần); domain §2.
"""

from collections.abc import Iterable
from datetime import date

from certifications.certificates import corrections, recognised_by
from certifications.certificates.extensions import failed_since, reach_problem, reaches
from certifications.law import numbers, rules, validity
from certifications.law.formats import DECISION_NUMBER, PRODUCT_CODE
from certifications.law.validity import end_of
from certifications.models import (
    Certification,
    Decision,
    Level,
    PreparedKind,
    PreparedStatus,
    Scheme,
)
from ocop_registry import clock, known_days
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may

# What an act of correction may change, with the label for people. Decision fields correct the
# decision, hence all its certifications.
CORRECTABLE = {
    "issued_on": "ngày cấp",
    "issued_year": "tháng, quý hoặc năm cấp",
    "product_name": "tên sản phẩm",
    "producer_name": "tên chủ thể",
    "code": "mã sản phẩm",
    "decision.number": "số quyết định",
    "decision.signed_on": "ngày ký quyết định",
    "decision.issuer": "cơ quan ban hành",
    "decision.issue_words": "quyết định ghi về ngày cấp",
    "decision.late_reason": "vì sao cấp muộn",
}
DAYS = {"issued_on", "decision.signed_on"}


def refusals(
    certification: Certification, kind: str, values: dict[str, str], by: User
) -> list[str]:
    """Every reason why this act is not allowed; empty when it is. Asked when preparing, and again
    when approving."""
    checks = {
        PreparedKind.EXTEND: _refuse_extension,
        PreparedKind.REVOKE: _refuse_revocation,
        PreparedKind.CORRECT: _refuse_correction,
    }
    if kind not in checks:
        return [f"Không có việc “{kind}”."]
    found = []
    if certification.level == Level.CENTRAL and not may(by, "central", None):
        found.append(
            "Hạng 5 sao do Bộ trưởng Bộ Nông nghiệp và Môi trường quyết định: tỉnh không gia hạn,"
            " thu hồi hay đính chính được."
        )
    if kind != PreparedKind.CORRECT and certification.ended_on:
        ended = end_of(certification, certification.product.certifications.all())
        since = f"từ {ended.written}" if ended.exact else f"trong {ended.told()}"
        found.append(
            f"Chứng nhận đã chấm dứt {since} ({certification.get_ended_by_display().lower()})."
        )
    return [*found, *checks[PreparedKind(kind)](certification, values)]


def _refuse_extension(certification: Certification, values: dict[str, str]) -> Iterable[str]:
    end = certification.in_force_until
    if end is None or certification.issued_on is None:
        yield "Chưa biết ngày cấp nên không gia hạn được: hãy đính chính ngày cấp trước."
        return
    if not values.get("basis", "").strip():
        yield "Ghi căn cứ pháp lý của việc gia hạn."
    if certification.prepared_acts.filter(
        kind=PreparedKind.EXTEND, status=PreparedStatus.DONE
    ).exists():
        yield "Chứng nhận này đã được gia hạn một lần: không gia hạn lần nữa."
    until, limit = day_of(values.get("until")), validity.latest_extension(end)
    most = f"{numbers.EXTENSION_MAX_DAYS} ngày"
    if until is None:
        yield "Ghi ngày gia hạn đến, dạng ngày/tháng/năm."
    elif not validity.may_extend(end, until):
        yield (
            f"Gia hạn phải sau ngày hết hạn {end:%d/%m/%Y} và không quá {most}, tức đến"
            f" {limit:%d/%m/%Y}."
        )
    yield from _refuse_beyond_transition(end)
    newer = certification.product.certifications.filter(
        in_force_from__gt=certification.in_force_from
    ).first()
    if newer:
        yield (f"Sản phẩm đã có lần công nhận mới, {newer.issued.told()}: không còn gì để gia hạn.")
    failed = failed_since(certification).order_by("application__round__evaluated_on").first()
    if failed:
        round_ = failed.application.round
        yield (
            f"Sản phẩm đã được đánh giá lại và không đạt ({round_}, họp"
            f" {round_.evaluated_on:%d/%m/%Y}): gia hạn chấm dứt khi có kết quả mới, không gia hạn"
            " được nữa."
        )
    if clock.today() > limit:
        yield f"Đã quá {most} sau ngày hết hạn {end:%d/%m/%Y}: không gia hạn được nữa."


def _refuse_beyond_transition(end: date) -> Iterable[str]:
    """Only the transition to a scheme extends, and only what expires within its reach."""
    scheme = Scheme.objects.current(clock.today())
    reached = reaches([scheme] if scheme else [])
    if problem := reach_problem(end, reached):
        way_out = " Hãy đánh giá lại trong thời gian nộp hồ sơ, hoặc công nhận mới."
        yield problem + (way_out if reached else "")


def _refuse_revocation(certification: Certification, values: dict[str, str]) -> Iterable[str]:
    grounds = revocation_grounds(certification)
    if values.get("ground") not in grounds:
        yield f"Chọn căn cứ thu hồi ({', '.join(grounds)})."
    if not DECISION_NUMBER.match(values.get("decision", "")):
        yield "Ghi số quyết định thu hồi, ví dụ 512/QĐ-UBND."
    on = day_of(values.get("on"))
    if on is None:
        yield "Ghi ngày thu hồi, dạng ngày/tháng/năm."
        return
    if on > clock.today():
        yield f"Ngày thu hồi {on:%d/%m/%Y} ở tương lai: chỉ ghi sau khi đã có quyết định."
    if certification.in_force_from and on < certification.in_force_from:
        issued = certification.issued
        begun = (
            "ngày có hiệu lực"
            if issued.exact
            else f"ngày chắc chắn đã được công nhận ({issued.named()})"
        )
        yield f"Ngày thu hồi {on:%d/%m/%Y} trước {begun} {certification.in_force_from:%d/%m/%Y}."
    if rules.standing(certification, on) == rules.Standing.EXPIRED:
        yield f"Ngày {on:%d/%m/%Y} chứng nhận đã hết hiệu lực: không còn gì để thu hồi."


def _refuse_correction(certification: Certification, values: dict[str, str]) -> Iterable[str]:
    unknown = values.keys() - CORRECTABLE.keys()
    if unknown:
        yield f"Không đính chính được: {', '.join(sorted(unknown))}."
    changed = {
        name: value
        for name, value in values.items()
        if name in CORRECTABLE and differs(certification, name, value)
    }
    if not changed:
        yield "Chưa có gì khác với giá trị đang ghi."
    for name in changed.keys() & DAYS:
        if day_of(changed[name]) is None:
            yield f"{CORRECTABLE[name].capitalize()}: ghi dạng ngày/tháng/năm."
        elif day_of(changed[name]) > clock.today() and name == "decision.signed_on":  # type: ignore[operator]
            yield "Ngày ký ở tương lai."
    for name in changed.keys() & {"product_name", "producer_name", "decision.issuer"}:
        if not changed[name].strip():
            yield f"{CORRECTABLE[name].capitalize()} không được để trống."
    if changed.get("code") and not PRODUCT_CODE.match(changed["code"]):
        yield "Mã sản phẩm không đúng dạng tỉnh-xã-STT-năm."
    if (
        changed.get("code")
        and Certification.objects.filter(code=changed["code"])
        .exclude(product=certification.product)
        .exists()
    ):
        yield f"Mã {changed['code']} đã cấp cho sản phẩm khác."
    if "decision.number" in changed and not DECISION_NUMBER.match(changed["decision.number"]):
        yield "Số quyết định không đúng dạng, ví dụ 386/QĐ-UBND."
    if "issued_year" in changed:
        yield from corrections.year_refusals(certification, changed)
    issued = corrections.issued_of(certification, changed)
    signed = day_of(changed.get("decision.signed_on"))
    yield from corrections.issue_refusals(certification, issued, changed)
    yield from corrections.day_refusals(certification, issued, signed)
    yield from recognised_by.correction_refusals(certification, changed, issued)
    yield from corrections.decision_refusals(certification.decision, changed, signed)


def current_value(certification: Certification, name: str) -> str:
    """The present value of a correctable field as text (days ISO, "" when not known)."""
    if name == "issued_year":
        return "" if certification.issued.exact else certification.issued.written
    source: Certification | Decision = (
        certification.decision if name.startswith("decision.") else certification
    )
    value = getattr(source, name.removeprefix("decision."))
    return value.isoformat() if isinstance(value, date) else str(value or "")


def differs(certification: Certification, name: str, value: str) -> bool:
    """Whether a corrected value is another than the present one, however it is written."""
    if name == "issued_year" and (said := known_days.read(value)):
        return certification.issued.exact or said != certification.issued.whole
    return value != current_value(certification, name)


def revocation_grounds(certification: Certification) -> dict[str, str]:
    """Grounds of the scheme in force for revocations today (26/2026 lists a, b, c, d, đ, e): code →
    label."""
    own = certification.scheme.data.get("revocation_grounds") if certification.scheme else None
    current = Scheme.objects.current(clock.today())
    grounds = own or (current.data["revocation_grounds"] if current else [])
    return {ground["code"]: ground["label"] for ground in grounds}


def day_of(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
