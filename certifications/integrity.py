"""What must never be false, asked again of the stored rows: for the day somebody wrote past the
acts.

Constraints and triggers refuse what one row can tell; these checks look across rows. Each yields
sentences. Most of them are asked of every act before it commits, too (`guarding`).
"""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, QuerySet

from certifications.certificates.days_of_issue import days_can_be
from certifications.certificates.extensions import (
    approved_on,
    failed_since,
    reach_problem,
    reaches,
)
from certifications.certificates.recognised_by import recognised_with_right
from certifications.certificates.scope import Scope, everything
from certifications.law import numbers, rules, validity
from certifications.models import (
    Application,
    ApplicationType,
    Certification,
    EndedBy,
    Ground,
    Origin,
    Round,
    RoundStatus,
    Scheme,
)
from certifications.nobody_alone import approved_by_another
from certifications.results import grounds
from certifications.results.from_sheets import sheet_problems
from certifications.results.round_read import RoundRead
from certifications.results.typed import on_paper_problems, parts_of, stored_paper_problems
from certifications.rounds.contents import UNFINISHED, reached
from certifications.rounds.rules_changes import rules_problems
from certifications.rounds.scheme_of_day import dossier_problems, scheme_problems
from products.models import PublicEntry
from products.models.register import FIRST_DAY, LAST_DAY

APPROVED = reached(RoundStatus.APPROVED)


def stars_follow_from_results(of: Scope) -> Iterator[str]:
    """Final stars = the rules applied to the result; a live certification carries exactly those."""
    for result in (
        of.results.filter(disqualified=False)
        .select_related("application__round__scheme")
        .iterator()
    ):
        scheme = rules.SchemeRules.from_data(
            result.application.round.scheme.slug, result.application.round.scheme.data
        )
        total, marks = result.total, result.marks_met
        if (
            total is None
            or marks is None
            or rules.conclude(total, marks, scheme).final != result.final_stars
        ):
            yield f"Kết quả của hồ sơ {result.application.uid}: hạng sao không đúng quy tắc."
        elif (parts := parts_of(result)) and rules.parts_gap(total, parts) > rules.PARTS_TOLERANCE:
            yield f"Kết quả của hồ sơ {result.application.uid}: tổng không khớp các phần."
    for application, why in stored_paper_problems(of.results):
        yield f"Kết quả của hồ sơ {application.uid}: {why}"
    wrong = of.certifications.filter(origin=Origin.LIVE).exclude(stars=F("result__final_stars"))
    yield from (f"Chứng nhận {one.uid}: hạng sao khác kết quả đã duyệt." for one in wrong)


def results_follow_from_sheets(_: Scope) -> Iterator[str]:
    """Where a council scored on sheets, the stored results are what the sheets of its members
    without conflict give."""
    settled = Round.objects.filter(
        status__in=reached(RoundStatus.CONCLUDED), applications__sheets__isnull=False
    ).distinct()
    for round_ in settled.select_related("scheme", "place"):
        # before grounds were asked for, the quorum was that of the round
        problems = sheet_problems(RoundRead(round_), asks_quorum=not round_.before_grounds)
        yield from (f"Đợt {round_.uid}: {problem}" for problem in problems)


def conclusions_are_grounded(_: Scope) -> Iterator[str]:
    """No typed total stands where a council scored on sheets or had no quorum, its rules are those
    of the first score or of a change with a reason, and what a conclusion wants a reason for has
    one, which in an approved round another person read."""
    settled = Round.objects.filter(status__in=reached(RoundStatus.CONCLUDED), before_grounds=False)
    for round_ in settled.select_related("scheme", "place"):
        read = RoundRead(round_)
        problems = [
            *rules_problems(round_, read.rule_changes),
            *on_paper_problems(read),
            *grounds.sentences_of(grounds.unanswered(read), grounds.GO_BACK),
        ]
        yield from (f"Đợt {round_.uid}: {problem}" for problem in problems)
    unread = Ground.objects.filter(round__status__in=APPROVED, confirmed_by=None)
    yield from (
        f"Đợt {one.round.uid}: chưa ai đọc lý do của mục “{one}”."
        for one in unread.select_related("round", "application__product")
    )


def schemes_were_in_force(_: Scope) -> Iterator[str]:
    """A round uses a scheme in force on its day of evaluation, or names the transition in which its
    dossiers finish."""
    held = Round.objects.exclude(evaluated_on=None).exclude(status=RoundStatus.CANCELLED)
    for round_ in held.select_related("scheme").defer("scheme__data"):
        yield from (f"Đợt {round_.uid}: {problem}" for problem in scheme_problems(round_))
        if round_.status in reached(RoundStatus.CONCLUDED):
            yield from (f"Đợt {round_.uid}: {problem}" for problem in dossier_problems(round_))


