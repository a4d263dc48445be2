//! GenerateDataKeyWithoutPlaintext: a new key for later, under a KMS key only.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateDataKeyWithoutPlaintext.html>

use gen_kms::{GenerateDataKeyWithoutPlaintextInput, GenerateDataKeyWithoutPlaintextOutput};
use kernel::{ApiResult, Cx};

use crate::crypto::algorithm::Encryption;
use crate::usable::end_dry_run;
use crate::{data_key, encryption};

pub(crate) async fn generate_data_key_without_plaintext(
    cx: &mut Cx<'_>,
    input: &GenerateDataKeyWithoutPlaintextInput,
) -> ApiResult<GenerateDataKeyWithoutPlaintextOutput> {
    let length = data_key::length(input.key_spec.as_deref(), input.number_of_bytes)?;
    let context = input.encryption_context.as_ref();
    let used = data_key::wrapping(cx, &input.key_id, "GenerateDataKeyWithoutPlaintext").await?;
    encryption::check(&used, Encryption::Symmetric, context, length)?;
    end_dry_run(input.dry_run)?;
    let (_plain, encrypted) = data_key::make(cx, &used, context, length)?;
    cx.note_work(&used.key.arn);
    Ok(GenerateDataKeyWithoutPlaintextOutput {
        ciphertext_blob: Some(encrypted.blob),

        key_id: Some(used.key.arn.clone()),
        key_material_id: encrypted.material,
    })
}
