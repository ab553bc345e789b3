"""Pictures that do harm are refused with a sentence; what is kept is rebuilt, upright, without
metadata, in three widths."""

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image, PngImagePlugin

from products.images import LARGEST_FILE, rebuild
from products.models import ProductImage
from tests import factories
from tests.staff.conftest import cast, clients  # noqa: F401  (fixtures)

SCRIPT = b"<script>alert(1)</script>"
PLACE = b"21.123456,105.987654"


def encoded(image: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    content = BytesIO()
    image.save(content, kind, **options)
    return content.getvalue()


def picture(
    width: int = 400, height: int = 300, mode: str = "RGB", color: object = "green"
) -> Image.Image:
    return Image.new(mode, (width, height), color)


def upload(content: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/jpeg")


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + chunk(b"IEND", b"")
    )


def animated(kind: str) -> bytes:
    return encoded(
        picture(), kind, save_all=True, append_images=[picture(color="red"), picture(color="blue")]
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EVIL = {
    "svg": (SVG, "not_a_picture"),
    "svg_named_png": (SVG, "not_a_picture"),
    "html": (b"<!DOCTYPE html>" + SCRIPT, "not_a_picture"),
    "empty": (b"", "not_a_picture"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "not_a_picture"),
    "gif": (encoded(picture(), "GIF"), "not_a_picture"),
    "bmp": (encoded(picture(), "BMP"), "not_a_picture"),
    "tiff": (encoded(picture(), "TIFF"), "not_a_picture"),
    "ico": (encoded(picture(64, 64), "ICO"), "not_a_picture"),
    "script_after_magic": (b"\xff\xd8\xff\xe0" + SCRIPT, "broken"),
    "truncated_jpeg": (encoded(picture(900, 900, color="red"))[:2000], "broken"),
    "truncated_png": (encoded(picture(900, 900), "PNG")[:200], "broken"),
    "png_bomb": (png_claiming(50_000, 50_000), "too_many_pixels"),
    "png_just_over": (png_claiming(8_000, 5_001), "too_many_pixels"),
    "png_endless": (png_claiming(2**31 - 1, 2**31 - 1), "too_many_pixels"),
    "png_without_pixels": (png_claiming(3_000, 3_000), "broken"),
    "animated_webp": (animated("WEBP"), "animated"),
    "animated_png": (animated("PNG"), "animated"),
    "tiny": (encoded(picture(1, 1), "PNG"), "too_small"),
    "sliver": (encoded(picture(5_000, 2), "PNG"), "too_small"),
}


@pytest.mark.parametrize("name", EVIL)
def test_evil_files_are_refused_quickly(name):
    content, code = EVIL[name]
    started = time.monotonic()
    with pytest.raises(ValidationError) as refused:
        rebuild(upload(content, f"{name}.png"))
    assert refused.value.code == code
    assert time.monotonic() - started < 2


def test_a_large_file_is_refused_before_it_is_opened():
    class Unopened:
        size = LARGEST_FILE + 1

    with pytest.raises(ValidationError) as refused:
        rebuild(Unopened())
    assert refused.value.code == "too_large"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "L"])
def test_the_three_formats_are_taken_and_come_out_as_webp(kind, mode):
    made = rebuild(upload(encoded(picture(2000, 1000, mode, 90 if mode == "L" else "green"), kind)))
    sizes = [Image.open(BytesIO(content)) for content in (made.small, made.medium, made.large)]
    assert [image.size for image in sizes] == [(320, 160), (800, 400), (1600, 800)]
    assert {image.format for image in sizes} == {"WEBP"}
    assert (made.width, made.height) == (1600, 800)


