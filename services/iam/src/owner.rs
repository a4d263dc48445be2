//! Whose credentials a call is about: a user of the account, or its root. What belongs to them is kept under their
//! unique id, which outlives every new name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>

use kernel::{ApiError, ApiResult, Arn, Cx, Principal, SessionKind};

use crate::credential_errors as errors;
use crate::entity::{self, Entity as _};
use crate::users::{self, User};

/// A user or the root of the account that the call acts in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Owner {
    /// `AIDA...`; the root's is the account's number.
    pub(crate) id: String,
    /// The root has none.
    pub(crate) name: Option<String>,
    pub(crate) arn: Arn,
}

impl Owner {
    fn of(cx: &Cx<'_>, user: &User) -> ApiResult<Owner> {
        Ok(Owner {
            id: user.id().to_owned(),
            name: Some(user.name().to_owned()),
            arn: user.typed_arn(cx)?,
        })
    }

    /// The account's root.
    pub(crate) fn root(cx: &Cx<'_>) -> ApiResult<Owner> {
        let account = cx.account();
        let arn = Arn::new(cx.partition().as_str(), "iam", "", account.as_str(), "root");
        Ok(Owner { id: account.to_string(), name: None, arn: arn.map_err(ApiError::bug)? })
    }

    pub(crate) fn is_root(&self) -> bool {
        self.name.is_none()
    }

    /// The user called `name`, or NoSuchEntity.
    pub(crate) async fn user(cx: &mut Cx<'_>, name: &str) -> ApiResult<Owner> {
        let user = users::find(cx, name).await?;
        Owner::of(cx, &user)
    }

    /// The user called `name`; without a name whoever calls, if that is a user or root.
    pub(crate) async fn named_or_caller(cx: &mut Cx<'_>, name: Option<&str>) -> ApiResult<Owner> {
        match name.or_else(|| cx.caller().user_name()) {
            Some(name) => Owner::user(cx, name).await,
            None if cx.caller().principal == Principal::Root => Owner::root(cx),
            None => Err(errors::needs_user_name()),
        }
    }

    /// The same for passwords, where only a session made for the task stands for the root.
    pub(crate) async fn of_password(cx: &mut Cx<'_>, name: Option<&str>) -> ApiResult<Owner> {
        let owner = Owner::named_or_caller(cx, name).await?;
        let for_the_task =
            cx.caller().session.as_ref().is_some_and(|session| session.kind == SessionKind::Root);
        match owner.is_root() && !for_the_task {
            true => Err(errors::needs_user_name()),
            false => Ok(owner),
        }
    }

    /// The same for MFA devices, whose operations ask for a name: the root says `root` for itself, while no user
    /// is called so.
    pub(crate) async fn of_device(cx: &mut Cx<'_>, name: Option<&str>) -> ApiResult<Owner> {
        let itself = name == Some("root") && cx.caller().principal == Principal::Root;
        if itself && entity::get::<User>(cx, "root").await?.is_none() {
            return Owner::root(cx);
        }
        Owner::named_or_caller(cx, name).await
    }

    /// Who has this unique id.
    pub(crate) async fn with_id(cx: &mut Cx<'_>, id: &str) -> ApiResult<Option<Owner>> {
        if id == cx.account().as_str() {
            return Owner::root(cx).map(Some);
        }
        let Some(name) = entity::name_of_id(cx, id).await? else { return Ok(None) };
        Owner::user(cx, &name).await.map(Some)
    }

    /// Who has this ARN: the account's root, or a user by name and path.
    pub(crate) async fn with_arn(cx: &mut Cx<'_>, arn: &Arn) -> ApiResult<Option<Owner>> {
        if arn.resource() == "root" {
            return Owner::root(cx).map(Some);
        }
        let name = arn.resource().strip_prefix("user/").and_then(|path| path.rsplit('/').next());
        let Some(name) = name else { return Ok(None) };
        let Some(user) = entity::get::<User>(cx, name).await? else { return Ok(None) };
        Ok(Some(Owner::of(cx, &user)?).filter(|owner| owner.arn == *arn))
    }
}
