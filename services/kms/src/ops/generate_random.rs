//! GenerateRandom: bytes of chance.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateRandom.html>

use gen_kms::{GenerateRandomInput, GenerateRandomOutput, errors as modelled};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::key_store::Connection;
use crate::tables::KEY_STORES;
use crate::usable::refuse_recipient;

pub(crate) async fn generate_random(
    cx: &mut Cx<'_>,
    input: &GenerateRandomInput,
) -> ApiResult<GenerateRandomOutput> {
    refuse_recipient(input.recipient.as_ref())?;
    let bytes = input.number_of_bytes.and_then(|bytes| usize::try_from(bytes).ok());
    let bytes = bytes.ok_or_else(|| errors::validation("NumberOfBytes is required."))?;
    if let Some(store) = &input.custom_key_store_id {
        require_store(cx, store).await?;
    }
    let mut out = vec![0; bytes];
    cx.random().fill(&mut out);
    Ok(GenerateRandomOutput { plaintext: Some(out.into()), ..GenerateRandomOutput::default() })
}

/// Refuses a custom key store that is not there or cannot work.
async fn require_store(cx: &mut Cx<'_>, id: &String) -> ApiResult<()> {
    let store = cx.get_shared(&KEY_STORES, id).await?;
    let store = store.ok_or_else(|| modelled::custom_key_store_not_found_exception(""))?;
    match store.connection == Connection::Connected {
        true => Ok(()),
        false => Err(modelled::custom_key_store_invalid_state_exception(format!(
            "The custom key store {id} is not connected."
        ))),
    }
}
