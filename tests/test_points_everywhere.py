"""A round with 89,995 and 76,1666 points, walked through: every page, paper and file of it shows the
same."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests import factories as make
from tests.support.crawl import crawl

pytestmark = pytest.mark.django_db
# What is typed into, and all digits for who asks.
_ON_DEMAND = re.compile(r'\s(?:title|value|data-[a-z-]+|placeholder)="[^"]*"')
# Rounded over the band, cut off, or with a tail.
WRONG = re.compile(r"(?<![\d,.])(?:90[,.]00|89[,.]99\b|89[,.]9950|76[,.]16\d*|76[,.]17\d+)(?!\d)")
SHOWN = re.compile(r"(?<![\d,.])(?:89,995|76,17)(?!\d)")
FORMATS = {89.995: "0.000", 76.1666: "0.00"}


def wrongs(path, answer, body):
    """What an answer says of the two products' points that it should not, and how often it says
    them right."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if kind.endswith("spreadsheetml.sheet"):
        return of_workbook(body)
    if kind.endswith("wordprocessingml.document"):
        with ZipFile(BytesIO(body)) as package:
            text = re.sub(r"<[^>]+>", " ", package.read("word/document.xml").decode())
    elif kind.startswith("text/") or kind.endswith("json"):
        text = _ON_DEMAND.sub("", body.decode())
    else:
        return [], 0
    return WRONG.findall(text), len(SHOWN.findall(text))


def of_workbook(body):
    book, wrong, right = load_workbook(BytesIO(body)), [], 0
    for cell in (cell for sheet in book for row in sheet.iter_rows() for cell in row):
        if isinstance(cell.value, float) and cell.value in FORMATS:
            right += cell.number_format == FORMATS[cell.value]
            wrong += [cell.coordinate] if cell.number_format != FORMATS[cell.value] else []
        elif isinstance(cell.value, str):
            wrong += WRONG.findall(cell.value)
            right += len(SHOWN.findall(cell.value))
    return wrong, right


def scene(lan, minh, decided):
    rows = (make.scored("89,995"), make.scored("76,1666"))
    if not decided:
        round_ = make.evaluating_round(lan, make.products(2))
        make.enter(round_, lan, *rows)
        return round_
    return make.certified(lan, minh, make.products(2), *rows)


@pytest.mark.parametrize("decided", [False, True])
def test_every_page_paper_and_file_of_a_round_shows_the_same_points(lan, minh, as_user, decided):
    round_ = scene(lan, minh, decided)
    first = [reverse("admin:round_page", args=[round_.uid]), "/quan-tri/"]
    wrong, right, where = [], 0, set()
    for path, answer, body in crawl(as_user(lan), first, of_a_kind=3):
        found, seen = wrongs(path, answer, body)
        wrong += [(path, one) for one in found]
        right += seen
        where |= {path} if seen else set()
        if len(where) > 400:
            break
    assert wrong == []
    assert right > (4 if not decided else 12), where
