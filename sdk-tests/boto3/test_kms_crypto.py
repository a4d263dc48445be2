"""What KMS computes, checked by OpenSSL (through `cryptography`) and by the AWS Encryption SDK: signatures, ciphertexts,
codes, shared secrets and imported keys must be those that others compute.
"""

import hashlib
import hmac
import os
import subprocess
import sys

import aws_encryption_sdk
import pytest
from aws_encryption_sdk import CommitmentPolicy
from aws_encryption_sdk.exceptions import DecryptKeyError
from conftest import ENDPOINT, KEY, REGION, SECRET, connect
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, mldsa, mlkem, padding, rsa, utils
from cryptography.hazmat.primitives.keywrap import aes_key_wrap_with_padding
from cryptography.hazmat.primitives.serialization import load_der_private_key, load_der_public_key

MESSAGE = b"what is signed and encrypted here"
HASHES = {"SHA_1": hashes.SHA1, "SHA_256": hashes.SHA256, "SHA_384": hashes.SHA384, "SHA_512": hashes.SHA512}


@pytest.fixture(scope="module")
def kms():
    return connect("kms")


@pytest.fixture(scope="module")
def make_key(kms):
    made = []

    def make(**options):
        made.append(kms.create_key(**options)["KeyMetadata"]["Arn"])
        return made[-1]

    yield make
    for arn in made:
        kms.schedule_key_deletion(KeyId=arn, PendingWindowInDays=7)


def public_key(kms, arn):
    return load_der_public_key(kms.get_public_key(KeyId=arn)["PublicKey"])


def hash_of(algorithm):
    return next(made() for name, made in HASHES.items() if algorithm.endswith(name))


def oaep(algorithm):
    made = hash_of(algorithm)
    return padding.OAEP(mgf=padding.MGF1(made), algorithm=made, label=None)


def pkcs8(private):
    return private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def spki(public):
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


@pytest.mark.parametrize("spec", ["RSA_2048", "RSA_3072", "RSA_4096"])
def test_openssl_verifies_rsa_signatures(kms, make_key, spec):
    arn = make_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
    public = public_key(kms, arn)
    assert public.key_size == int(spec.removeprefix("RSA_"))
    for algorithm in kms.get_public_key(KeyId=arn)["SigningAlgorithms"]:
        digest = hash_of(algorithm)
        how = padding.PKCS1v15()
        if "PSS" in algorithm:
            how = padding.PSS(mgf=padding.MGF1(digest), salt_length=digest.digest_size)
        signature = kms.sign(KeyId=arn, Message=MESSAGE, SigningAlgorithm=algorithm)["Signature"]
        public.verify(signature, MESSAGE, how, digest)
        with pytest.raises(InvalidSignature):
            public.verify(signature, MESSAGE + b".", how, digest)
        made = hashlib.new(digest.name, MESSAGE).digest()
        signature = kms.sign(KeyId=arn, Message=made, MessageType="DIGEST", SigningAlgorithm=algorithm)["Signature"]
        public.verify(signature, made, how, utils.Prehashed(digest))


@pytest.mark.parametrize(
    "spec, algorithm",
    [
        ("ECC_NIST_P256", "ECDSA_SHA_256"),
        ("ECC_NIST_P384", "ECDSA_SHA_384"),
        ("ECC_NIST_P521", "ECDSA_SHA_512"),
        ("ECC_SECG_P256K1", "ECDSA_SHA_256"),
    ],
)
def test_openssl_verifies_ecdsa_signatures(kms, make_key, spec, algorithm):
    arn = make_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
    signature = kms.sign(KeyId=arn, Message=MESSAGE, SigningAlgorithm=algorithm)["Signature"]
    public_key(kms, arn).verify(signature, MESSAGE, ec.ECDSA(hash_of(algorithm)))
    with pytest.raises(InvalidSignature):
        public_key(kms, arn).verify(signature, b"other", ec.ECDSA(hash_of(algorithm)))


