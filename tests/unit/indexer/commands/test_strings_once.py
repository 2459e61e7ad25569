"""No string's key is written twice in one place: the later would take the earlier one's place without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

STRINGS = Path(__file__).resolve().parents[4] / "resources" / "strings"


@pytest.mark.parametrize("file", sorted(STRINGS.rglob("*.yaml")), ids=lambda f: str(f.relative_to(STRINGS)))
def test_keys_are_written_once(file: Path) -> None:
    waiting: list[yaml.Node] = [yaml.compose(file.read_text("utf-8"), Loader=yaml.SafeLoader)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, yaml.MappingNode):
            keys = [key.value for key, _ in node.value]
            assert len(keys) == len(set(keys)), {k for k in keys if keys.count(k) > 1}
            waiting += [value for _, value in node.value]
