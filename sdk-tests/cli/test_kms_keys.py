"""KMS keys through the AWS CLI, as people and scripts use it.

https://docs.aws.amazon.com/cli/latest/reference/kms/
"""

import json

import pytest
from conftest import ACCOUNT, REGION, unique


@pytest.fixture
def key(aws):
    answer = aws("kms", "create-key", "--description", "of a script", "--tags", "TagKey=a,TagValue=1")
    assert answer.code == 0, answer.error
    return answer.json["KeyMetadata"]


def test_keys_and_aliases(aws, key):
    assert key["Arn"] == f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{key['KeyId']}"
    name = "alias/" + unique()
    assert aws("kms", "create-alias", "--alias-name", name, "--target-key-id", key["KeyId"]).text == ""
    shown = aws("kms", "describe-key", "--key-id", name, "--query", "KeyMetadata.[KeyId,KeyState]")
    assert shown.json == [key["KeyId"], "Enabled"]
    tags = aws("kms", "list-resource-tags", "--key-id", key["KeyId"], "--query", "Tags")
    assert tags.json == [{"TagKey": "a", "TagValue": "1"}]
    listed = aws("kms", "list-aliases", "--key-id", key["KeyId"], "--query", "Aliases[].AliasName")
    assert listed.json == [name]
    assert aws("kms", "delete-alias", "--alias-name", name).code == 0
    gone = aws("kms", "describe-key", "--key-id", name)
    assert gone.code == 255
    assert f"(NotFoundException) when calling the DescribeKey operation: Alias arn:aws:kms:{REGION}" in gone.error


def test_policies(aws, key):
    words = ["kms", "get-key-policy", "--key-id", key["KeyId"], "--policy-name", "default"]
    text = aws(*words, "--query", "Policy", "--output", "text").text
    document = json.loads(text)
    assert document["Statement"][0]["Sid"] == "Enable IAM User Permissions"
    document["Statement"].append(
        {"Effect": "Deny", "Principal": "*", "Action": "kms:Encrypt", "Resource": "*"}
    )
    put = ["kms", "put-key-policy", "--key-id", key["KeyId"], "--policy", json.dumps(document)]
    assert aws(*put).code == 0
    refused = aws("kms", "encrypt", "--key-id", key["KeyId"], "--plaintext", "aGVsbG8=")
    assert "(AccessDeniedException)" in refused.error
    assert refused.error.endswith("with an explicit deny in a resource-based policy")
    broken = aws(*put[:-1], "{}")
    assert "(MalformedPolicyDocumentException)" in broken.error


def test_grants(aws, key):
    words = ["--key-id", key["KeyId"], "--grantee-principal", "111122223333", "--operations", "Encrypt", "Decrypt"]
    made = aws("kms", "create-grant", *words, "--constraints", "EncryptionContextSubset={a=1}").json
    [grant] = aws("kms", "list-grants", "--key-id", key["KeyId"]).json["Grants"]
    assert grant["GrantId"] == made["GrantId"]
    assert grant["Constraints"] == {"EncryptionContextSubset": {"a": "1"}}
    assert grant["GranteePrincipal"] == "arn:aws:iam::111122223333:root"
    assert aws("kms", "revoke-grant", "--key-id", key["KeyId"], "--grant-id", made["GrantId"]).code == 0
    assert aws("kms", "list-grants", "--key-id", key["KeyId"]).json["Grants"] == []


def test_the_end_of_a_key(aws, key):
    end = aws("kms", "schedule-key-deletion", "--key-id", key["KeyId"], "--pending-window-in-days", "7").json
    assert end["KeyState"] == "PendingDeletion"
    refused = aws("kms", "enable-key", "--key-id", key["KeyId"])
    assert refused.error.endswith(f"{key['Arn']} is pending deletion.")
