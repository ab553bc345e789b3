"""Two versions of a scheme compared: every kind of change is found once, at its place, and nothing
else is."""

import copy
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from certifications.models import Scheme
from certifications.schemes import loading
from certifications.schemes.comparison import Change, diff

FILE = loading.FOLDER / "26-2026.json"
DATA = json.loads(FILE.read_text(encoding="utf-8"))


def changed(edit: Callable[[dict[str, Any]], object]) -> list[Change]:
    """What `diff` finds after one edit of the scheme."""
    new = copy.deepcopy(DATA)
    edit(new)
    return diff(DATA, new)


def one_set(data: dict[str, Any], no: int = 6) -> dict[str, Any]:
    return next(one for one in data["sets"] if one["no"] == no)


def criterion(data: dict[str, Any], code: str = "1.1", no: int = 6) -> dict[str, Any]:
    return next(one for one in one_set(data, no)["criteria"] if one["code"] == code)


def test_a_scheme_does_not_differ_from_itself() -> None:
    assert diff(DATA, copy.deepcopy(DATA)) == []


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (lambda new: new.update(validity_months=48), "Bộ tiêu chí: đổi thời hạn chứng nhận (tháng): 36 → 48"),
        (lambda new: new.update(effective_until="2030-01-01"), "Bộ tiêu chí: đổi áp dụng đến hết: (không có) → 01/01/2030"),
        (lambda new: new["bands"][0].update(min=91), "Khung 5: đổi khung: từ 90 điểm, cấp trung ương → từ 91 điểm, cấp trung ương"),
        (lambda new: new["sets"].remove(one_set(new)), "Bộ 6: bỏ bộ sản phẩm: Chế biến từ gạo, ngũ cốc"),
        (lambda new: new["sets"].append(one_set(new) | {"no": 27, "name": "Mật ong"}), "Bộ 27: thêm bộ sản phẩm: Mật ong"),
        (lambda new: one_set(new).update(name="Gạo"), "Bộ 6: đổi tên bộ: Chế biến từ gạo, ngũ cốc → Gạo"),
        (lambda new: one_set(new).update(no=30), "Bộ 30: chuyển số của bộ: 6 → 30"),
        (lambda new: one_set(new).update(samples_required=False), "Bộ 6: đổi phải nộp mẫu: có → không"),
        (lambda new: one_set(new)["stop_at_zero"].append("6.1"), "Bộ 6: đổi dừng chấm khi 0 điểm ở: (không có) → 6.1"),
        (lambda new: one_set(new)["sections"][0].update(max_points=1), "Bộ 6, mục A.1: đổi mục: Tổ chức sản xuất, 18 điểm → Tổ chức sản xuất, 1 điểm"),
        (lambda new: one_set(new)["criteria"].remove(criterion(new)), "Bộ 6: bỏ tiêu chí: 1.1. Nguồn nguyên liệu (3 điểm)"),
        (lambda new: criterion(new).update(max_points=4), "Bộ 6, tiêu chí 1.1: đổi điểm tối đa: 3 → 4"),
        (lambda new: criterion(new).update(code="1.9"), "Bộ 6, tiêu chí 1.9: chuyển số của tiêu chí: 1.1 → 1.9"),
        (lambda new: criterion(new).update(name="Nguyên liệu"), "Bộ 6, tiêu chí 1.1: đổi tên tiêu chí: Nguồn nguyên liệu → Nguyên liệu"),
        (lambda new: criterion(new, "5.2").update(applies_if=None), "Bộ 6, tiêu chí 5.2: đổi điều kiện: 5.1>0 → (không có)"),
        (lambda new: criterion(new, "8", 26).update(cases=[]), "Bộ 26, tiêu chí 8: đổi trường hợp: Dịch vụ do cộng đồng cung cấp; Điểm dịch vụ du lịch → (không có)"),
    ],
)  # fmt: skip
def test_each_change_is_told_once_at_its_place(
    edit: Callable[[dict[str, Any]], object], told: str
) -> None:
    assert [str(one) for one in changed(edit)] == [told]


@pytest.mark.parametrize(
    ("edit", "what", "before", "after"),
    [
        (lambda level: level.update(points=9), "điểm", "2", "9"),
        (lambda level: level.update(stars=5), "dấu sao", "", "5"),
        (lambda level: level.update(label="Lời mới"), "lời", "Cũ", "Lời mới"),
    ],
)
def test_points_marks_and_words_of_a_level(
    edit: Callable[[dict], object], what: str, before: str, after: str
) -> None:
    old = copy.deepcopy(DATA)
    criterion(old)["options"][1] = {"points": 2, "label": "Cũ", "stars": None, "case": None}
    new = copy.deepcopy(old)
    edit(criterion(new)["options"][1])
    (change,) = diff(old, new)
    assert (change.kind, change.set_no, change.what, change.before, change.after) == (
        "changed",
        6,
        what,
        before,
        after,
    )
    assert change.where.startswith("Bộ 6, tiêu chí 1.1, mức")


def test_a_level_that_comes_and_one_that_goes() -> None:
    added = changed(
        lambda new: criterion(new)["options"].append(
            {"points": 9, "label": "Thêm", "stars": 5, "case": None}
        )
    )
    assert [str(one) for one in added] == ["Bộ 6, tiêu chí 1.1: thêm mức: 9 điểm, dấu 5 sao: Thêm"]
    gone = changed(lambda new: criterion(new)["options"].pop())
    assert [(one.kind, one.what) for one in gone] == [("removed", "mức")]


def test_the_two_ways_round_mirror_each_other() -> None:
    new = copy.deepcopy(DATA)
    one_set(new).update(name="Gạo")
    criterion(new)["options"].pop()
    there, back = diff(DATA, new), diff(new, DATA)
    assert [(one.before, one.after) for one in there] == [(one.after, one.before) for one in back]


# --- the command ----------------------------------------------------------------------------------
def run(*arguments: str) -> str:
    out = StringIO()
    call_command("diff_schemes", *arguments, stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_command_compares_what_is_loaded_with_a_file(tmp_path: Path) -> None:
    assert run("26-2026", str(FILE)) == "Không có gì khác nhau.\n"
    new = copy.deepcopy(DATA) | {"code": "27/2027/QĐ-TTg"}
    criterion(new).update(max_points=4)
    path = tmp_path / "new.json"
    path.write_text(json.dumps(new), encoding="utf-8")
    text = run("26-2026", str(path))
    assert (
        text
        == "26/2026/QĐ-TTg → 27/2027/QĐ-TTg: 1 điểm khác nhau.\n- Bộ 6, tiêu chí 1.1: đổi điểm tối"
        " đa: 3 → 4\n"
    )
    (told,) = json.loads(run("26-2026", str(path), "--json"))
    assert (told["kind"], told["set_no"], told["before"], told["after"]) == ("changed", 6, "3", "4")
    assert Scheme.objects.count() == 3


@pytest.mark.django_db
def test_the_command_says_what_is_wrong_with_its_arguments(tmp_path: Path) -> None:
    broken, other = tmp_path / "broken.json", tmp_path / "other.json"
    broken.write_text("{", encoding="utf-8")
    other.write_text("{}", encoding="utf-8")
    for name, told in (
        ("99-2031", "Các bộ đã nạp: 26-2026"),
        (str(broken), "không phải JSON"),
        (str(other), "không phải bộ tiêu chí"),
    ):
        with pytest.raises(CommandError, match=told):
            run("26-2026", name)
