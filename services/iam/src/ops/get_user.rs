//! GetUser: a user; without a name, who calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetUser.html>

use gen_iam::{GetUserInput, GetUserOutput};
use kernel::{ApiResult, Cx, Principal};

use crate::{account, users};

pub(crate) async fn get_user(cx: &mut Cx<'_>, input: &GetUserInput) -> ApiResult<GetUserOutput> {
    if input.user_name.is_none() && matches!(cx.caller().principal, Principal::Root) {
        return Ok(GetUserOutput { user: Some(root(cx).await?) });
    }
    let user = users::find_or_caller(cx, input.user_name.as_deref()).await?;
    Ok(GetUserOutput { user: Some(user.shown(cx)) })
}

/// The root asks about itself: it has no name, and an account does not tell when it began.
async fn root(cx: &mut Cx<'_>) -> ApiResult<gen_iam::User> {
    Ok(gen_iam::User {
        user_id: Some(cx.account().to_string()),
        arn: Some(cx.caller().arn(cx.region())),
        create_date: Some(account::began(cx).await?),
        ..gen_iam::User::default()
    })
}
