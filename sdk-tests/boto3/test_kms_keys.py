"""KMS: keys, aliases, policies and grants, and how they decide together with IAM.

https://docs.aws.amazon.com/kms/latest/developerguide/control-access.html
"""

import json

import pytest
from conftest import REGION, unique
from people import Account, allow, client, code_of, denied, deny, policy, session_with, trust


@pytest.fixture(scope="module")
def account():
    return Account()


@pytest.fixture(scope="module")
def kms(account):
    return account.client("kms")


@pytest.fixture
def key(kms):
    return kms.create_key(Description="of a test")["KeyMetadata"]


def owner(account):
    """The statement that leaves a key to its account."""
    return allow("kms:*", Sid="owner", Principal={"AWS": f"arn:aws:iam::{account.id}:root"})


def test_a_key_and_its_life(kms, key):
    kms.disable_key(KeyId=key["KeyId"])
    with pytest.raises(kms.exceptions.DisabledException):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    kms.enable_key(KeyId=key["KeyId"])
    kms.update_key_description(KeyId=key["KeyId"], Description="new")
    assert kms.describe_key(KeyId=key["Arn"])["KeyMetadata"]["Description"] == "new"
    answer = kms.schedule_key_deletion(KeyId=key["KeyId"], PendingWindowInDays=7)
    assert (answer["KeyState"], answer["KeyId"]) == ("PendingDeletion", key["Arn"])
    assert (answer["DeletionDate"] - key["CreationDate"]).days == 7
    with pytest.raises(kms.exceptions.KMSInvalidStateException):
        kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    assert kms.cancel_key_deletion(KeyId=key["KeyId"])["KeyId"] == key["Arn"]
    assert kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]["KeyState"] == "Disabled"


def test_all_pages_have_all_keys():
    kms = Account().client("kms")
    made = {kms.create_key()["KeyMetadata"]["KeyId"] for _ in range(5)}
    pages = list(kms.get_paginator("list_keys").paginate(PaginationConfig={"PageSize": 2}))
    assert [len(page["Keys"]) for page in pages] == [2, 2, 1]
    assert {entry["KeyId"] for page in pages for entry in page["Keys"]} == made


def test_an_alias_moves(kms, key):
    other = kms.create_key()["KeyMetadata"]
    name = "alias/" + unique()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    blob = kms.encrypt(KeyId=name, Plaintext=b"hello")["CiphertextBlob"]
    with pytest.raises(kms.exceptions.AlreadyExistsException):
        kms.create_alias(AliasName=name, TargetKeyId=other["KeyId"])
    kms.update_alias(AliasName=name, TargetKeyId=other["KeyId"])
    assert kms.encrypt(KeyId=name, Plaintext=b"hello")["KeyId"] == other["Arn"]
    assert kms.decrypt(CiphertextBlob=blob)["KeyId"] == key["Arn"]
    [entry] = kms.list_aliases(KeyId=other["KeyId"])["Aliases"]
    assert (entry["AliasName"], entry["TargetKeyId"]) == (name, other["KeyId"])
    kms.delete_alias(AliasName=name)
    with pytest.raises(kms.exceptions.NotFoundException):
        kms.describe_key(KeyId=name)


