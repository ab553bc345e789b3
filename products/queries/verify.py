"""The check: may these stars be trusted on that day? By code, GTIN, decision number, uid, name,
producer or place.

An answer never guesses: several hits are listed to choose from, and "not found" says how far it can
be relied on.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop_registry import clock, uids
from ocop_registry.accounts.models import Office
from ocop_registry.journal.batches import batches
from ocop_registry.journal.models import kept_uids
from ocop_registry.places.text import fold
from products.models.register import PublicEntry, PublicState
from products.models.today import PublicCode
from products.queries import sentences
from products.queries.decisions import Decision, bare_number, bearing
from products.queries.search import closeness
from products.queries.sentences import DOUBTED, ENDED, Complete
from products.queries.values import LONGEST
from products.serving import CERTIFICATION, PRODUCT, code_key, states
from products.standings import VALID, Standing
from products.today import reading, turning

MOST_HITS = 50
# Words of an answer beside those of standing.
NEVER_CERTIFIED, AMBIGUOUS, UNKNOWN = "never_certified", "ambiguous", "unknown"


@dataclass(frozen=True)
class Hit:
    """A product with its standing of the day `on`; `certification`: the one that the code or
    decision asked about belongs to; `complete`: where registers are complete, and until when."""

    product: PublicState
    on: date
    certification: PublicState | None = None
    complete: Complete = field(default_factory=dict)

    @property
    def asked(self) -> PublicState:
        """What the question was about: the certification named, else the product."""
        return self.certification or self.product

    @property
    def standing(self) -> str:
        """A word of standing, or never_certified (as on a day before the first recognition)."""
        return (
            NEVER_CERTIFIED
            if self.asked.standing == Standing.PARTICIPATING
            else self.asked.standing
        )

    @property
    def sentence(self) -> str:
        """What to say of the certification asked about, else of the product."""
        return sentences.said(self.asked, self.on, self.complete)

    @property
    def of_product(self) -> str:
        """What to say of the product."""
        return sentences.said(self.product, self.on, self.complete)

    @property
    def rests_on_asked(self) -> bool:
        """Whether what is said of the product is said of the certification asked about."""
        resting = json.loads(self.product.state).get("certification") or {}
        return self.asked.entry.uid in {self.product.entry.uid, resting.get("uid")}


@dataclass(frozen=True)
class Answer:
    """`kind`: one, several (choose), decision (its products), decisions (several that bear the
    number, in `decisions`; the products of all), none. `offices`: whom to ask, only when nothing
    was found."""

    text: str
    on: date
    kind: str
    hits: Sequence[Hit] = ()
    total: int = 0
    offices: Sequence[Office] = field(default=())
    decisions: Sequence[Decision] = ()

    @property
    def standing(self) -> str:
        """One word: that of the hit, or ambiguous, decision, unknown."""
        return {
            "one": self.hits[0].standing if self.hits else "",
            "several": AMBIGUOUS,
            "decisions": AMBIGUOUS,
            "none": UNKNOWN,
        }.get(self.kind, self.kind)

    @property
    def sentences(self) -> list[str]:
        """What to read out, the answer itself first."""
        if self.kind == "one":
            return [self.hits[0].sentence, *_of_its_product(self.hits[0])]
        if self.kind == "several":
            return [
                _("Có %(total)d sản phẩm khớp với “%(text)s”: hãy chọn đúng sản phẩm.") % vars(self)
            ]
        if self.kind == "decision":
            return [
                ngettext(
                    "Quyết định %(text)s có %(total)d sản phẩm trong sổ đăng ký.",
                    "Quyết định %(text)s có %(total)d sản phẩm trong sổ đăng ký.",
                    self.total,
                )
                % vars(self)
            ]
        if self.kind == "decisions":
            told = {"text": self.text, "total": len(self.decisions)}
            if len(self.decisions) == 1:
                return [_("Có một quyết định mang số %(text)s trong sổ đăng ký.") % told]
            return [
                _(
                    "Có %(total)d quyết định mang số %(text)s: hãy chọn theo ngày ký và cơ quan ban"
                    " hành."
                )
                % told
            ]
        if not self.text:
            return [
                _(
                    "Hãy gõ tên sản phẩm, chủ thể, địa danh, mã sản phẩm, mã GTIN hoặc số quyết"
                    " định."
                )
            ]
        return [
            _("Không tìm thấy “%(text)s” trong sổ đăng ký.") % vars(self),
            *completeness(self.offices),
        ]


def check(text: str, on: date) -> Answer:
    """Whatever a person may type. At most six queries."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    if not fold(text):
        return _nothing(text, on)
    answer = check_codes([text], on)[0]
    if answer.kind != "none":
        return answer
    if numbered := bearing(text):
        return Answer(text, on, "decisions", decisions=numbered)
    return _by_words(text, on, answer)


