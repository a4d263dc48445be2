//! Decapsulate: the shared secret that Encapsulate sent. What was sent to another key gives a secret that nobody
//! shares.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Decapsulate.html>

use gen_kms::{DecapsulateInput, DecapsulateOutput};
use kernel::{ApiResult, Cx};
use schema::Bytes;

use crate::crypto::{CryptoError, Key};
use crate::errors;
use crate::key_spec::KeyUsage;
use crate::ready::failed;
use crate::usable::{self, end_dry_run};

pub(crate) async fn decapsulate(
    cx: &mut Cx<'_>,
    input: &DecapsulateInput,
) -> ApiResult<DecapsulateOutput> {
    let usage = KeyUsage::EncapsulateDecapsulate;
    let used = usable::find(cx, &input.key_id, usage, "Decapsulate").await?;
    used.require_algorithm(&input.encapsulation_algorithm)?;
    let ready = used.current(cx)?;
    let Key::MlKem(key) = &*ready.key else { return Err(failed(CryptoError::WrongSpec)) };
    let secret = key
        .decapsulate(&input.shared_secret_ciphertext_blob)
        .map_err(|_| errors::invalid_ciphertext())?;
    end_dry_run(input.dry_run)?;
    cx.note_work(&used.key.arn);
    Ok(DecapsulateOutput {
        key_id: Some(used.key.arn.clone()),
        shared_secret: Some(Bytes::copy_from_slice(&secret)),
        encapsulation_algorithm: Some(input.encapsulation_algorithm.clone()),
    })
}
