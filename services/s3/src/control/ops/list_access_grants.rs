//! ListAccessGrants: the instance's grants; all, or those that fit.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessGrants.html>

use gen_s3control::{
    AccessGrantsLocationConfiguration, ListAccessGrantEntry, ListAccessGrantsInput,
    ListAccessGrantsOutput,
};
use kernel::{ApiResult, Cx};

use crate::grants::pages::page;
use crate::grants::{self, Grant};
use crate::tables::ACCESS_GRANTS;

pub(crate) async fn list_access_grants(
    cx: &mut Cx<'_>,
    input: &ListAccessGrantsInput,
) -> ApiResult<ListAccessGrantsOutput> {
    grants::instance(cx).await?;
    let asked = [
        input.grantee_type.as_deref(),
        input.grantee_identifier.as_deref(),
        input.permission.as_deref(),
        input.grant_scope.as_deref(),
        input.application_arn.as_deref(),
    ];
    let [kind, grantee, permission, scope, application] = asked;
    let fits = |grant: &Grant| {
        kind.is_none_or(|kind| kind == "IAM")
            && grantee.is_none_or(|grantee| grantee == grant.grantee)
            && permission.is_none_or(|permission| permission == grant.permission.as_str())
            && scope.is_none_or(|scope| scope == grant.scope)
            && application.is_none()
    };
    let binding = asked.map(Option::unwrap_or_default);
    let token = input.next_token.as_deref();
    let (found, next_token) =
        page(cx, &ACCESS_GRANTS, &binding, token, input.max_results, fits).await?;
    let shown = |grant: Grant| ListAccessGrantEntry {
        created_at: Some(grant.created),
        access_grant_arn: Some(grants::grant_arn(cx, &grant.id)),
        grantee: Some(grant.shown_grantee()),
        access_grant_id: Some(grant.id),
        permission: Some(grant.permission.as_str().to_owned()),
        access_grants_location_id: Some(grant.location),
        access_grants_location_configuration: grant
            .sub_prefix
            .map(|text| AccessGrantsLocationConfiguration { s3_sub_prefix: Some(text) }),
        grant_scope: Some(grant.scope),
        ..ListAccessGrantEntry::default()
    };
    Ok(ListAccessGrantsOutput {
        access_grants_list: Some(found.into_iter().map(shown).collect()),
        next_token,
    })
}
