"""The local encoder and the check of its files."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from indexer.embedding import models
from indexer.embedding.encoder import EncoderSettings, LocalEncoder, find_model
from indexer.embedding.models import EncoderDamaged, EncoderMissing
from indexer.embedding.tokens import Tokenizer

needs_encoder = pytest.mark.skipif(find_model() is None, reason="the local encoder is not prepared")


@pytest.fixture(scope="module")
def encoder() -> LocalEncoder:
    return LocalEncoder()


def folder_of(path: Path) -> Path:
    path.mkdir()
    (path / models.GRAPH).write_bytes(b"graph")
    (path / models.TOKENIZER).write_text("{}", encoding="utf-8")
    models.write_manifest(path)
    return path


def test_changed_weights_are_refused(tmp_path: Path) -> None:
    """One other byte in the weights, and they are not used."""
    folder = folder_of(tmp_path / "모델")
    models.verify(folder)
    (folder / models.GRAPH).write_bytes(b"grapH")
    with pytest.raises(EncoderDamaged):
        LocalEncoder(folder).embed_query("질문")


def test_missing_file_and_broken_manifest_are_told_apart(tmp_path: Path) -> None:
    """A file that is gone is missing; a manifest that says nothing is damage."""
    gone = folder_of(tmp_path / "a")
    (gone / models.TOKENIZER).unlink()
    with pytest.raises(EncoderMissing):
        models.verify(gone)
    broken = folder_of(tmp_path / "b")
    (broken / models.MANIFEST).write_text(json.dumps([1]), encoding="utf-8")
    with pytest.raises(EncoderDamaged):
        models.verify(broken)


def test_chosen_folder_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """MUNSEO_MODELS may name the encoder's folder itself or the one above it."""
    folder = folder_of(tmp_path / models.KEY)
    monkeypatch.setenv("MUNSEO_MODELS", str(tmp_path))
    assert find_model() == folder
    monkeypatch.setenv("MUNSEO_MODELS", str(folder))
    assert find_model() == folder


PIECES = {"<s>": 0.0, "<pad>": 0.0, "</s>": 0.0, "<unk>": 0.0, "▁": -3.0, "▁연": -5.0, "가": -4.0, "▁연가": -6.0,
          "연가": -7.0, "일": -4.5, "수": -4.5, "일수": -8.0, "▁a": -2.0}  # fmt: skip


@pytest.fixture
def small(tmp_path: Path) -> Tokenizer:
    model = {"type": "Unigram", "unk_id": 3, "vocab": list(PIECES.items())}
    (tmp_path / "t.json").write_text(json.dumps({"model": model}), encoding="utf-8")
    return Tokenizer(tmp_path / "t.json")


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("연가 일수", ["▁연가", "▁", "일수"]),  # the better sum of two ways each
        ("", []),
        ("연가\n\n가", ["▁연가", "▁", "가"]),
        ("a", ["▁a"]),
        ("a★☆가★", ["▁a", "<unk>", "가", "<unk>"]),  # neighbours that nothing knows are one token
        ("ａ", ["▁a"]),
        ("▁▁a", ["▁", "▁a"]),
    ],
)
def test_words_become_their_most_probable_pieces(small: Tokenizer, text: str, pieces: list[str]) -> None:
    """Unigram segmentation over white space of any kind, width and composition made one."""
    names = list(PIECES)
    assert [names[i] for i in small.encode(text)] == ["<s>", *pieces, "</s>"]


def test_another_kind_of_tokenizer_is_refused(tmp_path: Path) -> None:
    """A file of byte pairs says what it is."""
    (tmp_path / "t.json").write_text('{"model": {"type": "BPE", "unk_id": 0, "vocab": []}}', encoding="utf-8")
    with pytest.raises(ValueError, match="BPE"):
        Tokenizer(tmp_path / "t.json")


@needs_encoder
@pytest.mark.encoder
def test_tokens_are_those_of_the_tokenizers_library() -> None:
    """On the documents of the repository, a file at a time and line by line, and on characters of many scripts."""
    library = pytest.importorskip("tokenizers")
    folder = find_model()
    assert folder is not None
    own, theirs = Tokenizer(folder / models.TOKENIZER), library.Tokenizer.from_file(str(folder / models.TOKENIZER))
    sources = Path(__file__).parents[4] / "resources" / "samples" / "sources"
    texts = [f.read_text("utf-8") for f in sorted(sources.glob("*.md"))]
    texts += [line for text in texts for line in text.splitlines()]
    texts += ["<s> </s>", "㈜한글 ① ﬁ Ⅳ", "가\u0301", "漢字 かな ไทย עברית", "x" * 300, "\t \r\n ", "😀😀 끝"]
    for text in texts:
        assert own.encode("passage: " + text) == theirs.encode("passage: " + text).ids


@needs_encoder
@pytest.mark.encoder
def test_vectors_are_unit_and_in_order(encoder: LocalEncoder) -> None:
    """Batched by length or one by one, each text gets its own vector (within 8-bit rounding of the batch)."""
    texts = ["예산 집행 지침", "연가 일수는 재직기간에 따라 다르다. " * 5, "여비"]
    together = encoder.embed_passages(texts)
    assert together.shape == (3, encoder.dimensions) and together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    for row, text in enumerate(texts):
        nearest = (together @ encoder.embed_passages([text])[0]).argmax()
        assert nearest == row


@needs_encoder
@pytest.mark.encoder
def test_question_finds_its_passage(encoder: LocalEncoder) -> None:
    """The passage that answers is nearer than one that does not, without sharing its words."""
    passages = encoder.embed_passages(
        ["연가는 재직기간에 따라 12일에서 21일까지이다.", "부가가치세는 분기마다 신고한다."]
    )
    scores = passages @ encoder.embed_query("휴가를 며칠 쓸 수 있나요?")
    assert scores[0] > scores[1]


@needs_encoder
@pytest.mark.encoder
def test_long_passages_are_read_as_far_as_asked() -> None:
    """One window reads the beginning alone; with more, what stands behind 512 tokens changes the vector."""
    head = "부가가치세 신고 기한을 안내한다. " * 120
    texts = [head, head + "출산휴가는 90일이다. " * 60]
    one, other = LocalEncoder().embed_passages(texts)
    assert float(one @ other) > 0.9999
    one, other = LocalEncoder(None, EncoderSettings(windows=8)).embed_passages(texts)
    assert float(one @ other) < 0.999


def test_nothing_to_embed() -> None:
    """No texts, no vectors, and no model is loaded for it."""
    assert LocalEncoder(Path("없음")).embed_passages([]).shape == (0, models.DIMENSIONS)
