//! CreateOrganization: the caller's account becomes the management account of a new organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganization.html>

use gen_organizations::values::organization_feature_set;
use gen_organizations::{CreateOrganizationInput, CreateOrganizationOutput};
use kernel::{ApiResult, Cx};

use crate::ids::{self, OrgId};
use crate::organization::{self, Organization};
use crate::tables::ORGANIZATIONS;
use crate::{account, attachments, errors, roles};

pub(super) async fn create_organization(
    cx: &mut Cx<'_>,
    input: &CreateOrganizationInput,
) -> ApiResult<CreateOrganizationOutput> {
    let management = cx.caller().account;
    if organization::of_account(cx, management).await?.is_some() {
        return Err(errors::already_in_organization());
    }
    let billing = organization_feature_set::CONSOLIDATED_BILLING;
    let organization = Organization {
        id: OrgId::fresh(cx.random()),
        partition: cx.partition().to_string(),
        management,
        all_features: input.feature_set.as_deref() != Some(billing),
        root: ids::fresh_root(cx.random()),
        enabled: Vec::new(),
        created: cx.now(),
    };
    cx.put(&ORGANIZATIONS, &organization.id, &organization);
    attachments::attach_defaults(cx, &organization, &organization.root).await?;
    let account = account::joining(cx, &organization, management).await?;
    account::join(cx, &organization, &account).await?;
    if organization.all_features {
        roles::make_own_linked_role(cx).await?;
    }
    Ok(CreateOrganizationOutput { organization: Some(organization.show(account.email)) })
}
