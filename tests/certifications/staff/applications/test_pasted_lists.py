"""Pasted lists of applications: nothing of them is dropped without a word, and what the register
says otherwise is asked, side by side."""

import pytest
from django.urls import reverse

from certifications.applications.product_codes import proposed_codes
from certifications.imports.kinds.applications.pasted import read_pasted
from certifications.imports.shape.layout import ChosenSheet
from certifications.models import PreparedAct
from producers.models import Producer
from products.models import Product
from tests import factories as make
from tests.certifications.certificates import history
from tests.certifications.staff.applications.pastes import HEAD, PASTES, text

pytestmark = pytest.mark.django_db


def place(name: str):
    found = make.Place.objects.current().communes().filter(province=make.province())
    return found.get(full_name=name)


@pytest.fixture
def round_(lan):
    return make.open_round(lan)


class Page:
    """The page as an officer uses it: what it shows is sent back with what was changed."""

    def __init__(self, client, round_):
        self.client, self.address = client, reverse("admin:application_paste", args=[round_.uid])
        self.answer = None

    def paste(self, lines, **more):
        return self.send(pasted=text(lines), **more)

    def send(self, **changes):
        """Send the form as it stands, but for these fields ("." is written "__")."""
        fields = self._fields() | {name.replace("__", "."): one for name, one in changes.items()}
        self.answer = self.client.post(self.address, {"action": "check", **fields})
        return self

    def _fields(self):
        if self.answer is None:
            return {"rows": "3", "pasted": ""}
        lines, table = self.answer.context["lines"], self.answer.context["table"]
        found = {"rows": str(len(lines)), "pasted": table.text}
        for line in lines:
            for cell in line.cells:
                found[cell.name] = cell.value
                found |= {one.name: one.chosen or one.suggested for one in cell.choices}
        if table.pasted:
            found |= {"asked_of": table.mark, "read_text": table.read_text}
            found["read_from"] = str(table.read_from)
            found |= {f"col-{one.letter}": "+".join(one.targets) for one in table.pasted.columns}
        return found

    @property
    def rows(self):
        return [line.row for line in self.answer.context["lines"] if line.row]

    @property
    def text(self):
        return self.answer.content.decode()


@pytest.fixture
def page(as_user, lan, round_):
    return Page(as_user(lan), round_)


# --- what is read ---------------------------------------------------------------------------------
@pytest.mark.parametrize("name", PASTES)
def test_a_pasted_list_is_read_as_an_officer_would(round_, name):
    lines, wanted, said = PASTES[name]
    pasted = read_pasted(text(lines), round_, ChosenSheet())
    read = [
        {column: row[column] for column in one}
        for row, one in zip(pasted.rows, wanted, strict=True)
    ]
    assert read == wanted
    notes = " ".join(pasted.notes)
    assert [words for words in said if words not in notes] == []
    assert pasted.unread == []


def test_every_column_is_named_as_read_or_not_and_may_be_named_by_hand(page):
    head = ("Tên sản phẩm", "Chủ thể", "Loại hình", "Xã", "Liên lạc", "Ngày nhận")
    row = ("Trà sen", "HTX Sen Hồng", "HTX", "Xã Tân Cương", "0912345678", "12/3/2026")
    page.paste([head, row])
    columns = {one.heading: one.said for one in page.answer.context["table"].pasted.columns}
    assert columns == {
        "Tên sản phẩm": "Tên sản phẩm", "Chủ thể": "Chủ thể", "Loại hình": "Loại hình", "Xã": "Xã, phường",
        "Liên lạc": "Số điện thoại", "Ngày nhận": "",
    }  # fmt: skip
    assert "cột F “Ngày nhận”" in page.text
    page.send(action="reread", **{"col-F": "note", "col-E": ""})
    assert [(row.raw["note"], row.raw["phone"]) for row in page.rows] == [("12/3/2026", "")]


