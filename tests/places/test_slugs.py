"""Names in addresses and as names of files."""

import pytest

from ocop_registry.places.slugs import file_name, slug


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Miến dong Nà Pò", "mien-dong-na-po"),
        ("  Chè “Đồi Xanh” 100% – hộp 250g ", "che-doi-xanh-100-hop-250g"),
        ("a" * 79 + " b", "a" * 79),
        ("???", ""),
    ],
)
def test_a_name_becomes_the_tail_of_an_address(name: str, told: str) -> None:
    assert slug(name) == told


def test_a_file_name_is_plain_ascii_whatever_the_name() -> None:
    assert file_name("phieu-cham", "07", "Nguyễn Thị Ngà") == "phieu-cham-07-nguyen-thi-nga"
    assert file_name("Trà 東京/..\\x") == "tra-x"
    assert len(file_name("đ" * 300)) == 80
