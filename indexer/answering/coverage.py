"""Which files of the scope no answer could rest on, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

_REASONS = {
    "encrypted": "암호",
    "protected": "DRM",
    "damaged": "손상",
    "unsupported": "지원하지 않는 형식",
    "empty": "글자 없음",
    "too_large": "크기 초과",
    "timed_out": "시간 초과",
    "unreachable": "접근 불가",
    "pending": "색인 대기",
}


def coverage_sentence(coverage: Mapping[str, int]) -> str:
    """이 범위 중 12건은 읽지 못함: 암호 3, DRM 9. Empty when all was read."""
    counts = {kind: n for kind, n in coverage.items() if n > 0}
    if not counts:
        return ""
    told = ", ".join(f"{_REASONS.get(kind, kind)} {n}" for kind, n in sorted(counts.items(), key=lambda i: -i[1]))
    return f"이 범위 중 {sum(counts.values())}건은 읽지 못해 답에 반영되지 않았습니다: {told}"
