"""A function's life as boto3 sees it: states and waiters, packages that come back as they went in, versions, aliases,
layers, permissions, concurrency, tags.

https://docs.aws.amazon.com/lambda/latest/dg/welcome.html
"""

import base64
import hashlib
import json
import urllib.error
import urllib.request

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, connect, unique
from functions import make_function, make_role, package

ECHO = "def handler(event, context):\n    return event\n"
ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:"


@pytest.fixture(scope="module")
def lambda_():
    return connect("lambda")


@pytest.fixture(scope="module")
def role():
    return make_role(connect("iam"), ["logs:*"])


@pytest.fixture
def function(lambda_, role):
    name = make_function(lambda_, role, ECHO)
    yield name
    try:
        lambda_.delete_function(FunctionName=name)
    except lambda_.exceptions.ResourceNotFoundException:
        pass


def updated(lambda_, name):
    waiter = lambda_.get_waiter("function_updated_v2")
    waiter.wait(FunctionName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 30})


def fetch(url):
    with urllib.request.urlopen(url) as answer:
        return answer.read()


def test_a_new_function_is_pending_then_active(lambda_, role):
    name = unique("function")
    made = lambda_.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Role=f"arn:aws:iam::{ACCOUNT}:role/{role}",
        Handler="main.handler",
        Code={"ZipFile": package(main=ECHO)},
    )
    assert (made["State"], made["StateReasonCode"]) == ("Pending", "Creating")
    lambda_.get_waiter("function_active_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    lambda_.get_waiter("function_exists").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    active = lambda_.get_function_configuration(FunctionName=name)
    assert (active["State"], active["LastUpdateStatus"]) == ("Active", "Successful")
    assert active["RevisionId"] != made["RevisionId"]
    with pytest.raises(lambda_.exceptions.ResourceConflictException):
        lambda_.create_function(
            FunctionName=name,
            Runtime="python3.12",
            Role=f"arn:aws:iam::{ACCOUNT}:role/{role}",
            Handler="main.handler",
            Code={"ZipFile": package(main=ECHO)},
        )
    lambda_.delete_function(FunctionName=name)
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException) as error:
        lambda_.get_function(FunctionName=name)
    assert error.value.response["Error"]["Message"] == f"Function not found: {ARN}{name}"


def test_code_comes_back_as_it_went_in(lambda_, function):
    code = package(main="def handler(event, context):\n    return 2\n")
    digest = base64.b64encode(hashlib.sha256(code).digest()).decode()
    changed = lambda_.update_function_code(FunctionName=function, ZipFile=code)
    assert (changed["CodeSha256"], changed["CodeSize"]) == (digest, len(code))
    updated(lambda_, function)
    location = lambda_.get_function(FunctionName=function)["Code"]["Location"]
    assert fetch(location) == code
    # An address that was tampered with, or whose function is gone, gives nothing.
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(location[:-1] + ("A" if location[-1] != "A" else "B"))
    assert refused.value.code == 404
    lambda_.delete_function(FunctionName=function)
    with pytest.raises(urllib.error.HTTPError) as refused:
        fetch(location)
    assert refused.value.code == 404


def test_code_from_a_bucket(lambda_, function):
    s3 = connect("s3")
    bucket = unique("code")
    s3.create_bucket(Bucket=bucket)
    s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    first, second = package(main="a = 1\n"), package(main="a = 2\n")
    version = s3.put_object(Bucket=bucket, Key="code.zip", Body=first)["VersionId"]
    s3.put_object(Bucket=bucket, Key="code.zip", Body=second)
    lambda_.update_function_code(FunctionName=function, S3Bucket=bucket, S3Key="code.zip")
    updated(lambda_, function)
    assert fetch(lambda_.get_function(FunctionName=function)["Code"]["Location"]) == second
    lambda_.update_function_code(
        FunctionName=function, S3Bucket=bucket, S3Key="code.zip", S3ObjectVersion=version
    )
    updated(lambda_, function)
    assert fetch(lambda_.get_function(FunctionName=function)["Code"]["Location"]) == first
    with pytest.raises(lambda_.exceptions.InvalidParameterValueException) as error:
        lambda_.update_function_code(FunctionName=function, S3Bucket=bucket, S3Key="none")
    assert "S3 Error Code: NoSuchKey" in error.value.response["Error"]["Message"]


def test_revisions_lock_optimistically(lambda_, function):
    known = lambda_.get_function_configuration(FunctionName=function)["RevisionId"]
    lambda_.update_function_configuration(FunctionName=function, Timeout=9, RevisionId=known)
    updated(lambda_, function)
    with pytest.raises(lambda_.exceptions.PreconditionFailedException):
        lambda_.update_function_configuration(FunctionName=function, Timeout=8, RevisionId=known)
    assert lambda_.get_function_configuration(FunctionName=function)["Timeout"] == 9


