//! A key that a cryptographic operation works with: found, in a state to work, for the operation's usage, its material
//! at hand.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html>

use std::sync::Arc;

use gen_kms::RecipientInfo;
use kernel::{ApiError, ApiResult, Cx};

use crate::key::Key;
use crate::key_spec::KeyUsage;
use crate::material::{Materials, materials};
use crate::ready::Ready;
use crate::{errors, key_lookup, state};

/// A key at work.
pub(crate) struct InUse {
    pub(crate) key: Arc<Key>,
    pub(crate) materials: Materials,
}

/// The key that `text` names, for `operation`, which needs keys of `usage`.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    text: &str,
    usage: KeyUsage,
    operation: &str,
) -> ApiResult<InUse> {
    let key = key_lookup::find(cx, text).await?;
    of(cx, key, usage, operation).await
}

/// The same of a key that is found already.
pub(crate) async fn of(
    cx: &mut Cx<'_>,
    key: Arc<Key>,
    usage: KeyUsage,
    operation: &str,
) -> ApiResult<InUse> {
    state::require_usable(cx, &key, usage, operation).await?;
    let materials = materials(cx, &key).await?;
    Ok(InUse { key, materials })
}

impl InUse {
    /// The key by its current material.
    pub(crate) fn current(&self, cx: &Cx<'_>) -> ApiResult<Ready<'_>> {
        self.materials.ready(&self.key.arn, self.key.spec, cx.kernel())
    }

    /// The key by this material.
    pub(crate) fn by_material(&self, id: &str, cx: &Cx<'_>) -> ApiResult<Ready<'_>> {
        self.materials.ready_by_id(id, &self.key.arn, self.key.spec, cx.kernel())
    }

    /// The id of material, where AWS shows one: of symmetric encryption keys.
    pub(crate) fn shown(&self, material: &str) -> Option<String> {
        self.key.spec.is_symmetric_encryption().then(|| material.to_owned())
    }

    /// Refuses an algorithm that keys of this spec and usage do not have.
    pub(crate) fn require_algorithm(&self, name: &str) -> ApiResult<()> {
        match self.key.spec.algorithms(self.key.usage).contains(&name) {
            true => Ok(()),
            false => Err(errors::incompatible_algorithm(name, self.key.spec)),
        }
    }
}

/// Ends a call that only asks whether it would succeed.
pub(crate) fn end_dry_run(asked: Option<bool>) -> ApiResult<()> {
    if asked == Some(true) { Err(errors::dry_run()) } else { Ok(()) }
}

/// Answers for an enclave need an attestation document that AWS's Nitro hardware signed; there is none here, and no
/// other document may get keys.
pub(crate) fn refuse_recipient(recipient: Option<&RecipientInfo>) -> ApiResult<()> {
    match recipient {
        Some(_) => Err(ApiError::not_implemented("kms: Recipient, an attested Nitro enclave,")),
        None => Ok(()),
    }
}
