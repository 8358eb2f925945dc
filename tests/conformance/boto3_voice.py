"""Debian's boto3 as a client: reads one call a line from standard input, writes one answer a line.

A call is {"op", "with", "url", "region", "as": {"id", "secret"} or null, "pages": {"size", "of"} or absent}.
An answer is one of {"output", "status", "requestId", "pages"}, {"error": {code, message}, "status",
"requestId"}, {"unknown": true} (this client has no such operation) or {"refused": why} (it would not send).
"""

import json
import sys
from datetime import datetime
from pathlib import Path

import boto3
from botocore import UNSIGNED
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

clients = {}


def client_for(call: dict):
    key = json.dumps([call["url"], call["region"], call["as"]])
    if key not in clients:
        # parameter_validation off: the server's checks are under test, not the client's.
        config = Config(
            parameter_validation=False,
            retries={"total_max_attempts": 1},
            read_timeout=120,
            signature_version="v4" if call["as"] else UNSIGNED,
        )
        keys = call["as"] or {"id": None, "secret": None}
        clients[key] = boto3.client(
            "rekognition", endpoint_url=call["url"], region_name=call["region"], config=config,
            aws_access_key_id=keys["id"], aws_secret_access_key=keys["secret"])
    return clients[key]


def with_bytes(value):
    if isinstance(value, dict):
        if "$file" in value:
            return Path(value["$file"]).read_bytes()
        return {name: with_bytes(member) for name, member in value.items()}
    return [with_bytes(item) for item in value] if isinstance(value, list) else value


def plain(value):
    """What JSON can carry; a timestamp keeps its kind, so that the story can tell it from a number."""
    if isinstance(value, datetime):
        return {"$time": value.timestamp()}
    raise TypeError(f"no plain form of {type(value).__name__}")


def snake(operation: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in operation).lstrip("_")


def speak(call: dict) -> dict:
    client = client_for(call)
    if call["op"] not in client.meta.service_model.operation_names:
        return {"unknown": True}
    request = with_bytes(call["with"])
    try:
        if "pages" in call:
            return all_pages(client, call, request)
        output = getattr(client, snake(call["op"]))(**request)
    except ClientError as refusal:
        return {"error": {"code": refusal.response["Error"]["Code"],
                          "message": refusal.response["Error"]["Message"]},
                **about(refusal.response["ResponseMetadata"])}
    except (BotoCoreError, TypeError, ValueError, KeyError, AttributeError) as refusal:
        return {"refused": f"{type(refusal).__name__}: {refusal}"}
    metadata = output.pop("ResponseMetadata")
    return {"output": output, **about(metadata)}


def all_pages(client, call: dict, request: dict) -> dict:
    paginator = client.get_paginator(snake(call["op"]))
    pages = list(paginator.paginate(**request, PaginationConfig={"PageSize": call["pages"]["size"]}))
    merged = [item for page in pages for item in page[call["pages"]["of"]]]
    return {"output": {call["pages"]["of"]: merged}, "pages": len(pages),
            **about(pages[-1]["ResponseMetadata"])}


def about(metadata: dict) -> dict:
    return {"status": metadata["HTTPStatusCode"], "requestId": metadata.get("RequestId")}


print(json.dumps({"client": "boto3", "version": boto3.__version__}), flush=True)
for line in sys.stdin:
    print(json.dumps(speak(json.loads(line)), default=plain), flush=True)
