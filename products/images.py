"""Product pictures: what is kept is rebuilt from the pixels; the uploaded file itself is never
stored or served.

A picture may carry scripts in its comments, the place it was taken in its EXIF data, a second
picture behind the first, or millions of pixels in a few bytes. So: look at the size before opening,
open with the decoders of three formats only, look at the dimensions before decoding, decode one
frame, copy the pixels into a new picture, and encode that one.
"""

import secrets
import struct
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from products.models import ProductImage

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_FILE = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
SMALLEST_SIDE = 100
# larger pictures are shrunk before anything else is done with them: memory stays small
WORKING_SIDE = 3_200
WIDTHS = {"small": 320, "medium": 800, "large": 1600}
QUALITY = 82


@dataclass(frozen=True)
class Rebuilt:
    """The three renditions as WebP bytes, and the pixel size of the largest."""

    small: bytes
    medium: bytes
    large: bytes
    width: int
    height: int

    def put_into(self, image: ProductImage) -> None:
        """Give the renditions to a picture under new random names; its former files go once the
        change is committed."""
        forget_files(image)
        name = secrets.token_hex(12)
        for size in WIDTHS:
            getattr(image, size).save(
                f"{name}-{WIDTHS[size]}.webp", ContentFile(getattr(self, size)), save=False
            )
        image.width, image.height = self.width, self.height


def rebuild(upload: Any) -> Rebuilt:
    """The three renditions of an uploaded file. Raises ValidationError with a sentence that says
    what to do."""
    if upload.size > LARGEST_FILE:
        raise ValidationError("Ảnh lớn hơn 10 MB. Hãy thu nhỏ ảnh rồi tải lại.", code="too_large")
    pixels = _decoded(upload)
    renditions = {size: _encoded(pixels, width) for size, width in WIDTHS.items()}
    width = min(pixels.width, WIDTHS["large"])
    return Rebuilt(**renditions, width=width, height=_height(pixels, width))


def forget_files(image: ProductImage) -> None:
    """Delete the picture's files once the transaction is committed (never before: a rollback must
    find them)."""
    for size in WIDTHS:
        file = getattr(image, size)
        if file:
            transaction.on_commit(_remover(file.storage, file.name))


def _decoded(upload: Any) -> Image.Image:
    """The first frame upright as plain RGB pixels, without anything that came with it, at most
    `WORKING_SIDE` long."""
    upload.seek(0)
    try:
        with warnings.catch_warnings(), Image.open(upload, formats=FORMATS) as opened:
            # metadata is thrown away: what is odd in it is no concern
            warnings.simplefilter("ignore")
            _check(opened)
            opened.draft("RGB", (WORKING_SIDE, WORKING_SIDE))
            return _plain(ImageOps.exif_transpose(_shrunk(opened)))
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise ValidationError(
            "Tệp này không phải ảnh JPEG, PNG hoặc WebP. Hãy lưu lại ảnh ở một trong các dạng đó"
            " rồi tải lên.",
            code="not_a_picture",
        ) from error
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
        IndexError,
        TypeError,
        struct.error,
    ) as error:
        raise ValidationError(
            "Ảnh bị hỏng hoặc thiếu một phần. Hãy mở ảnh, lưu lại thành tệp mới rồi tải lên.",
            code="broken",
        ) from error


def _check(opened: Image.Image) -> None:
    """Refuse by what the header says, before any pixel is decoded."""
    width, height = opened.size
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()
    if min(width, height) < SMALLEST_SIDE:
        raise ValidationError(
            f"Ảnh quá nhỏ ({width} × {height}). Hãy dùng ảnh mỗi cạnh ít nhất {SMALLEST_SIDE}"
            " điểm.",
            code="too_small",
        )
    # A phone's JPEG may carry a depth or brightness map behind the picture (MPO): only the picture
    # is taken.
    if opened.format != "MPO" and getattr(opened, "n_frames", 1) > 1:
        raise ValidationError("Ảnh động không dùng được. Hãy chọn một ảnh tĩnh.", code="animated")


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        "Ảnh có quá nhiều điểm ảnh (tối đa 40 triệu). Hãy thu nhỏ ảnh rồi tải lại.",
        code="too_many_pixels",
    )


def _shrunk(opened: Image.Image) -> Image.Image:
    image = (
        opened
        if opened.mode in {"RGB", "RGBA", "L"}
        else opened.convert("RGBA" if _transparent(opened) else "RGB")
    )
    scale = WORKING_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    small.info = dict(opened.info)  # holds the orientation
    return small


def _transparent(image: Image.Image) -> bool:
    return "A" in image.mode or "transparency" in image.info


def _plain(image: Image.Image) -> Image.Image:
    """The pixels on white in a new picture, which knows nothing of the old one."""
    plain = Image.new("RGB", image.size, "white")
    if _transparent(image):
        layer = image.convert("RGBA")
        plain.paste(layer, mask=layer.getchannel("A"))
    else:
        plain.paste(image.convert("RGB"))
    return plain


def _height(image: Image.Image, width: int) -> int:
    return max(1, round(image.height * width / image.width))


def _encoded(image: Image.Image, width: int) -> bytes:
    width = min(width, image.width)
    scaled = image.resize((width, _height(image, width)), Image.Resampling.LANCZOS)
    content = BytesIO()
    scaled.save(content, "WEBP", quality=QUALITY, method=4)
    return content.getvalue()


def _remover(storage: Any, name: str) -> Any:
    return lambda: storage.delete(name)
