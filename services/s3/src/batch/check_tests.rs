//! What jobs are refused for.

use gen_s3control::{
    JobManifestLocation, JobManifestSpec, LambdaInvokeOperation, ObjectEncryption,
    S3DeleteObjectTaggingOperation, S3JobManifestGenerator, S3ReplicateObjectOperation,
    S3UpdateObjectEncryptionOperation, S3UpdateObjectEncryptionSSEKMS,
};

use super::*;

/// A job that is good.
fn job() -> CreateJobRequest {
    CreateJobRequest {
        operation: JobOperation {
            s3_delete_object_tagging: Some(S3DeleteObjectTaggingOperation {}),
            ..JobOperation::default()
        },
        manifest: Some(JobManifest {
            spec: JobManifestSpec {
                format: CSV.into(),
                fields: Some(vec!["Bucket".into(), "Key".into()]),
            },
            location: JobManifestLocation {
                object_arn: "arn:aws:s3:::mine/manifest.csv".into(),
                e_tag: "e".into(),
                ..Default::default()
            },
        }),
        role_arn: "arn:aws:iam::111122223333:role/worker".into(),
        ..CreateJobRequest::default()
    }
}

fn code(change: impl FnOnce(&mut CreateJobRequest)) -> Option<String> {
    let mut job = job();
    change(&mut job);
    check(&job).err().map(|error| error.code().to_owned())
}

fn fields(names: &[&str]) -> Option<String> {
    code(|job| {
        let fields = names.iter().map(|name| (*name).to_owned()).collect();
        job.manifest.as_mut().unwrap().spec.fields = Some(fields);
    })
}

#[test]
fn whole_jobs() {
    let bad = Some("InvalidRequest".to_owned());
    assert_eq!(code(|_| {}), None);
    assert_eq!(code(|job| job.operation = JobOperation::default()), bad);
    assert_eq!(
        code(|job| job.operation.s3_replicate_object = Some(S3ReplicateObjectOperation {})),
        bad
    );
    let lambda = JobOperation {
        lambda_invoke: Some(LambdaInvokeOperation::default()),
        ..JobOperation::default()
    };
    assert_eq!(code(|job| job.operation = lambda).as_deref(), Some("NotImplemented"));
    assert_eq!(code(|job| job.manifest = None), bad);
    assert_eq!(code(|job| job.priority = -1), bad);
    assert_eq!(code(|job| job.role_arn = "worker".into()), bad);
    assert_eq!(code(|job| job.report.enabled = true), bad);
    let report = JobReport {
        bucket: Some("arn:aws:s3:::mine".into()),
        format: Some("Report_CSV_20180820".into()),
        enabled: true,
        report_scope: Some("AllTasks".into()),
        ..JobReport::default()
    };
    assert_eq!(code(|job| job.report = report), None);
}

#[test]
fn keys_of_jobs_that_change_encryption() {
    let with = |arn: &str| {
        let ssekms =
            S3UpdateObjectEncryptionSSEKMS { kms_key_arn: arn.into(), ..Default::default() };
        let asked = ObjectEncryption { ssekms: Some(ssekms) };
        code(|job| {
            job.operation = JobOperation {
                s3_update_object_encryption: Some(S3UpdateObjectEncryptionOperation {
                    object_encryption: Some(asked),
                }),
                ..JobOperation::default()
            };
        })
    };
    assert_eq!(with("arn:aws:kms:us-east-1:000000000000:key/1234"), None);
    assert_eq!(with("alias/mine").as_deref(), Some("InvalidRequest"));
}

#[test]
fn fields_of_manifests() {
    let bad = Some("InvalidRequest".to_owned());
    assert_eq!(fields(&["Bucket", "Key", "VersionId"]), None);
    assert_eq!(fields(&["Ignore", "Key", "Ignore", "Bucket"]), None);
    assert_eq!(fields(&["Bucket"]), bad);
    assert_eq!(fields(&["Bucket", "Key", "Key"]), bad);
    assert_eq!(fields(&["Bucket", "Key", "Size"]), bad);
    assert_eq!(code(|job| job.manifest.as_mut().unwrap().spec.format = INVENTORY.into()), bad);
}

#[test]
fn generators() {
    let generated = |source: &str, output: bool| {
        code(|job| {
            job.manifest = None;
            let generator = S3JobManifestGenerator {
                source_bucket: source.into(),
                enable_manifest_output: output,
                ..Default::default()
            };
            job.manifest_generator = Some(JobManifestGenerator::S3JobManifestGenerator(generator));
        })
    };
    assert_eq!(generated("arn:aws:s3:::mine", false), None);
    assert_eq!(generated("mine", false).as_deref(), Some("InvalidRequest"));
    assert_eq!(generated("arn:aws:s3:::mine", true).as_deref(), Some("InvalidRequest"));
}
