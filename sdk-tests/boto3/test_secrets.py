"""The life of a secret through boto3: versions and stages, deletion, policies, replicas; and AWS's caching client.

https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets-python.html
"""

import json
import uuid

import pytest
from aws_secretsmanager_caching import InjectKeywordedSecretString, SecretCache, SecretCacheConfig
from conftest import ACCOUNT, REGION, connect, unique


@pytest.fixture(scope="module")
def secrets():
    return connect("secretsmanager")


@pytest.fixture
def make_secret(secrets):
    """Creates secrets that are gone when the test ends."""
    names = []

    def make(**options):
        name = options.pop("Name", unique("secret"))
        names.append(name)
        return secrets.create_secret(Name=name, **options)

    yield make
    for name in names:
        secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_the_life_of_a_secret(secrets, make_secret):
    made = make_secret(SecretString="one", Description="a database", Tags=[{"Key": "team", "Value": "blue"}])
    name, arn = made["Name"], made["ARN"]
    assert arn.startswith(f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-")
    assert len(arn) == len(f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:{name}-") + 6
    for by in (name, arn, arn[:-7]):
        assert secrets.get_secret_value(SecretId=by)["SecretString"] == "one"
    second = secrets.put_secret_value(SecretId=name, SecretBinary=b"\x00two\xff")
    assert second["VersionStages"] == ["AWSCURRENT"]
    value = secrets.get_secret_value(SecretId=name)
    assert (value["SecretBinary"], value["VersionId"]) == (b"\x00two\xff", second["VersionId"])
    assert secrets.get_secret_value(SecretId=name, VersionStage="AWSPREVIOUS")["SecretString"] == "one"
    secrets.update_secret_version_stage(
        SecretId=name,
        VersionStage="AWSCURRENT",
        RemoveFromVersionId=second["VersionId"],
        MoveToVersionId=made["VersionId"],
    )
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "one"
    described = secrets.describe_secret(SecretId=name)
    assert described["VersionIdsToStages"] == {
        made["VersionId"]: ["AWSCURRENT"],
        second["VersionId"]: ["AWSPREVIOUS"],
    }
    assert described["Tags"] == [{"Key": "team", "Value": "blue"}]
    found = secrets.list_secrets(Filters=[{"Key": "name", "Values": [name]}])["SecretList"]
    assert [secret["ARN"] for secret in found] == [arn]


def test_one_token_is_one_version(secrets, make_secret):
    name = make_secret(SecretString="one")["Name"]
    token = str(uuid.uuid4())
    for _ in range(2):
        answer = secrets.put_secret_value(SecretId=name, SecretString="two", ClientRequestToken=token)
        assert answer["VersionId"] == token
    with pytest.raises(secrets.exceptions.ResourceExistsException):
        secrets.put_secret_value(SecretId=name, SecretString="three", ClientRequestToken=token)


def test_deleted_and_restored(secrets, make_secret):
    name = make_secret(SecretString="x")["Name"]
    gone = secrets.delete_secret(SecretId=name, RecoveryWindowInDays=7)
    assert gone["DeletionDate"] > secrets.describe_secret(SecretId=name)["DeletedDate"]
    with pytest.raises(secrets.exceptions.InvalidRequestException) as refused:
        secrets.get_secret_value(SecretId=name)
    assert "marked for deletion" in str(refused.value)
    with pytest.raises(secrets.exceptions.InvalidRequestException):
        secrets.create_secret(Name=name, SecretString="y")
    secrets.restore_secret(SecretId=name)
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "x"


def test_what_is_not_there(secrets):
    for call in (secrets.get_secret_value, secrets.describe_secret, secrets.restore_secret):
        with pytest.raises(secrets.exceptions.ResourceNotFoundException):
            call(SecretId=unique("none"))


def test_a_batch_tells_what_fails(secrets, make_secret):
    names = [make_secret(SecretString=str(n))["Name"] for n in range(2)]
    answer = secrets.batch_get_secret_value(SecretIdList=[*names, "none"])
    assert [value["SecretString"] for value in answer["SecretValues"]] == ["0", "1"]
    assert [error["ErrorCode"] for error in answer["Errors"]] == ["ResourceNotFoundException"]


def test_passwords(secrets):
    password = secrets.get_random_password(PasswordLength=120, ExcludeCharacters="xyzDje@?!.")["RandomPassword"]
    assert len(password) == 120
    assert not set(password) & set("xyzDje@?!.")
    assert password != secrets.get_random_password(PasswordLength=120)["RandomPassword"]


def test_pages(secrets, make_secret):
    prefix = unique("paged")
    names = [make_secret(Name=f"{prefix}-{n}", SecretString="x")["Name"] for n in range(5)]
    pages = secrets.get_paginator("list_secrets").paginate(
        Filters=[{"Key": "name", "Values": [prefix]}],
        SortBy="name",
        SortOrder="desc",
        PaginationConfig={"PageSize": 2},
    )
    found = [[secret["Name"] for secret in page["SecretList"]] for page in pages]
    assert found == [names[4:2:-1], names[2:0:-1], names[:1]]


def test_public_policies_are_blocked(secrets, make_secret):
    name = make_secret(SecretString="x")["Name"]
    statement = {"Effect": "Allow", "Principal": "*", "Action": "secretsmanager:GetSecretValue", "Resource": "*"}
    public = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    with pytest.raises(secrets.exceptions.PublicPolicyException):
        secrets.put_resource_policy(SecretId=name, ResourcePolicy=public, BlockPublicPolicy=True)
    assert not secrets.validate_resource_policy(ResourcePolicy=public)["PolicyValidationPassed"]
    secrets.put_resource_policy(SecretId=name, ResourcePolicy=public)
    assert json.loads(secrets.get_resource_policy(SecretId=name)["ResourcePolicy"])["Statement"] == [statement]


def test_a_replica_follows_and_becomes_independent(secrets, make_secret):
    made = make_secret(SecretString="one", AddReplicaRegions=[{"Region": "eu-west-1"}])
    name = made["Name"]
    abroad = connect("secretsmanager", region="eu-west-1")
    secrets.put_secret_value(SecretId=name, SecretString="two")
    assert abroad.get_secret_value(SecretId=name)["SecretString"] == "two"
    with pytest.raises(abroad.exceptions.InvalidParameterException):
        abroad.put_secret_value(SecretId=name, SecretString="three")
    abroad.stop_replication_to_replica(SecretId=name)
    abroad.put_secret_value(SecretId=name, SecretString="three")
    assert secrets.get_secret_value(SecretId=name)["SecretString"] == "two"
    assert "ReplicationStatus" not in secrets.describe_secret(SecretId=name)
    abroad.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)


def test_the_caching_client(secrets, make_secret):
    name = make_secret(SecretString=json.dumps({"user": "admin", "password": "one"}))["Name"]
    cache = SecretCache(config=SecretCacheConfig(secret_refresh_interval=0.0), client=secrets)
    assert json.loads(cache.get_secret_string(name))["password"] == "one"

    @InjectKeywordedSecretString(secret_id=name, cache=cache, who="user", word="password")
    def log_in(who, word):
        return who, word

    assert log_in() == ("admin", "one")
    secrets.put_secret_value(SecretId=name, SecretString=json.dumps({"user": "admin", "password": "two"}))
    fresh = SecretCache(client=secrets)
    assert json.loads(fresh.get_secret_string(name))["password"] == "two"
    assert json.loads(fresh.get_secret_string(name, version_stage="AWSPREVIOUS"))["password"] == "one"


def test_without_a_function_there_is_no_rotation(secrets, make_secret):
    name = make_secret(SecretString="x")["Name"]
    function = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:none"
    with pytest.raises(secrets.exceptions.ClientError) as refused:
        secrets.rotate_secret(
            SecretId=name, RotationLambdaARN=function, RotationRules={"AutomaticallyAfterDays": 1}
        )
    assert refused.value.response["Error"]["Code"] == "AccessDeniedException"
    assert "RotationEnabled" not in secrets.describe_secret(SecretId=name)
