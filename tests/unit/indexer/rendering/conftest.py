"""Documents made in code, and one renderer for the session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from hwpx import HwpxDocument

from indexer.rendering import Renderer

SENTENCES = [f"제{n}조 재직기간이 {n}년인 공무원의 연가일수는 {n + 10}일로 정한다." for n in range(1, 121)]


@pytest.fixture(scope="session")
def hwpx_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 sentences over several pages."""
    path = tmp_path_factory.mktemp("doc") / "연가 규정.hwpx"
    document = HwpxDocument.new()
    for sentence in SENTENCES:
        document.add_paragraph(sentence)
    document.save_to_path(str(path))
    return path


@pytest.fixture(scope="session")
def pdf_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three pages; the sentence of page n stands at y = 100."""
    path = tmp_path_factory.mktemp("doc") / "지침.pdf"
    with pymupdf.open() as document:
        for number in (1, 2, 3):
            page = document.new_page(width=595, height=842)
            page.insert_text(
                (72, 100), f"{number}쪽의 예산 집행 지침을 여기에 적는다.", fontname="korea", fontsize=14
            )
            page.insert_text((72, 300), "같은 문장이 모든 쪽에 있다.", fontname="korea", fontsize=14)
        document.save(str(path))
    return path


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    made = Renderer()
    yield made
    made.close()
