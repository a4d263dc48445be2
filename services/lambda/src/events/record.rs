//! What destinations are told of an invocation, as JSON.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html>,
//! <https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html>

use serde::Serialize;
use serde_json::value::RawValue;

/// Who was called, and how it ended.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RequestContext<'a> {
    pub(crate) request_id: &'a str,
    pub(crate) function_arn: &'a str,
    pub(crate) condition: &'a str,
    pub(crate) approximate_invoke_count: u32,
}

/// How the function answered last.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResponseContext<'a> {
    pub(crate) status_code: u16,
    pub(crate) executed_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) function_error: Option<Option<&'a str>>,
}

/// An asynchronous invocation that has ended.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfEvent<'a> {
    pub(crate) version: &'static str,
    pub(crate) timestamp: String,
    pub(crate) request_context: RequestContext<'a>,
    pub(crate) request_payload: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response_context: Option<ResponseContext<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) response_payload: Option<Box<RawValue>>,
}

/// Records of a stream that were given up.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OfBatch<'a> {
    pub(crate) request_context: RequestContext<'a>,
    pub(crate) response_context: Option<ResponseContext<'a>>,
    pub(crate) version: &'static str,
    pub(crate) timestamp: String,
    #[serde(rename = "DDBStreamBatchInfo")]
    pub(crate) batch: BatchInfo<'a>,
    /// The event itself, for destinations that have room for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) payload: Option<&'a str>,
}

/// Where the records are found.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BatchInfo<'a> {
    pub(crate) shard_id: &'a str,
    pub(crate) start_sequence_number: &'a str,
    pub(crate) end_sequence_number: &'a str,
    pub(crate) approximate_arrival_of_first_record: String,
    pub(crate) approximate_arrival_of_last_record: String,
    pub(crate) batch_size: usize,
    pub(crate) stream_arn: &'a str,
}

/// A payload within a record: as it is when it is JSON, else as a string.
pub(crate) fn embedded(payload: &[u8]) -> Box<RawValue> {
    let text = String::from_utf8_lossy(payload);
    let whole = if text.trim().is_empty() { "null" } else { text.as_ref() };
    RawValue::from_string(whole.to_owned()).unwrap_or_else(|_| {
        serde_json::value::to_raw_value(text.as_ref()).unwrap_or_else(|_| RawValue::NULL.to_owned())
    })
}

/// The message of a function's error; the whole answer when there is none in it.
pub(crate) fn error_message(payload: &[u8]) -> String {
    #[derive(serde::Deserialize)]
    struct Failure {
        #[serde(rename = "errorMessage")]
        message: Option<String>,
    }
    match serde_json::from_slice::<Failure>(payload) {
        Ok(Failure { message: Some(message) }) => message,
        _ => String::from_utf8_lossy(payload).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_as_aws_writes_it() {
        let record = OfEvent {
            version: "1.0",
            timestamp: "2026-01-01T00:00:00.000Z".to_owned(),
            request_context: RequestContext {
                request_id: "r",
                function_arn: "arn:f:$LATEST",
                condition: "RetriesExhausted",
                approximate_invoke_count: 3,
            },
            request_payload: embedded(br#"{"a":1}"#),
            response_context: Some(ResponseContext {
                status_code: 200,
                executed_version: "$LATEST",
                function_error: Some(Some("Unhandled")),
            }),
            response_payload: Some(embedded(b"not json")),
        };
        let text = serde_json::to_string(&record).expect("a record");
        assert_eq!(
            text,
            r#"{"version":"1.0","timestamp":"2026-01-01T00:00:00.000Z","requestContext":{"requestId":"r","functionArn":"arn:f:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":3},"requestPayload":{"a":1},"responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},"responsePayload":"not json"}"#
        );
    }

    #[test]
    fn messages_of_errors() {
        for (payload, want) in [
            (r#"{"errorMessage":"m","errorType":"E"}"#, "m"),
            (r#"{"errorType":"E"}"#, r#"{"errorType":"E"}"#),
            ("x", "x"),
        ] {
            assert_eq!(error_message(payload.as_bytes()), want);
        }
    }
}
