//! Queue URLs: how a queue is named in requests and answers. Account and name are the last two segments
//! of the path; a bare name means a queue of the caller's account.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html>

use kernel::{AccountId, ApiResult, Endpoint};

use crate::errors;
use crate::queue_name::QueueName;

/// Which queue a request means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct QueueUrl {
    /// The account that the URL names, if it names one.
    pub(crate) account: Option<AccountId>,
    pub(crate) name: QueueName,
}

impl QueueUrl {
    /// Reads a URL or a bare name. Host and port are not looked at: who reached us meant us.
    pub(crate) fn parse(text: &str) -> ApiResult<QueueUrl> {
        if text.is_empty() {
            return Err(errors::missing_parameter("QueueUrl"));
        }
        // Seen from its end, what stands before the path does not matter.
        let (before, name) = last_segment(text.trim_end_matches('/'));
        let name = QueueName::parse(name).ok_or_else(errors::queue_does_not_exist)?;
        let (_, account) = last_segment(before);
        Ok(QueueUrl { account: AccountId::parse(account), name })
    }
}

/// What stands before the last slash, and behind it.
fn last_segment(path: &str) -> (&str, &str) {
    match path.bytes().rposition(|byte| byte == b'/') {
        Some(slash) => (&path[..slash], &path[slash + 1..]),
        None => ("", path),
    }
}

/// The URL of a queue, for a client that found us at `endpoint`.
pub(crate) fn queue_url(endpoint: &Endpoint, account: AccountId, name: &QueueName) -> String {
    format!("{}://{}/{account}/{name}", endpoint.scheme(), endpoint.authority)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_and_bare_names() {
        let account = AccountId::parse("123456789012");
        for (text, expected) in [
            ("http://localhost:4566/123456789012/orders", Some((account, "orders"))),
            ("https://sqs.eu-west-1.amazonaws.com/123456789012/o.fifo", Some((account, "o.fifo"))),
            ("http://localhost/queue/us-east-1/123456789012/orders/", Some((account, "orders"))),
            ("/123456789012/orders", Some((account, "orders"))),
            ("orders", Some((None, "orders"))),
            ("http://localhost:4566", None),
            ("http://localhost/123456789012/a b", None),
            ("", None),
            ("///", None),
        ] {
            let parsed = QueueUrl::parse(text).ok();
            let shown = parsed.as_ref().map(|url| (url.account, url.name.as_str()));
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let endpoint = Endpoint { secure: true, authority: "sqs.local:1".to_owned() };
        let name = QueueName("q".to_owned());
        let url = queue_url(&endpoint, AccountId::DEFAULT, &name);
        assert_eq!(url, "https://sqs.local:1/000000000000/q");
        let read = QueueUrl::parse(&url).expect("a URL of ours");
        assert_eq!(read, QueueUrl { account: Some(AccountId::DEFAULT), name });
    }
}