def decisions_rest_on_approval(of: Scope) -> Iterator[str]:
    """A live decision belongs to an approved round, and its certifications to results of that
    round."""
    early = of.decisions.filter(origin=Origin.LIVE).exclude(round__status__in=APPROVED)
    yield from (f"Quyết định {one.uid}: đợt chưa được duyệt." for one in early)
    foreign = of.certifications.filter(origin=Origin.LIVE).exclude(
        decision__round=F("result__application__round")
    )
    yield from (f"Chứng nhận {one.uid}: quyết định và kết quả không cùng đợt." for one in foreign)
    unanswered = of.certifications.filter(origin=Origin.LIVE).exclude(
        result__decision_item__outcome="certified"
    )
    yield from (f"Chứng nhận {one.uid}: không có trong phụ lục quyết định." for one in unanswered)


def periods_follow_from_issue(of: Scope) -> Iterator[str]:
    """The stored period is the one that the day of issue gives, as far as that is known; a
    superseded one ends when its successor begins."""
    for one in of.certifications.select_related("scheme").iterator():
        period = rules.period_within(one.issued, one.scheme.validity_months if one.scheme else None)
        stored = rules.Period(
            one.in_force_from, one.in_force_until, one.possible_from, one.possible_until
        )
        if period != stored:
            yield f"Chứng nhận {one.uid}: thời hạn không khớp ngày cấp."
        if (
            one.extended_until
            and one.in_force_until
            and not validity.may_extend(one.in_force_until, one.extended_until)
        ):
            yield f"Chứng nhận {one.uid}: gia hạn quá {numbers.EXTENSION_MAX_DAYS} ngày."
    yield from _extended_beyond_reach(of.certifications.exclude(extended_until=None))
    yield from ends_without_successor(of.certifications)


def _extended_beyond_reach(extended: QuerySet[Certification]) -> Iterator[str]:
    """Only what expires within the reach of a scheme's transition is extended."""
    rows = list(extended.exclude(in_force_until=None))
    reached_ = reaches(Scheme.objects.order_by("effective_from")) if rows else []
    for one in rows:
        if one.in_force_until and (problem := reach_problem(one.in_force_until, reached_)):
            yield f"Chứng nhận {one.uid} đã được gia hạn. {problem}"


def ends_without_successor(certifications: QuerySet[Certification]) -> Iterator[str]:
    """Superseded ones whose own product has no recognition from the day of their end on."""
    successor = Certification.objects.filter(
        product=OuterRef("product"), in_force_from=OuterRef("ended_on")
    ).exclude(pk=OuterRef("pk"))
    ended = certifications.filter(ended_by=EndedBy.SUPERSEDED).exclude(Exists(successor))
    yield from (
        f"Chứng nhận {one.uid}: được thay thế nhưng không có lần công nhận nào bắt đầu ngày đó."
        for one in ended
    )


def successions_stay_within_a_product(of: Scope) -> Iterator[str]:
    """A certification supersedes one of its own product, never another producer's (also asked of
    every act before it commits)."""
    yield from foreign_successions(of.certifications)


def foreign_successions(certifications: QuerySet[Certification]) -> Iterator[str]:
    foreign = certifications.exclude(supersedes=None).exclude(supersedes__product=F("product"))
    yield from (
        f"Chứng nhận {one.uid} thay thế chứng nhận {one.supersedes.uid} của sản phẩm khác."
        for one in foreign.select_related("supersedes")
        if one.supersedes is not None
    )


def extensions_end_with_results(of: Scope) -> Iterator[str]:
    """No extension reaches the day on which a failed result of its product was approved, unless the
    recognition had ended before."""
    for one in of.certifications.exclude(extended_until=None).select_related("product"):
        for failed in failed_since(one):
            day = approved_on(failed.application.round)
            if one.ended_on and day and one.ended_on <= day:
                continue
            if one.extended_until and (day is None or one.extended_until >= day):
                yield (
                    f"Chứng nhận {one.uid}: gia hạn đến {one.extended_until:%d/%m/%Y} dù kết quả"
                    f" không đạt của {failed.application.round} đã được duyệt."
                )


