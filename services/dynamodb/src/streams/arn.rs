//! Stream ARNs: `arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/LABEL`. The label is when the stream began.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Stream.html>

use kernel::{ApiError, ApiResult, Arn, Cx, Timestamp};

use crate::errors;

/// A stream's ARN, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StreamArn {
    pub(crate) region: String,
    pub(crate) account: String,
    pub(crate) table: String,
    pub(crate) label: String,
}

impl StreamArn {
    /// Reads an ARN; `None` when it is not a stream's.
    pub(crate) fn parse(text: &str) -> Option<StreamArn> {
        let arn = text.parse::<Arn>().ok().filter(|arn| arn.service() == "dynamodb")?;
        // The label holds colons, which the resource keeps.
        let (table, label) = arn.resource().strip_prefix("table/")?.split_once("/stream/")?;
        let whole = !table.is_empty() && !table.contains('/') && !label.is_empty();
        whole.then(|| StreamArn {
            region: arn.region().to_owned(),
            account: arn.account().to_owned(),
            table: table.to_owned(),
            label: label.to_owned(),
        })
    }

    /// The ARN in a request about streams of the caller's region.
    pub(crate) fn of_request(cx: &Cx<'_>, text: &str) -> ApiResult<StreamArn> {
        let arn = StreamArn::parse(text).ok_or_else(|| invalid(text))?;
        match arn.region == cx.region().as_str() && arn.account == cx.account().as_str() {
            true => Ok(arn),
            false => Err(super::no_stream(text)),
        }
    }
}

fn invalid(text: &str) -> ApiError {
    let shown: String = text.chars().take(256).collect();
    errors::validation(format!("Invalid StreamArn: {shown}"))
}

/// The label of a stream that begins at `at`: milliseconds, no zone.
pub(crate) fn label(at: Timestamp) -> String {
    at.iso8601_millis().trim_end_matches('Z').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns() {
        let text =
            "arn:aws:dynamodb:us-east-1:000000000000:table/t.1/stream/2024-11-18T14:36:44.149";
        let arn = StreamArn::parse(text).expect("an ARN of a stream");
        assert_eq!((arn.table.as_str(), arn.label.as_str()), ("t.1", "2024-11-18T14:36:44.149"));
        for other in [
            "",
            "arn:aws:dynamodb:us-east-1:000000000000:table/t",
            "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/",
            "arn:aws:dynamodb:us-east-1:000000000000:table//stream/x",
            "arn:aws:kinesis:us-east-1:000000000000:table/t/stream/x",
            "arn:aws:dynamodb:us-east-1:000000000000:table/t/u/stream/x",
        ] {
            assert_eq!(StreamArn::parse(other), None, "{other}");
        }
        assert_eq!(label(Timestamp::from_millis(1_731_940_604_149)), "2024-11-18T14:36:44.149");
    }
}
