"""Names as registers have them: many, real in kind, each its own."""

from itertools import combinations

PRODUCT_WORDS = (
    "Miến dong", "Chè Shan tuyết", "Gạo nếp cái hoa vàng", "Mật ong rừng", "Bún khô", "Rượu men lá", "Tinh bột nghệ", "Trà hoa vàng",
    "Thịt trâu gác bếp", "Măng khô", "Bánh gai", "Tương ớt", "Nước mắm cá cơm", "Cà phê rang xay", "Hạt điều rang muối",
    "Bưởi da xanh", "Vải thiều", "Cam sành", "Nấm linh chi", "Đông trùng hạ thảo", "Lạp sườn", "Hồng không hạt", "Khẩu nhục",
    "Gốm trang trí", "Chổi chít",
)  # fmt: skip
PLACE_WORDS = (
    "Nà Pò",
    "Bản Thi",
    "Đồng Tâm",
    "Hoàng Su",
    "Khe Mo",
    "Tân Cương",
    "Yên Lạc",
    "Thượng Nung",
    "La Hiên",
    "Ba Bể",
    "Mường Lò",
)
_SYLLABLES = (
    "an", "bình", "châu", "dương", "đại", "điền", "gia", "giang", "hà", "hải", "hiệp", "hoa", "hòa", "hoàng", "hồng", "hùng", "hương",
    "khánh", "kim", "lâm", "lan", "lộc", "long", "lương", "mai", "minh", "nam", "nga", "ngân", "ngọc", "nguyên", "nhật", "phát",
    "phong", "phú", "phúc", "phương", "quang", "quý", "sơn", "tài", "tâm", "tân", "thái", "thanh", "thành", "thảo", "thịnh", "thu",
    "thủy", "tiến", "trang", "trí", "trung", "tuấn", "tùng", "tú", "uyên", "vân", "việt", "vinh", "vũ", "xuân", "yến",
)  # fmt: skip
_FORMS = (
    ("HTX", "HTX"),
    ("HTX nông nghiệp", "HTX"),
    ("Công ty TNHH", "Doanh nghiệp"),
    ("Hộ kinh doanh", "Hộ kinh doanh"),
    ("Tổ hợp tác", "THT"),
)


# Any two of these sets share two syllables at most, so that no two names look alike.
_PROPER = list(combinations(_SYLLABLES, 3))


def producer_name(number: int) -> tuple[str, str]:
    """(name, kind as a list writes it); every number below 40,000 has another name."""
    form, kind = _FORMS[number % len(_FORMS)]
    return (
        f"{form} " + " ".join(one.capitalize() for one in _PROPER[number * 7919 % len(_PROPER)]),
        kind,
    )
