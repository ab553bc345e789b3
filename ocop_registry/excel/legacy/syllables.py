"""Whether a word is a Vietnamese syllable: an onset, a rime and a tone that the language has.

A closed system of some 17,000 syllables: text in a wrong code page hardly ever falls into it, right
text nearly always does, so it tells the one from the other without a dictionary.
"""

import re
import unicodedata
from functools import lru_cache

_ONSETS = frozenset(
    "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()  # noqa: SIM905
) | {""}
_RIMES = frozenset(
    (  # noqa: SIM905  (a table to be read)
        "a ai ao au ay am an ang anh ap at ac ach ăm ăn ăng ăp ăt ăc âm ân âng âp ât âc âu ây"
        " e eo em en eng ep et ec ê êu êm ên ênh êp êt êch êng i ia iu im in inh ip it ich iêu iêm iên"
        " iêng iêp iêt iêc o oi om on ong op ot oc oa oai oay oam oan oang oanh oap oat oac oach oao oe"
        " oeo oen oet oem oăm oăn oăng oăt oăc oong ooc ô ôi ôm ôn ông ôp ôt ôc ôông ơ ơi ơm ơn ơp ơt ơng"
        " u ui um un ung up ut uc ua uôi uôm uôn uông uôt uôc uôp uê uêu uên uênh uêch uy uya uyên uyêt uyt"
        " uynh uych uyu uyn uyp uân uâng uây uât uâc uơ uơn uơt ư ưi ưu ưm ưn ưng ưt ưc ưa ươi ươu ươm"
        " ươn ương ươp ươt ươc y yêu yêm yên yêng yêt yt ynh ych ưp uan uang uai uay ue"
    ).split()
)
_TONES = {"\u0300": 1, "\u0301": 2, "\u0303": 3, "\u0309": 4, "\u0323": 5}
_STOPPED = re.compile(r"(?:p|t|c|ch)$")
_LEADING = re.compile(r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?")


@lru_cache(20_000)
def is_syllable(word: str) -> bool:
    """Whether a word, of any case, is a Vietnamese syllable with its marks."""
    tone, bare = 0, []
    for sign in unicodedata.normalize("NFD", word.lower()):
        if sign in _TONES:
            if tone:
                return False
            tone = _TONES[sign]
        else:
            bare.append(sign)
    plain = unicodedata.normalize("NFC", "".join(bare))
    return any(_fits(plain, cut, tone) for cut in range(4))


def _fits(plain: str, cut: int, tone: int) -> bool:
    onset, rime = plain[:cut], plain[cut:]
    if onset not in _ONSETS or (rime not in _RIMES and not (onset == "gi" and not rime)):
        return False
    return not _STOPPED.search(rime) or tone in (0, 2, 5)
