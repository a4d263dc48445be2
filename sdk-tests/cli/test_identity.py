"""Identity as people learn it, through the AWS CLI: who may do what, and why not.

Each test is one lesson: users, roles and trust, second factors, explicit denies, policy variables, boundaries, session
policies, organizations, resource policies across accounts, and the least policy for what was seen.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

import base64
import hashlib
import hmac
import json
import struct
import urllib.parse
import urllib.request
import uuid

import pytest

from conftest import ACCOUNT, AWS, ENDPOINT, REGION, run

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


def name(kind):
    return f"{kind}-{uuid.uuid4().hex[:10]}"


def policy(*statements):
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def allow(action, resource="*", **more):
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action, resource="*", **more):
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def trust(principal, **more):
    return policy({"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more})


class Caller:
    """Somebody with credentials of their own."""

    def __init__(self, environment, key, secret, token=None):
        self.environment = dict(environment)
        self.environment["AWS_ACCESS_KEY_ID"] = key
        self.environment["AWS_SECRET_ACCESS_KEY"] = secret
        self.environment.pop("AWS_SESSION_TOKEN", None)
        if token:
            self.environment["AWS_SESSION_TOKEN"] = token

    def __call__(self, *words):
        return run(AWS, "--endpoint-url", ENDPOINT, *words, env=self.environment)

    def must(self, *words):
        answer = self(*words)
        assert answer.code == 0, f"aws {' '.join(words)}: {answer.error}"
        return answer.json

    def denied(self, *words):
        """The denial's text; fails when the call is let through, or fails for another reason."""
        answer = self(*words)
        assert answer.code != 0, f"aws {' '.join(words)} was let through: {answer.text}"
        assert "(AccessDenied" in answer.error, answer.error
        return answer.error

    def assume(self, arn, *words, session="session"):
        answer = self.must("sts", "assume-role", "--role-arn", arn, "--role-session-name", session, *words)
        return self.holding(answer["Credentials"])

    def holding(self, credentials):
        return Caller(
            self.environment,
            credentials["AccessKeyId"],
            credentials["SecretAccessKey"],
            credentials["SessionToken"],
        )


@pytest.fixture(scope="module")
def cloud(environment):
    """Makes users, roles and callers in accounts of this cloud."""
    return People(environment)


class People:
    def __init__(self, environment):
        self.environment = environment
        self.root = Caller(environment, environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])

    def root_of(self, account):
        return Caller(self.environment, account, "test")

    def user(self, *statements, root=None, user=None):
        """A user with an inline policy; the caller and the user's name."""
        root, user = root or self.root, user or name("user")
        root.must("iam", "create-user", "--user-name", user)
        if statements:
            self.attach(user, *statements, root=root)
        key = root.must("iam", "create-access-key", "--user-name", user)["AccessKey"]
        return Caller(self.environment, key["AccessKeyId"], key["SecretAccessKey"]), user

    def attach(self, user, *statements, root=None):
        (root or self.root).must(
            "iam", "put-user-policy", "--user-name", user, "--policy-name", "lesson",
            "--policy-document", policy(*statements),
        )

    def role(self, principal, *statements, root=None, condition=None):
        root, role = root or self.root, name("role")
        more = {"Condition": condition} if condition else {}
        made = root.must(
            "iam", "create-role", "--role-name", role,
            "--assume-role-policy-document", trust(principal, **more),
        )
        if statements:
            root.must(
                "iam", "put-role-policy", "--role-name", role, "--policy-name", "lesson",
                "--policy-document", policy(*statements),
            )
        return made["Role"]["Arn"]

    def queue(self, root=None, **attributes):
        words = ["--attributes", json.dumps(attributes)] if attributes else []
        url = (root or self.root).must("sqs", "create-queue", "--queue-name", name("queue"), *words)["QueueUrl"]
        account, queue = url.rsplit("/", 2)[1:]
        return url, f"arn:aws:sqs:{REGION}:{account}:{queue}"


def send(url):
    return ["sqs", "send-message", "--queue-url", url, "--message-body", "m"]


