//! Recommendations for findings of unused permissions: for each policy that grants some, a narrower one, or none.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-findings-recommendations.html>

use gen_accessanalyzer::values::{recommended_remediation_action as remedy, status as statuses};
use gen_accessanalyzer::{RecommendedStep, UnusedPermissionsRecommendedStep};
use kernel::{NamedPolicy, Timestamp};
use policy::{Effect, PolicyDocument};
use serde::{Deserialize, Serialize};

use crate::permissions::{self, Used};
use crate::render;

/// The steps recommended for a finding.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Recommendation {
    pub(crate) resource: String,
    pub(crate) started_at: Timestamp,
    pub(crate) steps: Vec<Step>,
}

/// What to do about one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Step {
    /// The managed policy's ARN, or the inline policy's name.
    pub(crate) policy: String,
    /// What to attach instead; `None`: nothing of it was used.
    pub(crate) instead: Option<String>,
}

impl Recommendation {
    /// Recommendations are made at once.
    pub(crate) fn status(&self) -> &'static str {
        statuses::SUCCEEDED
    }
}

impl Step {
    pub(crate) fn show(&self) -> RecommendedStep {
        let action = match self.instead {
            Some(_) => remedy::CREATE_POLICY,
            None => remedy::DETACH_POLICY,
        };
        RecommendedStep::UnusedPermissionsRecommendedStep(UnusedPermissionsRecommendedStep {
            policy_updated_at: None,
            recommended_action: Some(action.to_owned()),
            recommended_policy: self.instead.clone(),
            existing_policy_id: Some(self.policy.clone()),
        })
    }
}

/// Steps for the policies of a principal that used what it used since `from`.
pub(crate) fn steps(policies: &[NamedPolicy], used: &Used, from: Timestamp) -> Vec<Step> {
    policies.iter().filter_map(|policy| step(policy, used, from)).collect()
}

fn step(policy: &NamedPolicy, used: &Used, from: Timestamp) -> Option<Step> {
    let mut document = PolicyDocument::parse(&policy.document).ok()?;
    let (mut narrowed, mut grants) = (false, false);
    let mut kept = Vec::new();
    for mut statement in document.statements {
        if statement.effect == Effect::Deny {
            kept.push(statement);
            continue;
        }
        let mut values = Vec::new();
        for (service, actions) in permissions::listed(&statement) {
            for action in actions {
                if used.since(&service, &action, from) {
                    values.push(format!("{service}:{action}"));
                } else {
                    narrowed = true;
                }
            }
        }
        if !values.is_empty() {
            grants = true;
            statement.action = Some(policy::Element { negated: false, values });
            kept.push(statement);
        }
    }
    if !narrowed {
        return None;
    }
    document.statements = kept;
    let instead = grants.then(|| render::document(&document));
    Some(Step { policy: policy.name.to_string(), instead })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::{Use, UseFacts};

    fn used(actions: &[&str]) -> Used {
        let at = Timestamp::from_secs(100);
        let one = |action: &&str| Use {
            principal: String::new(),
            action: (*action).to_owned(),
            resource: "*".to_owned(),
            facts: UseFacts { first: at, last: at, region: String::new(), allowed: 1, denied: 0 },
        };
        Used::of(&actions.iter().map(one).collect::<Vec<_>>())
    }

    #[test]
    fn policies_are_narrowed_detached_or_left_alone() {
        let text = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "a", "Effect": "Allow",
            "Action": ["sqs:SendMessage", "sqs:ReceiveMessage"], "Resource": "*",
            "Condition": {"Bool": {"aws:SecureTransport": "true"}}}]}"#;
        let policies = [NamedPolicy { name: "p".into(), document: text.into() }];
        let at = Timestamp::from_secs(50);
        let both = used(&["sqs:SendMessage", "sqs:ReceiveMessage"]);
        assert_eq!(steps(&policies, &both, at), []);
        let none = steps(&policies, &used(&["sns:Publish"]), at);
        assert_eq!(none, [Step { policy: "p".to_owned(), instead: None }]);
        let one = steps(&policies, &used(&["sqs:SendMessage"]), at);
        let text = one[0].instead.as_deref().expect("a policy");
        assert_eq!(
            text,
            r#"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":["sqs:SendMessage"],"Resource":["*"],"Condition":{"Bool":{"aws:SecureTransport":["true"]}}}]}"#
        );
        PolicyDocument::parse(text).expect("a policy");
    }
}
