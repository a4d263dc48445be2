//! Jobs and their tasks as they are kept, and as the API shows them.

use std::time::Duration;

use gen_s3control::{
    CreateJobRequest, JobDescriptor, JobFailure, JobListDescriptor, JobManifestLocation,
    JobOperation, JobProgressSummary, JobTimers, S3GeneratedManifestDescriptor,
};
use kernel::{AccountId, ApiResult, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

pub(crate) use super::states::Status;
use crate::control_errors;
use crate::kept::Kept;
use crate::tables::{BATCH_JOBS, BATCH_JOBS_OF, BATCH_RUNNING, JobKey, older};

/// Why a job stands still that was not confirmed.
pub(crate) const SUSPENDED_CAUSE: &str = "AwaitingConfirmation";

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct BatchJob {
    pub(crate) id: String,
    /// What its tasks lie under; grows from job to job.
    pub(crate) number: u64,
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    pub(crate) request: Kept<CreateJobRequest>,
    pub(crate) priority: i32,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) status: Status,
    /// What who changed the status said of it.
    pub(crate) reason: Option<String>,
    pub(crate) created: Timestamp,
    pub(crate) suspended: Option<Timestamp>,
    pub(crate) ended: Option<Timestamp>,
    /// Codes and reasons.
    pub(crate) failures: Vec<(String, String)>,
    /// The manifest that was written for it: ARN and entity tag.
    pub(crate) generated: Option<(String, String)>,
    pub(crate) total: u64,
    /// The task that is done next.
    pub(crate) next: u64,
    pub(crate) succeeded: u64,
    pub(crate) failed: u64,
    pub(crate) active_since: Option<Timestamp>,
    pub(crate) active: Duration,
}

/// One object of a job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) version: Option<String>,
    /// `None`: it was not tried yet.
    pub(crate) outcome: Option<Outcome>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub(crate) status: u16,
    /// `None`: it succeeded.
    pub(crate) code: Option<String>,
    pub(crate) message: String,
}

pub(crate) fn key(account: AccountId, region: &Region, id: &str) -> JobKey {
    (account.as_str().to_owned(), region.to_string(), id.to_owned())
}

/// The name of what a job does.
pub(crate) fn operation_name(operation: &JobOperation) -> &'static str {
    let set = [
        (operation.lambda_invoke.is_some(), "LambdaInvoke"),
        (operation.s3_put_object_copy.is_some(), "S3PutObjectCopy"),
        (operation.s3_put_object_acl.is_some(), "S3PutObjectAcl"),
        (operation.s3_put_object_tagging.is_some(), "S3PutObjectTagging"),
        (operation.s3_delete_object_tagging.is_some(), "S3DeleteObjectTagging"),
        (operation.s3_initiate_restore_object.is_some(), "S3InitiateRestoreObject"),
        (operation.s3_put_object_legal_hold.is_some(), "S3PutObjectLegalHold"),
        (operation.s3_put_object_retention.is_some(), "S3PutObjectRetention"),
        (operation.s3_replicate_object.is_some(), "S3ReplicateObject"),
        (operation.s3_compute_object_checksum.is_some(), "S3ComputeObjectChecksum"),
        (operation.s3_update_object_encryption.is_some(), "S3UpdateObjectEncryption"),
    ];
    set.into_iter().find(|(set, _)| *set).map_or("", |(_, name)| name)
}

/// The job of the account that the call acts in.
pub(crate) async fn own(cx: &mut Cx<'_>, id: &str) -> ApiResult<BatchJob> {
    let key = key(cx.account(), cx.region(), id);
    cx.get(&BATCH_JOBS, &key).await?.ok_or_else(control_errors::no_such_job)
}

impl BatchJob {
    pub(crate) fn arn(&self) -> String {
        let (region, account) = (&self.region, self.account);
        format!("arn:{}:s3:{region}:{account}:job/{}", region.partition(), self.id)
    }

    pub(crate) fn key(&self) -> JobKey {
        key(self.account, &self.region, &self.id)
    }

