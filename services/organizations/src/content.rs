//! What documents of each type of policy may hold.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html>

use gen_organizations::values::constraint_violation_exception_reason as reason;
use kernel::ApiResult;
use policy::{Kind, Limits, PolicyDocument};

use crate::effective::document::Part;
use crate::effective::json::Node;
use crate::policy_type::PolicyType;
use crate::{errors, limits};

/// Whether `content` may be a policy of this type.
pub(crate) fn check(kind: PolicyType, content: &str) -> ApiResult<()> {
    let limit = limits::document(kind);
    if content.chars().count() > limit {
        return Err(errors::constraint(
            reason::POLICY_CONTENT_LIMIT_EXCEEDED,
            format!(
                "You attempted to create a policy that is larger than the maximum size: {limit} characters."
            ),
        ));
    }
    let good = match kind {
        PolicyType::ServiceControl => is_policy(content, Kind::ServiceControl),
        PolicyType::ResourceControl => is_policy(content, Kind::ResourceControl),
        _ => is_management_policy(kind, content),
    };
    if good { Ok(()) } else { Err(errors::malformed()) }
}

fn is_policy(content: &str, kind: Kind) -> bool {
    let document = PolicyDocument::parse_within(content, Limits::default());
    document.is_ok_and(|document| policy::validate(&document, kind).is_ok())
}

fn is_management_policy(kind: PolicyType, content: &str) -> bool {
    let Ok(document) = Part::parse(content) else { return false };
    if document.has_value() || document.members.is_empty() {
        return false;
    }
    let known_top = kind.top().is_none_or(|top| {
        document.members.len() == 1 && document.members.iter().all(|(name, _)| name == top)
    });
    let members = || document.members.iter().flat_map(|(_, top)| &top.members);
    known_top
        && match kind {
            PolicyType::Tag => members().all(|(_, tag)| is_tag(tag)),
            PolicyType::AiOptOut => members().all(|(_, service)| is_opt_out(service)),
            _ => true,
        }
}

/// `tag_key` is one text, the others are lists of texts.
fn is_tag(tag: &Part) -> bool {
    let texts = |part: &Part| {
        let assigned = match &part.assign {
            None => true,
            Some(Node::List(list)) => list.iter().all(is_text),
            Some(_) => false,
        };
        assigned && part.append.iter().chain(&part.remove).all(is_text) && part.members.is_empty()
    };
    let one_text = |part: &Part| {
        part.append.is_empty()
            && part.remove.is_empty()
            && part.members.is_empty()
            && part.assign.as_ref().is_none_or(is_text)
    };
    !tag.has_value()
        && tag.members.iter().all(|(name, part)| match name.as_str() {
            "tag_key" => one_text(part),
            "tag_value" | "enforced_for" | "report_required_tag_for" => texts(part),
            _ => false,
        })
}

/// A service's section says `optIn` or `optOut`.
fn is_opt_out(service: &Part) -> bool {
    let value = |part: &Part| {
        let assigned = part.assign.as_ref().is_none_or(
            |node| matches!(node, Node::Text(text) if text == "optIn" || text == "optOut"),
        );
        assigned && part.append.is_empty() && part.remove.is_empty() && part.members.is_empty()
    };
    !service.has_value()
        && service.members.iter().all(|(name, part)| name == "opt_out_policy" && value(part))
}

fn is_text(node: &Node) -> bool {
    matches!(node, Node::Text(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_by_type() {
        use PolicyType as P;
        let allow = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:*","Resource":"*"}}"#;
        let control = r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*",
            "Action":"s3:*","Resource":"*"}}"#;
        for (kind, content, good) in [
            (P::ServiceControl, allow, true),
            (P::ServiceControl, control, false),
            (P::ServiceControl, "{}", false),
            (P::ServiceControl, "nonsense", false),
            (P::ResourceControl, control, true),
            (P::ResourceControl, allow, false),
            (P::Tag, r#"{"tags":{"a":{"tag_key":{"@@assign":"A"}}}}"#, true),
            (P::Tag, r#"{"tags":{"a":{"tag_key":{"@@assign":["A"]}}}}"#, false),
            (P::Tag, r#"{"tags":{"a":{"tag_value":{"@@assign":"x"}}}}"#, false),
            (P::Tag, r#"{"tags":{"a":{"other":{"@@assign":"x"}}}}"#, false),
            (P::Tag, r#"{"plans":{}}"#, false),
            (P::Tag, "{}", false),
            (
                P::AiOptOut,
                r#"{"services":{"default":{"opt_out_policy":{"@@assign":"optOut"}}}}"#,
                true,
            ),
            (
                P::AiOptOut,
                r#"{"services":{"default":{"opt_out_policy":{"@@assign":"no"}}}}"#,
                false,
            ),
            (P::Backup, r#"{"plans":{"p":{"regions":{"@@assign":["us-east-1"]}}}}"#, true),
            (P::Backup, r#"{"plans":{"p":{"regions":["us-east-1"]}}}"#, false),
            (P::GuardDuty, r#"{"guardduty":{"x":{"@@assign":"y"}}}"#, true),
        ] {
            assert_eq!(check(kind, content).is_ok(), good, "{kind:?} {content}");
        }
    }

    #[test]
    fn sizes_are_bounded() {
        let text = "x".repeat(2_501);
        assert_eq!(
            check(PolicyType::AiOptOut, &text).expect_err("too long").code(),
            "ConstraintViolationException"
        );
        assert_eq!(
            check(PolicyType::Tag, &text).expect_err("no JSON").code(),
            "MalformedPolicyDocumentException"
        );
    }
}
