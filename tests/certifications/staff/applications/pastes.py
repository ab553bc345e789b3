"""Lists of applications as communes and offices send them, pasted: name → (lines of cells, rows as
read, sentences that must be said)."""

from typing import Any

HEAD = ("TT", "Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "SĐT", "Bộ SP", "Ghi chú")
A = {"product": "Trà sen", "producer": "HTX Sen Hồng", "place": "Xã Tân Cương"}
B = {"product": "Mật ong rừng", "producer": "HTX Rừng Xanh", "place": "Xã Võ Nhai"}
_A = ("1", "Trà sen", "HTX Sen Hồng", "HTX", "Xã Tân Cương", "0912 345 678", "11", "nâng hạng")
_B = ("2", "Mật ong rừng", "HTX Rừng Xanh", "HTX", "Xã Võ Nhai", "", "", "")
PASTES: dict[str, tuple[list[tuple[str, ...]], list[dict[str, Any]], list[str]]] = {
    "titles above, a sum and signatures below": (
        [
            ("UBND TỈNH THÁI NGUYÊN",),
            ("DANH SÁCH SẢN PHẨM ĐĂNG KÝ THAM GIA NĂM 2026",),
            (),
            HEAD,
            _A,
            _B,
            ("", "Tổng cộng: 2 sản phẩm"),
            ("", "", "", "", "NGƯỜI LẬP BIỂU"),
        ],
        [{**A, "phone": "0912 345 678", "note": "nâng hạng", "set": "11"}, B],
        ["là dòng tổng, không đọc", "ghi chú, chữ ký dưới bảng, không đọc"],
    ),
    "headings between the rows and numbers of the columns": (
        [
            HEAD,
            tuple(f"({number})" for number in range(1, 9)),
            ("I", "Đồ uống"),
            _A,
            ("II", "Thực phẩm"),
            _B,
        ],
        [A, B],
        ["là dòng đầu mục"],
    ),
    "producers on rows of their own": (
        [
            ("TT", "Chủ thể", "Tên sản phẩm", "Xã", "Loại hồ sơ"),
            ("1", "HTX Sen Hồng", "", "Xã Tân Cương", ""),
            ("", "", "Trà sen", "", "Lần đầu"),
            ("", "", "Trà nhài", "", "Lần đầu"),
        ],
        [A, {**A, "product": "Trà nhài"}],
        ["dòng riêng của chủ thể"],
    ),
    "the commune as a heading between the rows": (
        [
            ("TT", "Tên sản phẩm", "Chủ thể", "Loại hồ sơ"),
            ("I", "Xã Tân Cương", "", ""),
            ("1", "Trà sen", "HTX Sen Hồng", "Lần đầu"),
            ("II", "Xã Võ Nhai", "", ""),
            ("2", "Mật ong rừng", "HTX Rừng Xanh", "Lần đầu"),
        ],
        [A, B],
        ["Xã Tân Cương"],
    ),
    "everyday headings, the place within the address": (
        [
            ("STT", "Sản phẩm tham gia", "Tên cơ sở/Chủ thể", "Địa chỉ", "Điện thoại liên hệ", "MST"),
            ("1", "Trà sen", "HTX Sen Hồng", "Xóm 5, xã Tân Cương", "912345678", "4600312345"),
        ],
        [{"product": "Trà sen", "producer": "HTX Sen Hồng", "place": "Xóm 5, xã Tân Cương",
          "address": "Xóm 5, xã Tân Cương", "phone": "912345678", "tax_code": "4600312345"}],
        ["là địa chỉ; địa bàn lấy từ đây"],
    ),
    "the same as above": (
        [HEAD, _A, ("2", "Trà nhài", "nt", "nt", "nt", "nt", "11", "")],
        [A, {**A, "product": "Trà nhài", "phone": "0912 345 678"}],
        ["lấy theo dòng ngay trên"],
    ),
    "no headings, a number before each row": (
        [("1", "Trà sen", "HTX Sen Hồng", "HTX", "Xã Tân Cương", "11", "Lần đầu"), ("2", "Mật ong rừng", "HTX Rừng Xanh", "HTX", "Xã Võ Nhai")],
        [{**A, "type": "Lần đầu"}, B],
        [],
    ),
}  # fmt: skip


def text(lines: list[tuple[str, ...]]) -> str:
    return "\r\n".join("\t".join(line) for line in lines)
