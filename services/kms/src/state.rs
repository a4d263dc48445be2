//! Key states: which operation a key in which state refuses, and in which words.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html>

use kernel::{ApiResult, Cx};

use crate::errors;
use crate::key::{Key, KeyState};
use crate::key_spec::KeyUsage;
use crate::key_store::Connection;
use crate::tables::KEY_STORES;

/// The key's state, that of its custom key store considered.
pub(crate) async fn of(cx: &mut Cx<'_>, key: &Key) -> ApiResult<KeyState> {
    let Some(link) = &key.store else { return Ok(key.state) };
    if !matches!(key.state, KeyState::Enabled | KeyState::Disabled) {
        return Ok(key.state);
    }
    let outer = cx.enter(key.account);
    let store = cx.get_shared(&KEY_STORES, &link.store).await;
    cx.enter(outer);
    let connected = store?.is_some_and(|store| store.connection == Connection::Connected);
    Ok(if connected { key.state } else { KeyState::Unavailable })
}

/// Refuses cryptographic work with a key that is not enabled, or that is for something else. `operation` is AWS's name.
pub(crate) async fn require_usable(
    cx: &mut Cx<'_>,
    key: &Key,
    usage: KeyUsage,
    operation: &str,
) -> ApiResult<()> {
    require_enabled(cx, key).await?;
    match key.usage == usage {
        true => Ok(()),
        false => Err(errors::wrong_usage(&key.arn, key.usage, operation)),
    }
}

/// Refuses what needs an enabled key.
pub(crate) async fn require_enabled(cx: &mut Cx<'_>, key: &Key) -> ApiResult<()> {
    enabled(&key.arn, of(cx, key).await?)
}

/// Refuses what a key that is to be deleted cannot do.
pub(crate) fn require_not_deleting(key: &Key) -> ApiResult<()> {
    match key.state {
        KeyState::PendingDeletion | KeyState::PendingReplicaDeletion => {
            enabled(&key.arn, key.state)
        }
        _ => Ok(()),
    }
}

/// Refuses to enable or disable a key that waits for its material or its end.
pub(crate) fn require_switchable(key: &Key) -> ApiResult<()> {
    match key.state {
        KeyState::Enabled | KeyState::Disabled => Ok(()),
        state => enabled(&key.arn, state),
    }
}

fn enabled(arn: &str, state: KeyState) -> ApiResult<()> {
    let because = |why: &str| errors::invalid_state(format!("{arn} is {why}."));
    Err(match state {
        KeyState::Enabled => return Ok(()),
        KeyState::Disabled => errors::disabled(arn),
        KeyState::PendingDeletion => because("pending deletion"),
        KeyState::PendingReplicaDeletion => because("pending replica deletion"),
        KeyState::PendingImport => errors::pending_import(arn),
        KeyState::Unavailable => because("unavailable"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_state_is_refused_with() {
        let code = |state| {
            enabled("ARN", state)
                .map_err(|e| (e.code().to_owned(), e.message().unwrap_or_default().to_owned()))
        };
        let invalid = "KMSInvalidStateException";
        for (state, expected) in [
            (KeyState::Disabled, ("DisabledException", "ARN is disabled.")),
            (KeyState::PendingDeletion, (invalid, "ARN is pending deletion.")),
            (KeyState::PendingReplicaDeletion, (invalid, "ARN is pending replica deletion.")),
            (KeyState::PendingImport, (invalid, "ARN is pending import.")),
            (KeyState::Unavailable, (invalid, "ARN is unavailable.")),
        ] {
            let (of, message) = code(state).unwrap_err();
            assert_eq!((&*of, &*message), expected);
        }
        assert_eq!(code(KeyState::Enabled), Ok(()));
    }
}
