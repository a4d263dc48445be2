//! The words of errors about credentials and identity providers.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html>

use std::fmt::Display;

use gen_iam::errors as modelled;
use kernel::ApiError;

use crate::certificates::server::Refusal;

pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::new("ValidationError", 400, message)
}

pub(crate) fn invalid_input(message: impl Into<String>) -> ApiError {
    modelled::invalid_input_exception(message)
}

/// `Cannot exceed quota for AccessKeysPerUser: 2`
pub(crate) fn quota(name: &str, most: usize) -> ApiError {
    modelled::limit_exceeded_exception(format!("Cannot exceed quota for {name}: {most}"))
}

fn no_such(message: impl Into<String>) -> ApiError {
    modelled::no_such_entity_exception(message)
}

fn exists(message: impl Into<String>) -> ApiError {
    modelled::entity_already_exists_exception(message)
}

pub(crate) fn needs_user_name() -> ApiError {
    validation("Must specify userName when calling with non-User credentials")
}

pub(crate) fn expired_is_no_choice() -> ApiError {
    invalid_input("Status Expired cannot be set; it is what the end of a credential's time brings.")
}

pub(crate) fn no_access_key(id: &str) -> ApiError {
    no_such(format!("The Access Key with id {id} cannot be found."))
}

pub(crate) fn foreign_access_key(caller: &str, id: &str) -> ApiError {
    let message = format!(
        "User: {caller} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key {id}"
    );
    ApiError::new("AccessDenied", 403, message)
}

pub(crate) fn no_login_profile(user: &str) -> ApiError {
    no_such(format!("Login Profile for User {user} cannot be found."))
}

pub(crate) fn login_profile_exists(user: &str) -> ApiError {
    exists(format!("Login Profile for user {user} already exists."))
}

pub(crate) fn password_missing() -> ApiError {
    validation("Must specify a password for the user.")
}

pub(crate) fn root_has_no_password_here() -> ApiError {
    validation(
        "A password cannot be given for the root user: it sets its own when it first signs in.",
    )
}

pub(crate) fn weak_password() -> ApiError {
    modelled::password_policy_violation_exception(
        "Password does not conform to the account password policy.",
    )
}

pub(crate) fn used_password() -> ApiError {
    modelled::password_policy_violation_exception("Cannot reuse an old password.")
}

pub(crate) fn wrong_password() -> ApiError {
    ApiError::new("AccessDenied", 403, "The old password was incorrect.")
}

pub(crate) fn not_a_user() -> ApiError {
    modelled::invalid_user_type_exception("Only IAM Users can change their own password.")
}

pub(crate) fn no_password_policy(account: impl Display) -> ApiError {
    no_such(format!("The Password Policy with domain name {account} cannot be found."))
}

pub(crate) fn no_password_policy_to_delete() -> ApiError {
    no_such("The account policy with name PasswordPolicy cannot be found.")
}

pub(crate) fn long_device_name(most: usize) -> ApiError {
    validation(format!(
        "1 validation error detected: Value at 'virtualMFADeviceName' failed to satisfy constraint: \
         Member must have length less than or equal to {most}"
    ))
}

pub(crate) fn no_mfa_device(serial: &str) -> ApiError {
    no_such(format!("MFA Device with serial number {serial} does not exist."))
}

pub(crate) fn mfa_device_exists() -> ApiError {
    exists("MFA device already exists.")
}

pub(crate) fn mfa_device_in_use() -> ApiError {
    exists("MFA Device is already in use.")
}

pub(crate) fn mfa_device_must_be_deactivated() -> ApiError {
    modelled::delete_conflict_exception("MFA VirtualDevice in use. Must deactivate first.")
}

pub(crate) fn wrong_code() -> ApiError {
    modelled::invalid_authentication_code_exception("Authentication code for device is not valid.")
}

pub(crate) fn no_ssh_key(id: &str) -> ApiError {
    no_such(format!("The Public Key with id {id} cannot be found."))
}

pub(crate) fn ssh_key_exists() -> ApiError {
    modelled::duplicate_ssh_public_key_exception(
        "The SSH public key is already associated with the specified IAM user.",
    )
}

pub(crate) fn bad_ssh_key() -> ApiError {
    modelled::invalid_public_key_exception(
        "The SSH public key is not valid: it must be an RSA key of at least 2048 bits.",
    )
}

pub(crate) fn bad_ssh_key_encoding() -> ApiError {
    modelled::unrecognized_public_key_encoding_exception(
        "The public key encoding format is unsupported or unrecognized.",
    )
}

pub(crate) fn no_such_service(service: &str) -> ApiError {
    modelled::no_such_entity_exception(format!(
        "No such service {service} is supported for Service Specific Credentials"
    ))
}

