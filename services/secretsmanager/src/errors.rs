//! The words of Secrets Manager's errors. Codes and statuses come with the generated constructors.
//! Those marked recorded or reported are AWS's words; the others are ours, in its codes.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/CommonErrors.html>

use gen_secretsmanager::errors as modelled;
use kernel::{ApiError, Region};

use crate::limits;

/// Recorded.
pub(crate) fn invalid_name() -> ApiError {
    let message = "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: \
                   -/_+=.@!";
    ApiError::new("ValidationException", 400, message)
}

/// Recorded.
pub(crate) fn no_such_secret() -> ApiError {
    modelled::resource_not_found_exception("Secrets Manager can't find the specified secret.")
}

/// Recorded.
pub(crate) fn no_such_version(id: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Secrets Manager can't find the specified secret value for VersionId: {id}"
    ))
}

/// Recorded.
pub(crate) fn no_such_stage(stage: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Secrets Manager can't find the specified secret value for staging label: {stage}"
    ))
}

/// Recorded.
pub(crate) fn stage_of_another_version() -> ApiError {
    invalid_request("You provided a VersionStage that is not associated to the provided VersionId.")
}

/// Recorded.
pub(crate) fn secret_exists(name: &str) -> ApiError {
    modelled::resource_exists_exception(format!(
        "The operation failed because the secret {name} already exists."
    ))
}

/// Recorded.
pub(crate) fn name_is_being_deleted() -> ApiError {
    invalid_request(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
    )
}

/// Recorded.
pub(crate) fn marked_for_deletion() -> ApiError {
    invalid_request(
        "You can't perform this operation on the secret because it was marked for deletion.",
    )
}

/// Recorded: the words; RotateSecret has another code for them than the others.
pub(crate) const NO_TOKEN: &str =
    "You must provide a ClientRequestToken value. We recommend a UUID-type value.";

/// Recorded.
pub(crate) fn foreign_default_key() -> ApiError {
    invalid_request(
        "You can't access a secret from a different AWS account if you encrypt the secret with the default KMS \
         service key.",
    )
}

/// Recorded.
pub(crate) fn no_rotation_function() -> ApiError {
    invalid_request("No Lambda rotation function ARN is associated with this secret.")
}

/// Recorded.
pub(crate) fn cannot_invoke() -> ApiError {
    let message = "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants \
                   access to the principal secretsmanager.amazonaws.com.";
    ApiError::new("AccessDeniedException", 400, message)
}

/// Reported.
pub(crate) fn rotation_under_way() -> ApiError {
    invalid_request("A previous rotation isn\u{2019}t complete. That rotation will be reattempted.")
}

/// Reported.
pub(crate) fn two_schedules() -> ApiError {
    invalid_parameter(
        "You cannot specify both rotation frequency and schedule expression together.",
    )
}

/// Reported.
pub(crate) fn token_in_use(token: &str, arn: &str) -> ApiError {
    modelled::resource_exists_exception(format!(
        "You can't use ClientRequestToken {token} because that value is already in use for a version of secret {arn}."
    ))
}

/// Reported.
pub(crate) fn stage_is_elsewhere(stage: &str, version: &str) -> ApiError {
    invalid_parameter(format!(
        "The parameter RemoveFromVersionId can't be empty. Staging label {stage} is currently attached to version \
         {version}, so you must explicitly reference that version in RemoveFromVersionId."
    ))
}

/// Reported.
pub(crate) fn current_cannot_go() -> ApiError {
    invalid_parameter(
        "You can only move staging label AWSCURRENT to a different secret version. It can\u{2019}t be completely \
         removed.",
    )
}

/// Reported.
pub(crate) fn on_replica() -> ApiError {
    invalid_parameter(
        "Operation not permitted on a replica secret. Call must be made in primary secret's region.",
    )
}

/// Reported.
pub(crate) fn kms_denied() -> ApiError {
    ApiError::new("AccessDeniedException", 400, "Access to KMS is not allowed")
}

/// Reported.
pub(crate) fn two_ways_to_delete() -> ApiError {
    invalid_parameter(
        "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
    )
}

pub(crate) fn recovery_window() -> ApiError {
    let (least, most) = (limits::RECOVERY_WINDOW.start(), limits::RECOVERY_WINDOW.end());
    invalid_parameter(format!(
        "The RecoveryWindowInDays value must be between {least} and {most} days (inclusive)."
    ))
}

pub(crate) fn has_replicas<'r>(name: &str, regions: impl Iterator<Item = &'r Region>) -> ApiError {
    let regions: Vec<&str> = regions.map(Region::as_str).collect();
    invalid_parameter(format!(
        "You can't delete secret {name} that still has replica regions [{}]",
        regions.join(", ")
    ))
}

pub(crate) fn not_on_replica() -> ApiError {
    invalid_request("The secret is not a replica, so there is no replication to stop.")
}

pub(crate) fn replica_region(region: &str) -> ApiError {
    invalid_parameter(format!("Invalid replica region {region}: the primary secret is there."))
}

pub(crate) fn no_such_region(region: &str) -> ApiError {
    invalid_parameter(format!("Invalid replica region {region}."))
}

