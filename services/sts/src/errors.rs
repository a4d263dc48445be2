//! The words of STS's errors. Codes and statuses of modelled ones come with the generated constructors.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html>

use gen_sts::errors as modelled;
use kernel::{AccountId, ApiError};
use policy::{Kind, PolicyError};

fn access_denied(message: impl Into<String>) -> ApiError {
    ApiError::new("AccessDenied", 403, message)
}

/// A value that the model allows and STS does not.
pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationError", 400, message)
}

/// One constraint, in the words that the model's constraints have.
pub(crate) fn constraint(value: &str, member: &str, rule: &str) -> ApiError {
    validation(format!(
        "1 validation error detected: Value '{value}' at '{member}' failed to satisfy constraint: \
         Member must {rule}"
    ))
}

fn parameter(message: impl Into<String>) -> ApiError {
    ApiError::new("InvalidParameterValue", 400, message)
}

// Recorded.
pub(crate) fn malformed_arn(text: &str) -> ApiError {
    validation(format!("{text} is invalid"))
}

// Reported.
pub(crate) fn not_that_arn() -> ApiError {
    validation("Request ARN is invalid")
}

/// A role that is not there is denied like one that does not trust the caller.
pub(crate) fn may_not_assume(caller: &str, role: &str) -> ApiError {
    access_denied(format!(
        "User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role}"
    ))
}

// Reported.
pub(crate) fn root_may_not_assume() -> ApiError {
    access_denied("Roles may not be assumed by root accounts.")
}

// Reported, of both web identities and SAML.
pub(crate) fn not_authorized(action: &str) -> ApiError {
    access_denied(format!("Not authorized to perform {action}"))
}

// Reported, of GetSessionToken and GetFederationToken.
pub(crate) fn not_with_session(operation: &str) -> ApiError {
    access_denied(format!("Cannot call {operation} with session credentials"))
}

// Reported.
pub(crate) fn too_long_for_role() -> ApiError {
    validation("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.")
}

// Reported.
pub(crate) fn too_long_for_chain() -> ApiError {
    validation(
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    )
}

// Reported.
pub(crate) fn mfa_incomplete() -> ApiError {
    access_denied(
        "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.",
    )
}

// Reported; the double space is AWS's.
pub(crate) fn mfa_unknown_device() -> ApiError {
    access_denied(
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is \
         valid and associated with this user.",
    )
}

// Reported; the space at the end is AWS's.
pub(crate) fn mfa_wrong_code() -> ApiError {
    access_denied("MultiFactorAuthentication failed with invalid MFA one time pass code. ")
}

// Recorded.
pub(crate) fn transitive_key_without_tag() -> ApiError {
    parameter("The specified transitive tag key must be included in the requested tags.")
}

// Recorded.
pub(crate) fn tag_keys_twice() -> ApiError {
    parameter("Duplicate tag keys found. Please note that Tag keys are case insensitive.")
}

// Recorded.
pub(crate) fn inherited_tag() -> ApiError {
    parameter(
        "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
         the calling session.",
    )
}

// Assumed: the code and the words of a tag that only AWS may set.
pub(crate) fn reserved_tag() -> ApiError {
    parameter("Tag keys that begin with aws: are reserved for system use.")
}

pub(crate) fn malformed_policy(error: &PolicyError) -> ApiError {
    modelled::malformed_policy_document_exception(Kind::Session.wording(error))
}

// Assumed: AWS documents that such a policy is refused, not how.
pub(crate) fn no_such_policy(arn: &str) -> ApiError {
    parameter(format!("The policy {arn} does not exist or is not attachable."))
}

// Reported.
pub(crate) fn packed_policy(percent: usize) -> ApiError {
    modelled::packed_policy_too_large_exception(format!(
        "Packed policy consumes {percent}% of allotted space, please use smaller policy."
    ))
}

// Reported.
pub(crate) fn packed_tags(percent: usize) -> ApiError {
    modelled::packed_policy_too_large_exception(format!(
        "Packed size of session tags consumes {percent}% of allotted space."
    ))
}

// Documented: the request fails. The words are ours.
pub(crate) fn source_identity_is_set() -> ApiError {
    access_denied("The source identity of the calling session cannot be changed.")
}

