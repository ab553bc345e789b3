"""What officers do between the big steps: mend a pasted list, number products, recognise again,
revoke by two people."""

import unicodedata
from typing import Any

import pytest
from playwright.sync_api import expect

from certifications.models import Application, Certification, PreparedAct, Round
from ocop_registry import clock
from tests.browser.officer import Officer
from tests.support.site import Site

pytestmark = pytest.mark.browser

# An old, a split and a misspelt commune, an unknown kind, a row twice, no set, a wrong type, merged
# cells, blanks, letters apart.
PASTED = "\n".join(
    [
        "TT\tTên sản phẩm\tChủ thể\tLoại hình\tXã\tBộ sản phẩm\tLoại hồ sơ",
        "1\tBún khô thử\tHTX Bún Thử\tHợp tác xã\tXã Tân Cươn\t6\tLần đầu",
        "2\tMiến thử\tHTX Miến Thử\tHợp tác xã\txã Kim Lư, huyện Na Rì\t6\tLần đầu",
        "3\tGạo thử\tHTX Gạo Thử\tHợp tác xã\tXã Thượng Đình, huyện Phú Bình\t3\tLần đầu",
        "4\tChè thử\tHTX Chè Thử\tLiên hiệp gì đó\tXã Tân Cương\t11\tLần đầu",
        "5\tChè thử hai\tHTX Chè Thứ\tHợp tác xã\tXã Tân Cương\t\tLần đầu",
        "6\tChè thử hai\tHTX Chè Thứ\tHợp tác xã\tXã Tân Cương\t\tLần đầu",
        "7\tBánh thử\tHTX Bánh Thử\tHợp tác xã\tXã Tân Cương\t6\tnâng cấp",
        "8\tBánh thử hai\t\t\t\t6\tLần đầu",
        "9\t  Mật ong thử  \t HTX Ong Thử \tHợp tác xã\t Xã Tân Cương \t4\tLần đầu",
        unicodedata.normalize(
            "NFD", "10\tTrà sen thử\tHTX Sen Thử\tHợp tác xã\tXã Tân Cương\t11\tLần đầu"
        ),
    ]
)


def _row(page: Any, number: int) -> Any:
    return page.locator("table.paste tbody tr").nth(number - 1)


def test_a_pasted_list_full_of_mistakes_is_mended_on_the_page_and_then_numbered(
    demo_site: Site, browser_page: Any
) -> None:
    open_ = Round.objects.get(status="open")
    before = open_.applications.count()
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    lan.open(f"/quan-tri/dot/{open_.uid}/nhan-ho-so/dan/")
    browser_page.fill("#id_pasted", PASTED)
    lan.press("Nhận vào đợt")
    expect(browser_page.locator("tr.wrong")).to_have_count(6)
    assert open_.applications.count() == before, "a list with mistakes brings nothing"
    assert "Xã Kim Lư nay là xã Na Rì." in lan.text
    _row(browser_page, 1).get_by_role("combobox", name="Xã, phường là, dòng 1").select_option(
        label="Xã Tân Cương"
    )
    _row(browser_page, 3).get_by_role("combobox", name="Xã, phường là, dòng 3").select_option(
        label="Xã Điềm Thụy"
    )
    _row(browser_page, 4).get_by_label("Loại hình, dòng 4", exact=True).fill("HTX")
    _row(browser_page, 6).get_by_label("Bỏ dòng 6").check()
    _row(browser_page, 7).get_by_label("Loại hồ sơ, dòng 7", exact=True).fill("Lần đầu")
    _row(browser_page, 8).get_by_label("Bỏ dòng 8").check()
    lan.press("Kiểm tra")
    assert browser_page.locator(".cell-fault").all_inner_texts() == [
        "Đã có chủ thể tên giống thế này: chọn là chủ thể nào, hoặc tạo mới."
    ], "mending one row shows that the next one's producer resembles its own"
    browser_page.get_by_role("combobox", name="Chủ thể là, dòng").last.select_option(
        label="tạo chủ thể mới"
    )
    lan.press("Kiểm tra")
    assert "Cả 8 dòng đã đủ." in lan.text
    lan.press("Nhận vào đợt")
    assert "Đã nhận 8 hồ sơ vào đợt." in lan.text
    taken = Application.objects.filter(round=open_, position__gt=before)
    assert taken.get(product__name="Trà sen thử").product.producer.name == "HTX Sen Thử", (
        "letters and marks are one again"
    )
    assert taken.get(product__name="Mật ong thử").product.producer.place.name == "Tân Cương"

    lan.follow("Mã sản phẩm của cả đợt")
    lan.press("Điền mã đề xuất vào ô trống")
    assert "chưa lưu" in lan.text
    lan.press("Lưu tất cả")
    codes = set(open_.applications.values_list("product_code", flat=True)) - {""}
    assert len(codes) == open_.applications.count()


