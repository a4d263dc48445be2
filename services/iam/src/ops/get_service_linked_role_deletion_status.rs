//! GetServiceLinkedRoleDeletionStatus: how far the deletion of a service's role is.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServiceLinkedRoleDeletionStatus.html>

use gen_iam::{GetServiceLinkedRoleDeletionStatusInput, GetServiceLinkedRoleDeletionStatusOutput};
use kernel::{ApiResult, Cx};

use crate::review_errors;
use crate::roles::SERVICE_LINKED_PATH;
use crate::tables::ROLE_DELETIONS;

pub(crate) async fn get_service_linked_role_deletion_status(
    cx: &mut Cx<'_>,
    input: &GetServiceLinkedRoleDeletionStatusInput,
) -> ApiResult<GetServiceLinkedRoleDeletionStatusOutput> {
    let id = &input.deletion_task_id;
    let is_task = id.strip_prefix("task").is_some_and(|path| path.starts_with(SERVICE_LINKED_PATH));
    if !is_task {
        return Err(review_errors::invalid_task());
    }
    let deletion = cx.get(&ROLE_DELETIONS, id).await?;
    let deletion = deletion.ok_or_else(|| review_errors::no_such_task(id))?;
    Ok(GetServiceLinkedRoleDeletionStatusOutput {
        status: Some(deletion.status().to_owned()),
        reason: None,
    })
}
