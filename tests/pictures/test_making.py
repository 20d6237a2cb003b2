"""What is taken in as a picture, and that nothing but its pixels is kept."""

import ast
import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, features

from guides import pictures
from guides.markup import FORMATS
from guides.pictures import making
from tests.factories import make_file

MARKER = b"<script>alert('kept')</script>"
SECRET = "Where I live"


def refusal(data: bytes, extension: str) -> str:
    with pytest.raises(pictures.Refused) as why:
        pictures.make(data, extension)
    return str(why.value)


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def exif(orientation: int = 1) -> bytes:
    found = Image.Exif()
    found[0x0112], found[0x010E] = orientation, SECRET
    found.get_ifd(0x8825)[1] = "N"
    return found.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that says to be so large and holds hardly any pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 1000))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b"")


def gif(frames: int, size: tuple[int, int] = (1, 1)) -> bytes:
    """A GIF of so many frames of one pixel, put together by hand."""
    frame = b"\x2c" + struct.pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\x00"
    return b"GIF89a" + struct.pack("<HHBBB", *size, 0x80, 0, 0) + bytes(6) + frame * frames + b";"


def test_it_needs_no_django():
    tree = ast.parse(Path(making.__file__).read_text())
    names = [n.module for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)]
    assert not [name for name in names if name.startswith("django")]


def test_this_pillow_can_do_all_that_is_promised():
    assert all(features.check(name) for name in ("jpg", "zlib", "webp", "avif", "littlecms2"))


@pytest.mark.parametrize("extension", FORMATS)
def test_each_format_is_taken_and_kept_as_what_it_is(extension):
    made = pictures.make(make_file(extension, (30, 20)), extension)
    assert (made.format, made.width, made.height, made.frames) == (extension, 30, 20, 1)
    assert list(made.files) == [30]
    assert pictures.read_header(made.file, extension).format == extension


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("named", FORMATS)
def test_a_file_must_be_what_its_name_says(extension, named):
    if extension != named:
        told = f"is named .{named}, but what is in it is {extension}"
        assert refusal(make_file(extension), named) == told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (make_file("tiff"), "is TIFF"),
        (make_file("bmp"), "is BMP"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "is SVG"),
        (b'\xef\xbb\xbf\n<?xml version="1.0"?><svg/>', "is SVG"),
        (b"%PDF-1.7", "is PDF"),
        (b"PK\x03\x04", "is ZIP"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "is HEIC"),
        (b"<html><script>alert(1)</script>", "is no picture that can be used"),
        (b"", "is no picture that can be used"),
    ],
)
@pytest.mark.parametrize("extension", ["jpg", "png"])
def test_other_files_are_named(data, told, extension):
    assert refusal(data, extension).endswith(told)


@pytest.mark.parametrize("extension", ["svg", "tiff", "jpeg", "JPG", "", "php", "bmp", "ico"])
def test_other_endings_are_refused(extension):
    assert refusal(make_file(), extension).startswith("must be one of jpg, png, gif, webp, avif")


def test_a_file_may_not_be_too_large():
    data = make_file()
    largest = data + bytes(pictures.LARGEST - len(data))
    assert pictures.make(largest, "png").width == 6
    assert refusal(largest + b"\0", "png") == "is too large: at most 5 MB fit"


class Untouched:
    """Stands in for a decoder that must not be asked."""

    def __call__(self, *_args, **_options):
        raise AssertionError("decoded")


@pytest.mark.parametrize(
    ("extension", "data"),
    [
        ("png", png(20_000, 20_000)),
        ("png", png(5_001, 5_000)),
        ("png", png(2**31 - 1, 2**31 - 1)),
        ("gif", gif(1, (65_535, 65_535))),
        ("gif", gif(26, (1_000, 1_000))),
        ("jpg", make_file("jpg").replace(b"\x00\x04\x00\x06\x03", b"\xff\xdc\xff\xdc\x03")),
        (
            "webp",
            make_file("webp", (20, 20), frames=2).replace(b"\x13\0\0\x13\0\0", b"\xff?\0" * 2),
        ),
    ],
)
def test_a_bomb_is_refused_before_anything_is_decoded(monkeypatch, extension, data):
    monkeypatch.setattr(Image.Image, "load", Untouched())
    for kind in ("png", "gif", "jpg", "webp"):
        decoder = making.Image.OPEN[making._CODECS[kind]][0]
        if isinstance(decoder, type):
            monkeypatch.setattr(decoder, "load", Untouched())
    assert refusal(data, extension).startswith("has too many pixels")


