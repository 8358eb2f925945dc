"""Makes the pictures that the story asks for, in a folder that is thrown away afterwards.

usage: pictures.py PARTY_FOLDER SKIMAGE_FOLDER LFW_FOLDER_OR_DASH OUT_FOLDER

PARTY_FOLDER holds sample1.jpg to sample6.jpg, SKIMAGE_FOLDER astronaut.png and coffee.png. A source that
is absent makes no pictures; the story then skips the steps that need them.
"""

import random
import struct
import sys
import zlib
from pathlib import Path

from PIL import Image, ImageEnhance, ImageFilter, ImageOps

# One woman each: left, top, right, bottom as ratios of the group photo, read off the photos by eye.
CROPS = {
    "six-a.jpg": ("sample6.jpg", (0.06, 0.22, 0.30, 0.60)),
    "six-b.jpg": ("sample6.jpg", (0.31, 0.12, 0.49, 0.46)),
    "six-c.jpg": ("sample6.jpg", (0.565, 0.10, 0.735, 0.40)),
    "six-d.jpg": ("sample6.jpg", (0.755, 0.09, 0.94, 0.40)),
    "three-a.jpg": ("sample3.jpg", (0.25, 0.16, 0.50, 0.50)),
    "three-b.jpg": ("sample3.jpg", (0.52, 0.08, 0.705, 0.42)),
    "three-c.jpg": ("sample3.jpg", (0.72, 0.15, 0.92, 0.48)),
}

LFW_PEOPLE_MAX = 6


def party(source: Path, out: Path) -> None:
    for number in range(1, 7):
        photo = Image.open(source / f"sample{number}.jpg")
        photo.save(out / f"party-{number}.jpg", quality=92)
    for name, (photo_name, box) in CROPS.items():
        photo = Image.open(source / photo_name)
        edges = [round(ratio * photo.size[i % 2]) for i, ratio in enumerate(box)]
        photo.crop(tuple(edges)).save(out / name, quality=95)
    variants(out)


def variants(out: Path) -> None:
    """The same woman as in six-a.jpg in other files, and pictures with a known largest face."""
    woman = Image.open(out / "six-a.jpg")
    smaller = woman.resize((woman.width * 4 // 5, woman.height * 4 // 5))
    ImageEnhance.Brightness(smaller).enhance(1.2).save(out / "six-a-brighter.jpg", quality=85)
    ImageOps.mirror(woman).save(out / "six-a-mirrored.png")
    woman.filter(ImageFilter.GaussianBlur(9)).save(out / "six-a-blurred.jpg", quality=90)
    # Woman a three times as large as woman b, side by side.
    other = Image.open(out / "six-b.jpg")
    other = other.resize((other.width // 2, other.height // 2))
    large = woman.resize((woman.width * 3 // 2, woman.height * 3 // 2))
    both = Image.new("RGB", (large.width + other.width + 40, large.height), (90, 110, 120))
    both.paste(large, (0, 0))
    both.paste(other, (large.width + 40, 20))
    both.save(out / "large-a-small-b.jpg", quality=92)


def portrait(source: Path, out: Path) -> None:
    photo = Image.open(source / "astronaut.png").convert("RGB")
    photo.save(out / "astronaut.png")
    photo.save(out / "astronaut.jpg", quality=92)
    photo.resize((79, 79)).save(out / "too-small.png")
    photo.resize((256, 256)).save(out / "wrong-kind.gif")
    # Lying on its side in the pixels; EXIF orientation 6 says: turn right by 90 degrees to show.
    exif = Image.Exif()
    exif[0x0112] = 6
    photo.transpose(Image.Transpose.ROTATE_90).save(out / "astronaut-turned.jpg", quality=92, exif=exif)
    whole = (out / "astronaut.jpg").read_bytes()
    (out / "cut-off.jpg").write_bytes(whole[: len(whole) // 2])
    Image.open(source / "coffee.png").convert("RGB").save(out / "no-face.jpg", quality=90)


def broken(out: Path) -> None:
    (out / "page.html").write_text("<!doctype html><html><body>Not a picture.</body></html>\n")
    (out / "empty.jpg").write_bytes(b"")
    # Over the 5,242,880 bytes that the contract allows. Seeded, so that every run sends the same bytes.
    (out / "six-megabytes.jpg").write_bytes(b"\xff\xd8\xff\xe0" + random.Random(6).randbytes(6_000_000))
    (out / "enormous.png").write_bytes(enormous_png(20_000))


def enormous_png(edge_pixels: int) -> bytes:
    """A well-formed black PNG of edge x edge pixels in about 60 kB: one bit a pixel, all zeros."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = bytes(1 + (edge_pixels + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(edge_pixels)) + packer.flush()
    header = struct.pack(">IIBBBBB", edge_pixels, edge_pixels, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def lfw(source: Path, out: Path) -> None:
    """Links two photos each of the first people of the official development list of pairs."""
    pairs = [line.split("\t") for line in (source / "pairsDevTest.txt").read_text().splitlines()]
    first_of = {}
    for pair in pairs:
        if len(pair) == 3:
            first_of.setdefault(pair[0], pair[1:])
    for number, (name, shots) in enumerate(list(first_of.items())[:LFW_PEOPLE_MAX], start=1):
        for letter, shot in zip("ab", shots):
            photo = source / "images" / name / f"{name}_{int(shot):04d}.jpg"
            (out / f"person-{number}{letter}.jpg").symlink_to(photo.resolve())


def main() -> None:
    party_folder, skimage_folder, lfw_folder, out = sys.argv[1:5]
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    if (Path(party_folder) / "sample6.jpg").exists():
        party(Path(party_folder), out)
    if (Path(skimage_folder) / "astronaut.png").exists():
        portrait(Path(skimage_folder), out)
    if lfw_folder != "-" and (Path(lfw_folder) / "pairsDevTest.txt").exists():
        lfw(Path(lfw_folder), out)
    broken(out)


if __name__ == "__main__":
    main()