def check_codes(texts: Sequence[str], on: date) -> list[Answer]:
    """Product codes, GTINs, decision numbers and uids, one answer each, in order; names are not
    looked for.

    The number of queries does not grow with the texts, but for their batches.
    """
    texts = [" ".join(text.replace("\x00", " ").split()) for text in texts]
    keys = {text: code_key(bare_number(text))[:LONGEST].replace("|", "") for text in texts}
    found = _Found(keys.values(), on)
    hits = {key: found.hits(key) for key in keys.values()}
    offices = _offices() if _needed(hits.values()) else []
    complete = sentences.complete_of(offices)
    told = {key: [replace(hit, complete=complete) for hit in of] for key, of in hits.items()}
    return [_answer(text, on, keys[text], told[keys[text]], offices) for text in texts]


def completeness(offices: Iterable[Office]) -> list[str]:
    """How far "not found" can be relied on: which provinces have declared their register complete,
    and until when."""
    declared = [
        (office.place.full_name, office.complete_until)
        for office in offices
        if office.complete_until
    ]
    if not declared:
        return [
            _(
                "Chưa tỉnh nào xác nhận đã nhập đủ: không tìm thấy chưa có nghĩa là không được công"
                " nhận."
            ),
            _("Hãy hỏi văn phòng điều phối nông thôn mới của tỉnh nơi sản xuất."),
        ]
    sentence = _("Sổ đăng ký của %(place)s đã đủ các quyết định đến hết ngày %(day)s.")
    return [
        *(
            sentence % {"place": name, "day": until.strftime("%d/%m/%Y")}
            for name, until in declared
        ),
        _(
            "Với các tỉnh khác, không tìm thấy chưa có nghĩa là không được công nhận: hãy hỏi văn"
            " phòng của tỉnh đó."
        ),
    ]


class _Found:
    """The rows that bear any of these keys (codes, GTINs, decision numbers, uids), with their
    standings of a day."""

    def __init__(self, keys: Iterable[str], on: date) -> None:
        wanted = {key for key in keys if key}
        uid_of = {key: uid for key in wanted if (uid := uids.normalise(key))}
        turning.made()
        ids = _ids_of(wanted, uid_of)
        of_day = PublicState.objects.filter(first_day__lte=on, last_day__gte=on)
        of_day = of_day.select_related("entry").defer("entry__detail", "entry__search_key")
        asked = [
            one
            for piece in batches(sorted({pk for found in ids.values() for pk in found}))
            for one in of_day.filter(entry__in=piece)
        ]
        products = {one.entry.uid: one for one in asked if one.entry.kind == PRODUCT}
        lacking = {one.entry.product_uid for one in asked} - products.keys()
        for piece in batches(sorted(lacking)):
            products |= {
                one.entry.uid: one
                for one in of_day.filter(entry__kind=PRODUCT, entry__uid__in=piece)
            }
        self._on = on
        self._asked = {one.entry_id: one for one in asked}
        self._ids, self._products = ids, products

    def hits(self, key: str) -> list[Hit]:
        """Each certification that bears the key, with its product; a product that alone bears it
        (GTIN, uid); by name.

        A code that a product kept through several recognitions means the product, not one of them.
        """
        rows = [self._asked[pk] for pk in self._ids.get(key, ()) if pk in self._asked]
        bearers = Counter(one.entry.product_uid for one in rows if one.entry.kind == CERTIFICATION)
        certified = [
            Hit(self._products[one.entry.product_uid], self._on, one)
            for one in rows
            if one.entry.kind == CERTIFICATION
            and (bearers[one.entry.product_uid] == 1 or "/" in key)
        ]
        covered = {hit.product.entry.uid for hit in certified}
        alone = [
            Hit(one, self._on)
            for one in rows
            if one.entry.kind == PRODUCT and one.entry.uid not in covered
        ]
        return sorted(
            [*certified, *alone],
            key=lambda hit: (bytes(hit.product.entry.sort_key), hit.asked.entry.uid),
        )


