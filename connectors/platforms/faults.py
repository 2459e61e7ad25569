"""HTTP answers and network faults to typed errors with Korean sentences."""

from __future__ import annotations

import email.utils
import json
import ssl
import time
from typing import Any

import httpx

from connectors.errors import Busy, Filtered, Malformed, PlatformError, Refused, Stalled, TooLong, Unreachable

_TOO_LONG = ("context_length", "maximum context", "context length", "too many tokens", "too long", "exceed_context")
_FILTERED = ("content_filter", "content policy", "content_policy")


def retry_after(headers: httpx.Headers, now: float | None = None) -> float | None:
    """Seconds to wait, from a number or an HTTP date (RFC 9110, section 10.2.3); None where not told."""
    value = headers.get("retry-after", "").strip()
    if not value:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        at = email.utils.parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
    return max(0.0, at - (time.time() if now is None else now))


def error_words(body: Any) -> str:
    """The words of an error in either envelope: {"error": {...}} or {"status": {"code", "message"}}."""
    if not isinstance(body, dict):
        return ""
    status = body.get("status")
    if isinstance(status, dict) and str(status.get("code", "")).startswith("20"):
        status = None  # 20000: all is well
    error = body.get("error") or status or body.get("detail") or ""
    if isinstance(error, dict):
        return " ".join(str(error.get(k) or "") for k in ("code", "type", "message"))
    return str(error)


def from_words(words: str) -> PlatformError | None:
    """An error that the platform names in words, whatever its status."""
    low = words.lower()
    if any(w in low for w in _TOO_LONG):
        return TooLong(detail="said by the platform")
    if any(w in low for w in _FILTERED):
        return Filtered(detail="said by the platform")
    return None


def from_status(status: int, headers: httpx.Headers, body: bytes) -> PlatformError:
    """The error of an answer that is not 200. The body is read for its code, never logged or shown."""
    try:
        words = error_words(json.loads(body))
    except ValueError:
        words = ""
    detail = f"HTTP {status}"
    named = from_words(words)
    if named and status not in (401, 403, 429):
        return named
    if status in (401, 403):
        return Refused(detail=detail)
    if status in (429, 503):
        wait = retry_after(headers)
        step = f"약 {duration(wait)} 뒤에 다시 시도하십시오." if wait and wait >= 1 else ""
        return Busy("", step, detail=detail, retry_after=wait)
    if status in (408, 500, 502, 504):
        return Busy(
            f"AI 플랫폼이 일시적으로 응답하지 못합니다({detail}).",
            "잠시 뒤 다시 시도하고, 계속되면 플랫폼 관리자에게 문의하십시오.",
            detail=detail,
            retry_after=retry_after(headers),
        )
    if status == 413:
        return TooLong(detail=detail)
    if 300 <= status < 400:
        return Malformed(
            "AI 플랫폼이 다른 주소로 넘기려 하여 연결을 중단했습니다.",
            "로그인이 필요한 망인지, 플랫폼 주소가 정확한지 확인하십시오.",
            detail=detail,
        )
    if status == 404:
        return Malformed(
            "AI 플랫폼에 그 주소나 모델이 없습니다(404).",
            "플랫폼 주소의 경로(/v1 등)와 모델 이름의 대소문자를 확인하십시오.",
            detail=detail,
        )
    return Malformed(f"AI 플랫폼이 요청을 받아들이지 않았습니다({detail}).", detail=detail)


def duration(seconds: float) -> str:
    """12초, 3분, 2시간."""
    minutes = round(seconds / 60)
    if seconds < 60:
        return f"{round(seconds)}초"
    return f"{minutes}분" if minutes < 60 else f"{round(seconds / 3600)}시간"


def web_page() -> PlatformError:
    """A login page, or some other page of the network, where an answer should be."""
    return Malformed(
        "AI 플랫폼 대신 웹 화면(로그인 등)이 응답했습니다.",
        "업무망 로그인과 플랫폼 주소를 확인하십시오.",
        detail="html",
    )


def from_network(error: Exception) -> PlatformError:
    """The error of a request that got no whole answer."""
    detail = type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreachable(
                "AI 플랫폼의 인증서를 확인하지 못했습니다.",
                "기관 인증서(CA)를 시스템에 설치하거나 [연결]에서 CA 파일을 지정하십시오.",
                detail=detail,
            )
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | httpx.PoolTimeout):
        return Unreachable(detail=detail)
    if isinstance(error, httpx.TimeoutException):
        return Stalled(detail=detail)
    if isinstance(error, httpx.ProxyError):
        return Unreachable("프록시 서버를 거쳐 연결하지 못했습니다.", "프록시 설정을 확인하십시오.", detail=detail)
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return Unreachable("AI 플랫폼의 응답이 중간에 끊겼습니다.", "다시 시도하십시오.", detail=detail)
    if isinstance(error, httpx.DecodingError):
        return Malformed(detail=detail)
    return Unreachable(detail=detail)
