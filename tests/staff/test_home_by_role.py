"""What the home page offers to each role: the entries of its menu and the work that waits for it,
and no other. (That the pages themselves refuse is asked in `tests/test_authorisation.py`.)"""

import pytest
from django.urls import reverse

from tests.support import world

HOME = reverse("admin:index")
ANYBODY = {"Đơn vị hành chính", "Bộ tiêu chí", "Tài khoản của tôi"}
SEES = ANYBODY | {
    *("Đợt đánh giá", "Trung ương trả về", "Yêu cầu đánh giá lại", "Chứng nhận", "Việc chờ duyệt"),
    *("Nhập từ Excel", "Danh sách cũ", "Số liệu đến ngày", "Bảng PTNT_OCOP", "Còn thiếu"),
    *("Chủ thể", "Sản phẩm", "Điểm bán", "Có thể trùng", "Doanh thu, sản lượng theo năm"),
    *("Mục tiêu kế hoạch", "Văn phòng tỉnh", "Việc đang chạy", "Tên đã hỏi", "Từ đã nhớ"),
}
EDITS = SEES | {"Lập đợt mới", "Mẫu văn bản"}
MENU = {
    "nobody": ANYBODY,
    "council": ANYBODY | {"Chấm điểm của tôi"},
    "commune": ANYBODY | {"Hồ sơ của xã"},
    "read_only": SEES,
    "staff": EDITS,
    "other": EDITS,
    "approver": EDITS | {"Tài khoản", "Tài khoản chờ duyệt"},
    "other_approver": EDITS | {"Tài khoản chờ duyệt"},
    "ministry": SEES | {"Lập đợt mới", "Tài khoản chờ duyệt"},
    "superuser": SEES | {"Tài khoản", "Tài khoản chờ duyệt"},
}
# Work of a province: label → how much of it waits in one.
WAITS = {
    "yêu cầu đánh giá lại của Bộ": 1,
    "đợt đang nhận hồ sơ": 1,
    "đợt đang đánh giá": 2,
    "hồ sơ chờ kết quả": 2,
    "đợt đã duyệt, chờ ghi quyết định": 1,
    "dòng danh sách cũ cần bổ sung": 1,
}
WAITS_EVERYWHERE = {label: 2 * count for label, count in WAITS.items()}
APPROVES = WAITS | {"đợt chờ duyệt kết quả": 1, "việc chờ bạn duyệt": 1}
WORK = {
    "nobody": {},
    "council": {"phiếu chấm chưa khóa": 1},
    "commune": {"hồ sơ của xã chờ báo cáo": 5},
    "read_only": WAITS,
    "staff": WAITS,
    "other": WAITS,
    "approver": APPROVES,
    "other_approver": APPROVES,
    "ministry": WAITS_EVERYWHERE
    | {"đợt chờ duyệt kết quả": 2, "việc với tài khoản chờ bạn duyệt": 2},
    "superuser": WAITS_EVERYWHERE,
}


@pytest.mark.usefixtures("on_20_november")
def test_each_role_is_offered_its_own_entries_and_its_own_work(
    registry_of_formulas: world.World,
) -> None:
    menus, work = {}, {}
    for who in MENU:
        shown = registry_of_formulas.client(who).get(HOME).context
        entries = [one["label"] for part in shown["menu_sections"] for one in part["entries"]]
        menus[who] = set(entries)
        work[who] = {item.label: item.count for item in shown["queue"]}
    assert menus == MENU
    assert work == WORK