def test_a_revocation_takes_two_people_and_is_public_at_once(
    demo_site: Site, browser_page: Any, expected_problems: list[str]
) -> None:
    expected_problems.append("422")  # the form sent without its ground
    certificate = Certification.objects.get(product_name="Miến dong Suối Bạc")
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    lan.open(f"/quan-tri/chung-nhan/{certificate.uid}/")
    lan.follow("Thu hồi")
    browser_page.fill("[name=decision]", "300/QĐ-UBND")
    lan.press("Xem trước")
    assert "Hãy chọn một căn cứ." in lan.text
    assert browser_page.input_value("[name=decision]") == "300/QĐ-UBND"
    browser_page.locator("[name=ground]").first.check()
    browser_page.fill("[name=on]", f"{certificate.issued_on:%d/%m/%Y}")
    browser_page.fill("[name=reason]", "Giả mạo hồ sơ, theo kết luận kiểm tra")
    lan.press("Xem trước")
    lan.press("Gửi duyệt")
    assert "một người khác có quyền duyệt phải duyệt việc này" in lan.text
    assert browser_page.get_by_role("button", name="Duyệt", exact=True).count() == 0
    assert "còn hiệu lực" in demo_site.get(f"/san-pham/{certificate.product.uid}/")[1]

    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")
    assert "việc chờ bạn duyệt" in minh.text
    minh.open("/quan-tri/viec-cho-duyet/")
    browser_page.locator("#content-main a").first.click()
    minh.press("Duyệt")
    assert "Sổ đăng ký công khai đã cập nhật." in minh.text
    certificate.refresh_from_db()
    assert (certificate.ended_on, certificate.ended_by) == (certificate.issued_on, "revoked")
    assert "Hạng 4 sao đã bị thu hồi" in demo_site.get(f"/san-pham/{certificate.product.uid}/")[1]


# What the three products of the demo's decided round get in a later round: the same, fewer and more
# stars than they hold.
AGAIN = {"Trà móc câu Đồi Xanh": "75,00\t31,00\t19,00\t25,00\t4", "Miến dong Suối Bạc": "55,00\t23,00\t13,00\t19,00\t3",
         "Gạo nếp Thung Lũng": "86,40\t34,40\t22,00\t30,00\t4"}  # fmt: skip


def test_recognising_again_with_the_same_fewer_and_more_stars(
    demo_site: Site, browser_page: Any, expected_problems: list[str]
) -> None:
    expected_problems.append("409")  # taken in without the reason that it takes
    today = clock.today()
    day = f"{today:%d/%m/%Y}"
    earlier = {name: Certification.objects.get(product_name=name) for name in AGAIN}
    assert [one.stars for one in earlier.values()] == [4, 4, 3]
    lan = Officer(demo_site, browser_page)
    lan.sign_in("lan")
    lan.open("/quan-tri/dot/lap-moi/")
    browser_page.fill("#id_title", "Đợt đánh giá lại")
    browser_page.fill("#id_evaluated_on", day)
    lan.press("Lập đợt")
    again = Round.objects.get(title="Đợt đánh giá lại")
    lan.move(again.uid, "Mở nhận hồ sơ")
    lan.open(f"/quan-tri/dot/{again.uid}/nhan-ho-so/")
    for name in AGAIN:
        browser_page.get_by_label(name, exact=True).check()
        kind = browser_page.get_by_label(f"Loại hồ sơ của {name}")
        assert kind.input_value() == "upgrade", "recognised but weeks ago"
        kind.select_option("re_evaluation")
    lan.press("Nhận các hồ sơ đã chọn")
    assert again.applications.count() == 0, "out of the window only with a reason"
    for field in browser_page.locator("[name^=reason-]").all():
        field.fill("Chủ thể đổi quy trình, xin đánh giá lại sớm")
    lan.press("Nhận các hồ sơ đã chọn")
    assert again.applications.exclude(exception_reason="").count() == 3
    lan.move(again.uid, "Bắt đầu đánh giá")
    lan.open(f"/quan-tri/dot/{again.uid}/ket-qua/")
    order = again.applications.order_by("position").values_list("product__name", flat=True)
    lan.paste("[data-field=total]", "\n".join(AGAIN[name] for name in order))
    expect(browser_page.locator("[data-summary]")).to_contain_text("3/3", timeout=30_000)
    lan.move(again.uid, "Kết thúc đánh giá, trình duyệt")
    minh = Officer(demo_site, browser_page)
    minh.sign_in("minh")
    minh.move(again.uid, "Duyệt kết quả")
    lan.sign_in("lan")
    lan.open(f"/quan-tri/dot/{again.uid}/quyet-dinh/")
    browser_page.fill("#id_number", "2300/QĐ-UBND")
    browser_page.fill("#id_signed_on", day)
    lan.press("Xem trước")
    assert lan.text.count(f"chấm dứt từ {day}") == 3, "the preview says which certificates end"
    lan.press("Gửi xác nhận")
    minh.sign_in("minh")
    minh.open(f"/quan-tri/viec-cho-duyet/{PreparedAct.objects.get(round=again).uid}/")
    minh.press("Duyệt")
    for name, stars in zip(AGAIN, (4, 3, 4), strict=True):
        old = earlier[name]
        old.refresh_from_db()
        new = Certification.objects.get(supersedes=old)
        assert (old.ended_on, new.issued_on, new.stars) == (today, today, stars)
        page = demo_site.get(f"/san-pham/{old.product.uid}/")[1]
        assert (
            f"Được công nhận {stars} sao, còn hiệu lực đến hết ngày {new.in_force_until:%d/%m/%Y}"
            in page
        )
