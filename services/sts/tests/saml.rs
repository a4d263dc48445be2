//! AssumeRoleWithSAML with responses that other implementations signed (`tests/saml/make.py`), as they are and as an
//! attacker would change them.

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use testcloud::{Answer, Cloud, Credentials};

const PROVIDER: &str = "arn:aws:iam::000000000000:saml-provider/idp";
const INVALID: &str = "InvalidIdentityToken";

fn file(name: &str) -> String {
    let path = format!("{}/tests/saml/{name}.xml", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("a file of make.py")
}

async fn assume(cloud: &Cloud, role: &str, text: &str, more: Value) -> Answer {
    let mut nobody = testcloud::Client::new(cloud, Credentials::none());
    let mut input = json!({"RoleArn": format!("arn:aws:iam::000000000000:role/{role}"),
        "PrincipalArn": PROVIDER, "SAMLAssertion": STANDARD.encode(text)});
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    nobody.call("sts", "AssumeRoleWithSAML", input).await.expect("an answer")
}

async fn accepted(cloud: &Cloud, name: &str) -> Value {
    match assume(cloud, "saml", &file(name), json!({})).await {
        Answer::Output(output) => output,
        Answer::Error(error) => panic!("{name}: {error:?}"),
    }
}

async fn refused(cloud: &Cloud, what: &str, text: &str, code: &str, words: &str) {
    let answer = assume(cloud, "saml", text, json!({})).await;
    assert!(matches!(answer, Answer::Error(_)), "{what} was accepted");
    let error = answer.error();
    assert_eq!(error.code, code, "{what}: {error:?}");
    assert!(error.message.as_deref().unwrap_or_default().contains(words), "{what}: {error:?}");
}

#[tokio::test]
async fn a_response_gives_a_session() {
    let cloud = Cloud::start(support::services()).await;
    let output = accepted(&cloud, "good").await;
    assert_eq!(output["Subject"], "ada@example.com");
    assert_eq!(output["SubjectType"], "persistent");
    assert_eq!(output["Issuer"], "https://idp.example.com/saml");
    assert_eq!(output["Audience"], "https://signin.aws.amazon.com/saml");
    // printf 'https://idp.example.com/saml000000000000/idp' | openssl sha1 -binary | base64
    assert_eq!(output["NameQualifier"], "94nwUUyt/4KzZovonMnUkjSBtqs=");
    assert_eq!(output["AssumedRoleUser"]["AssumedRoleId"], "AROASAML:ada");
    assert_eq!(output["Credentials"]["Expiration"], 1_767_225_600 + 3_600);
    let text = |name: &str| output["Credentials"][name].as_str().unwrap_or_default().to_owned();
    let credentials =
        Credentials::temporary(text("AccessKeyId"), text("SecretAccessKey"), text("SessionToken"));
    let mut ada = testcloud::Client::new(&cloud, credentials);
    let who = ada.call("sts", "GetCallerIdentity", json!({})).await.expect("an answer").output();
    assert_eq!(who["Arn"], "arn:aws:sts::000000000000:assumed-role/saml/ada");
    let session = cloud.kernel().open_session_token(&text("SessionToken")).expect("our own token");
    assert_eq!(session.session.provider.as_deref(), Some(PROVIDER));
    let sub = ("saml:sub".to_owned(), vec!["ada@example.com".to_owned()]);
    assert!(session.session.keys.contains(&sub), "{:?}", session.session.keys);
    cloud.stop().await;
}

#[tokio::test]
async fn signatures_of_every_kind() {
    let cloud = Cloud::start(support::services()).await;
    for name in [
        "response",
        "both",
        "sha1",
        "small-key",
        "p256",
        "p384",
        "p521",
        "odd",
        "odd-default",
        "odd-response",
        "by-hand",
        "turned",
        "regional",
    ] {
        let output = accepted(&cloud, name).await;
        assert_eq!(output["Subject"], "ada@example.com", "{name}");
    }
    // A comment cannot cut a name short: it is no part of what is signed, and the name is read as it was signed.
    let output = accepted(&cloud, "comment").await;
    assert_eq!(output["Subject"], "ada@example.com.evil.example");
    let text = file("good").replace("ada@example", "ada<!-- x -->@example");
    let output = assume(&cloud, "saml", &text, json!({})).await.output();
    assert_eq!(output["Subject"], "ada@example.com");
    cloud.stop().await;
}

#[tokio::test]
async fn encrypted_assertions() {
    let cloud = Cloud::start(support::services()).await;
    for name in ["encrypted-gcm", "encrypted-gcm128", "encrypted-cbc", "encrypted-cbc192"] {
        let output = accepted(&cloud, name).await;
        assert_eq!(output["Subject"], "ada@example.com", "{name}");
    }
    let good = file("encrypted-gcm");
    let closed = "cannot be decrypted";
    for (what, text, words) in [
        ("a signature within is needed", file("encrypted-unsigned"), "Response signature invalid"),
        ("another algorithm", good.replace("#aes256-gcm", "#aes128-gcm"), closed),
        ("old padding", good.replace("xmlenc11#rsa-oaep", "xmlenc#rsa-1_5"), closed),
        ("another hash", good.replace("mgf1sha256", "mgf1sha1"), closed),
        ("no key", good.replace("xenc:EncryptedKey", "xenc:Key"), closed),
        ("changed", good.replacen("CipherValue>", "CipherValue>AAAA", 2), closed),
        ("one in plain beside it", good.replace("</saml:EncryptedAssertion>",
            "</saml:EncryptedAssertion><saml:EncryptedAssertion xmlns:saml=\"urn:oasis:names:tc:SAML:2.0:assertion\"/>"),
            "invalid SAML response"),
    ] {
        assert_ne!(text, good, "{what}");
        refused(&cloud, what, &text, INVALID, words).await;
    }
    let secretive = json!({"PrincipalArn": PROVIDER.replace("/idp", "/secretive")});
    let error = assume(&cloud, "saml", &file("good"), secretive).await.error();
    let message = error.message.unwrap_or_default();
    assert_eq!(message, "The specified provider requires encrypted assertions");
    cloud.stop().await;
}

#[tokio::test]
async fn what_is_not_signed_as_it_stands() {
    let cloud = Cloud::start(support::services()).await;
    let good = file("good");
    let signature = "Response signature invalid";
    let invalid = "invalid SAML response";
    for (what, text, words) in [
        ("another key", file("other-key"), signature),
        ("no signature", file("unsigned"), signature),
        ("another subject", good.replace(">ada@", ">eve@"), signature),
        ("another role", good.replace("role/saml,", "role/open,"), signature),
        ("another time", good.replace("00:10:00Z", "00:11:00Z"), signature),
        ("more spaces", good.replace("<saml:Conditions", " <saml:Conditions"), signature),
        ("another namespace", good.replace("xmlns:xs=\"http", "xmlns:xs=\"https"), ""),
        ("another digest", good.replace("DigestValue>", "DigestValue>AAAA"), signature),
        ("no digest", good.replace("ds:DigestValue", "ds:Digest"), signature),
        ("another algorithm", good.replace("#rsa-sha256", "#rsa-sha512"), signature),
        ("an unknown algorithm", good.replace("#rsa-sha256", "#hmac-sha256"), signature),
        ("another canonical form", good.replace("xml-exc-c14n#", "REC-xml-c14n"), signature),
        ("not the enveloped form", good.replace("#enveloped-signature", "#base64"), signature),
        ("another reference", good.replace("URI=\"#_a1\"", "URI=\"#_r1\""), signature),
        ("the whole document", good.replace("URI=\"#_a1\"", "URI=\"\""), signature),
        ("response, changed", file("response").replace(">ada@", ">eve@"), signature),
        ("another reference, signed", file("elsewhere"), signature),
        ("a signature in a value", file("hidden"), signature),
        ("one ID twice", file("twice"), invalid),
        ("both, inner changed", file("both").replace(">ada@", ">eve@"), signature),
        ("both, outer changed", file("both").replace("Destination=", "Consent="), signature),
        ("a document type", format!("<!DOCTYPE x>{good}"), invalid),
        (
            "an entity",
            format!("<!DOCTYPE x [<!ENTITY e \"x\">]>{}", good.replace(">ada@", ">&e;@")),
            invalid,
        ),
        ("no XML", good[..good.len() - 3].to_owned(), invalid),
        ("not a response", good.replace("samlp:Response", "samlp:Request"), invalid),
    ] {
        if words.is_empty() {
            // Not used by any name that is signed, but by values of xsi:type: exclusive canonicalization drops it.
            assume(&cloud, "saml", &text, json!({})).await.output();
        } else {
            assert_ne!(text, good, "{what}");
            refused(&cloud, what, &text, INVALID, words).await;
        }
    }
    cloud.stop().await;
}

/// The assertion of a response, and what is before and after it.
fn parts(response: &str) -> (&str, &str, &str) {
    let start = response.find("<saml:Assertion").expect("an assertion");
    let close = "</saml:Assertion>";
    let end = response.find(close).expect("its end") + close.len();
    (&response[..start], &response[start..end], &response[end..])
}

/// The signature of an assertion, and the assertion without it.
fn signature_of(assertion: &str) -> (String, String) {
    let start = assertion.find("<ds:Signature ").expect("a signature");
    let close = "</ds:Signature>";
    let end = assertion.find(close).expect("its end") + close.len();
    let rest = format!("{}{}", &assertion[..start], &assertion[end..]);
    (assertion[start..end].to_owned(), rest)
}

/// The known ways to have one element verified and another one read.
#[tokio::test]
async fn signature_wrapping() {
    let cloud = Cloud::start(support::services()).await;
    let good = file("good");
    let (before, signed, after) = parts(&good);
    let (signature, plain) = signature_of(signed);
    let evil = plain.replace("ada@", "eve@");
    let renamed = evil.replace("ID=\"_a1\"", "ID=\"_evil\"");
    let object = |inner: &str| {
        signature
            .replace("</ds:Signature>", &format!("<ds:Object>{inner}</ds:Object></ds:Signature>"))
    };
    let within = |outer: &str, signature: &str| {
        outer.replacen("</saml:Issuer>", &format!("</saml:Issuer>{signature}"), 1)
    };
    let extensions = format!("<samlp:Extensions>{signed}</samlp:Extensions>");
    for (what, inner) in [
        ("the evil one first", format!("{renamed}{signed}")),
        ("the evil one last", format!("{signed}{renamed}")),
        ("the same ID first", format!("{evil}{signed}")),
        ("the same ID last", format!("{signed}{evil}")),
        ("the good one among extensions", format!("{extensions}{renamed}")),
        (
            "the good one inside the evil one",
            renamed.replace("</saml:Assertion>", &format!("{signed}</saml:Assertion>")),
        ),
        ("the good one as the signature's object", within(&renamed, &object(&plain))),
        ("the same, with its ID", within(&evil, &object(&plain))),
        ("the good one's signature over the evil one", within(&evil, &signature)),
        ("the same, with another ID", within(&renamed, &signature)),
        ("the signature beside the assertion", format!("{plain}{signature}")),
        ("two signatures", within(signed, &signature)),
        (
            "a second reference",
            signed.replacen("<ds:Reference ", "<ds:Reference URI=\"#_r1\"/><ds:Reference ", 1),
        ),
        ("a second ID", signed.replacen("<saml:Subject>", "<saml:Subject Id=\"_a1\">", 1)),
        (
            "an assertion of no namespace",
            format!("{signed}{}", renamed.replace("saml:", "x:").replace("xmlns:saml", "xmlns:x")),
        ),
    ] {
        let text = format!("{before}{inner}{after}");
        // Not refused for being no XML.
        roxmltree::Document::parse(&text).expect(what);
        let answer = assume(&cloud, "saml", &text, json!({})).await;
        assert!(matches!(answer, Answer::Error(_)), "{what} was accepted");
        assert_eq!(answer.error().code, INVALID, "{what}");
    }
    // The signed assertion elsewhere in the document, with nothing in its place.
    let text = format!("{before}{extensions}{after}");
    refused(&cloud, "moved", &text, INVALID, "invalid SAML response").await;
    // A response whose own signature is another's.
    let whole = file("response");
    let (before, _, after) = parts(&whole);
    let text = format!("{before}{renamed}{after}");
    refused(&cloud, "under another's signature", &text, INVALID, "signature invalid").await;
    cloud.stop().await;
}

#[tokio::test]
async fn what_is_signed_but_does_not_count() {
    let cloud = Cloud::start(support::services()).await;
    for (name, code, words) in [
        ("expired", "ExpiredTokenException", "within 5 minutes of issuance"),
        ("old", "ExpiredTokenException", "within 5 minutes of issuance"),
        ("early", INVALID, "not valid yet"),
        ("audience", INVALID, "Response does not contain the required audience"),
        ("recipient", INVALID, "recipient"),
        ("issuer", INVALID, "Issuer not present in specified provider"),
        ("no-name", INVALID, "RoleSessionName is required in AuthnResponse"),
        ("bad-name", INVALID, "RoleSessionName in AuthnResponse must match"),
        ("bad-source", INVALID, "Source Identity must match"),
        ("bad-duration", INVALID, "SessionDuration"),
        ("no-role", INVALID, "Role is required"),
        ("other-role", "AccessDenied", "Not authorized to perform sts:AssumeRoleWithSAML"),
        ("failed", "IDPRejectedClaim", ""),
    ] {
        refused(&cloud, name, &file(name), code, words).await;
    }
    // The clock is this cloud's.
    cloud.advance(std::time::Duration::from_secs(301)).await;
    refused(&cloud, "good", &file("good"), "ExpiredTokenException", "5 minutes").await;
    cloud.stop().await;
}

#[tokio::test]
async fn the_trust_policy_is_asked() {
    let cloud = Cloud::start(support::services()).await;
    let denied = "Not authorized to perform sts:AssumeRoleWithSAML";
    for (role, name, good) in [
        ("plain", "untrusted", false),
        ("none", "good", false),
        ("affiliated", "good", false),
        ("affiliated", "full", true),
    ] {
        let answer = assume(&cloud, role, &file(name), json!({})).await;
        assert_eq!(matches!(answer, Answer::Output(_)), good, "{role} {name}");
        if !good {
            let error = answer.error();
            assert_eq!(error.code, "AccessDenied");
            assert_eq!(error.message.as_deref(), Some(denied));
        }
    }
    cloud.stop().await;
}

#[tokio::test]
async fn tags_and_lengths_come_from_the_provider() {
    let cloud = Cloud::start(support::services()).await;
    let output = accepted(&cloud, "full").await;
    assert_eq!(output["SourceIdentity"], "ada.l");
    assert!(output["PackedPolicySize"].as_i64().is_some_and(|size| size > 0));
    let token = output["Credentials"]["SessionToken"].as_str().unwrap_or_default();
    let session = cloud.kernel().open_session_token(token).expect("our own token").session.clone();
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(session.tags, [pair("team", "red"), pair("site", "north")]);
    assert_eq!(session.transitive_tags, ["team"]);
    assert_eq!(session.source_identity.as_deref(), Some("ada.l"));
    for (name, asked, seconds) in [
        ("good", json!({"DurationSeconds": 900}), 900),
        ("short", json!({}), 1_200),
        ("short", json!({"DurationSeconds": 900}), 900),
        ("session-end", json!({"DurationSeconds": 3_600}), 1_200),
    ] {
        let output = assume(&cloud, "saml", &file(name), asked).await.output();
        assert_eq!(output["Credentials"]["Expiration"], 1_767_225_600 + seconds, "{name}");
    }
    let answer = assume(&cloud, "saml", &file("good"), json!({"DurationSeconds": 7_200})).await;
    assert_eq!(answer.error().code, "ValidationError");
    cloud.stop().await;
}
