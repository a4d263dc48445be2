//! Lists as requests give them, and what is refused. Words recorded.

use gen_s3::Owner;

use super::*;

fn owners() -> Owners {
    let other = AccountId::parse("111122223333").unwrap();
    Owners { own: AccountId::DEFAULT, bucket: other }
}

fn error_of(input: &AclInput<'_>) -> String {
    let error = input.parse(owners()).unwrap_err();
    let extra: Vec<String> =
        error.extra().iter().map(|(name, value)| format!("{name}={value}")).collect();
    format!("{} {} {}", error.code(), error.message().unwrap_or("-"), extra.join(" "))
}

#[test]
fn canned_lists() {
    for (name, grants, public) in [
        ("private", 1, false),
        ("public-read", 2, true),
        ("public-read-write", 3, true),
        ("authenticated-read", 2, true),
        ("bucket-owner-full-control", 2, false),
        ("bucket-owner-read", 2, false),
        ("log-delivery-write", 3, false),
        ("aws-exec-read", 1, false),
    ] {
        let input = AclInput { canned: Some(name), ..AclInput::default() };
        let acl = input.parse(owners()).unwrap().unwrap();
        let own = owners().own;
        assert_eq!((acl.grants(own).len(), acl.is_public()), (grants, public), "{name}");
        assert_eq!(acl.is_owner_alone(own), grants == 1, "{name}");
    }
    assert_eq!(AclInput::default().parse(owners()).unwrap(), None);
}

#[test]
fn headers() {
    let id = "a".repeat(64);
    let value = format!("id=\"{id}\", uri=http://acs.amazonaws.com/groups/global/AllUsers");
    let input = AclInput { read: Some(&value), ..AclInput::default() };
    let acl = input.parse(owners()).unwrap().unwrap();
    let grants = acl.grants.unwrap();
    assert_eq!(grants.len(), 2);
    assert!(grants.iter().all(|grant| grant.permission == Permission::Read));
    let write = |text| AclInput { write: Some(text), ..AclInput::default() };
    for (input, want) in [
        (
            write("fakekey=\"1234\""),
            "InvalidArgument Argument format not recognized ArgumentName=x-amz-grant-write ArgumentValue=fakekey=\"1234\"",
        ),
        (
            write("id=\"wrong-id\""),
            "InvalidArgument Invalid id ArgumentName=id ArgumentValue=wrong-id",
        ),
        (
            write("uri=\"http://x\""),
            "InvalidArgument Invalid group uri ArgumentName=uri ArgumentValue=http://x",
        ),
        (
            AclInput { canned: Some("fake"), ..AclInput::default() },
            "InvalidArgument  ArgumentName=x-amz-acl ArgumentValue=fake",
        ),
        (
            AclInput { canned: Some("private"), read: Some("id=1"), ..AclInput::default() },
            "InvalidRequest Specifying both Canned ACLs and Header Grants is not allowed ",
        ),
    ] {
        assert_eq!(error_of(&input), want);
    }
}

#[test]
fn documents() {
    let own = canonical_id(AccountId::DEFAULT);
    let grant = |kind: &str, id: Option<&str>, permission: &str| ApiGrant {
        grantee: Some(ApiGrantee {
            id: id.map(Into::into),
            r#type: kind.into(),
            ..ApiGrantee::default()
        }),
        permission: Some(permission.into()),
    };
    let document = |owner: Option<&str>, grants| AccessControlPolicy {
        owner: owner.map(|id| Owner { id: Some(id.into()), ..Owner::default() }),
        grants: Some(grants),
    };
    let good = document(Some(&own), vec![grant("CanonicalUser", Some(&own), "FULL_CONTROL")]);
    let input = AclInput { document: Some(&good), ..AclInput::default() };
    let acl = input.parse(owners()).unwrap().unwrap();
    assert_eq!(acl.grants(owners().own), Acl::default().grants(owners().own));
    let both = AclInput { canned: Some("private"), ..input };
    assert_eq!(both.parse(owners()).unwrap_err().code(), "UnexpectedContent");
    for (document, want) in [
        (document(None, vec![]), "MalformedACLError"),
        (document(Some("wrong"), vec![]), "InvalidArgument"),
        (
            document(Some(&own), vec![grant("CanonicalUser", Some(&own), "ALL")]),
            "MalformedACLError",
        ),
        (document(Some(&own), vec![grant("CanonicalUser", Some("x"), "READ")]), "InvalidArgument"),
        (document(Some(&own), vec![grant("CanonicalUser", None, "READ")]), "MalformedACLError"),
        (document(Some(&own), vec![grant("Bad", Some(&own), "READ")]), "MalformedACLError"),
    ] {
        let input = AclInput { document: Some(&document), ..AclInput::default() };
        assert_eq!(input.parse(owners()).unwrap_err().code(), want, "{document:?}");
    }
}
