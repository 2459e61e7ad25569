"""How much one file may cost. Figures from the project's reliability promises."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds for reading one file: seconds, bytes, counts."""

    wall: float = 60.0  # seconds from first byte to last block
    silence: float = 20.0  # seconds without a sign of life from the child
    memory: int = 512 * MB  # bytes a child may grow to
    file_size: int = 512 * MB  # bytes on disk; larger files are not opened
    inflated: int = 512 * MB  # bytes after decompression, all members together
    ratio: int = 100  # decompressed bytes for one compressed byte, past `ratio_floor`
    ratio_floor: int = 10 * MB
    zip_entries: int = 10_000
    xml_depth: int = 100
    characters: int = 20_000_000  # of text in one document
    files_per_child: int = 500  # then the child is replaced
