//! DeleteEventSourceMapping: its poller finishes what is under way, then it is gone.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html>

use gen_lambda::{DeleteEventSourceMappingInput, DeleteEventSourceMappingOutput};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::events::mapping::{self, State};

pub(crate) async fn delete_event_source_mapping(
    cx: &mut Cx<'_>,
    input: &DeleteEventSourceMappingInput,
) -> ApiResult<DeleteEventSourceMappingOutput> {
    let mut mapping = mapping::find(cx, &input.uuid).await?;
    if mapping.state == State::Deleting {
        return Err(errors::in_use("Cannot delete the event source mapping because it is in use."));
    }
    mapping.state = State::Deleting;
    mapping.enabled = false;
    mapping.save(cx).await?;
    mapping.show_open(cx).await
}
