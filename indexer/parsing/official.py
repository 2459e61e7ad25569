"""The tail of an official letter (공문 결문) → fields to filter by: document number, department, date in force.

시행 규정(행정업무의 운영 및 혁신에 관한 규정 시행규칙, 별지 제1호서식): `시행 처리과명-일련번호 (시행일)`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

HEAD, TAIL = 40, 60  # blocks looked at from either end
ISSUED = re.compile(
    r"시\s?행\s*(?P<department>[가-힣A-Za-z][가-힣A-Za-z0-9·()]{1,30}?)\s?-\s?(?P<number>\d{1,7})"
    r"\s*\(?\s*(?P<date>\d{4}\s?[.-]\s?\d{1,2}\s?[.-]\s?\d{1,2})?"
)


def letter_metadata(texts: Sequence[str]) -> dict[str, str]:
    """document_number, department, enforced_on (YYYY-MM-DD), as far as a letter's tail gives them."""
    if not any("수신" in t or "수 신" in t for t in texts[:HEAD]):
        return {}
    for text in reversed(texts[-TAIL:]):
        match = ISSUED.search(" ".join(text.split()))
        if match:
            found = {
                "document_number": f"{match['department']}-{match['number']}",
                "department": match["department"],
            }
            if match["date"]:
                year, month, day = (int(n) for n in re.findall(r"\d+", match["date"]))
                if 1 <= month <= 12 and 1 <= day <= 31:
                    found["enforced_on"] = f"{year:04}-{month:02}-{day:02}"
            return found
    return {}
