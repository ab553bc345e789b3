"""The words that made-up names consist of. Common ones are as common as in the real lists: about
one product in ten is a tea, one in seventeen honey."""

from random import Random

from ocop_registry.places.models import Place
from producers.models import ProducerKind

# name of the product, number of its set in scheme 26/2026, share of a thousand
PRODUCTS = (
    ("Chè xanh", 11, 40), ("Chè Shan tuyết", 11, 30), ("Chè đinh", 11, 12), ("Chè búp", 11, 18),
    ("Trà hoa vàng", 12, 16), ("Trà túi lọc", 12, 30), ("Trà dây", 12, 14), ("Trà sen", 12, 12),
    ("Mật ong hoa nhãn", 4, 30), ("Mật ong rừng", 4, 30), ("Gạo nếp", 3, 40), ("Gạo tẻ", 3, 40),
    ("Gạo lứt", 3, 20), ("Miến dong", 6, 35), ("Bún khô", 6, 25), ("Bánh đa nem", 6, 20),
    ("Bánh chưng", 5, 15), ("Nước mắm", 9, 35), ("Tương nếp", 9, 15), ("Tinh bột nghệ", 10, 25),
    ("Tỏi đen", 10, 18), ("Hạt tiêu", 10, 20), ("Cà phê rang xay", 13, 40), ("Sô cô la", 13, 8),
    ("Rượu men lá", 14, 25), ("Rượu nếp cái", 14, 20), ("Rượu mơ", 15, 10), ("Nước khoáng", 16, 6),
    ("Nước ép", 17, 20), ("Cao đinh lăng", 18, 22), ("Dầu gội bồ kết", 19, 14), ("Tinh dầu sả", 20, 18),
    ("Chiếu cói", 21, 16), ("Thổ cẩm", 22, 16), ("Hoa hồng", 23, 6), ("Bưởi", 1, 60),
    ("Cam", 1, 50), ("Chả mực", 8, 34), ("Giò lụa", 8, 30), ("Tôm khô", 8, 25),
    ("Trứng gà", 2, 24), ("Hạt điều", 7, 26), ("Mít sấy", 7, 20),
    ("Quất cảnh", 24, 5), ("Chim cảnh", 25, 3), ("Du lịch cộng đồng", 26, 12),
)  # fmt: skip
PLACE_LIKE = (
    *("Nà Pò", "Bản Thi", "Đồng Tâm", "Hoàng Su", "Khe Mo", "Tân Cương", "Yên Lạc", "La Hiên"),
    *("Thượng Nung", "Ba Bể", "Phú Thượng", "Bình Liêu", "Sơn Tây", "Hương Sơn", "Mường Lò"),
    *("Tà Xùa", "Phìn Hồ", "Suối Giàng", "Lũng Phình", "Đông Triều", "Cái Bầu", "Gò Nổi"),
    *("Cù Lao", "Bàu Trúc", "Đất Mũi", "Phước Long", "Tân Hiệp", "Hòn Đất", "Vĩnh Kim"),
    *("Cầu Kè", "Long Khánh", "Đắk Hà", "Ea Kao", "Măng Đen", "Chư Sê", "Kon Plông", "Cầu Đất"),
    *("Ninh Giang", "Quỳnh Côi", "Hải Hậu", "Giao Thủy", "Kim Sơn", "Nga Sơn", "Cẩm Thủy"),
    *("Nghi Lộc", "Quỳ Hợp", "Vũ Quang", "Đức Thọ", "Lệ Thủy", "Gio Linh", "Hướng Hóa"),
    *("Phong Điền", "Hòa Vang", "Trà My", "Lý Sơn", "An Lão", "Sông Cầu", "Ninh Phước"),
    *("Hàm Thuận", "Đạ Huoai", "Bù Đăng", "Tân Uyên", "Gò Dầu", "Châu Thành", "Gò Công"),
)  # fmt: skip
QUALIFIERS = (
    *("", "", "", "", "", "hữu cơ", "truyền thống", "đặc sản", "cao cấp", "sấy dẻo"),
    *("túi zip", "hộp quà", "loại 1", "nguyên chất", "thủ công", "vùng cao", "sạch"),
    *("gia truyền", "ủ chum", "thượng hạng"),
)
BUSINESSES = (
    *("Hương Quê", "Tây Bắc", "Đại Ngàn", "Phù Sa", "Sen Việt", "Bình Minh", "Thảo Mộc"),
    *("Đồng Xanh", "Biển Xanh", "Núi Xanh", "An Nông", "Tâm Việt", "Thuận Thiên", "Lúa Vàng"),
    *("Trường Sơn", "Bếp Quê", "Vườn Nhà", "Cội Nguồn", "Hoa Ban", "Phượng Hoàng"),
)
TRADES = (
    *("Nông nghiệp", "Dịch vụ nông nghiệp", "Chế biến nông sản", "Dược liệu", "Chè", "Thủy sản"),
    *("Cây ăn quả", "Nông lâm nghiệp", "Nuôi ong", "Sản xuất và thương mại"),
)
# kind of producer, how its name begins, share of a thousand
PRODUCERS = (
    (ProducerKind.COOPERATIVE, "HTX {trade} {name}", 385),
    (ProducerKind.HOUSEHOLD, "Hộ kinh doanh {name}", 230),
    (ProducerKind.SME, "Công ty TNHH {trade} {name}", 210),
    (ProducerKind.REGISTERED_HOUSEHOLD, "Hộ kinh doanh Cơ sở {name}", 85),
    (ProducerKind.COOPERATIVE_GROUP, "Tổ hợp tác {trade} {name}", 45),
    (ProducerKind.FARM, "Trang trại {name}", 25),
    (ProducerKind.UNKNOWN, "Cơ sở {name}", 8),
)
# these only offer tourism (set 26)
HOSTS = (
    (ProducerKind.SOCIETY, "Hội Du lịch {name}"),
    (ProducerKind.ASSOCIATION, "Hiệp hội Du lịch {name}"),
    (ProducerKind.OPERATOR, "Trung tâm điều hành du lịch {name}"),
)
TOURISM = 26
_NUMBERED = 0.25  # of the products; real lists repeat names with a number or a size
_SENTENCES = (
    "Làm từ nguyên liệu của vùng, thu hái đúng vụ và sơ chế trong ngày.",
    "Quy trình được ghi chép từng mẻ, có kiểm nghiệm định kỳ.",
    "Bao bì tái chế, in mã vạch và hướng dẫn sử dụng bằng hai thứ tiếng.",
    "Bán tại cửa hàng của chủ thể, siêu thị và các sàn thương mại điện tử.",
    "Nghề đã có nhiều đời, nay các hộ liên kết để giữ chất lượng đồng đều.",
    "Bảo quản nơi khô ráo, thoáng mát, tránh ánh nắng trực tiếp.",
)
_SHARES = [share for _, _, share in PRODUCTS]
_PRODUCER_SHARES = [share for _, _, share in PRODUCERS]


