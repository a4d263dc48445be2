//! MoveAccount: from one root or unit to another.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_MoveAccount.html>

use gen_organizations::errors as modelled;
use gen_organizations::{MoveAccountInput, MoveAccountOutput};
use kernel::{ApiResult, Cx};

use crate::{account, door, errors, tree};

pub(super) async fn move_account(
    cx: &mut Cx<'_>,
    input: &MoveAccountInput,
) -> ApiResult<MoveAccountOutput> {
    let organization = door::management(cx).await?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    let (source, destination) = (&input.source_parent_id, &input.destination_parent_id);
    if !tree::is_parent(cx, &organization, source).await? {
        return Err(modelled::source_parent_not_found_exception(
            "You specified a source parent that doesn't exist.",
        ));
    }
    if !tree::is_parent(cx, &organization, destination).await? {
        return Err(modelled::destination_parent_not_found_exception(
            "You specified a destination parent that doesn't exist.",
        ));
    }
    if account.parent == *destination {
        return Err(modelled::duplicate_account_exception(
            "That account is already present in the specified destination.",
        ));
    }
    if account.parent != *source {
        return Err(errors::no_account());
    }
    account::move_to(cx, &organization, account, destination);
    Ok(MoveAccountOutput::default())
}
