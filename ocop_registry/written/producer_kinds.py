"""Kinds of producers as lists name them. Source of the kinds: scheme 26/2026 (domain §4)."""

import re
from dataclasses import replace

from ocop_registry.written.words import ClosedList, table

# The value is the one that `producers.models.ProducerKind` keeps; the label the one of the paper.
LABELS = {
    "cooperative": "Hợp tác xã",
    "cooperative_group": "Tổ hợp tác",
    "sme": "Doanh nghiệp nhỏ và vừa",
    "farm": "Trang trại",
    "household": "Hộ sản xuất",
    "registered_household": "Hộ gia đình có đăng ký kinh doanh",
    "society": "Hội",
    "association": "Hiệp hội",
    "operator": "Trung tâm điều hành hoặc tổ chức tương đương",
}

# Words that mean one kind and no other.
SURE = table({
    "cooperative": "htx, hợp tác xã, liên hiệp hợp tác xã, liên hiệp htx, lh htx, lhhtx, liên minh htx, htxnn, htx nn",
    "cooperative_group": "tht, tổ ht, tổ hợp tác, tổ hợp tác xã viên, thợp tác, to htac",
    "sme": """doanh nghiệp, dn, dnnvv, dn nvv, dn vừa và nhỏ, dn nhỏ và vừa, doanh nghiệp vừa và nhỏ, doanh nghiệp tư nhân, dn tư nhân, dntn,
              công ty, cty, c ty, ct, ctcp, ctytnhh, cttnhh, ctyCP, tnhh, tnhh mtv, mtv, cổ phần, cp, cphần, công ti, cti, dn tn, dn siêu nhỏ,
              doanh nghiệp nhỏ, doanh nghiệp vừa, doanh nghiệp siêu nhỏ, chi nhánh công ty""",
    "farm": "trang trại, chủ trang trại, kinh tế trang trại, ttrại, trang trai chăn nuôi",
    "household": """hộ, hộ sản xuất, hộ sx, hộ gia đình, hộ gđ, hộ nông dân, hộ dân, nông hộ, hộ nd, hộ sxnn, hộ nông nghiệp,
                    hộ không đăng ký kinh doanh, hộ chưa đăng ký kinh doanh, hộ không đkkd, hộ chưa đkkd""",
    "registered_household": """hộ kinh doanh, hkd, hkdct, hkd cá thể, hkdcn, hộ kd, hộ sxkd, hộ sx kd, hộ sản xuất kinh doanh, hộ đkkd,
                               hộ có đkkd, hộ đăng ký kinh doanh, hộ kinh doanh cá thể, hộ kdct, hộ kd cá thể, hộ gia đình đăng ký kinh doanh,
                               hộ có đăng ký kinh doanh, hộ gđ có đkkd""",
    "society": "hội, chi hội, hội nông dân, hội phụ nữ, hội viên, hội lhpn, hội ndvn, hội nd, hội pn, hội làm vườn, hội sinh vật cảnh, hội cựu chiến binh, hội ccb",
    "association": "hiệp hội, hiệp hội ngành nghề, liên hiệp hội",
    "operator": """trung tâm điều hành, ban quản lý, bql, ban ql, ban điều hành, tổ chức tương đương, ban quản lý du lịch, ban quản lý khu du lịch,
                   trung tâm điều hành hoặc tổ chức tương đương, tt điều hành""",
})  # fmt: skip

# Words that may mean a kind: asked once, with this suggestion ("none" for no suggestion).
PERHAPS = table({
    "registered_household": """cơ sở, cơ sở sx, cơ sở sản xuất, cơ sở kinh doanh, cơ sở sản xuất kinh doanh, cơ sở sxkd, cơ sở kd, cs, cssx, cskd,
                               cs sx, cs kd, cssxkd, cs sxkd, cơ sở chế biến, cscb, cơ sở cá thể, hộ cá thể, kinh doanh cá thể, cửa hàng, đại lý, lò, xưởng,
                               xưởng sản xuất, tiệm, quán, nhà hàng""",
    "cooperative_group": """nhóm, nhóm hộ, nhóm hộ sản xuất, nhóm hộ gia đình, nhóm sở thích, nhóm sản xuất, nhóm nông dân, tổ, tổ nhóm, tổ sản xuất,
                            tổ liên kết, tổ sx, tổ liên kết sản xuất, nhóm cùng sở thích, tổ hội, tổ hội nghề nghiệp, tổ kinh tế""",
    "household": "cá nhân, cá thể, ông, bà, ông bà, nghệ nhân, người dân, nông dân, chủ hộ, gia đình, cá nhân sản xuất",
    "farm": "gia trại, nông trại, farm, vườn, nông trường",
    "operator": "trung tâm, ban quản trị, ban đại diện, bqt, đơn vị sự nghiệp",
    "none": """làng nghề, homestay, khác, câu lạc bộ, clb, hội quán, làng, thôn, bản, tổ chức, tập đoàn, tổng công ty, doanh nghiệp lớn,
               tt, chưa phân loại, chủ thể khác, kinh tế tập thể, ktt, kinh tế tư nhân, đơn vị""",
})  # fmt: skip
PERHAPS = {word: "" if kind == "none" else kind for word, kind in PERHAPS.items()}

