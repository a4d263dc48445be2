//! Verify: whether a signature is a KMS key's.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Verify.html>

use gen_kms::{VerifyInput, VerifyOutput};
use kernel::{ApiResult, Cx};

use crate::crypto::CryptoError;
use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self, end_dry_run};
use crate::{errors, signing};

pub(crate) async fn verify(cx: &mut Cx<'_>, input: &VerifyInput) -> ApiResult<VerifyOutput> {
    let used = usable::find(cx, &input.key_id, KeyUsage::SignVerify, "Verify").await?;
    let kind = input.message_type.as_deref();
    let (how, message) = signing::request(&used, &input.signing_algorithm, kind, &input.message)?;
    let verified = used.current(cx)?.key.verify(how, message, &input.signature);
    verified.map_err(|error| match error {
        CryptoError::Invalid => errors::invalid_signature(),
        other => failed(other),
    })?;
    end_dry_run(input.dry_run)?;
    cx.note_work(&used.key.arn);
    Ok(VerifyOutput {
        key_id: Some(used.key.arn.clone()),
        signature_valid: Some(true),
        signing_algorithm: Some(how.as_str().to_owned()),
    })
}
