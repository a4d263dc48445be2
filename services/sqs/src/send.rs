//! A message on its way in: checked on its own, then against the queue, then put in.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use std::time::Duration;

use gen_sqs::{MessageAttributeValue, MessageSystemAttributeValue, SendMessageResult};
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;

use crate::message::{Message, Tally, token};
use crate::message_attributes::{self, Attribute, Value};
use crate::queue::Queue;
use crate::{deduplication, errors, limits, md5, message_body, messages, sse};

/// What a request says of a message.
pub(crate) struct Given<'a> {
    pub(crate) body: &'a str,
    /// Seconds.
    pub(crate) delay: Option<i32>,
    pub(crate) attributes: Option<&'a VecMap<MessageAttributeValue>>,
    pub(crate) system_attributes: Option<&'a VecMap<MessageSystemAttributeValue>>,
    pub(crate) group: Option<&'a str>,
    pub(crate) deduplication: Option<&'a str>,
}

/// A message that may be sent to the queue that it was checked for.
pub(crate) struct Outgoing<'a> {
    body: &'a str,
    attributes: Vec<Attribute>,
    trace_header: Option<Attribute>,
    delay: Duration,
    group: Option<String>,
    deduplication: Option<String>,
}

/// Bytes that count towards a message's size: its body, and names, types and values of its attributes.
pub(crate) fn size(body: &str, attributes: Option<&VecMap<MessageAttributeValue>>) -> usize {
    let of_attribute = |(name, value): (&str, &MessageAttributeValue)| {
        let text = value.string_value.as_ref().map_or(0, String::len);
        let bytes = value.binary_value.as_ref().map_or(0, |b| b.len());
        name.len() + value.data_type.len() + text + bytes
    };
    body.len() + attributes.map_or(0, |map| map.iter().map(of_attribute).sum())
}

impl<'a> Outgoing<'a> {
    /// Checks a message; `too_long` says how a message is refused that is longer than the queue takes.
    pub(crate) fn check(
        given: Given<'a>,
        queue: &Queue,
        too_long: fn(u32) -> ApiError,
    ) -> ApiResult<Outgoing<'a>> {
        message_body::check(given.body)?;
        let attributes = message_attributes::parse(given.attributes)?;
        let trace_header = message_attributes::parse_system(given.system_attributes)?;
        let size = given.body.len() + attributes.iter().map(Attribute::size).sum::<usize>();
        let longest = queue.attributes.maximum_message_size;
        if size > usize::try_from(longest).unwrap_or(usize::MAX) {
            return Err(too_long(longest));
        }
        let (group, deduplication) = ids(&given, queue)?;
        let delay = delay(given.delay, queue)?;
        Ok(Outgoing { body: given.body, attributes, trace_header, delay, group, deduplication })
    }

    /// Puts the message in, or finds the one that it repeats.
    pub(crate) async fn send(self, cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<SendMessageResult> {
        let body_md5 = md5::of_body(self.body);
        let mut sent = SendMessageResult {
            md5_of_message_body: Some(md5::hex(&body_md5)),
            md5_of_message_attributes: sum(&self.attributes),
            md5_of_message_system_attributes: sum(self.trace_header.as_slice()),
            ..SendMessageResult::default()
        };
        if let (Some(group), Some(id)) = (&self.group, self.deduplication_id())
            && let Some(original) = deduplication::original(cx, queue, group, id).await?
        {
            sent.message_id = Some(original.message_id);
            sent.sequence_number = Some(sequence_number(original.sequence));
            return Ok(sent);
        }
        let visible_at = cx.now().plus(self.delay);
        let mut message = self.into_message(cx, body_md5);
        sse::seal(cx, queue, &mut message).await?;
        let tally = Tally::new(cx.now());
        let sequence = messages::enqueue(cx, queue, &message, tally, visible_at).await?;
        if queue.is_fifo() {
            let group = message.group.as_deref().unwrap_or_default();
            let id = message.deduplication.as_deref().unwrap_or_default();
            deduplication::remember(cx, queue, group, id, &message.id, sequence).await?;
            sent.sequence_number = Some(sequence_number(sequence));
        }
        sent.message_id = Some(message.id);
        Ok(sent)
    }

    fn deduplication_id(&self) -> Option<&str> {
        self.deduplication.as_deref()
    }

    fn into_message(self, cx: &Cx<'_>, body_md5: md5::Sum) -> Message {
        let named = self.trace_header.and_then(|header| match header.value {
            Value::Text(text) => Some(text),
            Value::Binary(_) => None,
        });
        // The trace of the call itself, when the message names none.
        let trace_header = named.or_else(|| cx.trace().map(str::to_owned));
        Message {
            id: cx.random().uuid(),
            body: self.body.to_owned(),
            body_md5,
            attributes: self.attributes,
            trace_header,
            sender: cx.caller().unique_id(),
            sent_at: cx.now(),
            group: self.group,
            deduplication: self.deduplication,
            dead_letter_source: None,
            sealed: None,
        }
    }
}

