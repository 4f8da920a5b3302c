"""Small images as PNG inside a page: grey pictures, and weights in two colours that fade to nothing at 0."""

import base64
import struct
import zlib
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]
_POSITIVE, _NEGATIVE = (208, 67, 47), (38, 115, 201)
"""Red and blue, dark enough for a white page and light enough for a dark one."""


def grey(image: Array, low: float, high: float) -> str:
    """A picture (h, w) as a data address, black at `low` and white at `high`."""
    share = np.clip((image - low) / (high - low if high > low else 1.0), 0, 1)
    return _address(np.round(255 * share).astype(np.uint8)[..., None])


def signed(image: Array, greatest: float) -> str:
    """Numbers (h, w) as a data address: red above 0, blue below, the fainter the nearer to 0."""
    share = np.clip(np.abs(image) / (greatest or 1.0), 0, 1)
    colours = np.where((image > 0)[..., None], np.array(_POSITIVE), np.array(_NEGATIVE))
    return _address(np.concatenate([colours, np.round(255 * share)[..., None]], axis=2).astype(np.uint8))


def _address(pixels: Array) -> str:
    return "data:image/png;base64," + base64.b64encode(png(pixels)).decode()


def png(pixels: Array) -> bytes:
    """Bytes (h, w, 1) in grey or (h, w, 4) with opacity as a PNG file.   Source: ISO/IEC 15948."""
    height, width, channels = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in np.ascontiguousarray(pixels))
    header = struct.pack(">IIBBBBB", width, height, 8, {1: 0, 4: 6}[channels], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    )
