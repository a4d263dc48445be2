//! Decrypt: what Encrypt, the operations on data keys, or the public key of an RSA key encrypted. A ciphertext under a
//! symmetric key names its key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decrypt.html>

use gen_kms::{DecryptInput, DecryptOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::encryption::{self, Cipher};
use crate::usable::{end_dry_run, refuse_recipient};

pub(crate) async fn decrypt(cx: &mut Cx<'_>, input: &DecryptInput) -> ApiResult<DecryptOutput> {
    refuse_recipient(input.recipient.as_ref())?;
    let how = encryption::algorithm(input.encryption_algorithm.as_deref())?;
    let cipher = Cipher {
        blob: input.ciphertext_blob.as_deref(),
        key: input.key_id.as_deref(),
        how,
        context: input.encryption_context.as_ref(),
        operation: "Decrypt",
        ignored: encryption::ignores_ciphertext(input.dry_run, input.dry_run_modifiers.as_deref())?,
    };
    let decrypted = encryption::decrypt(cx, &cipher).await?;
    end_dry_run(input.dry_run)?;
    cx.note_work(&decrypted.key.arn);
    Ok(DecryptOutput {
        key_id: Some(decrypted.key.arn.clone()),
        plaintext: Some(Bytes::copy_from_slice(&decrypted.plain)),
        encryption_algorithm: Some(how.as_str().to_owned()),
        key_material_id: decrypted.material,
        ..DecryptOutput::default()
    })
}
