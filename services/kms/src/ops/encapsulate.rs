//! Encapsulate: a new shared secret, and the form in which only the key's holder can read it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encapsulate.html>

use gen_kms::{EncapsulateInput, EncapsulateOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::crypto::{CryptoError, Key};
use crate::key_spec::KeyUsage;
use crate::ready::{entropy, failed};
use crate::usable::{self, end_dry_run};

pub(crate) async fn encapsulate(
    cx: &mut Cx<'_>,
    input: &EncapsulateInput,
) -> ApiResult<EncapsulateOutput> {
    let usage = KeyUsage::EncapsulateDecapsulate;
    let used = usable::find(cx, &input.key_id, usage, "Encapsulate").await?;
    used.require_algorithm(&input.encapsulation_algorithm)?;
    end_dry_run(input.dry_run)?;
    let ready = used.current(cx)?;
    let Key::MlKem(key) = &*ready.key else { return Err(failed(CryptoError::WrongSpec)) };
    let (secret, sent) = key.encapsulate(entropy(cx));
    cx.note_work(&used.key.arn);
    Ok(EncapsulateOutput {
        key_id: Some(used.key.arn.clone()),
        shared_secret: Some(Bytes::copy_from_slice(&secret)),
        shared_secret_ciphertext_blob: Some(sent.into()),
        encapsulation_algorithm: Some(input.encapsulation_algorithm.clone()),
    })
}
