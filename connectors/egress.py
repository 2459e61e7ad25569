"""The allow-list every request passes: nothing else may leave this PC.

The list is the hosts of the profiles the user or the agency registered. Redirects are never followed, proxies
and other settings in environment variables are ignored, so neither can widen it.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx

from connectors.errors import HostNotAllowed, NotConfigured

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One place that may be reached: scheme, host in lower case, port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Endpoint:
        """The endpoint of a base URL. Raises NotConfigured for what is not an http(s) address."""
        try:
            parts = urlsplit(url.strip())
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
            raise NotConfigured(
                "플랫폼 주소가 올바르지 않습니다.",
                "https://로 시작하는 전체 주소를 입력하십시오(예: https://주소/v1).",
            )
        return cls(parts.scheme, parts.hostname.lower(), port or _PORTS[parts.scheme])


class GatedTransport(httpx.BaseTransport):
    """Passes a request on only when its endpoint is on the list. Raises HostNotAllowed before any look-up."""

    def __init__(self, allowed: Callable[[], Collection[Endpoint]], inner: httpx.BaseTransport) -> None:
        self._allowed = allowed
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        endpoint = Endpoint(url.scheme, url.host.lower(), url.port or _PORTS.get(url.scheme, 0))
        if endpoint not in self._allowed():
            raise HostNotAllowed(detail=f"{endpoint.host}:{endpoint.port}")
        return self._inner.handle_request(request)

    def close(self) -> None:
        self._inner.close()


def trust(ca_file: str = "") -> ssl.SSLContext:
    """The system's own trust store, or the agency's CA bundle when one is named. Raises NotConfigured."""
    if ca_file:
        try:
            return ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise NotConfigured(
                f"기관 인증서(CA) 파일 ‘{ca_file}’을(를) 읽지 못했습니다.",
                "파일이 있는지, PEM 형식인지 확인하고 [연결]에서 다시 지정하십시오.",
                detail=type(error).__name__,
            ) from error
    import truststore

    return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def gated_client(
    allowed: Callable[[], Collection[Endpoint]],
    timeout: httpx.Timeout,
    *,
    ca_file: str = "",
    proxy: str = "",
    transport: httpx.BaseTransport | None = None,
) -> httpx.Client:
    """A client that can reach only what is allowed; `transport` replaces the network (tests)."""
    inner = transport or httpx.HTTPTransport(verify=trust(ca_file), proxy=proxy or None, trust_env=False)
    return httpx.Client(
        transport=GatedTransport(allowed, inner),
        timeout=timeout,
        trust_env=False,
        follow_redirects=False,
        headers={"User-Agent": "munseonaru", "Accept-Encoding": "identity"},
    )