@pytest.mark.parametrize("mode", ["RGBA", "P", "LA", "CMYK", "1", "I;16"])
def test_unusual_pixels_are_understood(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    image = (
        picture().convert("RGBA").convert(mode)
        if mode != "I;16"
        else Image.new(mode, (400, 300), 30_000)
    )
    made = rebuild(upload(encoded(image, kind)))
    assert Image.open(BytesIO(made.medium)).size == (400, 300)


def test_transparency_becomes_white():
    made = rebuild(upload(encoded(picture(mode="RGBA", color=(0, 0, 0, 0)), "PNG")))
    assert Image.open(BytesIO(made.small)).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_a_small_picture_is_not_blown_up():
    made = rebuild(upload(encoded(picture(200, 150))))
    assert Image.open(BytesIO(made.large)).size == (200, 150)


def test_the_way_the_phone_was_held_is_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the picture must be turned by 90°
    made = rebuild(upload(encoded(picture(400, 200), exif=exif)))
    assert Image.open(BytesIO(made.medium)).size == (200, 400)


def test_metadata_scripts_and_what_hangs_behind_are_gone():
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = SCRIPT.decode(), PLACE.decode()
    jpeg = (
        encoded(picture(), exif=exif, comment=SCRIPT, xmp=b"<x>" + PLACE + b"</x>")
        + b"PK\x03\x04"
        + SCRIPT
    )
    text = PngImagePlugin.PngInfo()
    text.add_text("Comment", SCRIPT.decode())
    png = encoded(picture(), "PNG", pnginfo=text) + SCRIPT
    for content in (jpeg, png):
        made = rebuild(upload(content))
        for kept in (made.small, made.medium, made.large):
            assert SCRIPT not in kept
            assert PLACE not in kept
            assert set(Image.open(BytesIO(kept)).info) <= {
                "background",
                "loop",
                "timestamp",
                "duration",
            }


def image_rows(**fields: object) -> dict[str, object]:
    empty = {
        f"{part}-{name}": 0
        for part in ("standards", "channels")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {**empty, **{f"images-{name}": value for name, value in fields.items()}}


def test_a_picture_is_uploaded_replaced_and_deleted_with_its_files(
    clients,  # noqa: F811
    django_capture_on_commit_callbacks,
):
    product = factories.product()
    url = reverse("admin:products_product_change", args=[product.pk])
    base = {
        "name": product.name,
        "producer": product.producer_id,
        "product_set": product.product_set_id,
    }

    def send(rows):
        product.refresh_from_db()
        with django_capture_on_commit_callbacks(execute=True):
            assert (
                clients["staff"]
                .post(url, {**base, **rows, "row_version": product.version})
                .status_code
                == 302
            )

    new = {
        "TOTAL_FORMS": 1,
        "INITIAL_FORMS": 0,
        "0-alt": "Miến dong trên phên",
        "0-position": 0,
        "0-upload": upload(encoded(picture())),
    }
    send(image_rows(**new))
    first = ProductImage.objects.get()
    names = [first.small.name, first.medium.name, first.large.name]
    assert all(default_storage.exists(name) for name in names)
    assert "anh" not in Path(first.small.name).name

    row = {
        "TOTAL_FORMS": 1,
        "INITIAL_FORMS": 1,
        "0-id": first.pk,
        "0-product": product.pk,
        "0-alt": first.alt,
        "0-position": 0,
    }
    send(image_rows(**row, **{"0-upload": upload(encoded(picture(color="red")))}))
    second = ProductImage.objects.get()
    assert not any(default_storage.exists(name) for name in names)
    assert default_storage.exists(second.large.name)

    send(image_rows(**row, **{"0-DELETE": "on"}))
    assert not ProductImage.objects.exists()
    assert not default_storage.exists(second.large.name)
    product.refresh_from_db()
    assert product.version == 4


def test_a_refused_picture_says_why_and_changes_nothing(clients):  # noqa: F811
    product = factories.product()
    url = reverse("admin:products_product_change", args=[product.pk])
    rows = image_rows(
        TOTAL_FORMS=1, INITIAL_FORMS=0, **{"0-alt": "x", "0-position": 0, "0-upload": upload(SVG)}
    )
    form = {
        "name": "Tên mới",
        "producer": product.producer_id,
        "product_set": product.product_set_id,
        "row_version": 1,
        **rows,
    }
    answer = clients["staff"].post(url, form)
    product.refresh_from_db()
    assert "không phải ảnh JPEG, PNG hoặc WebP" in answer.content.decode()
    assert 'value="Tên mới"' in answer.content.decode()
    assert (product.name, product.version, ProductImage.objects.count()) == (
        "Miến dong Nà Pò",
        1,
        0,
    )
