"""The pool of parser processes."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from indexer.errors import Damaged, DocumentError, Empty, TooLarge, Unreachable
from indexer.model import ParsedDocument
from indexer.parsing.child import parse_file
from indexer.parsing.limits import Limits
from indexer.parsing.pool import ParserPool

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def pool():
    with ParserPool(2) as pool:
        yield pool


def written(folder, count):
    paths = []
    for n in range(count):
        path = folder / f"문서 {n}.txt"
        path.write_text(f"{n}번 문서의 본문이다.", "utf-8")
        paths.append(path)
    return paths


def test_every_path_gets_one_result(pool, tmp_path):
    """Good and bad files alike, each once, with what is in it."""
    paths = written(tmp_path, 40)
    (tmp_path / "빈.txt").touch()
    (tmp_path / "깨진.pdf").write_bytes(b"%PDF-1.4 rubbish")
    bad = {
        tmp_path / "빈.txt": Empty,
        tmp_path / "깨진.pdf": Damaged,
        tmp_path / "없는.txt": Unreachable,
        tmp_path: Unreachable,
    }
    results = list(pool.parse_many([*paths, *bad]))
    assert sorted(p for p, _ in results) == sorted([*paths, *bad])
    for path, result in results:
        if path in bad:
            assert isinstance(result, bad[path]) and result.message and result.next_step
        else:
            assert result.blocks[0].text == f"{path.stem.split()[1]}번 문서의 본문이다."


def test_one_file_alone(pool, tmp_path):
    """`parse` gives the document or raises; what comes through the pool equals what is parsed here."""
    [path] = written(tmp_path, 1)
    assert pool.parse(path) == parse_file(path, Limits())
    with pytest.raises(Unreachable):
        pool.parse(tmp_path / "없음.hwp")


def test_paths_are_taken_a_few_at_a_time(pool, tmp_path):
    """A folder of a million files is not read ahead of the children."""
    taken = []
    results = pool.parse_many(taken.append(p) or p for p in written(tmp_path, 60))
    next(results)
    assert len(taken) <= 8
    results.close()


def test_a_left_run_leaves_a_usable_pool(pool, tmp_path):
    """Whoever stops listening half-way gets no stale results later."""
    paths = written(tmp_path, 20)
    next(iter(pool.parse_many(paths)))
    assert {p for p, _ in pool.parse_many(paths[:5])} == set(paths[:5])


def test_files_over_the_limit_are_not_read(tmp_path):
    """The size on disk is enough to refuse."""
    path = tmp_path / "큰.txt"
    path.write_bytes(b"a" * 2000)
    with pytest.raises(TooLarge):
        parse_file(path, Limits(file_size=1000))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_pipe_is_not_opened(tmp_path):
    """Opening a named pipe would wait for ever."""
    os.mkfifo(tmp_path / "관.txt")
    with pytest.raises(Unreachable):
        parse_file(tmp_path / "관.txt", Limits())


def test_children_are_replaced(tmp_path):
    """After `files_per_child` files another process goes on, and nothing is lost."""
    paths = written(tmp_path, 12)
    pids = set()
    with ParserPool(1, Limits(files_per_child=5)) as pool:
        for _, result in pool.parse_many(paths):
            assert isinstance(result, ParsedDocument)
            pids.update(pool.pids())
    assert len(pids) == 3


def test_no_child_survives_close(tmp_path):
    """`close` ends every process."""
    pool = ParserPool(2)
    list(pool.parse_many(written(tmp_path, 4)))
    pids = pool.pids()
    assert pids
    pool.close()
    assert pool.pids() == [] and not any(Path(f"/proc/{pid}").exists() for pid in pids)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
def test_no_child_survives_a_killed_parent(tmp_path):
    """`kill -9` of the parent ends the children too."""
    [path] = written(tmp_path, 1)
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys, time\nfrom pathlib import Path\n"
        "if __name__ == '__main__':\n"
        "    from indexer.parsing.pool import ParserPool\n"
        "    pool = ParserPool(1)\n"
        "    pool.parse(Path(sys.argv[1]))\n"
        "    print(*pool.pids(), flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, script, path], stdout=subprocess.PIPE, text=True, env=environment
    ) as parent:
        pid = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
    assert gone(pid, 5.0)


def gone(pid, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            # An orphan that has ended stays a zombie where nobody reaps it.
            if Path(f"/proc/{pid}/stat").read_text().split(") ")[1].startswith("Z"):
                return True
        except OSError:
            return True
        time.sleep(0.05)
    return False


def test_results_may_be_large(pool, tmp_path):
    """A document of megabytes travels whole."""
    path = tmp_path / "긴.txt"
    path.write_text("여비는 실비로 지급한다.\n\n" * 100_000, "utf-8")
    assert len(pool.parse(path).blocks) == 100_000


def test_too_many_characters(tmp_path):
    """The limit on characters holds for every format."""
    path = tmp_path / "긴.txt"
    path.write_text("글" * 2000, "utf-8")
    with pytest.raises(DocumentError) as caught:
        parse_file(path, Limits(characters=1000))
    assert caught.value.kind == "too_large"
