"""Run as a script, in a process of its own: the checksum of each page of a file, as bytes.

A process that closes a file which SQLite has open in it gives up SQLite's locks on it: so POSIX
has it. Whoever holds a connection therefore reads the database only through it, or here.
"""

import sys
import zlib
from pathlib import Path

CHUNK = 256  # pages read at once


def main(database: str, size: int) -> None:
    """Write the sums of the pages, four bytes each."""
    with Path(database).open("rb") as file:
        while data := memoryview(file.read(size * CHUNK)):
            pages = (data[at : at + size] for at in range(0, len(data), size))
            sums = (zlib.crc32(page).to_bytes(4, "little") for page in pages)
            sys.stdout.buffer.write(b"".join(sums))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
