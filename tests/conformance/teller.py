"""Tells the story to one running server through one client, and writes what held.

usage: teller.py --voice COMMAND… --settings settings.json --out result.json

The story (story/*.json) is a list of chapters. A chapter is a list of steps that share kept values:
  does, with      the operation and its input; {"$file": NAME} is a file's bytes, {"$photo": NAME} an Image
                  of them, {"$repeat": TEXT, "times": N} a long text, ${name} a kept value
  expect          [[path, check, value], …], see checks.py
  newer           the same of members that clients of 2022 do not have, and leave out of what they return
  fails           {code, status, says: [fragments of the message]} instead of expect
  keep            {name: path} for later steps; "path ~ pattern" keeps the pattern's group
  as, region, at  another key (wrongSecret, unknownKey, nobody), region (home, away) or server (s3)
  pages           {size, of}: by the client's own paginator
  cannot          {client: why} for a client that is not able to send this
"""

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from checks import ABSENT, at, passes
from smallest import SmallestInputs

HERE = Path(__file__).parent
REQUEST_ID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")
NOT_BUILT = {"code": "NotImplementedException", "status": 501, "says": ["docs/coverage.md"]}


class Skipped(Exception):
    """A step that cannot be told here; the text says why."""


class Missing(Exception):
    """A kept value that an earlier step did not give."""


