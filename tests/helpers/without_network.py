"""Run a command where every way out leads into a counter: `python tests/helpers/without_network.py COMMAND...`

A network namespace of its own (Linux, root, util-linux and iproute2): the loopback works; the default route and the
name server lie behind an interface that goes nowhere and counts. Ends with 70 when a packet or a look-up left, else
with the command's own code. Reliability row 12.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LEFT = 70
_INSIDE = "MUNSEO_TEST_NAMESPACE"


def possible() -> str:
    """Why it cannot be done here; "" when it can."""
    if not sys.platform.startswith("linux"):
        return "Linux only"
    if not (shutil.which("unshare") and shutil.which("ip") and shutil.which("mount")):
        return "unshare, ip or mount is missing"
    done = subprocess.run(
        ["unshare", "-n", "-m", "ip", "link", "add", "out0", "type", "veth", "peer", "name", "in0"],
        capture_output=True,
    )
    return "" if done.returncode == 0 else "namespaces are not allowed here"


def _sent() -> int:
    lines = Path("/proc/self/net/dev").read_text().splitlines()
    return next(int(line.split(":")[1].split()[9]) for line in lines if line.strip().startswith("out0:"))


def main(command: list[str]) -> int:
    if _INSIDE not in os.environ:
        again = ["unshare", "-n", "-m", sys.executable, str(Path(__file__).resolve()), *command]
        return subprocess.run(again, env={**os.environ, _INSIDE: "1"}).returncode
    for line in (
        "ip link set lo up",
        "sysctl -q -w net.ipv6.conf.default.disable_ipv6=1",  # the kernel itself would speak
        "ip link add out0 type veth peer name in0",
        "ip link set in0 up",
        "ip addr add 10.99.0.2/24 dev out0",
        "ip link set out0 up",
        "ip neigh replace 10.99.0.1 lladdr 02:00:00:00:00:01 dev out0 nud permanent",
        "ip route add default via 10.99.0.1",
    ):
        done = subprocess.run(line.split(), capture_output=True, text=True)
        if done.returncode and not line.startswith("sysctl"):
            print(line, done.stderr, file=sys.stderr)
            return 1
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as names:
        names.write("nameserver 10.99.0.1\noptions timeout:1 attempts:1\n")
        names.flush()
        Path(names.name).chmod(0o644)
        subprocess.run(["mount", "--bind", names.name, "/etc/resolv.conf"], check=True)
        before = _sent()
        code = subprocess.run(command).returncode
        left = _sent() - before
        subprocess.run(["umount", "/etc/resolv.conf"])
    print(f"packets that left: {left}", file=sys.stderr)
    return LEFT if left else code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
