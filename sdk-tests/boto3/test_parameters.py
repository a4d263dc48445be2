"""A parameter's life: versions, labels, paths, secrets, policies, tags, sharing, permissions.

https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-parameter-store.html
"""

import datetime
import json

import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, REGION, connect, unique


@pytest.fixture(scope="module")
def ssm():
    return connect("ssm")


@pytest.fixture
def path(ssm):
    """A path that no other test uses; what lies below is deleted when the test ends."""
    below = f"/{unique('params')}"
    yield below
    pages = ssm.get_paginator("get_parameters_by_path").paginate(Path=below, Recursive=True)
    names = [found["Name"] for page in pages for found in page["Parameters"]]
    for start in range(0, len(names), 10):
        ssm.delete_parameters(Names=names[start : start + 10])


def put(ssm, name, value, **more):
    more.setdefault("Type", "String")
    return ssm.put_parameter(Name=name, Value=value, **more)


def code_of(caught):
    return caught.value.response["Error"]["Code"]


def test_a_life(ssm, path):
    name = f"{path}/db/host"
    assert put(ssm, name, "one", Description="where it is")["Version"] == 1
    with pytest.raises(ssm.exceptions.ParameterAlreadyExists):
        put(ssm, name, "two")
    answer = ssm.put_parameter(Name=name, Value="two", Overwrite=True)
    assert (answer["Version"], answer["Tier"]) == (2, "Standard")
    found = ssm.get_parameter(Name=name)["Parameter"]
    assert found["ARN"] == f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter{name}"
    assert (found["Value"], found["Type"], found["DataType"]) == ("two", "String", "text")
    assert isinstance(found["LastModifiedDate"], datetime.datetime)
    assert ssm.get_parameter(Name=found["ARN"])["Parameter"] == found
    ssm.label_parameter_version(Name=name, ParameterVersion=1, Labels=["live"])
    live = ssm.get_parameter(Name=f"{name}:live")["Parameter"]
    assert (live["Value"], live["Selector"], live["Name"]) == ("one", ":live", name)
    history = ssm.get_parameter_history(Name=name)["Parameters"]
    assert [(old["Version"], old["Labels"]) for old in history] == [(1, ["live"]), (2, [])]
    assert history[1]["Description"] == "where it is"
    ssm.delete_parameter(Name=name)
    with pytest.raises(ssm.exceptions.ParameterNotFound):
        ssm.get_parameter(Name=name)


def test_missing_versions_and_labels(ssm, path):
    name = f"{path}/p"
    put(ssm, name, "v")
    for selector in ["2", "none"]:
        with pytest.raises(ssm.exceptions.ParameterVersionNotFound):
            ssm.get_parameter(Name=f"{name}:{selector}")
    answer = ssm.get_parameters(Names=[name, f"{name}:2", f"{path}/none"])
    assert [found["Name"] for found in answer["Parameters"]] == [name]
    assert answer["InvalidParameters"] == [f"{name}:2", f"{path}/none"]


def test_paths_page_by_page(ssm, path):
    names = [f"{path}/{part}" for part in ["a/x", "a/y", "b", "c", "d"]]
    for name in names:
        put(ssm, name, "v")
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path=path, Recursive=True, PaginationConfig={"PageSize": 2}
    )
    assert [[found["Name"] for found in page["Parameters"]] for page in pages] == [
        names[:2],
        names[2:4],
        names[4:],
    ]
    level = ssm.get_parameters_by_path(Path=path)["Parameters"]
    assert [found["Name"] for found in level] == names[2:]


def test_descriptions_are_filtered(ssm, path):
    put(ssm, f"{path}/a", "v", Tags=[{"Key": "team", "Value": "blue"}])
    put(ssm, f"{path}/b", "v,w", Type="StringList")

    def names(*filters):
        below = {"Key": "Path", "Option": "Recursive", "Values": [path]}
        pages = ssm.get_paginator("describe_parameters").paginate(
            ParameterFilters=[below, *filters]
        )
        return [found["Name"] for page in pages for found in page["Parameters"]]

    assert names() == [f"{path}/a", f"{path}/b"]
    assert names({"Key": "Type", "Values": ["StringList"]}) == [f"{path}/b"]
    assert names({"Key": "tag:team", "Values": ["blue"]}) == [f"{path}/a"]
    assert names({"Key": "Name", "Option": "Contains", "Values": ["/b"]}) == [f"{path}/b"]
    with pytest.raises(ssm.exceptions.InvalidFilterOption):
        names({"Key": "Type", "Option": "Contains", "Values": ["S"]})


def test_tags(ssm, path):
    name = f"{path}/p"
    put(ssm, name, "v", Tags=[{"Key": "a", "Value": "1"}])
    target = {"ResourceType": "Parameter", "ResourceId": name}
    ssm.add_tags_to_resource(**target, Tags=[{"Key": "b", "Value": "2"}])
    ssm.remove_tags_from_resource(**target, TagKeys=["a"])
    assert ssm.list_tags_for_resource(**target)["TagList"] == [{"Key": "b", "Value": "2"}]
    with pytest.raises(ssm.exceptions.InvalidResourceId):
        ssm.list_tags_for_resource(ResourceType="Parameter", ResourceId=f"{path}/none")


