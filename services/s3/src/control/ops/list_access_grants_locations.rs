//! ListAccessGrantsLocations: the registered locations; all, or the one of a scope.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListAccessGrantsLocations.html>

use gen_s3control::{
    ListAccessGrantsLocationsEntry, ListAccessGrantsLocationsInput, ListAccessGrantsLocationsOutput,
};
use kernel::{ApiResult, Cx};

use crate::grants::pages::page;
use crate::grants::{self, Location, scope};
use crate::tables::ACCESS_GRANTS_LOCATIONS;

pub(crate) async fn list_access_grants_locations(
    cx: &mut Cx<'_>,
    input: &ListAccessGrantsLocationsInput,
) -> ApiResult<ListAccessGrantsLocationsOutput> {
    grants::instance(cx).await?;
    let asked = input.location_scope.as_deref();
    let wanted = asked.map(|text| scope::location(text).unwrap_or_default());
    let binding = [asked.unwrap_or_default()];
    let fits = |location: &Location| wanted.as_ref().is_none_or(|scope| *scope == location.scope);
    let token = input.next_token.as_deref();
    let table = &ACCESS_GRANTS_LOCATIONS;
    let (found, next_token) = page(cx, table, &binding, token, input.max_results, fits).await?;
    let shown = |location: Location| ListAccessGrantsLocationsEntry {
        created_at: Some(location.created),
        access_grants_location_arn: Some(grants::location_arn(cx, &location.id)),
        access_grants_location_id: Some(location.id),
        location_scope: Some(location.scope),
        iam_role_arn: Some(location.role),
    };
    Ok(ListAccessGrantsLocationsOutput {
        access_grants_locations_list: Some(found.into_iter().map(shown).collect()),
        next_token,
    })
}
