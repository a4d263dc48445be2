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
    /// The access point and its account, where the host names one: `NAME-ACCOUNT.s3-accesspoint.REGION.BASE`.
    pub(crate) access_point: Option<(&'a str, &'a str)>,
    /// Whether the access point is one of Object Lambda: `NAME-ACCOUNT.s3-object-lambda.REGION.BASE`.
    pub(crate) object_lambda: bool,
    /// Whose website: `SITE.s3-website.REGION.BASE`, `SITE.s3-website-REGION.BASE`.
    pub(crate) site: Option<&'a str>,
}

/// The name that Object Lambda has in hosts, signatures and ARNs.
pub(crate) const OBJECT_LAMBDA: &str = "s3-object-lambda";

const BASES: [&str; 5] = [
    ".localhost",
    ".localhost.localstack.cloud",
    ".localhost.stratus.dev",
    ".amazonaws.com",
    ".api.aws",
];

/// Reads a `Host` header's value, port or not.
pub(crate) fn read(authority: &str) -> HostFacts<'_> {
    let host = authority.trim_end_matches(|c: char| c.is_ascii_digit());
    let host = host.strip_suffix(':').unwrap_or(authority);
    let Some(labels) = BASES.iter().find_map(|base| host.strip_suffix(base)) else {
        return HostFacts::default();
    };
    if let Some(facts) = of_s3(labels) {
        return facts;
    }
    // What clients make of an access point's ARN and an endpoint of the user's.
    if !labels.contains('.') && access_point(labels).is_some() {
        return HostFacts { service: Some("s3"), bucket: Some(labels), ..HostFacts::default() };
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

/// The resource and the region of an address of a resource's own, `NAME.LABEL.REGION.BASE`, whatever its base is.
pub(crate) fn resource<'a>(authority: &'a str, label: &str) -> Option<(&'a str, Option<Region>)> {
    // Hosts are short, and hardly one has such a label: no search that has to be prepared.
    let at = authority.as_bytes().windows(label.len()).position(|at| at == label.as_bytes())?;
    let name = authority[..at].strip_suffix('.').filter(|name| !name.is_empty())?;
    let rest = authority[at + label.len()..].strip_prefix('.')?;
    let next = rest.split(['.', ':']).next().filter(|next| looks_like_region(next));
    Some((name, next.and_then(Region::parse)))
}

/// S3's hosts: `[BUCKET.]s3[.dualstack][.REGION]`, and `[BUCKET.]s3-REGION` of old. Buckets have dots too.
fn of_s3(labels: &str) -> Option<HostFacts<'_>> {
    // An access point of several regions, which is in none: `ALIAS.mrap.accesspoint.s3-global.BASE`.
    if let Some(alias) = labels.strip_suffix(".accesspoint.s3-global") {
        let (service, bucket) = (Some("s3"), Some(alias));
        return Some(HostFacts { service, bucket, ..HostFacts::default() });
    }
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
            let service = Some("s3");
            return Some(HostFacts { service, region, site, ..HostFacts::default() });
        }
        let object_lambda = matches!(label, OBJECT_LAMBDA | "s3-object-lambda-fips");
        if object_lambda || matches!(label, "s3-accesspoint" | "s3-accesspoint-fips") {
            let access_point = start.checked_sub(1).and_then(|dot| access_point(&labels[..dot]));
            let service = Some("s3");
            let facts = HostFacts { service, region, access_point, ..HostFacts::default() };
            return Some(HostFacts { object_lambda, ..facts });
        }
        if old.is_some() || matches!(label, "s3" | "s3-fips" | "s3-accelerate") {
            region = region.or_else(|| old.and_then(Region::parse));
            let bucket = start.checked_sub(1).map(|dot| &labels[..dot]);
            let service = Some("s3");
            return Some(HostFacts { service, region, bucket, ..HostFacts::default() });
        }
        if region.is_none() && looks_like_region(label) {
            region = Region::parse(label);
        } else if label != "dualstack" {
            return None;
        }
        end = start.checked_sub(1)?;
    }
}

/// `NAME-ACCOUNT`.
pub(crate) fn access_point(label: &str) -> Option<(&str, &str)> {
    let (name, account) = label.rsplit_once('-')?;
    let whole = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    (whole && !name.is_empty()).then_some((name, account))
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
    fn addresses_of_resources() {
        for (host, want) in [
            ("id.lambda-url.eu-west-1.localhost:4566", Some(("id", Some("eu-west-1")))),
            ("id.lambda-url.eu-west-1.on.aws", Some(("id", Some("eu-west-1")))),
            ("id.lambda-url.eu-west-1.cloud.example.com:80", Some(("id", Some("eu-west-1")))),
            ("id.lambda-url.localhost", Some(("id", None))),
            ("lambda-url.eu-west-1.localhost", None),
            (".lambda-url.eu-west-1.localhost", None),
            ("lambda.eu-west-1.localhost:4566", None),
            ("my-lambda-url.eu-west-1.localhost", None),
            ("id.lambda-urls.eu-west-1.localhost", None),
            ("127.0.0.1:4566", None),
        ] {
            let found = resource(host, "lambda-url");
            let found = found.as_ref().map(|(name, region)| (*name, region.as_ref()));
            let found = found.map(|(name, region)| (name, region.map(Region::as_str)));
            assert_eq!(found, want, "{host}");
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
            ("point-111122223333.localhost:4566", Some("point-111122223333")),
            ("111122223333.localhost:4566", None),
            ("m1.mrap.accesspoint.s3-global.localhost:4566", Some("m1.mrap")),
            ("point-111122223333.s3-accesspoint.us-east-1.localhost", None),
        ] {
            assert_eq!(read(host).bucket, bucket, "{host}");
        }
    }

    #[test]
    fn access_points() {
        let point = Some(("my-point", "111122223333"));
        let lambda = read("my-point-111122223333.s3-object-lambda.eu-west-1.localhost:4566");
        assert_eq!((lambda.access_point, lambda.object_lambda), (point, true));
        let route = read("io-1.s3-object-lambda.eu-west-1.amazonaws.com");
        assert_eq!((route.service, route.access_point), (Some("s3"), None));
        for (host, region, want) in [
            ("my-point-111122223333.s3-accesspoint.eu-west-1.localhost:4566", "eu-west-1", point),
            (
                "my-point-111122223333.s3-accesspoint.dualstack.eu-west-1.api.aws",
                "eu-west-1",
                point,
            ),
            (
                "my-point-111122223333.s3-accesspoint-fips.us-east-1.amazonaws.com",
                "us-east-1",
                point,
            ),
            ("my-point-1.s3-accesspoint.us-east-1.localhost", "us-east-1", None),
            ("s3-accesspoint.us-east-1.localhost", "us-east-1", None),
        ] {
            let facts = read(host);
            assert_eq!(facts.service, Some("s3"), "{host}");
            assert_eq!(facts.region.as_ref().map(Region::as_str), Some(region), "{host}");
            assert_eq!(facts.access_point, want, "{host}");
        }
    }
}
