"""Numbers of the law that are the same in every scheme so far, each once, beside its source.

Who needs one reads it here at the moment of use (`numbers.VALIDITY_MONTHS`), sentences too: a number
changed here changes what every page says. Numbers that a scheme sets for itself (points, bands,
working days of the commune, days to the result) are its data, in `certifications/data/schemes/`.
"""

from decimal import Decimal

# Giấy chứng nhận có giá trị 36 tháng kể từ ngày cấp: 1048/QĐ-TTg (21/8/2019), 148/QĐ-TTg
# (24/2/2023), 26/2026/QĐ-TTg (22/5/2026). Only for a recognition whose scheme is not known: the
# others take their scheme's own.
VALIDITY_MONTHS = 36
# Hồ sơ đánh giá lại nộp trước khi hết hạn từ 180 đến 120 ngày: 26/2026/QĐ-TTg (22/5/2026). From the
# first of these days on a certificate is said to be expiring.
EXPIRING_DAYS = 180
RE_EVALUATION_LATEST_DAYS = 120
# Chuyển tiếp: gia hạn một lần đến khi có kết quả mới, không quá 180 ngày sau ngày hết hạn:
# 26/2026/QĐ-TTg (22/5/2026).
EXTENSION_MAX_DAYS = 180
# Certificates are given with the decision or soon after it; a later day is asked about. Practice, not
# written in a decision.
ISSUED_WITHIN_DAYS = 60
# The least points of 5★, 4★, 3★ and 2★: 1048/QĐ-TTg (21/8/2019), 148/QĐ-TTg (24/2/2023),
# 26/2026/QĐ-TTg (22/5/2026). Only to show points on the right side of them; what they are worth is
# said by each scheme's own data.
BAND_MINIMA = (Decimal(90), Decimal(70), Decimal(50), Decimal(30))
