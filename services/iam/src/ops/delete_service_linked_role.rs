//! DeleteServiceLinkedRole: a role of a service goes, as a task that can be asked about. No service of this cloud keeps
//! resources that would need the role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServiceLinkedRole.html>

use gen_iam::{DeleteServiceLinkedRoleInput, DeleteServiceLinkedRoleOutput};
use kernel::{ApiResult, Cx};

use crate::review_errors;
use crate::roles;
use crate::service_linked::{self, Deletion};

pub(crate) async fn delete_service_linked_role(
    cx: &mut Cx<'_>,
    input: &DeleteServiceLinkedRoleInput,
) -> ApiResult<DeleteServiceLinkedRoleOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let Some(service) = service_linked::service_of(&role.head.path) else {
        return Err(review_errors::not_service_linked(&input.role_name));
    };
    let id = service_linked::task_id(service, &role.head.name, &cx.random().uuid());
    service_linked::order_deletion(cx, &id, Deletion::of(&role)).await?;
    Ok(DeleteServiceLinkedRoleOutput { deletion_task_id: Some(id) })
}
