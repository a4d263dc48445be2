//! What a job does to an object, as S3's own operations take it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops-operations.html>

use std::fmt::Write as _;

use gen_s3::{
    AccessControlPolicy, CopyObjectInput, Grant, Grantee, ObjectEncryption, ObjectLockRetention,
    Owner, PutObjectAclInput, PutObjectRetentionInput, PutObjectTaggingInput, RestoreObjectInput,
    RestoreRequest, SSEKMSEncryption, Tag, Tagging, UpdateObjectEncryptionInput,
};
use gen_s3control::{
    S3CopyObjectOperation, S3Grant, S3InitiateRestoreObjectOperation, S3ObjectMetadata,
    S3SetObjectAclOperation, S3SetObjectRetentionOperation, S3Tag,
    S3UpdateObjectEncryptionOperation,
};

use super::job::Task;
use super::place;
use crate::listing::encode;
use crate::percent;

pub(super) fn copy(asked: &S3CopyObjectOperation, task: &Task) -> CopyObjectInput {
    let target = asked.target_resource.as_deref().and_then(place::bucket).unwrap_or_default();
    let prefix =
        asked.target_key_prefix.as_deref().map(|p| format!("{}/", p.trim_end_matches('/')));
    let mut input = CopyObjectInput {
        bucket: target.to_owned(),
        key: format!("{}{}", prefix.unwrap_or_default(), task.key),
        copy_source: copy_source(task),
        acl: asked.canned_access_control_list.clone(),
        annotation_directive: asked.annotation_directive.clone(),
        metadata_directive: asked.metadata_directive.clone(),
        copy_source_if_modified_since: asked.modified_since_constraint,
        copy_source_if_unmodified_since: asked.un_modified_since_constraint,
        website_redirect_location: asked.redirect_location.clone(),
        request_payer: asked.requester_pays.filter(|pays| *pays).map(|_| "requester".to_owned()),
        storage_class: asked.storage_class.clone(),
        object_lock_legal_hold_status: asked.object_lock_legal_hold_status.clone(),
        object_lock_mode: asked.object_lock_mode.clone(),
        object_lock_retain_until_date: asked.object_lock_retain_until_date,
        bucket_key_enabled: asked.bucket_key_enabled,
        checksum_algorithm: asked.checksum_algorithm.clone(),
        ..CopyObjectInput::default()
    };
    for grant in asked.access_control_grants.iter().flatten() {
        let header = match grant.permission.as_deref() {
            Some("FULL_CONTROL") => &mut input.grant_full_control,
            Some("READ") => &mut input.grant_read,
            Some("READ_ACP") => &mut input.grant_read_acp,
            _ => &mut input.grant_write_acp,
        };
        add_grantee(header, grant);
    }
    if let Some(tags) = &asked.new_object_tagging {
        input.tagging_directive = Some("REPLACE".to_owned());
        input.tagging = Some(tagging_header(tags));
    }
    if let Some(metadata) = &asked.new_object_metadata {
        describe(&mut input, metadata);
        if metadata != &S3ObjectMetadata::default() && input.metadata_directive.is_none() {
            input.metadata_directive = Some("REPLACE".to_owned());
        }
    }
    if let Some(key) = &asked.sse_aws_kms_key_id {
        input.server_side_encryption = Some("aws:kms".to_owned());
        input.ssekms_key_id = Some(key.clone());
    }
    input
}

fn describe(input: &mut CopyObjectInput, metadata: &S3ObjectMetadata) {
    input.cache_control.clone_from(&metadata.cache_control);
    input.content_disposition.clone_from(&metadata.content_disposition);
    input.content_encoding.clone_from(&metadata.content_encoding);
    input.content_language.clone_from(&metadata.content_language);
    input.content_type.clone_from(&metadata.content_type);
    input.expires = metadata.http_expires_date.map(kernel::Timestamp::http_date);
    input.metadata.clone_from(&metadata.user_metadata);
    input.server_side_encryption = match metadata.sse_algorithm.as_deref() {
        Some("KMS") => Some("aws:kms".to_owned()),
        Some(other) => Some(other.to_owned()),
        None => None,
    };
}

/// The source as the header has it.
fn copy_source(task: &Task) -> String {
    let home = match crate::access_point::is_arn(&task.bucket) {
        true => format!("{}/object", task.bucket),
        false => task.bucket.clone(),
    };
    let mut source = format!("{home}/{}", encode(&task.key));
    if let Some(version) = &task.version {
        // Writing into a string cannot fail.
        let _infallible = write!(source, "?versionId={version}");
    }
    source
}

fn add_grantee(header: &mut Option<String>, grant: &S3Grant) {
    let Some(grantee) = &grant.grantee else { return };
    let id = grantee.identifier.as_deref().unwrap_or_default();
    let kind = grantee.type_identifier.as_deref().unwrap_or("id");
    let text = header.get_or_insert_default();
    if !text.is_empty() {
        text.push_str(", ");
    }
    // Writing into a string cannot fail.
    let _infallible = write!(text, "{kind}=\"{id}\"");
}

fn tagging_header(tags: &[S3Tag]) -> String {
    let encoded = |text: &str| percent::encoded(text, b"-._");
    let pairs: Vec<String> =
        tags.iter().map(|tag| format!("{}={}", encoded(&tag.key), encoded(&tag.value))).collect();
    pairs.join("&")
}

