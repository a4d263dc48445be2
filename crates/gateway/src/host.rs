//! What a host name says: `sqs.eu-west-1.localhost:4566` names a service and a region.
//!
//! Styles: `SERVICE.REGION.BASE`, `REGION.SERVICE.BASE` (`queue`), `SERVICE.BASE`, with any BASE that means
//! this machine or AWS itself.

use arn::Region;

/// What was found in a host name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct HostFacts<'a> {
    /// Labels before the base and the region, first to last: the service's endpoint prefix is the last.
    pub(crate) service: Option<&'a str>,
    /// The region.
    pub(crate) region: Option<Region>,
}

const BASES: [&str; 5] = [
    ".localhost",
    ".localhost.localstack.cloud",
    ".localhost.stratus.dev",
    ".amazonaws.com",
    ".api.aws",
];

/// Reads a `Host` header's value, port or not.
pub(crate) fn read(authority: &str) -> HostFacts<'_> {
    let host = authority.rsplit_once(':').map_or(authority, |(host, port)| {
        if port.bytes().all(|b| b.is_ascii_digit()) { host } else { authority }
    });
    let Some(labels) = BASES.iter().find_map(|base| host.strip_suffix(base)) else {
        return HostFacts::default();
    };
    let mut facts = HostFacts::default();
    for label in labels.rsplit('.') {
        match looks_like_region(label).then(|| Region::parse(label)).flatten() {
            Some(region) if facts.region.is_none() => facts.region = Some(region),
            _ if facts.service.is_none() => facts.service = Some(label),
            _ => {}
        }
    }
    facts
}

/// `eu-west-1`, `us-gov-east-1`: letters, a direction, a number.
fn looks_like_region(label: &str) -> bool {
    let mut parts = label.rsplit('-');
    let number =
        parts.next().is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    number && parts.clone().count() >= 2 && parts.all(|p| p.bytes().all(|b| b.is_ascii_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles() {
        let cases = [
            ("sqs.us-east-1.localhost:4566", Some("sqs"), Some("us-east-1")),
            ("sqs.eu-central-1.localhost.localstack.cloud:4566", Some("sqs"), Some("eu-central-1")),
            ("eu-west-2.queue.localhost.localstack.cloud", Some("queue"), Some("eu-west-2")),
            ("queue.localhost", Some("queue"), None),
            ("sqs.us-gov-west-1.amazonaws.com", Some("sqs"), Some("us-gov-west-1")),
            ("localhost:4566", None, None),
            ("127.0.0.1:4566", None, None),
            ("[::1]:4566", None, None),
            ("example.com", None, None),
        ];
        for (host, service, region) in cases {
            let facts = read(host);
            assert_eq!(facts.service, service, "{host}");
            assert_eq!(facts.region.as_ref().map(Region::as_str), region, "{host}");
        }
    }
}
