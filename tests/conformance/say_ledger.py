"""Reads the entries of an exported ledger, and counts them as the transparency page does."""

import json
import struct
import time
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


CELL_MIN = 10


def cells(counted: Counter, names: tuple) -> list[dict]:
    """As the page tells numbers: in the order of their names, and small ones not at all."""
    return [dict(zip(names, key), count=number if number >= CELL_MIN else None)
            for key, number in sorted(counted.items())]


def recount(all_entries: list[dict]) -> dict:
    """What the transparency page tells, made of the entries anew."""
    uses, denials, stops, floors = Counter(), Counter(), {}, []
    for entry in all_entries:
        month = time.strftime("%Y-%m", time.gmtime(entry["t"] / 1000))
        of, counts = (month, entry.get("purpose", ""), entry["operation"]), entry.get("counts", {})
        if entry["kind"] == "denial":
            uses[*of, "denied"] += 1
            denials.update((month, rule) for rule in entry["rules"])
        elif entry["kind"] in ("entry", "outcome", "verdict", "release"):
            uses[*of, "failed" if "failed" in counts else "answered"] += 1
        elif entry["kind"] == "aggregate":
            for outcome, number in counts.items():
                uses[*of, outcome] += number
        elif entry["kind"] == "stop" and entry["operation"] in ("stop", "resume"):
            stops[counts["stop"]] = entry["operation"]
        elif entry["kind"] == "policy" and entry["operation"] in ("change", "loosen"):
            floors.append({name[6:]: number for name, number in counts.items() if name.startswith("floor:")})
    return {
        "uses": cells(uses, ("month", "purpose", "operation", "outcome")),
        "denials": cells(denials, ("month", "rule")),
        "stops": stops,
        "floors": floors,
    }


def told(page: dict) -> dict:
    """The same of the page's report."""
    return {
        "uses": page["uses"],
        "denials": page["denials"],
        "stops": {stop["stop"]: "resume" if stop["resumedAt"] else "stop" for stop in page["stops"]},
        "floors": [rules["floors"] for rules in page["rules"]],
    }


def flip_a_bit(export: Path) -> Path:
    """Of an entry in the middle of the first bundle."""
    file = next(file for file in sorted((export / "tile" / "entries").rglob("*")) if file.is_file())
    bundle = bytearray(file.read_bytes())
    bundle[len(bundle) // 2] ^= 1
    file.write_bytes(bundle)
    return file
