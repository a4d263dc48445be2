//! Filters: criteria on the attributes of findings, for lists and for archive rules. All criteria have to hold, and of
//! each all operators.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-filter-keys.html>

use gen_accessanalyzer::Criterion as Shown;
use kernel::ApiResult;
use schema::VecMap;
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// Criteria by attribute.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Filter(Vec<(String, Criterion)>);

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Criterion {
    eq: Option<Vec<String>>,
    neq: Option<Vec<String>>,
    contains: Option<Vec<String>>,
    exists: Option<bool>,
}

/// What has attributes to filter by.
pub(crate) trait Attributes {
    /// The values of an attribute; none when it is not there.
    fn attribute(&self, name: &str) -> Vec<String>;
}

/// What a filter is for: not every attribute can be asked for everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    ArchiveRule,
    Findings,
    PreviewFindings,
}

const EVERYWHERE: [&str; 11] = [
    "resource",
    "resourceType",
    "resourceOwnerAccount",
    "isPublic",
    "findingType",
    "resourceControlPolicyRestriction",
    "serviceControlPolicyRestriction",
    "error",
    "principalType",
    "principalOwnerAccount",
    "accessType",
];

impl Purpose {
    fn knows(self, attribute: &str) -> bool {
        let part = |prefix: &str| attribute.strip_prefix(prefix).is_some_and(|n| !n.is_empty());
        EVERYWHERE.contains(&attribute)
            || part("principal.")
            || part("condition.")
            || match self {
                Purpose::ArchiveRule => false,
                Purpose::Findings => matches!(attribute, "status" | "id"),
                Purpose::PreviewFindings => matches!(
                    attribute,
                    "status" | "id" | "changeType" | "existingFindingId" | "existingFindingStatus"
                ),
            }
    }
}

impl Filter {
    pub(crate) fn parse(given: &VecMap<Shown>, purpose: Purpose) -> ApiResult<Filter> {
        if given.len() > limits::CRITERIA {
            return Err(errors::field("filter", "The filter has too many criteria."));
        }
        let mut filter = Vec::new();
        for (attribute, criterion) in given.iter() {
            if !purpose.knows(attribute) {
                let message = format!("The filter key {attribute} is not supported.");
                return Err(errors::field("filter", message));
            }
            filter.push((attribute.to_owned(), Criterion::parse(attribute, criterion)?));
        }
        if filter.is_empty() && purpose == Purpose::ArchiveRule {
            return Err(errors::field("filter", "The filter must have at least one criterion."));
        }
        Ok(Filter(filter))
    }

    pub(crate) fn show(&self) -> VecMap<Shown> {
        let shown = self.0.iter().map(|(attribute, c)| {
            let criterion = Shown {
                eq: c.eq.clone(),
                neq: c.neq.clone(),
                contains: c.contains.clone(),
                exists: c.exists,
            };
            (attribute.clone(), criterion)
        });
        shown.collect()
    }

    /// Whether all criteria hold for `subject`.
    pub(crate) fn holds(&self, subject: &impl Attributes) -> bool {
        self.0.iter().all(|(attribute, criterion)| criterion.holds(&subject.attribute(attribute)))
    }

    /// The filter in a form that binds page tokens.
    pub(crate) fn binding(&self) -> String {
        format!("{:?}", self.0)
    }
}

impl Criterion {
    fn parse(attribute: &str, given: &Shown) -> ApiResult<Criterion> {
        let lists = [&given.eq, &given.neq, &given.contains];
        let mut values = lists.into_iter().flatten();
        if values.any(|list| list.is_empty() || list.len() > limits::CRITERION_VALUES) {
            return Err(errors::field(
                "filter",
                format!("The criterion {attribute} must have 1 to 20 values."),
            ));
        }
        if lists.iter().all(|list| list.is_none()) && given.exists.is_none() {
            let message = format!("The criterion {attribute} has no operator.");
            return Err(errors::field("filter", message));
        }
        Ok(Criterion {
            eq: given.eq.clone(),
            neq: given.neq.clone(),
            contains: given.contains.clone(),
            exists: given.exists,
        })
    }

    fn holds(&self, values: &[String]) -> bool {
        let any = |wanted: &Option<Vec<String>>, test: fn(&str, &str) -> bool| {
            wanted
                .as_ref()
                .map(|list| values.iter().any(|have| list.iter().any(|want| test(have, want))))
        };
        any(&self.eq, |have, want| have == want).unwrap_or(true)
            && !any(&self.neq, |have, want| have == want).unwrap_or(false)
            && any(&self.contains, |have, want| have.contains(want)).unwrap_or(true)
            && self.exists.is_none_or(|exists| exists != values.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Thing(Vec<(&'static str, &'static str)>);

    impl Attributes for Thing {
        fn attribute(&self, name: &str) -> Vec<String> {
            let of = self.0.iter().filter(|(key, _)| *key == name);
            of.map(|(_, value)| (*value).to_owned()).collect()
        }
    }

    fn list(values: &[&str]) -> Option<Vec<String>> {
        Some(values.iter().map(|value| (*value).to_owned()).collect())
    }

    #[test]
    fn operators() {
        let thing = Thing(vec![("resource", "arn:aws:sqs:::a"), ("isPublic", "true")]);
        let none = Shown::default();
        for (attribute, criterion, expected) in [
            ("resource", Shown { eq: list(&["arn:aws:sqs:::a", "x"]), ..none.clone() }, true),
            ("resource", Shown { eq: list(&["x"]), ..none.clone() }, false),
            ("resource", Shown { neq: list(&["x"]), ..none.clone() }, true),
            ("resource", Shown { neq: list(&["arn:aws:sqs:::a"]), ..none.clone() }, false),
            ("resource", Shown { contains: list(&["sqs"]), ..none.clone() }, true),
            ("resource", Shown { contains: list(&["sns"]), ..none.clone() }, false),
            ("error", Shown { exists: Some(false), ..none.clone() }, true),
            ("error", Shown { exists: Some(true), ..none.clone() }, false),
            ("error", Shown { neq: list(&["x"]), ..none.clone() }, true),
            ("error", Shown { eq: list(&["x"]), ..none.clone() }, false),
            (
                "resource",
                Shown { contains: list(&["sqs"]), neq: list(&["arn:aws:sqs:::a"]), ..none },
                false,
            ),
        ] {
            let given = [(attribute.to_owned(), criterion.clone())].into_iter().collect();
            let filter = Filter::parse(&given, Purpose::Findings).expect("a filter");
            assert_eq!(filter.holds(&thing), expected, "{attribute} {criterion:?}");
            assert_eq!(filter.show(), given);
        }
    }

    #[test]
    fn what_no_filter_can_be() {
        let some = Shown { eq: list(&["x"]), ..Shown::default() };
        for (attribute, criterion, purpose) in [
            ("colour", some.clone(), Purpose::Findings),
            ("status", some.clone(), Purpose::ArchiveRule),
            ("changeType", some.clone(), Purpose::Findings),
            ("principal.", some, Purpose::Findings),
            ("resource", Shown::default(), Purpose::Findings),
            (
                "resource",
                Shown { eq: Some(vec![String::new(); 21]), ..Shown::default() },
                Purpose::Findings,
            ),
        ] {
            let given = [(attribute.to_owned(), criterion)].into_iter().collect();
            assert!(Filter::parse(&given, purpose).is_err(), "{attribute} {purpose:?}");
        }
        assert!(Filter::parse(&VecMap::new(), Purpose::ArchiveRule).is_err());
        assert!(Filter::parse(&VecMap::new(), Purpose::Findings).is_ok());
    }
}
