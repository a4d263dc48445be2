//! Cross-origin rules of a bucket: checking them, and what they answer to a page.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html>

use gen_s3::{CORSConfiguration, CORSRule};
use kernel::ApiResult;

use crate::refusals::{invalid_request, malformed_xml};

const MAX_RULES: usize = 100;
const METHODS: [&str; 5] = ["GET", "PUT", "HEAD", "POST", "DELETE"];
/// Longest id of a rule.
const MAX_ID: usize = 255;

/// Whether S3 takes these rules.
pub(crate) fn check(configuration: &CORSConfiguration) -> ApiResult<()> {
    let rules = &configuration.cors_rules;
    if rules.is_empty() {
        return Err(malformed_xml());
    }
    if rules.len() > MAX_RULES {
        return Err(invalid_request(format!(
            "The number of CORS rules should not exceed allowed limit of {MAX_RULES} rules."
        )));
    }
    rules.iter().try_for_each(check_rule)
}

fn check_rule(rule: &CORSRule) -> ApiResult<()> {
    if rule.allowed_methods.is_empty() || rule.allowed_origins.is_empty() {
        return Err(malformed_xml());
    }
    if rule.id.as_ref().is_some_and(|id| id.chars().count() > MAX_ID) {
        return Err(invalid_request("The ID length should not exceed allowed limit of 255"));
    }
    if let Some(method) = rule.allowed_methods.iter().find(|m| !METHODS.contains(&m.as_str())) {
        return Err(invalid_request(format!(
            "Found unsupported HTTP method in CORS config. Unsupported method is {method}"
        )));
    }
    let stars = |text: &str| text.matches('*').count();
    if let Some(origin) = rule.allowed_origins.iter().find(|o| stars(o) > 1) {
        let message = format!("AllowedOrigin \"{origin}\" can not have more than one wildcard.");
        return Err(invalid_request(message));
    }
    if let Some(header) = rule.allowed_headers.iter().flatten().find(|h| stars(h) > 1) {
        let message = format!("AllowedHeader \"{header}\" can not have more than one wildcard.");
        return Err(invalid_request(message));
    }
    if let Some(header) = rule.expose_headers.iter().flatten().find(|h| stars(h) > 0) {
        return Err(invalid_request(format!(
            "ExposeHeader \"{header}\" contains wildcard. We currently do not support wildcard for ExposeHeader."
        )));
    }
    Ok(())
}

/// What a page asks, or does.
#[derive(Clone, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) origin: &'a str,
    /// The method of the request, or the one that a preflight asks about.
    pub(crate) method: &'a str,
    /// The headers that a preflight asks about.
    pub(crate) headers: Vec<&'a str>,
}

