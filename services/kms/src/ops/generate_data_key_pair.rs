//! GenerateDataKeyPair: a new key pair for the caller, its private key in the clear and under a KMS key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPair.html>

use gen_kms::{GenerateDataKeyPairInput, GenerateDataKeyPairOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::crypto::algorithm::Encryption;
use crate::usable::{end_dry_run, refuse_recipient};
use crate::{data_key, encryption};

pub(crate) async fn generate_data_key_pair(
    cx: &mut Cx<'_>,
    input: &GenerateDataKeyPairInput,
) -> ApiResult<GenerateDataKeyPairOutput> {
    refuse_recipient(input.recipient.as_ref())?;
    let spec = data_key::pair_spec(cx, &input.key_pair_spec)?;
    let context = input.encryption_context.as_ref();
    let used = data_key::wrapping(cx, &input.key_id, "GenerateDataKeyPair").await?;
    encryption::check(&used, Encryption::Symmetric, context, 0)?;
    end_dry_run(input.dry_run)?;
    let pair = data_key::make_pair(cx, &used, context, spec).await?;
    cx.note_work(&used.key.arn);
    Ok(GenerateDataKeyPairOutput {
        private_key_ciphertext_blob: Some(pair.encrypted.blob),
        private_key_plaintext: Some(Bytes::copy_from_slice(&pair.private)),
        public_key: Some(pair.public.into()),
        key_id: Some(used.key.arn.clone()),
        key_pair_spec: Some(spec.as_str().to_owned()),
        key_material_id: pair.encrypted.material,
        ..GenerateDataKeyPairOutput::default()
    })
}
