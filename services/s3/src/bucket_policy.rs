//! Policies of buckets as S3 takes them: the language's rules, and S3's own about what they name.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html>

use authref::{Action, Service};
use kernel::ApiResult;
use policy::{Element, Kind, PolicyDocument, PolicyError, PrincipalSpec, Statement, validate};

use crate::object_lambda::SERVICE;
use crate::refusals::{malformed_policy, policy_too_large};

/// Bytes.
const MAX_POLICY: usize = 20 * 1024;

/// What the resources of a policy must be: the bucket, or access point, and its objects.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// `arn:aws:s3:::bucket`.
    arn: String,
    /// What stands between it and an object's key.
    objects: &'static str,
    /// The service whose actions it lets in.
    service: &'static str,
}

impl Scope {
    pub(crate) fn of_bucket(arn: String) -> Scope {
        Scope { arn, objects: "/", service: "s3" }
    }

    pub(crate) fn of_access_point(arn: String) -> Scope {
        Scope { arn, objects: "/object/", service: "s3" }
    }

    pub(crate) fn of_object_lambda(arn: String) -> Scope {
        Scope { arn, objects: "/object/", service: SERVICE }
    }

    /// What a resource of a statement is: itself, objects, or both.
    fn kinds(&self, resource: &str) -> Option<Kinds> {
        if resource == self.arn {
            return Some(Kinds { own: true, objects: false });
        }
        let rest = resource.strip_prefix(&self.arn);
        if rest.is_some_and(|rest| rest.starts_with(self.objects)) {
            return Some(Kinds { own: false, objects: true });
        }
        // A pattern that takes in the bucket's own ARN.
        let head = resource.find(['*', '?']).map(|at| &resource[..at]);
        let open = head.is_some_and(|head| self.arn.starts_with(head));
        let tail = resource.ends_with('*');
        open.then_some(Kinds { own: true, objects: tail || resource.contains('/') })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Kinds {
    own: bool,
    objects: bool,
}

/// The document, when S3 takes it as the policy of `scope`.
pub(crate) fn parse(text: &str, scope: &Scope) -> ApiResult<PolicyDocument> {
    let not_json = "Policies must be valid JSON and the first byte must be '{'";
    if !text.starts_with('{') {
        return Err(malformed_policy(not_json));
    }
    if text.len() > MAX_POLICY {
        return Err(policy_too_large(MAX_POLICY));
    }
    let worded = |error: PolicyError| malformed_policy(Kind::Bucket.wording(&error));
    let document = PolicyDocument::parse_within(text, Kind::Bucket.limits()).map_err(worded)?;
    validate(&document, Kind::Bucket).map_err(worded)?;
    document.statements.iter().try_for_each(|statement| check(statement, scope))?;
    Ok(document)
}

fn check(statement: &Statement, scope: &Scope) -> ApiResult<()> {
    let mut kinds = Kinds { own: false, objects: false };
    if let Some(resources) = &statement.resource {
        for resource in &resources.values {
            // What is not here need not be of this bucket.
            let Some(found) = scope.kinds(resource) else {
                return Err(malformed_policy("Policy has invalid resource"));
            };
            kinds.own |= found.own || resources.negated;
            kinds.objects |= found.objects || resources.negated;
        }
    }
    let facts = authref::service(scope.service);
    let (Some(actions), Some(facts)) = (&statement.action, facts) else { return Ok(()) };
    check_actions(actions, facts, kinds)
}

fn check_actions(actions: &Element, facts: &Service, kinds: Kinds) -> ApiResult<()> {
    for action in &actions.values {
        if action == "*" {
            continue;
        }
        let parts = action.split_once(':');
        let name = parts.filter(|(prefix, _)| prefix.eq_ignore_ascii_case(facts.prefix));
        let Some((_, name)) = name else {
            return Err(malformed_policy("Policy has invalid action"));
        };
        let mut named = facts.actions.iter().filter(|known| is_named(name, known.name)).peekable();
        if named.peek().is_none() {
            return Err(malformed_policy("Policy has invalid action"));
        }
        if !actions.negated && !named.any(|known| applies(known, kinds)) {
            return Err(malformed_policy("Action does not apply to any resource(s) in statement"));
        }
    }
    Ok(())
}

fn applies(action: &Action, kinds: Kinds) -> bool {
    action.resources.iter().any(|resource| match resource.kind {
        "bucket" | "accesspoint" | "objectlambdaaccesspoint" => kinds.own,
        "object" | "accesspointobject" => kinds.objects,
        _ => false,
    })
}

/// `*` and `?` in the names of actions; in any case.
fn is_named(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    let (pattern, name) = (pattern.as_bytes(), name.as_bytes());
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(b) if *b == b'?' || *b == name[n] => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    n = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|b| *b == b'*')
}

/// The users and roles that a policy names: S3 refuses those that are not there.
pub(crate) fn named_identities(document: &PolicyDocument) -> Vec<kernel::Arn> {
    let principals = document.statements.iter().filter_map(|s| s.principal.as_ref());
    let specs = principals.flat_map(|element| &element.principals);
    specs
        .filter_map(|spec| match spec {
            PrincipalSpec::Arn(arn) if arn.service() == "iam" => Some(arn.clone()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> Option<String> {
        let scope = Scope::of_bucket("arn:aws:s3:::b".to_owned());
        let error = parse(text, &scope).err()?;
        Some(format!("{}: {}", error.code(), error.message().unwrap_or_default()))
    }

    fn statement(action: &str, resource: &str) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":"*","Action":{action},
            "Resource":{resource}}}]}}"#
        )
    }

    #[test]
    fn what_is_no_policy() {
        for (text, want) in [
            ("", "MalformedPolicy: Policies must be valid JSON and the first byte must be '{'"),
            (
                "random",
                "MalformedPolicy: Policies must be valid JSON and the first byte must be '{'",
            ),
            (" {}", "MalformedPolicy: Policies must be valid JSON and the first byte must be '{'"),
            ("{}", "MalformedPolicy: Missing required field Statement"),
        ] {
            assert_eq!(refused(text).as_deref(), Some(want), "{text}");
        }
        let long =
            statement(r#""s3:GetObject""#, &format!(r#""arn:aws:s3:::b/{}""#, "x".repeat(21_000)));
        assert!(refused(&long).is_some_and(|error| error.starts_with("PolicyTooLarge")));
    }

    #[test]
    fn what_statements_name() {
        const NO_RESOURCE: Option<&str> = Some("MalformedPolicy: Policy has invalid resource");
        const NO_ACTION: Option<&str> = Some("MalformedPolicy: Policy has invalid action");
        const APART: Option<&str> =
            Some("MalformedPolicy: Action does not apply to any resource(s) in statement");
        for (action, resource, want) in [
            (r#""s3:GetObject""#, r#""arn:aws:s3:::b/*""#, None),
            (r#""s3:GetObject""#, r#""arn:aws:s3:::b""#, APART),
            (r#""s3:ListBucket""#, r#""arn:aws:s3:::b""#, None),
            (r#""s3:ListBucket""#, r#""arn:aws:s3:::b/*""#, APART),
            (
                r#"["s3:GetObject","s3:ListBucket"]"#,
                r#"["arn:aws:s3:::b","arn:aws:s3:::b/*"]"#,
                None,
            ),
            (r#"["s3:GetObject","s3:ListBucket"]"#, r#"["arn:aws:s3:::b/*"]"#, APART),
            (r#""s3:*""#, r#""arn:aws:s3:::b""#, None),
            (r#""s3:Get*""#, r#""arn:aws:s3:::b/x""#, None),
            (r#""*""#, r#""arn:aws:s3:::b/x""#, None),
            (r#""s3:GetNothing""#, r#""arn:aws:s3:::b/*""#, NO_ACTION),
            (r#""sqs:SendMessage""#, r#""arn:aws:s3:::b/*""#, NO_ACTION),
            (r#""s3:GetObject""#, r#""arn:aws:s3:::other/*""#, NO_RESOURCE),
            (r#""s3:GetObject""#, r#""arn:aws:s3:::bb/*""#, NO_RESOURCE),
            (r#""s3:GetObject""#, r#""arn:aws:s3:::b*""#, None),
            (r#""s3:GetObject""#, r#""*""#, None),
        ] {
            let got = refused(&statement(action, resource));
            assert_eq!(got.as_deref(), want, "{action} on {resource}");
        }
    }

    #[test]
    fn what_policies_of_access_points_name() {
        const ARN: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/p";
        let scope = Scope::of_access_point(ARN.to_owned());
        for (action, resource, good) in [
            ("s3:GetObject", format!("{ARN}/object/*"), true),
            ("s3:GetObject", format!("{ARN}/*"), false),
            ("s3:GetObject", ARN.to_owned(), false),
            ("s3:ListBucket", ARN.to_owned(), true),
            ("s3:GetObject", "arn:aws:s3:::b/*".to_owned(), false),
            ("s3:GetObject", format!("{ARN}2/object/*"), false),
        ] {
            let text = statement(&format!("\"{action}\""), &format!("\"{resource}\""));
            assert_eq!(parse(&text, &scope).is_ok(), good, "{action} on {resource}");
        }
    }

    #[test]
    fn patterns_of_action_names() {
        for (pattern, name, want) in [
            ("*", "GetObject", true),
            ("get*", "GetObject", true),
            ("Get?bject", "GetObject", true),
            ("*Object*", "GetObjectAcl", true),
            ("Get", "GetObject", false),
            ("*Acl", "GetObject", false),
        ] {
            assert_eq!(is_named(pattern, name), want, "{pattern}");
        }
    }
}
