"""The check: may these stars be trusted on that day? By code, GTIN, decision number, uid, name,
producer or place.

An answer never guesses: several hits are listed to choose from, and "not found" says how far it can
be relied on.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ocop_registry import clock
from ocop_registry.accounts.models import Office
from ocop_registry.places.text import fold
from products import codes
from products.queries import bearers, sentences
from products.queries.bearers import COLUMNS, Bearer, Found, Many, OfDay
from products.queries.decisions import Decision, bearing
from products.queries.search import parts as search
from products.queries.search.reading import read
from products.queries.search.why import Reasons
from products.queries.search.writings import Typed
from products.queries.sentences import DOUBTED, ENDED, Complete
from products.queries.values import LONGEST
from products.serving import PRODUCT, states
from products.standings import VALID, Standing
from products.today import reading
from products.today.version import kept

MOST_HITS = 50
MOST_COUNTED = 1000  # of hits by words: counting what a common word finds would read all rows
LONGEST_OF_SEVERAL = 4000  # characters of several codes
# Words of an answer beside those of standing.
NEVER_CERTIFIED, AMBIGUOUS, UNKNOWN = "never_certified", "ambiguous", "unknown"


@dataclass(frozen=True)
class Hit:
    """A product with its standing of the day `on`; `certification`: the one that the code or
    decision asked about belongs to; `complete`: where registers are complete, and until when;
    `why`: why it was found by words."""

    product: OfDay
    on: date
    certification: OfDay | None = None
    complete: Complete = field(default_factory=dict)
    why: str = ""

    @property
    def asked(self) -> OfDay:
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
        return sentences.told(self.asked, self.on, self.complete)

    @property
    def of_product(self) -> str:
        """What to say of the product."""
        return sentences.told(self.product, self.on, self.complete)

    @property
    def rests_on_asked(self) -> bool:
        """Whether what is said of the product is said of the certification asked about."""
        resting = self.product.state.get("certification") or {}
        return self.asked.uid in {self.product.uid, resting.get("uid")}


@dataclass(frozen=True)
class Answer:
    """`kind`: one, several (choose), decision (its products), decisions (several that bear the
    number, in `decisions`; the products of all), each (an answer for each of several codes), none.
    `offices`: whom to ask, only when nothing was found. `more`: there are more hits than `total`."""

    text: str
    on: date
    kind: str
    hits: Sequence[Hit] = ()
    total: int = 0
    offices: Sequence[Office] = field(default=())
    decisions: Sequence[Decision] = ()
    each: Sequence["Answer"] = ()
    more: bool = False

    @property
    def standing(self) -> str:
        """One word: that of the hit, or ambiguous, decision, unknown."""
        return {
            "one": self.hits[0].standing if self.hits else "",
            "several": AMBIGUOUS,
            "each": AMBIGUOUS,
            "decisions": AMBIGUOUS,
            "none": UNKNOWN,
        }.get(self.kind, self.kind)

    @property
    def sentences(self) -> list[str]:
        """What to read out, the answer itself first."""
        if self.kind == "one":
            return [self.hits[0].sentence, *_of_its_product(self.hits[0])]
        if self.kind == "several" and self.more:
            return [
                _("Có hơn %(total)d sản phẩm khớp với “%(text)s”: hãy gõ thêm từ để tìm.")
                % vars(self)
            ]
        if self.kind == "several":
            return [
                _("Có %(total)d sản phẩm khớp với “%(text)s”: hãy chọn đúng sản phẩm.") % vars(self)
            ]
        if self.kind == "each":
            return [_("Tra cứu %(total)d mã:") % {"total": len(self.each)}]
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
    """Whatever a person may type; several codes are answered one by one. At most eight queries."""
    if len(pieces := codes.several(text[:LONGEST_OF_SEVERAL])) > 1:
        return Answer(text, on, "each", each=check_codes(pieces, on))
    text = " ".join((pieces[0] if pieces else text.replace("\x00", " ")).split())[:LONGEST]
    if not fold(text):
        return _nothing(text, on)
    answer = check_codes([text], on)[0]
    if answer.kind != "none":
        return answer
    if numbered := bearing(text):
        return Answer(text, on, "decisions", decisions=numbered)
    return _by_words(text, on, answer)


def check_codes(texts: Sequence[str], on: date) -> list[Answer]:
    """Product codes, GTINs, decision numbers, uids, tax codes and addresses, one answer each, in
    order; names are not looked for.

    The number of queries does not grow with the texts, but for their batches.
    """
    texts = [" ".join(text.replace("\x00", " ").split()) for text in texts]
    asked = [codes.keys_of(text) for text in texts]
    found = Found(chain.from_iterable(asked), on, MOST_HITS + 1)
    keys = [next((key for key in of if found.of(key)), "") for of in asked]
    found.add_makers({key for of, key in zip(asked, keys, strict=True) if not key for key in of})
    keys = [key or next(filter(found.of, of), "") for of, key in zip(asked, keys, strict=True)]
    hits = {key: _hits(key, found.of(key), on) for key in keys}
    offices = _offices() if _needed(hits.values()) else []
    if complete := sentences.complete_of(offices):
        hits = {key: [replace(hit, complete=complete) for hit in of] for key, of in hits.items()}
    many = Many({key: found.names(key) for key, of in hits.items() if len(of) > MOST_HITS})
    return [
        _answer(text, on, key, hits[key], offices, many)
        for text, key in zip(texts, keys, strict=True)
    ]


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


def _hits(key: str, rows: Sequence[Bearer], on: date) -> list[Hit]:
    """Each certification that bears the key, with its product; a product that alone bears it (GTIN,
    uid); by name.

    A code that a product kept through several recognitions means the product, not one of them.
    """
    recognised = Counter(one.product.uid for one in rows if one.certification)
    hits = {
        one.certification.uid: Hit(one.product, on, one.certification)
        for one in rows
        if one.certification and (recognised[one.product.uid] == 1 or "/" in key)
    }
    covered = {hit.product.uid for hit in hits.values()}
    alone = {
        one.product.uid: Hit(one.product, on)
        for one in rows
        if one.certification is None and one.product.uid not in covered
    }
    if len(hits) + len(alone) < 2:
        return [*hits.values(), *alone.values()]
    return sorted(
        [*hits.values(), *alone.values()], key=lambda hit: (hit.product.sort_key, hit.asked.uid)
    )


def _answer(
    text: str, on: date, key: str, hits: list[Hit], offices: Sequence[Office], many: Many
) -> Answer:
    if not hits:
        return Answer(text, on, "none", offices=offices)
    numbered = "/" in key  # only decision numbers have one: 386/QĐ-UBND
    total, shown = len(hits), hits[:MOST_HITS]
    if key in many:
        total = many.recognitions(key) if numbered else many.products(key)
    if not numbered:
        return Answer(text, on, "one" if total == 1 else "several", shown, total)
    told = _latest_first(many.decisions(key) if key in many else _decisions_of(hits))
    kind = "decisions" if len(told) > 1 else "decision"
    return Answer(text, on, kind, shown, total, decisions=told)


def _decisions_of(hits: Iterable[Hit]) -> list[Decision]:
    """The decisions that these recognitions rest on."""
    by_key: dict[str, list[OfDay]] = {}
    for hit in hits:
        if hit.certification is not None:
            by_key.setdefault(hit.certification.decision_key, []).append(hit.certification)
    return [
        Decision(min(one.decision_uid for one in rows), rows[0].card["decision"], len(rows))
        for rows in by_key.values()
    ]


def _latest_first(found: Iterable[Decision]) -> list[Decision]:
    return sorted(found, key=lambda one: (one.ref["issued_on"] or "", one.uid), reverse=True)


def _by_words(text: str, on: date, nothing: Answer) -> Answer:
    rows, typed = reading.rows(PRODUCT, on), Typed(text)
    keys = search.closest(rows, typed, MOST_HITS + 1)
    if not keys:
        return nothing
    of_day = states(PRODUCT, on).filter(entry__in=keys)
    found = {pk: bearers.of_day(told) for pk, *told in of_day.values_list("entry_id", *COLUMNS)}
    complete = sentences.complete_of(nothing.offices)
    why = Reasons(read(PRODUCT, typed))
    reasons = [why.of(found[key].text) for key in keys]
    if any(reason and not reason.is_placed for reason in reasons):  # else by where they are made
        reasons = [reason for reason in reasons if reason and not reason.is_placed]
    hits = [
        Hit(found[key], on, complete=complete, why=reason.sentence if reason else "")
        for key, reason in zip(keys, reasons, strict=False)
    ]
    total = len(hits)
    if total > MOST_HITS:
        total = search.counted(rows, typed, MOST_COUNTED)
    surely = total == 1 and not any(
        reason and (reason.is_near or reason.is_placed) for reason in reasons
    )
    kind, more = "one" if surely else "several", total > MOST_COUNTED
    return Answer(text, on, kind, hits[:MOST_HITS], min(total, MOST_COUNTED), more=more)


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


def _offices() -> Sequence[Office]:
    """All, with their places. One query, or none."""
    return kept("offices", clock.today(), _offices_read)


def _offices_read() -> Sequence[Office]:
    return tuple(Office.objects.select_related("place").order_by("place__sort_key"))
