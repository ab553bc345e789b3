"""Taking applications into a round: existing products ticked, or rows typed or pasted, with unknown
ones created at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import ProtectedError

from certifications.applications import as_judged
from certifications.law import rules
from certifications.law.formats import PRODUCT_CODE
from certifications.models import (
    Application,
    ApplicationStatus,
    ApplicationType,
    Certification,
    Proposal,
    ProposalStatus,
    Result,
    Round,
    RoundStatus,
)
from certifications.rounds.access import APPLICATIONS_OPEN, UNFINISHED, Refused, lock, require
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import Subject
from ocop_registry.places.models import Place
from producers.models import ProducerKind
from products.models import Product, ProductSet

TOURISM_ONLY = frozenset({ProducerKind.SOCIETY, ProducerKind.ASSOCIATION, ProducerKind.OPERATOR})
TOURISM_SET = 26  # 26/2026/QĐ-TTg: hội, hiệp hội, trung tâm điều hành chỉ với bộ sản phẩm du lịch


@dataclass
class NewApplication:
    """One application to take in. `product` may be unsaved, and so may its producer: both are
    created in the same act."""

    product: Product
    type: str
    product_set: ProductSet | None = None
    proposal: Proposal | None = None
    warnings: list[str] = field(default_factory=list)


@retried
def take_in(round_: Round, entries: Sequence[NewApplication], *, by: User) -> list[Application]:
    """Take applications into an open round, all or none, in one act. Raises Refused with every
    reason."""
    require(by, "application.edit", round_)
    with act("application.add", by=by, province=round_.place) as deed:
        return take_in_within(deed, lock(round_), entries)


def take_in_within(
    deed: Act, locked: Round, entries: Sequence[NewApplication]
) -> list[Application]:
    """`take_in` within an open act, into a round that is locked already. A fixed number of queries
    for any number of entries."""
    _lock_products(entries)
    reasons = [
        *closed_refusals(locked),
        *(reason for reasons in refusals(locked, entries) for reason in reasons),
    ]
    reasons.extend(_repeated(entries))
    if not entries:
        reasons.append("Chưa chọn sản phẩm nào.")
    if reasons:
        raise Refused(*reasons)
    return _take_all(deed, locked, entries)


def closed_refusals(round_: Round) -> list[str]:
    """Why the round takes no applications now; empty when it does."""
    if round_.status in APPLICATIONS_OPEN:
        return []
    return [
        f"Đợt đang ở trạng thái “{round_.get_status_display()}”: chỉ nhận hồ sơ khi đợt đang mở."
    ]


def refusals(round_: Round, entries: Sequence[NewApplication]) -> list[list[str]]:
    """What keeps each entry out of the round, entry by entry, whatever the round's status. Two
    queries."""
    known = [entry.product.pk for entry in entries if entry.product.pk]
    earlier: dict[int, list[Application]] = defaultdict(list)
    for pks in batches(known):
        for application in Application.objects.filter(product__in=pks).select_related(
            "round__place"
        ):
            earlier[application.product_id].append(application)
    return [
        list(_refusals(round_, entry, earlier.get(entry.product.pk or 0, []))) for entry in entries
    ]


def _refusals(
    round_: Round, entry: NewApplication, earlier: Iterable[Application]
) -> Iterable[str]:
    product = entry.product
    if entry.type not in ApplicationType.values:
        yield f"{product.name}: chọn loại hồ sơ (lần đầu, nâng hạng, đánh giá lại)."
    for application in earlier:
        if (
            application.status != ApplicationStatus.WITHDRAWN
            and application.round.status in UNFINISHED
        ):
            yield f"{product.name}: đang ở {application.round}, chưa xong."
        elif (
            application.status == ApplicationStatus.WITHDRAWN and application.round_id == round_.pk
        ):
            yield f"{product.name}: đã rút khỏi đợt này. Hãy bỏ hồ sơ đã rút trước khi nhận lại."
    if not round_.is_central and product.producer.place.current_province != round_.place:
        yield (
            f"{product.name}: chủ thể thuộc {product.producer.place.current_province}, không phải"
            f" {round_.place}."
        )
    if round_.is_central and (
        entry.proposal is None or entry.proposal.status != ProposalStatus.PENDING
    ):
        yield f"{product.name}: đợt trung ương chỉ nhận sản phẩm đang được tỉnh đề nghị 5 sao."
    elif entry.proposal and entry.proposal.result.application.product_id != product.pk:
        yield (
            f"{product.name}: đề nghị 5 sao của tỉnh là cho"
            f" “{entry.proposal.result.application.product.name}”."
        )
    if not round_.is_central and entry.proposal:
        yield f"{product.name}: đề nghị 5 sao chỉ được xét ở đợt trung ương."
    yield from _set_refusals(round_, product, entry.product_set)


def _set_refusals(round_: Round, product: Product, chosen: ProductSet | None) -> Iterable[str]:
    if chosen and chosen.scheme != round_.scheme.slug:
        yield f"{product.name}: bộ sản phẩm số {chosen.no} không thuộc bộ tiêu chí {round_.scheme}."
    if product.producer.kind in TOURISM_ONLY and chosen and chosen.no != TOURISM_SET:
        yield (
            f"{product.name}: {product.producer.get_kind_display().lower()} chỉ đăng ký sản phẩm du"
            " lịch (bộ 26)."
        )


def _lock_products(entries: Sequence[NewApplication]) -> None:
    """Lock the products before asking whether they are busy: two rounds must not both find the same
    one free."""
    known = sorted(entry.product.pk for entry in entries if entry.product.pk)
    for pks in batches(known):
        list(Product.objects.select_for_update().filter(pk__in=pks).order_by("pk").values("pk"))


def _repeated(entries: Sequence[NewApplication]) -> Iterable[str]:
    ticked = Counter(entry.product.pk for entry in entries if entry.product.pk)
    for entry in entries:
        if ticked[entry.product.pk] > 1:
            yield f"{entry.product.name}: được ghi hai lần."


def _take_all(deed: Act, round_: Round, entries: Sequence[NewApplication]) -> list[Application]:
    """Create what the entries bring: first producers, then products, then the applications, in the
    order given."""
    products = [entry.product for entry in entries]
    producers = {
        id(product.producer): product.producer
        for product in products
        if product.producer.pk is None
    }
    _create(deed, list(producers.values()))
    fresh = [entry for entry in entries if entry.product.pk is None]
    for entry in fresh:
        # the key that the producer's row has just got
        entry.product.producer = entry.product.producer
        entry.product.product_set = entry.product_set
    _create(deed, [entry.product for entry in fresh])
    held = _certifications([product.pk for product in products])
    position = max(round_.applications.values_list("position", flat=True), default=0)
    taken = [
        _application(round_, entry, position + number, held[entry.product.pk])
        for number, entry in enumerate(entries, start=1)
    ]
    _create(deed, taken)
    proposals = [entry.proposal for entry in entries if entry.proposal]
    for proposal in proposals:
        proposal.status = ProposalStatus.TAKEN
    deed.save_many(proposals)
    return taken


def _create(deed: Act, subjects: Sequence[Subject]) -> None:
    """Create subjects whose references are known to exist. Raises ValidationError with the faults
    of the first faulty one."""
    for subject in subjects:
        subject.set_keys()
        subject.clean_fields(
            exclude={field.name for field in subject._meta.concrete_fields if field.is_relation}
        )
    deed.create_many(subjects)


def _certifications(products: Iterable[int]) -> dict[int, list[Certification]]:
    """Product (id) → the certifications that it holds or held."""
    held: dict[int, list[Certification]] = defaultdict(list)
    for pks in batches(products):
        for one in Certification.objects.filter(product__in=pks):
            held[one.product_id].append(one)
    return held


def _application(
    round_: Round, entry: NewApplication, position: int, held: Sequence[Certification]
) -> Application:
    product = entry.product
    return Application(
        round=round_,
        product=product,
        position=position,
        type=entry.type,
        product_set=entry.product_set or _set_in_scheme(product, round_),
        proposal=entry.proposal,
        product_code=entry.proposal.result.application.product_code if entry.proposal else "",
        warnings=[*entry.warnings, *_warnings(round_, held, entry.type)],
    )


def _set_in_scheme(product: Product, round_: Round) -> ProductSet | None:
    known = product.product_set
    return known if known and known.scheme == round_.scheme.slug else None


def warnings_for(round_: Round, product: Product, type_: str) -> list[str]:
    """What the officer should know and the record keeps, without stopping anything: unusual type,
    missed window, late round."""
    return _warnings(round_, list(product.certifications.all()) if product.pk else [], type_)


def _warnings(round_: Round, held: Sequence[Certification], type_: str) -> list[str]:
    day = round_.evaluated_on or round_.opened_on or clock.today()
    found = []
    expected = rules.expected_application_type(held, day)
    if type_ not in expected:
        usual = " hoặc ".join(ApplicationType(name).label.lower() for name in sorted(expected))
        found.append(
            f"Loại hồ sơ “{ApplicationType(type_).label}” khác thường: sản phẩm này thường là"
            f" {usual}."
        )
    standing, current = rules.product_standing(held, day)
    if (
        type_ == ApplicationType.RE_EVALUATION
        and current
        and current.in_force_until
        and current.issued_on
    ):
        first, last = rules.renewal_window(current.in_force_until)
        if not first <= day <= last:
            found.append(
                f"Ngoài thời gian nộp hồ sơ đánh giá lại (từ {first:%d/%m/%Y} đến {last:%d/%m/%Y})."
            )
    found.extend(_late(round_, day))
    return found


def _late(round_: Round, day: date) -> list[str]:
    """Rounds of a province: dossiers before 30/4 are evaluated before 30/6, before 30/10 before
    30/12 (scheme data)."""
    slots = round_.scheme.data.get("rounds", {}).get(round_.level, [])
    limits = [date(day.year, *map(int, slot["evaluate_before"].split("-"))) for slot in slots]
    if not limits or any(day < limit for limit in limits):
        return []
    return [f"Ngày {day:%d/%m/%Y} sau hạn đánh giá của năm ({max(limits):%d/%m/%Y})."]


@dataclass(frozen=True)
class Candidate:
    """An existing product that may be ticked; `expires_on` set when its stars run out, `in_window`
    when renewal is due."""

    product: Product
    standing: rules.Standing
    stars: int
    expires_on: date | None
    in_window: bool


def candidates(round_: Round, on: date) -> list[Candidate]:
    """Products of the province not yet in this or another unfinished round; those in their renewal
    window first, then by expiry."""
    busy = (
        Application.objects.filter(round__status__in=UNFINISHED)
        .exclude(status=ApplicationStatus.WITHDRAWN)
        .values("product")
    )
    taken = round_.applications.values("product")
    products = (
        Product.objects.exclude(pk__in=busy)
        .exclude(pk__in=taken)
        .filter(producer__place__in=places_of(round_.place))
        .select_related("producer__place", "product_set")
        .prefetch_related("certifications")
    )
    found = [_candidate(product, on) for product in products]
    return sorted(
        found, key=lambda c: (not c.in_window, c.expires_on or date.max, bytes(c.product.sort_key))
    )


def _candidate(product: Product, on: date) -> Candidate:
    standing, current = rules.product_standing(list(product.certifications.all()), on)
    until = current.in_force_until if current and standing in rules.VALID else None
    due = (
        bool(until and rules.renewal_window(until)[0] <= on) or standing == rules.Standing.EXTENDED
    )
    return Candidate(product, standing, current.stars if current else 0, until, due)


def places_of(province: Place | None):
    """Every unit, of today and of before, that belongs to a province of today (the province itself
    included)."""
    units = Place.objects.all()
    return units.filter(pk=province.pk) | units.filter(province=province) if province else units


def pending_proposals() -> list[Proposal]:
    """Products that provinces sent up for five stars and no central round has taken yet."""
    return list(
        Proposal.objects.filter(status=ProposalStatus.PENDING).select_related(
            "result__application__product__producer__place",
            "result__application__product_set",
            "decision",
        )
    )


# The type and the set decide what is judged, the code only names it: it is often given after the
# council has met.
PARTICULARS_OPEN = frozenset({RoundStatus.DRAFT, RoundStatus.OPEN, RoundStatus.EVALUATING})
CODE_OPEN = PARTICULARS_OPEN | {RoundStatus.CONCLUDED}


@dataclass(frozen=True)
class Particulars:
    """What may be mended on an application: its type, its set, its product code ("" while none is
    given)."""

    type: str
    product_set: ProductSet | None
    product_code: str


@retried
def edit_application(
    application: Application, new: Particulars, *, by: User, seen: int
) -> Application:
    """Mend one application. `seen`: the version that the person was looking at.

    Type and set may change until the evaluation is concluded, the code until the results are
    approved. Raises Refused with every reason, VersionConflict when somebody saved in between,
    PermissionDenied for the wrong person.
    """
    require(by, "application.edit", application.round)
    with act("application.edit", by=by, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = (
            Application.objects.select_for_update(of=("self",))
            .select_related("product__producer__place", "product_set")
            .get(pk=application.pk)
        )
        reasons = [*edit_refusals(round_, locked, new), *code_problems(locked, new.product_code)]
        if reasons:
            raise Refused(*reasons)
        mend(round_, locked, new)
        locked.version = seen
        deed.save(locked)
    return locked


def mend(round_: Round, application: Application, new: Particulars) -> None:
    """Put new particulars onto an application; saving it is the caller's."""
    if application.type != new.type:
        application.warnings = warnings_for(round_, application.product, new.type)
    application.type, application.product_set, application.product_code = (
        new.type,
        new.product_set,
        new.product_code,
    )
    # mended during the evaluation: the council judges the mended type and set
    if application.frozen:
        application.frozen |= as_judged.particulars_of(application)