def test_versions_and_aliases(lambda_, function):
    one = lambda_.publish_version(FunctionName=function, Description="one")
    assert (one["Version"], one["FunctionArn"]) == ("1", f"{ARN}{function}:1")
    assert lambda_.publish_version(FunctionName=function)["Version"] == "1"
    environment = {"Variables": {"STAGE": "two"}}
    lambda_.update_function_configuration(FunctionName=function, Environment=environment)
    updated(lambda_, function)
    assert lambda_.publish_version(FunctionName=function)["Version"] == "2"
    assert "Environment" not in lambda_.get_function_configuration(
        FunctionName=function, Qualifier="1"
    )
    routing = {"AdditionalVersionWeights": {"2": 0.1}}
    alias = lambda_.create_alias(
        FunctionName=function, Name="live", FunctionVersion="1", RoutingConfig=routing
    )
    assert alias["RoutingConfig"] == routing
    by_alias = lambda_.get_function_configuration(FunctionName=function, Qualifier="live")
    assert by_alias["FunctionArn"] == f"{ARN}{function}:live"
    assert by_alias["Version"] == "1"
    pages = lambda_.get_paginator("list_versions_by_function").paginate(
        FunctionName=function, PaginationConfig={"PageSize": 1}
    )
    assert [v["Version"] for page in pages for v in page["Versions"]] == ["$LATEST", "1", "2"]
    with pytest.raises(lambda_.exceptions.ResourceConflictException):
        lambda_.delete_function(FunctionName=function, Qualifier="2")


def test_layers(lambda_, role, function):
    layer = unique("layer")
    made = lambda_.publish_layer_version(
        LayerName=layer,
        Content={"ZipFile": package(extra="x = 1\n")},
        CompatibleRuntimes=["python3.12"],
        CompatibleArchitectures=["x86_64"],
    )
    arn = made["LayerVersionArn"]
    assert fetch(made["Content"]["Location"]) == package(extra="x = 1\n")
    lambda_.update_function_configuration(FunctionName=function, Layers=[arn])
    updated(lambda_, function)
    assert [one["Arn"] for one in lambda_.get_function(FunctionName=function)["Configuration"]["Layers"]] == [arn]
    # Another account needs to be let.
    other = connect("lambda", key="111122223333", secret="x")
    with pytest.raises(ClientError) as error:
        other.get_layer_version_by_arn(Arn=arn)
    assert error.value.response["Error"]["Code"] == "AccessDeniedException"
    lambda_.add_layer_version_permission(
        LayerName=layer,
        VersionNumber=1,
        StatementId="all",
        Action="lambda:GetLayerVersion",
        Principal="*",
    )
    assert other.get_layer_version_by_arn(Arn=arn)["Version"] == 1
    lambda_.delete_layer_version(LayerName=layer, VersionNumber=1)
    assert lambda_.list_layer_versions(LayerName=layer)["LayerVersions"] == []


def test_permissions(lambda_, function):
    added = lambda_.add_permission(
        FunctionName=function,
        StatementId="bucket",
        Action="lambda:InvokeFunction",
        Principal="s3.amazonaws.com",
        SourceArn="arn:aws:s3:::b",
        SourceAccount=ACCOUNT,
    )
    statement = json.loads(added["Statement"])
    assert statement["Condition"] == {
        "StringEquals": {"AWS:SourceAccount": ACCOUNT},
        "ArnLike": {"AWS:SourceArn": "arn:aws:s3:::b"},
    }
    assert json.loads(lambda_.get_policy(FunctionName=function)["Policy"])["Statement"] == [statement]
    lambda_.remove_permission(FunctionName=function, StatementId="bucket")
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.get_policy(FunctionName=function)


def test_concurrency_addresses_and_tags(lambda_, function):
    lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=2)
    shown = lambda_.get_function(FunctionName=function)
    assert shown["Concurrency"]["ReservedConcurrentExecutions"] == 2
    with pytest.raises(lambda_.exceptions.InvalidParameterValueException):
        lambda_.put_function_concurrency(FunctionName=function, ReservedConcurrentExecutions=10_000)
    url = lambda_.create_function_url_config(FunctionName=function, AuthType="AWS_IAM")["FunctionUrl"]
    assert f".lambda-url.{REGION}." in url
    arn = shown["Configuration"]["FunctionArn"]
    lambda_.tag_resource(Resource=arn, Tags={"team": "a", "stage": "x"})
    lambda_.untag_resource(Resource=arn, TagKeys=["stage"])
    assert lambda_.list_tags(Resource=arn)["Tags"] == {"team": "a"}


def test_hostile_packages(lambda_, function):
    refused = [b"", b"PK", b"\x00" * 1000, package(main=ECHO)[:-10], package(**{"../up": "x"})]
    for zip_file in refused:
        with pytest.raises(lambda_.exceptions.InvalidParameterValueException) as error:
            lambda_.update_function_code(FunctionName=function, ZipFile=zip_file)
        assert "unzip" in error.value.response["Error"]["Message"], zip_file[:10]