def test_columns_named_for_one_paste_are_not_taken_for_the_next(page):
    page.paste([("Tên sản phẩm", "Chủ thể", "Xã"), ("Trà sen", "HTX Sen Hồng", "Xã Tân Cương")])
    page.send(
        pasted=text([("Chủ thể", "Tên sản phẩm", "Xã"), ("HTX Khác", "Trà nhài", "Xã Tân Cương")])
    )
    assert [(row.raw["product"], row.raw["producer"]) for row in page.rows] == [
        ("Trà sen", "HTX Sen Hồng"),
        ("Trà nhài", "HTX Khác"),
    ]


def test_a_heading_that_is_lacking_waits_and_nothing_pasted_is_lost(page):
    lines = [("Hàng", "Chủ thể", "Xã"), ("Trà sen", "HTX Sen Hồng", "Xã Tân Cương")]
    page.paste(lines)
    assert page.answer.status_code == 409
    assert "Chưa thấy cột Tên sản phẩm" in page.text
    assert page.answer.context["table"].text == text(lines)
    page.send(**{"col-A": "product"})
    assert [row.raw["product"] for row in page.rows] == ["Trà sen"]


def test_a_cell_of_several_products_is_asked_once_and_becomes_rows(page):
    lines = [
        ("Tên sản phẩm", "Chủ thể", "Xã", "Loại hình"),
        ("Trà sen; trà nhài", "HTX Sen Hồng", "Xã Tân Cương", "HTX"),
    ]
    page.paste(lines)
    assert page.rows == []
    assert "Là nhiều sản phẩm?" in page.text
    page.send(**{"ask-A.several-semicolons": "split"})
    assert [(row.raw["product"], row.ready) for row in page.rows] == [
        ("Trà sen", True),
        ("Trà nhài", True),
    ]


def test_what_stands_behind_a_name_goes_where_it_belongs(page):
    named = "HTX Sen Hồng (đại diện: ông Nông Văn An, ĐT 0912345678)"
    page.paste(
        [("Tên sản phẩm", "Chủ thể", "Xã", "Loại hình"), ("Trà sen", named, "Xã Tân Cương", "HTX")]
    )
    [row] = page.rows
    assert (row.producer.name, row.producer.phone) == ("HTX Sen Hồng", "0912345678")
    assert row.producer.representative_name.endswith("Nông Văn An")
    assert "bỏ khỏi tên" in " ".join(row.notes)


# --- the type -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("nâng hạng", "upgrade"), ("Đề nghị nâng hạng từ 3 sao lên 4 sao", "upgrade"), ("SĐT mới; đăng ký nâng sao", "upgrade"),
        ("Đánh giá lại, hết hạn 2025", "re_evaluation"), ("công nhận lại", "re_evaluation"), ("Nâng lên 4 sao", "upgrade"),
        ("sản phẩm cũ", ""), ("không nâng hạng", ""), ("nâng hạng hoặc đánh giá lại", ""), ("thiếu giấy ATTP", ""),
    ],
)  # fmt: skip
def test_a_note_proposes_the_type(page, note, expected):
    known = make.product(
        "Trà sen", of=make.producer("HTX Sen Hồng", place=place("Xã Tân Cương")), set_no=11
    )
    history.recognised(known, year=2023)
    page.paste([HEAD, ("1", "Trà sen", "HTX Sen Hồng", "HTX", "Xã Tân Cương", "", "11", note)])
    [row] = page.rows
    assert row.type == expected
    assert note in " ".join(row.notes)
    if not expected:
        assert {one.value for one in row.options["type_choice"]} <= {
            "first",
            "upgrade",
            "re_evaluation",
        }


def test_a_note_against_the_type_is_said(page):
    line = ("1", "Trà sen", "HTX Sen Hồng", "HTX", "Xã Tân Cương", "Lần đầu", "đăng ký nâng hạng")
    page.paste([(*HEAD[:5], "Loại hồ sơ", "Ghi chú"), line])
    assert "Ghi chú nói nâng hạng, loại hồ sơ ghi Lần đầu" in " ".join(page.rows[0].notes)


# --- beside the register --------------------------------------------------------------------------
KNOWN = {"phone": "0987000111", "address": "Xóm 1", "representative_name": "Nông Thị Bình"}


def lines(*more: str, head: tuple[str, ...] = (), product: str = "Trà sen"):
    first = ("Tên sản phẩm", "Chủ thể", *head)
    return [first, (product, "HTX Sen Hồng", *more)]


