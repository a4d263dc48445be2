//! Deduplication: within five minutes an id stands for one message, even after that one was deleted.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html>

use kernel::{ApiResult, Cx, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::attributes::DeduplicationScope;
use crate::limits;
use crate::queue::Queue;
use crate::tables::{DEDUPLICATION, DEDUPLICATION_ENDS, Original};

/// Forgotten ids that a send tidies up: more than it adds, so that they become fewer.
const ENDED_AT_ONCE: usize = 3;

/// The id of a message whose queue goes by content: SHA-256 of the body.
pub(crate) fn id_of_content(body: &str) -> String {
    Sha256::digest(body.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn key(queue: &Queue, group: &str, id: &str) -> (u64, String, String) {
    let group = match queue.deduplication_scope {
        DeduplicationScope::Queue => "",
        DeduplicationScope::MessageGroup => group,
    };
    (queue.generation, group.to_owned(), id.to_owned())
}

/// The message that `id` stands for now, if any.
pub(crate) async fn original(
    cx: &mut Cx<'_>,
    queue: &Queue,
    group: &str,
    id: &str,
) -> ApiResult<Option<Original>> {
    let found = cx.get(&DEDUPLICATION, &key(queue, group, id)).await?;
    let now = cx.now();
    Ok(found.filter(|original| original.until > now))
}

/// Lets `id` stand for a message that is sent now.
pub(crate) async fn remember(
    cx: &mut Cx<'_>,
    queue: &Queue,
    group: &str,
    id: &str,
    message_id: &str,
    sequence: u64,
) -> ApiResult<()> {
    forget_ended(cx, queue).await?;
    let until = cx.now().plus(limits::DEDUPLICATION_WINDOW);
    let key = key(queue, group, id);
    let message_id = message_id.to_owned();
    cx.put(&DEDUPLICATION, &key, &Original { message_id, sequence, until });
    cx.put(&DEDUPLICATION_ENDS, &(key.0, until.as_micros(), key.1, key.2), &());
    Ok(())
}

async fn forget_ended(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    let end = (queue.generation, cx.now().as_micros() + 1);
    let ended = cx.rows(&DEDUPLICATION_ENDS).prefix(&queue.generation).before(&end);
    for (end, ()) in cx.head(&DEDUPLICATION_ENDS, &ended, ENDED_AT_ONCE).await? {
        cx.delete(&DEDUPLICATION_ENDS, &end);
        let key = (end.0, end.2, end.3);
        // The id may have been used again since.
        let row = cx.get(&DEDUPLICATION, &key).await?;
        if row.is_some_and(|row| row.until <= Timestamp::from_micros(end.1)) {
            cx.delete(&DEDUPLICATION, &key);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_is_hashed() {
        assert_eq!(
            id_of_content("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
