"""Sessions that STS gives, as boto3 gets them by itself: from profiles that name roles, and from web identity tokens.

https://docs.aws.amazon.com/boto3/latest/guide/credentials.html
"""

import datetime
import http.server
import ipaddress
import json
import ssl
import threading
import time

import boto3
import jwt
import pytest
from botocore.exceptions import ClientError
from conftest import ACCOUNT, ENDPOINT, KEY, REGION, connect
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from people import Account, allow, client, code_of, denied, policy, session_of, session_with, trust


@pytest.fixture(scope="module")
def account():
    return Account()


@pytest.fixture
def profiles(tmp_path, monkeypatch):
    """Writes the profiles of ~/.aws/config, and gives sessions of them."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / "config"
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))

    def write(**profiles):
        lines = []
        for name, values in profiles.items():
            lines.append(f"[profile {name}]")
            values = {"region": REGION, "endpoint_url": ENDPOINT, **values}
            lines += [f"{key} = {value}" for key, value in values.items()]
        file.write_text("\n".join(lines) + "\n")
        return lambda name: boto3.session.Session(profile_name=name)

    return write


def keys_of(session):
    credentials = session.get_credentials()
    return {
        "aws_access_key_id": credentials.access_key,
        "aws_secret_access_key": credentials.secret_key,
    }


def test_a_profile_that_names_a_role(account, profiles):
    url, arn = account.queue()
    name, alice = account.user()
    trusting = trust(
        {"AWS": account.arn("user", name)}, Condition={"StringEquals": {"sts:ExternalId": "secret"}}
    )
    role = account.role(trusting, allow("sqs:SendMessage", arn))
    assumed = {
        "role_arn": role, "source_profile": "alice", "role_session_name": "shift", "duration_seconds": 900,
    }
    session = profiles(
        alice=keys_of(alice), sender={**assumed, "external_id": "secret"}, stranger=assumed
    )
    sender = session("sender")
    assert sender.client("sqs").send_message(QueueUrl=url, MessageBody="m")["MessageId"]
    text = denied(sender.client("sqs").receive_message, QueueUrl=url)
    own = f"arn:aws:sts::{account.id}:assumed-role/{role.rsplit('/', 1)[1]}/shift"
    assert text.startswith(f"User: {own} is not authorized to perform: sqs:")
    identity = sender.client("sts").get_caller_identity()
    assert (identity["Account"], identity["Arn"]) == (account.id, own)
    credentials = sender.get_credentials()
    assert credentials.method == "assume-role"
    assert credentials.access_key.startswith("ASIA") and credentials.token
    # Without the external id nobody gets the role, and no other call is made.
    text = denied(session("stranger").client("sqs").send_message, QueueUrl=url, MessageBody="m")
    assert "is not authorized to perform: sts:AssumeRole on resource: " + role in text
    denied(client(alice, "sqs").send_message, QueueUrl=url, MessageBody="m")


def test_a_role_leads_to_another_of_another_account(account, profiles):
    other = Account()
    url, arn = other.queue()
    name, alice = account.user()
    first = account.role(trust({"AWS": account.arn("user", name)}), allow("sts:AssumeRole"))
    second = other.role(trust({"AWS": first}), allow("sqs:*", arn))
    session = profiles(
        alice=keys_of(alice),
        first={"role_arn": first, "source_profile": "alice"},
        second={"role_arn": second, "source_profile": "first", "role_session_name": "far"},
    )
    far = session("second")
    assert far.client("sts").get_caller_identity()["Arn"] == (
        f"arn:aws:sts::{other.id}:assumed-role/{second.rsplit('/', 1)[1]}/far"
    )
    far.client("sqs").send_message(QueueUrl=url, MessageBody="m")
    denied(session("first").client("sqs").receive_message, QueueUrl=url)
    # Alice herself is not whom the second role trusts.
    sts = client(alice, "sts")
    assert code_of(sts.assume_role, RoleArn=second, RoleSessionName="alice") == "AccessDenied"


def test_what_assume_role_refuses(account):
    name, alice = account.user()
    role = account.role(trust({"AWS": account.arn("user", name)}), allow("sqs:*"))
    sts = client(alice, "sts")
    with pytest.raises(sts.exceptions.MalformedPolicyDocumentException) as caught:
        sts.assume_role(RoleArn=role, RoleSessionName="one", Policy="{}")
    assert caught.value.response["Error"]["Code"] == "MalformedPolicyDocument"
    assert code_of(sts.assume_role, RoleArn=role, RoleSessionName="one", DurationSeconds=7200) == "ValidationError"
    assert code_of(sts.assume_role, RoleArn=account.arn("role", "none"), RoleSessionName="one") == "AccessDenied"


@pytest.mark.skipif(not KEY.startswith("AKIA"), reason="the server has told no key of its own")
def test_a_root_assumes_no_role(account):
    role = account.role(trust({"AWS": ACCOUNT}))
    assert denied(connect("sts").assume_role, RoleArn=role, RoleSessionName="one") == (
        "Roles may not be assumed by root accounts."
    )


def test_tags_and_a_source_identity_go_with_the_session(account):
    url, arn = account.queue()
    name, alice = account.user(allow(["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]))
    actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    given = {"aws:PrincipalTag/team": "blue", "aws:SourceIdentity": "alice"}
    role = account.role(
        trust({"AWS": account.arn("user", name)}, actions),
        allow("sqs:SendMessage", arn, Condition={"StringEquals": given}),
    )

    def visit(team, source):
        answer = client(alice, "sts").assume_role(
            RoleArn=role, RoleSessionName="visit", SourceIdentity=source,
            Tags=[{"Key": "team", "Value": team}],
        )
        assert answer["SourceIdentity"] == source
        return client(session_with(answer["Credentials"]), "sqs")

    visit("blue", "alice").send_message(QueueUrl=url, MessageBody="m")
    denied(visit("red", "alice").send_message, QueueUrl=url, MessageBody="m")
    denied(visit("blue", "bob").send_message, QueueUrl=url, MessageBody="m")


def test_a_session_of_a_user(account):
    url, arn = account.queue()
    name, alice = account.user(allow("sqs:SendMessage", arn))
    answer = client(alice, "sts").get_session_token(DurationSeconds=900)
    left = answer["Credentials"]["Expiration"] - datetime.datetime.now(datetime.timezone.utc)
    assert 0 < left.total_seconds() <= 960
    session = session_with(answer["Credentials"])
    assert client(session, "sts").get_caller_identity()["Arn"] == account.arn("user", name)
    client(session, "sqs").send_message(QueueUrl=url, MessageBody="m")
    denied(client(session, "sqs").receive_message, QueueUrl=url)
    text = denied(client(session, "sts").get_session_token)
    assert text == "Cannot call GetSessionToken with session credentials"
    credentials = {**answer["Credentials"], "SessionToken": "nonsense"}
    forged = client(session_with(credentials), "sts").get_caller_identity
    assert code_of(forged) == "InvalidClientTokenId"


@pytest.mark.parametrize(
    "service, operation, status, unknown, mismatch, denial",
    [
        ("iam", "list_users", 403, "InvalidClientTokenId", "SignatureDoesNotMatch", "AccessDenied"),
        ("organizations", "list_roots", 400, "UnrecognizedClientException", "InvalidSignatureException",
         "AccessDeniedException"),
        ("accessanalyzer", "list_analyzers", 403, "UnrecognizedClientException", "InvalidSignatureException",
         "AccessDeniedException"),
    ],
)
def test_each_protocol_refuses_in_its_own_words(account, service, operation, status, unknown, mismatch, denial):
    """The query protocol, JSON and REST JSON."""
    _, alice = account.user()
    key = alice.get_credentials()
    wrong = session_of(key.access_key, "wrong")
    temporary = client(alice, "sts").get_session_token()["Credentials"]
    forged = session_with({**temporary, "SessionToken": "forged"})
    for session, code in ((alice, denial), (wrong, mismatch), (forged, unknown)):
        with pytest.raises(ClientError) as caught:
            getattr(client(session, service), operation)()
        answer = caught.value.response
        assert answer["Error"]["Code"] == code
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == status


def test_a_federated_user_may_what_both_may(account):
    url, arn = account.queue()
    _, alice = account.user(allow("sqs:*", arn), allow("sts:GetFederationToken"))
    both = policy(allow(["sqs:SendMessage", "sqs:ListQueues"]))
    answer = client(alice, "sts").get_federation_token(Name="fred", Policy=both)
    assert answer["FederatedUser"]["Arn"] == f"arn:aws:sts::{account.id}:federated-user/fred"
    sqs = client(session_with(answer["Credentials"]), "sqs")
    sqs.send_message(QueueUrl=url, MessageBody="m")
    denied(sqs.receive_message, QueueUrl=url)
    denied(sqs.list_queues)


class Issuer:
    """A small OpenID Connect provider: its discovery document and its keys, by TLS with a certificate of its own."""

    def __init__(self, folder):
        self.key = ec.generate_private_key(ec.SECP256R1())
        certificate = SelfSigned()
        (folder / "server.pem").write_bytes(certificate.pem)
        self.thumbprint = certificate.thumbprint
        handler = type("Handler", (Discovery,), {"issuer": self})
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "server.pem")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"https://{self.host}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def document(self, path):
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys"}
        public = jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "ES256"}]}

    def token(self, key=None, **claims):
        now = int(time.time())
        claims = {"iss": self.url, "aud": "app", "iat": now, "exp": now + 600, **claims}
        return jwt.encode(claims, key or self.key, algorithm="ES256", headers={"kid": "1"})


class Discovery(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = json.dumps(self.issuer.document(self.path)).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class SelfSigned:
    """A certificate of 127.0.0.1 with its key, and what IAM calls its thumbprint."""

    def __init__(self):
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "an issuer")])
        now = datetime.datetime.now(datetime.timezone.utc)
        address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        made = made.not_valid_before(now - datetime.timedelta(days=1))
        made = made.not_valid_after(now + datetime.timedelta(days=1))
        made = made.add_extension(address, critical=False).sign(key, hashes.SHA256())
        self.thumbprint = made.fingerprint(hashes.SHA1()).hex()
        self.pem = made.public_bytes(serialization.Encoding.PEM) + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )


@pytest.fixture
def issuer(tmp_path):
    made = Issuer(tmp_path)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_web_identity_token_is_a_way_to_a_role(account, profiles, issuer, tmp_path):
    url, arn = account.queue()
    provider = account.iam.create_open_id_connect_provider(
        Url=issuer.url, ClientIDList=["app"], ThumbprintList=[issuer.thumbprint]
    )["OpenIDConnectProviderArn"]
    assert provider == account.arn("oidc-provider", issuer.host)
    trusting = trust(
        {"Federated": provider}, "sts:AssumeRoleWithWebIdentity",
        Condition={"StringEquals": {f"{issuer.host}:sub": "repo:me", f"{issuer.host}:aud": "app"}},
    )
    role = account.role(trusting, allow("sqs:SendMessage", arn))
    file = tmp_path / "token"
    session = profiles(job={
        "role_arn": role, "web_identity_token_file": file, "role_session_name": "job",
    })
    file.write_text(issuer.token(sub="repo:me"))
    job = session("job")
    job.client("sqs").send_message(QueueUrl=url, MessageBody="m")
    denied(job.client("sqs").receive_message, QueueUrl=url)
    assert job.get_credentials().method == "assume-role-with-web-identity"
    assert job.client("sts").get_caller_identity()["Arn"].endswith("/job")
    # Somebody else, a token for another application, one that is over, and one that the issuer did not sign.
    now, other = int(time.time()), ec.generate_private_key(ec.SECP256R1())
    for token, code in (
        (issuer.token(sub="repo:other"), "AccessDenied"),
        (issuer.token(sub="repo:me", aud="other"), "InvalidIdentityToken"),
        (issuer.token(sub="repo:me", iat=now - 7200, exp=now - 3600), "ExpiredTokenException"),
        (issuer.token(other, sub="repo:me"), "InvalidIdentityToken"),
    ):
        file.write_text(token)
        with pytest.raises(ClientError) as caught:
            session("job").client("sqs").send_message(QueueUrl=url, MessageBody="m")
        assert caught.value.operation_name == "AssumeRoleWithWebIdentity"
        assert caught.value.response["Error"]["Code"] == code
