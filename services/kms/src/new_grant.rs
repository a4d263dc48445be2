//! What CreateGrant is asked for, and whether there can be such a grant.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateGrant.html>

use gen_kms::CreateGrantInput;
use gen_kms::errors::invalid_arn_exception;
use kernel::{AccountId, ApiResult, Arn, Cx};
use policy::PrincipalSpec;

use crate::grant::{Constraints, Grant, Party, can_be_granted};
use crate::key::Key;
use crate::{errors, key_policy};

/// The grant on `key` that `input` asks for.
pub(crate) async fn parse(
    cx: &mut Cx<'_>,
    key: &Key,
    input: &CreateGrantInput,
) -> ApiResult<Grant> {
    let grantee =
        party(cx, input.grantee_principal.as_deref(), input.grantee_service_principal.as_deref())
            .await?;
    let grantee = grantee.ok_or_else(|| {
        errors::validation("A GranteePrincipal or a GranteeServicePrincipal is required.")
    })?;
    let retiring =
        party(cx, input.retiring_principal.as_deref(), input.retiring_service_principal.as_deref())
            .await?;
    let constraints = Constraints::of(input.constraints.as_ref());
    Ok(Grant {
        id: cx.random().hex(32),
        name: input.name.clone(),
        created: cx.now(),
        grantee,
        retiring,
        issuer: cx.caller().account,
        operations: operations(key, &input.operations)?,
        constraints: allowed(key, constraints)?,
    })
}

fn operations(key: &Key, given: &[String]) -> ApiResult<Vec<String>> {
    if given.is_empty() {
        return Err(errors::validation("A grant needs at least one operation."));
    }
    let wrong: Vec<&str> =
        given.iter().map(String::as_str).filter(|name| !can_be_granted(key, name)).collect();
    if !wrong.is_empty() {
        return Err(errors::validation(format!(
            "Operations {} are not supported by keys of key spec {} and key usage {}.",
            wrong.join(", "),
            key.spec,
            key.usage
        )));
    }
    let mut operations = Vec::with_capacity(given.len());
    for name in given {
        if !operations.contains(name) {
            operations.push(name.clone());
        }
    }
    Ok(operations)
}

/// Encryption contexts are those of symmetric encryption; a grant has one kind of them.
fn allowed(key: &Key, constraints: Constraints) -> ApiResult<Constraints> {
    let (equals, subset) = (constraints.equals.is_some(), constraints.subset.is_some());
    if equals && subset {
        return Err(errors::validation(
            "A grant has EncryptionContextEquals or EncryptionContextSubset, not both.",
        ));
    }
    if (equals || subset) && !key.spec.is_symmetric_encryption() {
        return Err(errors::validation(
            "Encryption context constraints are for symmetric encryption keys only.",
        ));
    }
    Ok(constraints)
}

async fn party(
    cx: &mut Cx<'_>,
    principal: Option<&str>,
    service: Option<&str>,
) -> ApiResult<Option<Party>> {
    match (principal, service) {
        (Some(_), Some(_)) => {
            Err(errors::validation("A principal of a grant is an ARN or a service, not both."))
        }
        (None, None) => Ok(None),
        (None, Some(service)) => Ok(Some(Party::Service(service.to_owned()))),
        (Some(text), None) if is_service(text) => Ok(Some(Party::Service(text.to_owned()))),
        (Some(text), None) => match AccountId::parse(text) {
            Some(account) => {
                let root = format!("arn:{}:iam::{account}:root", cx.partition());
                Ok(Some(Party::Principal(root)))
            }
            None => {
                require_principal(cx, text).await?;
                Ok(Some(Party::Principal(text.to_owned())))
            }
        },
    }
}

/// Integrated services are named as principals, too.
fn is_service(text: &str) -> bool {
    !text.contains(':') && text.ends_with(".amazonaws.com")
}

async fn require_principal(cx: &mut Cx<'_>, text: &str) -> ApiResult<()> {
    let wrong =
        || invalid_arn_exception(format!("ARN does not refer to a valid principal: {text}"));
    let arn: Arn = text.parse().map_err(|_| wrong())?;
    match PrincipalSpec::parse("AWS", text) {
        Some(PrincipalSpec::Account(_) | PrincipalSpec::Arn(_)) => {}
        _ => return Err(wrong()),
    }
    match key_policy::exists(cx, &arn).await? {
        true => Ok(()),
        false => Err(wrong()),
    }
}