pub(crate) fn not_replicated_to(region: &str) -> ApiError {
    invalid_parameter(format!("The secret has no replica in region {region}."))
}

pub(crate) fn already_replicated_to(region: &str) -> ApiError {
    invalid_parameter(format!("The secret already has a replica in region {region}."))
}

pub(crate) fn on_replica_of_other() -> ApiError {
    invalid_request(
        "You can't perform this operation on a replica of a secret in another account. Call it on the primary secret.",
    )
}

pub(crate) fn foreign_place(arn: &str) -> ApiError {
    invalid_parameter(format!(
        "{arn} is not the complete ARN of a secret in this Region and partition."
    ))
}

pub(crate) fn own_account(arn: &str) -> ApiError {
    invalid_parameter(format!("{arn} is a secret of this account, not of another one."))
}

pub(crate) fn not_of_a_replica(member: &str) -> ApiError {
    invalid_parameter(format!("You can't specify {member} together with CrossAccountPrimaryARN."))
}

pub(crate) fn replica_needs_a_key() -> ApiError {
    invalid_parameter(
        "A replica of a secret in another account must be under a customer managed key: specify KmsKeyId.",
    )
}

pub(crate) fn another_organization() -> ApiError {
    invalid_request(
        "The replica's account is not in the same organization. Specify NoRestriction to replicate to it all the same.",
    )
}

pub(crate) fn one_replica_abroad() -> ApiError {
    modelled::limit_exceeded_exception("A secret can have one cross-account replica.")
}

pub(crate) fn not_a_replica_of(primary: &str) -> ApiError {
    invalid_request(format!(
        "The secret was not created as a cross-account replica of {primary}, or is marked for deletion."
    ))
}

pub(crate) fn may_not_replicate(replica: &str) -> ApiError {
    let message = format!(
        "You are not authorized to perform secretsmanager:AcceptCrossAccountReplication on {replica}."
    );
    ApiError::new("AccessDeniedException", 400, message)
}

pub(crate) fn not_its_replica(arn: &str) -> ApiError {
    invalid_request(format!("The secret has no cross-account replica {arn}."))
}

pub(crate) fn has_replica_abroad(name: &str) -> ApiError {
    invalid_request(format!(
        "You can't delete secret {name} that still has a cross-account replica. Disassociate it first."
    ))
}

pub(crate) fn two_values() -> ApiError {
    invalid_parameter(
        "You can't specify both a binary secret value and a string secret value in the same secret.",
    )
}

pub(crate) fn no_value() -> ApiError {
    invalid_request("You must provide either SecretString or SecretBinary.")
}

pub(crate) fn value_too_long() -> ApiError {
    invalid_parameter(format!("A secret value has at most {} bytes.", limits::MAX_VALUE))
}

pub(crate) fn too_many_versions() -> ApiError {
    modelled::limit_exceeded_exception(format!(
        "The secret has {} versions, as many as a secret can have. Versions without staging labels are removed when \
         they are more than 24 hours old.",
        limits::MAX_VERSIONS
    ))
}

pub(crate) fn too_many_stages() -> ApiError {
    modelled::limit_exceeded_exception(format!(
        "The versions of a secret can have at most {} staging labels.",
        limits::MAX_STAGES
    ))
}

pub(crate) fn no_version_given() -> ApiError {
    invalid_parameter("You must provide MoveToVersionId, RemoveFromVersionId, or both.")
}

pub(crate) fn stage_not_on(stage: &str, version: &str) -> ApiError {
    invalid_parameter(format!("Staging label {stage} is not attached to version {version}."))
}

pub(crate) fn not_encrypted(reason: &str) -> ApiError {
    modelled::encryption_failure(format!(
        "Secrets Manager can't encrypt the protected secret text using the provided KMS key. {reason}"
    ))
}

pub(crate) fn not_decrypted(reason: &str) -> ApiError {
    modelled::decryption_failure(format!(
        "Secrets Manager can't decrypt the protected secret text using the provided KMS key. {reason}"
    ))
}

pub(crate) fn next_token() -> ApiError {
    modelled::invalid_next_token_exception("The NextToken value is invalid.")
}

pub(crate) fn policy_syntax() -> ApiError {
    modelled::malformed_policy_document_exception("This policy has invalid syntax.")
}

pub(crate) fn policy_principal() -> ApiError {
    modelled::malformed_policy_document_exception(
        "This resource policy contains an unsupported principal.",
    )
}

/// What a policy is told that lets in anybody.
pub(crate) const BROAD_POLICY: &str =
    "This resource policy grants access to anybody, and public policies are to be blocked.";

pub(crate) fn public_policy() -> ApiError {
    modelled::public_policy_exception(BROAD_POLICY)
}

pub(crate) fn no_such_policy() -> ApiError {
    modelled::resource_not_found_exception("The secret has no resource policy of this name.")
}

pub(crate) fn managed_policy_name() -> ApiError {
    invalid_parameter("Only the resource policy named default can be changed.")
}

pub(crate) fn invalid_parameter(message: impl Into<String>) -> ApiError {
    modelled::invalid_parameter_exception(message)
}

pub(crate) fn invalid_request(message: impl Into<String>) -> ApiError {
    modelled::invalid_request_exception(message)
}
