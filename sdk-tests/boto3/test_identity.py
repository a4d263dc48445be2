"""STS GetCallerIdentity: signed in headers, and presigned as a plain GET (what EKS tokens do).

https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
"""

import urllib.request
import xml.etree.ElementTree as xml

from conftest import ACCOUNT

STS = "{https://sts.amazonaws.com/doc/2011-06-15/}"


def test_unknown_keys_are_root_of_the_default_account(sts):
    answer = sts.get_caller_identity()
    assert answer["Account"] == ACCOUNT
    assert answer["UserId"] == ACCOUNT
    assert answer["Arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert len(answer["ResponseMetadata"]["RequestId"]) == 36


def test_presigned_get(sts):
    url = sts.generate_presigned_url("get_caller_identity", HttpMethod="GET")
    with urllib.request.urlopen(url, timeout=10) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        tree = xml.fromstring(answer.read())
    assert tree.tag == f"{STS}GetCallerIdentityResponse"
    assert tree.findtext(f"{STS}GetCallerIdentityResult/{STS}Account") == ACCOUNT
