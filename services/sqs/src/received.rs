//! How a received message is shown: with the attributes that the receiver asks for.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Message.html>

use gen_sqs::ReceiveMessageInput;
use kernel::ApiResult;
use schema::VecMap;

use crate::attributes::ALL_NAMES;
use crate::message_attributes::{Attribute, Wanted};
use crate::queue::Queue;
use crate::schedule::{self, Received};
use crate::{errors, md5, send};

/// The system attributes of a message.
const SYSTEM: [&str; 9] = [
    "SenderId",
    "ApproximateFirstReceiveTimestamp",
    "ApproximateReceiveCount",
    "SentTimestamp",
    "SequenceNumber",
    "MessageDeduplicationId",
    "MessageGroupId",
    "AWSTraceHeader",
    "DeadLetterQueueSourceArn",
];

/// Which attributes a receiver asks for.
#[derive(Debug)]
pub(crate) struct Selection {
    system: Vec<&'static str>,
    user: Wanted,
}

impl Selection {
    /// Reads the three lists of a receive: the old and the new one of system attributes count together.
    pub(crate) fn parse(input: &ReceiveMessageInput) -> ApiResult<Selection> {
        let old = input.attribute_names.as_deref().unwrap_or_default();
        let new = input.message_system_attribute_names.as_deref().unwrap_or_default();
        let names: Vec<&str> = old.iter().chain(new).map(String::as_str).collect();
        let known = |name: &str| SYSTEM.contains(&name) || ALL_NAMES.contains(&name);
        if let Some(unknown) = names.iter().find(|name| !known(name)) {
            return Err(errors::unknown_attribute(unknown));
        }
        let all = names.contains(&"All");
        let system = SYSTEM.into_iter().filter(|name| all || names.contains(name)).collect();
        let user = Wanted::parse(input.message_attribute_names.as_deref().unwrap_or_default());
        Ok(Selection { system, user })
    }

    pub(crate) fn show(&self, queue: &Queue, received: &Received) -> gen_sqs::Message {
        let message = &received.message;
        let mut system = VecMap::new();
        for name in &self.system {
            if let Some(value) = system_attribute(queue, received, name) {
                system.insert(*name, value);
            }
        }
        let user: Vec<&Attribute> =
            message.attributes.iter().filter(|a| self.user.matches(&a.name)).collect();
        let shown = gen_sqs::Message {
            message_id: Some(message.id.clone()),
            receipt_handle: Some(schedule::handle_of(queue, received)),
            md5_of_body: Some(md5::hex(&message.body_md5)),
            body: Some(message.body.clone()),
            attributes: Some(system).filter(|map| !map.is_empty()),
            ..gen_sqs::Message::default()
        };
        if user.is_empty() {
            return shown;
        }
        gen_sqs::Message {
            md5_of_message_attributes: Some(md5::hex(&md5::of_attributes(user.iter().copied()))),
            message_attributes: Some(user.iter().map(|a| (a.name.clone(), a.show())).collect()),
            ..shown
        }
    }
}

fn system_attribute(queue: &Queue, received: &Received, name: &str) -> Option<String> {
    let (message, tally) = (&received.message, &received.tally);
    match name {
        "SenderId" => Some(message.sender.clone()),
        "SentTimestamp" => Some(message.sent_at.as_millis().to_string()),
        "ApproximateReceiveCount" => Some(tally.received.to_string()),
        "ApproximateFirstReceiveTimestamp" => {
            tally.first_received.map(|at| at.as_millis().to_string())
        }
        "SequenceNumber" => queue.is_fifo().then(|| send::sequence_number(received.sequence)),
        "MessageDeduplicationId" => message.deduplication.clone(),
        "MessageGroupId" => message.group.clone(),
        "AWSTraceHeader" => message.trace_header.clone(),
        "DeadLetterQueueSourceArn" => message.dead_letter_source.clone(),
        _ => None,
    }
}
