"""Set up and run Munseonaru from a bare clone, with nothing but Python 3.11 and pip.

    python3 dev.py demo [ARGS]   index the bundled samples, ask three questions, open the window if there is a screen
    python3 dev.py test [ARGS]   ruff, mypy, import contracts and the tests (ARGS go to pytest)
    python3 dev.py setup         only the environment
    python3 dev.py run CMD ...   a `munseo` command in the environment

Standard library only; runs on Linux and Windows. A second run starts within seconds: what has been set up is
remembered by the digest of what it was set up from. MUNSEO_APT=0 forbids installing system libraries.
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "munseo-setup.txt"

# What the Qt and page-layout wheels load from the system on Linux: shared library -> Debian package.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xinerama.so.0": "libxcb-xinerama0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
# Not installed by us; text recognition and its tests use them where they are.
OPTIONAL = {"tesseract": "tesseract-ocr tesseract-ocr-kor"}
FONTS = (Path("/usr/share/fonts/truetype/nanum"), "fonts-nanum")


def say(text: str) -> None:
    print(f"[dev] {text}", file=sys.stderr, flush=True)


def environment() -> dict[str, str]:
    """The environment of everything we start: UTF-8 on every system, no writing outside."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONIOENCODING": "utf-8"}


def run(*command: str | Path, quiet: bool = False) -> int:
    out = subprocess.DEVNULL if quiet else None
    return subprocess.run([str(c) for c in command], cwd=ROOT, env=environment(), stdout=out).returncode


def must(*command: str | Path, quiet: bool = False) -> None:
    code = run(*command, quiet=quiet)
    if code:
        raise SystemExit(f"[dev] failed ({code}): {' '.join(str(c) for c in command)}")


def missing_packages() -> list[str]:
    """Debian packages whose library cannot be loaded here."""
    missing = []
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    if not FONTS[0].is_dir() and not shutil.which("fc-list"):
        missing.append(FONTS[1])
    elif shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=ko"], capture_output=True, text=True).stdout
        if not listed.strip():
            missing.append(FONTS[1])
    return missing


def system_libraries() -> None:
    """Install what is missing when we may; say the one command when we may not."""
    if not sys.platform.startswith("linux"):
        return
    for command, packages in OPTIONAL.items():
        if not shutil.which(command):
            say(f"optional, for scanned documents: apt-get install {packages}")
    missing = missing_packages()
    if not missing:
        return
    apt = shutil.which("apt-get")
    root = os.geteuid() == 0
    sudo = [] if root else ["sudo", "-n"]
    allowed = os.environ.get("MUNSEO_APT", "1") != "0" and apt is not None
    if allowed and not root:
        allowed = shutil.which("sudo") is not None and run("sudo", "-n", "true", quiet=True) == 0
    if allowed:
        say("installing system libraries: " + " ".join(missing))
        run(*sudo, "apt-get", "update", "-qq", quiet=True)
        run(*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq",
            "--no-install-recommends", *missing, quiet=True)  # fmt: skip
        missing = missing_packages()
    if missing:
        say("the window needs system libraries; ask your administrator for:")
        say("  apt-get install " + " ".join(missing))


def wanted_stamp() -> str:
    """Digest of all that decides what the environment holds."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update(str(ROOT).encode())
    for name in ("pyproject.toml", "packaging/constraints.txt"):
        digest.update((ROOT / name).read_bytes())
    return digest.hexdigest()


def make_venv() -> None:
    if PYTHON.exists() and run(PYTHON, "-c", "import sys", quiet=True) == 0:
        return
    shutil.rmtree(VENV, ignore_errors=True)
    # Debian's python3 comes without ensurepip; then the system's pip installs one into the new environment.
    with_pip = run(sys.executable, "-c", "import ensurepip", quiet=True) == 0
    say("making .venv")
    must(sys.executable, "-m", "venv", *([] if with_pip else ["--without-pip"]), VENV)
    if not with_pip:
        must(sys.executable, "-m", "pip", "--python", PYTHON, "install", "--quiet", "pip")


def setup() -> None:
    """Everything `demo` and `test` need. Fast when nothing changed."""
    if sys.version_info < (3, 11):  # noqa: UP036 - run by whatever Python the user has
        raise SystemExit("[dev] Python 3.11 or newer is needed")
    wanted = wanted_stamp()
    if not (STAMP.exists() and STAMP.read_text(encoding="utf-8") == wanted and PYTHON.exists()):
        system_libraries()
        make_venv()
        say("installing the pinned dependencies (about a minute the first time)")
        must(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
             "-c", ROOT / "packaging" / "constraints.txt", "-e", f"{ROOT}[dev]")  # fmt: skip
        STAMP.write_text(wanted, encoding="utf-8")
    # Prepared once a user and kept outside the clone by digest; returns at once when it is there.
    must(PYTHON, ROOT / "packaging" / "encoder" / "prepare.py")


def has_screen() -> bool:
    return WINDOWS or sys.platform == "darwin" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def demo(arguments: list[str]) -> int:
    if not has_screen() and "--no-window" not in arguments:
        arguments = [*arguments, "--no-window"]
    return run(PYTHON, "-m", "indexer.cli", "demo", *arguments)


def test(arguments: list[str]) -> int:
    """Every check, even when an earlier one failed; the tests last, so that their summary closes the output."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    failed = [
        name
        for name, command in {
            "ruff check": (PYTHON, "-m", "ruff", "check", "."),
            "ruff format": (PYTHON, "-m", "ruff", "format", "--check", "."),
            "import contracts": (BIN / "lint-imports", "--no-cache"),
            "mypy": (PYTHON, "-m", "mypy"),
        }.items()
        if run(*command)
    ]
    code = run(PYTHON, "-m", "pytest", "-q", "-m", "not slow", *arguments)
    if failed:
        say("failed: " + ", ".join(failed))
    return code or (1 if failed else 0)


def main(arguments: list[str]) -> int:
    commands = {"demo", "test", "setup", "run"}
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    setup()
    command, rest = arguments[0], arguments[1:]
    if command == "demo":
        return demo(rest)
    if command == "test":
        return test(rest)
    if command == "run":
        return run(PYTHON, "-m", "indexer.cli", *rest)
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
