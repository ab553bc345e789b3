"""How much an officer has to mend of a pasted list of 32 products as a province sends it: counted, so
that it does not grow again."""

import pytest

from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.staff.applications.test_pasted_lists import Page, place

pytestmark = pytest.mark.django_db
HEAD = ("TT", "Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "SĐT", "Bộ SP", "Ghi chú")
MOST = 6


def thirty_two() -> list[tuple[str, ...]]:
    """A title, a heading, 12 products that come again (8 "nâng hạng", 4 without a word), 20 new ones
    (each fifth without its kind, which its name tells), a sum, a signature."""
    lines: list[tuple[str, ...]] = [("DANH SÁCH SẢN PHẨM THAM GIA ĐÁNH GIÁ NĂM 2026",), HEAD]
    for at in range(12):
        note = "nâng hạng" if at < 8 else "đánh giá lại"
        phone = f"09111111{at:02d}" if at % 4 == 0 else ""
        lines.append(
            (str(at + 1), f"Trà {at}", f"HTX Cũ {at}", "HTX", "Xã Tân Cương", phone, "11", note)
        )
    for at in range(20):
        kind = "" if at % 5 == 0 else "HTX"
        lines.append(
            (
                str(at + 13),
                f"Mật ong {at}",
                f"HTX Mới {at}",
                kind,
                "Xã Võ Nhai",
                f"9123456{at:02d}",
                "Bộ 6",
                "",
            )
        )
    return [*lines, ("", "Tổng cộng: 32 sản phẩm"), ("", "", "", "", "NGƯỜI LẬP BIỂU")]


def mends(page: Page) -> int:
    """Fields to fill or answers to give: what one answer serves counts once."""
    shared = {one.name for one in page.answer.context["for_all"]}
    columns = {name.partition(".")[2] or "type" for name in shared}
    single = sum(1 for row in page.rows for column in row.errors if column not in columns)
    return len(shared) + single + len(page.answer.context["table"].problems)


def test_a_list_of_thirty_two_needs_few_mends(as_user, lan):
    for at in range(12):
        maker = make.producer(f"HTX Cũ {at}", place=place("Xã Tân Cương"), phone="0987000111")
        history.recognised(make.product(f"Trà {at}", of=maker, set_no=11), year=2023)
    page = Page(as_user(lan), make.open_round(lan)).paste(thirty_two())
    table = page.answer.context["table"]
    assert (len(page.rows), table.problems, [one["label"] for one in table.pasted.questions]) == (
        32,
        [],
        [],
    )
    found = mends(page)
    assert found <= MOST, [row.errors for row in page.rows if row.errors]
