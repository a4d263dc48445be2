//! CreateSecret: a secret, with its first value if the request gives one. The same request again finds the secret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_CreateSecret.html>

use gen_secretsmanager::{CreateSecretRequest, CreateSecretResponse};
use kernel::{ApiError, ApiResult, Cx};

use crate::cross_account::{Other, Status};
use crate::name::SecretName;
use crate::new_version::{self, NewVersion};
use crate::secret::{self, Secret, required_token};
use crate::tables::SECRETS;
use crate::value::SecretValue;
use crate::{cross_account, errors, replication, show, tags, vault};

pub(crate) async fn create_secret(
    cx: &mut Cx<'_>,
    input: &CreateSecretRequest,
) -> ApiResult<CreateSecretResponse> {
    let name = SecretName::parse(&input.name).ok_or_else(errors::invalid_name)?;
    let token = required_token(input.client_request_token.as_deref())?;
    let value = SecretValue::of(input.secret_string.as_deref(), input.secret_binary.as_ref())?;
    if input.r#type.as_deref().is_some_and(|kind| !kind.is_empty()) {
        return Err(ApiError::not_implemented("secretsmanager: managed external secrets"));
    }
    let primary = primary_abroad(cx, input)?;
    let secret = match cx.get(&SECRETS, &name).await? {
        Some(existing) => same_request(cx, existing, token, value.as_ref()).await?,
        None => create(cx, name, token, value.as_ref(), input, primary).await?,
    };
    Ok(CreateSecretResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        version_id: value.map(|_| token.to_owned()),
        replication_status: show::replication_status(&secret.replicas),
    })
}

async fn create(
    cx: &mut Cx<'_>,
    name: SecretName,
    token: &str,
    value: Option<&SecretValue>,
    input: &CreateSecretRequest,
    primary_abroad: Option<Other>,
) -> ApiResult<Secret> {
    let mut secret = Secret::new(cx, name, token);
    secret.primary_abroad = primary_abroad;
    secret.description = input.description.clone().filter(|text| !text.is_empty());
    secret.kms_key = vault::chosen_key(input.kms_key_id.as_deref());
    if let Some(given) = input.tags.as_deref().filter(|tags| !tags.is_empty()) {
        secret.tags = Some(tags::merge(None, given)?);
    }
    if let Some(value) = value {
        new_version::add(cx, &mut secret, &NewVersion { token, value, stages: None }).await?;
    }
    let replicas =
        replication::parse(cx, input.add_replica_regions.as_deref().unwrap_or_default())?;
    let overwrite = input.force_overwrite_replica_secret.unwrap_or(false);
    replication::add(cx, &mut secret, replicas, overwrite).await?;
    secret::save(cx, &mut secret, value.map(|value| (token, value))).await?;
    Ok(secret)
}

/// The secret of another account that the new one is to follow.
fn primary_abroad(cx: &Cx<'_>, input: &CreateSecretRequest) -> ApiResult<Option<Other>> {
    let Some(arn) = &input.cross_account_primary_arn else { return Ok(None) };
    if cross_account::account_of(cx, arn)? == cx.account() {
        return Err(errors::own_account(arn));
    }
    let given = [
        ("SecretString", input.secret_string.is_some()),
        ("SecretBinary", input.secret_binary.is_some()),
        ("Description", input.description.is_some()),
        ("AddReplicaRegions", input.add_replica_regions.is_some()),
    ];
    if let Some((member, _)) = given.iter().find(|(_, given)| *given) {
        return Err(errors::not_of_a_replica(member));
    }
    match vault::chosen_key(input.kms_key_id.as_deref()) {
        Some(_) => Ok(Some(Other::new(arn, Status::Pending))),
        None => Err(errors::replica_needs_a_key()),
    }
}

/// The secret that is there already, if this very request made it.
async fn same_request(
    cx: &mut Cx<'_>,
    mut existing: Secret,
    token: &str,
    value: Option<&SecretValue>,
) -> ApiResult<Secret> {
    if existing.deletion.is_some() {
        return Err(errors::name_is_being_deleted());
    }
    let has_version = existing.version(token).is_some_and(|version| version.has_value);
    if existing.created_with != token || has_version != value.is_some() {
        return Err(errors::secret_exists(existing.name.as_str()));
    }
    if let Some(value) = value {
        let new = NewVersion { token, value, stages: None };
        new_version::add(cx, &mut existing, &new).await?;
    }
    Ok(existing)
}