@pytest.mark.parametrize(
    ("head", "cell", "column", "name", "before"),
    [
        ("SĐT", "0912345678", "phone", "phone", "0987000111"),
        ("Người đại diện", "Lý Văn Tư", "representative", "representative_name", "Nông Thị Bình"),
        ("Loại hình", "Tổ hợp tác", "kind", "kind", "Hợp tác xã"),
    ],
)
@pytest.mark.parametrize("answer", ["giu", "lay"])
def test_what_the_register_says_otherwise_is_shown_and_asked(
    page, round_, head, cell, column, name, before, answer
):
    known = make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"), **KNOWN)
    page.paste(lines(cell, head=(head,)))
    [row] = page.rows
    assert row.errors.keys() == {column}
    assert before in row.differs[column].before
    assert before in page.text
    page.send(**{f"row-0-keep.{column}": answer})
    assert page.rows[0].ready
    page.send(action="save")
    assert round_.applications.count() == 1
    old = getattr(known, name)
    known.refresh_from_db()
    assert (getattr(known, name) == old) == (answer == "giu")


@pytest.mark.parametrize("answer", ["giu", "lay"])
def test_one_of_the_name_elsewhere_is_asked_and_then_where_it_is(page, round_, answer):
    known = make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"))
    page.paste(lines("Xã Võ Nhai", head=("Xã",)))
    assert page.rows[0].errors.keys() == {"producer"}
    page.send(**{"row-0-producer_choice": known.uid})
    assert page.rows[0].errors.keys() == {"place"}
    page.send(**{"row-0-keep.place": answer}).send(action="save")
    known.refresh_from_db()
    assert known.place.full_name == {"giu": "Xã Tân Cương", "lay": "Xã Võ Nhai"}[answer]


def test_the_same_in_other_writing_is_no_difference(page):
    make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"), tax_code="4600312345", **KNOWN)
    page.paste(lines("+84 987 000 111", "460.0312345", "xã Tân Cương", "xóm 1", "NÔNG THỊ BÌNH", "HTX",
                     head=("SĐT", "MST", "Xã", "Địa chỉ", "Đại diện", "Loại hình")))  # fmt: skip
    assert (page.rows[0].errors, page.rows[0].taken) == ({}, {})


def test_what_the_register_does_not_know_is_filled_in_and_said(page, round_):
    known = make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"))
    page.paste(lines("912345678", "Xóm 5", "Lý Văn Tư", head=("SĐT", "Địa chỉ", "Đại diện")))
    assert "Bổ sung số điện thoại của chủ thể: 0912345678." in page.rows[0].notes
    page.send(action="save")
    known.refresh_from_db()
    assert (known.phone, known.address, known.representative_name) == (
        "0912345678",
        "Xóm 5",
        "Lý Văn Tư",
    )


def test_one_answer_serves_all_rows_and_the_rows_of_one_producer(page, round_):
    known = make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"), **KNOWN)
    other = make.producer("HTX Rừng Xanh", place=place("Xã Tân Cương"), **KNOWN)
    head = ("Tên sản phẩm", "Chủ thể", "SĐT")
    page.paste([head, ("Trà sen", "HTX Sen Hồng", "0911111111"), ("Trà nhài", "HTX Sen Hồng", "0911111111"),
                ("Mật ong", "HTX Rừng Xanh", "0922222222")])  # fmt: skip
    assert [(one.name, one.rows) for one in page.answer.context["for_all"]] == [("keep.phone", 3)]
    page.send(**{"row-0-keep.phone": "lay"})
    assert [row.ready for row in page.rows] == [True, True, False], (
        "one producer is asked about once"
    )
    page.send(**{"all-keep.phone": "lay"})
    page.send(action="save")
    known.refresh_from_db()
    other.refresh_from_db()
    assert (known.phone, other.phone) == ("0911111111", "0922222222")


