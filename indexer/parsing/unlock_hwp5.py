"""Streams of an HWP 5 document with a password.

The specification names the flag and the version of the method and stops there; the method (version 4, Hangul 7.0 and
later) is known from the BSD-licensed hwp-extract by Volexity: AES-128 in CFB mode of one bit, from a register
of zeros, with a key made of SHA-1 over the password's bytes, each after the one before it turned left by a bit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from numpy.typing import NDArray

KNOWN = frozenset({4})  # versions of the method in FileHeader; what the older ones are, nobody has published
_PIECE = 1 << 16  # bytes decrypted at a time: a block of AES for every bit, so 128 times as many in memory
_FIRST = 236  # stands before the first byte of the password


def key_of(password: str) -> bytes:
    """The AES-128 key of a password, 16 bytes."""
    mixed = bytearray()
    before = _FIRST
    for byte in password.encode():
        mixed += bytes(((before << 1 | before >> 7) & 0xFF, byte))
        before = byte
    return hashlib.sha1(mixed).digest()[:16]


def decrypt(data: bytes, key: bytes) -> bytes:
    """The stream in plain; of the same length.

    In CFB the register is the 128 bits of ciphertext before the one in question: all registers are known at once, so
    that a piece is one call of AES.
    """
    return b"".join(_pieces(data, key))


def _pieces(data: bytes, key: bytes) -> Iterator[bytes]:
    engine = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
    before = bytes(16)
    for start in range(0, len(data), _PIECE):
        piece = data[start : start + _PIECE]
        registers = _registers(before + piece, len(piece))
        out = np.frombuffer(engine.update(registers.tobytes()), np.uint8).reshape(-1, 16)
        stream = np.packbits(out[:, 0] >> 7)
        yield (np.frombuffer(piece, np.uint8) ^ stream).tobytes()
        before = (before + piece)[-16:]


def _registers(data: bytes, count: int) -> NDArray[np.uint8]:
    """For each bit of the last `count` bytes the 16 bytes of bits before it: (8 x count, 16)."""
    whole = np.frombuffer(data + b"\0", np.uint8)
    windows = np.lib.stride_tricks.sliding_window_view(whole, 17)[:count].astype(np.uint16)
    shifts = [(windows[:, :16] << bit | windows[:, 1:] >> (8 - bit)) & 0xFF for bit in range(8)]
    registers: NDArray[np.uint8] = np.stack(shifts, axis=1).astype(np.uint8).reshape(-1, 16)
    return registers
