//! What IAM knows of an account itself.

use kernel::{ApiResult, Cx, Timestamp};

use crate::tables::BEGAN;

/// When the account began: when anybody first asked, since accounts are there without being made.
pub(crate) async fn began(cx: &mut Cx<'_>) -> ApiResult<Timestamp> {
    if let Some(began) = cx.get(&BEGAN, &()).await? {
        return Ok(began);
    }
    let now = cx.now().whole_seconds();
    cx.put(&BEGAN, &(), &now);
    Ok(now)
}