    /// Moves it to `status`, and keeps the times that go with that.
    pub(crate) fn become_at(&mut self, status: Status, now: Timestamp) {
        if let Some(since) = self.active_since.take() {
            self.active += now.since(since);
        }
        match status {
            Status::Active => self.active_since = Some(now),
            Status::Suspended => self.suspended = Some(now),
            end if end.is_end() => self.ended = Some(now),
            _ => {}
        }
        self.status = status;
    }

    fn progress(&self, now: Timestamp) -> JobProgressSummary {
        let active = self.active_since.map_or(self.active, |since| self.active + now.since(since));
        let count = |n: u64| i64::try_from(n).ok();
        JobProgressSummary {
            total_number_of_tasks: count(self.total),
            number_of_tasks_succeeded: count(self.succeeded),
            number_of_tasks_failed: count(self.failed),
            timers: Some(JobTimers { elapsed_time_in_active_seconds: count(active.as_secs()) }),
        }
    }

    pub(crate) fn described(&self, now: Timestamp) -> JobDescriptor {
        let asked = self.request.0.clone();
        let failures = self.failures.iter().map(|(code, reason)| JobFailure {
            failure_code: Some(code.clone()),
            failure_reason: Some(reason.clone()),
        });
        let generated = self.generated.as_ref().map(|(arn, etag)| S3GeneratedManifestDescriptor {
            format: Some("S3InventoryReport_CSV_20211130".to_owned()),
            location: Some(JobManifestLocation {
                object_arn: arn.clone(),
                object_version_id: None,
                e_tag: etag.clone(),
            }),
        });
        let cause = self.suspended.map(|_| SUSPENDED_CAUSE.to_owned());
        JobDescriptor {
            job_id: Some(self.id.clone()),
            confirmation_required: Some(asked.confirmation_required.unwrap_or(false)),
            description: asked.description,
            job_arn: Some(self.arn()),
            status: Some(self.status.as_str().to_owned()),
            manifest: asked.manifest,
            operation: Some(asked.operation),
            priority: Some(self.priority),
            progress_summary: Some(self.progress(now)),
            status_update_reason: self.reason.clone(),
            failure_reasons: Some(failures.collect()),
            report: Some(asked.report),
            creation_time: Some(self.created),
            termination_date: self.ended,
            role_arn: Some(asked.role_arn),
            suspended_date: self.suspended,
            suspended_cause: cause,
            manifest_generator: asked.manifest_generator,
            generated_manifest_descriptor: generated,
        }
    }

    pub(crate) fn listed(&self, now: Timestamp) -> JobListDescriptor {
        let asked = &self.request.0;
        JobListDescriptor {
            job_id: Some(self.id.clone()),
            description: asked.description.clone(),
            operation: Some(operation_name(&asked.operation).to_owned()),
            priority: Some(self.priority),
            status: Some(self.status.as_str().to_owned()),
            creation_time: Some(self.created),
            termination_date: self.ended,
            progress_summary: Some(self.progress(now)),
        }
    }

    /// Writes it, new or changed.
    pub(crate) fn save(&self, cx: &mut Cx<'_>) {
        let (key, (account, region, id)) = (self.key(), self.key());
        cx.put(&BATCH_JOBS, &key, self);
        cx.put(&BATCH_JOBS_OF, &(account, region, older(self.number)), &id);
        match self.status.is_end() {
            true => cx.delete(&BATCH_RUNNING, &key),
            false => cx.put(&BATCH_RUNNING, &key, &self.priority),
        }
    }

    /// Removes all of it but its tasks.
    pub(crate) fn forget(&self, cx: &mut Cx<'_>) {
        let (key, (account, region, _)) = (self.key(), self.key());
        cx.delete(&BATCH_JOBS, &key);
        cx.delete(&BATCH_JOBS_OF, &(account, region, older(self.number)));
        cx.delete(&BATCH_RUNNING, &key);
        if let Some(token) = token_key(self) {
            cx.delete(&crate::tables::BATCH_TOKENS, &token);
        }
    }
}

/// What the job is known by to whoever asks for it again.
pub(crate) fn token_key(job: &BatchJob) -> Option<JobKey> {
    let token = &job.request.0.client_request_token;
    (!token.is_empty()).then(|| key(job.account, &job.region, token))
}
