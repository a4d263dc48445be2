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
    /// The bucket, where the host names one of S3's: `BUCKET.s3.REGION.BASE`.
    pub(crate) bucket: Option<&'a str>,
    /// Whose website: `SITE.s3-website.REGION.BASE`, `SITE.s3-website-REGION.BASE`.
    pub(crate) site: Option<&'a str>,
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
    if let Some(facts) = of_s3(labels) {
        return facts;
    }
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

/// S3's hosts: `[BUCKET.]s3[.dualstack][.REGION]`, and `[BUCKET.]s3-REGION` of old. Buckets have dots too.
fn of_s3(labels: &str) -> Option<HostFacts<'_>> {
    let mut region = None;
    let mut end = labels.len();
    loop {
        let start = labels[..end].rfind('.').map_or(0, |dot| dot + 1);
        let label = &labels[start..end];
        let old = label.strip_prefix("s3-").filter(|rest| looks_like_region(rest));
        if let Some(rest) = label.strip_prefix("s3-website") {
            let own = rest.strip_prefix('-').filter(|rest| looks_like_region(rest));
            let region = region.or_else(|| own.and_then(Region::parse));
            let site = start.checked_sub(1).map(|dot| &labels[..dot]);
            return Some(HostFacts { service: Some("s3"), region, bucket: None, site });
        }
        if old.is_some() || matches!(label, "s3" | "s3-fips" | "s3-accelerate") {
            region = region.or_else(|| old.and_then(Region::parse));
            let bucket = start.checked_sub(1).map(|dot| &labels[..dot]);
            return Some(HostFacts { service: Some("s3"), region, bucket, site: None });
        }
        if region.is_none() && looks_like_region(label) {
            region = Region::parse(label);
        } else if label != "dualstack" {
            return None;
        }
        end = start.checked_sub(1)?;
    }
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
            ("s3.localhost:4566", Some("s3"), None),
            ("s3.eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
            ("s3-eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
            ("s3.dualstack.eu-west-1.amazonaws.com", Some("s3"), Some("eu-west-1")),
            ("1.s3-control.eu-west-1.localhost", Some("s3-control"), Some("eu-west-1")),
        ];
        for (host, service, region) in cases {
            let facts = read(host);
            assert_eq!(facts.service, service, "{host}");
            assert_eq!(facts.region.as_ref().map(Region::as_str), region, "{host}");
        }
    }

    #[test]
    fn buckets() {
        for (host, bucket) in [
            ("s3.localhost", None),
            ("b.s3.localhost:4566", Some("b")),
            ("my.bucket.s3.eu-west-1.localhost.localstack.cloud:4566", Some("my.bucket")),
            ("b.s3.dualstack.us-west-2.amazonaws.com", Some("b")),
            ("b.s3-us-west-2.amazonaws.com", Some("b")),
            ("b.s3-website.us-east-1.localhost", None),
            ("sqs.us-east-1.localhost", None),
            ("b.s3.example.com", None),
        ] {
            assert_eq!(read(host).bucket, bucket, "{host}");
        }
    }
}
