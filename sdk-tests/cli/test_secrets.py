"""A secret through the AWS CLI, as people and scripts use it.

https://docs.aws.amazon.com/cli/latest/reference/secretsmanager/
"""

import json

import pytest
from conftest import unique


@pytest.fixture
def secret(aws):
    """Creates a secret with `aws secretsmanager create-secret`; it is gone when the test ends."""
    name = unique()
    made = aws("secretsmanager", "create-secret", "--name", name, "--secret-string", '{"user":"admin"}')
    assert made.code == 0, made.error
    yield made.json
    aws("secretsmanager", "delete-secret", "--secret-id", name, "--force-delete-without-recovery")


def test_a_value_and_the_one_before(aws, secret):
    name = secret["Name"]
    put = aws("secretsmanager", "put-secret-value", "--secret-id", name, "--secret-string", "two")
    assert put.json["VersionStages"] == ["AWSCURRENT"]
    words = ["secretsmanager", "get-secret-value", "--secret-id", name, "--query", "SecretString", "--output", "text"]
    assert aws(*words).text == "two\n"
    assert aws(*words, "--version-stage", "AWSPREVIOUS").text == '{"user":"admin"}\n'


def test_binary_values_are_files(aws, secret, tmp_path):
    file = tmp_path / "value"
    file.write_bytes(b"\x00\x01\xff")
    name = secret["Name"]
    aws("secretsmanager", "update-secret", "--secret-id", name, "--secret-binary", f"fileb://{file}")
    assert aws("secretsmanager", "get-secret-value", "--secret-id", name).json["SecretBinary"] == "AAH/"


def test_deleting_and_restoring(aws, secret):
    name = secret["Name"]
    gone = aws("secretsmanager", "delete-secret", "--secret-id", name, "--recovery-window-in-days", "7")
    assert gone.json["ARN"] == secret["ARN"]
    refused = aws("secretsmanager", "get-secret-value", "--secret-id", name)
    assert refused.code == 254 or refused.code == 255
    assert "(InvalidRequestException) when calling the GetSecretValue operation" in refused.error
    assert aws("secretsmanager", "restore-secret", "--secret-id", name).code == 0
    assert aws("secretsmanager", "describe-secret", "--secret-id", name).json.get("DeletedDate") is None


def test_policies_from_files(aws, secret, tmp_path):
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "arn:aws:iam::111111111111:root"},
        "Action": "secretsmanager:GetSecretValue",
        "Resource": "*",
    }
    file = tmp_path / "policy.json"
    file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    words = ["--secret-id", secret["Name"], "--resource-policy", f"file://{file}", "--block-public-policy"]
    assert aws("secretsmanager", "put-resource-policy", *words).code == 0
    shown = aws("secretsmanager", "get-resource-policy", "--secret-id", secret["Name"]).json
    assert json.loads(shown["ResourcePolicy"])["Statement"] == [statement]


def test_a_password(aws):
    words = ["--password-length", "20", "--exclude-punctuation", "--query", "RandomPassword", "--output", "text"]
    password = aws("secretsmanager", "get-random-password", *words).text.strip()
    assert len(password) == 20 and password.isalnum()