// Documented, of SAML's attribute; assumed of the parameter.
pub(crate) fn source_identity() -> ApiError {
    validation("Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"")
}

pub(crate) fn identity_token(message: impl Into<String>) -> ApiError {
    modelled::invalid_identity_token_exception(message)
}

pub(crate) fn expired_token(message: impl Into<String>) -> ApiError {
    modelled::expired_token_exception(message)
}

pub(crate) fn identity_provider_failed(message: impl Into<String>) -> ApiError {
    modelled::idp_communication_error_exception(message)
}

// Documented: the code; the words are ours.
pub(crate) fn authorization_message() -> ApiError {
    modelled::invalid_authorization_message_exception("Message is not valid")
}

// Assumed: the words of a refused AssumeRoot.
pub(crate) fn may_not_assume_root(caller: &str, member: AccountId) -> ApiError {
    access_denied(format!(
        "User: {caller} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::{member}:root"
    ))
}

// Assumed.
pub(crate) fn root_sessions_are_off() -> ApiError {
    access_denied(
        "Centralized root access for privileged root sessions is not enabled in the organization.",
    )
}

// Reported.
pub(crate) fn no_jwt() -> ApiError {
    identity_token(
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)",
    )
}

// Reported.
pub(crate) fn no_provider(issuer: &str) -> ApiError {
    identity_token(format!("No OpenIDConnect provider found in your account for {issuer}"))
}

// Reported; the double space is AWS's.
pub(crate) fn no_verification_key() -> ApiError {
    identity_token(
        "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity \
         documentation for requirements",
    )
}

// Reported.
pub(crate) fn thumbprint() -> ApiError {
    identity_token("OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint")
}

// Assumed: the words.
pub(crate) fn token_signature() -> ApiError {
    identity_token("The signature of the token is not valid")
}

// Reported.
pub(crate) fn saml_base64() -> ApiError {
    identity_token("Invalid base64 SAMLResponse")
}

// Assumed: the words.
pub(crate) fn saml_response() -> ApiError {
    identity_token("Your request included an invalid SAML response")
}

// Documented.
pub(crate) fn saml_signature() -> ApiError {
    identity_token("Response signature invalid")
}

// Documented.
pub(crate) fn saml_issuer() -> ApiError {
    identity_token("Issuer not present in specified provider")
}

// Documented.
pub(crate) fn saml_no_provider() -> ApiError {
    identity_token("Specified provider doesn't exist")
}

// Documented.
pub(crate) fn saml_audience() -> ApiError {
    identity_token("Response does not contain the required audience")
}

// Assumed.
pub(crate) fn saml_recipient() -> ApiError {
    identity_token("Response does not contain the required recipient")
}

// Reported.
pub(crate) fn saml_too_late() -> ApiError {
    expired_token("Token must be redeemed within 5 minutes of issuance")
}

// Assumed.
pub(crate) fn saml_too_early() -> ApiError {
    identity_token("Response is not valid yet")
}

// Assumed.
pub(crate) fn saml_metadata_ended() -> ApiError {
    identity_token("The metadata document of the specified provider has expired")
}

// Documented of RoleSessionName; assumed of Role.
pub(crate) fn saml_required(attribute: &str) -> ApiError {
    identity_token(format!("{attribute} is required in AuthnResponse"))
}

// Documented.
pub(crate) fn saml_session_name() -> ApiError {
    identity_token("RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}")
}

// Documented.
pub(crate) fn saml_source_identity() -> ApiError {
    identity_token(
        "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"",
    )
}

// Assumed.
pub(crate) fn saml_duration() -> ApiError {
    identity_token("SessionDuration in AuthnResponse must be between 900 and 43200")
}

// Assumed.
pub(crate) fn saml_tags() -> ApiError {
    identity_token("The session tags of the response are not valid")
}

// Assumed.
pub(crate) fn saml_does_not_open() -> ApiError {
    identity_token("The encrypted assertion of the response cannot be decrypted")
}

// Assumed.
pub(crate) fn saml_must_be_encrypted() -> ApiError {
    identity_token("The specified provider requires encrypted assertions")
}

// Documented: the code; the words are ours.
pub(crate) fn saml_rejected() -> ApiError {
    modelled::idp_rejected_claim_exception("The identity provider did not authenticate the user")
}

// Documented: the code; the words are ours.
pub(crate) fn outbound_is_disabled() -> ApiError {
    modelled::outbound_web_identity_federation_disabled_exception(
        "Outbound web identity federation is not enabled for this account",
    )
}

// Documented: the code; the words are ours.
pub(crate) fn token_outlives_session() -> ApiError {
    modelled::session_duration_escalation_exception(
        "The requested token duration would extend the session beyond its original expiration time",
    )
}

// Assumed.
pub(crate) fn root_gets_no_token() -> ApiError {
    access_denied("GetWebIdentityToken may not be called by root accounts.")
}

// Assumed: the model has a pattern where AWS documents two values.
pub(crate) fn signing_algorithm(given: &str) -> ApiError {
    constraint(given, "signingAlgorithm", "satisfy enum value set: [ES384, RS256]")
}
