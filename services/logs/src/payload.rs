//! What a subscription's function gets: JSON, compressed, in base64. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html#LambdaFunctionExample>

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use kernel::{ApiError, ApiResult};
use schema::{Bytes, VecMap};
use serde::Serialize;

/// Bytes of an invocation that is not waited for.
const MAX_PAYLOAD: usize = 262_144;

/// Events that go to a function together.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message<'m> {
    message_type: &'static str,
    owner: &'m str,
    log_group: &'m str,
    log_stream: &'m str,
    subscription_filters: &'m [&'m str],
    log_events: &'m [LogEvent],
}

/// An event of a message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogEvent {
    pub(crate) id: String,
    pub(crate) timestamp: i64,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extracted_fields: Option<Fields>,
}

/// Fields that a pattern takes out of an event.
#[derive(Clone, Debug)]
pub(crate) struct Fields(pub(crate) VecMap<String>);

impl Serialize for Fields {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}

#[derive(Serialize)]
struct Outer {
    awslogs: Data,
}

#[derive(Serialize)]
struct Data {
    data: String,
}

/// Where a message's events come from.
#[derive(Clone, Copy)]
pub(crate) struct Source<'s> {
    pub(crate) owner: &'s str,
    pub(crate) group: &'s str,
    pub(crate) stream: &'s str,
    pub(crate) filter: &'s str,
}

/// The messages for these events: as few as fit.
pub(crate) fn data(source: Source<'_>, events: &[LogEvent]) -> ApiResult<Vec<Bytes>> {
    if events.is_empty() {
        return Ok(Vec::new());
    }
    let message = Message {
        message_type: "DATA_MESSAGE",
        owner: source.owner,
        log_group: source.group,
        log_stream: source.stream,
        subscription_filters: &[source.filter],
        log_events: events,
    };
    let payload = wrap(&message)?;
    if payload.len() <= MAX_PAYLOAD || events.len() == 1 {
        return Ok(vec![Bytes::from(payload)]);
    }
    let (first, second) = events.split_at(events.len() / 2);
    let mut all = data(source, first)?;
    all.extend(data(source, second)?);
    Ok(all)
}

fn wrap(message: &Message<'_>) -> ApiResult<Vec<u8>> {
    let json = serde_json::to_vec(message).map_err(ApiError::bug)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&json).map_err(ApiError::bug)?;
    let data = STANDARD.encode(gzip.finish().map_err(ApiError::bug)?);
    serde_json::to_vec(&Outer { awslogs: Data { data } }).map_err(ApiError::bug)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    fn inner(payload: &[u8]) -> String {
        let text = std::str::from_utf8(payload).expect("JSON");
        let data =
            text.strip_prefix(r#"{"awslogs":{"data":""#).and_then(|t| t.strip_suffix(r#""}}"#));
        let gzip = STANDARD.decode(data.expect("its form")).expect("base64");
        let mut json = String::new();
        GzDecoder::new(&gzip[..]).read_to_string(&mut json).expect("gzip");
        json
    }

    fn event(message: String) -> LogEvent {
        LogEvent { id: "3".to_owned(), timestamp: 5, message, extracted_fields: None }
    }

    const SOURCE: Source<'_> =
        Source { owner: "111111111111", group: "g", stream: "s", filter: "f" };

    #[test]
    fn a_message_of_data() {
        let mut one = event("m".to_owned());
        one.extracted_fields =
            Some(Fields([("ip".to_owned(), "a".to_owned())].into_iter().collect()));
        let all = data(SOURCE, &[one, event("n".to_owned())]).expect("a message");
        let expected = concat!(
            r#"{"messageType":"DATA_MESSAGE","owner":"111111111111","logGroup":"g","logStream":"s","#,
            r#""subscriptionFilters":["f"],"logEvents":[{"id":"3","timestamp":5,"message":"m","#,
            r#""extractedFields":{"ip":"a"}},{"id":"3","timestamp":5,"message":"n"}]}"#
        );
        assert_eq!(all.iter().map(|p| inner(p)).collect::<Vec<_>>(), [expected]);
        assert!(data(SOURCE, &[]).expect("nothing").is_empty());
    }

    #[test]
    fn what_does_not_fit_goes_in_parts() {
        // Bytes that do not compress well.
        let mut state = 1_u64;
        let mut noise = |len: usize| -> String {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                char::from(33 + (state >> 33) as u8 % 90)
            };
            (0..len).map(|_| next()).collect()
        };
        let events: Vec<LogEvent> = (0..100).map(|_| event(noise(8_000))).collect();
        let all = data(SOURCE, &events).expect("messages");
        assert!(all.len() > 1 && all.iter().all(|payload| payload.len() <= MAX_PAYLOAD));
        let events: usize = all.iter().map(|p| inner(p).matches("\"timestamp\"").count()).sum();
        assert_eq!(events, 100);
    }
}
