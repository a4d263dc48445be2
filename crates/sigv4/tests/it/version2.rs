//! Presigned S3 URLs and forms of signature version 2. The first case is the example of the S3
//! reference, the others are boto3's. <https://docs.aws.amazon.com/AmazonS3/latest/API/RESTAuthentication.html>

use crate::common::Request;
use sigv4::{AuthError, Dialect, PresignedV2, SecretKey, verify_policy_v2};

fn secret() -> SecretKey {
    SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

fn puppy() -> Request {
    Request::new(
        "GET",
        "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620",
    )
}

fn check(request: &Request, bucket: Option<&str>, now: i64) -> Result<(), AuthError> {
    assert_eq!(request.parse(), Ok(None), "version 4 sees nothing there");
    let url = PresignedV2::parse(&request.view())?.ok_or(AuthError::Missing)?;
    assert_eq!(url.access_key_id, "AKIAIOSFODNN7EXAMPLE");
    url.verify(&request.view(), bucket, &secret(), now)
}

#[test]
fn the_documented_url() {
    assert_eq!(check(&puppy(), Some("johnsmith"), 1_175_139_620), Ok(()));
    let late = check(&puppy(), Some("johnsmith"), 1_175_139_621).unwrap_err().fault(Dialect::S3);
    assert_eq!(
        (late.status, late.code, &*late.message),
        (403, "AccessDenied", "Request has expired")
    );
    let names: Vec<_> = late.details.iter().map(|(name, _)| *name).collect();
    assert_eq!(names, ["Expires", "ServerTime"]);
}

#[test]
fn what_is_signed_cannot_be_changed() {
    let altered = |from: &str, to: &str| {
        let mut request = puppy();
        assert!(request.query.contains(from));
        request.query = request.query.replace(from, to);
        request
    };
    for request in [
        Request { method: "PUT".into(), ..puppy() },
        Request { path: "/photos/kitten.jpg".into(), ..puppy() },
        Request { query: format!("{}&acl", puppy().query), ..puppy() },
        Request { query: format!("{}&x-amz-acl=public-read", puppy().query), ..puppy() },
        puppy().with("x-amz-meta-a", "b"),
        puppy().with("content-type", "text/plain"),
        altered("1175139620", "1175139621"),
        altered("NpgC", "Npgd"),
        altered("NpgC", "!"),
    ] {
        let error = check(&request, Some("johnsmith"), 0).unwrap_err();
        let fault = error.fault(Dialect::S3);
        assert_eq!(fault.code, "SignatureDoesNotMatch", "{request:?}");
        assert!(!fault.details.iter().any(|(name, _)| *name == "CanonicalRequest"));
    }
    assert!(check(&puppy(), Some("other"), 0).is_err());
    assert!(check(&puppy(), None, 0).is_err());
    let unsigned = Request { query: format!("{}&other=1", puppy().query), ..puppy() };
    assert_eq!(check(&unsigned, Some("johnsmith"), 0), Ok(()));
}

#[test]
fn incomplete_urls_in_s3_s_words() {
    let all = "AWSAccessKeyId=A&Signature=B&Expires=1";
    for gone in ["AWSAccessKeyId", "Signature", "Expires"] {
        let request = Request { query: all.replace(gone, "x"), ..Request::new("GET", "/b/k") };
        let fault = PresignedV2::parse(&request.view()).unwrap_err().fault(Dialect::S3);
        assert_eq!((fault.status, fault.code), (403, "AccessDenied"));
        assert_eq!(
            fault.message,
            "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
        );
    }
    for broken in
        [format!("{all}&Signature=C"), all.replace("=1", "=soon"), all.replace("=B", "=%ff")]
    {
        let request = Request { query: broken, ..Request::new("GET", "/b/k") };
        assert!(PresignedV2::parse(&request.view()).is_err());
    }
    assert_eq!(PresignedV2::parse(&Request::new("GET", "/b/k?Expires=1").view()), Ok(None));
}

#[test]
fn urls_of_boto3() {
    let escapes = "/b/a%20b%2B%281%29/%C3%BC?response-content-disposition=a%3B%20b%3D%22c%2Bd%22&versionId=v1&AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=q80YT6ihs2wA%2BrcshkFF4vqsZKY%3D&Expires=1440938220";
    assert_eq!(check(&Request::new("GET", escapes), None, 1_440_938_220), Ok(()));
    let token = "/b/k?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=hgLEkH817BFFCV7qv0zb9xhIIQo%3D&content-type=text%2Fplain&x-amz-meta-who=me&x-amz-security-token=tok%2F%2B%3Den&Expires=1440938220";
    let request = Request::new("PUT", token);
    assert_eq!(check(&request, None, 0), Ok(()));
    let url = PresignedV2::parse(&request.view()).unwrap().unwrap();
    assert_eq!(url.session_token.as_deref(), Some("tok/+=en"));
    let other = Request { query: request.query.replace("tok", "other"), ..request };
    assert!(check(&other, None, 0).is_err());
}

#[test]
fn a_form_of_boto3() {
    let policy = "eyJleHBpcmF0aW9uIjogIjIwMjYtMTEtMjNUMDc6NDk6MjFaIiwgImNvbmRpdGlvbnMiOiBbeyJidWNrZXQiOiAiYiJ9LCB7ImtleSI6ICJrIn1dfQ==";
    let signature = "nrGNkIvrFe4sXogoZuwXPuZ68wY=";
    assert_eq!(verify_policy_v2("AKIA", policy, signature, &secret()), Ok(()));
    for (policy, signature) in [("other", signature), (policy, "AAAA"), (policy, "é")] {
        let error = verify_policy_v2("AKIA", policy, signature, &secret()).unwrap_err();
        assert!(matches!(error, AuthError::Mismatch(_)));
    }
}