impl<'a> Asked<'a> {
    /// `headers` is the value of `Access-Control-Request-Headers`.
    pub(crate) fn new(origin: &'a str, method: &'a str, headers: Option<&'a str>) -> Asked<'a> {
        let headers = headers.unwrap_or_default().split(',').map(str::trim);
        Asked { origin, method, headers: headers.filter(|h| !h.is_empty()).collect() }
    }
}

/// The headers that let a page go on: of the first rule that fits. `None`: no rule does.
pub(crate) fn answer(
    configuration: &CORSConfiguration,
    asked: &Asked<'_>,
) -> Option<Vec<(&'static str, String)>> {
    let rule = configuration.cors_rules.iter().find(|rule| fits(rule, asked))?;
    let any = rule.allowed_origins.iter().find(|o| matches_star(o, asked.origin))? == "*";
    let mut headers = vec![(
        "access-control-allow-origin",
        if any { "*".to_owned() } else { asked.origin.to_owned() },
    )];
    headers.push(("access-control-allow-methods", rule.allowed_methods.join(", ")));
    if !asked.headers.is_empty() {
        let allowed: Vec<String> = asked.headers.iter().map(|h| h.to_ascii_lowercase()).collect();
        headers.push(("access-control-allow-headers", allowed.join(", ")));
    }
    if let Some(exposed) = rule.expose_headers.as_ref().filter(|list| !list.is_empty()) {
        headers.push(("access-control-expose-headers", exposed.join(", ")));
    }
    if let Some(age) = rule.max_age_seconds {
        headers.push(("access-control-max-age", age.to_string()));
    }
    if !any {
        headers.push(("access-control-allow-credentials", "true".to_owned()));
    }
    headers.push((
        "vary",
        "Origin, Access-Control-Request-Headers, Access-Control-Request-Method".to_owned(),
    ));
    Some(headers)
}

fn fits(rule: &CORSRule, asked: &Asked<'_>) -> bool {
    let header = |name: &&str| {
        let lower = name.to_ascii_lowercase();
        rule.allowed_headers
            .iter()
            .flatten()
            .any(|allowed| matches_star(&allowed.to_ascii_lowercase(), &lower))
    };
    rule.allowed_origins.iter().any(|origin| matches_star(origin, asked.origin))
        && rule.allowed_methods.iter().any(|method| method == asked.method)
        && asked.headers.iter().all(header)
}

/// `*` stands for any text, once.
fn matches_star(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        Some((head, tail)) => {
            text.len() >= head.len() + tail.len() && text.starts_with(head) && text.ends_with(tail)
        }
        None => pattern == text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(origins: &[&str], methods: &[&str], headers: &[&str]) -> CORSRule {
        let all = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        CORSRule {
            allowed_origins: all(origins),
            allowed_methods: all(methods),
            allowed_headers: Some(all(headers)),
            ..CORSRule::default()
        }
    }

    #[test]
    fn rules_are_checked() {
        let checked = |rule| {
            let error = check(&CORSConfiguration { cors_rules: vec![rule] }).err();
            error.map(|error| error.message().unwrap_or_default().to_owned())
        };
        assert_eq!(checked(rule(&["*"], &["GET"], &[])), None);
        assert_eq!(checked(rule(&[""], &["GET"], &[])), None);
        for (rule, want) in [
            (rule(&["*"], &["PATCH"], &[]), "Unsupported method is PATCH"),
            (rule(&["http://*.*"], &["GET"], &[]), "can not have more than one wildcard"),
            (rule(&["*"], &["GET"], &["*-*"]), "AllowedHeader \"*-*\""),
            (
                CORSRule { expose_headers: Some(vec!["*".into()]), ..rule(&["*"], &["GET"], &[]) },
                "ExposeHeader \"*\"",
            ),
        ] {
            assert!(checked(rule).is_some_and(|message| message.contains(want)), "{want}");
        }
        assert_eq!(check(&CORSConfiguration::default()).unwrap_err().code(), "MalformedXML");
    }

    #[test]
    fn the_first_rule_that_fits_answers() {
        let configuration = CORSConfiguration {
            cors_rules: vec![
                CORSRule {
                    max_age_seconds: Some(5),
                    ..rule(&["https://*.a.com"], &["PUT"], &["x-*"])
                },
                rule(&["*"], &["GET"], &[]),
            ],
        };
        for (origin, method, headers, want) in [
            ("https://b.a.com", "PUT", None, Some("https://b.a.com")),
            ("https://b.a.com", "PUT", Some("X-Y, x-z"), Some("https://b.a.com")),
            ("https://b.a.com", "PUT", Some("y"), None),
            ("https://b.a.com/", "PUT", None, None),
            ("https://b.a.com", "GET", None, Some("*")),
            ("null", "GET", None, Some("*")),
            ("null", "GET", Some("x-a"), None),
            ("null", "DELETE", None, None),
        ] {
            let asked = Asked::new(origin, method, headers);
            let got = answer(&configuration, &asked);
            let origin_header = got.as_ref().map(|headers| headers[0].1.as_str());
            assert_eq!(origin_header, want, "{origin} {method} {headers:?}");
            let credentials =
                got.iter().flatten().any(|(name, _)| *name == "access-control-allow-credentials");
            assert_eq!(credentials, want.is_some_and(|w| w != "*"), "{origin} {method}");
        }
    }
}
