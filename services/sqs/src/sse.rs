//! Encryption at rest: bodies and attributes of messages are sealed before they are written, and opened for whoever
//! receives them.
//!
//! Under SSE-SQS by the service's own key. Under SSE-KMS by a data key that KMS makes for the sender and opens for the
//! receiver, bound to the queue's ARN; it is used again for as long as the queue says, by the same principal, and is in
//! the clear in memory alone. Each message carries its data key, encrypted: it can be opened wherever it is moved to.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-server-side-encryption.html>

use std::sync::Arc;
use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use gen_kms::operations::{Decrypt, GenerateDataKey};
use gen_kms::{DecryptInput, GenerateDataKeyInput};
use kernel::{ApiError, ApiResult, Cx};
use schema::{Bytes, VecMap};
use serde::{Deserialize, Serialize};

use crate::data_keys::{DataKey, DataKeys, OpenedBy, UsedBy};
use crate::errors;
use crate::message::Message;
use crate::message_attributes::Attribute;
use crate::queue::Queue;

/// What the service's own key seals for.
const PURPOSE: &str = "sqs.message";
/// What data keys are bound to.
const CONTEXT: &str = "aws:sqs:arn";

/// A body and attributes that nobody can read on the disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Sealed {
    by: SealedBy,
    #[serde(with = "serde_bytes")]
    bytes: Vec<u8>,
}

/// Whose key seals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum SealedBy {
    Service,
    Kms {
        /// The data key, encrypted.
        #[serde(with = "serde_bytes")]
        data_key: Vec<u8>,
        /// The ARN of the queue that it was made for.
        queue: String,
    },
}

/// Seals a message as its queue asks for.
pub(crate) async fn seal(cx: &mut Cx<'_>, queue: &Queue, message: &mut Message) -> ApiResult<()> {
    let encryption = &queue.attributes.encryption;
    let sealed = if let Some(key) = &encryption.kms_key {
        let arn = queue.arn(cx)?.to_string();
        let data_key = data_key(cx, queue, key, &arn).await?;
        let bytes = encrypt(cx, &data_key.key, &plain(message)?)?;
        let by = SealedBy::Kms { data_key: data_key.encrypted.to_vec(), queue: arn };
        Sealed { by, bytes }
    } else if encryption.sqs_managed {
        Sealed { by: SealedBy::Service, bytes: cx.kernel().seal(PURPOSE, &plain(message)?) }
    } else {
        return Ok(());
    };
    message.body.clear();
    message.attributes.clear();
    message.sealed = Some(sealed);
    Ok(())
}

/// Opens a message that is to be shown; `queue` is where it lies.
pub(crate) async fn open(cx: &mut Cx<'_>, queue: &Queue, message: &mut Message) -> ApiResult<()> {
    let Some(sealed) = message.sealed.take() else { return Ok(()) };
    let broken = || ApiError::bug("a message cannot be unsealed");
    let plain = match sealed.by {
        SealedBy::Service => cx.kernel().unseal(PURPOSE, &sealed.bytes).ok_or_else(broken)?,
        SealedBy::Kms { data_key, queue: arn } => {
            let key = opened_key(cx, queue, data_key, arn).await?;
            decrypt(&key, sealed.bytes).ok_or_else(broken)?
        }
    };
    let (body, attributes): (String, Vec<Attribute>) =
        postcard::from_bytes(&plain).map_err(ApiError::bug)?;
    message.body = body;
    message.attributes = attributes;
    Ok(())
}

fn plain(message: &Message) -> ApiResult<Vec<u8>> {
    postcard::to_stdvec(&(&message.body, &message.attributes)).map_err(ApiError::bug)
}

fn encrypt(cx: &Cx<'_>, key: &LessSafeKey, plain: &[u8]) -> ApiResult<Vec<u8>> {
    let mut out = Vec::with_capacity(NONCE_LEN + plain.len() + AES_256_GCM.tag_len());
    let mut nonce = [0; NONCE_LEN];
    cx.random().fill(&mut nonce);
    out.extend_from_slice(&nonce);
    out.extend_from_slice(plain);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let tag = key
        .seal_in_place_separate_tag(nonce, Aad::empty(), &mut out[NONCE_LEN..])
        .map_err(ApiError::bug)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

fn decrypt(key: &LessSafeKey, mut sealed: Vec<u8>) -> Option<Vec<u8>> {
    let nonce = *sealed.first_chunk::<NONCE_LEN>()?;
    let mut sealed = sealed.split_off(NONCE_LEN);
    let nonce = Nonce::assume_unique_for_key(nonce);
    let len = key.open_in_place(nonce, Aad::empty(), &mut sealed).ok()?.len();
    sealed.truncate(len);
    Some(sealed)
}

fn context(arn: &str) -> VecMap<String> {
    [(CONTEXT.to_owned(), arn.to_owned())].into_iter().collect()
}

fn reuse(queue: &Queue) -> Duration {
    Duration::from_secs(u64::from(queue.attributes.encryption.reuse_period()))
}

/// Who calls, so that nobody uses what was opened for another.
fn principal(cx: &Cx<'_>) -> String {
    cx.caller().unique_id()
}

/// The data key that the caller's messages to this queue are sealed with now.
async fn data_key(cx: &mut Cx<'_>, queue: &Queue, key: &str, arn: &str) -> ApiResult<Arc<DataKey>> {
    let used_by = UsedBy { queue: arn.to_owned(), key: key.to_owned(), principal: principal(cx) };
    let keys = cx.kernel().memory::<DataKeys>();
    if let Some(kept) = keys.to_seal(&used_by, cx.now()) {
        return Ok(kept);
    }
    let input = GenerateDataKeyInput {
        key_id: key.to_owned(),
        key_spec: Some("AES_256".to_owned()),
        encryption_context: Some(context(arn)),
        ..GenerateDataKeyInput::default()
    };
    let made = cx.call::<GenerateDataKey>(input).await.map_err(errors::of_kms)?;
    let (Some(plain), Some(encrypted)) = (made.plaintext, made.ciphertext_blob) else {
        return Err(ApiError::bug("KMS made no data key"));
    };
    let made = Arc::new(DataKey { key: read(&plain)?, encrypted });
    keys.keep_to_seal(used_by, made.clone(), cx.now().plus(reuse(queue)));
    Ok(made)
}

/// The data key of a message, opened for the caller.
async fn opened_key(
    cx: &mut Cx<'_>,
    queue: &Queue,
    encrypted: Vec<u8>,
    arn: String,
) -> ApiResult<Arc<LessSafeKey>> {
    let opened_by = OpenedBy { encrypted: Bytes::from(encrypted), principal: principal(cx) };
    let keys = cx.kernel().memory::<DataKeys>();
    if let Some(kept) = keys.to_open(&opened_by, cx.now()) {
        return Ok(kept);
    }
    let input = DecryptInput {
        ciphertext_blob: Some(opened_by.encrypted.clone()),
        encryption_context: Some(context(&arn)),
        ..DecryptInput::default()
    };
    let opened = cx.call::<Decrypt>(input).await.map_err(errors::of_kms)?;
    let plain = opened.plaintext.ok_or_else(|| ApiError::bug("KMS opened no data key"))?;
    let key = Arc::new(read(&plain)?);
    keys.keep_to_open(opened_by, key.clone(), cx.now().plus(reuse(queue)));
    Ok(key)
}

fn read(plain: &[u8]) -> ApiResult<LessSafeKey> {
    UnboundKey::new(&AES_256_GCM, plain).map(LessSafeKey::new).map_err(ApiError::bug)
}
