"""What the agency has locked: a file that only an administrator writes, and on Windows the registry's policies.

File: /etc/munseonaru/policy.yaml, or %ProgramData%\\Munseonaru\\policy.yaml. Registry: the values and keys under
HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Munseonaru, of the same names, as group policy (ADMX) writes them; they win over
the file. No environment variable moves the file: whoever may set one could shed the policy.

A policy that cannot be read closes the way out: answers are quoted, no platform is asked, and it is said why.
The form is resources/policy.schema.json, made from `PolicyFile`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from connectors.errors import GradeTooHigh, HostNotAllowed, LockedSetting, PolicyError
from connectors.ports import Grade, grade_rank

MaskKind = Literal[
    "resident", "foreigner", "passport", "driver", "card", "phone", "account", "email", "address", "name"
]
_NAME = "policy.yaml"
_KEY = r"SOFTWARE\Policies\Munseonaru"


class PolicyPlatform(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A platform that the agency ships: it is in every profile and cannot be changed there; the key is the user's."""

    name: Annotated[str, msgspec.Meta(min_length=1, description="화면에 보이는 이름")]
    url: Annotated[str, msgspec.Meta(pattern="^https?://", description="전체 기본 주소(…/v1)")]
    model: Annotated[str, msgspec.Meta(min_length=1, description="모델 이름, 대소문자까지 정확히")]
    ceiling: Annotated[Grade, msgspec.Meta(description="보낼 수 있는 가장 높은 자료 등급")] = "O"
    extra_body: Annotated[dict[str, Any], msgspec.Meta(description="요청 본문에 더하는 필드")] = {}
    ca_file: Annotated[str, msgspec.Meta(description="기관 인증서(CA) 묶음의 경로")] = ""
    proxy: Annotated[str, msgspec.Meta(description="프록시 주소")] = ""
    context_tokens: Annotated[int, msgspec.Meta(ge=512, description="모델이 받는 길이(토큰)")] = 8192
    requests_per_day: Annotated[int, msgspec.Meta(ge=0, description="하루 요청 한도, 0은 없음")] = 0
    embedding_model: Annotated[str, msgspec.Meta(description="벡터를 만드는 모델의 이름")] = ""
    rerank_model: Annotated[str, msgspec.Meta(description="다시 순위를 매기는 모델의 이름")] = ""
    requests_per_minute: Annotated[int, msgspec.Meta(ge=0, description="분당 요청 한도, 0은 없음")] = 0
    tokens_per_minute: Annotated[int, msgspec.Meta(ge=0, description="분당 토큰 한도, 0은 없음")] = 0
    shape: Annotated[str, msgspec.Meta(description="플랫폼의 형태: openai 또는 설치한 확장이 알린 이름")] = "openai"


