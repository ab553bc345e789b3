"""The words that tell what stands behind a producer's name: people's labels and surnames, units,
villages, numbers. Tables to be read and lengthened; `written_names` reads by them."""

import re

from ocop_registry.places.text import fold, marked_key

# Words before a person's name; those of the second line are also words of their own.
LABELS = (
    *(
        "chủ hộ kinh doanh",
        "chủ hộ",
        "chủ cơ sở",
        "chủ trang trại",
        "chủ doanh nghiệp",
        "chủ nhiệm",
    ),
    *("chủ thể", "chủ sở hữu", "chủ", "người đại diện theo pháp luật", "người đại diện pháp luật"),
    *(
        "đại diện theo pháp luật",
        "đại diện pháp luật",
        "người đại diện",
        "đại diện",
        "người đứng đầu",
    ),
    *(
        "tổng giám đốc",
        "giám đốc",
        "phó giám đốc",
        "gđ",
        "chủ tịch hđqt",
        "chủ tịch hội đồng quản trị",
    ),
    *("tổ trưởng", "phụ trách", "liên hệ", "đd", "nđd", "do"),
)
HONORIFICS = ("ông", "bà", "anh", "chị", "cô", "chú", "bác")
SURE_HONORIFICS = frozenset(map(marked_key, ("ông", "bà", "chị")))
SURNAMES = frozenset(
    key
    for word in [
        "nguyễn",
        "trần",
        "lê",
        "phạm",
        "hoàng",
        "huỳnh",
        "phan",
        "vũ",
        "võ",
        "đặng",
        "bùi",
        "đỗ",
        "hồ",
        "ngô",
        "dương",
        "lý",
        "đinh",
        "trịnh",
        "đoàn",
        "mai",
        "trương",
        "lâm",
        "phùng",
        "tô",
        "cao",
        "hà",
        "tạ",
        "chu",
        "quách",
        "lương",
        "vương",
        "thái",
        "kiều",
        "nông",
        "hoàng",
        "ma",
        "triệu",
        "bàn",
        "đàm",
        "lục",
        "giàng",
        "vàng",
        "sùng",
        "lò",
        "quàng",
        "cầm",
        "điêu",
        "tòng",
        "vi",
        "lộc",
        "hứa",
        "hầu",
        "thào",
        "mùa",
        "cứ",
        "ksor",
        "rơ",
        "siu",
        "y",
        "h",
        "nay",
        "thạch",
        "sơn",
        "kim",
        "danh",
        "châu",
        "lưu",
        "tống",
        "đào",
        "nghiêm",
        "la",
        "âu",
        "âm",
        "bế",
        "chẩu",
        "dìu",
        "đường",
        "sằm",
        "tẩn",
        "vừ",
        "hạng",
    ]
    for key in (marked_key(word), fold(word))
)
MIDDLE = frozenset(("văn", "thị", "đình", "hữu", "xuân", "ngọc", "van", "thi", "dinh", "huu"))
MIDDLE |= frozenset(map(marked_key, MIDDLE))
# Of these alone no name is made: "Công ty CP Nông sản - Bắc Kạn" is called after its province.
WARES = frozenset(
    [
        "nong",
        "san",
        "lam",
        "thuy",
        "thuc",
        "pham",
        "duoc",
        "lieu",
        "che",
        "tra",
        "gao",
        "rau",
        "qua",
        "sach",
        "an",
        "toan",
        "xanh",
        "huu",
        "co",
    ]
)
# Units that the register knows, and what lies below them.
UNITS = (
    *("xã", "phường", "thị trấn", "huyện", "thị xã", "thành phố", "tỉnh", "quận", "đặc khu"),
    *("tp", "tx", "tt", "x", "p", "h", "t", "q"),
)
SPOTS = (
    *(
        "thôn",
        "bản",
        "xóm",
        "ấp",
        "buôn",
        "bon",
        "plei",
        "khóm",
        "khu phố",
        "kp",
        "tổ dân phố",
        "tdp",
    ),
    *("số nhà", "đường", "ngõ", "khối", "tiểu khu", "phum", "sóc", "cụm"),
)
SIGNED = re.compile(r"^(?:x|p|h|t|q|tp|tx|tt)\s*\.\s*(?=\w)", re.IGNORECASE)
ADDRESSED = re.compile(r"^(?:địa chỉ|đ\s*/\s*c|đc|trụ sở|ở|tại)\s*[:.]?\s+(?=\S)", re.IGNORECASE)
NUMBERED = re.compile(r"^(?:số|sn|tổ|khu|đội|lô)\s+\d|^\d+\w?\s+(?:đường|phố)\b", re.IGNORECASE)
PHONE = re.compile(
    r"^(?:sđt|số đt|số điện thoại|điện thoại|đt|tel|hotline|zalo)?\s*[:.]?\s*"
    r"((?:\+?84|0)\d(?:[\s.-]?\d){7,9})$",
    re.IGNORECASE,
)
TAX = re.compile(
    r"^(?:mst|mã số thuế|msdn|mã số doanh nghiệp)\s*[:.]?\s*(\d{10}(?:-\d{3})?|\d{12})$",
    re.IGNORECASE,
)
FORMER = re.compile(
    r"^(?:tên cũ(?: là)?|trước đây là|trước là|trước kia là|tiền thân là|cũ là)\s*:?\s*(.+)$",
    re.IGNORECASE,
)
RENAMED = re.compile(
    r"^(?:nay|hiện nay|đổi tên thành|nay đổi tên thành)(?: là)?\s*:?\s*(.+)$", re.I
)
# What there is to be read beside a name at all.
BESIDE = re.compile(r"[(\[,;\n–—]| -|- | của | do ")
BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
BREAK = re.compile(r"\s*[,;\n]\s*|\s+[-–—]\s*|\s*[–—]\s+")
OWNED = re.compile(
    r"\s+(?:do|của)\s+((?:ông|bà)\s+.+?)(?:\s+(?:làm chủ|đứng tên|đại diện|quản lý))?$",
    re.IGNORECASE,
)
CLAIM = re.compile(r"\s+(?:làm chủ|đứng tên|đại diện|quản lý)$", re.IGNORECASE)
BEFORE_A_NAME = re.compile(rf"(?:{'|'.join(HONORIFICS)})\.?\s+(?=\w)", re.IGNORECASE)
BEFORE_A_BARE_NAME = re.compile(
    rf"(?:{'|'.join(map(fold, HONORIFICS))})\.?\s+(?=\w)", re.IGNORECASE
)
PERSON_WORDS = range(2, 6)
