//! What S3 does by the clock on its own behalf and writes into somebody's bucket: inventories, exports of Storage Lens.
//!
//! It looks at one snapshot, in a transaction that never commits, so that what others write meanwhile does not make it run
//! again; what it makes of that is put in transactions of its own, which touch nothing of what it looked at. A crash has it
//! done again from the beginning, under the same names.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/configure-inventory.html#configure-inventory-kms-key-policy>

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use gen_kms::GetKeyPolicyRequest;
use gen_kms::operations::GetKeyPolicy;
use kernel::{
    AccountId, ApiError, ApiResult, Arn, Call, Caller, Cx, Kernel, Region, ServiceAsks, Timestamp,
    WaitCx, transact,
};
use md5::Md5;
use tracing::debug;

use crate::bucket::Bucket;
use crate::lifecycle::decide::after_days;
use crate::object::Version;
use crate::own_object::{self, New, Writer};
use crate::sse::SseRequest;
use crate::tables::BUCKETS;

/// Who does it.
pub(crate) struct OwnWork<'k> {
    kernel: &'k Kernel,
    call: Call,
}

impl<'k> OwnWork<'k> {
    /// In the account and region of a timer.
    pub(crate) fn of(wx: &WaitCx<'k>) -> OwnWork<'k> {
        let (kernel, timer) = (wx.kernel(), wx.call_facts());
        let caller = Arc::new(Caller::service("s3", timer.account));
        OwnWork { kernel, call: kernel.call_as("s3", &caller, &timer.region) }
    }

    /// A transaction to look around with, and nothing else.
    pub(crate) fn look(&self) -> Cx<'_> {
        Cx::begin(self.kernel, &self.call)
    }

    /// Puts an object into the bucket, as long as that is there.
    pub(crate) async fn put(
        &self,
        bucket: &Bucket,
        export: &Export<'_>,
        key: &str,
        bytes: Vec<u8>,
    ) -> ApiResult<Version> {
        let bytes = Bytes::from(bytes);
        let make = || New {
            sse: export.key.request(),
            ..New::of(key, bytes.clone(), export.content_type)
        };
        transact!(self.kernel, &self.call, cx => put(cx, bucket, make()).await)
    }
}

async fn put(cx: &mut Cx<'_>, bucket: &Bucket, new: New<'_>) -> ApiResult<Version> {
    let found = cx.get_shared(&BUCKETS, &bucket.name).await?;
    let Some(bucket) = found.filter(|found| found.id == bucket.id) else {
        let why = format!("bucket {} went while something was written to it", bucket.name);
        return Err(ApiError::bug(why));
    };
    own_object::put(cx, &bucket, new).await
}

pub(crate) const DAY: Duration = Duration::from_secs(86_400);

/// When such work is due next: at the first midnight after now.
pub(crate) fn next_midnight(now: Timestamp) -> Timestamp {
    after_days(now.plus(Duration::from_micros(1)), 0)
}

/// When work was due that is done now: at the last midnight, which may be now.
pub(crate) fn last_midnight(now: Timestamp) -> Timestamp {
    next_midnight(now).minus(DAY)
}

/// The name of a file. It looks as if by chance, and is the same for the same work: what is done again replaces what is there.
pub(crate) fn file_name(work: &str) -> String {
    let sum = Md5::digest(work);
    let hex = |part: &[u8]| part.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let parts = [0..4, 4..6, 6..8, 8..10, 10..16].map(|part| hex(&sum[part]));
    parts.join("-")
}

/// How what is put is described.
#[derive(Clone, Copy)]
pub(crate) struct Export<'e> {
    pub(crate) key: &'e ExportKey,
    pub(crate) content_type: &'static str,
}

/// What an export asks to be encrypted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ExportKey {
    /// Nothing: its bucket decides.
    OfBucket,
    /// SSE-S3.
    Managed,
    /// A key of KMS, by its ARN or its id.
    Kms(String),
}

impl ExportKey {
    pub(crate) fn of(managed: bool, kms: Option<&str>) -> ExportKey {
        match kms {
            Some(key) => ExportKey::Kms(key.to_owned()),
            None if managed => ExportKey::Managed,
            None => ExportKey::OfBucket,
        }
    }

    fn request(&self) -> SseRequest<'_> {
        let (algorithm, kms_key) = match self {
            ExportKey::OfBucket => (None, None),
            ExportKey::Managed => (Some("AES256"), None),
            ExportKey::Kms(key) => (Some("aws:kms"), Some(key.as_str())),
        };
        SseRequest { algorithm, kms_key, ..SseRequest::default() }
    }

    /// Whether the writer may encrypt so: the policy of a KMS key must let it make data keys.
    pub(crate) async fn lets_in(
        &self,
        cx: &mut Cx<'_>,
        bucket: &Bucket,
        writer: &Writer<'_>,
    ) -> ApiResult<bool> {
        let ExportKey::Kms(key) = self else { return Ok(true) };
        let Some((owner, region, arn)) = home(key, bucket) else { return Ok(false) };
        let input = GetKeyPolicyRequest { key_id: arn.clone(), ..GetKeyPolicyRequest::default() };
        let found = cx.call_as_service_in::<GetKeyPolicy>(owner, region, input).await;
        let policy = match found {
            Ok(found) => found.policy,
            Err(error) => {
                debug!(key = arn, %error, "a key that something is to be encrypted with cannot be had");
                return Ok(false);
            }
        };
        let asks = ServiceAsks {
            principal: writer.service,
            action: "kms:GenerateDataKey",
            resource: &arn,
            owner,
            source_arn: writer.source_arn,
            source_account: writer.account,
            keys: &[],
        };
        Ok(cx.lets_in(policy.as_deref(), &asks))
    }
}

/// Whose a key is, where it lies, and its ARN; one without an ARN lies with the bucket.
fn home(key: &str, bucket: &Bucket) -> Option<(AccountId, Region, String)> {
    if !key.starts_with("arn:") {
        let region = bucket.region.clone();
        let arn = format!("arn:{}:kms:{region}:{}:key/{key}", region.partition(), bucket.owner);
        return Some((bucket.owner, region, arn));
    }
    let arn: Arn = key.parse().ok()?;
    let (account, region) = (AccountId::parse(arn.account()), Region::parse(arn.region()));
    Some((account?, region?, key.to_owned()))
}