pub(super) fn acl(asked: &S3SetObjectAclOperation, task: &Task) -> PutObjectAclInput {
    let asked = asked.access_control_policy.clone().unwrap_or_default();
    let list = asked.access_control_list.filter(|_| asked.canned_access_control_list.is_none());
    let list = list.map(|list| AccessControlPolicy {
        owner: Some(Owner { id: list.owner.id, display_name: list.owner.display_name }),
        grants: Some(list.grants.into_iter().flatten().map(grant).collect()),
    });
    PutObjectAclInput {
        bucket: task.bucket.clone(),
        key: task.key.clone(),
        version_id: task.version.clone(),
        acl: asked.canned_access_control_list,
        access_control_policy: list,
        ..PutObjectAclInput::default()
    }
}

fn grant(given: S3Grant) -> Grant {
    let grantee = given.grantee.unwrap_or_default();
    let mut shown = Grantee { display_name: grantee.display_name, ..Grantee::default() };
    match grantee.type_identifier.as_deref() {
        Some("emailAddress") => {
            shown.r#type = "AmazonCustomerByEmail".to_owned();
            shown.email_address = grantee.identifier;
        }
        Some("uri") => {
            shown.r#type = "Group".to_owned();
            shown.uri = grantee.identifier;
        }
        _ => {
            shown.r#type = "CanonicalUser".to_owned();
            shown.id = grantee.identifier;
        }
    }
    Grant { grantee: Some(shown), permission: given.permission }
}

pub(super) fn tagging(tags: &[S3Tag], task: &Task) -> PutObjectTaggingInput {
    let tag_set = tags.iter().map(|t| Tag { key: t.key.clone(), value: t.value.clone() });
    PutObjectTaggingInput {
        bucket: task.bucket.clone(),
        key: task.key.clone(),
        version_id: task.version.clone(),
        tagging: Tagging { tag_set: tag_set.collect() },
        ..PutObjectTaggingInput::default()
    }
}

pub(super) fn restore(asked: &S3InitiateRestoreObjectOperation, task: &Task) -> RestoreObjectInput {
    let tier = match asked.glacier_job_tier.as_deref() {
        Some("BULK") => "Bulk",
        _ => "Standard",
    };
    RestoreObjectInput {
        bucket: task.bucket.clone(),
        key: task.key.clone(),
        version_id: task.version.clone(),
        restore_request: Some(RestoreRequest {
            days: asked.expiration_in_days,
            tier: Some(tier.to_owned()),
            ..RestoreRequest::default()
        }),
        ..RestoreObjectInput::default()
    }
}

pub(super) fn retention(
    asked: &S3SetObjectRetentionOperation,
    task: &Task,
) -> PutObjectRetentionInput {
    PutObjectRetentionInput {
        bucket: task.bucket.clone(),
        key: task.key.clone(),
        version_id: task.version.clone(),
        bypass_governance_retention: asked.bypass_governance_retention,
        retention: Some(ObjectLockRetention {
            mode: asked.retention.mode.clone(),
            retain_until_date: asked.retention.retain_until_date,
            ..ObjectLockRetention::default()
        }),
        ..PutObjectRetentionInput::default()
    }
}

pub(super) fn encryption(
    asked: &S3UpdateObjectEncryptionOperation,
    task: &Task,
) -> UpdateObjectEncryptionInput {
    let asked = asked.object_encryption.as_ref().and_then(|asked| asked.ssekms.as_ref());
    let object_encryption = asked.map_or(ObjectEncryption::Unset, |asked| {
        ObjectEncryption::SSEKMS(SSEKMSEncryption {
            kms_key_arn: asked.kms_key_arn.clone(),
            bucket_key_enabled: asked.bucket_key_enabled,
        })
    });
    UpdateObjectEncryptionInput {
        bucket: task.bucket.clone(),
        key: task.key.clone(),
        version_id: task.version.clone(),
        object_encryption,
        ..UpdateObjectEncryptionInput::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(key: &str, version: Option<&str>) -> Task {
        Task {
            bucket: "mine".into(),
            key: key.into(),
            version: version.map(Into::into),
            outcome: None,
        }
    }

    #[test]
    fn copies() {
        let asked = S3CopyObjectOperation {
            target_resource: Some("arn:aws:s3:::other".into()),
            target_key_prefix: Some("into".into()),
            new_object_tagging: Some(vec![S3Tag { key: "a&b".into(), value: "c/d".into() }]),
            sse_aws_kms_key_id: Some("key".into()),
            ..S3CopyObjectOperation::default()
        };
        let input = copy(&asked, &task("k l", Some("v")));
        assert_eq!((input.bucket.as_str(), input.key.as_str()), ("other", "into/k l"));
        assert_eq!(input.copy_source, "mine/k%20l?versionId=v");
        assert_eq!(input.tagging.as_deref(), Some("a%26b=c%2Fd"));
        assert_eq!(input.server_side_encryption.as_deref(), Some("aws:kms"));
        assert_eq!(input.metadata_directive, None);
        let plain = S3CopyObjectOperation {
            target_resource: asked.target_resource.clone(),
            ..S3CopyObjectOperation::default()
        };
        assert_eq!(copy(&plain, &task("k", None)).key, "k");
    }
}
