"""Prints the settings that teller.py reads, with the access keys that the servers made.

usage: settings.py PICTURES FOLDERS_URL FOLDERS_CREDENTIALS S3_URL S3_CREDENTIALS
"""

import configparser
import json
import sys

# A region each: the clients run side by side and each must find its region empty.
HOME = {"aws-cli": "eu-west-1", "boto3": "us-east-1", "js": "ap-southeast-2"}
AWAY = {"aws-cli": "eu-north-1", "boto3": "us-west-2", "js": "sa-east-1"}

# The client that knows every member of the contract; the others are of 2022.
NEWEST = ["js"]
# The command line starts anew for each call, which takes a second: one in seven unbuilt operations.
UNBUILT_EVERY = {"aws-cli": 7, "boto3": 1, "js": 1}


def keys(credentials: str) -> dict:
    file = configparser.ConfigParser()
    file.read(credentials)
    owner = {"id": file["default"]["aws_access_key_id"], "secret": file["default"]["aws_secret_access_key"]}
    return {
        "owner": owner,
        "wrongSecret": {"id": owner["id"], "secret": owner["secret"][::-1]},
        "unknownKey": {"id": "AKIA" + "0" * 16, "secret": owner["secret"]},
        "nobody": None,
    }


pictures, folders_url, folders_credentials, s3_url, s3_credentials = sys.argv[1:6]
print(json.dumps({
    "pictures": pictures,
    "regions": HOME,
    "away": AWAY,
    "newest": NEWEST,
    "unbuiltEvery": UNBUILT_EVERY,
    "servers": {
        "folders": {"url": folders_url, "keys": keys(folders_credentials)},
        "s3": {"url": s3_url, "keys": keys(s3_credentials)},
    },
}))
