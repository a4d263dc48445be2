//! What a new job may be asked for.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_CreateJob.html>

use gen_s3control::{
    CreateJobRequest, JobManifest, JobManifestGenerator, JobOperation, JobReport,
    S3CopyObjectOperation,
};
use kernel::{ApiError, ApiResult, Arn};

use super::place;
use crate::control_errors::invalid_request;
use crate::rewrap;
use crate::storage_class::StorageClass;

pub(super) const CSV: &str = "S3BatchOperations_CSV_20180820";
pub(super) const INVENTORY: &str = "S3InventoryReport_CSV_20161130";
pub(super) const GENERATED: &str = "S3InventoryReport_CSV_20211130";

/// Fails unless a job can be made of this.
pub(crate) fn check(asked: &CreateJobRequest) -> ApiResult<()> {
    check_operation(&asked.operation)?;
    match (&asked.manifest, &asked.manifest_generator) {
        (Some(manifest), None) => check_manifest(manifest)?,
        (None, Some(generator)) => check_generator(generator)?,
        _ => {
            return Err(invalid_request(
                "Exactly one of Manifest and ManifestGenerator must be specified.",
            ));
        }
    }
    check_report(&asked.report)?;
    if asked.priority < 0 {
        return Err(invalid_request("Priority must not be negative."));
    }
    let role = asked.role_arn.parse::<Arn>().ok();
    match role.filter(|arn| arn.service() == "iam" && arn.resource().starts_with("role/")) {
        Some(_) => Ok(()),
        None => Err(invalid_request("Invalid role ARN.")),
    }
}

fn check_operation(operation: &JobOperation) -> ApiResult<()> {
    let JobOperation {
        lambda_invoke,
        s3_put_object_copy,
        s3_put_object_acl,
        s3_put_object_tagging,
        s3_delete_object_tagging,
        s3_initiate_restore_object,
        s3_put_object_legal_hold,
        s3_put_object_retention,
        s3_replicate_object,
        s3_compute_object_checksum,
        s3_update_object_encryption,
    } = operation;
    let set = [
        lambda_invoke.is_some(),
        s3_put_object_copy.is_some(),
        s3_put_object_acl.is_some(),
        s3_put_object_tagging.is_some(),
        s3_delete_object_tagging.is_some(),
        s3_initiate_restore_object.is_some(),
        s3_put_object_legal_hold.is_some(),
        s3_put_object_retention.is_some(),
        s3_replicate_object.is_some(),
        s3_compute_object_checksum.is_some(),
        s3_update_object_encryption.is_some(),
    ];
    if set.into_iter().filter(|set| *set).count() != 1 {
        return Err(invalid_request("Exactly one operation must be specified."));
    }
    let refused = [
        (lambda_invoke.is_some(), "jobs of Batch Operations that invoke Lambda functions"),
        (s3_compute_object_checksum.is_some(), "jobs of Batch Operations that compute checksums"),
    ];
    if let Some((_, what)) = refused.into_iter().find(|(set, _)| *set) {
        return Err(ApiError::not_implemented(what));
    }
    if let Some(asked) = s3_update_object_encryption {
        let asked = asked.object_encryption.as_ref().and_then(|asked| asked.ssekms.as_ref());
        rewrap::check_key_of_job(asked.map(|asked| asked.kms_key_arn.as_str()))?;
    }
    if let Some(restore) = s3_initiate_restore_object {
        let tier = restore.glacier_job_tier.as_deref();
        if !matches!(tier, Some("BULK" | "STANDARD")) || restore.expiration_in_days.is_none() {
            return Err(invalid_request("A tier and the days until expiration must be specified."));
        }
    }
    if let Some(tagging) = s3_put_object_tagging
        && tagging.tag_set.is_none()
    {
        return Err(invalid_request("A set of tags must be specified."));
    }
    if let Some(retention) = s3_put_object_retention
        && (retention.retention.event_hold.is_some()
            || retention.retention.event_hold_duration.is_some())
    {
        return Err(ApiError::not_implemented("holds by events"));
    }
    s3_put_object_copy.as_ref().map_or(Ok(()), check_copy)
}

fn check_copy(copy: &S3CopyObjectOperation) -> ApiResult<()> {
    if copy.object_lock_event_hold.is_some() || copy.object_lock_event_hold_duration.is_some() {
        return Err(ApiError::not_implemented("holds by events of copies"));
    }
    let target = copy.target_resource.as_deref().and_then(place::bucket);
    if target.is_none() {
        return Err(invalid_request("The target of a copy must be the ARN of a bucket."));
    }
    let directive = copy.metadata_directive.as_deref();
    if !matches!(directive, None | Some("COPY" | "REPLACE")) {
        return Err(invalid_request("The metadata directive must be COPY or REPLACE."));
    }
    StorageClass::parse(copy.storage_class.as_deref()).map(drop)
}

fn check_manifest(manifest: &JobManifest) -> ApiResult<()> {
    if place::object(&manifest.location.object_arn).is_none() {
        return Err(invalid_request("The manifest's location must be the ARN of an object."));
    }
    let fields = manifest.spec.fields.as_deref().unwrap_or_default();
    match manifest.spec.format.as_str() {
        INVENTORY if fields.is_empty() => Ok(()),
        INVENTORY => Err(invalid_request("An inventory says its fields by itself.")),
        CSV => check_fields(fields),
        _ => Err(invalid_request("Unknown format of a manifest.")),
    }
}

/// A bucket and a key must be there; nothing but what is ignored is there twice.
fn check_fields(fields: &[String]) -> ApiResult<()> {
    let count = |name: &str| fields.iter().filter(|field| *field == name).count();
    let known =
        |field: &String| matches!(field.as_str(), "Bucket" | "Key" | "VersionId" | "Ignore");
    let good = count("Bucket") == 1
        && count("Key") == 1
        && count("VersionId") <= 1
        && fields.iter().all(known);
    match good {
        true => Ok(()),
        false => Err(invalid_request("The manifest's fields must name Bucket and Key.")),
    }
}

fn check_generator(given: &JobManifestGenerator) -> ApiResult<()> {
    let JobManifestGenerator::S3JobManifestGenerator(generator) = given else {
        return Err(invalid_request("The generator of the manifest must be specified."));
    };
    if place::bucket(&generator.source_bucket).is_none() {
        return Err(invalid_request("The source must be the ARN of a bucket."));
    }
    match &generator.manifest_output_location {
        None if generator.enable_manifest_output => {
            Err(invalid_request("The location of the manifest must be specified."))
        }
        Some(to) if place::bucket(&to.bucket).is_none() => {
            Err(invalid_request("The manifest's location must be the ARN of a bucket."))
        }
        Some(to) if to.manifest_format != GENERATED => {
            Err(invalid_request("Unknown format of a manifest."))
        }
        _ => Ok(()),
    }
}

fn check_report(report: &JobReport) -> ApiResult<()> {
    if !report.enabled {
        return Ok(());
    }
    let good = report.bucket.as_deref().and_then(place::bucket).is_some()
        && report.format.as_deref() == Some("Report_CSV_20180820")
        && matches!(report.report_scope.as_deref(), Some("AllTasks" | "FailedTasksOnly"));
    match good {
        true => Ok(()),
        false => Err(invalid_request("A report needs a bucket, a format and a scope.")),
    }
}

#[cfg(test)]
#[path = "check_tests.rs"]
mod tests;
