"""Files that the Python folders' clients carry to S3 and back.

STRATUS_TRANSFER_MIB says how many MiB each client carries in all (64).
"""

import hashlib
import os
from pathlib import Path

MIB = 1024 * 1024
TOTAL = int(os.environ.get("STRATUS_TRANSFER_MIB", "64")) * MIB
# What a client may take in all, in seconds.
PATIENCE = 120 + TOTAL // (4 * MIB)


def sizes():
    """Half of the bytes in one file, a quarter in another, the rest in sixteen; then an empty one and one of a byte."""
    yield "half.bin", TOTAL // 2
    yield "a quarter, ü+%&'.bin", TOTAL // 4
    for number in range(16):
        yield f"few/{number % 4}/{number:02}.bin", TOTAL // 64
    yield "few/empty", 0
    yield "few/one byte", 1


def write(path, length):
    """Bytes by chance, so that nothing is found twice."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        while length > 0:
            piece = min(length, 8 * MIB)
            file.write(os.urandom(piece))
            length -= piece
    # Clients compare with whole seconds: what is made in the second of its upload looks newer.
    os.utime(path, (1_700_000_000, 1_700_000_000))


def make(folder):
    """Writes the files below `folder`; answers their sizes by name."""
    made = dict(sizes())
    for name, length in made.items():
        write(Path(folder) / name, length)
    return made


def digest(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def digests(folder):
    """The SHA-256 of every file below `folder`, by name."""
    folder = Path(folder)
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): digest(path) for path in found}
