"""Answers that were given about names: what was said to be one, or two, is not asked again."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.core.exceptions import PermissionDenied

from certifications.models import NameAnswer, Named
from certifications.models.lists.name_answer import name_key
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import Act, act, retried
from ocop_registry.journal.models import MergedSubject
from ocop_registry.places.models import Place
from producers.models import Producer
from products.models import Product

Asked = tuple[str, str, str]  # what a name names, the uid of the product's producer, the name's key


@dataclass(frozen=True)
class Answer:
    """`written` is, or is not, that subject; of a product `within` its producer."""

    written: str
    subject: Producer | Product
    same: bool

    @property
    def within(self) -> Producer | None:
        return self.subject.producer if isinstance(self.subject, Product) else None

    @property
    def asked(self) -> Asked:
        return asked(self.written, self.subject)


def asked(written: str, subject: Producer | Product) -> Asked:
    """What a question about a name and this subject is remembered by."""
    of = subject.SUBJECT_KIND
    within = subject.producer.uid if isinstance(subject, Product) else ""
    return of, within, name_key(of, written)


class NameAnswers:
    """Those of a province (None: of the country), read when the first question comes up."""

    def __init__(self, province: Place | None) -> None:
        self._province = province

    def of(self, written: str, subject: Producer | Product) -> bool | None:
        """Whether the name was said to be this subject, or not to be; None: nobody was asked."""
        if subject.pk is None:
            return None
        return self._said.get(asked(written, subject), {}).get(subject.uid)

    @cached_property
    def _said(self) -> Mapping[Asked, Mapping[str, bool]]:
        rows = NameAnswer.objects.all()
        if self._province is not None:
            rows = rows.filter(province=self._province)
        found: dict[Asked, dict[str, bool]] = defaultdict(dict)
        told = list(rows.order_by("pk").values_list("of", "within", "key", "subject", "same"))
        now = _merged() if told else {}
        for of, within, key, subject, same in told:
            maker = now.get((str(Named.PRODUCER), within), within)
            found[of, maker, key][now.get((of, subject), subject)] = same
        return found


def said_to_differ(of: str) -> set[tuple[str, str, str]]:
    """(the key of a name, the uid of its producer if it names a product, the uid that it is not):
    all that was said to be two, of one kind. One query."""
    rows = NameAnswer.objects.filter(of=of, same=False)
    return set(rows.order_by().values_list("key", "within", "subject"))


@retried
def keep_apart(one: Producer | Product, other: Producer | Product, *, by: User) -> None:
    """Remember of two of the register that they are two, in one act. Raises PermissionDenied for
    whoever edits neither, but for the centre."""
    province = one.province
    of_office = any(may(by, "producer.edit", subject.province) for subject in (one, other))
    if not of_office and not may(by, "central", None):
        raise PermissionDenied
    with act("name_answer.create", by=by, province=province) as deed:
        remember(deed, [Answer(one.name, other, same=False), Answer(other.name, one, same=False)])


def _merged() -> dict[tuple[str, str], str]:
    """(kind, uid merged away) → the uid that answers for it."""
    rows = MergedSubject.objects.filter(kind__in=Named.values)
    return {(kind, old): uid for kind, old, uid in rows.values_list("kind", "old_uid", "uid")}


def remember(deed: Act, answers: Iterable[Answer]) -> int:
    """Keep answers within the open act, each for the province of its subject; how many were new.
    Answers about what was not written are left out."""
    wanted: dict[tuple[int, Asked, str], Answer] = {}
    for one in answers:
        if one.subject.pk is not None:
            home = one.subject.province
            wanted[home.pk, one.asked, one.subject.uid] = one
    if not wanted:
        return 0
    stored = {
        (one.province_id, (one.of, one.within, one.key), one.subject): one
        for one in NameAnswer.objects.filter(province__in={home for home, _, _ in wanted})
    }
    new, changed = [], []
    for place, one in wanted.items():
        (of, within, key), known = one.asked, stored.get(place)
        if known is None:
            new.append(
                NameAnswer.fresh(
                    province=one.subject.province, of=of, written=one.written[:250], key=key,
                    within=within, subject=one.subject.uid, same=one.same,
                )
            )  # fmt: skip
        elif known.same != one.same:
            known.same = one.same
            changed.append(known)
    deed.create_many(new)
    deed.save_many(changed)
    return len(new) + len(changed)