class PolicyFile(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """문서나루 기관 정책. 적지 않은 것은 사용자가 정합니다."""

    version: Annotated[Literal[1], msgspec.Meta(description="이 양식의 판")] = 1
    hosts: Annotated[
        list[str] | None,
        msgspec.Meta(description="연결할 수 있는 호스트(host 또는 host:port). 없으면 등록한 플랫폼 모두"),
    ] = None
    platforms: Annotated[list[PolicyPlatform], msgspec.Meta(description="기관이 정한 플랫폼")] = []
    only_these_platforms: Annotated[bool, msgspec.Meta(description="사용자가 다른 플랫폼을 등록하지 못함")] = False
    masking: Annotated[list[MaskKind], msgspec.Meta(description="반드시 가리는 개인정보의 종류")] = []
    ceilings: Annotated[dict[str, Grade], msgspec.Meta(description="플랫폼 이름별 등급 상한, *는 모든 플랫폼")] = {}
    folders: Annotated[dict[str, Grade], msgspec.Meta(description="폴더별 자료 등급. 사용자는 올릴 수만 있음")] = {}
    default_grade: Annotated[Grade, msgspec.Meta(description="등급을 정하지 않은 자료의 등급")] = "O"
    ocr: Annotated[bool, msgspec.Meta(description="문자 인식(OCR)을 쓸 수 있음")] = True
    quote_only: Annotated[bool, msgspec.Meta(description="AI 플랫폼을 쓰지 않고 인용으로만 답함")] = False
    settings: Annotated[
        dict[str, int | float | bool | str], msgspec.Meta(description="고정하는 설정의 이름과 값")
    ] = {}


@dataclass(frozen=True, slots=True)
class Policy:
    """The policy in force. `sources`: where it was read; `fault`: why it could not be (then nothing may leave)."""

    rules: PolicyFile = field(default_factory=PolicyFile)
    sources: tuple[str, ...] = ()
    fault: str = ""
    warnings: tuple[str, ...] = ()

    def may_ask(self) -> None:
        """Raises PolicyError or LockedSetting where no platform may be asked at all."""
        if self.fault:
            raise PolicyError(
                f"기관 정책을 읽지 못해 AI 플랫폼에 보내지 않습니다({self.fault}).",
                "`munseo policy check`로 확인하고 기관 관리자에게 문의하십시오.",
            )
        if self.rules.quote_only:
            raise LockedSetting("기관 정책에 따라 AI 플랫폼을 쓰지 않고 인용으로만 답합니다.")

    def may_reach(self, host: str, port: int) -> None:
        """Raises HostNotAllowed for a host that is not on the agency's list."""
        self.may_ask()
        hosts = self.rules.hosts
        if hosts is None:
            return
        named = {h.lower() for h in hosts}
        if host.lower() not in named and f"{host.lower()}:{port}" not in named:
            raise HostNotAllowed(
                f"‘{host}’은(는) 기관 정책의 허용 목록에 없습니다.", "기관 관리자에게 문의하십시오.", detail=host
            )

    def may_change_platform(self, name: str) -> None:
        """Raises LockedSetting for a platform that is the agency's, or where only the agency's are allowed."""
        if name in {p.name for p in self.rules.platforms}:
            raise LockedSetting(f"‘{name}’은(는) 기관이 정한 플랫폼이라 바꾸거나 지울 수 없습니다.")
        if self.rules.only_these_platforms:
            raise LockedSetting("기관 정책에 따라 기관이 정한 플랫폼만 쓸 수 있습니다.")

    def ceiling(self, platform: str, own: Grade) -> Grade:
        """The highest grade that may be sent to `platform`: the lower of its own and the policy's."""
        limits = [own, *(self.rules.ceilings[n] for n in (platform, "*") if n in self.rules.ceilings)]
        return min(limits, key=grade_rank)

    def locked(self) -> dict[str, int | float | str]:
        """The settings that are fixed, with their values."""
        return {**self.rules.settings, **{f"privacy.{kind}": True for kind in self.rules.masking}}


def check_grade(grade: Grade, ceiling: Grade, platform: str) -> None:
    """Raises GradeTooHigh where data of `grade` may not go to a platform of this ceiling (N2SF: C > S > O)."""
    if grade_rank(grade) > grade_rank(ceiling):
        raise GradeTooHigh(
            f"자료 등급({grade})이 ‘{platform}’에 보낼 수 있는 등급({ceiling})보다 높아 보내지 않았습니다."
        )


def default_path() -> Path:
    """Where the administrator puts the file."""
    if sys.platform == "win32":
        import winreg

        # Not %ProgramData%: the user's environment is the user's.
        where = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Explorer\Shell Folders"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, where) as key:
            folder = winreg.QueryValueEx(key, "Common AppData")[0]
        return Path(folder) / "Munseonaru" / _NAME
    return Path("/etc/munseonaru") / _NAME


def load(path: Path | None = None, registry: Mapping[str, Any] | None = None) -> Policy:
    """The policy in force. `path`, `registry`: in place of the system's own (tests). Never raises."""
    sources: list[str] = []
    warnings: list[str] = []
    try:
        path = default_path() if path is None else path
        values = _read_file(path)
        if values is not None:
            sources.append(str(path))
            warnings += _writable(path)
        more = _read_registry() if registry is None else registry
        if more:
            sources.append("HKEY_LOCAL_MACHINE\\" + _KEY)
        return Policy(msgspec.convert({**(values or {}), **more}, PolicyFile), tuple(sources), "", tuple(warnings))
    except (OSError, ValueError, TypeError) as error:  # msgspec.ValidationError is a ValueError
        return Policy(sources=(*sources, *([str(path)] if path and not sources else [])), fault=_words(error))


def _words(error: Exception) -> str:
    if isinstance(error, msgspec.ValidationError | ValueError):
        return " ".join(str(error).split())[:200]
    return type(error).__name__


def _read_file(path: Path) -> dict[str, Any] | None:
    import yaml

    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise ValueError("UTF-8이 아닙니다") from error
    try:
        values = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise ValueError(f"YAML {mark.line + 1 if mark else '?'}번째 줄") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ValueError("이름과 값의 목록이 아닙니다")
    return values


def _writable(path: Path) -> Iterable[str]:
    if sys.platform != "win32" and path.stat().st_mode & 0o022:
        yield f"‘{path}’을(를) 관리자가 아닌 사람도 고칠 수 있습니다. 권한을 644로 바꾸십시오."


def _read_registry() -> dict[str, Any]:
    if sys.platform == "win32":
        return _registry_values()
    return {}


def _registry_values() -> dict[str, Any]:
    import winreg

    reg: Any = winreg  # no such module to the type checker elsewhere

    def read(key: Any) -> dict[str, Any]:
        out: dict[str, Any] = {}
        count, values, _ = reg.QueryInfoKey(key)
        for i in range(values):
            name, value, kind = reg.EnumValue(key, i)
            out[name] = value
            if kind == reg.REG_SZ and str(value)[:1] in "[{":
                out[name] = msgspec.json.decode(value)
        for i in range(count):
            name = reg.EnumKey(key, i)
            with reg.OpenKey(key, name) as below:
                out[name] = read(below)
        return out

    try:
        with reg.OpenKey(reg.HKEY_LOCAL_MACHINE, _KEY) as key:
            return from_registry(read(key))
    except FileNotFoundError:
        return {}


def from_registry(values: Mapping[str, Any]) -> dict[str, Any]:
    """Registry values as the policy's: numbers as switches, numbered values of a key as a list."""
    fields = {f.name: f for f in msgspec.structs.fields(PolicyFile)}
    out: dict[str, Any] = {}
    for name, value in values.items():
        if name in ("only_these_platforms", "ocr", "quote_only") and isinstance(value, int):
            out[name] = bool(value)
        elif name in ("hosts", "masking", "platforms") and isinstance(value, dict):
            out[name] = [value[k] for k in sorted(value, key=lambda k: (len(k), k))]
        else:
            out[name] = value
    if not out.keys() <= fields.keys():
        raise ValueError(f"알 수 없는 항목: {', '.join(sorted(out.keys() - fields.keys()))}")
    return out


def schema() -> dict[str, Any]:
    """The JSON schema of the file: resources/policy.schema.json."""
    made = msgspec.json.schema(PolicyFile)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Munseonaru policy", **made}