pub(crate) fn no_service_credential(id: &str) -> ApiError {
    no_such(format!("No such credential {id} exists"))
}

pub(crate) fn no_signing_certificate(id: &str) -> ApiError {
    no_such(format!("The Certificate with id {id} cannot be found."))
}

pub(crate) fn malformed_signing_certificate(body: &str) -> ApiError {
    modelled::malformed_certificate_exception(format!("Certificate {body} is malformed."))
}

pub(crate) fn expired_signing_certificate() -> ApiError {
    modelled::invalid_certificate_exception("The certificate is not valid at this time.")
}

pub(crate) fn signing_certificate_exists() -> ApiError {
    modelled::duplicate_certificate_exception(
        "The certificate is already associated with an IAM user in the account.",
    )
}

pub(crate) fn no_server_certificate(name: &str) -> ApiError {
    no_such(format!("The Server Certificate with name {name} cannot be found."))
}

pub(crate) fn server_certificate_exists(name: &str) -> ApiError {
    exists(format!("The Server Certificate with name {name} already exists."))
}

/// Why a server certificate is not kept.
pub(crate) fn refused_certificate(refusal: Refusal) -> ApiError {
    let malformed = |message: &str| modelled::malformed_certificate_exception(message);
    match refusal {
        Refusal::Certificate => malformed(
            "Unable to parse certificate. Please ensure the certificate is in PEM format.",
        ),
        Refusal::Expired => malformed(
            "Certificate is no longer valid. The 'Not After' date restriction on the certificate has passed.",
        ),
        Refusal::PrivateKey => malformed("Invalid Private Key."),
        Refusal::Encrypted => malformed("Unable to parse key; the body is encrypted."),
        Refusal::Mismatch => {
            modelled::key_pair_mismatch_exception("Certificate and private key do not match.")
        }
        Refusal::Chain(place) => malformed(&format!(
            "Unable to validate certificate chain. The certificate chain must start with the immediate \
             signing certificate, followed by any intermediaries in order. The index within the chain of \
             the invalid certificate is: {place}"
        )),
    }
}

pub(crate) fn no_saml_provider(arn: &str) -> ApiError {
    no_such(format!("Manifest not found for arn {arn}"))
}

pub(crate) fn saml_provider_exists(arn: &str) -> ApiError {
    exists(format!("SAMLProvider with arn {arn} already exists."))
}

pub(crate) fn bad_metadata() -> ApiError {
    invalid_input("Could not parse metadata")
}

pub(crate) fn no_oidc_provider(arn: &str) -> ApiError {
    no_such(format!("OpenIDConnect Provider not found for arn {arn}"))
}

pub(crate) fn no_oidc_provider_to_delete(arn: &str) -> ApiError {
    no_such(format!("OpenId connect Provider {arn} cannot be found."))
}

pub(crate) fn oidc_provider_exists(url: &str) -> ApiError {
    exists(format!("Provider with url {url} already exists."))
}

pub(crate) fn bad_oidc_url() -> ApiError {
    validation("Invalid Open ID Connect Provider URL")
}

pub(crate) fn too_many_thumbprints() -> ApiError {
    invalid_input("Thumbprint list must contain fewer than 5 entries.")
}

pub(crate) fn no_thumbprint(url: &str, reason: &str) -> ApiError {
    modelled::open_id_idp_communication_error_exception(format!(
        "Please provide a thumbprint: the certificate of {url} could not be read: {reason}."
    ))
}

pub(crate) fn alias_exists(alias: &str) -> ApiError {
    exists(format!("The account alias {alias} already exists."))
}

pub(crate) fn no_alias(alias: &str) -> ApiError {
    no_such(format!("The Account Alias {alias} cannot be found."))
}

pub(crate) fn passwords_do_not_expire(service: &str) -> ApiError {
    validation(format!("CredentialAgeDays is not supported for {service}"))
}

pub(crate) fn all_users_or_one() -> ApiError {
    validation("AllUsers and UserName cannot be specified together")
}

pub(crate) fn bad_thumbprint() -> ApiError {
    invalid_input("Thumbprints must be SHA-1 hashes in hexadecimal.")
}

pub(crate) fn bad_saml_key() -> ApiError {
    invalid_input("The private key is not valid: it must be an RSA key in PEM, not encrypted.")
}

pub(crate) fn no_saml_key(id: &str) -> ApiError {
    no_such(format!("The private key with id {id} cannot be found."))
}

pub(crate) fn encryption_needs_a_key() -> ApiError {
    invalid_input("Assertion encryption cannot be required while the provider has no private key.")
}