def test_two_rows_that_tell_two_things_of_one_producer_are_refused(page):
    make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"))
    head = ("Tên sản phẩm", "Chủ thể", "SĐT")
    page.paste(
        [
            head,
            ("Trà sen", "HTX Sen Hồng", "0911111111"),
            ("Trà nhài", "HTX Sen Hồng", "0922222222"),
        ]
    )
    assert page.rows[1].errors == {"phone": "Dòng 1 ghi “0911111111” cho chủ thể này."}


def test_what_takes_two_people_waits_for_the_other_one(page, round_, lan, minh):
    known = make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"), **KNOWN)
    history.recognised(make.product("Trà cũ", of=known), year=2024)
    page.paste(lines("Xã Võ Nhai", "0911111111", head=("Xã", "SĐT")))
    page.send(**{"row-0-producer_choice": known.uid})
    page.send(**{"row-0-keep.place": "lay", "row-0-keep.phone": "lay"})
    assert "chờ người khác duyệt" in " ".join(page.rows[0].notes)
    page.send(action="save")
    known.refresh_from_db()
    assert (known.place, known.phone) == (place("Xã Tân Cương"), "0911111111")
    assert PreparedAct.objects.get().values["place"]["now"].startswith("xã Võ Nhai")
    page.answer = None
    page.paste(lines("Xã Võ Nhai", head=("Xã",), product="Trà nhài"))
    page.send(**{"row-0-producer_choice": known.uid}).send(**{"row-0-keep.place": "lay"})
    assert "đang có một việc chờ duyệt" in page.rows[0].errors["place"]


# --- communes -------------------------------------------------------------------------------------
@pytest.fixture
def of_district():
    """A producer of whom the register knows no more than the former district."""
    return make.producer("HTX Sen Hồng", place=make.old_place("066"))


def test_a_row_confirms_the_commune_of_a_producer_known_by_its_district(page, round_, of_district):
    commune = (
        make.Place.objects.current()
        .communes()
        .get(province=make.province(), full_name="Xã Côn Minh")
    )
    page.paste(lines(commune.full_name, head=("Xã",)))
    [row] = page.rows
    assert row.suggested["keep.place"] == "lay", "only to be confirmed"
    page.send().send(action="save")
    of_district.refresh_from_db()
    assert of_district.place == commune
    assert proposed_codes(round_, round_.applications.all()), "and gets a code"


def test_a_row_without_a_commune_is_asked_for_it_where_the_register_knows_none(
    page, round_, of_district
):
    page.paste(lines("0911111111", head=("SĐT",)))
    [row] = page.rows
    assert "chọn xã, phường hiện nay" in row.errors["place"]
    values = [one.value for one in row.options["keep.place"]]
    assert values[-1] == "giu"
    assert len(values) > 2
    page.send(**{"row-0-keep.place": values[0]}).send(action="save")
    of_district.refresh_from_db()
    assert f"xa:{of_district.place.code}" == values[0]


def test_taking_in_without_a_commune_is_a_choice_that_is_said(page, round_, of_district):
    page.paste(lines("0911111111", head=("SĐT",)))
    page.send(**{"row-0-keep.place": "giu"}).send(action="save")
    assert round_.applications.count() == 1
    of_district.refresh_from_db()
    assert of_district.place == make.old_place("066")


def test_a_place_that_is_not_understood_is_not_dropped(page):
    make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"))
    page.paste(lines("Xã Không Hề Có", head=("Xã",)))
    [row] = page.rows
    assert "Không có đơn vị" in row.errors["place"]
    page.send(**{"row-0-keep.place": "giu"})
    assert page.rows[0].ready


def test_a_tax_code_of_one_who_bears_another_name_is_asked(page):
    known = make.producer("HTX Cây Đa", place=place("Xã Tân Cương"), tax_code="4600312345")
    page.paste(lines("4600312345", head=("MST",)))
    [row] = page.rows
    assert "producer" in row.errors
    page.send(**{"row-0-producer_choice": known.uid})
    assert page.rows[0].producer == known


def test_nothing_is_written_by_looking(page, round_):
    make.producer("HTX Sen Hồng", place=place("Xã Tân Cương"))
    page.paste(lines("0911111111", head=("SĐT",)))
    assert (Product.objects.count(), Producer.objects.get().phone) == (0, "")
