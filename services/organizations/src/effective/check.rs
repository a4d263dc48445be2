//! What can be wrong with an effective policy although each policy is good: merging added too much or left too little.
//!
//! AWS documents one code, ELEMENTS_TOO_MANY; that for what is missing is ours.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/invalid-policy-alerts.html>

use super::json::Node;
use crate::limits;
use crate::policy_type::PolicyType;

/// Something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invalid {
    pub(crate) code: &'static str,
    pub(crate) message: String,
    /// Names of members, from the top.
    pub(crate) path: Vec<String>,
}

impl Invalid {
    /// The path as the API shows it.
    pub(crate) fn shown_path(&self) -> String {
        self.path.join("/")
    }
}

/// What a backup plan needs.
/// Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_backup_syntax.html>
const PLAN: [&str; 3] = ["rules", "regions", "selections"];

/// Everything that is wrong with the effective policy.
pub(crate) fn check(kind: PolicyType, policy: &Node) -> Vec<Invalid> {
    let mut found = Vec::new();
    let (length, limit) = (policy.text().chars().count(), limits::document(kind));
    if length > limit {
        found.push(Invalid {
            code: "ELEMENTS_TOO_MANY",
            message: format!("The effective policy has {length} characters; {limit} are allowed."),
            path: kind.top().map(str::to_owned).into_iter().collect(),
        });
    }
    if kind == PolicyType::Backup {
        plans(policy, &mut found);
    }
    found
}

fn plans(policy: &Node, found: &mut Vec<Invalid>) {
    let Some(plans) = policy.get("plans") else { return };
    for (name, plan) in plans.members() {
        let at = ["plans".to_owned(), name.clone()];
        require(plan, &PLAN, &at, found);
        for (rule_name, rule) in plan.get("rules").map(Node::members).unwrap_or_default() {
            let at = [&at[..], &["rules".to_owned(), rule_name.clone()]].concat();
            require(rule, &["target_backup_vault_name"], &at, found);
        }
        let tags = plan.get("selections").and_then(|selections| selections.get("tags"));
        for (selection, tag) in tags.map(Node::members).unwrap_or_default() {
            let at = [&at[..], &["selections".to_owned(), "tags".to_owned(), selection.clone()]]
                .concat();
            require(tag, &["iam_role_arn", "tag_key", "tag_value"], &at, found);
        }
    }
}

fn require(node: &Node, members: &[&str], at: &[String], found: &mut Vec<Invalid>) {
    for member in members.iter().filter(|member| node.get(member).is_none()) {
        found.push(Invalid {
            code: "ELEMENT_MISSING",
            message: format!("The required element {member} is missing."),
            path: at.to_vec(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_whole_or_wrong() {
        let whole = r#"{"plans":{"p":{"regions":["r"],"rules":{"h":{"target_backup_vault_name":"v"}},
            "selections":{"tags":{"t":{"iam_role_arn":"a","tag_key":"k","tag_value":["v"]}}}}}}"#;
        let partly = r#"{"plans":{"p":{"regions":["r"],"rules":{"h":{}}}}}"#;
        for (text, wrong) in
            [(whole, vec![]), (partly, vec!["plans/p", "plans/p/rules/h"]), ("{}", vec![])]
        {
            let found = check(PolicyType::Backup, &Node::parse(text).expect("JSON"));
            let paths: Vec<String> = found.iter().map(Invalid::shown_path).collect();
            assert_eq!(paths, wrong, "{text}");
        }
    }

    #[test]
    fn merging_can_make_too_much() {
        let values = (0..2_000).map(|n| Node::Text(format!("value-{n}"))).collect();
        let policy = Node::Object(vec![("tags".to_owned(), Node::List(values))]);
        assert_eq!(check(PolicyType::Tag, &policy)[0].code, "ELEMENTS_TOO_MANY");
    }
}