def _ids_of(wanted: set[str], uid_of: dict[str, str]) -> dict[str, list[int]]:
    """Entries by the key that names them: a code, or a uid however it was typed."""
    found: dict[str, list[int]] = {key: [] for key in wanted}
    keys_of = defaultdict(set)
    for key in wanted:
        keys_of[key].add(key)
    for key, uid in uid_of.items():
        keys_of[uid].add(key)
    for piece in batches(sorted(keys_of)):
        bearing = PublicCode.objects.filter(code__in=piece).order_by("entry_id")
        for pk, code in bearing.values_list("entry_id", "code"):
            for key in keys_of[code]:
                found[key].append(pk)
    _add_merged(found, {uid: key for key, uid in uid_of.items() if not found[key]})
    return found


def _add_merged(found: dict[str, list[int]], keys_of_uid: dict[str, str]) -> None:
    """Uids of what was entered twice and merged mean what was kept."""
    kept = kept_uids([PRODUCT, CERTIFICATION], keys_of_uid)
    if not kept:
        return
    ids = PublicEntry.objects.filter(
        kind__in=[PRODUCT, CERTIFICATION], uid__in=kept.values()
    ).values_list("uid", "pk")
    by_uid = dict(ids)
    for old, uid in kept.items():
        if uid in by_uid:
            found[keys_of_uid[old]].append(by_uid[uid])


def _answer(text: str, on: date, key: str, hits: list[Hit], offices: Sequence[Office]) -> Answer:
    if not hits:
        return Answer(text, on, "none", offices=offices)
    if "/" in key:  # only decision numbers have one: 386/QĐ-UBND
        told = _decisions_of(hits)
        kind = "decisions" if len(told) > 1 else "decision"
        return Answer(text, on, kind, hits, len(hits), decisions=told)
    return Answer(text, on, "one" if len(hits) == 1 else "several", hits, len(hits))


def _decisions_of(hits: Iterable[Hit]) -> list[Decision]:
    """The decisions that these recognitions rest on, the latest first."""
    by_key: dict[str, list[PublicState]] = {}
    for hit in hits:
        if hit.certification is not None:
            by_key.setdefault(hit.certification.entry.decision_key, []).append(hit.certification)
    told = [
        Decision(
            min(one.entry.decision_uid for one in rows),
            json.loads(rows[0].entry.card)["decision"],
            len(rows),
        )
        for rows in by_key.values()
    ]
    return sorted(told, key=lambda one: (one.ref["issued_on"] or "", one.uid), reverse=True)


def _by_words(text: str, on: date, nothing: Answer) -> Answer:
    rows = reading.rows(PRODUCT, on)
    rows = rows.filter(closeness.containing(text)).annotate(
        rank=closeness.rank(text), first=closeness.first(text)
    )
    closest = rows.order_by(*closeness.COLUMNS).values_list("listed_id", flat=True)
    keys = list(closest[: MOST_HITS + 1])
    if not keys:
        return nothing
    of_day = states(PRODUCT, on).defer("entry__detail", "entry__search_key")
    found = {one.entry_id: one for one in of_day.filter(entry__in=keys)}
    complete = sentences.complete_of(nothing.offices)
    hits = [Hit(found[key], on, complete=complete) for key in keys]
    total = len(hits) if len(hits) <= MOST_HITS else rows.count()
    return Answer(text, on, "one" if total == 1 else "several", hits[:MOST_HITS], total)


def _needed(hits: Iterable[list[Hit]]) -> bool:
    """Whether an answer tells how complete registers are: nothing found, or stars that ended."""
    return any(not of or any(hit.product.standing in DOUBTED for hit in of) for of in hits)


def _of_its_product(hit: Hit) -> list[str]:
    """What holds for the product on that day, when the certification asked about does not count."""
    if hit.certification is None or hit.certification.standing in VALID:
        return []
    if hit.rests_on_asked and hit.product.standing not in ENDED:
        return []
    said = {"sentence": hit.of_product, "day": hit.on.strftime("%d/%m/%Y")}
    if hit.on == clock.today():
        return [_("Sản phẩm này hiện nay: %(sentence)s") % said]
    return [_("Sản phẩm này vào ngày %(day)s: %(sentence)s") % said]


def _nothing(text: str, on: date) -> Answer:
    return Answer(text, on, "none", offices=_offices() if text else ())


def _offices() -> list[Office]:
    return list(Office.objects.select_related("place").order_by("place__sort_key"))
