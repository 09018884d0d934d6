"""
References for PNG and JPEG files, written to data/pictures.json: `python3 test/reference/pictures.py`, which needs Pillow.

Each file was made by Pillow of one small picture of waves and edges, as its name says; beside it stand the bytes that Pillow
decodes it to.
"""
import base64
import io
import json
import os

import numpy as np
import PIL
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 37, 22
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
waves = [127 + 120 * np.sin(x / 5 + phase) * np.cos(y / 4 - phase) for phase in (0, 1, 2)]
COLOUR = np.stack(waves, 2).astype(np.uint8)
COLOUR[5:12, 20:30] = (250, 20, 30)
colour, grey = Image.fromarray(COLOUR), Image.fromarray(COLOUR[:, :, 1])
opaque = np.dstack([COLOUR, np.full((HEIGHT, WIDTH), 255, np.uint8)])
half = opaque.copy()
half[3, 4, 3] = 128


def saved(image, kind, **options):
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def exif(turn):
    data = Image.Exif()
    data[0x0112] = turn
    return data.tobytes()


FILES = {
    "grey.png": saved(grey, "PNG"),
    "colour.png": saved(colour, "PNG"),
    "opaque.png": saved(Image.fromarray(opaque), "PNG"),
    "grey and alpha.png": saved(grey.convert("LA"), "PNG"),
    "palette of 200.png": saved(colour.quantize(200), "PNG"),
    "palette of 11.png": saved(colour.quantize(11), "PNG", bits=4),
    "palette of 4.png": saved(colour.quantize(4), "PNG", bits=2),
    "black and white.png": saved(grey.point(lambda v: 255 * (v > 127)).convert("1"), "PNG"),
    "grey.jpg": saved(grey, "JPEG", quality=90),
    "4:4:4.jpg": saved(colour, "JPEG", quality=90, subsampling=0),
    "4:2:2.jpg": saved(colour, "JPEG", quality=90, subsampling=1),
    "4:2:0.jpg": saved(colour, "JPEG", quality=90, subsampling=2),
    "progressive.jpg": saved(colour, "JPEG", quality=75, subsampling=0, progressive=True),
    "upright.jpg": saved(colour, "JPEG", quality=90, subsampling=0, exif=exif(1)),
}
REFUSED = {
    "transparency": saved(Image.fromarray(half), "PNG"),
    "transparency of a colour": saved(colour, "PNG", transparency=(250, 20, 30)),
    "16 bits": saved(Image.fromarray(COLOUR[:, :, 1].astype(np.uint16) * 200), "PNG"),
    "turned PNG": saved(colour, "PNG", exif=exif(6)),
    "turned JPEG": saved(colour, "JPEG", exif=exif(8)),
    "CMYK": saved(colour.convert("CMYK"), "JPEG"),
}


def text(data):
    return base64.b64encode(data).decode()


def decoded(data):
    image = Image.open(io.BytesIO(data))
    image = image.convert("L" if image.mode in ("1", "L", "LA") else "RGB")
    return {"file": text(data), "channels": len(image.getbands()), "pixels": text(image.tobytes())}


if __name__ == "__main__":
    made = {
        "made": {"pillow": PIL.__version__},
        "width": WIDTH,
        "height": HEIGHT,
        "files": {name: decoded(data) for name, data in FILES.items()},
        "refused": {name: text(data) for name, data in REFUSED.items()},
    }
    with open(os.path.join(HERE, "data", "pictures.json"), "w") as out:
        json.dump(made, out, indent=1)
        out.write("\n")
