//! CreateQueue: creating what exists with equal attributes succeeds; with other attributes it is an error.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html>

use gen_sqs::{CreateQueueInput, CreateQueueOutput};
use kernel::{ApiResult, Cx};

use crate::attribute_change::{self, Change};
use crate::attributes::QueueAttributes;
use crate::queue::{self, Queue};
use crate::queue_name::QueueName;
use crate::tables::DELETED;
use crate::{dead_letter, errors, limits, sweep, tags};

pub(super) async fn create_queue(
    cx: &mut Cx<'_>,
    input: &CreateQueueInput,
) -> ApiResult<CreateQueueOutput> {
    if input.queue_name.is_empty() {
        return Err(errors::missing_parameter("QueueName"));
    }
    let given = input.attributes.clone().unwrap_or_default();
    let fifo = attribute_change::asks_for_fifo(&given)?;
    let name = QueueName::for_new(&input.queue_name, fifo)?;
    let changes = attribute_change::parse(&given, fifo)?;
    let url = match queue::find_by_name(cx, &name).await? {
        Some(existing) => {
            require_same(&existing, &changes)?;
            existing.url(cx)
        }
        None => create(cx, name, &changes, input).await?.url(cx),
    };
    Ok(CreateQueueOutput { queue_url: Some(url) })
}

/// Only what the request gives is compared.
fn require_same(existing: &Queue, changes: &[Change]) -> ApiResult<()> {
    match existing.attributes.first_difference(changes) {
        Some(change) => Err(errors::queue_name_exists(change.name())),
        None => Ok(()),
    }
}

async fn create(
    cx: &mut Cx<'_>,
    name: QueueName,
    changes: &[Change],
    input: &CreateQueueInput,
) -> ApiResult<Queue> {
    let deleted = cx.get(&DELETED, &name).await?;
    if deleted.is_some_and(|at| at.plus(limits::NAME_TAKEN_AFTER_DELETE) > cx.now()) {
        return Err(errors::queue_deleted_recently());
    }
    let attributes = QueueAttributes::new(name.is_fifo()).with(changes)?;
    dead_letter::check(cx, &name, &attributes).await?;
    dead_letter::relink(cx, &name, None, Some(&attributes))?;
    let queue = Queue::new(cx, name, attributes);
    queue::save(cx, &queue);
    if let Some(given) = &input.tags {
        tags::add(cx, &queue.name, given).await?;
    }
    sweep::watch_retention(cx, &queue).await?;
    Ok(queue)
}
