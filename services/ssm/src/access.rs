//! What a call requires of policies: its action on each parameter that it names. A parameter's own policy takes part,
//! also for callers of other accounts, who name it by its ARN.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-access.html>

use kernel::{
    Access, AccessQuery, AccountId, ApiResult, Arn, BoxFuture, Cx, Required,
    policy_asks_resource_tags,
};
use policy::ResourceRule;

use crate::name::{self, ParameterKey};
use crate::reference::{PUBLIC, Place, Reference, SECRETS};
use crate::tables::PARAMETERS;
use crate::{errors, filters, limits, read, settings};

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move {
        let text = |member: &str| query.input.text(member).unwrap_or_default();
        Ok(Access::Requires(match query.operation {
            "GetParameter" | "GetParameterHistory" => {
                vec![referred(cx, query, &text("Name")).await?]
            }
            "GetParameters" => {
                let mut all = Vec::new();
                for name in query.input.texts("Names") {
                    all.push(referred(cx, query, &name).await?);
                }
                all
            }
            "DeleteParameters" => {
                let mut all = Vec::new();
                for name in query.input.texts("Names") {
                    all.push(named(cx, query, &name).await?);
                }
                all
            }
            "GetParametersByPath" => vec![path(cx, query, &text("Path"))?],
            "PutParameter" => put(cx, query, &text("Name")).await?,
            "DescribeParameters" => vec![query.on(cx.arn("ssm", "*")?.as_str())],
            "GetServiceSetting" | "ResetServiceSetting" | "UpdateServiceSetting" => {
                let id = settings::id_of(&text("SettingId"));
                vec![query.on(cx.arn("ssm", &format!("servicesetting{id}"))?.as_str())]
            }
            "PutResourcePolicy" | "GetResourcePolicies" | "DeleteResourcePolicy" => {
                vec![by_arn(cx, query, &text("ResourceArn")).await?]
            }
            "AddTagsToResource" | "ListTagsForResource" | "RemoveTagsFromResource" => {
                let (kind, id) = (text("ResourceType"), text("ResourceId"));
                match kind.as_str() {
                    _ if id.len() > limits::ARN => return Err(errors::resource_id()),
                    "Parameter" if name::existing(&id).is_err() => {
                        return Err(errors::resource_id());
                    }
                    "Parameter" => vec![named(cx, query, &id).await?],
                    other => vec![query.on(other_resource(cx, other, &id)?)],
                }
            }
            _ => vec![named(cx, query, &text("Name")).await?],
        }))
    })
}

/// A parameter that is named as readers name them; what it cannot be is for the handler to say.
async fn referred(cx: &mut Cx<'_>, query: &AccessQuery<'_>, text: &str) -> ApiResult<Required> {
    let reference = Reference::parse(cx, text)?;
    let owner = read::owner(cx, &reference);
    match &reference.place {
        Place::Stored(key) => stored(cx, query, owner, key).await,
        Place::Public(key) => {
            let (partition, region) = (cx.partition(), cx.region());
            Ok(query.on(format!("arn:{partition}:ssm:{region}::parameter{key}")))
        }
        Place::Secret(secret) => {
            Ok(query.on(cx.arn("ssm", &format!("parameter{SECRETS}{secret}"))?.as_str()))
        }
    }
}

/// A parameter of the caller's account, by name.
async fn named(cx: &mut Cx<'_>, query: &AccessQuery<'_>, name: &str) -> ApiResult<Required> {
    let (account, key) = (cx.account(), name::existing(name)?);
    stored(cx, query, account, &key).await
}

async fn stored(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    owner: AccountId,
    key: &ParameterKey,
) -> ApiResult<Required> {
    let outer = cx.enter(owner);
    let arn = key.arn(cx);
    let found = cx.get_shared(&PARAMETERS, key).await;
    cx.enter(outer);
    let (arn, found) = (arn?, found?);
    let mut required = query.on(arn.as_str()).owned_by(owner);
    let Some(parameter) = found else { return Ok(required) };
    let policy = parameter.sharing.as_ref().map(|sharing| sharing.text.as_str());
    if query.wants_resource_tags || policy.is_some_and(policy_asks_resource_tags) {
        let tags = &parameter.tags;
        for (key, value) in tags {
            // AWS knows the tags of parameters by its own key, too.
            required = required.with_key(format!("ssm:resourceTag/{key}"), value.as_str());
        }
        required = required.with_tags(tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    match policy {
        Some(text) => {
            let policy = cx.kernel().compiled(arn.as_str(), text)?;
            Ok(required.with_policy(policy, ResourceRule::Either))
        }
        None => Ok(required),
    }
}

/// Whoever may read a path may read all below it.
fn path(cx: &Cx<'_>, query: &AccessQuery<'_>, path: &str) -> ApiResult<Required> {
    let recursive = query.input.text("Recursive").unwrap_or_else(|| "false".to_owned());
    let path = path.trim();
    if !filters::is_path(path) || path.len() > limits::ARN {
        return Err(errors::invalid_path());
    }
    let path = if path.len() > 1 { path.trim_end_matches('/') } else { path };
    let arn = match path.starts_with(PUBLIC) {
        true => format!("arn:{}:ssm:{}::parameter{path}", cx.partition(), cx.region()),
        false => cx.arn("ssm", &format!("parameter{path}"))?.into(),
    };
    Ok(query.on(arn).with_key("ssm:Recursive", recursive))
}

async fn put(cx: &mut Cx<'_>, query: &AccessQuery<'_>, name: &str) -> ApiResult<Vec<Required>> {
    let overwrite = query.input.text("Overwrite").unwrap_or_else(|| "false".to_owned());
    let mut main = named(cx, query, name).await?.with_key("ssm:Overwrite", overwrite);
    if let Some(policies) = query.input.text("Policies") {
        main = main.with_key("ssm:Policies", policies);
    }
    let tagging = Required { action: "ssm:AddTagsToResource".into(), ..main.clone() };
    let tags = !query.input.tags("Tags").is_empty();
    Ok(if tags { vec![main, tagging] } else { vec![main] })
}

/// A resource that is named by its ARN, whatever it is.
async fn by_arn(cx: &mut Cx<'_>, query: &AccessQuery<'_>, text: &str) -> ApiResult<Required> {
    let Ok(arn) = text.parse::<Arn>() else { return Ok(query.on("*")) };
    let Some(owner) = AccountId::parse(arn.account()) else { return Ok(query.on(text)) };
    let name = arn.resource().strip_prefix("parameter/");
    let here = arn.service() == "ssm" && arn.region() == cx.region().as_str();
    match name.filter(|_| here) {
        Some(name) => stored(cx, query, owner, &ParameterKey::of(name)).await,
        None => Ok(query.on(text).owned_by(owner)),
    }
}

/// The ARN of what AWS tags beside parameters.
fn other_resource(cx: &Cx<'_>, kind: &str, id: &str) -> ApiResult<String> {
    let word = match kind {
        "Document" => "document",
        "ManagedInstance" => "managed-instance",
        "MaintenanceWindow" => "maintenancewindow",
        "PatchBaseline" => "patchbaseline",
        "OpsItem" => "opsitem",
        "OpsMetadata" => "opsmetadata",
        "Automation" => "automation-execution",
        "Association" => "association",
        _ => "cloud-connector",
    };
    Ok(cx.arn("ssm", &format!("{word}/{id}"))?.into())
}
