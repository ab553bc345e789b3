"""A province's own rules for its council (*quy chế*) as fields of the round's form; kept on the
round as `rules`."""

from decimal import Decimal
from typing import Any

from django import forms

from certifications.law.scoring import STOP, WRITTEN, CouncilRules

WAYS = (
    ("mean", "Điểm trung bình của các thành viên đạt mức có dấu (mặc định)"),
    ("majority", "Hơn nửa số thành viên đạt mức có dấu"),
    ("all", "Mọi thành viên đều đạt mức có dấu"),
)
BELOW = (
    (STOP, "Dừng: không kết luận hồ sơ đó (mặc định)"),
    (WRITTEN, "Lấy ý kiến bằng văn bản của những người còn lại, kèm lý do (ít nhất 2 người)"),
)
USUAL = CouncilRules()


class CouncilRulesFields(forms.Form):
    """Mixed into the round's form: what the law leaves to each province, with the usual values
    proposed."""

    quorum = forms.DecimalField(
        label="Số thành viên phải có mặt (%)", required=False, min_value=1, max_value=100, max_digits=5, decimal_places=2, localize=True,
        help_text="Theo quy chế của tỉnh; để trống là 75%. Luôn phải có chủ tịch.",
    )  # fmt: skip
    spread_limit = forms.DecimalField(
        label="Chênh lệch tối đa giữa các thành viên (điểm)", required=False, min_value=0, max_value=100, max_digits=5, decimal_places=2, localize=True,
        help_text="Vượt mức này thì hội đồng thảo luận và chấm lại; để trống là 10 điểm.",
    )  # fmt: skip
    below_quorum = forms.ChoiceField(
        label="Khi một hồ sơ không đủ mức họp vì xung đột lợi ích", required=False, choices=BELOW,
        help_text="Mức họp và chủ tịch tính cho từng hồ sơ, không kể người có xung đột lợi ích.",
    )  # fmt: skip
    marks = forms.ChoiceField(
        label="Thế nào là hội đồng chấm đạt dấu sao", required=False, choices=WAYS
    )
    double_keying = forms.BooleanField(
        label="Nhập phiếu giấy hai lần",
        required=False,
        help_text="Hai người nhập cùng một phiếu, hệ thống so sánh trước khi khóa.",
    )
    written_opinion = forms.BooleanField(
        label="Lấy ý kiến bằng văn bản (đánh giá lại)",
        required=False,
        help_text=(
            "Với hồ sơ đánh giá lại, phiếu đã khóa của thành viên là ý kiến; hội đồng chỉ họp khi ý"
            " kiến khác nhau."
        ),
    )


def initial_of(rules: dict[str, Any]) -> dict[str, Any]:
    """The fields' values for a round's stored rules."""
    known = CouncilRules.from_data(rules)
    return {
        "quorum": (known.quorum * 100).normalize(),
        "spread_limit": known.spread_limit,
        "below_quorum": known.below_quorum,
        "marks": known.marks,
        "double_keying": bool(rules.get("double_keying")),
        "written_opinion": known.written_opinion,
    }


def rules_of(cleaned: dict[str, Any], stored: dict[str, Any]) -> dict[str, Any]:
    """The rules to store: what differs from the usual ones, and whatever the form does not ask
    for."""
    asked = {
        "quorum": _plain(USUAL.quorum if cleaned["quorum"] is None else cleaned["quorum"] / 100),
        "spread_limit": _plain(
            USUAL.spread_limit if cleaned["spread_limit"] is None else cleaned["spread_limit"]
        ),
        "below_quorum": cleaned["below_quorum"] or USUAL.below_quorum,
        "marks": cleaned["marks"] or USUAL.marks,
        "double_keying": cleaned["double_keying"],
        "written_opinion": cleaned["written_opinion"],
    }
    usual = {
        "quorum": _plain(USUAL.quorum), "spread_limit": _plain(USUAL.spread_limit), "marks": USUAL.marks,
        "below_quorum": USUAL.below_quorum,
        "double_keying": False, "written_opinion": False,
    }  # fmt: skip
    kept = {name: value for name, value in stored.items() if name not in asked}
    return kept | {name: value for name, value in asked.items() if value != usual[name]}


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
