"""GTINs: eight, twelve, thirteen or fourteen digits with the right check digit."""

import pytest
from django.core.exceptions import ValidationError

from products.models.product import validate_gtin


@pytest.mark.parametrize("value", ["96385074", "614141999996", "8938501234568", "08938501234568"])
def test_each_length_with_its_check_digit_is_taken(value):
    validate_gtin(value)


@pytest.mark.parametrize(
    "value",
    ["000000000", "0" * 15, "0", "893850123456x", "８９３８５０１２３４５６", "²²²²²²²²", "-8"],
)
def test_what_is_no_gtin_is_refused_with_what_one_is(value):
    with pytest.raises(ValidationError, match="8, 12, 13 hoặc 14 chữ số") as refused:
        validate_gtin(value)
    assert refused.value.code == "gtin_format"


def test_a_mistyped_digit_is_found():
    with pytest.raises(ValidationError, match="Chữ số kiểm tra"):
        validate_gtin("8938501234567")


@pytest.mark.parametrize(
    "value",
    ["2012345678900", "0212345678909", "0412345678903", "212345678901", "20123451", "00000000", "22012345678904"],
)  # fmt: skip
def test_a_number_of_one_shop_alone_is_refused(value):
    with pytest.raises(ValidationError, match="nội bộ cửa hàng") as refused:
        validate_gtin(value)
    assert refused.value.code == "gtin_in_store"
