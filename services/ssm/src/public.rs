//! AWS's own parameters, `/aws/service/global-infrastructure/...`: regions, services and their endpoints, as AWS
//! publishes them. Availability zones, images and what else AWS has below `/aws/service` are not there.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-public-parameters.html>

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::LazyLock;

use kernel::{ApiResult, Cx, Partition, Timestamp};

use crate::errors;
use crate::name::ParameterKey;
use crate::page::Page;
use crate::reference::{PUBLIC, Selector};

const ROOT: &str = "/aws/service/global-infrastructure";
/// When AWS began to publish these.
const SINCE: Timestamp = Timestamp::from_secs(1_557_244_474);

static TEXT: &str = include_str!("../data/global-infrastructure.txt");

/// Values by name.
type Values = BTreeMap<String, String>;

/// The parameters of each partition; made when somebody asks for the first.
static ALL: LazyLock<BTreeMap<&str, Values>> = LazyLock::new(|| read(TEXT));

/// The public parameter with this name.
pub(crate) fn get(
    cx: &Cx<'_>,
    key: &ParameterKey,
    selector: Option<&Selector>,
) -> ApiResult<gen_ssm::Parameter> {
    let (name, value) = values(cx.partition())
        .and_then(|values| values.get_key_value(key.as_str()))
        .ok_or_else(errors::not_found)?;
    match selector {
        None | Some(Selector::Version(1)) => Ok(show(cx, name, value)),
        Some(Selector::Version(version)) => Err(errors::version_not_found(*version, name)),
        Some(Selector::Label(label)) => Err(errors::label_not_found(label, name)),
    }
}

/// Whether a path, with its last slash, is one of public parameters.
pub(crate) fn is_below(path: &str) -> bool {
    path.starts_with(PUBLIC)
}

/// A page of the public parameters below a path, and the name after which there is more.
pub(crate) fn walk(
    cx: &Cx<'_>,
    below: &str,
    recursive: bool,
    page: &Page,
) -> (Vec<gen_ssm::Parameter>, Option<String>) {
    let Some(values) = values(cx.partition()) else { return (Vec::new(), None) };
    let start = match &page.after {
        Some(after) => Bound::Excluded(after.as_str()),
        None => Bound::Included(below),
    };
    let here = values
        .range::<str, _>((start, Bound::Unbounded))
        .take_while(|(name, _)| name.starts_with(below))
        .filter(|(name, _)| recursive || !name[below.len()..].contains('/'));
    let mut found: Vec<_> = here.take(page.limit + 1).collect();
    let more = found.len() > page.limit;
    found.truncate(page.limit);
    let last = found.last().filter(|_| more).map(|(name, _)| (*name).clone());
    (found.into_iter().map(|(name, value)| show(cx, name, value)).collect(), last)
}

fn values(partition: Partition) -> Option<&'static Values> {
    ALL.get(partition.as_str())
}

fn show(cx: &Cx<'_>, name: &str, value: &str) -> gen_ssm::Parameter {
    gen_ssm::Parameter {
        name: Some(name.to_owned()),
        r#type: Some("String".to_owned()),
        value: Some(value.to_owned()),
        version: Some(1),
        selector: None,
        source_result: None,
        last_modified_date: Some(SINCE),
        arn: Some(format!("arn:{}:ssm:{}::parameter{name}", cx.partition(), cx.region())),
        data_type: Some("text".to_owned()),
    }
}

/// Reads the text; each line of a region or a service belongs to the partition above it.
fn read(text: &'static str) -> BTreeMap<&'static str, Values> {
    let mut all: BTreeMap<&str, Values> = BTreeMap::new();
    let (mut partition, mut domain) = ("", "");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let Some((kind, rest)) = line.split_once(' ') else { continue };
        let (name, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        if kind == "partition" {
            (partition, domain) = (name, rest);
            continue;
        }
        let values = all.entry(partition).or_default();
        match kind {
            "region" => region(values, name, rest, partition, domain),
            _ => service(values, name, rest, domain),
        }
    }
    all
}

fn region(values: &mut Values, name: &str, long_name: &str, partition: &str, domain: &str) {
    let at = format!("{ROOT}/regions/{name}");
    for (leaf, value) in [("longName", long_name), ("partition", partition), ("domain", domain)] {
        values.insert(format!("{at}/{leaf}"), value.to_owned());
    }
    values.insert(at, name.to_owned());
}

fn service(values: &mut Values, name: &str, rest: &str, domain: &str) {
    let mut words = rest.split(' ');
    let prefix = words.next().unwrap_or_default();
    for word in words {
        let (region, host) = match word.split_once('=') {
            Some((region, host)) => (region, host.to_owned()),
            None => (word, format!("{prefix}.{word}.{domain}")),
        };
        values.insert(format!("{ROOT}/services/{name}/regions/{region}"), region.to_owned());
        let here = format!("{ROOT}/regions/{region}/services/{name}");
        values.insert(format!("{here}/endpoint"), host);
        values.insert(here, name.to_owned());
    }
    values.insert(format!("{ROOT}/services/{name}"), name.to_owned());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_have_their_names() {
        let of = |partition: &str, name: &str| {
            ALL.get(partition).and_then(|values| values.get(&format!("{ROOT}/{name}"))).cloned()
        };
        for (partition, name, value) in [
            ("aws", "regions/us-west-1", Some("us-west-1")),
            ("aws", "regions/us-east-1/longName", Some("US East (N. Virginia)")),
            ("aws", "regions/us-east-1/domain", Some("amazonaws.com")),
            ("aws", "services/sqs", Some("sqs")),
            ("aws", "services/sqs/regions/eu-west-1", Some("eu-west-1")),
            ("aws", "regions/eu-west-1/services/ecr", Some("ecr")),
            (
                "aws",
                "regions/eu-west-1/services/ecr/endpoint",
                Some("api.ecr.eu-west-1.amazonaws.com"),
            ),
            ("aws", "regions/cn-north-1", None),
            ("aws-cn", "regions/cn-north-1", Some("cn-north-1")),
            ("aws-us-gov", "regions/us-gov-west-1/partition", Some("aws-us-gov")),
        ] {
            assert_eq!(of(partition, name).as_deref(), value, "{partition} {name}");
        }
    }
}
