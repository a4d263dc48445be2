"""From a folder of sources to the zip archive that is deployed, as its language's people do it.

What is built lies below target/, beside a mark of its sources; without a change it is not built again.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TARGET = HERE / "target"


# The tests have another one, so that the AWS CLI finds no settings there.
HOME = os.environ.get("HOME", "/")


def run(*words, cwd, **environment):
    done = subprocess.run(
        words, cwd=cwd, capture_output=True, text=True, timeout=900,
        env={**os.environ, "HOME": HOME, **environment}
    )
    assert done.returncode == 0, f"{' '.join(words)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"


def python(work):
    into = work / "package"
    run(
        sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile",
        "--requirement", "requirements.txt", "--target", str(into), cwd=work,
    )
    for module in work.glob("*.py"):
        shutil.copy(module, into)
    return into


def node(work):
    run("npm", "ci", "--silent", "--no-audit", "--no-fund", cwd=work)
    return work


def java(work):
    run("mvn", "-q", "-B", "-ntp", "compile", "dependency:copy-dependencies", cwd=work)
    package = work / "target/classes"
    shutil.copytree(work / "target/lib", package / "lib")
    shutil.copy(work / "bootstrap", package)
    return package


def bare_java(work):
    """The package without AWS's client of the Runtime API and what it alone needs: what runs on AWS's own runtime."""
    archive("java")
    package = work / "package"
    shutil.copytree(TARGET / "java/target/classes", package)
    for jar in (package / "lib").iterdir():
        if not jar.name.startswith(("aws-lambda-java-core", "aws-lambda-java-events", "joda")):
            jar.unlink()
    (package / "bootstrap").unlink()
    return package


def rust(work):
    run("cargo", "build", "--quiet", "--locked", cwd=work, CARGO_TARGET_DIR=str(TARGET / "cargo"))
    package = work / "package"
    package.mkdir()
    shutil.copy(TARGET / "cargo/debug/bootstrap", package)
    return package


def go(work):
    package = work / "package"
    words = ["-tags", "lambda.norpc", "-o", str(package / "bootstrap"), "."]
    run("go", "build", *words, cwd=work, CGO_ENABLED="0", GOFLAGS="-mod=readonly")
    return package


def ruby(work):
    words = ["ruby", "-e", "print RbConfig::CONFIG['ruby_version']"]
    version = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    gem, bundle = work / "prices", work / "vendor/bundle/ruby" / version
    run("gem", "build", "--quiet", "prices.gemspec", cwd=gem)
    run("gem", "install", "--local", "--no-document", "--install-dir", str(bundle), "prices-1.0.0.gem", cwd=gem)
    shutil.rmtree(gem)
    return work


def plain(work):
    return work


# What makes each archive: the folder of its sources, the tools it needs, the way.
WAYS = {
    "python": ("python", [], python),
    "durable": ("durable", [], python),
    "durable_node": ("durable_node", ["node", "npm"], node),
    "thumbnails": ("thumbnails", [], python),
    "node": ("node", ["node", "npm"], node),
    "java": ("java", ["java", "mvn"], java),
    "bare_java": ("java", ["java", "mvn"], bare_java),
    "rust": ("rust", ["cargo"], rust),
    "go": ("go", ["go"], go),
    "image": ("image", ["go"], go),
    "ruby": ("ruby", ["ruby", "gem"], ruby),
    "shell": ("shell", ["curl"], plain),
}


def archive(name):
    """The archive; skips the test when this machine has not what builds it."""
    folder, tools, way = WAYS[name]
    missing = [tool for tool in tools if not shutil.which(tool)]
    if missing:
        pytest.skip(f"{name} cannot be built: no {' '.join(missing)}")
    sources = HERE / folder
    work, done = TARGET / name, TARGET / f"{name}-{mark(sources)}.zip"
    if not done.exists():
        shutil.rmtree(work, ignore_errors=True)
        for old in TARGET.glob(f"{name}-*.zip"):
            old.unlink()
        shutil.copytree(sources, work, ignore=shutil.ignore_patterns("target", "node_modules", "__pycache__"))
        pack(way(work), done)
    return done


def mark(sources):
    """Of every file's name and content, and of the interpreter that packages are installed for."""
    found = hashlib.sha256(sys.version.encode())
    for path in sorted(sources.rglob("*")):
        if path.is_file() and not {"target", "node_modules", "__pycache__"} & set(path.parts[len(sources.parts):]):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def pack(folder, path):
    """A zip archive of a folder, with the bits of its files."""
    half = path.with_suffix(".half")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                out.write(file, file.relative_to(folder))
    half.rename(path)


def pack_text(path, **files):
    """A zip archive of Python modules, given as text."""
    with zipfile.ZipFile(path, "w") as out:
        for name, text in files.items():
            out.writestr(f"{name}.py", text)
    return path
