//! GenerateDataKey: a new key for the caller to encrypt with, in the clear and under a KMS key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKey.html>

use gen_kms::{GenerateDataKeyInput, GenerateDataKeyOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::crypto::algorithm::Encryption;
use crate::usable::{end_dry_run, refuse_recipient};
use crate::{data_key, encryption};

pub(crate) async fn generate_data_key(
    cx: &mut Cx<'_>,
    input: &GenerateDataKeyInput,
) -> ApiResult<GenerateDataKeyOutput> {
    refuse_recipient(input.recipient.as_ref())?;
    let length = data_key::length(input.key_spec.as_deref(), input.number_of_bytes)?;
    let context = input.encryption_context.as_ref();
    let used = data_key::wrapping(cx, &input.key_id, "GenerateDataKey").await?;
    encryption::check(&used, Encryption::Symmetric, context, length)?;
    end_dry_run(input.dry_run)?;
    let (plain, encrypted) = data_key::make(cx, &used, context, length)?;
    cx.note_work(&used.key.arn);
    Ok(GenerateDataKeyOutput {
        ciphertext_blob: Some(encrypted.blob),
        plaintext: Some(Bytes::copy_from_slice(&plain)),
        key_id: Some(used.key.arn.clone()),
        key_material_id: encrypted.material,
        ..GenerateDataKeyOutput::default()
    })
}
