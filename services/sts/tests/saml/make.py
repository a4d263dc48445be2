"""Makes the SAML documents of the tests: two providers' metadata, and responses that signxml or xmlsec signed.

    python3 -m venv venv && venv/bin/pip install signxml xmlsec && venv/bin/python make.py

The keys are thrown away, so every run makes all files anew.
"""

import datetime
import pathlib
from base64 import b64encode

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from lxml import etree
from signxml import XMLSigner, methods

HERE = pathlib.Path(__file__).parent
AWS = "https://aws.amazon.com/SAML/Attributes/"
SAML = "urn:oasis:names:tc:SAML:2.0:"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
PLACE = '<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#" Id="placeholder"/>'


class Signer(XMLSigner):
    def check_deprecated_methods(self):
        """SHA-1 is wanted, too."""


def certificate(key):
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "idp.example.com")])
    start = datetime.datetime(2020, 1, 1)
    # Long over: what counts is the key.
    end = datetime.datetime(2021, 1, 1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, start, end)
    return builder.sign(key, hashes.SHA256())


def metadata(certificates):
    keys = "".join(
        '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>\n'
        + b64encode(c.public_bytes(serialization.Encoding.DER)).decode()
        + "\n</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for c in certificates
    )
    return (
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"'
        ' xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="https://idp.example.com/saml">'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        + keys
        + "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def attribute(name, *values):
    texts = "".join(
        f'<saml:AttributeValue xsi:type="xs:string">{v}</saml:AttributeValue>' for v in values
    )
    return f'<saml:Attribute Name="{name}">{texts}</saml:Attribute>'


PAIR = "arn:aws:iam::000000000000:role/saml,arn:aws:iam::000000000000:saml-provider/idp"
AFFILIATED = PAIR.replace("role/saml", "role/affiliated")


def assertion(
    issuer="https://idp.example.com/saml",
    issued="2026-01-01T00:00:00Z",
    subject="ada@example.com",
    recipient="https://signin.aws.amazon.com/saml",
    audience="urn:amazon:webservices",
    until="2026-01-01T00:10:00Z",
    since="2025-12-31T23:55:00Z",
    session_end="",
    pairs=(PAIR, AFFILIATED),
    session_name=("ada",),
    more="",
):
    ends = f' SessionNotOnOrAfter="{session_end}"' if session_end else ""
    names = attribute(AWS + "RoleSessionName", *session_name) if session_name else ""
    return (
        f'<saml:Assertion xmlns:saml="{SAML}assertion" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
        f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ID="_a1" Version="2.0"'
        f' IssueInstant="{issued}"><saml:Issuer>{issuer}</saml:Issuer>{PLACE}<saml:Subject>'
        f'<saml:NameID Format="{SAML}nameid-format:persistent">{subject}</saml:NameID>'
        f'<saml:SubjectConfirmation Method="{SAML}cm:bearer"><saml:SubjectConfirmationData'
        f' NotOnOrAfter="{until}" Recipient="{recipient}"/></saml:SubjectConfirmation></saml:Subject>'
        f'<saml:Conditions NotBefore="{since}" NotOnOrAfter="{until}"><saml:AudienceRestriction>'
        f"<saml:Audience>{audience}</saml:Audience></saml:AudienceRestriction></saml:Conditions>"
        f'<saml:AuthnStatement AuthnInstant="{issued}"{ends}><saml:AuthnContext>'
        f"<saml:AuthnContextClassRef>{SAML}ac:classes:Password</saml:AuthnContextClassRef>"
        f"</saml:AuthnContext></saml:AuthnStatement><saml:AttributeStatement>"
        f'{attribute(AWS + "Role", *pairs) if pairs else ""}{names}{more}'
        f"</saml:AttributeStatement></saml:Assertion>"
    )


def response(inner, status="Success", place=""):
    return (
        f'<samlp:Response xmlns:samlp="{SAML}protocol" ID="_r1" Version="2.0"'
        f' IssueInstant="2026-01-01T00:00:00Z" Destination="https://signin.aws.amazon.com/saml">'
        f'<saml:Issuer xmlns:saml="{SAML}assertion">https://idp.example.com/saml</saml:Issuer>{place}'
        f'<samlp:Status><samlp:StatusCode Value="{SAML}status:{status}"/></samlp:Status>{inner}'
        f"</samlp:Response>"
    )


def sign_in_place(text, key, of, prefixes, comments):
    """By xmlsec, which knows what is in scope around the signed element, as signxml does not."""
    c14n = EXCLUSIVE + ("WithComments" if comments else "")
    listed = f'<ec:InclusiveNamespaces xmlns:ec="{EXCLUSIVE}" PrefixList="{prefixes}"/>'
    ds = "http://www.w3.org/2000/09/xmldsig#"
    template = (
        f'<ds:Signature xmlns:ds="{ds}"><ds:SignedInfo>'
        f'<ds:CanonicalizationMethod Algorithm="{c14n}"/><!-- covered only with comments -->'
        f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f'<ds:Reference URI="#{of}"><ds:Transforms>'
        f'<ds:Transform Algorithm="{ds}enveloped-signature"/>'
        f'<ds:Transform Algorithm="{c14n}">{listed}</ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/>'
        f"<ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/></ds:Signature>"
    )
    document = etree.fromstring(text.replace(PLACE, template))
    xmlsec.tree.add_ids(document, ["ID"])
    pem = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(pem, xmlsec.constants.KeyDataFormatPem)
    context.sign(xmlsec.tree.find_node(document, "Signature"))
    return etree.tostring(document).decode()


def sign(text, key, cert, of="_a1", signature="sha256", digest=None):
    document = etree.fromstring(text)
    element = document if of == "_r1" else document.find(f".//*[@ID='{of}']")
    kind = "ecdsa" if isinstance(key, ec.EllipticCurvePrivateKey) else "rsa"
    signer = Signer(
        method=methods.enveloped,
        signature_algorithm=f"{kind}-{signature}",
        digest_algorithm=digest or signature,
        c14n_algorithm=EXCLUSIVE,
    )
    signed = signer.sign(
        element,
        key=key,
        cert=[cert],
        reference_uri=of,
        id_attribute="ID",
    )
    if of == "_r1":
        return etree.tostring(signed).decode()
    element.getparent().replace(element, signed)
    return etree.tostring(document).decode()


def refer_elsewhere(text, key):
    """A good digest of the assertion, under a reference to something else."""
    ds = "http://www.w3.org/2000/09/xmldsig#"
    element = etree.fromstring(text.replace(PLACE, "")).find(".//*[@ID='_a1']")
    digest = hashes.Hash(hashes.SHA256())
    digest.update(etree.tostring(element, method="c14n", exclusive=True))
    info = (
        f'<ds:SignedInfo xmlns:ds="{ds}">'
        f'<ds:CanonicalizationMethod Algorithm="{EXCLUSIVE}"></ds:CanonicalizationMethod>'
        f'<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256">'
        f'</ds:SignatureMethod><ds:Reference URI="REFERENCE"><ds:Transforms>'
        f'<ds:Transform Algorithm="{ds}enveloped-signature"></ds:Transform>'
        f'<ds:Transform Algorithm="{EXCLUSIVE}"></ds:Transform></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"></ds:DigestMethod>'
        f"<ds:DigestValue>{b64encode(digest.finalize()).decode()}</ds:DigestValue>"
        f"</ds:Reference></ds:SignedInfo>"
    )
    made = []
    for reference in ("#_a1", "#_r1"):
        signed = info.replace("REFERENCE", reference)
        value = b64encode(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()
        made.append(
            f'<ds:Signature xmlns:ds="{ds}">{signed}'
            f"<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
        )
    # The same with the right reference is good: that it is refused has the one reason.
    (HERE / "by-hand.xml").write_text(text.replace(PLACE, made[0]), newline="")
    return text.replace(PLACE, made[1])


def main():
    rsa_key = rsa.generate_private_key(65537, 2048)
    small = rsa.generate_private_key(65537, 1024)
    p256 = ec.generate_private_key(ec.SECP256R1())
    p384 = ec.generate_private_key(ec.SECP384R1())
    p521 = ec.generate_private_key(ec.SECP521R1())
    stranger = rsa.generate_private_key(65537, 2048)
    known = [(key, certificate(key)) for key in (rsa_key, small, p256, p384, p521)]
    cert = dict(known)
    out = {"metadata": metadata([c for _, c in known])}

    def plain(**changes):
        return sign(response(assertion(**changes)), rsa_key, cert[rsa_key])

    out["good"] = plain()
    out["other-key"] = sign(response(assertion()), stranger, certificate(stranger))
    out["unsigned"] = response(assertion()).replace(PLACE, "")
    in_response = response(assertion().replace(PLACE, ""), place=PLACE)
    out["response"] = sign(in_response, rsa_key, cert[rsa_key], "_r1", "sha512")
    inner = sign(response(assertion(), place=""), rsa_key, cert[rsa_key], signature="sha384")
    both = inner.replace("<samlp:Status>", PLACE + "<samlp:Status>")
    out["both"] = sign(both, rsa_key, cert[rsa_key], "_r1")
    out["sha1"] = sign(response(assertion()), rsa_key, cert[rsa_key], signature="sha1")
    out["small-key"] = sign(response(assertion()), small, cert[small])
    out["p256"] = sign(response(assertion()), p256, cert[p256])
    out["p384"] = sign(response(assertion()), p384, cert[p384], signature="sha384")
    out["p521"] = sign(response(assertion()), p521, cert[p521], signature="sha512")
    odd = (
        '<!-- before --><Extra xmlns="urn:extra" xmlns:b="urn:b" xmlns:a="urn:a" b:z="1" a:y="&#9;&quot;'
        "&lt;'>\" x=\"é\"\n w='2'><b:In xmlns:c='urn:c'> &amp; &gt; &#13; <![CDATA[<raw> & ]]></b:In>"
        "<?target some data?><a:Out xmlns='' xml:lang='en'><plain/></a:Out><b:In xmlns:b='urn:other'/></Extra>"
    )
    # Allowed there: any element, as a value.
    odd = (
        '<saml:Attribute Name="urn:odd"><saml:AttributeValue>' + odd + "</saml:AttributeValue></saml:Attribute>"
    )
    outside = 'xmlns="urn:d" xmlns:o="urn:o" xmlns:samlp='
    odd_assertion = response(assertion(more=odd)).replace("xmlns:samlp=", outside, 1)
    out["odd"] = sign_in_place(odd_assertion, rsa_key, "_a1", "o xs xsi a", True)
    out["odd-default"] = sign_in_place(odd_assertion, rsa_key, "_a1", "#default o", False)
    whole = response(assertion(more=odd).replace(PLACE, ""), place=PLACE)
    out["odd-response"] = sign_in_place(whole, rsa_key, "_r1", "#default c saml", True)
    # Signed as they stand, and refused for what they are.
    value = attribute("urn:odd", '<x Id="_r1"/>')
    out["twice"] = sign_in_place(response(assertion(more=value)), rsa_key, "_a1", "", False)
    value = attribute("urn:odd", '<s:Signature xmlns:s="http://www.w3.org/2000/09/xmldsig#"/>')
    out["hidden"] = sign_in_place(response(assertion(more=value)), rsa_key, "_a1", "", False)
    out["elsewhere"] = refer_elsewhere(response(assertion()), rsa_key)
    out["comment"] = plain(subject="ada@example.com<!-- x -->.evil.example")
    out["expired"] = plain(until="2026-01-01T00:00:00Z")
    out["old"] = plain(issued="2025-12-31T23:54:59Z")
    out["early"] = plain(since="2026-01-01T00:06:00Z")
    out["audience"] = plain(audience="https://elsewhere.example.com/saml")
    out["recipient"] = plain(recipient="https://signin.aws.amazon.com.evil.example/saml")
    out["regional"] = plain(
        audience="https://eu-west-1.signin.aws.amazon.com/saml/acs/SAMLSP1",
        recipient="https://eu-west-1.signin.aws.amazon.com/saml/acs/SAMLSP1",
    )
    out["issuer"] = plain(issuer="https://other.example.com/saml")
    out["no-name"] = plain(session_name=())
    out["bad-name"] = plain(session_name=("a b",))
    out["no-role"] = plain(pairs=())
    out["other-role"] = plain(pairs=(PAIR.replace("role/saml", "role/other"),))
    out["turned"] = plain(pairs=("x,y", ", ".join(reversed(PAIR.split(",")))))
    out["untrusted"] = plain(pairs=(PAIR.replace("role/saml", "role/plain"),))
    out["short"] = plain(more=attribute(AWS + "SessionDuration", "1200"))
    out["bad-duration"] = plain(more=attribute(AWS + "SessionDuration", "60"))
    out["session-end"] = plain(session_end="2026-01-01T00:20:00Z")
    out["failed"] = sign(response(assertion(), status="Responder"), rsa_key, cert[rsa_key])
    out["bad-source"] = plain(more=attribute(AWS + "SourceIdentity", "aws:ada"))
    out["full"] = plain(
        more=attribute(AWS + "PrincipalTag:team", "red")
        + attribute(AWS + "PrincipalTag:site", "north")
        + attribute(AWS + "TransitiveTagKeys", "team")
        + attribute(AWS + "SourceIdentity", "ada.l")
        + attribute("urn:oid:1.3.6.1.4.1.5923.1.1.1.1", "staff", "member")
    )
    for name, text in out.items():
        (HERE / f"{name}.xml").write_text(text, newline="")


main()