def test_a_user_has_nothing_until_a_policy_says_so(cloud):
    alice, user = cloud.user()
    identity = alice.must("sts", "get-caller-identity")
    assert identity["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/{user}"
    assert identity["UserId"].startswith("AIDA")
    url, arn = cloud.queue()
    assert alice.denied(*send(url)).endswith(
        f"User: arn:aws:iam::{ACCOUNT}:user/{user} is not authorized to perform: sqs:SendMessage on resource: {arn}"
        " because no identity-based policy allows the sqs:SendMessage action"
    )
    cloud.attach(user, allow("sqs:SendMessage", arn))
    alice.must(*send(url))
    alice.denied("sqs", "receive-message", "--queue-url", url)


def test_managed_policies_of_aws_work(cloud):
    reader, user = cloud.user()
    cloud.root.must("iam", "attach-user-policy", "--user-name", user,
                    "--policy-arn", "arn:aws:iam::aws:policy/ReadOnlyAccess")
    url, _ = cloud.queue()
    reader.must("sqs", "get-queue-attributes", "--queue-url", url)
    reader.must("iam", "list-users")
    reader.denied(*send(url))
    cloud.root.must("iam", "attach-user-policy", "--user-name", user, "--policy-arn", ADMINISTRATOR)
    reader.must(*send(url))


def test_a_role_of_another_account_needs_trust_and_permission(cloud):
    theirs = "222233334444"
    other = cloud.root_of(theirs)
    url, arn = cloud.queue(root=other)
    role = cloud.role({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, allow("sqs:*", arn), root=other,
                      condition={"StringEquals": {"sts:ExternalId": "secret"}})
    alice, user = cloud.user()
    words = ["sts", "assume-role", "--role-arn", role, "--role-session-name", "visit"]
    alice.denied(*words, "--external-id", "secret")
    cloud.attach(user, allow("sts:AssumeRole", role))
    alice.denied(*words)
    alice.denied(*words, "--external-id", "wrong")
    visit = alice.assume(role, "--external-id", "secret", session="visit")
    assert visit.must("sts", "get-caller-identity")["Arn"] == (
        f"arn:aws:sts::{theirs}:assumed-role/{role.rsplit('/', 1)[1]}/visit"
    )
    visit.must(*send(url))
    visit.denied("sqs", "list-queues")
    alice.denied(*send(url))


def test_a_user_who_may_only_assume_roles(cloud):
    url, arn = cloud.queue()
    operator, user = cloud.user()
    role = cloud.role({"AWS": f"arn:aws:iam::{ACCOUNT}:user/{user}"}, allow("sqs:SendMessage", arn))
    cloud.attach(user, allow("sts:AssumeRole", f"arn:aws:iam::{ACCOUNT}:role/*"))
    operator.denied(*send(url))
    operator.denied("iam", "list-users")
    session = operator.assume(role)
    session.must(*send(url))
    session.denied("sqs", "delete-queue", "--queue-url", url)


def test_sensitive_actions_need_a_second_factor(cloud, tmp_path):
    url, arn = cloud.queue()
    alice, user = cloud.user(
        allow("sqs:SendMessage", arn),
        allow("sqs:PurgeQueue", arn, Condition={"Bool": {"aws:MultiFactorAuthPresent": "true"}}),
    )
    seed = tmp_path / "seed"
    device = cloud.root.must(
        "iam", "create-virtual-mfa-device", "--virtual-mfa-device-name", user,
        "--outfile", str(seed), "--bootstrap-method", "Base32StringSeed",
    )["VirtualMFADevice"]["SerialNumber"]
    now = cloud_time()
    cloud.root.must("iam", "enable-mfa-device", "--user-name", user, "--serial-number", device,
                    "--authentication-code1", code(seed, now - 30), "--authentication-code2", code(seed, now))
    purge = ["sqs", "purge-queue", "--queue-url", url]
    alice.denied(*purge)
    plain = alice.holding(alice.must("sts", "get-session-token")["Credentials"])
    plain.must(*send(url))
    plain.denied(*purge)
    wrong = alice("sts", "get-session-token", "--serial-number", device, "--token-code", "000000")
    assert "(AccessDenied)" in wrong.error and "MultiFactorAuthentication failed" in wrong.error
    # A device that was enabled across two time steps counts as slow: then the next step has to come first.
    def with_code():
        for at in (cloud_time() + 30, cloud_time()):
            answer = alice("sts", "get-session-token", "--serial-number", device, "--token-code", code(seed, at))
            if answer.code == 0:
                return answer.json
        return None

    answer = wait_for(with_code, lambda answer: answer is not None)
    strong = alice.holding(answer["Credentials"])
    strong.must(*purge)


def cloud_time():
    with urllib.request.urlopen(f"{ENDPOINT}/_stratus/clock", timeout=10) as answer:
        from datetime import datetime
        return int(datetime.fromisoformat(json.load(answer)["now"].replace("Z", "+00:00")).timestamp())


def code(seed, at):
    """RFC 6238: what the device shows at this time."""
    key = base64.b32decode(seed.read_text().strip())
    digest = hmac.new(key, struct.pack(">Q", at // 30), hashlib.sha1).digest()
    offset = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def test_a_deny_overrides_every_allow(cloud):
    url, arn = cloud.queue()
    alice, user = cloud.user(allow("*"), deny("sqs:SendMessage", arn))
    cloud.root.must("iam", "attach-user-policy", "--user-name", user, "--policy-arn", ADMINISTRATOR)
    assert "with an explicit deny in an identity-based policy" in alice.denied(*send(url))
    alice.must("sqs", "receive-message", "--queue-url", url)


def test_variables_stand_for_the_caller(cloud):
    statement = allow("sqs:*", f"arn:aws:sqs:{REGION}:{ACCOUNT}:${{aws:username}}-*")
    (alice, a), (bob, b) = cloud.user(statement), cloud.user(statement)
    own = alice.must("sqs", "create-queue", "--queue-name", f"{a}-inbox")["QueueUrl"]
    alice.must(*send(own))
    alice.denied("sqs", "create-queue", "--queue-name", f"{b}-inbox")
    bob.denied(*send(own))
    tagged, user = cloud.user(
        allow("sqs:SendMessage", Condition={"StringEquals": {"aws:ResourceTag/team": "${aws:PrincipalTag/team}"}})
    )
    url, _ = cloud.queue()
    cloud.root.must("sqs", "tag-queue", "--queue-url", url, "--tags", "team=blue")
    tagged.denied(*send(url))
    cloud.root.must("iam", "tag-user", "--user-name", user, "--tags", "Key=team,Value=blue")
    tagged.must(*send(url))


def test_groups_give_their_members_permissions(cloud):
    url, arn = cloud.queue()
    alice, user = cloud.user()
    group = name("group")
    cloud.root.must("iam", "create-group", "--group-name", group)
    cloud.root.must("iam", "put-group-policy", "--group-name", group, "--policy-name", "p",
                    "--policy-document", policy(allow("sqs:*", arn)))
    alice.denied(*send(url))
    cloud.root.must("iam", "add-user-to-group", "--group-name", group, "--user-name", user)
    alice.must(*send(url))
    cloud.root.must("iam", "remove-user-from-group", "--group-name", group, "--user-name", user)
    alice.denied(*send(url))


def test_a_boundary_limits_what_policies_allow(cloud):
    url, arn = cloud.queue()
    boundary = cloud.root.must(
        "iam", "create-policy", "--policy-name", name("boundary"),
        "--policy-document", policy(allow("sqs:SendMessage")),
    )["Policy"]["Arn"]
    alice, user = cloud.user(allow("sqs:*", arn))
    cloud.root.must("iam", "put-user-permissions-boundary", "--user-name", user, "--permissions-boundary", boundary)
    alice.must(*send(url))
    text = alice.denied("sqs", "receive-message", "--queue-url", url)
    assert "because no permissions boundary allows the sqs:ReceiveMessage action" in text
    cloud.root.must("iam", "delete-user-permissions-boundary", "--user-name", user)
    alice.must("sqs", "receive-message", "--queue-url", url)


def test_a_session_policy_limits_the_session(cloud):
    url, arn = cloud.queue()
    alice, user = cloud.user()
    role = cloud.role({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, allow("sqs:*", arn))
    cloud.attach(user, allow("sts:AssumeRole", role))
    alice.assume(role).must("sqs", "receive-message", "--queue-url", url)
    narrow = alice.assume(role, "--policy", policy(allow("sqs:SendMessage", arn)))
    narrow.must(*send(url))
    text = narrow.denied("sqs", "receive-message", "--queue-url", url)
    assert "because no session policy allows the sqs:ReceiveMessage action" in text
    # What the role may not do, no session policy gives.
    wide = alice.assume(role, "--policy", policy(allow("*")))
    wide.denied("sqs", "list-queues")


def test_resource_policies_across_accounts_need_both_sides(cloud):
    owner = cloud.root_of("333344445555")
    url, arn = cloud.queue(root=owner)
    alice, user = cloud.user()
    me = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    alice.denied(*send(url))
    cloud.attach(user, allow("sqs:SendMessage", arn))
    # Other accounts are not told why.
    assert alice.denied(*send(url)).endswith(f"User: {me} is not authorized to perform: sqs:SendMessage on resource: {arn}")
    statement = {"Effect": "Allow", "Principal": {"AWS": me}, "Action": "sqs:SendMessage", "Resource": arn}
    attributes = json.dumps({"Policy": policy(statement)})
    owner.must("sqs", "set-queue-attributes", "--queue-url", url, "--attributes", attributes)
    alice.must(*send(url))
    alice.denied("sqs", "receive-message", "--queue-url", url)
    # The other side alone does not do either.
    cloud.attach(user, allow("sqs:ReceiveMessage", arn))
    alice.denied(*send(url))
    received = owner.must("sqs", "receive-message", "--queue-url", url)["Messages"]
    assert [message["Body"] for message in received] == ["m"]


def test_within_an_account_the_resource_policy_is_enough(cloud):
    alice, user = cloud.user()
    url, arn = cloud.queue()
    statement = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/{user}"},
                 "Action": "sqs:SendMessage", "Resource": arn}
    cloud.root.must("sqs", "set-queue-attributes", "--queue-url", url,
                    "--attributes", json.dumps({"Policy": policy(statement)}))
    alice.must(*send(url))


def test_a_service_control_policy_binds_whole_accounts(cloud):
    management = cloud.root_of("444455556666")
    management.must("organizations", "create-organization")
    root = management.must("organizations", "list-roots")["Roots"][0]["Id"]
    management.must("organizations", "enable-policy-type", "--root-id", root, "--policy-type", "SERVICE_CONTROL_POLICY")
    unit = management.must("organizations", "create-organizational-unit", "--parent-id", root,
                           "--name", "Sandbox")["OrganizationalUnit"]["Id"]
    request = management.must("organizations", "create-account", "--account-name", "dev",
                              "--email", "dev@example.com")["CreateAccountStatus"]["Id"]
    status = wait_for(lambda: management.must("organizations", "describe-create-account-status",
                                              "--create-account-request-id", request)["CreateAccountStatus"],
                      lambda status: status["State"] != "IN_PROGRESS")
    assert status["State"] == "SUCCEEDED", status
    account = status["AccountId"]
    management.must("organizations", "move-account", "--account-id", account,
                    "--source-parent-id", root, "--destination-parent-id", unit)
    # The new account is usable by its role, which trusts the management account.
    admin, user = cloud.user(allow("sts:AssumeRole"), root=management)
    member = admin.assume(f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole")
    url = member.must("sqs", "create-queue", "--queue-name", "q")["QueueUrl"]
    member.must(*send(url))
    scp = management.must("organizations", "create-policy", "--name", "no-sending", "--description", "",
                          "--type", "SERVICE_CONTROL_POLICY", "--content", policy(deny("sqs:SendMessage")),
                          )["Policy"]["PolicySummary"]["Id"]
    management.must("organizations", "attach-policy", "--policy-id", scp, "--target-id", unit)
    assert "with an explicit deny in a service control policy" in member.denied(*send(url))
    assert "service control policy" in cloud.root_of(account).denied(*send(url)), "root is bound as well"
    member.must("sqs", "receive-message", "--queue-url", url)
    management.must("organizations", "detach-policy", "--policy-id", scp, "--target-id", unit)
    member.must(*send(url))
    cloud.root_of(account).must("sqs", "delete-queue", "--queue-url", url)


def wait_for(ask, enough):
    for _ in range(100):
        answer = ask()
        if enough(answer):
            return answer
    return answer


def test_the_least_policy_for_what_was_seen_is_enough(cloud):
    url, arn = cloud.queue()
    app, user = cloud.user(allow("*"))
    app.must(*send(url))
    app.must("sqs", "receive-message", "--queue-url", url)
    app.must("sqs", "get-queue-attributes", "--queue-url", url)
    me = f"arn:aws:iam::{ACCOUNT}:user/{user}"
    query = urllib.parse.urlencode({"principal": me})
    with urllib.request.urlopen(f"{ENDPOINT}/_stratus/policy/suggest?{query}", timeout=10) as answer:
        document = json.load(answer)["document"]
    cloud.root.must("iam", "put-user-policy", "--user-name", user, "--policy-name", "lesson",
                    "--policy-document", document)
    app.must(*send(url))
    app.must("sqs", "receive-message", "--queue-url", url)
    app.must("sqs", "get-queue-attributes", "--queue-url", url)
    app.denied("sqs", "delete-queue", "--queue-url", url)
    app.denied("iam", "list-users")
    other, _ = cloud.queue()
    app.denied(*send(other))


def test_a_denial_can_be_explained_and_decoded(cloud):
    alice, user = cloud.user(deny("sqs:ListQueues"))
    debug = alice("sqs", "list-queues", "--debug")
    assert debug.code != 0
    with urllib.request.urlopen(f"{ENDPOINT}/_stratus/policy/explain/latest-denied", timeout=10) as answer:
        decision = json.load(answer)
    assert decision["principal"] == f"arn:aws:iam::{ACCOUNT}:user/{user}"
    check = decision["checks"][0]
    assert (check["action"], check["decision"]) == ("sqs:ListQueues", "explicitly denied")
    assert check["statement"] == "lesson statement 1"
    decoded = cloud.root.must("sts", "decode-authorization-message", "--encoded-message", check["encodedMessage"])
    message = json.loads(decoded["DecodedMessage"])
    assert message["explicitDeny"] is True
    assert message["context"]["action"] == "sqs:ListQueues"


def test_keys_and_tokens_that_are_not_right_are_refused(cloud):
    alice, user = cloud.user(allow("sts:AssumeRole"), allow("sqs:*"))
    invalid = "(InvalidClientTokenId)"
    wrong = Caller(alice.environment, alice.environment["AWS_ACCESS_KEY_ID"], "0" * 40)
    assert "(SignatureDoesNotMatch)" in wrong("sts", "get-caller-identity").error
    role = cloud.role({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, allow("sqs:*"))
    session = alice.assume(role)
    token = session.environment["AWS_SESSION_TOKEN"]
    for changed in [token[:-8], token[:40] + ("A" if token[40] != "A" else "B") + token[41:], "x", ""]:
        forged = Caller(session.environment, session.environment["AWS_ACCESS_KEY_ID"],
                        session.environment["AWS_SECRET_ACCESS_KEY"], changed)
        assert invalid in forged("sts", "get-caller-identity").error, changed
    swapped = Caller(alice.environment, alice.environment["AWS_ACCESS_KEY_ID"],
                     alice.environment["AWS_SECRET_ACCESS_KEY"], token)
    assert invalid in swapped("sts", "get-caller-identity").error
    key = alice.environment["AWS_ACCESS_KEY_ID"]
    cloud.root.must("iam", "update-access-key", "--user-name", user, "--access-key-id", key, "--status", "Inactive")
    assert invalid in alice("sts", "get-caller-identity").error
    cloud.root.must("iam", "update-access-key", "--user-name", user, "--access-key-id", key, "--status", "Active")
    alice.must("sts", "get-caller-identity")
    cloud.root.must("iam", "delete-access-key", "--user-name", user, "--access-key-id", key)
    assert invalid in alice("sts", "get-caller-identity").error
    session.must("sts", "get-caller-identity")
    cloud.root.must("iam", "delete-role-policy", "--role-name", role.rsplit("/", 1)[1], "--policy-name", "lesson")
    session.denied("sqs", "list-queues")
    cloud.root.must("iam", "delete-role", "--role-name", role.rsplit("/", 1)[1])
    assert invalid in session("sts", "get-caller-identity").error
