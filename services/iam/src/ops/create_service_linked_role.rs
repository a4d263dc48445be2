//! CreateServiceLinkedRole: the role of a service, with the name, trust and policy that the service says.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html>

use gen_iam::{CreateServiceLinkedRoleInput, CreateServiceLinkedRoleOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::roles::Role;
use crate::service_linked::ServiceLinked;
use crate::trust::Trust;
use crate::{attachments, errors, limits, managed};

pub(crate) async fn create_service_linked_role(
    cx: &mut Cx<'_>,
    input: &CreateServiceLinkedRoleInput,
) -> ApiResult<CreateServiceLinkedRoleOutput> {
    let kind = ServiceLinked::of(&input.aws_service_name)?;
    let name = kind.name(input.custom_suffix.as_deref())?;
    if entity::get::<Role>(cx, &name).await?.is_some() {
        // Recorded.
        return Err(errors::invalid_input(format!(
            "Service role name {name} has been taken in this account, please try a different suffix."
        )));
    }
    let role = Role {
        head: Head::new(cx, Kind::Role, &name, Some(&kind.path())),
        trust: Trust { document: kind.trust(), principals: Vec::new() },
        description: input.description.clone(),
        max_session_duration: limits::SESSION_DURATION,
        boundary: None,
        tags: Vec::new(),
        attached: Vec::new(),
    };
    entity::add(cx, &role).await?;
    let shown = role.created(cx).await?;
    let policy = kind.policy_arn(cx.partition().as_str());
    // The facts lack the policies of a few old services; their roles may do nothing then.
    if managed::find(cx.partition(), &policy).is_some() {
        attachments::attach(cx, role, &policy).await?;
    }
    Ok(CreateServiceLinkedRoleOutput { role: Some(shown) })
}
