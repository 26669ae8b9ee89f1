"""Problems and results as bytes: a zip of plain arrays and one JSON text, never a pickle."""

import io
import json
import zipfile

import numpy as np

from .errors import InvalidProblem

VERSION = 1
_EPOCH = (1980, 1, 1, 0, 0, 0)  # a zip entry has a date; a fixed one keeps equal contents equal bytes


def dump(kind, meta, arrays):
    """Bytes of a JSON-able dictionary and named arrays."""
    files = {"meta.json": json.dumps({"kind": kind, "version": VERSION, **meta}, sort_keys=True).encode()}
    for name, array in arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, _narrowed(array), allow_pickle=False)
        files[f"{name}.npy"] = buffer.getvalue()
    return zipped(files)


def load(kind, data, only=None):
    """What `dump` wrote, as (meta, arrays with 64-bit integers); `only`: names of the arrays that are wanted."""
    files = unzipped(data, only and {"meta.json", *(f"{name}.npy" for name in only)})
    try:
        meta = json.loads(files.pop("meta.json"))
        if (meta["kind"], meta["version"]) != (kind, VERSION):
            raise InvalidProblem("bytes", (meta["kind"], meta["version"]))
        arrays = {
            name[: -len(".npy")]: np.load(io.BytesIO(blob), allow_pickle=False)
            for name, blob in files.items()
        }
    except (KeyError, TypeError, ValueError, EOFError) as error:
        if isinstance(error, InvalidProblem):
            raise
        raise InvalidProblem("bytes") from error
    return meta, {
        name: array.astype(np.int64) if array.dtype.kind == "i" else array for name, array in arrays.items()
    }


def pack(problem, result):
    """One file that `tools/verify.py` can judge without anything else."""
    return zipped({"problem.bin": problem.to_bytes(), "result.bin": result.to_bytes()})


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=1)
    return out.getvalue()


def unzipped(data, only=None):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist() if not only or name in only}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, TypeError) as error:
        raise InvalidProblem("bytes") from error


def _narrowed(array):
    """Whole numbers in the smallest signed integer type that holds them."""
    if array.dtype.kind not in "if" or array.size == 0:
        return array
    low, high = array.min(), array.max()
    for kind in (np.int8, np.int16, np.int32):
        if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max:
            return array.astype(kind)
    return array.astype(np.int64)