def test_the_default_policy_leaves_a_key_to_iam(account, kms, key):
    text = json.loads(kms.get_key_policy(KeyId=key["KeyId"], PolicyName="default")["Policy"])
    assert text["Statement"][0]["Principal"] == {"AWS": f"arn:aws:iam::{account.id}:root"}
    _, may = account.user(allow("kms:Encrypt", key["Arn"]))
    _, may_not = account.user()
    assert client(may, "kms").encrypt(KeyId=key["KeyId"], Plaintext=b"x")["KeyId"] == key["Arn"]
    assert "kms:Decrypt" in denied(client(may, "kms").decrypt, CiphertextBlob=kms.encrypt(
        KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"])
    words = denied(client(may_not, "kms").encrypt, KeyId=key["KeyId"], Plaintext=b"x")
    assert words.endswith(
        f"is not authorized to perform: kms:Encrypt on resource: {key['Arn']} "
        "because no identity-based policy allows the kms:Encrypt action"
    )


def test_without_the_account_in_the_key_policy_iam_counts_for_nothing(account, kms):
    name, bob = account.user(allow("kms:*"))
    _, alice = account.user(allow("kms:*"))
    statement = allow("kms:*", Principal={"AWS": account.arn("user", name)})
    made = client(bob, "kms").create_key(Policy=policy(statement))["KeyMetadata"]
    assert client(bob, "kms").describe_key(KeyId=made["KeyId"])
    words = denied(client(alice, "kms").describe_key, KeyId=made["KeyId"])
    assert "because no resource-based policy allows the kms:DescribeKey action" in words
    denied(kms.describe_key, KeyId=made["KeyId"])


def test_nobody_locks_themselves_out_unasked(account, kms, key):
    name, bob = account.user(allow("kms:*"))
    mine = client(bob, "kms")
    readers = policy(allow(["kms:Describe*", "kms:Get*"], Principal={"AWS": account.arn("user", name)}))
    with pytest.raises(mine.exceptions.MalformedPolicyDocumentException) as caught:
        mine.put_key_policy(KeyId=key["KeyId"], Policy=readers)
    assert "will not allow you to update the key policy in the future" in str(caught.value)
    mine.put_key_policy(KeyId=key["KeyId"], Policy=readers, BypassPolicyLockoutSafetyCheck=True)
    denied(mine.put_key_policy, KeyId=key["KeyId"], Policy=readers)
    with pytest.raises(kms.exceptions.MalformedPolicyDocumentException) as caught:
        kms.create_key(Policy=policy(owner(account), allow("kms:*", Principal={"AWS": account.arn("user", "nobody")})))
    assert "one or more invalid principals" in str(caught.value)


def test_other_accounts_need_both_sides(account, kms, key):
    theirs = Account()
    name, bob = theirs.user(allow(["kms:Encrypt", "kms:Decrypt"], key["Arn"]))
    _, alice = theirs.user()
    use = lambda who: client(who, "kms").encrypt
    denied(use(bob), KeyId=key["Arn"], Plaintext=b"x")
    share = allow(["kms:Encrypt", "kms:DescribeKey"], Principal={"AWS": f"arn:aws:iam::{theirs.id}:root"})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(owner(account), share))
    blob = use(bob)(KeyId=key["Arn"], Plaintext=b"x")["CiphertextBlob"]
    denied(use(alice), KeyId=key["Arn"], Plaintext=b"x")
    denied(client(bob, "kms").decrypt, CiphertextBlob=blob)
    # Within the key's account it is the owner's still.
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"x"
    # What only owners do is refused to others, whatever a policy says.
    share = allow("kms:*", Principal={"AWS": f"arn:aws:iam::{theirs.id}:root"})
    kms.put_key_policy(KeyId=key["KeyId"], Policy=policy(owner(account), share))
    assert theirs.client("kms").describe_key(KeyId=key["Arn"])


def test_grants_need_no_policy(account, kms, key):
    theirs = Account()
    name, bob = theirs.user()
    arn = theirs.arn("user", name)
    mine = client(bob, "kms")
    denied(mine.generate_data_key, KeyId=key["Arn"], KeySpec="AES_256")
    made = kms.create_grant(
        KeyId=key["KeyId"],
        GranteePrincipal=arn,
        RetiringPrincipal=arn,
        Operations=["GenerateDataKey", "Decrypt"],
        Constraints={"EncryptionContextSubset": {"tenant": "bob"}},
    )
    context = {"tenant": "bob", "file": "1"}
    data_key = mine.generate_data_key(
        KeyId=key["Arn"], KeySpec="AES_256", EncryptionContext=context, GrantTokens=[made["GrantToken"]]
    )
    opened = mine.decrypt(CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=context)
    assert opened["Plaintext"] == data_key["Plaintext"]
    denied(mine.generate_data_key, KeyId=key["Arn"], KeySpec="AES_256", EncryptionContext={"tenant": "eve"})
    # A deny of the grantee's own account holds.
    theirs.iam.put_user_policy(UserName=name, PolicyName="no", PolicyDocument=policy(deny("kms:Decrypt")))
    denied(mine.decrypt, CiphertextBlob=data_key["CiphertextBlob"], EncryptionContext=context)
    [listed] = theirs.client("kms").list_retirable_grants(RetiringPrincipal=arn)["Grants"]
    assert (listed["GrantId"], listed["KeyId"]) == (made["GrantId"], key["Arn"])
    mine.retire_grant(GrantToken=made["GrantToken"])
    denied(mine.generate_data_key, KeyId=key["Arn"], KeySpec="AES_256", EncryptionContext=context)
    assert kms.list_grants(KeyId=key["KeyId"])["Grants"] == []


def test_a_grant_to_a_role_is_for_its_sessions(account, kms, key):
    role = account.role(trust({"AWS": account.id}))
    kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=role, Operations=["Encrypt"])
    _, bob = account.user(allow("sts:AssumeRole", role))
    assume = lambda **more: session_with(
        client(bob, "sts").assume_role(RoleArn=role, RoleSessionName="session", **more)["Credentials"]
    )
    assert client(assume(), "kms").encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    # A session policy that does not allow it still limits.
    narrow = assume(Policy=policy(allow("kms:Decrypt")))
    denied(client(narrow, "kms").encrypt, KeyId=key["KeyId"], Plaintext=b"x")


