//! What principals were seen doing: which actions, on what, when first and last, how often. IAM's last-accessed
//! data, unused-access findings and suggested policies come from here.
//!
//! Counted in memory and written with the audit trail, once a second: a kill may lose the last second.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use arn::AccountId;
use clock::Timestamp;
use hashbrown::HashMap;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::cx::Cx;
use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::{OURS, TxExt as _};
use crate::tables::{KEY_USES, LAST_WORK, USES};

/// How many different uses are counted between two writes; further ones are not.
const MAX_UNWRITTEN: usize = 20_000;
/// How many uses of one principal are told.
const MAX_TOLD: usize = 10_000;

/// One kind of thing that a principal did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// ARN of the user, the root, or the role (of its sessions).
    pub principal: String,
    /// `sqs:SendMessage`.
    pub action: String,
    /// ARN, or `*`.
    pub resource: String,
    /// How often, and when.
    pub facts: UseFacts,
}

/// How often something was done, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UseFacts {
    /// First allowed or denied.
    pub first: Timestamp,
    /// Last allowed or denied.
    pub last: Timestamp,
    /// Region of the last.
    pub region: String,
    /// How often it was allowed.
    pub allowed: u64,
    /// How often it was denied.
    pub denied: u64,
}

/// When, where and for what an access key last signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyUse {
    /// When.
    pub at: Timestamp,
    /// Signing name of the service.
    pub service: String,
    /// Region.
    pub region: String,
}

/// What a resource last did: a key that encrypts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastWork {
    /// When.
    pub at: Timestamp,
    /// AWS's name of the operation.
    pub operation: String,
    /// The id of the request.
    pub request_id: String,
}

/// Account, principal, action, resource.
pub(crate) type UseKey = (String, String, String, String);

/// What a call adds.
pub(crate) struct Seen<'a> {
    pub(crate) account: AccountId,
    pub(crate) principal: &'a str,
    pub(crate) action: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) region: &'a str,
    pub(crate) allowed: bool,
    pub(crate) at: Timestamp,
}

/// Not yet written.
#[derive(Default)]
pub(crate) struct Usage {
    /// By account, principal, action and resource, with NULs between.
    uses: Mutex<HashMap<String, UseFacts>>,
    keys: Mutex<HashMap<String, KeyUse>>,
    /// By ARN. They stay here until they are written, so that nobody reads what is older.
    work: Mutex<HashMap<String, LastWork>>,
}

impl Usage {
    pub(crate) fn see(&self, seen: &Seen<'_>) {
        let parts = [seen.account.as_str(), seen.principal, seen.action, seen.resource];
        let key = parts.join("\0");
        let mut uses = self.uses.lock();
        if let Some(facts) = uses.get_mut(&key) {
            facts.add(seen);
        } else if uses.len() < MAX_UNWRITTEN {
            uses.insert(key, UseFacts::of(seen));
        }
    }

    pub(crate) fn see_key(&self, id: &str, at: Timestamp, service: &str, region: &str) {
        let mut keys = self.keys.lock();
        let known = keys.get(id);
        // A second is as exact as anybody is told.
        let same = |k: &KeyUse| k.at.as_secs() == at.as_secs() && k.service == service;
        if known.is_some_and(same) || (known.is_none() && keys.len() >= MAX_UNWRITTEN) {
            return;
        }
        let (service, region) = (service.to_owned(), region.to_owned());
        keys.insert(id.to_owned(), KeyUse { at, service, region });
    }

    /// Whether nothing of this resource waited to be written.
    fn see_work(&self, arn: &str, at: Timestamp, operation: &str, request_id: &str) -> bool {
        let mut work = self.work.lock();
        if let Some(last) = work.get_mut(arn) {
            last.at = at;
            operation.clone_into(&mut last.operation);
            request_id.clone_into(&mut last.request_id);
            return false;
        }
        if work.len() < MAX_UNWRITTEN {
            let (operation, request_id) = (operation.to_owned(), request_id.to_owned());
            work.insert(arn.to_owned(), LastWork { at, operation, request_id });
        }
        true
    }

    /// Lets go of what is written, but for what was done meanwhile.
    fn work_written(&self, written: &HashMap<String, LastWork>) {
        self.work.lock().retain(|arn, last| written.get(arn) != Some(last));
    }

    /// Forgets what was not written: it is of a state that is gone.
    pub(crate) fn forget(&self) {
        drop(self.take());
        self.work.lock().clear();
    }

    /// Everything that is not written yet, which is then to be written.
    fn take(&self) -> (HashMap<String, UseFacts>, HashMap<String, KeyUse>) {
        (std::mem::take(&mut *self.uses.lock()), std::mem::take(&mut *self.keys.lock()))
    }

    fn put_back(&self, uses: HashMap<String, UseFacts>, keys: HashMap<String, KeyUse>) {
        let mut held = self.uses.lock();
        for (key, facts) in uses {
            held.entry(key).and_modify(|newer| newer.merge(&facts)).or_insert(facts);
        }
        drop(held);
        let mut held = self.keys.lock();
        for (key, facts) in keys {
            held.entry(key).or_insert(facts);
        }
    }
}

