//! ListAWSServiceAccessForOrganization: services that may act for the organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAWSServiceAccessForOrganization.html>

use gen_organizations::{EnabledServicePrincipal, operations};
use gen_organizations::{
    ListAWSServiceAccessForOrganizationInput, ListAWSServiceAccessForOrganizationOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::tables::SERVICES;
use crate::{door, limits};

pub(super) async fn list_aws_service_access_for_organization(
    cx: &mut Cx<'_>,
    input: &ListAWSServiceAccessForOrganizationInput,
) -> ApiResult<ListAWSServiceAccessForOrganizationOutput> {
    let organization =
        door::reader::<operations::ListAWSServiceAccessForOrganization>(cx, input).await?;
    let page = Page::parse(cx, "", input.max_results, input.next_token.as_deref())?;
    let range = cx.rows(&SERVICES).prefix(&organization.id);
    let rows = cx.range(&SERVICES, &range, limits::ROWS).await?;
    let list = rows.into_iter().map(|((_, service), since)| {
        let shown = EnabledServicePrincipal {
            service_principal: Some(service.clone()),
            date_enabled: Some(since),
        };
        (service, shown)
    });
    let (services, next_token) = page.of(cx, list.collect());
    Ok(ListAWSServiceAccessForOrganizationOutput {
        enabled_service_principals: Some(services),
        next_token,
    })
}
