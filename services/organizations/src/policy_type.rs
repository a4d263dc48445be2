//! The types of policies, and what is particular to each.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies.html>

use gen_organizations::values::policy_type as value;
use serde::{Deserialize, Serialize};

/// Rows hold the number: new types go to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum PolicyType {
    ServiceControl,
    ResourceControl,
    Tag,
    Backup,
    AiOptOut,
    Chatbot,
    DeclarativeEc2,
    SecurityHub,
    SecurityHubCspm,
    Inspector,
    UpgradeRollout,
    Bedrock,
    S3,
    NetworkSecurityDirector,
    GuardDuty,
}

use PolicyType as P;

/// What is particular to a type: its name, and the key that its documents have at the top, where that is documented.
const FACTS: [(P, &str, Option<&str>); 15] = [
    (P::ServiceControl, value::SERVICE_CONTROL_POLICY, None),
    (P::ResourceControl, value::RESOURCE_CONTROL_POLICY, None),
    (P::Tag, value::TAG_POLICY, Some("tags")),
    (P::Backup, value::BACKUP_POLICY, Some("plans")),
    (P::AiOptOut, value::AISERVICES_OPT_OUT_POLICY, Some("services")),
    (P::Chatbot, value::CHATBOT_POLICY, Some("chatbot")),
    (P::DeclarativeEc2, value::DECLARATIVE_POLICY_EC2, Some("ec2_attributes")),
    (P::SecurityHub, value::SECURITYHUB_POLICY, Some("securityhub")),
    (P::SecurityHubCspm, value::SECURITYHUB_CSPM_POLICY, None),
    (P::Inspector, value::INSPECTOR_POLICY, Some("inspector")),
    (P::UpgradeRollout, value::UPGRADE_ROLLOUT_POLICY, Some("upgrade_rollout")),
    (P::Bedrock, value::BEDROCK_POLICY, Some("bedrock")),
    (P::S3, value::S3_POLICY, Some("s3_attributes")),
    (P::NetworkSecurityDirector, value::NETWORK_SECURITY_DIRECTOR_POLICY, None),
    (P::GuardDuty, value::GUARDDUTY_POLICY, None),
];

impl PolicyType {
    pub(crate) fn parse(text: &str) -> Option<PolicyType> {
        FACTS.iter().find(|(_, name, _)| *name == text).map(|(kind, _, _)| *kind)
    }

    pub(crate) fn as_str(self) -> &'static str {
        FACTS[self as usize].1
    }

    /// As ARNs have it: `service_control_policy`.
    pub(crate) fn in_arn(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The only key at the top of documents of this type.
    pub(crate) fn top(self) -> Option<&'static str> {
        FACTS[self as usize].2
    }

    /// The service whose access must be enabled before the type is.
    pub(crate) fn needs_service(self) -> Option<&'static str> {
        match self {
            PolicyType::SecurityHub => Some("securityhub.amazonaws.com"),
            PolicyType::Inspector => Some("inspector2.amazonaws.com"),
            _ => None,
        }
    }

    pub(crate) fn all() -> impl Iterator<Item = PolicyType> {
        FACTS.iter().map(|(kind, _, _)| *kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_stands_at_its_number() {
        for (at, (kind, name, _)) in FACTS.iter().enumerate() {
            assert_eq!((*kind as usize, PolicyType::parse(name)), (at, Some(*kind)), "{name}");
            assert_eq!(kind.as_str(), *name);
        }
        assert_eq!(PolicyType::parse("POLICY"), None);
    }
}
