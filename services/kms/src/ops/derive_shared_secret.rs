//! DeriveSharedSecret: what the holders of two private keys on a curve arrive at, each by the other's public key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html>

use gen_kms::{DeriveSharedSecretInput, DeriveSharedSecretOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::crypto::{CryptoError, Key};
use crate::errors;
use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self, end_dry_run, refuse_recipient};

pub(crate) async fn derive_shared_secret(
    cx: &mut Cx<'_>,
    input: &DeriveSharedSecretInput,
) -> ApiResult<DeriveSharedSecretOutput> {
    refuse_recipient(input.recipient.as_ref())?;
    let usage = KeyUsage::KeyAgreement;
    let used = usable::find(cx, &input.key_id, usage, "DeriveSharedSecret").await?;
    used.require_algorithm(&input.key_agreement_algorithm)?;
    let ready = used.current(cx)?;
    let secret = match &*ready.key {
        Key::Ec(key) => key.agree(&input.public_key),
        _ => Err(CryptoError::WrongSpec),
    };
    let secret = secret.map_err(|error| match error {
        // Not a point on the key's own curve; AWS says no more.
        CryptoError::Invalid => errors::validation("").without_message(),
        other => failed(other),
    })?;
    end_dry_run(input.dry_run)?;
    cx.note_work(&used.key.arn);
    Ok(DeriveSharedSecretOutput {
        key_id: Some(used.key.arn.clone()),
        shared_secret: Some(Bytes::copy_from_slice(&secret)),
        key_agreement_algorithm: Some(input.key_agreement_algorithm.clone()),
        key_origin: Some(used.key.origin.as_str().to_owned()),
        ..DeriveSharedSecretOutput::default()
    })
}
