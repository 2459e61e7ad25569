"""Folders worth suggesting at the first start, and how much is in them, counted beside the window."""

from __future__ import annotations

import os
import stat
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, QStandardPaths, QStorageInfo, Signal

# Those that the engine reads (a test holds them together; its own list brings half of the engine along).
SUFFIXES = frozenset(
    ".hwp .hwpx .hwt .hwtx .hml .pdf .docx .docm .dotx .pptx .pptm .ppsx .potx .xlsx .xlsm .xltx .xls .xlt .odt .ott"
    " .ods .ots .odp .otp .odg .rtf .msg .zip .html .htm .xhtml .eml .mht .mhtml .txt .text .log .csv .tsv .tab .md"
    " .markdown .mkd .doc .dot .pot .pps .ppt".split()
)
_REMOTE = frozenset({"cifs", "smb3", "smbfs", "nfs", "nfs4", "fuse.sshfs", "fuse.gvfsd-fuse", "afpfs", "webdav"})
_DRIVE_REMOTE = 4  # GetDriveTypeW
_TOLD_EVERY = 0.3  # seconds between two counts of one folder
_SHARES = 6


@dataclass(frozen=True, slots=True)
class Suggestion:
    """kind: desktop, documents, downloads, share, chosen. `ticked`: chosen until the user says otherwise."""

    path: str
    kind: str
    ticked: bool


def suggestions() -> list[Suggestion]:
    """The user's own folders that exist, and network drives; asked of the system, nothing is read in them."""
    places = QStandardPaths.StandardLocation
    out = []
    for kind, place, ticked in (
        ("desktop", places.DesktopLocation, True),
        ("documents", places.DocumentsLocation, True),
        ("downloads", places.DownloadLocation, False),
    ):
        path = QStandardPaths.writableLocation(place)
        if path and path != str(Path.home()) and Path(path).is_dir():
            out.append(Suggestion(str(Path(path)), kind, ticked))
    # A share may be large and belong to many: it is offered, not taken.
    out += [Suggestion(path, "share", False) for path in shares()[:_SHARES]]
    seen: set[str] = set()
    return [s for s in out if not (s.path in seen or seen.add(s.path))]  # type: ignore[func-returns-value]


def shares() -> list[str]:
    """Roots of the network drives that are connected."""
    found = []
    for volume in QStorageInfo.mountedVolumes():
        root = volume.rootPath()
        if sys.platform == "win32":
            import ctypes

            remote = ctypes.windll.kernel32.GetDriveTypeW(root) == _DRIVE_REMOTE
        else:
            remote = bytes(volume.fileSystemType().data()).decode(errors="replace") in _REMOTE
        if remote:
            found.append(str(Path(root)))
    return found


class FolderCounts(QObject):
    """Counts documents in folders, one after the other, in a thread of its own.

    counted(path, files, bytes, whole): now and then, and with whole True once at a folder's end.
    """

    counted = Signal(str, int, object, bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._waiting: list[str] = []
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def count(self, path: str) -> None:
        """Count a folder once those before it are done."""
        with self._lock:
            self._waiting.append(path)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="folder-counts", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop at once; nothing is told any more."""
        self._stop.set()
        thread = self._thread
        if thread is not None:
            thread.join(2.0)

    def _run(self) -> None:
        while not self._stop.is_set():
            with self._lock:
                if not self._waiting:
                    self._thread = None
                    return
                path = self._waiting.pop(0)
            self._walk(path)

    def _walk(self, top: str) -> None:
        files, size, told = 0, 0, time.monotonic()
        stack = [top]
        while stack:
            try:
                with os.scandir(stack.pop()) as entries:
                    for entry in entries:
                        if self._stop.is_set():
                            return
                        if entry.name.startswith((".", "~$", "$")):
                            continue
                        try:
                            if entry.is_dir(follow_symlinks=False):
                                stack.append(entry.path)
                            elif PurePath(entry.name).suffix.lower() in SUFFIXES:
                                about = entry.stat(follow_symlinks=False)
                                if stat.S_ISREG(about.st_mode):
                                    files, size = files + 1, size + about.st_size
                        except OSError:
                            continue
            except OSError:
                continue
            if time.monotonic() - told > _TOLD_EVERY:
                self._tell(top, files, size, False)
                told = time.monotonic()
        self._tell(top, files, size, True)

    def _tell(self, top: str, files: int, size: int, whole: bool) -> None:
        """A share that hangs can hold this thread beyond the end of the window: then there is nobody to tell."""
        if not self._stop.is_set():
            self.counted.emit(top, files, size, whole)