fn sum(attributes: &[Attribute]) -> Option<String> {
    if attributes.is_empty() {
        None
    } else {
        Some(md5::hex(&md5::of_attributes(attributes.iter())))
    }
}

/// The number that clients see: twenty digits, growing as our own numbers do.
pub(crate) fn sequence_number(sequence: u64) -> String {
    const FIRST: u128 = 18_000_000_000_000_000_000;
    (FIRST + u128::from(sequence)).to_string()
}

/// A message that is longer than the queue takes, as SendMessage says it.
pub(crate) fn too_long(longest: u32) -> ApiError {
    errors::invalid_parameter(format!(
        "One or more parameters are invalid. Reason: Message must be shorter than {longest} bytes."
    ))
}

/// A message that is longer than the queue takes, as SendMessageBatch says it.
pub(crate) fn too_long_in_batch(longest: u32) -> ApiError {
    errors::invalid_parameter(format!(
        "One or more parameters cannot be validated. Reason: Message must be shorter than {longest} bytes."
    ))
}

const NOT_FOR_THIS_TYPE: &str =
    "The request include parameter that is not valid for this queue type.";

fn delay(given: Option<i32>, queue: &Queue) -> ApiResult<Duration> {
    let seconds = match given.map(i64::from) {
        Some(n) if !limits::DELAY_SECONDS.contains(&n) => {
            return Err(errors::invalid_value(
                n,
                "DelaySeconds",
                "DelaySeconds must be >= 0 and <= 900.",
            ));
        }
        Some(n) if queue.is_fifo() && n != 0 => {
            return Err(errors::invalid_value(n, "DelaySeconds", NOT_FOR_THIS_TYPE));
        }
        // To a FIFO queue, 0 says nothing: the queue's own delay holds.
        Some(n) if !queue.is_fifo() => u64::try_from(n).unwrap_or(0),
        _ => u64::from(queue.attributes.delay),
    };
    Ok(Duration::from_secs(seconds))
}

/// Group and deduplication id.
fn ids(given: &Given<'_>, queue: &Queue) -> ApiResult<(Option<String>, Option<String>)> {
    let group = given.group.map(|id| token(id, "MessageGroupId")).transpose()?;
    let id = given.deduplication.map(|id| token(id, "MessageDeduplicationId")).transpose()?;
    let Some(fifo) = &queue.attributes.fifo else {
        return match id {
            Some(id) => Err(errors::invalid_value(id, "MessageDeduplicationId", NOT_FOR_THIS_TYPE)),
            None => Ok((group, None)),
        };
    };
    if group.is_none() {
        return Err(errors::missing_parameter("MessageGroupId"));
    }
    let id = id.or_else(|| {
        fifo.content_based_deduplication.then(|| deduplication::id_of_content(given.body))
    });
    if id.is_none() {
        return Err(errors::invalid_parameter(NO_DEDUPLICATION));
    }
    Ok((group, id))
}

const NO_DEDUPLICATION: &str = "The queue should either have ContentBasedDeduplication enabled or \
                                MessageDeduplicationId provided explicitly";

/// What makes a FIFO queue refuse a whole batch: an entry without a group, or without a deduplication id.
pub(crate) fn check_fifo_entry(
    queue: &Queue,
    group: Option<&str>,
    deduplication: Option<&str>,
) -> ApiResult<()> {
    let Some(fifo) = &queue.attributes.fifo else { return Ok(()) };
    if group.is_none() {
        return Err(errors::invalid_parameter(
            "The request must contain the parameter MessageGroupId.",
        ));
    }
    if deduplication.is_none() && !fifo.content_based_deduplication {
        return Err(errors::invalid_parameter(NO_DEDUPLICATION));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequence_numbers_have_twenty_digits_and_grow() {
        let numbers = [0, 1, 99, 1 << 58, u64::MAX].map(sequence_number);
        assert!(numbers.iter().all(|n| n.len() == 20), "{numbers:?}");
        assert!(numbers.is_sorted());
    }

    #[test]
    fn names_types_and_values_count_towards_the_size() {
        let text = MessageAttributeValue {
            data_type: "String".to_owned(),
            string_value: Some("äb".to_owned()),
            ..Default::default()
        };
        let attributes: VecMap<_> = [("name", text)].into_iter().collect();
        assert_eq!(size("body", Some(&attributes)), 4 + 4 + 6 + 3);
        assert_eq!(size("€", None), 3);
    }
}
