//! Policy documents, and a request that they decide: action, resource and the value of two keys, one a line, then the
//! document. It is held against every kind of policy, compiled, and evaluated as every layer.

use arn::AccountId;
use policy::{
    Attached, Kind, PolicyDocument, PolicySet, Principal, Request, RequestContext, ResourceRule,
    evaluate, explain, validate,
};

pub(crate) const WORDS: &[&str] = &[
    "\"Statement\"",
    "\"Effect\"",
    "\"Allow\"",
    "\"Deny\"",
    "\"Action\"",
    "\"NotAction\"",
    "\"Resource\"",
    "\"NotResource\"",
    "\"Principal\"",
    "\"NotPrincipal\"",
    "\"Condition\"",
    "\"StringLike\"",
    "\"ForAllValues:ArnNotLikeIfExists\"",
    "\"DateLessThan\"",
    "\"IpAddress\"",
    "\"Null\"",
    "\"2012-10-17\"",
    "arn:aws:s3:::",
    "${aws:username}",
    "${x:y, 'z'}",
    "${*}",
    "*a",
    "?",
    "*",
    ":",
];

const KINDS: [Kind; 9] = [
    Kind::Identity,
    Kind::Boundary,
    Kind::Session,
    Kind::Trust,
    Kind::Resource,
    Kind::Bucket,
    Kind::ServiceControl,
    Kind::ResourceControl,
    Kind::Endpoint,
];

/// Action, resource, user name, tag, document.
pub fn run(data: &[u8]) -> bool {
    let text = String::from_utf8_lossy(data);
    let mut parts = text.splitn(5, '\n');
    let mut next = || parts.next().unwrap_or("");
    let (action, resource, name, tag) = (next(), next(), next(), next());
    let Ok(document) = PolicyDocument::parse(next()) else { return false };
    for kind in KINDS {
        if let Err(error) = validate(&document, kind) {
            assert!(!kind.wording(&error).is_empty());
        }
    }
    let _keys = document.context_keys();
    let list = [Attached::new("p", &document)];
    let levels = [list.to_vec()];
    let account = AccountId::DEFAULT;
    let role = Principal::assumed_role(account, "r", "AROAEXAMPLE", "s");
    let callers = [Principal::root(account), role, Principal::anonymous()];
    let mut context = RequestContext::new();
    context.set("aws:username", name).set("aws:PrincipalTag/t", tag);
    context.set_all("aws:TagKeys", tag.split(',').map(Into::into).collect());
    for principal in &callers {
        for resource_account in [None, AccountId::parse("111111111111")] {
            let request =
                Request { principal, action, resource, resource_account, context: &context };
            let alone = PolicySet { identity: &list, ..PolicySet::default() };
            let everywhere = PolicySet {
                identity: &list,
                boundary: Some(&list[0]),
                session: Some(&list),
                service_control: &levels,
                resource_control: &levels,
                granted: None,
                resource: Some(&list[0]),
                endpoint: Some(&list[0]),
                rule: ResourceRule::Trust,
            };
            for policies in [alone, everywhere] {
                let decision = evaluate(&request, &policies);
                assert_eq!(decision, explain(&request, &policies).decision);
                assert_eq!(decision.is_allowed(), decision.message(&request).is_empty());
            }
        }
    }
    true
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let head = "s3:GetObject\narn:aws:s3:::b/bob/x\nbob\nred,blue\n";
    let documents = [
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Action":["s3:Get*","sqs:*"],"Resource":"arn:aws:s3:::b/${aws:username}/*"}]}"#,
        r#"{"Version":"2012-10-17","Id":"i","Statement":{"Effect":"Deny","NotPrincipal":{"AWS":["000000000000","AROAEXAMPLE"],"Service":"sns.amazonaws.com"},"NotAction":"iam:*","NotResource":"arn:aws:*:*:*:x*","Condition":{"StringNotLikeIfExists":{"aws:PrincipalTag/t":["r*","${aws:username, 'x'}"]},"ForAnyValue:StringEquals":{"aws:TagKeys":"red"},"Null":{"x:y":true}}}}"#,
        r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*","Condition":{"DateLessThan":{"aws:CurrentTime":"2030-01-01"},"NumericLessThan":{"x:n":1},"IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]},"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:${aws:username}"},"BinaryEquals":{"x:b":"QQ=="},"Bool":{"x:t":"true"}}}]}"#,
    ];
    let mut all: Vec<Vec<u8>> =
        documents.iter().map(|text| format!("{head}{text}").into_bytes()).collect();
    let nasty = format!(
        "a:b\narn:aws:s3:::{}\n\n\n{{\"Version\":\"2012-10-17\",\"Statement\":{{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::{}b\"}}}}",
        "a".repeat(1_000),
        "a*".repeat(1_000)
    );
    all.push(nasty.into_bytes());
    all
}
