"""Reads the entries of an exported ledger, and counts them as the transparency page does."""

import json
import struct
from collections import Counter
from pathlib import Path


def entries(export: Path) -> list[dict]:
    """Every entry, in order, of the bundles below tile/entries: 16 bits of length, then JSON."""
    found = {}
    for file in (export / "tile" / "entries").rglob("*"):
        if not file.is_file():
            continue
        path = str(file.relative_to(export / "tile" / "entries")).replace("x", "").split(".p/")[0]
        first = int(path.replace("/", "")) * 256
        bundle, at = file.read_bytes(), 0
        while at < len(bundle):
            (length,) = struct.unpack_from(">H", bundle, at)
            found[first] = json.loads(bundle[at + 2: at + 2 + length])
            at, first = at + 2 + length, first + 1
    return [found[index] for index in sorted(found)]


def recount(all_entries: list[dict]) -> dict:
    """Per purpose and operation how many calls were answered and denied, and how often it was stopped."""
    answered, denied, stops = Counter(), Counter(), 0
    for entry in all_entries:
        of = f"{entry.get('purpose')}/{entry['operation']}"
        if entry["kind"] == "denial":
            denied[of] += 1
        elif entry["kind"] in ("entry", "outcome") and "failed" not in entry.get("counts", {}):
            answered[of] += 1
        elif entry["kind"] == "stop" and entry["operation"] == "stop":
            stops += 1
    return {"answered": dict(answered), "denied": dict(denied), "stops": stops}


def flip_a_bit(export: Path) -> Path:
    """Of an entry in the middle of the first bundle."""
    file = next(file for file in sorted((export / "tile" / "entries").rglob("*")) if file.is_file())
    bundle = bytearray(file.read_bytes())
    bundle[len(bundle) // 2] ^= 1
    file.write_bytes(bundle)
    return file