def product_name(chance: Random, wanted_set: int = 0) -> tuple[str, int]:
    """A name and the number of its set; `wanted_set`: one of that set."""
    among = [one for one in PRODUCTS if one[1] == wanted_set] if wanted_set else PRODUCTS
    shares = [share for _, _, share in among] if wanted_set else _SHARES
    word, set_no, _ = chance.choices(among, shares)[0]
    parts = [word, chance.choice(PLACE_LIKE), chance.choice(QUALIFIERS)]
    if chance.random() < _NUMBERED:
        parts.append(str(chance.choice((1, 2, 3, 5, 100, 200, 250, 500, 1000))))
    return " ".join(part for part in parts if part), set_no


def producer_name(chance: Random, place: Place) -> tuple[str, ProducerKind]:
    """A name, often with that of its commune, and the kind that it tells."""
    if chance.random() < 0.012:
        kind, pattern = chance.choice(HOSTS)
    else:
        kind, pattern, _ = chance.choices(PRODUCERS, _PRODUCER_SHARES)[0]
    own = place.name if chance.random() < 0.4 else chance.choice(PLACE_LIKE)
    name = f"{chance.choice(BUSINESSES)} {own}"
    return pattern.format(trade=chance.choice(TRADES), name=name), kind


def description(chance: Random) -> str:
    """What half of the products say of themselves, about 250 characters; else nothing."""
    return " ".join(chance.sample(_SENTENCES, 4)) if chance.random() < 0.5 else ""
