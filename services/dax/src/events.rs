//! What happened to clusters and parameter groups, for a fortnight.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeEvents.html>

use gen_dax::Event;
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::tables::EVENTS;

/// Old events that are swept away with each new one.
const SWEPT: usize = 4;

/// An event.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventRow {
    pub(crate) source: String,
    pub(crate) kind: String,
    message: String,
    at: Timestamp,
}

impl EventRow {
    pub(crate) fn shown(self) -> Event {
        Event {
            source_name: Some(self.source),
            source_type: Some(self.kind),
            message: Some(self.message),
            date: Some(self.at),
        }
    }

    pub(crate) fn at(&self) -> Timestamp {
        self.at
    }
}

/// Tells of a cluster.
pub(crate) async fn of_cluster(cx: &mut Cx<'_>, name: &str, message: &str) -> ApiResult<()> {
    tell(cx, "CLUSTER", name, message).await
}

/// Tells of a parameter group.
pub(crate) async fn of_group(cx: &mut Cx<'_>, name: &str, message: &str) -> ApiResult<()> {
    tell(cx, "PARAMETER_GROUP", name, message).await
}

async fn tell(cx: &mut Cx<'_>, kind: &str, name: &str, message: &str) -> ApiResult<()> {
    let rows = cx.rows(&EVENTS);
    let now = cx.now();
    for (key, event) in cx.range(&EVENTS, &rows, SWEPT).await? {
        if event.at.plus(limits::EVENTS) < now {
            cx.delete(&EVENTS, &key);
        }
    }
    let row = EventRow {
        source: name.to_owned(),
        kind: kind.to_owned(),
        message: message.to_owned(),
        at: now,
    };
    let number = cx.next_sequence();
    cx.put(&EVENTS, &(now.as_micros(), number), &row);
    Ok(())
}

/// What is still shown, the oldest first.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<EventRow>> {
    let rows = cx.rows(&EVENTS);
    let now = cx.now();
    let all = cx.range(&EVENTS, &rows, usize::MAX).await?;
    let all = all.into_iter().map(|(_, event)| event);
    Ok(all.filter(|event| event.at.plus(limits::EVENTS) >= now).collect())
}
