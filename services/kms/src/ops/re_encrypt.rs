//! ReEncrypt: from one key to another, the plaintext shown to nobody. The call acts in the account of the destination.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ReEncrypt.html>

use gen_kms::{ReEncryptInput, ReEncryptOutput};
use kernel::{ApiResult, Cx};

use crate::encryption::{self, Cipher};
use crate::key_spec::KeyUsage;
use crate::usable::{self, end_dry_run};

const OPERATION: &str = "ReEncrypt";

pub(crate) async fn re_encrypt(
    cx: &mut Cx<'_>,
    input: &ReEncryptInput,
) -> ApiResult<ReEncryptOutput> {
    let from = encryption::algorithm(input.source_encryption_algorithm.as_deref())?;
    let to = encryption::algorithm(input.destination_encryption_algorithm.as_deref())?;
    let cipher = Cipher {
        blob: input.ciphertext_blob.as_deref(),
        key: input.source_key_id.as_deref(),
        how: from,
        context: input.source_encryption_context.as_ref(),
        operation: OPERATION,
        ignored: encryption::ignores_ciphertext(input.dry_run, input.dry_run_modifiers.as_deref())?,
    };
    // A source without an ARN is the caller's.
    let outer = cx.enter(cx.caller().account);
    let source = encryption::decrypt(cx, &cipher).await;
    cx.enter(outer);
    let source = source?;
    let target = &input.destination_key_id;
    let used = usable::find(cx, target, KeyUsage::EncryptDecrypt, OPERATION).await?;
    let context = input.destination_encryption_context.as_ref();
    encryption::check(&used, to, context, source.plain.len())?;
    end_dry_run(input.dry_run)?;
    let encrypted = encryption::encrypt(cx, &used, to, context, &source.plain)?;
    cx.note_work(&source.key.arn);
    cx.note_work(&used.key.arn);
    Ok(ReEncryptOutput {
        ciphertext_blob: Some(encrypted.blob),
        source_key_id: Some(source.key.arn.clone()),
        key_id: Some(used.key.arn.clone()),
        source_encryption_algorithm: Some(from.as_str().to_owned()),
        destination_encryption_algorithm: Some(to.as_str().to_owned()),
        source_key_material_id: source.material,
        destination_key_material_id: encrypted.material,
    })
}
