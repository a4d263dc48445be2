"""Access Analyzer: who from outside gets in, and what policies say.

https://docs.aws.amazon.com/IAM/latest/UserGuide/what-is-access-analyzer.html
"""

import pytest
from conftest import REGION, unique
from people import Account, allow, policy


@pytest.fixture(scope="module")
def account():
    return Account()


@pytest.fixture(scope="module")
def api(account):
    return account.client("accessanalyzer")


def found_in(api, document, kind="IDENTITY_POLICY"):
    """The findings of ValidatePolicy by their codes, in pages of one."""
    pages = api.get_paginator("validate_policy").paginate(
        policyType=kind, policyDocument=document, PaginationConfig={"PageSize": 1}
    )
    return {finding["issueCode"]: finding for page in pages for finding in page["findings"]}


def test_policies_are_validated(api):
    assert found_in(api, policy(allow("sqs:SendMessage", f"arn:aws:sqs:{REGION}:111122223333:q"))) == {}
    wrong = found_in(api, policy(allow("sqs:SendMesage")))["INVALID_ACTION"]
    assert wrong["findingType"] == "ERROR"
    assert wrong["findingDetails"] == "The action sqs:SendMesage does not exist. Did you mean sqs:SendMessage?"
    [place] = wrong["locations"]
    assert place["path"][:3] == [{"value": "Statement"}, {"index": 0}, {"value": "Action"}]
    assert place["span"]["start"]["line"] == 1
    assert found_in(api, policy(allow("iam:PassRole")))["PASS_ROLE_WITH_STAR_IN_RESOURCE"]["findingType"] == (
        "SECURITY_WARNING"
    )
    with pytest.raises(api.exceptions.ValidationException):
        api.validate_policy(policyType="POLICY", policyDocument="{}")


def test_access_is_compared(api):
    check = lambda old, new: api.check_no_new_access(
        existingPolicyDocument=policy(old), newPolicyDocument=policy(new), policyType="IDENTITY_POLICY"
    )
    assert check(allow("sqs:*"), allow(["sqs:SendMessage", "sqs:Get*"]))["result"] == "PASS"
    answer = check(allow("sqs:Send*"), allow(["sqs:SendMessage", "sqs:ReceiveMessage"]))
    assert answer["result"] == "FAIL"
    assert [reason["statementIndex"] for reason in answer["reasons"]] == [0]
    narrow = allow("sqs:*", Condition={"Bool": {"aws:SecureTransport": "true"}})
    assert check(allow("sqs:*"), narrow)["result"] == "PASS"
    assert check(narrow, allow("sqs:*"))["result"] == "FAIL"
    granted = lambda action: api.check_access_not_granted(
        policyDocument=policy(allow("sqs:Send*")), access=[{"actions": [action]}], policyType="IDENTITY_POLICY"
    )["result"]
    assert (granted("sqs:SendMessage"), granted("sqs:ReceiveMessage")) == ("FAIL", "PASS")
    public = lambda principal: api.check_no_public_access(
        resourceType="AWS::SQS::Queue",
        policyDocument=policy(allow("sqs:SendMessage", Principal={"AWS": principal})),
    )["result"]
    assert (public("*"), public("111122223333")) == ("FAIL", "PASS")
    with pytest.raises(api.exceptions.InvalidParameterException):
        api.check_no_new_access(
            existingPolicyDocument="{", newPolicyDocument="{}", policyType="IDENTITY_POLICY"
        )


def test_a_queue_that_is_open_to_the_world_is_found(account, api):
    sqs = account.client("sqs")
    url, arn = account.queue()
    closed, _ = account.queue()
    other = "111122223333"
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy(
        allow("sqs:SendMessage", arn, Principal="*"),
        allow("sqs:ReceiveMessage", arn, Principal={"AWS": f"arn:aws:iam::{other}:root"}),
    )})
    name = unique("analyzer")
    analyzer = api.create_analyzer(analyzerName=name, type="ACCOUNT")["arn"]
    with pytest.raises(api.exceptions.ConflictException):
        api.create_analyzer(analyzerName=name, type="ACCOUNT")
    assert api.get_analyzer(analyzerName=name)["analyzer"]["status"] == "ACTIVE"
    pages = lambda: api.get_paginator("list_findings_v2").paginate(
        analyzerArn=analyzer,
        filter={"resourceType": {"eq": ["AWS::SQS::Queue"]}, "status": {"eq": ["ACTIVE"]}},
        PaginationConfig={"PageSize": 1},
    ).search("findings[]")
    findings = until(lambda: list(pages()), lambda found: len(found) == 2)
    assert {finding["resource"] for finding in findings} == {arn}
    details = [
        api.get_finding_v2(analyzerArn=analyzer, id=finding["id"])["findingDetails"][0]["externalAccessDetails"]
        for finding in findings
    ]
    seen = {detail["principal"]["AWS"]: (detail["isPublic"], detail["action"]) for detail in details}
    assert seen == {"*": (True, ["sqs:SendMessage"]), other: (False, ["sqs:ReceiveMessage"])}
    # The policy goes, and with it what was found.
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": ""})
    api.start_resource_scan(analyzerArn=analyzer, resourceArn=arn)
    until(lambda: list(pages()), lambda found: found == [])
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.get_finding_v2(analyzerArn=analyzer, id="none")
    api.delete_analyzer(analyzerName=name)
    with pytest.raises(api.exceptions.ResourceNotFoundException):
        api.get_analyzer(analyzerName=name)
    for queue in (url, closed):
        sqs.delete_queue(QueueUrl=queue)


def until(ask, enough):
    """Asks until the answer is enough."""
    for _ in range(200):
        answer = ask()
        if enough(answer):
            return answer
    raise AssertionError(f"still {answer}")
