"""What an office said that its words mean: asked once, kept as an act, used in its next file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from certifications.models import Vocabulary, Word
from ocop_registry.accounts.models import User
from ocop_registry.accounts.permissions import may
from ocop_registry.journal.acts import act
from ocop_registry.places.models import Place
from ocop_registry.written.words import key

_LONGEST = 150


@dataclass(frozen=True)
class Meanings:
    """Vocabulary (of sets with their scheme: "product_set/26-2026") → word as compared → meaning."""

    said: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def of(self, vocabulary: str, scheme: str = "") -> Mapping[str, str]:
        return self.said.get(f"{vocabulary}/{scheme}" if scheme else vocabulary, {})


def meanings(province: Place | None) -> Meanings:
    """Those of a province of today; none of the whole country. One query."""
    said: dict[str, dict[str, str]] = {}
    rows = Word.objects.filter(province=province) if province else Word.objects.none()
    for vocabulary, scheme, word, meaning in rows.values_list(
        "vocabulary", "scheme", "key", "meaning"
    ):
        said.setdefault(f"{vocabulary}/{scheme}" if scheme else vocabulary, {})[word] = meaning
    return Meanings(said)


@dataclass(frozen=True)
class Answer:
    """What a person answered of one word. `lasting`: its vocabulary, with the scheme of sets."""

    lasting: str
    written: str
    meaning: str


def remember(answers: Iterable[Answer], province: Place | None, by: User | None) -> None:
    """Keep answers for the office's next file, as one act; what says the same is left as it is.
    Nothing is kept for the whole country, or by whoever may not."""
    if province is None or by is None or not may(by, "word.edit", province):
        return
    wanted = {
        (*_vocabulary(one.lasting), key(one.written)[:_LONGEST]): one
        for one in answers
        if one.lasting and key(one.written)
    }
    if not wanted:
        return
    stored = {
        (one.vocabulary, one.scheme, one.key): one for one in Word.objects.filter(province=province)
    }
    with act("word.remember", by=by, province=province) as deed:
        for place, answer in wanted.items():
            word = stored.get(place)
            if word is None:
                vocabulary, scheme, word_key = place
                deed.create(
                    Word(
                        province=province,
                        vocabulary=vocabulary,
                        scheme=scheme,
                        written=answer.written[:_LONGEST],
                        key=word_key,
                        meaning=answer.meaning,
                    )
                )
            elif word.meaning != answer.meaning:
                word.meaning = answer.meaning
                deed.save(word)


def _vocabulary(lasting: str) -> tuple[str, str]:
    vocabulary, _, scheme = lasting.partition("/")
    return str(Vocabulary(vocabulary)), scheme
