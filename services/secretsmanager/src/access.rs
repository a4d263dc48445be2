//! What a call requires of policies: its action on the secret that it names, whose own policy takes part, also for
//! callers of other accounts. Permission for KMS keys is asked when the keys are used.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>

use std::sync::Arc;

use gen_secretsmanager::CreateSecretRequest;
use kernel::{
    Access, AccessQuery, AccountId, ApiResult, BoxFuture, Cx, Region, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::secret::{Secret, look_up};
use crate::secret_id::SecretId;
use crate::{cross_account, errors, filters};

/// Members of requests that are condition keys, by the same name.
/// Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html>
const KEYS: [&str; 13] = [
    "BlockPublicPolicy",
    "Description",
    "ExternalSecretRotationRoleArn",
    "ForceDeleteWithoutRecovery",
    "ForceOverwriteReplicaSecret",
    "KmsKeyId",
    "Name",
    "RecoveryWindowInDays",
    "RotateImmediately",
    "RotationLambdaARN",
    "Type",
    "VersionId",
    "VersionStage",
];

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        let all = match query.operation {
            "GetRandomPassword" | "ListSecrets" => vec![query.on("*")],
            "BatchGetSecretValue" => of_batch(query),
            "CreateSecret" => of_creation(cx, query)?,
            _ => match query.input.text("SecretId") {
                Some(id) => of_secret(cx, query, &id).await?,
                None => vec![query.on("*")],
            },
        };
        Ok(Access::Requires(all))
    })
}

/// Values are asked for one by one, when they are read.
fn of_batch(query: &AccessQuery<'_>) -> Vec<Required> {
    let mut all = vec![query.on("*")];
    if !query.input.texts("Filters").is_empty() {
        all.push(Required::new("secretsmanager:ListSecrets", "*"));
    }
    all
}

fn of_creation(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let name = query.input.text("Name").unwrap_or_default();
    let SecretId::Name(name) = SecretId::parse(&name)? else { return Err(errors::invalid_name()) };
    let arn = arn_of_none(cx, name.as_str())?;
    let main = with_request_keys(query.on(arn.as_str()), query);
    let Some(input) = query.input_as::<CreateSecretRequest>() else { return Ok(vec![main]) };
    let mut all = vec![main];
    let tags = input.tags.as_deref().unwrap_or_default();
    if !tags.is_empty() {
        all.push(Required::new("secretsmanager:TagResource", arn.as_str()));
    }
    let regions = input.add_replica_regions.as_deref().unwrap_or_default();
    if !regions.is_empty() {
        all.push(Required::new("secretsmanager:ReplicateSecretToRegions", arn));
    }
    Ok(all)
}

async fn of_secret(cx: &mut Cx<'_>, query: &AccessQuery<'_>, id: &str) -> ApiResult<Vec<Required>> {
    let id = SecretId::parse(id)?;
    let account = id.account().unwrap_or(cx.account());
    let outer = cx.enter(account);
    let found = look_up(cx, &id).await;
    let required = match found? {
        Some(secret) => on_secret(cx, query, &secret, account),
        None => {
            let name = id.name().map(|name| name.as_str().to_owned()).unwrap_or_default();
            Ok(query.on(arn_of_none(cx, &name)?).owned_by(account))
        }
    };
    cx.enter(outer);
    let mut all = vec![with_request_keys(required?, query)];
    all.extend(of_replication(cx, query, &all[0]).await?);
    if let Some(function) = query.input.text("RotationLambdaARN").filter(|arn| !arn.is_empty()) {
        all.push(Required::new("lambda:InvokeFunction", function));
    }
    Ok(all)
}

/// What operations on replicas in other accounts need besides.
async fn of_replication(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    main: &Required,
) -> ApiResult<Vec<Required>> {
    let like = |action: &'static str| Required { action: action.into(), ..main.clone() };
    match query.operation {
        "AssociateCrossAccountReplica" => {
            let arn = query.input.text("CrossAccountReplicaARN").unwrap_or_default();
            let mut all = vec![like("secretsmanager:GetSecretValue")];
            // What is no ARN of a secret the handler refuses.
            if cross_account::account_of(cx, &arn).is_ok() {
                let replica = cross_account::find(cx, &arn).await?;
                all.push(cross_account::accepting(cx, &arn, replica.as_ref())?);
            }
            Ok(all)
        }
        "StopReplicationToReplica" => {
            let id = SecretId::parse(&query.input.text("SecretId").unwrap_or_default())?;
            let found = look_up(cx, &id).await?;
            let abroad = found.is_some_and(|secret| secret.primary_abroad.is_some());
            Ok(abroad.then(|| like("secretsmanager:DeleteResourcePolicy")).into_iter().collect())
        }
        _ => Ok(Vec::new()),
    }
}

/// Where there is no secret, its ARN has no random characters yet: policies meet them with `*` or six `?`.
fn arn_of_none(cx: &Cx<'_>, name: &str) -> ApiResult<String> {
    Ok(cx.arn("secretsmanager", &format!("secret:{name}-??????"))?.to_string())
}

fn on_secret(
    cx: &Cx<'_>,
    query: &AccessQuery<'_>,
    secret: &Arc<Secret>,
    account: AccountId,
) -> ApiResult<Required> {
    let arn = secret.arn(cx)?;
    let mut main =
        query.on(arn.as_str()).owned_by(account).with_key("secretsmanager:SecretId", arn.as_str());
    if let Some(rotation) = &secret.rotation {
        main = main
            .with_key("secretsmanager:resource/AllowRotationLambdaArn", rotation.function.as_str());
    }
    if let Some(region) = filters::primary_region(secret, cx.region()) {
        main = main.with_key("secretsmanager:SecretPrimaryRegion", region);
    }
    let asks = secret.policy.as_deref().is_some_and(policy_asks_resource_tags);
    if query.wants_resource_tags || asks {
        let tags = || secret.tags.iter().flatten().map(|(key, value)| (&**key, &**value));
        main = main.with_tags(tags());
        for (key, value) in tags() {
            main = main.with_key(format!("secretsmanager:ResourceTag/{key}"), value);
        }
    }
    if let Some(text) = &secret.policy {
        let policy = cx.kernel().compiled(arn.as_str(), text)?;
        main = main.with_policy(policy, ResourceRule::Either);
    }
    Ok(main)
}

fn with_request_keys(mut required: Required, query: &AccessQuery<'_>) -> Required {
    for (name, text) in query.input.scalars(|name| KEYS.contains(&name)) {
        if name == "KmsKeyId" && text.starts_with("arn:") {
            required = required.with_key("secretsmanager:KmsKeyArn", text.as_str());
        }
        required = required.with_key(format!("secretsmanager:{name}"), text);
    }
    if query.input.knows("RotationRules") {
        let changes = !query.input.texts("RotationRules").is_empty();
        required = required.with_key("secretsmanager:ModifyRotationRules", changes);
    }
    if query.input.knows("AddReplicaRegions") {
        // Keys of the regions stand beside their names.
        let mut regions = query.input.texts("AddReplicaRegions");
        regions.retain(|text| Region::parse(text).is_some());
        if !regions.is_empty() {
            required = required.with_keys("secretsmanager:AddReplicaRegions", regions);
        }
    }
    required
}
