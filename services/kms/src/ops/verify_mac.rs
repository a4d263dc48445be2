//! VerifyMac: whether an authentication code is a message's.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_VerifyMac.html>

use gen_kms::{VerifyMacInput, VerifyMacOutput};
use kernel::{ApiResult, Cx};

use crate::crypto::CryptoError;
use crate::errors;
use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self, end_dry_run};

pub(crate) async fn verify_mac(
    cx: &mut Cx<'_>,
    input: &VerifyMacInput,
) -> ApiResult<VerifyMacOutput> {
    let used = usable::find(cx, &input.key_id, KeyUsage::GenerateVerifyMac, "VerifyMac").await?;
    used.require_algorithm(&input.mac_algorithm)?;
    let verified = used.current(cx)?.key.verify_mac(&input.message, &input.mac);
    verified.map_err(|error| match error {
        CryptoError::Invalid => errors::invalid_mac(),
        other => failed(other),
    })?;
    end_dry_run(input.dry_run)?;
    cx.note_work(&used.key.arn);
    Ok(VerifyMacOutput {
        key_id: Some(used.key.arn.clone()),
        mac_valid: Some(true),
        mac_algorithm: Some(input.mac_algorithm.clone()),
    })
}
