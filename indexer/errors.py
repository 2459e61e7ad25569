"""What can go wrong while reading, storing and answering.

IndexerError
  DocumentError   one file cannot be read; it becomes a row with a reason, never a stopped run
    Unsupported   no reader for this content
    Encrypted     a password is set
      WrongPassword the one that was given does not open it
    Protected     wrapped by a document-security product (DRM)
    Damaged       truncated, inconsistent, or not what its name says
    Empty         no text and no image
    TooLarge      over one of the limits in parsing/limits.py
    TimedOut      took longer than allowed, fell silent, or killed its reader
    Unreachable   the file is gone, locked, online-only, or not ours to read
  StoreError      the profile's database
    DiskFull Locked Corrupt NewerVersion WrongKey
  EngineError     the engine's process is gone, or does not answer
  QueryError      a question or a setting that cannot be used as given

The world's faults are these classes; anything else that is raised is our bug and is reported as such.
Each carries a Korean sentence (`message`) and a Korean next step (`next_step`).
"""

from __future__ import annotations


class IndexerError(Exception):
    """Base of all errors of this package."""

    kind = "indexer"
    message = "작업을 마치지 못했습니다."
    next_step = "다시 시도하십시오."

    def __init__(self, message: str = "", next_step: str = "", *, detail: str = "") -> None:
        """`detail` is for the log of a developer: it must never hold document text."""
        self.message = message or type(self).message
        self.next_step = next_step or type(self).next_step
        self.detail = detail
        super().__init__(self.message)


class DocumentError(IndexerError):
    """One file cannot be read. `message` names the cause; `told(name)` names the file too."""

    kind = "document"
    message = "문서를 읽지 못했습니다."

    def told(self, name: str) -> str:
        """The whole Korean sentence for a user: which file, and why."""
        return f"‘{name}’: {self.message}"


class Unsupported(DocumentError):
    kind = "unsupported"
    message = "지원하지 않는 형식입니다."
    next_step = "HWP, HWPX, PDF, DOCX, XLSX, PPTX, ODT, RTF, HTML, TXT 형식으로 저장한 뒤 다시 추가하십시오."


class Encrypted(DocumentError):
    kind = "encrypted"
    message = "암호가 걸려 있어 읽지 못했습니다."
    next_step = "[암호로 읽기]를 누르거나, 원래 프로그램에서 암호를 해제해 저장한 뒤 [다시 읽기]를 누르십시오."


class WrongPassword(Encrypted):
    kind = "wrong_password"
    message = "암호가 맞지 않아 읽지 못했습니다."
    next_step = "한/영 상태와 대소문자를 확인하고 암호를 다시 입력하십시오."


class UnknownLock(Encrypted):
    """A password is set in a way that only the program that set it can undo. Stored as `encrypted`."""

    next_step = "한글 등 원래 프로그램에서 암호를 해제해 저장한 뒤 [다시 읽기]를 누르십시오."


class Protected(DocumentError):
    kind = "protected"
    message = "문서 보안(DRM) 프로그램으로 보호되어 읽지 못했습니다."
    next_step = "보안 프로그램에서 보호를 해제한 사본을 저장한 뒤 [다시 읽기]를 누르십시오."


class Damaged(DocumentError):
    kind = "damaged"
    message = "파일이 손상되었거나 확장자와 다른 형식입니다."
    next_step = "원래 프로그램에서 열어 새로 저장한 뒤 [다시 읽기]를 누르십시오."


class Empty(DocumentError):
    kind = "empty"
    message = "글자가 없는 문서입니다."
    next_step = "내용이 있는 파일인지 확인하십시오."


class TooLarge(DocumentError):
    kind = "too_large"
    message = "정해진 한도보다 커서 읽지 않았습니다."
    next_step = "문서를 나누어 저장한 뒤 다시 추가하십시오."


class TimedOut(DocumentError):
    kind = "timed_out"
    message = "정해진 시간 안에 읽지 못했습니다."
    next_step = "원래 프로그램에서 새로 저장한 뒤 [다시 읽기]를 누르십시오."


class Unreachable(DocumentError):
    kind = "unreachable"
    message = "파일을 열 수 없습니다(이동·삭제되었거나, 사용 중이거나, 온라인 전용이거나, 권한이 없습니다)."
    next_step = "파일이 있는 위치와 권한을 확인한 뒤 [다시 읽기]를 누르십시오."


DOCUMENT_ERRORS: dict[str, type[DocumentError]] = {
    c.kind: c
    for c in (Unsupported, Encrypted, WrongPassword, Protected, Damaged, Empty, TooLarge, TimedOut, Unreachable)
}


class StoreError(IndexerError):
    kind = "store"


class DiskFull(StoreError):
    kind = "disk_full"
    message = "디스크 공간이 부족하여 저장하지 못했습니다. 이미 저장된 내용은 그대로입니다."
    next_step = "디스크 공간을 확보하면 이어서 진행합니다."


class Locked(StoreError):
    kind = "locked"
    message = "다른 문서나루가 이 자료함을 쓰고 있습니다."
    next_step = "열려 있는 문서나루를 닫은 뒤 다시 시도하십시오."


class Corrupt(StoreError):
    kind = "corrupt"
    message = "색인 데이터베이스가 손상되었습니다."
    next_step = "`munseo check --repair`를 실행하거나 색인을 다시 만드십시오."


class NewerVersion(StoreError):
    kind = "newer_version"
    message = "더 새로운 버전의 문서나루가 만든 색인입니다."
    next_step = "문서나루를 최신 버전으로 갱신하십시오."


class WrongKey(StoreError):
    kind = "wrong_key"
    message = "색인의 암호 키가 맞지 않습니다."
    next_step = "암호문구(MUNSEO_PASSPHRASE)를 확인하십시오. 키를 잃었다면 색인을 새로 만드십시오."


class EngineError(IndexerError):
    kind = "engine"
    message = "색인 엔진이 응답하지 않아 다시 시작합니다."
    next_step = "잠시 뒤 다시 시도하십시오."


class QueryError(IndexerError):
    kind = "query"
    message = "질문이나 조건을 이해하지 못했습니다."
    next_step = "조건의 형식을 확인하십시오."
