//! Access keys that this cloud issued: who signs with them, and the secret that proves it.
//!
//! Keys that nobody issued act as design section 7 says: twelve digits are that account's root, anything
//! else is the default account's root. Nothing needs configuring, and `--strict` refuses both.

use std::sync::Arc;

use arn::{AccountId, Arn};
use clock::Random;
use hashbrown::HashMap;
use parking_lot::RwLock;
use schema::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};

use crate::call::{Caller, Principal};
use crate::cx::Cx;
use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::tables::ACCESS_KEYS;

/// The letters of a secret access key.
pub const SECRET_ALPHABET: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/// Keys read at once at start.
const PAGE: usize = 1_000;
pub(crate) const ID_ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// An access key that this cloud issued.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKey {
    /// `AKIA` and 16 letters or digits.
    pub id: String,
    /// 40 characters.
    pub secret: String,
    /// The account that it acts in.
    pub account: AccountId,
    /// Who signs with it.
    pub owner: KeyOwner,
    /// Whether it works.
    pub status: KeyStatus,
}

/// Who signs with a lasting access key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyOwner {
    /// The account's root.
    Root,
    /// An IAM user.
    User {
        /// With path; a renamed user's keys are written again.
        arn: Arn,
        /// `AIDA...`.
        id: String,
    },
}

/// Whether a key works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum KeyStatus {
    /// It does.
    Active,
    /// It was switched off.
    Inactive,
    /// It was deleted, and is remembered: a key that this cloud issued must never count as an unknown one.
    Deleted,
}

impl AccessKey {
    /// The caller that a good signature with this key proves.
    pub fn caller(&self) -> Caller {
        let principal = match &self.owner {
            KeyOwner::Root => Principal::Root,
            KeyOwner::User { arn, id } => {
                Principal::Identity { arn: arn.clone(), unique_id: id.clone() }
            }
        };
        Caller {
            account: self.account,
            principal,
            access_key_id: self.id.clone(),
            verified: true,
            session: None,
            by_form: false,
        }
    }
}

/// The keys by id, as of the last commit: every request asks.
#[derive(Default)]
pub(crate) struct Keys(RwLock<HashMap<String, Arc<AccessKey>>>);

impl Keys {
    pub(crate) fn get(&self, id: &str) -> Option<Arc<AccessKey>> {
        self.0.read().get(id).cloned()
    }

    pub(crate) fn put(&self, key: AccessKey) {
        self.0.write().insert(key.id.clone(), Arc::new(key));
    }

    pub(crate) async fn reload(&self, kernel: &Kernel) -> Result<(), KernelError> {
        let mut tx = kernel.store().begin();
        let mut map = HashMap::new();
        let mut last: Option<(store::StoredScope, String)> = None;
        loop {
            let after = last.as_ref().map(|(scope, id)| (scope.as_id(), id));
            let after = after.as_ref().map(|(scope, id)| (scope, *id));
            let page = tx.range_all_rows(&ACCESS_KEYS, after, PAGE).await?;
            let full = page.len() == PAGE;
            for (scope, id, key) in page {
                map.insert(id.clone(), Arc::new(key));
                last = Some((scope, id));
            }
            if !full {
                break;
            }
        }
        *self.0.write() = map;
        Ok(())
    }
}

impl Kernel {
    /// The issued key with this id.
    pub fn access_key(&self, id: &str) -> Option<Arc<AccessKey>> {
        self.keys().get(id)
    }

    /// Who signs with a key id that nobody issued; an error when unknown keys are refused.
    pub fn unknown_key_caller(&self, id: &str) -> ApiResult<Caller> {
        let looks_issued = ["AKIA", "ASIA"].iter().any(|p| id.starts_with(p)) && id.len() == 20;
        if self.settings().strict {
            return Err(ApiError::new(
                "InvalidClientTokenId",
                403,
                "The security token included in the request is invalid.",
            ));
        }
        if looks_issued {
            tracing::debug!(key = id, "access key is not known here: acting as the default root");
        }
        Ok(Caller::root(self.account_of_key(id), id))
    }

    /// The account that an access key acts in, whoever issued it.
    pub fn account_of_key(&self, id: &str) -> AccountId {
        let issued = self.access_key(id).map(|key| key.account);
        issued.or_else(|| AccountId::parse(id)).unwrap_or(self.settings().default_account)
    }
}

impl AccessKey {
    /// A fresh id: `AKIA` and 16 letters or digits.
    pub fn new_id(random: &Random) -> String {
        format!("AKIA{}", random.text(16, ID_ALPHABET))
    }

    /// A fresh key for the root of `account`.
    pub fn for_root(id: String, account: AccountId, random: &Random) -> AccessKey {
        let secret = random.text(40, SECRET_ALPHABET);
        AccessKey { id, secret, account, owner: KeyOwner::Root, status: KeyStatus::Active }
    }

    /// A fresh key for a user of `account`.
    pub fn for_user(account: AccountId, arn: Arn, id: String, random: &Random) -> AccessKey {
        AccessKey {
            owner: KeyOwner::User { arn, id },
            ..AccessKey::for_root(AccessKey::new_id(random), account, random)
        }
    }
}

impl Kernel {
    /// Makes the default account's root key when the store does not have it.
    pub(crate) async fn ensure_root_key(&self) -> Result<(), KernelError> {
        if self.root_key().is_some() {
            return Ok(());
        }
        let id = self.root_key_id().to_owned();
        self.write_key(AccessKey::for_root(id, self.settings().default_account, self.random()))
            .await
    }

    pub(crate) async fn write_key(&self, key: AccessKey) -> Result<(), KernelError> {
        let mut tx = self.store().begin();
        tx.kernel_put(&ACCESS_KEYS, &key.id, &key);
        tx.commit().await?.durable().await?;
        self.keys().put(key);
        Ok(())
    }
}

impl Cx<'_> {
    /// Writes a key, which counts from the commit on.
    pub fn put_access_key(&mut self, key: AccessKey) {
        self.tx().kernel_put(&ACCESS_KEYS, &key.id, &key);
        let keys = self.kernel().keys();
        let kernel = self.kernel().clone();
        self.on_commit(move || {
            keys.put(key);
            kernel.forget_identities();
        });
    }

    /// Deletes a key, which no longer works from the commit on.
    pub fn delete_access_key(&mut self, id: &str) {
        let known = self.kernel().access_key(id).map(|key| key.account);
        self.put_access_key(AccessKey {
            id: id.to_owned(),
            secret: String::new(),
            account: known.unwrap_or(self.account()),
            owner: KeyOwner::Root,
            status: KeyStatus::Deleted,
        });
    }

    /// The key with this id, as this transaction sees it.
    pub async fn stored_access_key(&mut self, id: &str) -> ApiResult<Option<AccessKey>> {
        self.tx().kernel_get(&ACCESS_KEYS, &id.to_owned()).await.map_err(ApiError::bug)
    }
}
