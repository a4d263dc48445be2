//! GetQueueAttributes: what is asked for, of what is set; counts are exact at this moment.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html>

use gen_sqs::{GetQueueAttributesInput, GetQueueAttributesOutput};
use kernel::{ApiResult, Cx};
use schema::VecMap;

use crate::attributes::ALL_NAMES;
use crate::errors;
use crate::queue::{self, Queue};
use crate::schedule::{self, Counts};

pub(super) async fn get_queue_attributes(
    cx: &mut Cx<'_>,
    input: &GetQueueAttributesInput,
) -> ApiResult<GetQueueAttributesOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    let wanted = input.attribute_names.as_deref().unwrap_or_default();
    if let Some(unknown) = wanted.iter().find(|name| !ALL_NAMES.contains(&name.as_str())) {
        return Err(errors::unknown_attribute(unknown));
    }
    let all = wanted.iter().any(|name| name == "All");
    let asked = |name: &str| all || wanted.iter().any(|w| w == name);
    let counts = if ALL_NAMES.iter().any(|name| is_count(name) && asked(name)) {
        Some(schedule::counts(cx, &queue).await?)
    } else {
        None
    };
    let mut attributes = VecMap::new();
    for name in ALL_NAMES.into_iter().filter(|name| asked(name)) {
        if let Some(value) = show(cx, &queue, counts, name)? {
            attributes.insert(name, value);
        }
    }
    Ok(GetQueueAttributesOutput { attributes: Some(attributes).filter(|map| !map.is_empty()) })
}

fn is_count(name: &str) -> bool {
    name.starts_with("ApproximateNumberOfMessages")
}

fn show(
    cx: &Cx<'_>,
    queue: &Queue,
    counts: Option<Counts>,
    name: &str,
) -> ApiResult<Option<String>> {
    Ok(match name {
        "QueueArn" => Some(queue.arn(cx)?.to_string()),
        "CreatedTimestamp" => Some(queue.created_at.as_secs().to_string()),
        "LastModifiedTimestamp" => Some(queue.modified_at.as_secs().to_string()),
        "ApproximateNumberOfMessages" => counts.map(|c| c.visible.to_string()),
        "ApproximateNumberOfMessagesNotVisible" => counts.map(|c| c.in_flight.to_string()),
        "ApproximateNumberOfMessagesDelayed" => counts.map(|c| c.delayed.to_string()),
        setting => queue.attributes.show(setting),
    })
}
