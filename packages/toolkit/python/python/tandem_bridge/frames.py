"""Frames: 16 bytes (magic, header length, body length), a JSON header padded to 8 bytes, raw little-endian bytes."""

import json
import os
import struct

from .arrays import plain

MAGIC = 0x314D4454  # "TDM1"
_PREFIX = struct.Struct("<IIQ")


class Frames:
    """One question at a time from `source`, replies to `target`: file descriptors that nobody else holds."""

    def __init__(self, source, target):
        self._source = os.fdopen(source, "rb", buffering=1 << 16)
        self._target = target

    def read(self):
        """The next header and body; None where the other side has gone."""
        prefix = self._source.read(_PREFIX.size)
        if len(prefix) < _PREFIX.size:
            return None
        magic, header_length, body_length = _PREFIX.unpack(prefix)
        if magic != MAGIC:
            raise ValueError("the stream of questions is broken")
        header = self._source.read(header_length)
        body = self._source.read(body_length) if body_length else b""
        if len(header) < header_length or len(body) < body_length:
            return None
        return json.loads(header), memoryview(body)

    def write(self, header, *parts):
        """Each part begins at a multiple of 8 bytes: the reader adds the lengths up as `offsets` does."""
        text = json.dumps(header, allow_nan=False, default=plain, separators=(",", ":")).encode()
        text += b" " * (-len(text) % 8)
        chunks = [text]
        size = 0
        for part in parts:
            gap = -len(part) % 8
            chunks.append(part)
            if gap:
                chunks.append(b"\0" * gap)
            size += len(part) + gap
        chunks.insert(0, _PREFIX.pack(MAGIC, len(text), size))
        self._send(b"".join(chunks))

    def _send(self, data):
        written = os.write(self._target, data)
        if written < len(data):
            rest = memoryview(data)
            while written < len(rest):
                written += os.write(self._target, rest[written : written + (1 << 20)])


def offsets(parts):
    """Where each part begins when they are written one after the other."""
    begins, at = [], 0
    for part in parts:
        begins.append(at)
        at += len(part) + -len(part) % 8
    return begins
