//! Receipt handles: opaque to clients, and enough for us to find the rows of one receive. They name the queue
//! by its random number, so a handle that was never given out is not guessed.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-message-identifiers.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::ApiResult;

use crate::{errors, limits};

/// One receive of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReceiptHandle {
    /// The queue's random number.
    pub(crate) queue: u64,
    /// The queue's generation when the message was received.
    pub(crate) generation: u64,
    pub(crate) sequence: u64,
    /// The message's receive count after this receive.
    pub(crate) receive: u32,
}

const FORM: u8 = 1;
const LEN: usize = 29;

impl ReceiptHandle {
    pub(crate) fn show(&self) -> String {
        let mut raw = [0; LEN];
        raw[0] = FORM;
        raw[1..9].copy_from_slice(&self.queue.to_be_bytes());
        raw[9..17].copy_from_slice(&self.generation.to_be_bytes());
        raw[17..25].copy_from_slice(&self.sequence.to_be_bytes());
        raw[25..].copy_from_slice(&self.receive.to_be_bytes());
        STANDARD.encode(raw)
    }

    /// Reads a handle of the queue with the random number `queue`.
    pub(crate) fn parse(text: &str, queue: u64) -> ApiResult<ReceiptHandle> {
        if text.is_empty() {
            return Err(errors::missing_parameter("ReceiptHandle"));
        }
        let handle = read(text).filter(|handle| handle.queue == queue);
        handle.ok_or_else(|| errors::receipt_handle_is_invalid(text))
    }
}

fn read(text: &str) -> Option<ReceiptHandle> {
    if text.len() > limits::MAX_RECEIPT_HANDLE {
        return None;
    }
    let raw: [u8; LEN] = STANDARD.decode(text).ok()?.try_into().ok()?;
    let (form, rest) = raw.split_first()?;
    let (queue, rest) = rest.split_first_chunk()?;
    let (generation, rest) = rest.split_first_chunk()?;
    let (sequence, rest) = rest.split_first_chunk()?;
    let (receive, _) = rest.split_first_chunk()?;
    (*form == FORM).then_some(ReceiptHandle {
        queue: u64::from_be_bytes(*queue),
        generation: u64::from_be_bytes(*generation),
        sequence: u64::from_be_bytes(*sequence),
        receive: u32::from_be_bytes(*receive),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let handle =
            ReceiptHandle { queue: u64::MAX, generation: 7, sequence: 1 << 60, receive: 3 };
        assert_eq!(ReceiptHandle::parse(&handle.show(), u64::MAX).ok(), Some(handle));
    }

    #[test]
    fn garbage_is_refused() {
        let mine = ReceiptHandle { queue: 1, generation: 2, sequence: 3, receive: 4 }.show();
        let other = STANDARD.encode([9; LEN]);
        let long = "A".repeat(100_000);
        for text in ["garbage", "!!", &mine[1..], &mine[4..], &other, &long, "ü"] {
            let error = ReceiptHandle::parse(text, 1).expect_err("no handle");
            assert_eq!(error.code(), "ReceiptHandleIsInvalid");
        }
        assert!(ReceiptHandle::parse(&mine, 2).is_err(), "of another queue");
        let error = ReceiptHandle::parse("garbage", 1).expect_err("no handle");
        assert_eq!(
            error.message(),
            Some("The input receipt handle \"garbage\" is not a valid receipt handle.")
        );
    }
}
