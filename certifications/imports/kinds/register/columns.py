"""The columns of a register of recognised products, with the headings by which offices call
them."""

from certifications.law import numbers
from ocop_registry.excel.headings import Column

FIRST, SECOND = "Công nhận lần 1", "Công nhận lần 2"
_FIRST_ALSO = ("Công nhận lần đầu", "Lần đầu", "Lần 1", "Lần thứ nhất", "Lần một", "Cấp lần đầu")
_SECOND_ALSO = (
    "Công nhận lại",
    "Lần 2",
    "Lần thứ hai",
    "Lần hai",
    "Đánh giá lại",
    "Nâng hạng",
    "Cấp lại",
)


_RECOGNITION = (
    ("stars", "Hạng sao", ("Hạng", "Số sao", "Xếp hạng", "Sao", "Phân hạng", "Kết quả", "Hạng sao công nhận", "Hạng OCOP",
      "Hạng sao đã ghi nhận", "Kết quả phân hạng", "Sao OCOP", "Số sao được công nhận", "Hạng CN")),
    ("day", "Ngày cấp", ("Ngày", "Ngày công nhận", "Ngày quyết định", "Ngày QĐ", "Ngày ký", "Ngày ban hành", "Ngày tháng năm",
                         "Thời gian công nhận", "Ngày cấp giấy chứng nhận", "Ngày CN")),
    ("year", "Năm", ("Năm công nhận", "Năm cấp", "Năm đánh giá", "Năm CN")),
    ("number", "Số quyết định", ("Số QĐ", "Quyết định", "QĐ", "QĐ số", "Quyết định số", "Số hiệu", "Quyết định công nhận",
                                 "Số quyết định công nhận", "Số, ký hiệu", "Số QĐ công nhận", "QĐ công nhận", "Số và ký hiệu", "Số QĐ CN", "QĐ CN")),
    ("issuer", "Cơ quan ban hành", ("Cơ quan", "Cơ quan công nhận", "Cơ quan cấp", "Cơ quan quyết định", "Nơi cấp",
                                    "Đơn vị cấp", "Cấp ban hành", "Cơ quan ra quyết định", "Đơn vị ban hành", "Cấp quyết định",
                                    "Cơ quan ký", "Cơ quan cấp giấy chứng nhận", "Cơ quan CN")),
)  # fmt: skip
_HELP = {
    "stars": "3, 4 hoặc 5; viết 4, 4 sao hoặc 4* đều được.",
    "day": "Ngày ghi trên giấy chứng nhận hoặc quyết định, dd/mm/yyyy. Chỉ biết tháng, quý thì ghi 12/2020, quý IV/2020. Để trống nếu chưa rõ.",
    "year": "Chỉ cần khi chưa rõ ngày.",
    "number": "Như trên văn bản, ví dụ 386/QĐ-UBND.",
    "issuer": "Như trên văn bản, ví dụ UBND tỉnh Bắc Kạn, UBND huyện Na Rì.",
}
_EXAMPLE = {
    "stars": "4",
    "day": "19/03/2021",
    "year": "2021",
    "number": "386/QĐ-UBND",
    "issuer": "UBND tỉnh Bắc Kạn",
}


def _recognition(group: str, others: tuple[str, ...], suffix: str) -> tuple[Column, ...]:
    """The columns of one recognition; its group goes by several names."""
    return tuple(
        Column(name + suffix, heading, leaves, group=group, groups_also=others, help=_HELP[name],
               example="" if suffix else _EXAMPLE[name], required=name == "stars" and not suffix)
        for name, heading, leaves in _RECOGNITION
    )  # fmt: skip


