"""Words of choices that pages show in the reader's language, named here so that `makemessages` finds them."""

from django.utils.translation import gettext_noop as word

# Kinds of producers, standards and channels: equal to the labels of their choices (a test compares).
WORDS = frozenset(
    {
        word("Hợp tác xã"),
        word("Tổ hợp tác"),
        word("Doanh nghiệp nhỏ và vừa"),
        word("Trang trại"),
        word("Hộ sản xuất"),
        word("Hộ gia đình có đăng ký kinh doanh"),
        word("Hội"),
        word("Hiệp hội"),
        word("Trung tâm điều hành hoặc tổ chức tương đương"),
        word("Chưa rõ"),
        word("VietGAP"),
        word("GlobalG.A.P."),
        word("Hữu cơ"),
        word("HACCP"),
        word("ISO 22000"),
        word("GMP"),
        word("Chỉ dẫn địa lý"),
        word("Nhãn hiệu tập thể, chứng nhận"),
        word("Halal"),
        word("Khác"),
        word("Siêu thị, chuỗi cửa hàng"),
        word("Sàn thương mại điện tử"),
        word("Trang bán hàng riêng"),
        word("Xuất khẩu"),
    }
)