def test_the_most_pixels_are_not_too_many():
    assert pictures.read_header(png(5_000, 5_000), "png").width == 5_000


def test_an_avif_of_too_many_pixels_is_refused():
    data = make_file("avif", (64, 64))
    size = struct.pack(">II", 64, 64)
    assert refusal(data.replace(size, struct.pack(">II", 9_000, 9_000)), "avif").startswith(
        "has too many pixels"
    )


def test_very_many_frames_are_counted_and_refused_at_once():
    assert refusal(gif(200_000), "gif") == "has more than 1,000 frames"


def test_a_text_that_unpacks_to_very_much_is_refused():
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(3_000_000)))
    assert refusal(png(2, 2, bomb), "png").startswith("is damaged")


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_file_is_refused(extension, share):
    noise = Image.effect_noise((120, 80), 90)
    buffer = io.BytesIO()
    noise.convert("L").save(buffer, {"jpg": "jpeg"}.get(extension, extension))
    data = buffer.getvalue()
    assert refusal(data[: int(len(data) * share)], extension).startswith("is damaged")


@pytest.mark.parametrize("extension", FORMATS)
def test_nothing_is_kept_but_the_pixels(extension):
    options = {} if extension == "gif" else {"exif": exif()}
    if extension in {"jpg", "gif"}:
        options["comment"] = MARKER
    data = make_file(extension, (500, 9), **options) + MARKER
    assert MARKER in data
    made = pictures.make(data, extension)
    for file in made.files.values():
        assert MARKER not in file
        image = opened(file)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "xmp", "comment"} & set(image.info)
        assert SECRET.encode() not in file
        assert b"Exif" not in file


@given(marker=st.binary(max_size=40), extension=st.sampled_from(FORMATS))
@settings(max_examples=15)
def test_nothing_of_what_stands_behind_a_picture_is_kept(marker, extension):
    try:
        made = pictures.make(make_file(extension) + marker, extension)
    except pictures.Refused:
        return
    assert made.files == pictures.make(make_file(extension), extension).files


def test_a_comment_of_a_moving_picture_goes_too():
    data = make_file("gif", frames=3, comment=MARKER, loop=0)
    assert MARKER in data
    assert MARKER not in pictures.make(data, "gif").file


@given(st.data())
@settings(max_examples=60)
def test_random_bytes_are_refused_or_made_into_a_picture(data):
    """Never anything else: mutations of good files, and noise behind a good beginning."""
    extension = data.draw(st.sampled_from(FORMATS))
    frames = data.draw(st.sampled_from((1, 3))) if extension in {"gif", "webp"} else 1
    file = bytearray(make_file(extension, (9, 7), frames=frames))
    if data.draw(st.booleans()):
        seed = data.draw(st.integers(0, 10_000))
        chance = random.Random(seed)
        for _ in range(chance.randint(1, 8)):
            file[chance.randrange(len(file))] = chance.randrange(256)
    else:
        kept = data.draw(st.integers(0, 16))
        file[kept:] = data.draw(st.binary(max_size=60))
    try:
        made = pictures.make(bytes(file), extension)
    except pictures.Refused:
        return
    assert pictures.read_header(made.file, extension).width == made.width
    assert opened(made.file).size == (made.width, made.height)


@pytest.mark.parametrize("extension", ["jpg", "png", "webp", "avif"])
def test_a_picture_is_turned_upright_before_its_exif_goes(extension):
    image = Image.new("RGB", (40, 20), "white")
    image.paste("black", (0, 0, 20, 20))
    buffer = io.BytesIO()
    image.save(buffer, {"jpg": "jpeg"}.get(extension, extension), exif=exif(6))
    made = pictures.make(buffer.getvalue(), extension)
    assert (made.width, made.height) == (20, 40)
    grey = opened(made.file).convert("L")
    assert grey.getpixel((10, 5)) < 60
    assert grey.getpixel((10, 35)) > 200


