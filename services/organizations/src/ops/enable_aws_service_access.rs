//! EnableAWSServiceAccess: a service may act for the organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html>

use gen_organizations::{EnableAWSServiceAccessInput, EnableAWSServiceAccessOutput};
use kernel::{ApiResult, Cx};

use crate::tables::SERVICES;
use crate::{door, errors, services};

pub(super) async fn enable_aws_service_access(
    cx: &mut Cx<'_>,
    input: &EnableAWSServiceAccessInput,
) -> ApiResult<EnableAWSServiceAccessOutput> {
    let organization = door::management(cx).await?;
    services::require(&input.service_principal)?;
    if !organization.all_features {
        return Err(errors::not_all_features());
    }
    let key = (organization.id.clone(), input.service_principal.clone());
    if !cx.has(&SERVICES, &key).await? {
        let now = cx.now();
        cx.put(&SERVICES, &key, &now);
        cx.identities_changed();
    }
    Ok(EnableAWSServiceAccessOutput::default())
}