impl UseFacts {
    fn of(seen: &Seen<'_>) -> UseFacts {
        UseFacts {
            first: seen.at,
            last: seen.at,
            region: seen.region.to_owned(),
            allowed: u64::from(seen.allowed),
            denied: u64::from(!seen.allowed),
        }
    }

    fn add(&mut self, seen: &Seen<'_>) {
        self.last = self.last.max(seen.at);
        self.allowed += u64::from(seen.allowed);
        self.denied += u64::from(!seen.allowed);
        if self.region != seen.region {
            seen.region.clone_into(&mut self.region);
        }
    }

    /// Adds what was seen at other times.
    fn merge(&mut self, other: &UseFacts) {
        if other.last > self.last {
            self.region.clone_from(&other.region);
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.allowed += other.allowed;
        self.denied += other.denied;
    }
}

fn key_of(joined: &str) -> UseKey {
    let mut parts = joined.splitn(4, '\0').map(str::to_owned);
    let mut next = || parts.next().unwrap_or_default();
    (next(), next(), next(), next())
}

impl Kernel {
    /// What a principal of `account` was seen doing; a role's uses are those of its sessions.
    pub async fn uses_of(
        &self,
        account: AccountId,
        principal: &str,
    ) -> Result<Vec<Use>, KernelError> {
        self.uses(&(account.as_str().to_owned(), principal.to_owned())).await
    }

    /// What all principals of `account` were seen doing.
    pub async fn uses_in(&self, account: AccountId) -> Result<Vec<Use>, KernelError> {
        self.uses(&account.as_str().to_owned()).await
    }

    async fn uses(&self, part: &impl store::Key) -> Result<Vec<Use>, KernelError> {
        self.write_usage().await?;
        let range = USES.rows(&OURS).prefix(part);
        let rows = self.store().begin().range_rows(&USES, &range, MAX_TOLD).await?;
        let told =
            |((_, principal, action, resource), facts)| Use { principal, action, resource, facts };
        Ok(rows.into_iter().map(told).collect())
    }

    /// When, where and for what a key last signed.
    pub async fn key_last_used(&self, id: &str) -> Result<Option<KeyUse>, KernelError> {
        if let Some(newest) = self.0.usage.keys.lock().get(id) {
            return Ok(Some(newest.clone()));
        }
        Ok(self.store().begin().kernel_get(&KEY_USES, &id.to_owned()).await?)
    }

    /// What the resource with this ARN last did, of what [`Cx::note_work`] was told.
    pub async fn last_work(&self, arn: &str) -> Result<Option<LastWork>, KernelError> {
        if let Some(newest) = self.0.usage.work.lock().get(arn) {
            return Ok(Some(newest.clone()));
        }
        Ok(self.store().begin().kernel_get(&LAST_WORK, &arn.to_owned()).await?)
    }

    /// Writes what was counted since the last time.
    pub(crate) async fn write_usage(&self) -> Result<(), KernelError> {
        let (uses, keys) = self.0.usage.take();
        let work = self.0.usage.work.lock().clone();
        if uses.is_empty() && keys.is_empty() && work.is_empty() {
            return Ok(());
        }
        let written = self.write_these(&uses, &keys, &work).await;
        match written {
            Ok(()) => self.0.usage.work_written(&work),
            Err(_) => self.0.usage.put_back(uses, keys),
        }
        match written {
            // Somebody else wrote the same rows: the next time will do.
            Err(KernelError::Commit(store::CommitError::Conflict)) => Ok(()),
            outcome => outcome,
        }
    }

    async fn write_these(
        &self,
        uses: &HashMap<String, UseFacts>,
        keys: &HashMap<String, KeyUse>,
        work: &HashMap<String, LastWork>,
    ) -> Result<(), KernelError> {
        let mut tx = self.store().begin();
        for (joined, new) in uses {
            let key = key_of(joined);
            let mut facts = new.clone();
            if let Some(old) = tx.kernel_get(&USES, &key).await? {
                facts.merge(&old);
            }
            tx.kernel_put(&USES, &key, &facts);
        }
        for (id, used) in keys {
            tx.kernel_put(&KEY_USES, id, used);
        }
        for (arn, last) in work {
            tx.kernel_put(&LAST_WORK, arn, last);
        }
        tx.commit().await?.durable().await?;
        Ok(())
    }
}

impl Cx<'_> {
    /// Notes that the resource with this ARN did its work in this call. It costs no write: what was last done is
    /// written with the audit trail.
    pub fn note_work(&self, arn: &str) {
        let usage = &self.kernel().0.usage;
        if usage.see_work(arn, self.now(), self.operation(), self.request_id()) {
            self.kernel().audit().filled.notify_one();
        }
    }

    /// Forgets what a resource that is deleted did.
    pub fn forget_work(&mut self, arn: &str) {
        let arn = arn.to_owned();
        self.tx().kernel_delete(&LAST_WORK, &arn);
        let kernel = self.kernel().clone();
        self.on_commit(move || drop(kernel.0.usage.work.lock().remove(&arn)));
    }
}
