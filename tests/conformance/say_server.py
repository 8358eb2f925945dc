"""A server of beholden on a folder of its own, its verbs, and two ways to call it."""

import json
import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

REGION = "us-east-1"
START_SECONDS_MAX = 90
CALL_SECONDS_MAX = 60
REFUSAL = re.compile(r"An error occurred \((\w+)\) when calling the \w+ operation[^:]*: (.*)", re.DOTALL)
# A proxy of the environment could not reach this machine.
direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Server:
    def __init__(self, beholden: str, data: Path, *options: str):
        self.beholden, self.data, self.options = beholden, data, options
        self.config = data.parent / f"{data.name}.config"
        self.config.write_text("[default]\ncli_pager =\n")
        self.start()

    def start(self) -> None:
        log = self.data.parent / f"{self.data.name}.log"
        with log.open("w") as out:
            self.process = subprocess.Popen(
                [self.beholden, "serve", "--url", "http://127.0.0.1:0", "--data", str(self.data),
                 *self.options], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT)
        until = time.monotonic() + START_SECONDS_MAX
        while time.monotonic() < until and self.process.poll() is None:
            ready = re.search(r"Beholden listens on (\S+)", log.read_text())
            if ready:
                self.url = ready[1]
                return
            time.sleep(0.1)
        raise RuntimeError(f"The server did not start:\n{log.read_text()}")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def verb(self, *words: str, at_server: bool = True) -> tuple[int, str]:
        """The exit code and what was printed, errors too."""
        more = ["--data", str(self.data)] if at_server else []
        ran = subprocess.run([self.beholden, *words, *more], stdin=subprocess.DEVNULL, capture_output=True,
                             text=True, timeout=CALL_SECONDS_MAX, check=False)
        return ran.returncode, ran.stdout + ran.stderr

    def told(self, *words: str) -> dict:
        """What a verb answers, which must succeed."""
        code, text = self.verb(*words, "--json")
        if code != 0:
            raise RuntimeError(f"beholden {' '.join(words)} ended with {code}: {text}")
        return json.loads(text)

    def key(self, name: str, purpose: str, person: str | None = None) -> dict:
        made = self.told("keys", "create", "--name", name, "--purpose", purpose, "--person", person or name)
        file = self.data.parent / f"{self.data.name}-{name}.credentials"
        file.write_text("[default]\n"
                        f"aws_access_key_id = {made['AccessKeyId']}\n"
                        f"aws_secret_access_key = {made['SecretAccessKey']}\n")
        return {"id": made["AccessKeyId"], "secret": made["SecretAccessKey"], "file": str(file)}

    def first_key(self) -> dict:
        text = (self.data / "credentials").read_text()
        read = dict(line.split(" = ") for line in text.splitlines() if " = " in line)
        return {"id": read["aws_access_key_id"], "secret": read["aws_secret_access_key"],
                "file": str(self.data / "credentials")}

    def aws(self, key: dict, *words: str) -> dict:
        """One call of the command line: {output}, {error, message} or {unknown}."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        environment = {**kept, "AWS_CONFIG_FILE": str(self.config), "AWS_MAX_ATTEMPTS": "1",
                       "AWS_SHARED_CREDENTIALS_FILE": key["file"], "AWS_EC2_METADATA_DISABLED": "true",
                       "NO_PROXY": "127.0.0.1"}
        ran = subprocess.run(
            ["/usr/bin/aws", "rekognition", *words, "--endpoint-url", self.url, "--region", REGION,
             "--output", "json"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=CALL_SECONDS_MAX, check=False)
        if ran.returncode == 0:
            return {"output": json.loads(ran.stdout) if ran.stdout.strip() else {}}
        refusal = REFUSAL.search(ran.stderr)
        if refusal:
            return {"error": refusal[1], "message": refusal[2].strip()}
        return {"unknown": ran.stderr.strip()[-300:]}

    def raw(self, key: dict, operation: str, body: dict, target: str = "RekognitionService") -> tuple:
        """A signed request whose headers can be seen: status, headers, body."""
        request = AWSRequest("POST", self.url + "/", data=json.dumps(body), headers={
            "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"{target}.{operation}"})
        SigV4Auth(Credentials(key["id"], key["secret"]), "rekognition", REGION).add_auth(request)
        signed = urllib.request.Request(self.url + "/", data=request.data.encode()
                                        if isinstance(request.data, str) else request.data,
                                        headers=dict(request.headers.items()))
        return opened(signed)

    def get(self, path: str) -> tuple:
        """Without a key."""
        return opened(urllib.request.Request(self.url + path, headers={"Accept": "application/json"}))


def opened(request: urllib.request.Request) -> tuple:
    try:
        with direct.open(request, timeout=CALL_SECONDS_MAX) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.headers, refused.read()
