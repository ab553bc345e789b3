"""Words of choices that pages show in the reader's language, named here so that `makemessages`
finds them."""

from django.utils.translation import gettext_noop

# Kinds of producers, standards and channels: equal to the labels of their choices (a test
# compares).
WORDS = frozenset(
    {
        gettext_noop("Hợp tác xã"),
        gettext_noop("Tổ hợp tác"),
        gettext_noop("Doanh nghiệp nhỏ và vừa"),
        gettext_noop("Trang trại"),
        gettext_noop("Hộ sản xuất"),
        gettext_noop("Hộ gia đình có đăng ký kinh doanh"),
        gettext_noop("Hội"),
        gettext_noop("Hiệp hội"),
        gettext_noop("Trung tâm điều hành hoặc tổ chức tương đương"),
        gettext_noop("Chưa rõ"),
        gettext_noop("VietGAP"),
        gettext_noop("GlobalG.A.P."),
        gettext_noop("Hữu cơ"),
        gettext_noop("HACCP"),
        gettext_noop("ISO 22000"),
        gettext_noop("GMP"),
        gettext_noop("Chỉ dẫn địa lý"),
        gettext_noop("Nhãn hiệu tập thể, chứng nhận"),
        gettext_noop("Halal"),
        gettext_noop("Khác"),
        gettext_noop("Siêu thị, chuỗi cửa hàng"),
        gettext_noop("Sàn thương mại điện tử"),
        gettext_noop("Trang bán hàng riêng"),
        gettext_noop("Xuất khẩu"),
    }
)