COLUMNS: tuple[Column, ...] = (
    Column("product", "Tên sản phẩm", ("Sản phẩm", "Tên SP", "Tên sản phẩm OCOP", "Sản phẩm OCOP", "Tên sản phẩm được công nhận"),
           required=True, help="Mỗi dòng một sản phẩm, như ghi trên nhãn.", example="Miến dong Tài Hoan"),
    Column("group", "Nhóm sản phẩm", ("Nhóm", "Nhóm SP", "Ngành hàng", "Nhóm ngành", "Ngành", "Nhóm hàng"),
           help="Ngành hoặc nhóm hàng. Máy không suy ra bộ sản phẩm từ đây, chỉ so với cột Bộ sản phẩm.", example="Thực phẩm"),
    Column("set", "Bộ sản phẩm", ("Bộ", "Bộ SP", "Số bộ sản phẩm", "Bộ sản phẩm số", "Phân bộ"),
           help="Số (1–26) hoặc tên bộ theo Quyết định 26/2026/QĐ-TTg.", example="6"),
    Column("kind", "Loại hình", ("Loại hình chủ thể", "Loại chủ thể", "Hình thức tổ chức", "Loại hình tổ chức", "Loại hình kinh tế",
           "Loại hình tổ chức kinh tế", "Loại hình kinh doanh", "Loại hình sản xuất kinh doanh"),
           help="Loại hình của chủ thể.", example="Hợp tác xã"),
    Column("producer", "Chủ thể", ("Tên chủ thể", "Chủ thể sản xuất", "Chủ thể OCOP", "Tên chủ thể OCOP", "Đơn vị sản xuất",
           "Cơ sở sản xuất", "Tên cơ sở", "Tên chủ thể sản xuất", "Đơn vị"), required=True, example="HTX Tài Hoan"),
    Column("commune", "Xã, phường", ("Xã", "Xã/phường", "Xã, phường, thị trấn", "Xã/phường/thị trấn", "Địa bàn", "Tên xã",
           "Xã (phường)", "Đơn vị hành chính", "Xã, phường, đặc khu", "Xã/phường/đặc khu", "Xã/phường/TT"),
           help="Đơn vị lúc công nhận (kèm huyện nếu trước 01/07/2025) hoặc đơn vị hiện nay.", example="Xã Côn Minh"),
    Column("district", "Huyện", ("Huyện, thị xã, thành phố", "Huyện/thị xã/thành phố", "Huyện/TX/TP", "Huyện, thành phố", "Huyện/thành phố",
           "Tên huyện", "Huyện cũ", "Huyện/thị"), help="Chỉ với đơn vị trước 01/07/2025.", example="Huyện Na Rì"),
    Column("province", "Tỉnh", ("Tỉnh, thành phố", "Tỉnh/thành phố", "Tên tỉnh", "Tỉnh/TP", "Tỉnh cũ"), example="Bắc Kạn"),
    Column("place_then", "Địa bàn khi cấp", ("Địa bàn khi công nhận", "Địa bàn lúc công nhận"),
           help="Đủ xã, huyện, tỉnh của lúc đó; có cột này thì các cột xã, huyện, tỉnh không được xét.",
           example="xã Côn Minh, huyện Na Rì, tỉnh Bắc Kạn"),
    Column("place_code", "Mã địa bàn khi cấp", ("Mã địa bàn", "Mã xã", "Mã đơn vị hành chính", "Mã ĐVHC"),
           help="Mã đơn vị lúc công nhận; của đơn vị đã hết hiệu lực kèm ngày cuối, ví dụ 02119@2025-06-30."),
    Column("address", "Địa chỉ", ("Địa chỉ chi tiết", "Địa chỉ sản xuất", "Thôn", "Thôn, tổ", "Địa chỉ chủ thể", "Thôn/bản/tổ",
           "Địa chỉ liên hệ", "Địa chỉ cơ sở"),
           help="Chỉ điền vào ô còn trống của chủ thể."),
    Column("representative", "Người đại diện", ("Đại diện", "Họ tên người đại diện", "Họ và tên người đại diện", "Họ và tên chủ thể",
           "Người đại diện theo pháp luật", "Đại diện pháp luật", "Tên người đại diện", "Đại diện chủ thể",
           "Họ tên chủ cơ sở", "Chủ cơ sở", "Giám đốc", "Chủ hộ", "Người đứng đầu", "Họ và tên"),
           help="Không bao giờ công khai. Chỉ điền vào ô còn trống."),
    Column("phone", "Số điện thoại", ("SĐT", "Điện thoại", "Số ĐT", "ĐT", "Điện thoại liên hệ", "SĐT liên hệ"),
           help="Chỉ điền vào ô còn trống của chủ thể."),
    Column("tax_code", "Mã số thuế", ("MST", "Mã số doanh nghiệp", "MST/MSDN"), help="10 hoặc 12 số; đơn vị trực thuộc thêm -001."),
    Column("registration_number", "Số đăng ký kinh doanh", ("Số ĐKKD", "ĐKKD", "Giấy ĐKKD", "Số giấy chứng nhận ĐKKD", "Giấy phép kinh doanh")),
    Column("gtin", "Mã GTIN", ("GTIN", "Mã vạch", "Mã số mã vạch", "Mã GTIN/mã vạch"), help="Dãy số dưới mã vạch."),
    Column("stars_now", "Hạng hiện tại", ("Hạng sao hiện tại", "Xếp hạng hiện tại", "Hạng hiện nay", "Số sao hiện tại", "Sao hiện tại", "Hạng sao hiện nay", "Hạng sao hiện có"),
           at_last=("Hạng sao", "Hạng", "Xếp hạng", "Số sao", "Phân hạng", "Sao"),
           help="Chỉ để so với lần công nhận cuối."),
    Column("expires", "Ngày hết hạn", ("Hết hạn", "Hạn", "Hiệu lực đến", "Thời hạn", "Ngày hết hiệu lực", "Hạn chứng nhận", "Có hiệu lực đến", "Hiệu lực đến hết",
           "Thời hạn hiệu lực", "Hạn giấy chứng nhận", "Ngày hết hạn giấy chứng nhận", "Thời hạn giấy chứng nhận", "Hạn GCN", "Hạn hiệu lực"),
           help=f"Chỉ để so với ngày cấp: máy tự tính {numbers.VALIDITY_MONTHS} tháng."),
    *_recognition(FIRST, _FIRST_ALSO, ""),
    *_recognition(SECOND, _SECOND_ALSO, "2"),
    Column("score", "Điểm", ("Điểm trung bình", "Điểm TB", "Tổng điểm", "Điểm đánh giá"),
           help="Điểm trung bình như nơi gửi báo: chỉ để so với hạng sao."),
    Column("code", "Mã sản phẩm", ("Mã OCOP", "Mã SP", "Mã sản phẩm OCOP", "Mã số sản phẩm", "Mã số"),
           help="Như đã cấp; thuộc lần công nhận cuối của dòng."),
    Column("scheme", "Bộ tiêu chí", ("Bộ tiêu chí áp dụng", "Quyết định bộ tiêu chí"),
           help="Chỉ cần khi ngày cấp từ 22/05/2026 đến 21/07/2026: 148 hoặc 26."),
    Column("level", "Cấp công nhận", ("Cấp",), help="Chỉ cần khi cơ quan ban hành chưa cho biết."),
    Column("issued_product", "Tên sản phẩm khi cấp", ("Tên sản phẩm trên giấy chứng nhận", "Tên sản phẩm trên quyết định"),
           help="Để trống nếu như tên hiện nay."),
    Column("issued_producer", "Tên chủ thể khi cấp", ("Tên chủ thể trên giấy chứng nhận", "Tên chủ thể trên quyết định"),
           help="Để trống nếu như tên hiện nay."),
    Column("source", "Nguồn", ("Nguồn tin", "Nguồn số liệu", "Nguồn dữ liệu"), help="Để trống: lấy tên tệp."),
    Column("note", "Ghi chú", ("Chú thích", "Lưu ý"), help="Không ghi vào sổ."),
    Column("uid", "Mã định danh", ("Mã định danh sản phẩm",), help="Do hệ thống cấp: giữ nguyên khi sửa tệp đã xuất."),
    Column("producer_uid", "Mã định danh chủ thể", help="Do hệ thống cấp: giữ nguyên."),
    Column("certification_uid", "Mã định danh chứng nhận", help="Do hệ thống cấp: giữ nguyên; thuộc lần công nhận cuối của dòng."),
)  # fmt: skip
HEADINGS = {column.name: column.heading for column in COLUMNS}
