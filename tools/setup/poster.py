"""Pictures of the page in the Apps menu, put together from those of the guide."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

GROUND, FRAME = "#F5F1F6", "#D6CFDA"
MARGIN, GAP, ROUND = 38, 36, 28
PHONE = (394, 764)


def crop(path: Path, height: int) -> bytes:
    """The upper part of a screen."""
    image = Image.open(path)
    return _png(image.crop((0, 0, image.width, min(height, image.height))))


def phones(paths: list[Path]) -> bytes:
    """Several screens of a phone beside each other."""
    width = 2 * MARGIN + len(paths) * PHONE[0] + (len(paths) - 1) * GAP
    poster = Image.new("RGB", (width, PHONE[1] + 2 * MARGIN), GROUND)
    for number, path in enumerate(paths):
        screen = Image.open(path).convert("RGB")
        screen = screen.resize(
            (PHONE[0], round(screen.height * PHONE[0] / screen.width)), Image.Resampling.LANCZOS
        )
        page = Image.new("RGB", PHONE, "white")
        page.paste(screen, (0, 0))
        outline = Image.new("L", PHONE, 0)
        box = (0, 0, PHONE[0] - 1, PHONE[1] - 1)
        ImageDraw.Draw(outline).rounded_rectangle(box, ROUND, fill=255)
        ImageDraw.Draw(page).rounded_rectangle(box, ROUND, outline=FRAME, width=2)
        poster.paste(page, (MARGIN + number * (PHONE[0] + GAP), MARGIN), outline)
    return _png(poster)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.convert("RGB").quantize(256, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