def test_who_grants_no_such_principal(account, kms, key):
    for principal in [account.arn("user", "nobody"), "arn:aws:s3:::bucket", "bob"]:
        with pytest.raises(kms.exceptions.InvalidArnException):
            kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=principal, Operations=["Encrypt"])


@pytest.mark.parametrize(
    "condition, good, bad",
    [
        ({"StringEquals": {"kms:EncryptionContext:a": "1"}}, {"EncryptionContext": {"a": "1"}}, {"EncryptionContext": {"a": "2"}}),
        ({"ForAllValues:StringEquals": {"kms:EncryptionContextKeys": ["a"]}}, {"EncryptionContext": {"a": "1"}}, {"EncryptionContext": {"b": "1"}}),
        ({"StringEquals": {"kms:EncryptionAlgorithm": "SYMMETRIC_DEFAULT"}}, {}, None),
        ({"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT", "kms:KeyUsage": "ENCRYPT_DECRYPT", "kms:KeyOrigin": "AWS_KMS"}}, {}, None),
        ({"Bool": {"kms:MultiRegion": "true"}}, None, {}),
        ({"StringEquals": {"aws:ResourceTag/team": "blue"}}, {}, None),
        ({"StringEquals": {"aws:ResourceTag/team": "red"}}, None, {}),
        ({"StringLike": {"kms:ViaService": "*"}}, None, {}),
        ({"StringEquals": {"kms:CallerAccount": "000000000001"}}, None, {}),
    ],
)
def test_conditions_on_use(account, kms, condition, good, bad):
    made = kms.create_key(Tags=[{"TagKey": "team", "TagValue": "blue"}])["KeyMetadata"]
    _, bob = account.user(allow("kms:Encrypt", made["Arn"], Condition=condition))
    use = client(bob, "kms").encrypt
    if good is not None:
        assert use(KeyId=made["KeyId"], Plaintext=b"x", **good)["KeyId"] == made["Arn"]
    if bad is not None:
        denied(use, KeyId=made["KeyId"], Plaintext=b"x", **bad)


def test_conditions_on_aliases(account, kms, key):
    name, other = "alias/" + unique(), "alias/" + unique()
    kms.create_alias(AliasName=name, TargetKeyId=key["KeyId"])
    of_resource = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": name}}
    _, bob = account.user(allow("kms:Encrypt", Condition=of_resource))
    assert client(bob, "kms").encrypt(KeyId=key["KeyId"], Plaintext=b"x")
    of_request = {"StringEquals": {"kms:RequestAlias": name}}
    _, eve = account.user(allow("kms:Encrypt", Condition=of_request))
    assert client(eve, "kms").encrypt(KeyId=name, Plaintext=b"x")
    denied(client(eve, "kms").encrypt, KeyId=key["KeyId"], Plaintext=b"x")
    # An alias is made with permission on the alias and on the key.
    _, half = account.user(allow("kms:CreateAlias", key["Arn"]))
    arn = f"arn:aws:kms:{REGION}:{account.id}:{other}"
    assert arn in denied(client(half, "kms").create_alias, AliasName=other, TargetKeyId=key["KeyId"])
    _, whole = account.user(allow("kms:CreateAlias", [key["Arn"], arn]))
    client(whole, "kms").create_alias(AliasName=other, TargetKeyId=key["KeyId"])


