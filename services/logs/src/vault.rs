//! Events at rest: a chunk's events are sealed before they are written, and opened when they are read. By the
//! installation's own key, or by a data key under the group's key of KMS, which the service itself asks for, as the
//! key's policy must allow; that is asked again at least every five minutes.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html>

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use gen_kms::operations::{Decrypt, DescribeKey, GenerateDataKey, GetKeyPolicy};
use gen_kms::{DecryptInput, DescribeKeyInput, GenerateDataKeyInput, GetKeyPolicyInput};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, Timestamp};
use schema::{Bytes, VecMap};

use crate::errors;
use crate::group::{Encryption, Group};
use crate::service_access::{self, Asked};
use crate::tables::{DATA_KEYS, DataKey};

/// What the installation's own key seals for.
const PURPOSE: &str = "logs.events";
/// What data keys are bound to.
const CONTEXT: &str = "aws:logs:arn";
/// For how long an opened data key is used.
const REUSE: Duration = Duration::from_secs(300);
/// Opened data keys that are kept.
const CAPACITY: usize = 4_096;
/// The number that means the installation's own key.
pub(crate) const OWN: u32 = 0;

/// Data keys in the clear, in memory alone: by group and number.
#[derive(Default)]
struct Opened(Mutex<HashMap<(u64, u32), Kept>>);

/// An opened data key, and until when it is used.
type Kept = (Arc<LessSafeKey>, Timestamp);

impl Opened {
    fn get(&self, of: (u64, u32), now: Timestamp) -> Option<Arc<LessSafeKey>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(&of).filter(|(_, until)| now < *until).map(|(key, _)| key.clone())
    }

    fn keep(&self, of: (u64, u32), key: Arc<LessSafeKey>, until: Timestamp) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= CAPACITY {
            kept.clear();
        }
        kept.insert(of, (key, until));
    }
}

/// Seals events with the group's key of today; says which that is.
pub(crate) async fn seal(
    cx: &mut Cx<'_>,
    group: &Group,
    plain: Vec<u8>,
) -> ApiResult<(u32, Bytes)> {
    let Some(encryption) = &group.encryption else {
        return Ok((OWN, cx.kernel().seal(PURPOSE, &plain).into()));
    };
    let key = opened(cx, group.id, encryption.data_key).await?;
    Ok((encryption.data_key, encrypt(cx, &key, plain)?.into()))
}

/// Opens events that were sealed with the group's key of this number.
pub(crate) async fn open(
    cx: &mut Cx<'_>,
    group: u64,
    key: u32,
    sealed: &[u8],
) -> ApiResult<Vec<u8>> {
    let broken = || ApiError::bug("events cannot be unsealed");
    if key == OWN {
        return cx.kernel().unseal(PURPOSE, sealed).ok_or_else(broken);
    }
    let key = opened(cx, group, key).await?;
    decrypt(&key, sealed).ok_or_else(broken)
}

/// Has the group's events sealed under another key of KMS from now on; makes the data key for it.
pub(crate) async fn associate(cx: &mut Cx<'_>, group: &mut Group, key: &str) -> ApiResult<()> {
    let arn = group.arn(cx)?;
    let refused = || errors::kms_key(&arn);
    let account = key.parse::<Arn>().ok().and_then(|key| AccountId::parse(key.account()));
    let account =
        account.ok_or_else(|| errors::invalid("The specified KMS key ARN is invalid."))?;
    let found = DescribeKeyInput { key_id: key.to_owned(), ..DescribeKeyInput::default() };
    let found = cx.call_as_service::<DescribeKey>(account, found).await.map_err(|_| refused())?;
    let found = found.key_metadata.ok_or_else(refused)?;
    let usable =
        found.enabled == Some(true) && found.key_spec.as_deref() == Some("SYMMETRIC_DEFAULT");
    let kms = found.arn.filter(|_| usable).ok_or_else(refused)?;
    for action in ["kms:GenerateDataKey", "kms:Decrypt"] {
        if !is_allowed(cx, &kms, account, action, &arn).await? {
            return Err(refused());
        }
    }
    let input = GenerateDataKeyInput {
        key_id: kms.clone(),
        key_spec: Some("AES_256".to_owned()),
        encryption_context: Some(context(&arn)),
        ..GenerateDataKeyInput::default()
    };
    let made = cx.call_as_service::<GenerateDataKey>(account, input).await;
    let encrypted = made.map_err(|_| refused())?.ciphertext_blob.ok_or_else(refused)?;
    group.data_keys += 1;
    let row = DataKey { kms: kms.clone(), encrypted: encrypted.to_vec(), group: arn };
    cx.put(&DATA_KEYS, &(group.id, group.data_keys), &row);
    group.encryption = Some(Encryption { kms, data_key: group.data_keys });
    Ok(())
}