def edit_refusals(round_: Round, application: Application, new: Particulars) -> Iterable[str]:
    """Why type, set or code may not become these now, the code's own form and uniqueness apart."""
    status = round_.get_status_display()
    if round_.status not in CODE_OPEN:
        yield (
            f"Đợt đang ở trạng thái “{status}”: hồ sơ không sửa được nữa. Sai sót được sửa bằng"
            " đính chính."
        )
        return
    if round_.status not in PARTICULARS_OPEN and (application.type, application.product_set) != (
        new.type,
        new.product_set,
    ):
        yield (
            f"Đợt đang ở trạng thái “{status}”: chỉ còn sửa được mã sản phẩm. Muốn đổi loại hồ sơ"
            " hay bộ sản phẩm, hãy lùi một bước."
        )
    if new.type not in ApplicationType.values:
        yield "Chọn loại hồ sơ (lần đầu, nâng hạng, đánh giá lại)."
    yield from _set_refusals(round_, application.product, new.product_set)


def code_problems(application: Application, code: str) -> Iterable[str]:
    """What is wrong with a product code for this application: its form, or that another product
    bears or awaits it."""
    if not code:
        return
    if not PRODUCT_CODE.match(code):
        yield f"Mã “{code}” không đúng dạng tỉnh-xã-STT-năm, ví dụ 19-02155-003-2026."
    borne = Certification.objects.filter(code=code).exclude(product=application.product_id).first()
    if borne:
        yield f"Mã {code} đã cấp cho “{borne.product_name}”."
    awaited = (
        Application.objects.filter(product_code=code)
        .exclude(product=application.product_id)
        .exclude(round__status=RoundStatus.CANCELLED)
    )
    for other in awaited.select_related("product", "round__place"):
        yield f"Mã {code} đang ghi cho “{other.product.name}” ở {other.round}."


@retried
def remove(application: Application, *, by: User, reason: str) -> None:
    """Take out an application that was entered by mistake, while the round is open and it has no
    result."""
    require(by, "application.edit", application.round)
    with act("application.remove", by=by, reason=reason, province=application.round.place) as deed:
        round_ = lock(application.round)
        locked = Application.objects.select_for_update().get(pk=application.pk)
        if round_.status not in APPLICATIONS_OPEN:
            raise Refused("Chỉ bỏ được hồ sơ khi đợt đang nhận hồ sơ. Sau đó, hãy cho rút hồ sơ.")
        if Result.objects.filter(application=locked).exists():
            raise Refused("Hồ sơ này đã có kết quả đánh giá nên không bỏ được: hãy cho rút hồ sơ.")
        proposal = locked.proposal
        try:
            deed.delete(locked)
        except ProtectedError as kept:
            raise Refused(
                "Hồ sơ này đã có minh chứng, báo cáo của cấp xã, điểm tự chấm, phiếu chấm hoặc khai"
                " xung đột lợi ích nên không bỏ được: hãy cho rút hồ sơ."
            ) from kept
        if proposal:
            proposal.status = ProposalStatus.PENDING
            deed.save(proposal)