def test_openssl_verifies_ed25519_signatures(kms, make_key):
    arn = make_key(KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")
    signature = kms.sign(KeyId=arn, Message=MESSAGE, SigningAlgorithm="ED25519_SHA_512")["Signature"]
    public = public_key(kms, arn)
    assert isinstance(public, ed25519.Ed25519PublicKey)
    public.verify(signature, MESSAGE)


@pytest.mark.parametrize("spec", ["ML_DSA_44", "ML_DSA_65", "ML_DSA_87"])
def test_openssl_verifies_ml_dsa_signatures(kms, make_key, spec):
    arn = make_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")
    public = public_key(kms, arn)
    raw = kms.sign(KeyId=arn, Message=MESSAGE, SigningAlgorithm="ML_DSA_SHAKE_256")["Signature"]
    public.verify(raw, MESSAGE)
    tr = hashlib.shake_256(public.public_bytes_raw()).digest(64)
    mu = hashlib.shake_256(tr + b"\0\0" + MESSAGE).digest(64)
    by_mu = kms.sign(KeyId=arn, Message=mu, MessageType="EXTERNAL_MU", SigningAlgorithm="ML_DSA_SHAKE_256")
    public.verify(by_mu["Signature"], MESSAGE)
    with pytest.raises(InvalidSignature):
        public.verify(raw, b"other")


@pytest.mark.parametrize("spec", ["RSA_2048", "RSA_4096"])
@pytest.mark.parametrize("algorithm", ["RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"])
def test_what_openssl_encrypts_is_decrypted(kms, make_key, spec, algorithm):
    arn = make_key(KeySpec=spec, KeyUsage="ENCRYPT_DECRYPT")
    blob = public_key(kms, arn).encrypt(MESSAGE, oaep(algorithm))
    answer = kms.decrypt(KeyId=arn, CiphertextBlob=blob, EncryptionAlgorithm=algorithm)
    assert answer["Plaintext"] == MESSAGE
    with pytest.raises(kms.exceptions.InvalidCiphertextException):
        kms.decrypt(KeyId=arn, CiphertextBlob=bytes(len(blob)), EncryptionAlgorithm=algorithm)


@pytest.mark.parametrize("curve", ["P256", "P384", "P521"])
def test_shared_secrets_are_openssls(kms, make_key, curve):
    arn = make_key(KeySpec=f"ECC_NIST_{curve}", KeyUsage="KEY_AGREEMENT")
    ours = public_key(kms, arn)
    theirs = ec.generate_private_key(ours.curve)
    answer = kms.derive_shared_secret(KeyId=arn, KeyAgreementAlgorithm="ECDH", PublicKey=spki(theirs.public_key()))
    assert answer["SharedSecret"] == theirs.exchange(ec.ECDH(), ours)


@pytest.mark.parametrize("spec", ["ML_KEM_768", "ML_KEM_1024"])
def test_encapsulated_secrets_are_openssls(kms, make_key, spec):
    arn = make_key(KeySpec=spec, KeyUsage="ENCAPSULATE_DECAPSULATE")
    shared, sent = public_key(kms, arn).encapsulate()
    answer = kms.decapsulate(KeyId=arn, SharedSecretCiphertextBlob=sent, EncapsulationAlgorithm="ML_KEM")
    assert answer["SharedSecret"] == shared


@pytest.mark.parametrize("bits, name", [(224, "sha224"), (256, "sha256"), (384, "sha384"), (512, "sha512")])
def test_codes_are_those_of_the_imported_key(kms, make_key, bits, name):
    arn = make_key(KeySpec=f"HMAC_{bits}", KeyUsage="GENERATE_VERIFY_MAC", Origin="EXTERNAL")
    key = os.urandom(bits // 8)
    bring(kms, arn, key)
    mac = kms.generate_mac(KeyId=arn, Message=MESSAGE, MacAlgorithm=f"HMAC_SHA_{bits}")["Mac"]
    assert mac == hmac.new(key, MESSAGE, name).digest()


@pytest.mark.parametrize("spec", ["RSA_2048", "ECC_NIST_P256", "ECC_NIST_P521", "ECC_NIST_EDWARDS25519"])
def test_data_key_pairs_are_read_by_openssl(kms, make_key, spec):
    arn = make_key()
    pair = kms.generate_data_key_pair(KeyId=arn, KeyPairSpec=spec, EncryptionContext={"a": "b"})
    private = load_der_private_key(pair["PrivateKeyPlaintext"], None)
    assert spki(private.public_key()) == pair["PublicKey"]
    opened = kms.decrypt(CiphertextBlob=pair["PrivateKeyCiphertextBlob"], EncryptionContext={"a": "b"})
    assert opened["Plaintext"] == pair["PrivateKeyPlaintext"]


def test_lattice_data_key_pairs_are_read_by_openssl(kms, make_key):
    pair = kms.generate_data_key_pair(KeyId=make_key(), KeyPairSpec="ML_KEM_768")
    private = load_der_private_key(pair["PrivateKeyPlaintext"], None)
    assert isinstance(private, mlkem.MLKEM768PrivateKey)
    assert spki(private.public_key()) == pair["PublicKey"]


def bring(kms, arn, material, algorithm="RSAES_OAEP_SHA_256", spec="RSA_2048"):
    """Imports `material`, wrapped by OpenSSL."""
    got = kms.get_parameters_for_import(KeyId=arn, WrappingAlgorithm=algorithm, WrappingKeySpec=spec)
    public = load_der_public_key(got["PublicKey"])
    if algorithm.startswith("RSAES"):
        wrapped = public.encrypt(material, oaep(algorithm))
    else:
        kek = os.urandom(32)
        wrapped = public.encrypt(kek, oaep(algorithm)) + aes_key_wrap_with_padding(kek, material)
    kms.import_key_material(
        KeyId=arn,
        ImportToken=got["ImportToken"],
        EncryptedKeyMaterial=wrapped,
        ExpirationModel="KEY_MATERIAL_DOES_NOT_EXPIRE",
    )


@pytest.mark.parametrize("wrapping", ["RSA_2048", "RSA_3072", "RSA_4096"])
def test_imported_aes_keys_work_and_stay_the_same(kms, make_key, wrapping):
    arn = make_key(Origin="EXTERNAL")
    material = os.urandom(32)
    bring(kms, arn, material, "RSAES_OAEP_SHA_1", wrapping)
    blob = kms.encrypt(KeyId=arn, Plaintext=MESSAGE)["CiphertextBlob"]
    kms.delete_imported_key_material(KeyId=arn)
    with pytest.raises(kms.exceptions.KMSInvalidStateException):
        kms.decrypt(CiphertextBlob=blob)
    with pytest.raises(kms.exceptions.IncorrectKeyMaterialException):
        bring(kms, arn, os.urandom(32))
    bring(kms, arn, material)
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == MESSAGE


@pytest.mark.parametrize("algorithm", ["RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"])
def test_imported_private_keys_are_the_same_keys(kms, make_key, algorithm):
    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    arn = make_key(KeySpec="RSA_3072", KeyUsage="ENCRYPT_DECRYPT", Origin="EXTERNAL")
    bring(kms, arn, pkcs8(private), algorithm, "RSA_4096")
    assert spki(public_key(kms, arn)) == spki(private.public_key())
    blob = kms.encrypt(KeyId=arn, Plaintext=MESSAGE, EncryptionAlgorithm="RSAES_OAEP_SHA_256")["CiphertextBlob"]
    assert private.decrypt(blob, oaep("RSAES_OAEP_SHA_256")) == MESSAGE

    private = ec.generate_private_key(ec.SECP521R1())
    arn = make_key(KeySpec="ECC_NIST_P521", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
    bring(kms, arn, pkcs8(private), algorithm)
    signature = kms.sign(KeyId=arn, Message=MESSAGE, SigningAlgorithm="ECDSA_SHA_512")["Signature"]
    private.public_key().verify(signature, MESSAGE, ec.ECDSA(hashes.SHA512()))


def test_imported_curve_keys_under_oaep(kms, make_key):
    for spec, private in [
        ("ECC_NIST_P256", ec.generate_private_key(ec.SECP256R1())),
        ("ECC_SECG_P256K1", ec.generate_private_key(ec.SECP256K1())),
        ("ECC_NIST_EDWARDS25519", ed25519.Ed25519PrivateKey.generate()),
    ]:
        arn = make_key(KeySpec=spec, KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
        bring(kms, arn, pkcs8(private))
        assert spki(public_key(kms, arn)) == spki(private.public_key()), spec


def test_imported_ml_dsa_keys(kms, make_key):
    private = mldsa.MLDSA65PrivateKey.generate()
    arn = make_key(KeySpec="ML_DSA_65", KeyUsage="SIGN_VERIFY", Origin="EXTERNAL")
    bring(kms, arn, pkcs8(private), "RSA_AES_KEY_WRAP_SHA_256")
    assert spki(public_key(kms, arn)) == spki(private.public_key())


def test_a_touched_ciphertext_is_refused_by_the_clients_own_exception(kms, make_key):
    blob = bytearray(kms.encrypt(KeyId=make_key(), Plaintext=MESSAGE)["CiphertextBlob"])
    for at in (0, 5, 20, 50, 80, 110, 130, 150, len(blob) - 1):
        blob[at] ^= 1
        with pytest.raises(kms.exceptions.InvalidCiphertextException):
            kms.decrypt(CiphertextBlob=bytes(blob))
        blob[at] ^= 1
    assert kms.decrypt(CiphertextBlob=bytes(blob))["Plaintext"] == MESSAGE


def test_a_dry_run_says_what_would_have_been(kms, make_key):
    with pytest.raises(kms.exceptions.DryRunOperationException):
        kms.generate_data_key(KeyId=make_key(), KeySpec="AES_256", DryRun=True)


# The AWS Encryption SDK: a message encrypted in one process is decrypted in another.

DECRYPT = """
import sys
sys.path.insert(0, {folder!r})
import test_kms_crypto as tests
sys.stdout.buffer.write(tests.open_envelope(sys.stdin.buffer.read(), {arn!r}))
"""


def provider(arn):
    """A master key provider whose clients come here."""
    made = aws_encryption_sdk.StrictAwsKmsMasterKeyProvider(key_ids=[arn])
    for key in made._members:
        key.config.client = connect("kms")
    return made


def client():
    return aws_encryption_sdk.EncryptionSDKClient(commitment_policy=CommitmentPolicy.REQUIRE_ENCRYPT_REQUIRE_DECRYPT)


def open_envelope(envelope, arn):
    plain, header = client().decrypt(source=envelope, key_provider=provider(arn))
    assert header.encryption_context["purpose"] == "test"
    return plain


def decrypted_elsewhere(envelope, arn):
    script = DECRYPT.format(folder=os.path.dirname(__file__), arn=arn)
    env = {
        **os.environ,
        "STRATUS_ENDPOINT": ENDPOINT,
        "STRATUS_ACCESS_KEY_ID": KEY,
        "STRATUS_SECRET_ACCESS_KEY": SECRET,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": ENDPOINT,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
    }
    done = subprocess.run([sys.executable, "-c", script], input=envelope, env=env, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture
def ambient(monkeypatch):
    """The Encryption SDK makes clients of its own; they find us by the environment."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", ENDPOINT)
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)


def test_an_envelope_is_opened_in_another_process(make_key, ambient):
    arn = make_key()
    plain = os.urandom(100_000)
    envelope, _ = client().encrypt(source=plain, key_provider=provider(arn), encryption_context={"purpose": "test"})
    assert plain not in envelope
    assert decrypted_elsewhere(envelope, arn) == plain


def test_envelopes_share_a_cached_data_key(kms, make_key, ambient):
    arn = make_key()
    manager = aws_encryption_sdk.CachingCryptoMaterialsManager(
        master_key_provider=provider(arn),
        cache=aws_encryption_sdk.LocalCryptoMaterialsCache(10),
        max_age=600.0,
        max_messages_encrypted=10,
    )
    envelopes = []
    for n in range(3):
        envelope, header = client().encrypt(
            source=b"message %d" % n, materials_manager=manager, encryption_context={"purpose": "test"}
        )
        envelopes.append((envelope, {key.encrypted_data_key for key in header.encrypted_data_keys}))
    assert envelopes[0][1] == envelopes[1][1] == envelopes[2][1], "one data key for all"
    for n, (envelope, _) in enumerate(envelopes):
        assert decrypted_elsewhere(envelope, arn) == b"message %d" % n
    kms.disable_key(KeyId=arn)
    with pytest.raises(DecryptKeyError):
        open_envelope(envelopes[0][0], arn)
