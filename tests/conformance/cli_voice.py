"""Debian's AWS CLI as a client: the same line protocol as boto3_voice.py, one /usr/bin/aws a call.

Members go as the command line's own flags (--collection-id, --image-bytes fileb://…). A call with
"cli": "json" goes by --cli-input-json instead, which can leave out what the flags insist on.
"""

import base64
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

AWS = "/usr/bin/aws"
IMAGE_FLAGS = {"Image": "--image-bytes", "SourceImage": "--source-image-bytes",
               "TargetImage": "--target-image-bytes"}
ERROR = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation[^:]*: (.*)", re.DOTALL)
CALL_SECONDS_MAX = 180

folder = Path(tempfile.mkdtemp(prefix="beholden-cli-"))
# The server's checks are under test, not the client's. The setting exists in the configuration file only.
(folder / "config").write_text("[default]\nparameter_validation = false\ncli_pager =\n")


def kebab(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


def only_file(value) -> str | None:
    """The file of an image that is given by its bytes, if it is one."""
    is_image = isinstance(value, dict) and list(value) == ["Bytes"] and "$file" in value["Bytes"]
    return value["Bytes"]["$file"] if is_image else None


def flags(request: dict) -> list[str]:
    words = []
    for name, value in request.items():
        file = only_file(value)
        if name in IMAGE_FLAGS and file:
            words += [IMAGE_FLAGS[name], f"fileb://{file}"]
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            words += [f"--{kebab(name)}", *value]
        else:
            text = value if isinstance(value, str) else json.dumps(value)
            words += [f"--{kebab(name)}", text]
    return words


def with_base64(value):
    if isinstance(value, dict):
        if "$file" in value:
            return base64.b64encode(Path(value["$file"]).read_bytes()).decode()
        return {name: with_base64(member) for name, member in value.items()}
    return [with_base64(item) for item in value] if isinstance(value, list) else value


def environment(call: dict) -> dict:
    keys = call["as"] or {"id": "", "secret": ""}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "AWS_CONFIG_FILE": str(folder / "config"), "AWS_MAX_ATTEMPTS": "1",
            "AWS_SHARED_CREDENTIALS_FILE": str(folder / "no-credentials"),
            "AWS_EC2_METADATA_DISABLED": "true", "PYTHONUTF8": "1",
            "AWS_ACCESS_KEY_ID": keys["id"], "AWS_SECRET_ACCESS_KEY": keys["secret"]}


def speak(call: dict) -> dict:
    words = [AWS, "rekognition", kebab(call["op"]), "--endpoint-url", call["url"], "--region", call["region"],
             "--output", "json", "--cli-read-timeout", "120"]
    if not call["as"]:
        words.append("--no-sign-request")
    if "pages" in call:
        words += ["--page-size", str(call["pages"]["size"])]
    if call.get("cli") == "json":
        (folder / "input.json").write_text(json.dumps(with_base64(call["with"])))
        words += ["--cli-input-json", f"file://{folder}/input.json"]
    else:
        words += flags(call["with"])
    # A literal - or an empty list would otherwise open standard input or be dropped.
    ran = subprocess.run(words, env=environment(call), stdin=subprocess.DEVNULL, capture_output=True,
                         text=True, timeout=CALL_SECONDS_MAX, check=False)
    return answer(ran)


def answer(ran: subprocess.CompletedProcess) -> dict:
    if ran.returncode == 0:
        return {"output": json.loads(ran.stdout) if ran.stdout.strip() else {}}
    refusal = ERROR.search(ran.stderr)
    if refusal:
        return {"error": {"code": refusal[1], "message": refusal[2].strip()}}
    if re.search(r"argument operation: Invalid choice", ran.stderr):
        return {"unknown": True}
    return {"refused": ran.stderr.strip()[-400:]}


def as_time(value):
    """The CLI prints a timestamp as ISO 8601 text, under names that end so."""
    if isinstance(value, dict):
        return {name: {"$time": datetime.fromisoformat(member).timestamp()}
                if name.endswith("Timestamp") and isinstance(member, str) else as_time(member)
                for name, member in value.items()}
    return [as_time(item) for item in value] if isinstance(value, list) else value


version = subprocess.run([AWS, "--version"], capture_output=True, text=True, check=True).stdout.split()[0]
print(json.dumps({"client": "aws-cli", "version": version.partition("/")[2]}), flush=True)
for line in sys.stdin:
    print(json.dumps(as_time(speak(json.loads(line)))), flush=True)