def test_conditions_on_making_keys_and_grants(account, kms, key):
    only_codes = {"StringEquals": {"kms:KeyUsage": "GENERATE_VERIFY_MAC"}}
    _, bob = account.user(allow("kms:CreateKey", Condition=only_codes))
    assert client(bob, "kms").create_key(KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")
    denied(client(bob, "kms").create_key)
    _, plain = account.user(allow("kms:CreateKey"))
    assert "kms:TagResource" in denied(client(plain, "kms").create_key, Tags=[{"TagKey": "a", "TagValue": "1"}])

    reading = {"ForAllValues:StringEquals": {"kms:GrantOperations": ["Decrypt", "DescribeKey"]}}
    _, granter = account.user(allow("kms:CreateGrant", Condition=reading))
    make = client(granter, "kms").create_grant
    assert make(KeyId=key["KeyId"], GranteePrincipal=account.id, Operations=["Decrypt"])
    denied(make, KeyId=key["KeyId"], GranteePrincipal=account.id, Operations=["Decrypt", "Encrypt"])
    for_services = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
    _, other = account.user(allow("kms:CreateGrant", Condition=for_services))
    denied(client(other, "kms").create_grant, KeyId=key["KeyId"], GranteePrincipal=account.id, Operations=["Decrypt"])


def test_deletion_is_limited_by_its_window(account, kms, key):
    long = {"NumericGreaterThan": {"kms:ScheduleKeyDeletionPendingWindowInDays": "20"}}
    _, bob = account.user(allow("kms:ScheduleKeyDeletion", key["Arn"], Condition=long))
    end = client(bob, "kms").schedule_key_deletion
    denied(end, KeyId=key["KeyId"], PendingWindowInDays=7)
    assert end(KeyId=key["KeyId"], PendingWindowInDays=30)["KeyState"] == "PendingDeletion"


def test_re_encryption_needs_both_keys(account, kms, key):
    other = kms.create_key()["KeyMetadata"]
    blob = kms.encrypt(KeyId=key["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    _, half = account.user(allow("kms:ReEncryptTo", other["Arn"]))
    assert "kms:ReEncryptFrom" in denied(
        client(half, "kms").re_encrypt, CiphertextBlob=blob, DestinationKeyId=other["KeyId"]
    )
    _, whole = account.user(allow("kms:ReEncryptTo", other["Arn"]), allow("kms:ReEncryptFrom", key["Arn"]))
    answer = client(whole, "kms").re_encrypt(CiphertextBlob=blob, DestinationKeyId=other["KeyId"])
    assert (answer["SourceKeyId"], answer["KeyId"]) == (key["Arn"], other["Arn"])


def test_rotation_and_replicas(account, kms):
    made = kms.create_key(MultiRegion=True)["KeyMetadata"]
    blob = kms.encrypt(KeyId=made["KeyId"], Plaintext=b"x")["CiphertextBlob"]
    kms.replicate_key(KeyId=made["KeyId"], ReplicaRegion="eu-west-1")
    kms.rotate_key_on_demand(KeyId=made["KeyId"])
    far = account.root.client("kms", endpoint_url=kms.meta.endpoint_url, region_name="eu-west-1")
    assert far.decrypt(CiphertextBlob=blob)["KeyId"] == made["Arn"].replace(REGION, "eu-west-1")
    [rotation] = kms.list_key_rotations(KeyId=made["KeyId"])["Rotations"]
    assert rotation["RotationType"] == "ON_DEMAND"


def test_a_key_of_aws_itself(account, kms):
    managed = kms.describe_key(KeyId="alias/aws/sqs")["KeyMetadata"]
    assert managed["KeyManager"] == "AWS"
    denied(kms.encrypt, KeyId="alias/aws/sqs", Plaintext=b"x")
    assert code_of(kms.describe_key, KeyId="alias/aws/nothing") == "NotFoundException"


def test_denials_say_little_to_strangers(key):
    stranger = Account().client("kms")
    words = denied(stranger.describe_key, KeyId=key["Arn"])
    assert "because" not in words
    absent = key["Arn"].rsplit("/", 1)[0] + "/134f2428-cec1-4b25-a1ae-9048164dba47"
    assert denied(stranger.describe_key, KeyId=absent) == words.replace(key["Arn"], absent)