@pytest.mark.parametrize("tier", ["Standard", "Advanced"])
def test_secure_strings(ssm, path, tier):
    kms = connect("kms")
    key = kms.create_key(Description="of parameters")["KeyMetadata"]["KeyId"]
    name = f"{path}/secret"
    put(ssm, name, "geheim", Type="SecureString", KeyId=key, Tier=tier)
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "geheim"
    assert "geheim" not in ssm.get_parameter(Name=name)["Parameter"]["Value"]
    kms.disable_key(KeyId=key)
    with pytest.raises(ssm.exceptions.InvalidKeyId, match="is disabled"):
        ssm.get_parameter(Name=name, WithDecryption=True)
    kms.enable_key(KeyId=key)
    kms.schedule_key_deletion(KeyId=key, PendingWindowInDays=7)
    with pytest.raises(ssm.exceptions.InvalidKeyId, match="pending deletion"):
        ssm.get_parameter(Name=name, WithDecryption=True)


def test_the_default_key(ssm, path):
    name = f"{path}/secret"
    put(ssm, name, "geheim", Type="SecureString")
    assert ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"] == "geheim"
    known = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])
    assert known["Parameters"][0]["KeyId"] == "alias/aws/ssm"


def test_policies(ssm, path):
    name = f"{path}/p"
    policy = {
        "Type": "Expiration",
        "Version": "1.0",
        "Attributes": {"Timestamp": "2999-01-01T00:00:00.000Z"},
    }
    put(ssm, name, "v", Tier="Advanced", Policies=json.dumps([policy]))
    known = ssm.describe_parameters(ParameterFilters=[{"Key": "Name", "Values": [name]}])
    shown = known["Parameters"][0]["Policies"][0]
    assert (shown["PolicyType"], shown["PolicyStatus"]) == ("Expiration", "Pending")
    assert json.loads(shown["PolicyText"]) == policy
    with pytest.raises(ssm.exceptions.IncompatiblePolicyException):
        put(ssm, name, "v", Overwrite=True, Policies=json.dumps([policy, policy]))


def test_another_account_reads_what_is_shared(ssm, path):
    name = f"{path}/p"
    put(ssm, name, "v", Tier="Advanced")
    arn = ssm.get_parameter(Name=name)["Parameter"]["ARN"]
    other = connect("ssm", key="111122223333", secret="test")
    with pytest.raises(ClientError) as caught:
        other.get_parameter(Name=arn)
    assert code_of(caught) == "AccessDeniedException"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": "111122223333"},
        "Action": "ssm:GetParameter",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    made = ssm.put_resource_policy(ResourceArn=arn, Policy=policy)
    assert other.get_parameter(Name=arn)["Parameter"]["Value"] == "v"
    named = {"ResourceArn": arn, "PolicyId": made["PolicyId"]}
    with pytest.raises(ssm.exceptions.ResourcePolicyConflictException):
        ssm.delete_resource_policy(**named, PolicyHash="other")
    ssm.delete_resource_policy(**named, PolicyHash=made["PolicyHash"])
    with pytest.raises(ClientError):
        other.get_parameter(Name=arn)


def test_settings_decide_on_the_tier():
    ssm = connect("ssm", key="444455556666", secret="test")
    setting = "/ssm/parameter-store/default-parameter-tier"
    assert ssm.get_service_setting(SettingId=setting)["ServiceSetting"]["Status"] == "Default"
    ssm.update_service_setting(SettingId=setting, SettingValue="Advanced")
    assert put(ssm, unique(), "v")["Tier"] == "Advanced"
    reset = ssm.reset_service_setting(SettingId=setting)["ServiceSetting"]
    assert reset["SettingValue"] == "Standard"
    assert put(ssm, unique(), "v")["Tier"] == "Standard"


def test_refusals(ssm, path):
    name = f"{path}/p"
    put(ssm, name, "42", AllowedPattern=r"\d+")
    with pytest.raises(ssm.exceptions.ParameterPatternMismatchException):
        ssm.put_parameter(Name=name, Value="x", Overwrite=True)
    with pytest.raises(ssm.exceptions.HierarchyLevelLimitExceededException):
        put(ssm, path + "/x" * 15, "v")
    for bad in ["aws-thing", "ssm-thing", "a/b", "/a//b", "a b"]:
        with pytest.raises(ClientError) as caught:
            put(ssm, bad, "v")
        assert code_of(caught) == "ValidationException", bad
    with pytest.raises(ClientError) as caught:
        put(ssm, f"{path}/large", "x" * 4097)
    assert code_of(caught) == "ValidationException"


def test_regions_as_public_parameters(ssm):
    pages = ssm.get_paginator("get_parameters_by_path").paginate(
        Path="/aws/service/global-infrastructure/regions"
    )
    regions = [found["Value"] for page in pages for found in page["Parameters"]]
    assert {"us-east-1", "eu-central-1", "ap-southeast-2"} <= set(regions)
    assert len(regions) > 30
