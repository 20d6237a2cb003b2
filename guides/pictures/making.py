"""A file that somebody brings, made into files that are safe to serve. Knows no Django.

What it may be is judged by its header, before anything is decoded: so a bomb is refused at once
and costs no memory. What is kept is always encoded anew from the pixels alone: no EXIF, no
profile, nothing that was hidden before, between or behind them.
"""

import hashlib
import io
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import (
    AvifImagePlugin,
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from guides.markup.pictures import FORMATS

# Bytes of a file, and pixels of all its frames together.
LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 25_000_000
MOST_FRAMES = 1_000
# Pixels: wider ones are made this wide; besides, there is a file of each width below its own.
WIDEST = 2400
WIDTHS = (1600, 1200, 800, 400)

# Pillow's name of each, by extension. Imported one by one, or it would load all that it has.
_CODECS = {
    "jpg": JpegImagePlugin.JpegImageFile.format,
    "png": PngImagePlugin.PngImageFile.format,
    "gif": GifImagePlugin.GifImageFile.format,
    "webp": WebPImagePlugin.WebPImageFile.format,
    "avif": AvifImagePlugin.AvifImageFile.format,
}
_OPTIONS: dict[str, dict[str, Any]] = {
    "jpg": {"quality": 85, "optimize": True, "progressive": True},
    "png": {},
    "gif": {},
    "webp": {"quality": 85, "method": 4},
    "avif": {"quality": 70, "speed": 7},
}
_STARTS = {
    b"\xff\xd8\xff": "jpg",
    b"\x89PNG\r\n\x1a\n": "png",
    b"GIF87a": "gif",
    b"GIF89a": "gif",
}
# What people name like a picture, so that the message can say what it is.
_OTHERS = {
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
    b"BM": "BMP",
    b"%PDF": "PDF",
    b"<svg": "SVG",
    b"<?xml": "SVG",
    b"PK\x03\x04": "ZIP",
    b"\0\0\1\0": "icon",
}

# Its own guard, which it applies while it opens a file: an error at twice this.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS

# Decoding takes up to some hundred megabytes: each process does it for one picture at a time.
_one_at_a_time = threading.Lock()


class Refused(ValueError):
    """A file that is not taken in; the message says why, in words that follow its name."""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself: its format by extension, and its size in pixels."""

    format: str
    width: int
    height: int
    frames: int


@dataclass(frozen=True, slots=True)
class Made:
    """A picture to be kept: one file for each width in pixels, the widest being the picture.

    ``digest`` is that of the file it was made from, of which nothing else is kept.
    """

    format: str
    width: int
    height: int
    frames: int
    transparent: bool
    files: dict[int, bytes]
    digest: str

    @property
    def file(self) -> bytes:
        return self.files[self.width]


def digest(data: bytes) -> str:
    """What tells a file from any other: its SHA-256, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def read_header(data: bytes, extension: str) -> Header:
    """What a file is, from its header alone; raises Refused. Decodes nothing."""
    if len(data) > LARGEST:
        raise Refused(f"is too large: at most {LARGEST // 1024 // 1024} MB fit")
    if extension not in FORMATS:
        told = f"not {extension}" if extension else "and be named so"
        raise Refused(f"must be one of {', '.join(FORMATS)}, {told}")
    found = _sniff(data)
    if found != extension:
        told = found or "no picture that can be used"
        raise Refused(f"is named .{extension}, but what is in it is {told}")
    try:
        with _open(data, extension) as image:
            width, height = image.size
            frames = _gif_frames(data) if extension == "gif" else getattr(image, "n_frames", 1)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Refused(_too_many()) from None
    except Refused:
        raise
    except Exception as error:
        # Whatever a decoder meets in a broken file: there are many of them, and many ways.
        raise Refused("is damaged: it cannot be read") from error
    # A photo of a phone may carry others behind it, which are never looked at.
    frames = 1 if extension == "jpg" else frames
    if width * height * frames > MOST_PIXELS:
        raise Refused(_too_many(width, height, frames))
    if not width or not height or frames < 1:
        raise Refused("is damaged: it holds no picture")
    if frames > MOST_FRAMES:
        raise Refused(f"has more than {MOST_FRAMES:,} frames")
    if frames > 1 and extension in {"png", "avif"}:
        raise Refused(f"moves: save it as gif or webp, as {extension} it must be one picture")
    return Header(extension, width, height, frames)


def make(data: bytes, extension: str) -> Made:
    """Make the files to keep from a file of at most LARGEST bytes; raises Refused.

    Takes up to some seconds, and up to some hundred megabytes, for the largest that is allowed.
    """
    header = read_header(data, extension)
    with _one_at_a_time:
        try:
            with _open(data, extension) as image:
                moves = header.frames > 1
                files, frames = _moving(image, header) if moves else _still(image, header, data)
        except Refused:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise Refused(_too_many()) from None
        except Exception as error:
            raise Refused("is damaged: it cannot be read to its end") from error
    first = frames[0]
    return Made(
        format=extension,
        width=first.width,
        height=first.height,
        frames=len(frames),
        transparent=any(frame.has_transparency_data for frame in frames),
        files=files,
        digest=digest(data),
    )


def _too_many(width: int = 0, height: int = 0, frames: int = 1) -> str:
    many = f" × {frames} frames" if frames > 1 else ""
    told = f": {width} × {height}{many}" if width else ""
    return f"has too many pixels{told}; at most {MOST_PIXELS // 1_000_000} million in all fit"


def _open(data: bytes, extension: str) -> Any:
    return Image.open(io.BytesIO(data), formats=[_CODECS[extension]])


def _sniff(data: bytes) -> str:
    """What a file is by its first bytes: a format that is taken, or the name of another."""
    for start, name in _STARTS.items():
        if data.startswith(start):
            return name
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp":
        size = min(int.from_bytes(data[:4]), 256)
        brands = {data[8:12], *(data[at : at + 4] for at in range(16, size, 4))}
        return "avif" if brands & {b"avif", b"avis"} else "HEIC"
    begin = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    return next((name for start, name in _OTHERS.items() if begin.startswith(start)), "")


def _gif_frames(data: bytes) -> int:
    """How many frames a GIF holds, by the chain of its blocks; at most one more than allowed.

    Pillow counts them by reading each, which takes long where somebody made very many.
    """

    def table(flags: int) -> int:
        return 3 << ((flags & 7) + 1) if flags & 0x80 else 0

    at = 13 + table(data[10])
    frames = 0
    while at < len(data) and frames <= MOST_FRAMES:
        kind, at = data[at], at + 1
        if kind == 0x3B:
            break
        if kind == 0x2C:
            frames += 1
            at += 9 + table(data[at + 8]) + 1
        elif kind == 0x21:
            at += 1
        else:
            continue
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return frames


def _still(image: Any, header: Header, data: bytes) -> tuple[dict[int, bytes], list[Any]]:
    """The files of a picture that does not move, small ones that save nothing left out."""
    options = dict(_OPTIONS[header.format])
    if header.format == "webp" and b"VP8L" in data[:64]:
        options["lossless"] = True
    image.load()
    whole = _clean(image, keep_palette=header.format in {"png", "gif"})
    if whole.width > WIDEST:
        whole = _resized(whole, WIDEST)
    files = {whole.width: _encode([whole], header.format, options)}
    least = len(files[whole.width])
    for width in (one for one in WIDTHS if one < whole.width):
        data = _encode([_resized(whole, width)], header.format, options)
        if len(data) < least:
            files[width], least = data, len(data)
    return files, [whole]


def _moving(image: Any, header: Header) -> tuple[dict[int, bytes], list[Any]]:
    """The one file of a picture that moves: each frame anew, with its time.

    Without smaller files: to scale every frame would cost more than it saves readers.
    """
    frames: list[Any] = []
    times, seen = [], 0
    for frame in _each(image):
        seen += frame.width * frame.height
        if seen > MOST_PIXELS or len(frames) > MOST_FRAMES:
            raise Refused(_too_many())
        times.append(round(frame.info.get("duration", 0)))
        frames.append(_clean(frame, keep_palette=False))
    options = {**_OPTIONS[header.format], "duration": times}
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    if header.format == "gif":
        options["disposal"] = 2
    whole = {frame.size for frame in frames}
    if len(whole) > 1:
        raise Refused("is damaged: its frames are of several sizes")
    return {frames[0].width: _encode(frames, header.format, options)}, frames


def _each(image: Any) -> Iterator[Any]:
    for number in range(image.n_frames):
        image.seek(number)
        image.load()
        yield image


def _clean(image: Any, *, keep_palette: bool) -> Any:
    """The pixels alone: upright, in the colours of sRGB, in a mode that every format has."""
    profile = image.info.get("icc_profile")
    try:
        image = ImageOps.exif_transpose(image)
    except Exception:
        # Its EXIF is broken, and goes anyway: the picture itself was read to its end.
        image = image.copy()
    clear = image.has_transparency_data
    if image.mode == "P" and keep_palette and not profile:
        wanted = "P"
    elif image.mode.startswith("I"):
        # 16 bits of grey, of which a plain conversion would keep the dark ones only.
        image, wanted = image.point(lambda value: value * (1 / 256)).convert("L"), "L"
    elif image.mode in {"1", "L"} and not clear:
        wanted = "L"
    else:
        wanted = "RGBA" if clear else "RGB"
    if profile and (straight := _in_srgb(image, profile, wanted)):
        image = straight
    if image.mode != wanted:
        image = image.convert(wanted)
    if wanted == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        image = image.convert("RGB")
    transparency = image.info.get("transparency") if image.mode == "P" else None
    image.info = {} if transparency is None else {"transparency": transparency}
    return image


def _in_srgb(image: Any, profile: bytes, wanted: str) -> Any:
    """The picture with its own colours, or nothing where its profile is of no use."""
    if image.mode == "P" or image.mode == "LA":
        image = image.convert("RGBA" if wanted == "RGBA" else "RGB")
    to = "RGBA" if image.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(image, source, target, outputMode=to)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError, struct.error):
        return None


def _resized(image: Any, width: int) -> Any:
    size = width, max(1, round(image.height * width / image.width))
    if image.mode != "P":
        return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    # Colours of a palette have no middle: they are mixed, then few are chosen again.
    mixed = image.convert("RGBA" if image.has_transparency_data else "RGB")
    small = mixed.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small.quantize(256)


def _encode(frames: list[Any], extension: str, options: dict[str, Any]) -> bytes:
    buffer = io.BytesIO()
    first, *others = frames
    if others:
        options = {**options, "save_all": True, "append_images": others}
    first.save(buffer, format=_CODECS[extension], **options)
    return buffer.getvalue()
