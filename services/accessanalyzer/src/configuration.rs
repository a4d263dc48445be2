//! How an analyzer is set: the tracking period and exclusions of unused access, the inclusions of internal access.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_AnalyzerConfiguration.html>

use gen_accessanalyzer::{
    AnalysisRule, AnalysisRuleCriteria, AnalyzerConfiguration, InternalAccessAnalysisRule,
    InternalAccessAnalysisRuleCriteria, InternalAccessConfiguration, UnusedAccessConfiguration,
};
use kernel::{AccountId, ApiResult};
use schema::VecMap;
use serde::{Deserialize, Serialize};

use crate::analyzer::{Access, Kind};
use crate::{errors, limits};

/// The settings of an analyzer.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Configuration {
    /// External access has none.
    #[default]
    None,
    Unused {
        /// Days.
        age: i32,
        exclusions: Vec<Exclusion>,
    },
    Internal {
        inclusions: Vec<Inclusion>,
    },
}

/// What an unused access analyzer leaves out.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Exclusion {
    pub(crate) accounts: Vec<String>,
    /// Each element is tags that a principal must all have.
    pub(crate) tags: Vec<Vec<(String, String)>>,
}

/// The resources that an internal access analyzer looks at.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Inclusion {
    pub(crate) accounts: Vec<String>,
    pub(crate) types: Vec<String>,
    pub(crate) arns: Vec<String>,
}

/// The resource types that internal access analyzers support.
/// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-resources.html>
const INTERNAL_TYPES: [&str; 6] = [
    "AWS::S3::Bucket",
    "AWS::S3Express::DirectoryBucket",
    "AWS::RDS::DBSnapshot",
    "AWS::RDS::DBClusterSnapshot",
    "AWS::DynamoDB::Table",
    "AWS::DynamoDB::Stream",
];

impl Configuration {
    /// Reads the settings of an analyzer of this kind.
    pub(crate) fn parse(
        kind: Kind,
        given: Option<&AnalyzerConfiguration>,
    ) -> ApiResult<Configuration> {
        match (kind.access, given) {
            (Access::External, None | Some(AnalyzerConfiguration::Unset)) => {
                Ok(Configuration::None)
            }
            (Access::Unused, Some(AnalyzerConfiguration::UnusedAccess(given))) => {
                unused(kind, given)
            }
            (Access::Unused, None | Some(AnalyzerConfiguration::Unset)) => {
                unused(kind, &UnusedAccessConfiguration::default())
            }
            (Access::Internal, Some(AnalyzerConfiguration::InternalAccess(given))) => {
                internal(given)
            }
            (Access::Internal, None | Some(AnalyzerConfiguration::Unset)) => {
                Ok(Configuration::Internal { inclusions: Vec::new() })
            }
            _ => Err(errors::field(
                "configuration",
                format!("The configuration is not one of an analyzer of the type {}.", kind.name()),
            )),
        }
    }

    pub(crate) fn show(&self) -> Option<AnalyzerConfiguration> {
        match self {
            Configuration::None => None,
            Configuration::Unused { age, exclusions } => {
                let exclusions: Vec<_> = exclusions.iter().map(Exclusion::show).collect();
                Some(AnalyzerConfiguration::UnusedAccess(UnusedAccessConfiguration {
                    unused_access_age: Some(*age),
                    analysis_rule: (!exclusions.is_empty())
                        .then_some(AnalysisRule { exclusions: Some(exclusions) }),
                }))
            }
            Configuration::Internal { inclusions } => {
                let inclusions: Vec<_> = inclusions.iter().map(Inclusion::show).collect();
                Some(AnalyzerConfiguration::InternalAccess(InternalAccessConfiguration {
                    analysis_rule: (!inclusions.is_empty())
                        .then_some(InternalAccessAnalysisRule { inclusions: Some(inclusions) }),
                }))
            }
        }
    }

    /// Days after which unused access is reported, and what is left out.
    pub(crate) fn as_unused(&self) -> Option<(i32, &[Exclusion])> {
        match self {
            Configuration::Unused { age, exclusions } => Some((*age, exclusions)),
            _ => None,
        }
    }
}

fn unused(kind: Kind, given: &UnusedAccessConfiguration) -> ApiResult<Configuration> {
    let age = given.unused_access_age.unwrap_or(limits::UNUSED_AGE_DEFAULT);
    if !limits::UNUSED_AGE.contains(&age) {
        return Err(errors::field(
            "unusedAccessAge",
            format!(
                "The unused access age must be between {} and {} days.",
                limits::UNUSED_AGE.start(),
                limits::UNUSED_AGE.end()
            ),
        ));
    }
    let rule = given.analysis_rule.as_ref().and_then(|rule| rule.exclusions.as_deref());
    let exclusions = rule.unwrap_or_default();
    let wrong = |message: &str| Err(errors::field("exclusions", message));
    let accounts = |e: &AnalysisRuleCriteria| e.account_ids.as_ref().map_or(0, Vec::len);
    if exclusions.len() > limits::EXCLUSIONS
        || exclusions.iter().map(accounts).sum::<usize>() > limits::EXCLUDED_ACCOUNTS
    {
        return wrong("There are too many exclusions.");
    }
    for exclusion in exclusions {
        let ids = exclusion.account_ids.as_deref().unwrap_or_default();
        if !ids.is_empty() && !kind.organization {
            return wrong("Accounts can be excluded only from an organization's analyzer.");
        }
        if let Some(id) = ids.iter().find(|id| AccountId::parse(id).is_none()) {
            return wrong(&format!("The account ID {id} is not valid."));
        }
    }
    let exclusions = exclusions.iter().map(Exclusion::parse).collect();
    Ok(Configuration::Unused { age, exclusions })
}

