//! The address that names an OpenID Connect provider: `https`, a host, perhaps a path, and nothing more.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

const SCHEME: &str = "https://";

/// The address without its scheme, as ARNs and listings show it; `None` when it cannot name a provider.
pub(crate) fn parse(url: &str) -> Option<&str> {
    let rest = url.strip_prefix(SCHEME)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let label = |label: &str| {
        !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    let good_host = host.split('.').all(label);
    let good_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    let good_path =
        path.chars().all(|c| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:@".contains(c));
    (good_host && good_port && good_path).then_some(rest)
}

/// An issuer as tokens name it, without the scheme that it may have.
pub(crate) fn without_scheme(issuer: &str) -> &str {
    issuer.strip_prefix(SCHEME).unwrap_or(issuer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (url, expected) in [
            ("https://accounts.google.com", Some("accounts.google.com")),
            (
                "https://oidc.eks.us-east-1.amazonaws.com/id/AB12",
                Some("oidc.eks.us-east-1.amazonaws.com/id/AB12"),
            ),
            ("https://localhost:8443/realms/dev", Some("localhost:8443/realms/dev")),
            ("http://accounts.google.com", None),
            ("accounts.google.com", None),
            ("https://", None),
            ("https:///path", None),
            ("https://a..b", None),
            ("https://host:", None),
            ("https://host:0", None),
            ("https://host:99999", None),
            ("https://user@host", None),
            ("https://host/?a=b", None),
            ("https://host/#a", None),
            ("https://ho st", None),
        ] {
            assert_eq!(parse(url), expected, "{url}");
        }
        assert_eq!(without_scheme("https://a/b"), "a/b");
        assert_eq!(without_scheme("a/b"), "a/b");
    }
}