/// The group's data key with this number, opened.
async fn opened(cx: &mut Cx<'_>, group: u64, number: u32) -> ApiResult<Arc<LessSafeKey>> {
    let keys = cx.kernel().memory::<Opened>();
    if let Some(kept) = keys.get((group, number), cx.now()) {
        return Ok(kept);
    }
    let row = cx.get(&DATA_KEYS, &(group, number)).await?;
    let row = row.ok_or_else(|| ApiError::bug("a data key is gone"))?;
    let account = row.kms.parse::<Arn>().ok().and_then(|key| AccountId::parse(key.account()));
    let account = account.ok_or_else(|| ApiError::bug("a data key is under no key"))?;
    if !is_allowed(cx, &row.kms, account, "kms:Decrypt", &row.group).await? {
        return Err(errors::kms_key(&row.group));
    }
    let input = DecryptInput {
        ciphertext_blob: Some(row.encrypted.into()),
        encryption_context: Some(context(&row.group)),
        key_id: Some(row.kms),
        ..DecryptInput::default()
    };
    let plain = cx.call_as_service::<Decrypt>(account, input).await;
    let plain = plain.map_err(|error| errors::kms_refused(&error))?.plaintext;
    let plain = plain.ok_or_else(|| ApiError::bug("KMS opened no data key"))?;
    let key = UnboundKey::new(&AES_256_GCM, &plain).map_err(ApiError::bug)?;
    let key = Arc::new(LessSafeKey::new(key));
    keys.keep((group, number), key.clone(), cx.now().plus(REUSE));
    Ok(key)
}

/// Whether the key's policy lets this service do this for a log group.
async fn is_allowed(
    cx: &mut Cx<'_>,
    key: &str,
    account: AccountId,
    action: &str,
    group: &str,
) -> ApiResult<bool> {
    let input = GetKeyPolicyInput { key_id: key.to_owned(), policy_name: None };
    let Ok(found) = cx.call_as_service::<GetKeyPolicy>(account, input).await else {
        return Ok(false);
    };
    let asked = Asked {
        action,
        resource: key,
        owner: account,
        source: group,
        keys: &[(&format!("kms:EncryptionContext:{CONTEXT}"), group)],
    };
    Ok(service_access::is_allowed(cx, found.policy.as_deref(), &asked))
}

fn context(group: &str) -> VecMap<String> {
    [(CONTEXT.to_owned(), group.to_owned())].into_iter().collect()
}

fn encrypt(cx: &Cx<'_>, key: &LessSafeKey, mut plain: Vec<u8>) -> ApiResult<Vec<u8>> {
    let mut nonce = [0; NONCE_LEN];
    cx.random().fill(&mut nonce);
    let aad = Aad::empty();
    key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut plain)
        .map_err(ApiError::bug)?;
    plain.extend_from_slice(&nonce);
    Ok(plain)
}

fn decrypt(key: &LessSafeKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let (sealed, nonce) = sealed.split_last_chunk::<NONCE_LEN>()?;
    let mut plain = sealed.to_vec();
    let nonce = Nonce::assume_unique_for_key(*nonce);
    let length = key.open_in_place(nonce, Aad::empty(), &mut plain).ok()?.len();
    plain.truncate(length);
    Some(plain)
}
