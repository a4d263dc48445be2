//! GenerateDataKeyPairWithoutPlaintext: a new key pair, its private key under a KMS key only.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyPairWithoutPlaintext.html>

use gen_kms::{
    GenerateDataKeyPairWithoutPlaintextInput, GenerateDataKeyPairWithoutPlaintextOutput,
};
use kernel::{ApiResult, Cx};

use crate::crypto::algorithm::Encryption;
use crate::usable::end_dry_run;
use crate::{data_key, encryption};

pub(crate) async fn generate_data_key_pair_without_plaintext(
    cx: &mut Cx<'_>,
    input: &GenerateDataKeyPairWithoutPlaintextInput,
) -> ApiResult<GenerateDataKeyPairWithoutPlaintextOutput> {
    let spec = data_key::pair_spec(cx, &input.key_pair_spec)?;
    let context = input.encryption_context.as_ref();
    let used = data_key::wrapping(cx, &input.key_id, "GenerateDataKeyPairWithoutPlaintext").await?;
    encryption::check(&used, Encryption::Symmetric, context, 0)?;
    end_dry_run(input.dry_run)?;
    let pair = data_key::make_pair(cx, &used, context, spec).await?;
    cx.note_work(&used.key.arn);
    Ok(GenerateDataKeyPairWithoutPlaintextOutput {
        private_key_ciphertext_blob: Some(pair.encrypted.blob),

        public_key: Some(pair.public.into()),
        key_id: Some(used.key.arn.clone()),
        key_pair_spec: Some(spec.as_str().to_owned()),
        key_material_id: pair.encrypted.material,
    })
}