class Teller:
    def __init__(self, voice: list, settings: dict):
        self.settings = settings
        self.process = subprocess.Popen(voice, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.introduction = json.loads(self.process.stdout.readline())
        self.client = self.introduction["client"]
        self.operations, self.lines, self.asked = {}, [], set()

    def tally(self, operation: str) -> dict:
        empty = {"known": True, "built": True, "passed": 0, "failed": 0, "skipped": 0}
        return self.operations.setdefault(operation, empty)

    def ask(self, call: dict) -> dict:
        self.process.stdin.write(json.dumps(call) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def chapter(self, name: str, steps: list) -> None:
        kept = {"region": self.settings["regions"][self.client]}
        for number, step in enumerate(steps, start=1):
            self.step(f"{name} {number} {step['does']}", step, kept)

    def step(self, where: str, step: dict, kept: dict) -> None:
        tally = self.tally(step["does"])
        self.asked.add(step["does"])
        checks = len(step.get("expect", [])) + 1
        try:
            answer = self.ask(self.call(step, kept))
        except Skipped as why:
            tally["skipped"] += checks
            self.lines.append(f"skip {self.client}: {where}: {why}")
            return
        except Missing as name:
            self.count(where, tally, "this step", f"needs {name}, which an earlier step did not give")
            return
        if answer.get("unknown"):
            tally["known"] = False
        elif "fails" in step:
            self.refusal(where, tally, answer, step["fails"], kept)
        else:
            self.success(where, tally, answer, step, kept)

    def call(self, step: dict, kept: dict) -> dict:
        if self.client in step.get("cannot", {}):
            raise Skipped(step["cannot"][self.client])
        server = self.settings["servers"][step.get("at", "folders")]
        region = step.get("region", "home")
        call = {
            "op": step["does"],
            "with": self.filled(step.get("with", {}), kept),
            "url": server["url"],
            "region": kept["region"] if region == "home" else self.settings["away"][self.client],
            "as": server["keys"][step.get("as", "owner")],
        }
        return call | {name: step[name] for name in ("pages", "cli") if name in step}

    def filled(self, value, kept: dict):
        if isinstance(value, dict):
            if "$file" in value:
                return {"$file": self.picture(value["$file"])}
            if "$photo" in value:
                return {"Bytes": {"$file": self.picture(value["$photo"])}}
            if "$repeat" in value:
                return value["$repeat"] * value["times"]
            return {self.filled(name, kept): self.filled(member, kept) for name, member in value.items()}
        if isinstance(value, list):
            return [self.filled(item, kept) for item in value]
        if not isinstance(value, str):
            return value
        whole = re.fullmatch(r"\$\{(\w+)\}", value)
        if whole:
            return known(kept, whole[1])
        return re.sub(r"\$\{(\w+)\}", lambda found: str(known(kept, found[1])), value)

    def picture(self, name: str) -> str:
        path = Path(self.settings["pictures"]) / name
        if not path.exists():
            raise Skipped(f"{name} is not here; README.md says where its source comes from")
        return str(path)

    def refusal(self, where: str, tally: dict, answer: dict, wanted: dict, kept: dict) -> None:
        got = answer.get("error")
        if not got:
            self.count(where, tally, wanted["code"], f"got {short(answer)}")
            return
        self.count(where, tally, "code", None if got["code"] == wanted["code"]
                   else f"got {got['code']} ({got['message']}), expected {wanted['code']}")
        if "status" in answer:
            status = wanted.get("status", 400)
            self.count(where, tally, "status", None if answer["status"] == status
                       else f"got {answer['status']}, expected {status}")
        for fragment in self.filled(wanted.get("says", []), kept):
            self.count(where, tally, "message", None if fragment in got["message"]
                       else f"got '{got['message']}', expected it to say '{fragment}'")
        self.request_id(where, tally, answer)

    def success(self, where: str, tally: dict, answer: dict, step: dict, kept: dict) -> None:
        if "output" not in answer:
            self.count(where, tally, "success", f"got {short(answer)}")
            return
        self.count(where, tally, "success", None if answer.get("status", 200) == 200
                   else f"got status {answer['status']}")
        self.request_id(where, tally, answer)
        newer = step.get("newer", []) if self.client in self.settings["newest"] else []
        for path, check, *value in step.get("expect", []) + newer:
            if path == "pages":
                if "pages" not in answer:
                    continue  # The command line merges the pages and does not say how many there were.
                got = answer["pages"]
            else:
                got = at(answer["output"], path)
            try:
                want = self.filled(value[0], kept) if value else None
            except Missing as name:
                self.count(where, tally, path, f"needs {name}, which an earlier step did not give")
                continue
            self.count(where, tally, f"{path} {check}", None if passes(check, got, want)
                       else f"got {short(got)}, expected {check} {short(want)}")
        for name, path in step.get("keep", {}).items():
            path, _, pattern = path.partition(" ~ ")
            value = at(answer["output"], path)
            if pattern:
                found = re.search(pattern, str(value))
                value = found[1] if found else ABSENT
            if value != ABSENT:
                kept[name] = value

    def request_id(self, where: str, tally: dict, answer: dict) -> None:
        if "requestId" in answer:
            good = REQUEST_ID.match(answer["requestId"] or "")
            self.count(where, tally, "request id", None if good else f"got {answer['requestId']}")

    def count(self, where: str, tally: dict, what: str, fault: str | None) -> None:
        tally["failed" if fault else "passed"] += 1
        if fault:
            self.lines.append(f"FAIL {self.client}: {where}: {what}: {fault}")

    def the_unbuilt(self, spec: dict) -> None:
        """An operation that the story does not use must say that it is not built."""
        inputs = SmallestInputs(spec)
        unused = sorted(set(inputs.operations) - self.asked)
        for operation in unused[::self.settings["unbuiltEvery"][self.client]]:
            step = {"does": operation, "with": inputs.of(operation), "fails": NOT_BUILT, "cli": "json"}
            self.step(f"not built {operation}", step, {"region": self.settings["regions"][self.client]})
            self.tally(operation)["built"] = False


def known(kept: dict, name: str):
    if name not in kept:
        raise Missing(name)
    return kept[name]


def short(value) -> str:
    text = value if isinstance(value, str) else json.dumps(value)
    return text if len(text) <= 300 else text[:300] + "…"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--voice", required=True, nargs=argparse.REMAINDER)
    options = parser.parse_args()
    settings = json.loads(Path(options.settings).read_text())
    teller = Teller(options.voice, settings)
    for file in sorted((HERE / "story").glob("*.json")):
        if options.only in file.stem:
            teller.chapter(file.stem, json.loads(file.read_text()))
    if not options.only:
        teller.the_unbuilt(json.loads((HERE.parent.parent / "spec/shapes.json").read_text()))
    teller.process.stdin.close()
    teller.process.wait(timeout=30)
    result = {**teller.introduction, "operations": dict(sorted(teller.operations.items()))}
    Path(options.out).write_text(json.dumps(result, indent=2) + "\n")
    print("\n".join(teller.lines), flush=True)
    return 1 if any(tally["failed"] for tally in teller.operations.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
