//! What a client sent, put together again from what S3 read of it: its parameters and headers, by their names on the
//! wire.

use kernel::{Call, Members, Timestamp};
use schema::{Location, Operation, ShapeSer};

/// Parameters and headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Sent {
    pub(super) query: Vec<(&'static str, String)>,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Sent {
    pub(super) fn of<Op: Operation>(input: &Op::Input) -> Sent
    where
        Op::Input: ShapeSer,
    {
        let operation = &gen_s3::SCHEMA.get().operations[Op::INDEX];
        let members = &operation.input().members;
        let mut sent = Sent::default();
        for (name, text) in Members::new(input, members).scalars(|_| true) {
            let Some(member) = members.iter().find(|member| member.name == name) else { continue };
            match member.location {
                Location::Query => sent.query.push((member.wire, text)),
                Location::Header => sent.headers.push((member.wire, in_header(member.wire, text))),
                _ => {}
            }
        }
        sent
    }

    /// The header of this name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Times stand in headers as HTTP writes them.
fn in_header(name: &str, text: String) -> String {
    match name.ends_with("-Since").then(|| Timestamp::parse_iso8601(&text)) {
        Some(Ok(at)) => at.whole_seconds().http_date(),
        _ => text,
    }
}

/// The address of the request, decoded. `place` is how it names the access point, and the path within.
pub(super) fn url(call: &Call, alias: &str, key: &str, sent: &Sent) -> String {
    let authority = &call.endpoint.authority;
    let by_path = match authority.starts_with(alias) || !is_alias_path(authority) {
        true => String::new(),
        false => format!("/{alias}"),
    };
    let mut url = format!("{}://{authority}{by_path}/{key}", call.endpoint.scheme());
    for (at, (name, value)) in sent.query.iter().enumerate() {
        url.push(if at == 0 { '?' } else { '&' });
        url.push_str(name);
        url.push('=');
        url.push_str(value);
    }
    url
}

/// Whether a request to this host has the access point in its path: the host's first label names none.
fn is_alias_path(authority: &str) -> bool {
    let label = authority.split(['.', ':']).next().unwrap_or_default();
    let account = label.rsplit_once('-').map(|(_, account)| account);
    account.is_none_or(|text| kernel::AccountId::parse(text).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use gen_s3::operations::{GetObject, ListObjectsV2};
    use gen_s3::{GetObjectInput, ListObjectsV2Input};

    #[test]
    fn what_was_sent_by_its_names_on_the_wire() {
        let input = GetObjectInput {
            bucket: "b".to_owned(),
            key: "k".to_owned(),
            range: Some("bytes=0-3".to_owned()),
            if_modified_since: Some(Timestamp::from_secs(0)),
            version_id: Some("v".to_owned()),
            ..GetObjectInput::default()
        };
        let sent = Sent::of::<GetObject>(&input);
        assert_eq!(sent.query, [("versionId", "v".to_owned())]);
        let since = "Thu, 01 Jan 1970 00:00:00 GMT".to_owned();
        assert_eq!(sent.header("if-modified-since"), Some(since.as_str()));
        assert_eq!(sent.header("range"), Some("bytes=0-3"));
        let input = ListObjectsV2Input {
            prefix: Some("a/".to_owned()),
            max_keys: Some(3),
            ..ListObjectsV2Input::default()
        };
        let mut query = Sent::of::<ListObjectsV2>(&input).query;
        query.sort();
        assert_eq!(query, [("max-keys", "3".to_owned()), ("prefix", "a/".to_owned())]);
    }

    #[test]
    fn hosts_that_name_the_access_point() {
        assert!(is_alias_path("localhost:4566"));
        assert!(is_alias_path("s3.us-east-1.localhost"));
        assert!(!is_alias_path("point-111122223333.localhost:4566"));
    }
}