# What a name of a kind begins with, whatever follows: "HTX nông nghiệp", "Công ty TNHH", "HTXDVNN".
# Of enterprises only small and medium ones are admitted, so that every company of a register is one.
_BEGINNINGS = (
    (re.compile(r"(?:lien hiep )?(?:htx|hop tac xa)(?:\b|[a-z]{1,8}\b)"), "cooperative"),
    (re.compile(r"(?:tht|to hop tac|to ht)\b"), "cooperative_group"),
    (re.compile(r"(?:cong ty|cong ti|cty|ctcp|ct (?:tnhh|cp|co phan)|ctytnhh|ctycp|tnhh|dntn|dnnvv)\b"), "sme"),
    (re.compile(r"(?:doanh nghiep|dn) (?:cong ty|cty|tu nhan|nho|vua|sieu nho|san xuat|tnhh|co phan)\b"), "sme"),
    (re.compile(r"(?:chu )?trang trai\b"), "farm"),
    (re.compile(r"(?:hkd|ho kinh doanh|ho kd)\b"), "registered_household"),
    (re.compile(r"hiep hoi\b"), "association"),
    (re.compile(r"(?:chi )?hoi (?:nong dan|phu nu|lien hiep phu nu|lhpn|lam vuon|nguoi|nghe|san xuat|cuu|nuoi|trong)\b"), "society"),
    (re.compile(r"(?:ban quan ly|ban ql|bql|trung tam dieu hanh|ban dieu hanh)\b"), "operator"),
)  # fmt: skip
_LARGE = re.compile(r"\b(?:lon|tap doan|tong cong ty|fdi)\b")
# "Hộ …": registered when a registration or a business is named, and it is not said that there is none.
_HOUSEHOLD = re.compile(r"ho (?:.+)")
_NOT_REGISTERED = re.compile(
    r"\b(?:khong|chua|ko|khg)(?: \w+)?(?: \w+)? (?:dkkd|dang ky|kinh doanh|kd)\b"
)
_REGISTERED = re.compile(r"\b(?:dkkd|kinh doanh|kd|sxkd|kdct|gpkd|gcn dkkd)\b")
_WORK = "gia dinh gd san xuat sx nong dan nghiep nn lam nghe tho cong trong trot chan nuoi nd thuan"
_OF_HOUSEHOLDS = frozenset(_WORK.split())
# Words that name a kind, by what is the same kind.
_ANY_KIND = (
    re.compile(r"\b(?:htx|hop tac xa)\b"),
    re.compile(r"\b(?:tht|to hop tac)\b"),
    re.compile(r"\b(?:cong ty|cty|ctcp|tnhh|doanh nghiep|dn|dntn|dnnvv)\b"),
    re.compile(r"\b(?:ho|hkd)\b"),
    re.compile(r"\btrang trai\b"),
    re.compile(r"\bhiep hoi\b"),
)
_GUESSES = (
    (re.compile(r"(?:co so|cs)\b"), "registered_household"),
    (re.compile(r"(?:nhom|to)\b"), "cooperative_group"),
    (re.compile(r"(?:ong|ba|anh|chi) \w+"), "household"),
    (re.compile(r"(?:trung tam|ban)\b"), "operator"),
    (re.compile(r"ho\b"), "household"),
)


def _rule(word: str) -> str:
    word = re.sub(r"^loai hinh (?:chu the )?", "", word)
    if word in SURE:
        return SURE[word]
    if _names_several(word):
        return ""  # "DN/HTX": a choice that nobody made
    for beginning, kind in _BEGINNINGS:
        if beginning.match(word) and not _LARGE.search(word):
            return kind
    if not _HOUSEHOLD.fullmatch(word):
        return ""
    if _NOT_REGISTERED.search(word):
        return "household"
    if _REGISTERED.search(word):
        return "registered_household"
    return "household" if set(word.split()[1:]) <= _OF_HOUSEHOLDS else ""


def _names_several(word: str) -> bool:
    return sum(bool(kind.search(word)) for kind in _ANY_KIND) > 1


def _guess(word: str) -> str | None:
    if _LARGE.search(word) or _names_several(word):
        return None
    return next((kind for words, kind in _GUESSES if words.match(word)), "")


KINDS = ClosedList("producer_kind", "loại hình", LABELS, SURE, PERHAPS, _rule, _guess)
read = KINDS.read
# Of recognitions of before, a kind may stay unknown.
OF_OLD_LISTS = replace(KINDS, labels={**LABELS, "unknown": "Chưa rõ"})
