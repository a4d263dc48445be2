//! Items at rest: everything of an item but its key is sealed by its table's data key before it is written, and opened when
//! it is read. AES-256-GCM, each row under a nonce of its own; its size stays readable.
//!
//! A data key never changes. It is stored wrapped: by the installation's own key, or by the table's key of KMS, which is
//! then asked for it, for each caller, at least every five minutes. Rows of tables older than all this are in the clear.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/services-dynamodb.html>

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use bytes::Bytes;
use kernel::{ApiError, ApiResult, Cx, Kernel, Timestamp};
use lang_dynamodb::{Item, codec};

use crate::encryption;
use crate::tables::{DATA_KEYS, StoredItem};

/// Bytes before what is sealed: the size, then the nonce.
const HEADER: usize = 4;
/// What changes on their way to another region are sealed for.
const TRANSIT: &str = "dynamodb.replica-change";
/// For how long a data key that KMS opened is used.
const REUSE: Duration = Duration::from_secs(300);
/// Open keys of each kind that are kept.
const CAPACITY: usize = 4_096;

/// Opens and seals the items of one table.
pub(crate) struct Vault(Option<Arc<LessSafeKey>>);

/// The vault of the table, or the stream, with this number, opened for the caller.
pub(crate) async fn of(cx: &mut Cx<'_>, number: u64) -> ApiResult<Vault> {
    let keys = cx.kernel().memory::<OpenKeys>();
    if let Some(kept) = keys.own(number) {
        return Ok(Vault(Some(kept)));
    }
    let Some(row) = cx.get_shared(&DATA_KEYS, &number).await? else { return Ok(Vault(None)) };
    let Some(kms) = &row.kms else {
        let key = read(&encryption::unwrap_own(cx.kernel(), &row)?)?;
        keys.keep_own(number, key.clone());
        return Ok(Vault(Some(key)));
    };
    if kms.inaccessible.is_some() {
        return Err(encryption::inaccessible(cx, &kms.arn));
    }
    let opened_by = (number, kms.arn.clone(), cx.caller().unique_id());
    if let Some(kept) = keys.of_kms(&opened_by, cx.now()) {
        return Ok(Vault(Some(kept)));
    }
    let key = read(&encryption::unwrap_kms(cx, &row).await?)?;
    keys.keep_of_kms(opened_by, key.clone(), cx.now().plus(REUSE));
    Ok(Vault(Some(key)))
}

/// The key of this table is wrapped in another way from now on, or nobody's any more.
pub(crate) fn forget(cx: &mut Cx<'_>, number: u64) {
    let keys = cx.kernel().memory::<OpenKeys>();
    cx.on_commit(move || keys.forget(number));
}

fn read(plain: &[u8]) -> ApiResult<Arc<LessSafeKey>> {
    let key = UnboundKey::new(&AES_256_GCM, plain).map_err(ApiError::bug)?;
    Ok(Arc::new(LessSafeKey::new(key)))
}

impl Vault {
    /// The stored form of an item.
    pub(crate) fn seal(&self, cx: &Cx<'_>, item: &Item) -> StoredItem {
        StoredItem(Bytes::from(self.seal_bytes(cx, codec::encode(item))))
    }

    /// The same of an item that was encoded.
    pub(crate) fn seal_bytes(&self, cx: &Cx<'_>, plain: Vec<u8>) -> Vec<u8> {
        let Some(key) = &self.0 else { return plain };
        let Some((size, body)) = plain.split_first_chunk::<HEADER>() else { return plain };
        let size = codec::mark_sealed(*size);
        let mut nonce = [0; NONCE_LEN];
        cx.random().fill(&mut nonce);
        let start = HEADER + NONCE_LEN;
        let mut out = Vec::with_capacity(start + body.len() + AES_256_GCM.tag_len());
        out.extend_from_slice(&size);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(body);
        let nonce = Nonce::assume_unique_for_key(nonce);
        let tag = key
            .seal_in_place_separate_tag(nonce, Aad::from(size), &mut out[start..])
            .expect("an item is short enough");
        out.extend_from_slice(tag.as_ref());
        out
    }

    /// The item that is stored so.
    pub(crate) fn open(&self, stored: &[u8]) -> ApiResult<Item> {
        codec::decode(&self.open_bytes(stored)?).map_err(ApiError::bug)
    }

    /// The same, encoded.
    pub(crate) fn open_bytes<'s>(&self, stored: &'s [u8]) -> ApiResult<Cow<'s, [u8]>> {
        let broken = || ApiError::bug("an item cannot be unsealed");
        if !codec::is_sealed(stored) {
            return Ok(Cow::Borrowed(stored));
        }
        let key = self.0.as_ref().ok_or_else(broken)?;
        let (size, rest) = stored.split_first_chunk::<HEADER>().ok_or_else(broken)?;
        let (nonce, sealed) = rest.split_first_chunk::<NONCE_LEN>().ok_or_else(broken)?;
        let mut out = Vec::with_capacity(HEADER + sealed.len());
        out.extend_from_slice(&codec::mark_open(*size));
        out.extend_from_slice(sealed);
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = key.open_in_place(nonce, Aad::from(*size), &mut out[HEADER..]);
        let len = opened.map_err(|_| broken())?.len();
        out.truncate(HEADER + len);
        Ok(Cow::Owned(out))
    }
}

/// Seals what leaves for another region, whose tables have keys of their own.
pub(crate) fn pack(kernel: &Kernel, plain: &[u8]) -> Vec<u8> {
    kernel.seal(TRANSIT, plain)
}

/// Opens what came from another region. Versions before there were vaults sent it open.
pub(crate) fn unpack(kernel: &Kernel, sealed: Vec<u8>) -> Vec<u8> {
    kernel.unseal(TRANSIT, &sealed).unwrap_or(sealed)
}

/// The number of a table, the ARN of its key, and who it was opened for.
type OpenedBy = (u64, String, String);

/// Data keys in the clear, in memory alone.
#[derive(Default)]
struct OpenKeys {
    own: RwLock<HashMap<u64, Arc<LessSafeKey>>>,
    kms: RwLock<HashMap<OpenedBy, (Arc<LessSafeKey>, Timestamp)>>,
}

impl OpenKeys {
    fn own(&self, number: u64) -> Option<Arc<LessSafeKey>> {
        self.own.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned()
    }

    fn keep_own(&self, number: u64, key: Arc<LessSafeKey>) {
        let mut own = self.own.write().unwrap_or_else(PoisonError::into_inner);
        if own.len() >= CAPACITY {
            own.clear();
        }
        own.insert(number, key);
    }

    fn of_kms(&self, by: &OpenedBy, now: Timestamp) -> Option<Arc<LessSafeKey>> {
        let kms = self.kms.read().unwrap_or_else(PoisonError::into_inner);
        kms.get(by).filter(|(_, until)| now < *until).map(|(key, _)| key.clone())
    }

    fn keep_of_kms(&self, by: OpenedBy, key: Arc<LessSafeKey>, until: Timestamp) {
        let mut kms = self.kms.write().unwrap_or_else(PoisonError::into_inner);
        if kms.len() >= CAPACITY {
            kms.clear();
        }
        kms.insert(by, (key, until));
    }

    fn forget(&self, number: u64) {
        self.own.write().unwrap_or_else(PoisonError::into_inner).remove(&number);
        let mut kms = self.kms.write().unwrap_or_else(PoisonError::into_inner);
        kms.retain(|(of, ..), _| *of != number);
    }
}
