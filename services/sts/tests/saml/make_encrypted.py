"""Encrypts the assertions of responses that make.py made: for a key that is made anew and kept beside them.

    python3 -m venv venv && venv/bin/pip install cryptography && venv/bin/python make_encrypted.py
"""

import os
import pathlib
import re
from base64 import b64encode

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

HERE = pathlib.Path(__file__).parent
ENC = "http://www.w3.org/2001/04/xmlenc#"
ENC11 = "http://www.w3.org/2009/xmlenc11#"


def gcm(secret, plain):
    nonce = os.urandom(12)
    return nonce + AESGCM(secret).encrypt(nonce, plain, None)


def cbc(secret, plain):
    # Any bytes may stand in the padding, but for the last.
    pad = 16 - len(plain) % 16
    start = os.urandom(16)
    cipher = Cipher(algorithms.AES(secret), modes.CBC(start)).encryptor()
    return start + cipher.update(plain + b"\0" * (pad - 1) + bytes([pad])) + cipher.finalize()


def encrypted(name, public, content, seal, size, method, digest, hash, beside=False):
    text = (HERE / f"{name}.xml").read_text(newline="")
    found = re.search(r"<saml:Assertion .*</saml:Assertion>", text, re.DOTALL)
    secret = os.urandom(size)
    oaep = padding.OAEP(padding.MGF1(hash()), hash(), None)
    value = lambda data: (
        f"<xenc:CipherData><xenc:CipherValue>{b64encode(data).decode()}</xenc:CipherValue></xenc:CipherData>"
    )
    key = (
        f'<xenc:EncryptedKey xmlns:xenc="{ENC}"><xenc:EncryptionMethod Algorithm="{method}">{digest}'
        f"</xenc:EncryptionMethod>{value(public.encrypt(secret, oaep))}</xenc:EncryptedKey>"
    )
    within = "" if beside else f'<ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">{key}</ds:KeyInfo>'
    data = (
        f'<xenc:EncryptedData xmlns:xenc="{ENC}" Type="{ENC}Element">'
        f'<xenc:EncryptionMethod Algorithm="{content}"/>{within}'
        f"{value(seal(secret, found[0].encode()))}</xenc:EncryptedData>"
    )
    hidden = (
        '<saml:EncryptedAssertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion">'
        f"{data}{key if beside else ''}</saml:EncryptedAssertion>"
    )
    return text[: found.start()] + hidden + text[found.end() :]


def main():
    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    (HERE / "decryption-key.der").write_bytes(
        key.private_bytes(serialization.Encoding.DER, form, plain)
    )
    public = key.public_key()
    digest = '<ds:DigestMethod xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Algorithm="{}"/>'
    sha256 = digest.format(ENC + "sha256") + f'<e:MGF xmlns:e="{ENC11}" Algorithm="{ENC11}mgf1sha256"/>'
    old, new = ENC + "rsa-oaep-mgf1p", ENC11 + "rsa-oaep"
    sha1 = hashes.SHA1
    out = {
        "gcm": encrypted("good", public, ENC11 + "aes256-gcm", gcm, 32, new, sha256, hashes.SHA256),
        "gcm128": encrypted("good", public, ENC11 + "aes128-gcm", gcm, 16, old, "", sha1, True),
        "cbc": encrypted("good", public, ENC + "aes256-cbc", cbc, 32, old, "", sha1),
        "cbc192": encrypted("good", public, ENC + "aes192-cbc", cbc, 24, old, "", sha1, True),
        "unsigned": encrypted("unsigned", public, ENC11 + "aes256-gcm", gcm, 32, old, "", sha1),
    }
    for name, text in out.items():
        (HERE / f"encrypted-{name}.xml").write_text(text, newline="")


main()
