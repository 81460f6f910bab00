"""Packs a folder, with the same bytes for the same files: archive.py FOLDER ARCHIVE (.tar.gz or .zip)."""

import gzip
import os
import pathlib
import sys
import tarfile
import time
import zipfile

folder, archive = map(pathlib.Path, sys.argv[1:])
moment = int(os.environ["SOURCE_DATE_EPOCH"])
paths = [folder, *sorted(folder.rglob("*"))]


def normalized(entry):
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = "root"
    entry.mtime = moment
    entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
    return entry


if archive.suffix == ".zip":
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in paths:
            if path.is_file():
                entry = zipfile.ZipInfo(path.relative_to(folder.parent).as_posix(), time.gmtime(moment)[:6])
                packed.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
else:
    with archive.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=moment) as stream:
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.GNU_FORMAT) as packed:
            for path in paths:
                packed.add(path, path.relative_to(folder.parent), recursive=False, filter=normalized)
