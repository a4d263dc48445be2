//! DeleteAccessGrant: no new credentials; those that were given out serve until they end.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteAccessGrant.html>

use gen_s3control::DeleteAccessGrantInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::grants;
use crate::tables::{ACCESS_GRANTS, ACCESS_GRANTS_IN, ACCESS_GRANTS_TO};

pub(crate) async fn delete_access_grant(
    cx: &mut Cx<'_>,
    input: &DeleteAccessGrantInput,
) -> ApiResult<Empty> {
    let grant = grants::grant(cx, &input.access_grant_id).await?;
    let (account, region) = grants::place(cx);
    let under = |name: &str| (account.clone(), region.clone(), name.to_owned(), grant.id.clone());
    cx.delete(&ACCESS_GRANTS_TO, &under(&grant.grantee));
    cx.delete(&ACCESS_GRANTS_IN, &under(&grant.location));
    let key = grants::entry(cx, &grant.id);
    cx.delete(&ACCESS_GRANTS, &key);
    cx.add_rows(&ACCESS_GRANTS, &(account, region), -1);
    Ok(Empty::default())
}
