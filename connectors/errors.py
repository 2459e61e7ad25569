"""What can go wrong between us and the outside world.

PlatformError
  NotConfigured   no platform, model or key is set
  Unreachable     no route, no name, no TLS, connection refused or timed out
  Refused         401 or 403: the key or the account is not accepted
  Busy            429 or 503: try again later (`retry_after` seconds when told)
  Stalled         the stream fell silent, or the whole answer took too long
  Malformed       an answer that is not what the protocol promises
  TooLong         the prompt exceeds the model's window
  Filtered        the platform's own content filter ended the answer
PolicyError
  HostNotAllowed  the host is not on the allow-list
  LockedSetting   the agency has fixed this setting
  GradeTooHigh    the data's grade is above the platform's ceiling
  Unrecorded      the record of AI use could not be written
  QuotaUsed       the day's requests to the platform are used up

Each carries a Korean sentence (`message`) and a Korean next step (`next_step`).
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Base of all errors of this package; told kindly, never shown as a crash."""

    kind = "connector"
    message = "외부 연결에 문제가 있습니다."
    next_step = "연결 설정을 확인하십시오."

    def __init__(self, message: str = "", next_step: str = "", *, detail: str = "") -> None:
        self.message = message or type(self).message
        self.next_step = next_step or type(self).next_step
        self.detail = detail
        super().__init__(self.message)


class PlatformError(ConnectorError):
    kind = "platform"


class NotConfigured(PlatformError):
    kind = "not_configured"
    message = "AI 플랫폼이 설정되어 있지 않습니다."
    next_step = "[연결]에서 플랫폼 주소와 모델을 등록하십시오."


class Unreachable(PlatformError):
    kind = "unreachable"
    message = "AI 플랫폼에 연결하지 못했습니다."
    next_step = "업무망 연결과 플랫폼 주소를 확인한 뒤 다시 시도하십시오."


class Refused(PlatformError):
    kind = "refused"
    message = "AI 플랫폼이 접속을 허용하지 않았습니다."
    next_step = "[연결]에서 인증키를 확인하거나 플랫폼 관리자에게 문의하십시오."


class Busy(PlatformError):
    kind = "busy"
    message = "AI 플랫폼이 바쁘거나 사용 한도에 이르렀습니다."
    next_step = "잠시 뒤 다시 시도하십시오."

    def __init__(
        self, message: str = "", next_step: str = "", *, detail: str = "", retry_after: float | None = None
    ) -> None:
        super().__init__(message, next_step, detail=detail)
        self.retry_after = retry_after


class Stalled(PlatformError):
    kind = "stalled"
    message = "AI 플랫폼의 응답이 멈추었습니다."
    next_step = "다시 시도하거나 다른 모델을 선택하십시오."


class Malformed(PlatformError):
    kind = "malformed"
    message = "AI 플랫폼이 알 수 없는 형식으로 응답했습니다."
    next_step = "플랫폼 주소가 맞는지 확인하고, 계속되면 플랫폼 관리자에게 문의하십시오."


class TooLong(PlatformError):
    kind = "too_long"
    message = "질문과 근거가 모델이 받을 수 있는 길이를 넘었습니다."
    next_step = "범위를 좁히거나 더 긴 입력을 받는 모델을 선택하십시오."


class Filtered(PlatformError):
    kind = "filtered"
    message = "AI 플랫폼의 내용 필터가 답변을 중단했습니다."
    next_step = "질문의 표현을 바꾸거나 인용 답변을 이용하십시오."


class PolicyError(ConnectorError):
    kind = "policy"


class HostNotAllowed(PolicyError):
    kind = "host_not_allowed"
    message = "허용 목록에 없는 주소로는 연결하지 않습니다."
    next_step = "[연결]에서 플랫폼 주소를 등록하거나 기관 관리자에게 문의하십시오."


class LockedSetting(PolicyError):
    kind = "locked_setting"
    message = "기관 정책으로 고정된 설정입니다."
    next_step = "변경이 필요하면 기관 관리자에게 문의하십시오."


class GradeTooHigh(PolicyError):
    kind = "grade_too_high"
    message = "자료 등급이 플랫폼에 보낼 수 있는 등급보다 높아 보내지 않았습니다."
    next_step = "인용 답변을 이용하거나 등급이 맞는 플랫폼을 선택하십시오."


class Unrecorded(PolicyError):
    kind = "unrecorded"
    message = "AI 사용 기록을 남기지 못해 보내지 않았습니다."
    next_step = "디스크 공간과 자료함 폴더의 권한을 확인하십시오."


class QuotaUsed(PolicyError):
    kind = "quota_used"
    message = "이 플랫폼의 하루 요청 한도에 이르러 보내지 않았습니다."
    next_step = "내일 다시 시도하거나 다른 플랫폼을 선택하십시오."


class SecretUnavailable(ConnectorError):
    kind = "secret_unavailable"
    message = "이 컴퓨터에서 자격 증명 저장소를 쓸 수 없습니다."
    next_step = "환경 변수 MUNSEO_PASSPHRASE로 암호문구를 정하십시오."
