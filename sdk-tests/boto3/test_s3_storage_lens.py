"""Storage Lens: configurations, the default dashboard, groups and their tags. The daily export: the crate's own tests."""

import pytest
from botocore.exceptions import ClientError

from conftest import ACCOUNT, REGION, by_host, connect, unique


@pytest.fixture
def control():
    return by_host(connect("s3control"))


def code_of(call):
    with pytest.raises(ClientError) as caught:
        call()
    return caught.value.response["Error"]["Code"]


def test_configurations(control):
    name = unique("lens")
    own = {"AccountId": ACCOUNT, "ConfigId": name}
    export = {
        "Format": "CSV",
        "OutputSchemaVersion": "V_1",
        "AccountId": ACCOUNT,
        "Arn": "arn:aws:s3:::exports",
        "Prefix": "daily",
    }
    asked = {
        "Id": name,
        "AccountLevel": {"BucketLevel": {}},
        "IsEnabled": True,
        "Exclude": {"Regions": ["eu-west-1"]},
        "DataExport": {"S3BucketDestination": export},
    }
    tags = [{"Key": "team", "Value": "blue"}]
    control.put_storage_lens_configuration(**own, StorageLensConfiguration=asked, Tags=tags)
    found = control.get_storage_lens_configuration(**own)["StorageLensConfiguration"]
    arn = found.pop("StorageLensArn")
    assert (found, arn) == (asked, f"arn:aws:s3:{REGION}:{ACCOUNT}:storage-lens/{name}")
    listed = control.list_storage_lens_configurations(AccountId=ACCOUNT)
    ids = [entry["Id"] for entry in listed["StorageLensConfigurationList"]]
    assert {name, "default-account-dashboard"} <= set(ids)
    assert control.get_storage_lens_configuration_tagging(**own)["Tags"] == tags
    control.delete_storage_lens_configuration_tagging(**own)
    assert not control.get_storage_lens_configuration_tagging(**own)["Tags"]
    active = {**asked, "AccountLevel": {"BucketLevel": {}, "ActivityMetrics": {"IsEnabled": True}}}
    put = lambda: control.put_storage_lens_configuration(**own, StorageLensConfiguration=active)
    assert code_of(put) == "NotImplemented"
    control.delete_storage_lens_configuration(**own)
    assert code_of(lambda: control.get_storage_lens_configuration(**own)) == "NoSuchConfiguration"


def test_groups(control):
    name = unique("group")
    own = {"AccountId": ACCOUNT, "Name": name}
    size = {"MatchObjectSize": {"BytesGreaterThan": 10, "BytesLessThan": 20}}
    both = {"And": {"MatchAnyPrefix": ["logs/"], **size}}
    asked = {"Name": name, "Filter": {"MatchAnyPrefix": ["logs/"]}}
    control.create_storage_lens_group(AccountId=ACCOUNT, StorageLensGroup=asked)
    control.update_storage_lens_group(**own, StorageLensGroup={"Name": name, "Filter": both})
    found = control.get_storage_lens_group(**own)["StorageLensGroup"]
    arn = f"arn:aws:s3:{REGION}:{ACCOUNT}:storage-lens-group/{name}"
    assert found == {"Name": name, "Filter": both, "StorageLensGroupArn": arn}
    tags = [{"Key": "a", "Value": "1"}]
    control.tag_resource(AccountId=ACCOUNT, ResourceArn=arn, Tags=tags)
    assert control.list_tags_for_resource(AccountId=ACCOUNT, ResourceArn=arn)["Tags"] == tags
    listed = control.list_storage_lens_groups(AccountId=ACCOUNT)["StorageLensGroupList"]
    assert name in [entry["Name"] for entry in listed]
    control.delete_storage_lens_group(**own)
    assert code_of(lambda: control.get_storage_lens_group(**own)) == "NoSuchResource"
