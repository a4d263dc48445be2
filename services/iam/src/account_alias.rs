//! The account's alias: one for each account, and each for one account of the partition only.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/console-account-alias.html>

use kernel::{AccountId, ApiResult, Cx};
use store::{Scope, Table};

/// Whose alias it is.
static ACCOUNTS: Table<String, AccountId> = Table::new("iam.alias", Scope::Partition, 1);

/// The account's alias.
static ALIAS: Table<(), String> = Table::new("iam.account-alias", Scope::Account, 1);

pub(crate) async fn get(cx: &mut Cx<'_>) -> ApiResult<Option<String>> {
    cx.get(&ALIAS, &()).await
}

/// Whether some account has this alias.
pub(crate) async fn is_taken(cx: &mut Cx<'_>, alias: &str) -> ApiResult<bool> {
    cx.has(&ACCOUNTS, &alias.to_owned()).await
}

/// Gives the account an alias that is free, in place of one that it has.
pub(crate) async fn put(cx: &mut Cx<'_>, alias: &str) -> ApiResult<()> {
    delete(cx).await?;
    let account = cx.account();
    cx.put(&ACCOUNTS, &alias.to_owned(), &account);
    cx.put(&ALIAS, &(), &alias.to_owned());
    Ok(())
}

pub(crate) async fn delete(cx: &mut Cx<'_>) -> ApiResult<()> {
    if let Some(alias) = get(cx).await? {
        cx.delete(&ACCOUNTS, &alias);
        cx.delete(&ALIAS, &());
    }
    Ok(())
}