fn internal(given: &InternalAccessConfiguration) -> ApiResult<Configuration> {
    let rule = given.analysis_rule.as_ref().and_then(|rule| rule.inclusions.as_deref());
    let inclusions: Vec<Inclusion> =
        rule.unwrap_or_default().iter().map(Inclusion::parse).collect();
    let wrong = |what: &str| {
        // Recorded by users for the resource type.
        Err(errors::field(
            "inclusions",
            format!("Invalid InternalAccessAnalysisRuleCriteria: the provided {what} is invalid"),
        ))
    };
    for inclusion in &inclusions {
        if inclusion.types.iter().any(|kind| !INTERNAL_TYPES.contains(&kind.as_str())) {
            return wrong("resourceType");
        }
        if inclusion.accounts.iter().any(|id| AccountId::parse(id).is_none()) {
            return wrong("accountId");
        }
        if inclusion.arns.iter().any(|arn| arn.parse::<kernel::Arn>().is_err()) {
            return wrong("resourceArn");
        }
    }
    Ok(Configuration::Internal { inclusions })
}

impl Exclusion {
    fn parse(given: &AnalysisRuleCriteria) -> Exclusion {
        let tags = given.resource_tags.as_deref().unwrap_or_default();
        Exclusion {
            accounts: given.account_ids.clone().unwrap_or_default(),
            tags: tags.iter().map(|map| map.clone().into_iter().collect()).collect(),
        }
    }

    fn show(&self) -> AnalysisRuleCriteria {
        let map = |tags: &Vec<(String, String)>| tags.iter().cloned().collect::<VecMap<String>>();
        let some = |list: Vec<String>| Some(list).filter(|list| !list.is_empty());
        AnalysisRuleCriteria {
            account_ids: some(self.accounts.clone()),
            resource_tags: Some(self.tags.iter().map(map).collect::<Vec<_>>())
                .filter(|list| !list.is_empty()),
        }
    }

    /// Whether a principal of `account` with these tags is left out.
    pub(crate) fn covers(&self, account: &str, tags: &[(String, String)]) -> bool {
        let by_account = self.accounts.iter().any(|excluded| excluded == account);
        let by_tags =
            self.tags.iter().any(|all| !all.is_empty() && all.iter().all(|tag| tags.contains(tag)));
        by_account || by_tags
    }
}

impl Inclusion {
    fn parse(given: &InternalAccessAnalysisRuleCriteria) -> Inclusion {
        Inclusion {
            accounts: given.account_ids.clone().unwrap_or_default(),
            types: given.resource_types.clone().unwrap_or_default(),
            arns: given.resource_arns.clone().unwrap_or_default(),
        }
    }

    fn show(&self) -> InternalAccessAnalysisRuleCriteria {
        let some = |list: &Vec<String>| Some(list.clone()).filter(|list| !list.is_empty());
        InternalAccessAnalysisRuleCriteria {
            account_ids: some(&self.accounts),
            resource_types: some(&self.types),
            resource_arns: some(&self.arns),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(organization: bool) -> Kind {
        Kind { access: Access::Unused, organization }
    }

    #[test]
    fn ages_and_exclusions() {
        let given = |age, ids: &[&str]| {
            let rule = AnalysisRuleCriteria {
                account_ids: Some(ids.iter().map(|id| (*id).to_owned()).collect()),
                resource_tags: None,
            };
            AnalyzerConfiguration::UnusedAccess(UnusedAccessConfiguration {
                unused_access_age: age,
                analysis_rule: Some(AnalysisRule { exclusions: Some(vec![rule]) }),
            })
        };
        for (organization, age, ids, good) in [
            (false, None, &[][..], true),
            (false, Some(1), &[], true),
            (false, Some(365), &[], true),
            (false, Some(0), &[], false),
            (false, Some(366), &[], false),
            (true, None, &["111122223333"], true),
            (false, None, &["111122223333"], false),
            (true, None, &["1111"], false),
        ] {
            let read = Configuration::parse(kind(organization), Some(&given(age, ids)));
            assert_eq!(read.is_ok(), good, "{organization} {age:?} {ids:?}");
        }
        let plain = Configuration::parse(kind(false), None).expect("defaults");
        assert_eq!(plain.as_unused().map(|(age, _)| age), Some(90));
    }

    #[test]
    fn exclusions_by_account_and_by_all_of_some_tags() {
        let tag = |k: &str, v: &str| (k.to_owned(), v.to_owned());
        let exclusion = Exclusion {
            accounts: vec!["111122223333".to_owned()],
            tags: vec![vec![tag("a", "1"), tag("b", "2")], Vec::new()],
        };
        assert!(exclusion.covers("111122223333", &[]));
        assert!(!exclusion.covers("444455556666", &[tag("a", "1")]));
        assert!(exclusion.covers("444455556666", &[tag("b", "2"), tag("a", "1"), tag("c", "")]));
    }
}
