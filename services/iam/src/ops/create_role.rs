//! CreateRole: a role, whose trust policy names principals that exist.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use gen_iam::{CreateRoleInput, CreateRoleOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::roles::{Role, SERVICE_LINKED_PATH};
use crate::{boundary, errors, limits, tags, trust};

pub(crate) async fn create_role(
    cx: &mut Cx<'_>,
    input: &CreateRoleInput,
) -> ApiResult<CreateRoleOutput> {
    let trust = trust::parse(cx, &input.assume_role_policy_document).await?;
    let path = input.path.as_deref();
    if path.is_some_and(|path| path.starts_with(SERVICE_LINKED_PATH)) {
        return Err(errors::service_linked_path());
    }
    let role = Role {
        head: Head::new(cx, Kind::Role, &input.role_name, path),
        trust,
        description: input.description.clone(),
        max_session_duration: input.max_session_duration.unwrap_or(limits::SESSION_DURATION),
        boundary: input.permissions_boundary.clone(),
        tags: tags::of_new(input.tags.as_deref())?,
        attached: Vec::new(),
    };
    if let Some(arn) = &role.boundary {
        boundary::check(cx, arn).await?;
    }
    entity::add(cx, &role).await?;
    boundary::note(cx, &role, None, role.boundary.as_deref());
    Ok(CreateRoleOutput { role: Some(role.created(cx).await?) })
}
