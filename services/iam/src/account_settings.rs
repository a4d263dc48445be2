//! What an account has once: the version of its tokens, and whether its identities can prove themselves elsewhere.

use kernel::{ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::review_errors;
use crate::tables::ACCOUNT_SETTINGS;

/// The settings of an account; those that nobody touched are the defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AccountSettings {
    /// Whether tokens of the global endpoint of STS are valid in regions that are off by default.
    pub(crate) long_tokens: bool,
    pub(crate) outbound: Option<Outbound>,
}

/// Outbound web identity federation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outbound {
    /// The account's own URL as an issuer of tokens. It stays when the feature is switched off and on again.
    pub(crate) issuer: String,
    pub(crate) enabled: bool,
}

impl AccountSettings {
    /// As GetAccountSummary tells it.
    pub(crate) fn token_version(&self) -> u64 {
        if self.long_tokens { 2 } else { 1 }
    }
}

/// The settings of the account that the call acts in.
pub(crate) async fn get(cx: &mut Cx<'_>) -> ApiResult<AccountSettings> {
    Ok(cx.get(&ACCOUNT_SETTINGS, &()).await?.unwrap_or_default())
}

/// Writes them.
pub(crate) fn put(cx: &mut Cx<'_>, settings: &AccountSettings) {
    cx.put(&ACCOUNT_SETTINGS, &(), settings);
}

/// Outbound federation as it is switched on, or FeatureDisabled.
pub(crate) async fn enabled_outbound(cx: &mut Cx<'_>) -> ApiResult<Outbound> {
    let outbound = get(cx).await?.outbound.filter(|outbound| outbound.enabled);
    outbound.ok_or_else(review_errors::outbound_disabled)
}
