"""Taking applications into a round: existing products ticked, or rows typed or pasted, with unknown
ones created at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from certifications.applications.fitting import fit_of, held_by, type_refusals
from certifications.law import rules
from certifications.models import (
    Application,
    ApplicationStatus,
    ApplicationType,
    Certification,
    Proposal,
    ProposalStatus,
    Round,
)
from certifications.rounds import proposals
from certifications.rounds.access import Refused, lock, require
from certifications.rounds.contents import UNFINISHED, Content, closed_because
from certifications.rounds.scheme_of_day import handed_in_on
from ocop_registry import clock
from ocop_registry.accounts.models import User
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import Subject
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
    reason: str = ""  # why it is taken in although something is unusual
    warnings: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str:
        """The reason given here, else the one with which the province took in what it sent up."""
        sent = self.proposal.result.application.exception_reason if self.proposal else ""
        return self.reason.strip() or sent

    @property
    def handed_in(self) -> date | None:
        """Known of what a province sent up; of anything else not before it is taken in."""
        return handed_in_on(self.proposal.result.application) if self.proposal else None


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
        *filter(None, [closed_because(Content.APPLICATIONS, locked)]),
        *(reason for reasons in refusals(locked, entries) for reason in reasons),
    ]
    reasons.extend(_repeated(entries))
    if not entries:
        reasons.append("Chưa chọn sản phẩm nào.")
    if reasons:
        raise Refused(*reasons)
    return _take_all(deed, locked, entries)


def refusals(round_: Round, entries: Sequence[NewApplication]) -> list[list[str]]:
    """What keeps each entry out of the round, entry by entry, whatever the round's status. A number
    of queries that grows with batches of entries only."""
    known = [entry.product.pk for entry in entries if entry.product.pk]
    earlier: dict[int, list[Application]] = defaultdict(list)
    for pks in batches(known):
        for application in Application.objects.filter(product__in=pks).select_related(
            "round__place"
        ):
            earlier[application.product_id].append(application)
    held = held_by(entry.product for entry in entries)
    return [
        [
            *_refusals(round_, entry, earlier.get(entry.product.pk or 0, [])),
            *type_refusals(
                entry.product,
                entry.type,
                held.get(entry.product.pk or 0, ()),
                reason=entry.answer,
                handed_in=entry.handed_in,
            ),
        ]
        for entry in entries
    ]


def _refusals(
    round_: Round, entry: NewApplication, earlier: Iterable[Application]
) -> Iterable[str]:
    product = entry.product
    if entry.type not in ApplicationType.values:
        yield f"{product.name}: chọn loại hồ sơ (lần đầu, nâng hạng, đánh giá lại)."
    for application in earlier:
        if entry.proposal and entry.proposal.result.application_id == application.pk:
            continue  # sent up by a decision: what else its round still waits for is not its matter
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
    yield from set_refusals(round_, product, entry.product_set)


def set_refusals(round_: Round, product: Product, chosen: ProductSet | None) -> Iterable[str]:
    """Why a product may not be judged in that set in this round."""
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
    held = held_by(products)
    position = max(round_.applications.values_list("position", flat=True), default=0)
    taken = [
        _application(round_, entry, position + number, held[entry.product.pk])
        for number, entry in enumerate(entries, start=1)
    ]
    _create(deed, taken)
    proposals.take(deed, [entry.proposal for entry in entries if entry.proposal])
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
        exception_reason=entry.answer,
        warnings=[*entry.warnings, *_warnings(round_, held, entry.type, entry.handed_in)],
    )


def _set_in_scheme(product: Product, round_: Round) -> ProductSet | None:
    known = product.product_set
    return known if known and known.scheme == round_.scheme.slug else None


def warnings_for(
    round_: Round, product: Product, type_: str, handed_in: date | None = None
) -> list[str]:
    """What the officer should know and the record keeps, without stopping anything: unusual type,
    missed window (by the day of handing in), late round."""
    held = list(product.certifications.all()) if product.pk else []
    return _warnings(round_, held, type_, handed_in)


def _warnings(
    round_: Round, held: Sequence[Certification], type_: str, handed_in: date | None = None
) -> list[str]:
    found = []
    expected = rules.expected_application_type(held, handed_in or clock.today())
    if type_ not in expected:
        usual = " hoặc ".join(ApplicationType(name).label.lower() for name in sorted(expected))
        found.append(
            f"Loại hồ sơ “{ApplicationType(type_).label}” khác thường: sản phẩm này thường là"
            f" {usual}."
        )
    found.extend(f"{ask[:1].upper()}{ask[1:]}" for ask in fit_of(type_, held, handed_in).asks)
    found.extend(_late(round_, round_.evaluated_on or round_.opened_on or clock.today()))
    return found


def _late(round_: Round, day: date) -> list[str]:
    """Rounds of a province: dossiers before 30/4 are evaluated before 30/6, before 30/10 before
    30/12 (scheme data)."""
    slots = round_.scheme.data.get("rounds", {}).get(round_.level, [])
    limits = [date(day.year, *map(int, slot["evaluate_before"].split("-"))) for slot in slots]
    if not limits or any(day < limit for limit in limits):
        return []
    return [f"Ngày {day:%d/%m/%Y} sau hạn đánh giá của năm ({max(limits):%d/%m/%Y})."]
