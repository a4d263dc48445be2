//! Hosts that serve an access point, as its description has them.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetAccessPoint.html>

use kernel::Region;
use schema::VecMap;

/// The hosts, by their kind. `authority` is how the client addressed us.
pub(crate) fn of(authority: &str, region: &Region) -> VecMap<String> {
    let base = base(authority);
    [
        ("ipv4", format!("s3-accesspoint.{region}.{base}")),
        ("fips", format!("s3-accesspoint-fips.{region}.{base}")),
        ("fips_dualstack", format!("s3-accesspoint-fips.dualstack.{region}.{base}")),
        ("dualstack", format!("s3-accesspoint.dualstack.{region}.{base}")),
    ]
    .into_iter()
    .collect()
}

/// The domain below which services have their hosts: `ACCOUNT.s3-control.REGION.BASE` without what stands before it. An
/// address has none, but `localhost` is this machine, too.
fn base(authority: &str) -> String {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|b| b.is_ascii_digit()) => (host, Some(port)),
        _ => (authority, None),
    };
    let mut rest = host;
    while let Some((label, more)) = rest.split_once('.') {
        let account = label.len() == 12 && label.bytes().all(|b| b.is_ascii_digit());
        let service = matches!(label, "s3-control" | "s3-control-fips" | "dualstack" | "s3");
        let region = label.split('-').count() >= 3 && label.ends_with(|c: char| c.is_ascii_digit());
        if !(account || service || region) {
            break;
        }
        rest = more;
    }
    let address = rest.bytes().all(|b| b.is_ascii_digit() || b == b'.') || host.starts_with('[');
    let base = if address { "localhost" } else { rest };
    match port {
        Some(port) => format!("{base}:{port}"),
        None => base.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bases() {
        for (authority, want) in [
            ("111122223333.localhost:4566", "localhost:4566"),
            ("111122223333.s3-control.eu-west-1.amazonaws.com", "amazonaws.com"),
            ("111122223333.s3-control.dualstack.us-gov-west-1.amazonaws.com", "amazonaws.com"),
            ("111122223333.localhost.localstack.cloud:4566", "localhost.localstack.cloud:4566"),
            ("localhost", "localhost"),
            ("127.0.0.1:4566", "localhost:4566"),
            ("[::1]:4566", "localhost:4566"),
        ] {
            assert_eq!(base(authority), want, "{authority}");
        }
    }
}