def types_fit_what_was_held(of: Scope) -> Iterator[str]:
    """No live recognition from an upgrade has fewer stars than what it ended, none from a first
    application ended stars known to count still, and what was revoked began anew."""
    live = of.certifications.filter(origin=Origin.LIVE).select_related(
        "supersedes", "result__application"
    )
    for one in live.exclude(supersedes=None):
        type_ = one.result.application.type if one.result else ""
        before = one.supersedes
        if before and type_ == ApplicationType.UPGRADE and one.stars < before.stars:
            yield f"Chứng nhận {one.uid}: nâng hạng mà ít sao hơn chứng nhận {before.uid}."
        # one that a list told of only afterwards was not known to who handed in
        known = before and before.in_force_until and before.pk < one.pk
        if before and type_ == ApplicationType.FIRST and known:
            yield f"Chứng nhận {one.uid}: hồ sơ lần đầu mà thay chứng nhận {before.uid} còn hạn."
    revoked = Certification.objects.filter(
        product=OuterRef("product"), ended_by=EndedBy.REVOKED, ended_on__lte=OuterRef("issued_on")
    )
    between = Certification.objects.filter(
        product=OuterRef("product"), in_force_from__lt=OuterRef("issued_on")
    ).exclude(ended_by=EndedBy.REVOKED)
    anew = live.filter(Exists(revoked), ~Exists(between))
    for one in anew.exclude(result__application__type=ApplicationType.FIRST):
        yield f"Chứng nhận {one.uid}: công nhận lại sau thu hồi không từ hồ sơ lần đầu."


def periods_do_not_overlap(_: Scope) -> Iterator[str]:
    """Two recognitions of one product with known days never count on the same day (also guarded by
    a trigger)."""
    known = Certification.objects.exclude(issued_on=None).order_by(
        "product_id", "in_force_from", "pk"
    )
    before: Certification | None = None
    for one in known.iterator():
        if (
            before
            and before.product_id == one.product_id
            and one.in_force_from
            and validity.last_day(before) >= one.in_force_from
        ):
            yield f"Chứng nhận {before.uid} và {one.uid} của cùng sản phẩm chồng thời hạn."
        before = one


def codes_belong_to_one_product(of: Scope) -> Iterator[str]:
    """A product code, once given, is never another product's."""
    elsewhere = Certification.objects.filter(code=OuterRef("code")).exclude(
        product=OuterRef("product")
    )
    shared = of.certifications.exclude(code="").filter(Exists(elsewhere)).order_by("code")
    for code in shared.values_list("code", flat=True).distinct():
        yield f"Mã {code} được cấp cho hai sản phẩm."


def places_were_in_force(of: Scope) -> Iterator[str]:
    """A place that a certification names existed on its day of issue."""
    for one in of.certifications.exclude(issued_on=None).select_related("place").iterator():
        if one.issued_on and not one.place.on(one.issued_on):
            yield f"Chứng nhận {one.uid}: {one.place} không tồn tại ngày {one.issued_on:%d/%m/%Y}."


def applications_are_consistent(of: Scope) -> Iterator[str]:
    """A product is in one unfinished round at most, a dossier that its province sent up apart; idle
    applications have no result on a decision."""
    entered = Application.objects.filter(product__in=of.applications.values("product"))
    live = entered.exclude(status="withdrawn").filter(round__status__in=UNFINISHED)
    live = live.filter(result__proposal=None)
    seen: dict[int, str] = {}
    for uid, product in live.order_by("pk").values_list("uid", "product_id"):
        if product in seen:
            yield f"Hồ sơ {seen[product]} và {uid}: cùng sản phẩm ở hai đợt chưa xong."
        seen[product] = uid
    idle = of.applications.exclude(status="active").filter(result__decision_item__isnull=False)
    yield from (f"Hồ sơ {one.uid}: đã rút hoặc tạm dừng nhưng có trong quyết định." for one in idle)


def register_days_are_whole(_: Scope) -> Iterator[str]:
    """Every product and certification of the public register has exactly one standing on every
    day."""
    for entry in (
        PublicEntry.objects.filter(kind__in=["product", "certification"])
        .prefetch_related("states")
        .iterator(chunk_size=500)
    ):
        expected = FIRST_DAY
        states = sorted(entry.states.all(), key=lambda state: state.first_day)
        for state in states:
            if state.first_day != expected:
                yield (
                    f"Sổ công khai, {entry.kind} {entry.uid}: ngày {expected:%d/%m/%Y} không có"
                    " đúng một tình trạng."
                )
                break
            expected = min(state.last_day, LAST_DAY - timedelta(days=1)) + timedelta(days=1)
        if not states or states[-1].last_day != LAST_DAY:
            yield f"Sổ công khai, {entry.kind} {entry.uid}: thiếu tình trạng của những ngày cuối."


CHECKS: tuple[Callable[[Scope], Iterator[str]], ...] = (
    stars_follow_from_results,
    approved_by_another,
    results_follow_from_sheets,
    conclusions_are_grounded,
    schemes_were_in_force,
    decisions_rest_on_approval,
    periods_follow_from_issue,
    successions_stay_within_a_product,
    extensions_end_with_results,
    types_fit_what_was_held,
    periods_do_not_overlap,
    codes_belong_to_one_product,
    places_were_in_force,
    recognised_with_right,
    days_can_be,
    applications_are_consistent,
    register_days_are_whole,
)


def faults() -> Iterator[tuple[str, str]]:
    """Every fault found, as (name of the check, sentence)."""
    for check in CHECKS:
        for sentence in check(everything()):
            yield check.__name__, sentence
