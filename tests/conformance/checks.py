"""What a story step may expect of an answer: how a path is read, and what each check means."""

import re
import time

ABSENT = "(absent)"
CLOCK_SECONDS_MAX = 900


def at(answer, path: str):
    """Reads a path such as FaceMatches[0].Face.FaceId; [*] reads every element. "." is the whole answer."""
    values, many = [answer], False
    for step in re.findall(r"[A-Za-z0-9_$]+|\[\*\]|\[\d+\]", path):
        if step == "[*]":
            many = True
            values = [item for value in values if isinstance(value, list) for item in value]
        else:
            key = int(step[1:-1]) if step[0] == "[" else step
            values = [member(value, key) for value in values]
    return values if many else values[0]


def member(value, key):
    if isinstance(key, int):
        return value[key] if isinstance(value, list) and key < len(value) else ABSENT
    return value[key] if isinstance(value, dict) and key in value else ABSENT


def area(box: dict) -> float:
    return box["Width"] * box["Height"]


def falls(numbers: list) -> bool:
    return all(before >= after for before, after in zip(numbers, numbers[1:]))


def every(got, holds) -> bool:
    """True when it holds of the value, or of each in a list that is not empty."""
    return bool(got) and all(map(holds, got)) if isinstance(got, list) else holds(got)


def is_recent(got) -> bool:
    return isinstance(got, dict) and abs(got.get("$time", 0) - time.time()) < CLOCK_SECONDS_MAX


CHECKS = {
    "is": lambda got, want: got == want,
    "isNot": lambda got, want: got not in (want, ABSENT),
    "isAbsent": lambda got, _: got == ABSENT,
    "isIn": lambda got, want: every(got, lambda one: one in want),
    "isText": lambda got, _: every(got, lambda one: isinstance(one, str) and one != ABSENT),
    "isWhole": lambda got, _: every(got, lambda one: type(one) is int),
    "isRecentTime": lambda got, _: is_recent(got),
    "matches": lambda got, want: every(got, lambda one: bool(re.search(want, str(one)))),
    "between": lambda got, want: every(got, lambda one: want[0] <= one <= want[1]),
    "has": lambda got, want: every(got, lambda one: set(want) <= set(one)),
    "lacks": lambda got, want: every(got, lambda one: not set(want) & set(one)),
    "counts": lambda got, want: got != ABSENT and len(got) == want,
    "countsAtLeast": lambda got, want: got != ABSENT and len(got) >= want,
    "holds": lambda got, want: want in got,
    "misses": lambda got, want: got != ABSENT and want not in got,
    "isAnyOrderOf": lambda got, want: sorted(map(str, got)) == sorted(map(str, want)),
    "isDistinct": lambda got, _: len(set(got)) == len(got),
    "falls": lambda got, _: falls(got),
    "areasFall": lambda got, _: falls([area(box) for box in got]),
}


def passes(check: str, got, want) -> bool:
    try:
        return CHECKS[check](got, want)
    except (TypeError, ValueError, AttributeError):
        return False  # The answer has another type than the check compares, so it does not hold.