def test_the_colours_of_a_profile_are_kept_without_the_profile():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    assert opened(pictures.make(make_file("png", icc_profile=lab), "png").file).mode == "RGB"
    # A profile in which red and blue change places would be none; sRGB must change nothing.
    same = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    made = pictures.make(make_file("png", icc_profile=same), "png")
    assert opened(made.file).getpixel((0, 0)) == opened(make_file()).getpixel((0, 0))
    broken = pictures.make(make_file("png", icc_profile=b"no profile"), "png")
    assert opened(broken.file).getpixel((0, 0)) == (0, 90, 160)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_is_shown_as_it_was(mode):
    if mode == "I;16":
        image = Image.new(mode, (8, 8), 200 * 256)
    else:
        image = Image.new("L", (8, 8), 200).convert(mode)
    buffer = io.BytesIO()
    extension = "jpg" if mode == "CMYK" else "png"
    image.save(buffer, "jpeg" if mode == "CMYK" else "png")
    made = pictures.make(buffer.getvalue(), extension)
    wanted = 255 if mode == "1" else 200
    assert abs(opened(made.file).convert("L").getpixel((4, 4)) - wanted) <= 3
    assert not made.transparent


def test_what_is_transparent_stays_so():
    image = Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    buffer = io.BytesIO()
    image.save(buffer, "png")
    made = pictures.make(buffer.getvalue(), "png")
    assert made.transparent
    assert opened(made.file).getpixel((0, 0))[3] == 0
    assert not pictures.make(make_file(), "png").transparent


@pytest.mark.parametrize("extension", ["gif", "webp"])
def test_a_moving_picture_keeps_its_frames_and_their_times(extension):
    times = [100, 250, 40]
    data = make_file(extension, (20, 10), frames=3, duration=times, loop=0)
    made = pictures.make(data, extension)
    assert (made.frames, list(made.files)) == (3, [20])
    image = opened(made.file)
    assert image.n_frames == 3
    assert image.info["loop"] == 0
    found, reds = [], []
    for number in range(3):
        image.seek(number)
        image.load()
        found.append(image.info["duration"])
        reds.append(image.convert("RGB").getpixel((5, 5))[0])
    assert found == times
    assert reds == sorted(reds)
    assert reds[0] < reds[2]


@pytest.mark.parametrize("extension", ["png", "avif"])
def test_what_moves_in_a_format_for_still_pictures_is_refused(extension):
    assert refusal(make_file(extension, frames=2), extension).startswith("moves: save it as gif")


@pytest.mark.parametrize("extension", ["jpg", "webp"])
def test_a_large_picture_has_smaller_files_in_the_same_proportion(monkeypatch, extension):
    assert making.WIDTHS == (1600, 1200, 800, 400)
    monkeypatch.setattr(making, "WIDTHS", (160, 120, 80, 40))
    noise = Image.effect_noise((130, 64), 60).convert("L")
    buffer = io.BytesIO()
    noise.save(buffer, {"jpg": "jpeg"}.get(extension, extension))
    made = pictures.make(buffer.getvalue(), extension)
    assert sorted(made.files) == [40, 80, 120, 130]
    for width, file in made.files.items():
        assert opened(file).size == (width, round(width * 64 / 130))
    weights = [len(made.files[width]) for width in sorted(made.files)]
    assert weights == sorted(weights)


def test_a_very_wide_picture_is_made_as_wide_as_anybody_needs():
    made = pictures.make(make_file("jpg", (3000, 15)), "jpg")
    assert (made.width, made.height) == (2400, 12)
    # Of one colour: a smaller file is kept only where it is lighter.
    weights = [len(made.files[width]) for width in sorted(made.files)]
    assert weights == sorted(set(weights))
    assert max(made.files) == 2400


def test_what_was_made_can_be_brought_again():
    made = pictures.make(make_file("webp", (500, 300)), "webp")
    again = pictures.make(made.file, "webp")
    assert (again.width, again.height) == (500, 300)
    assert again.digest == pictures.digest(made.file)
