//! Encrypt: up to 4096 bytes under a KMS key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html>

use gen_kms::{EncryptInput, EncryptOutput};
use kernel::{ApiResult, Cx};

use crate::encryption;
use crate::key_spec::KeyUsage;
use crate::usable::{self, end_dry_run};

pub(crate) async fn encrypt(cx: &mut Cx<'_>, input: &EncryptInput) -> ApiResult<EncryptOutput> {
    let how = encryption::algorithm(input.encryption_algorithm.as_deref())?;
    let context = input.encryption_context.as_ref();
    let used = usable::find(cx, &input.key_id, KeyUsage::EncryptDecrypt, "Encrypt").await?;
    encryption::check(&used, how, context, input.plaintext.len())?;
    end_dry_run(input.dry_run)?;
    let encrypted = encryption::encrypt(cx, &used, how, context, &input.plaintext)?;
    cx.note_work(&used.key.arn);
    Ok(EncryptOutput {
        ciphertext_blob: Some(encrypted.blob),
        key_id: Some(used.key.arn.clone()),
        encryption_algorithm: Some(how.as_str().to_owned()),
    })
}
