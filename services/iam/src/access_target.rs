//! Which thing a call is about, by the kind that the facts of authorization give and the members of the input.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use kernel::{AccessQuery, ApiResult, Cx, KeyOwner};

use crate::access::{Thing, of_caller, of_entity, of_policy};
use crate::groups::Group;
use crate::instance_profiles::InstanceProfile;
use crate::names::split_resource;
use crate::policies::Policy;
use crate::roles::Role;
use crate::service_linked::ServiceLinked;
use crate::users::User;
use crate::{mfa, oidc_providers, saml_providers, server_certificates};

/// Kinds whose things a member names by ARN or serial number.
const BY_ARN: [(&str, &str); 4] = [
    ("mfa", "SerialNumber"),
    ("sms-mfa", "SerialNumber"),
    ("oidc-provider", "OpenIDConnectProviderArn"),
    ("saml-provider", "SAMLProviderArn"),
];

/// Kinds whose things are named by a member, and where a path may stand.
const BY_NAME: [(&str, &str, Option<&str>); 5] = [
    ("mfa", "VirtualMFADeviceName", Some("Path")),
    ("saml-provider", "Name", None),
    ("server-certificate", "ServerCertificateName", Some("Path")),
    ("delegation-request", "DelegationRequestId", None),
    ("access-report", "EntityPath", None),
];

/// The thing of a kind that a call is about; `None` when it names none.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    query: &AccessQuery<'_>,
    kind: &str,
) -> ApiResult<Option<Thing>> {
    let text = |member: &str| query.input.text(member);
    let new = query.operation.starts_with("Create");
    let path = new.then(|| text("Path").unwrap_or_else(|| "/".to_owned()));
    let path = path.as_deref();
    // Operations about whatever an ARN names.
    if matches!(kind, "user" | "group" | "role" | "policy")
        && let Some(arn) = text("PolicySourceArn").or_else(|| text("Arn"))
    {
        return Ok(Some(Thing { arn, ..Thing::default() }));
    }
    match kind {
        "user" => match text("UserName") {
            Some(name) => {
                of_entity::<User>(cx, &name, path_of_new(query, "User", path)).await.map(Some)
            }
            None => user_unnamed(cx, query).await,
        },
        "group" => match text("GroupName") {
            Some(name) => of_entity::<Group>(cx, &name, path).await.map(Some),
            None => Ok(None),
        },
        "role" => match text("RoleName") {
            Some(name) => of_entity::<Role>(cx, &name, path).await.map(Some),
            None => Ok(service_linked(cx, query)),
        },
        "instance-profile" => match text("InstanceProfileName") {
            Some(name) => of_entity::<InstanceProfile>(cx, &name, path).await.map(Some),
            None => Ok(None),
        },
        "policy" if query.operation == "CreatePolicy" => match text("PolicyName") {
            Some(name) => of_entity::<Policy>(cx, &name, path).await.map(Some),
            None => Ok(None),
        },
        "policy" => match text("PolicyArn") {
            Some(arn) => of_policy(cx, arn).await.map(Some),
            None => Ok(None),
        },
        "server-certificate" if query.operation != "UploadServerCertificate" => {
            match text("ServerCertificateName") {
                Some(name) => server_certificate(cx, &name).await.map(Some),
                None => Ok(None),
            }
        }
        _ => match by_member(cx, query, kind) {
            Some(arn) => {
                let tags = tags_of(cx, kind, &arn).await?;
                Ok(Some(Thing { arn, tags, boundary: None }))
            }
            None => Ok(None),
        },
    }
}

/// Operations such as CreateAccessKey make something of a user who is there.
fn path_of_new<'p>(query: &AccessQuery<'_>, kind: &str, path: Option<&'p str>) -> Option<&'p str> {
    path.filter(|_| query.operation.strip_prefix("Create") == Some(kind))
}

/// Whom an operation is about that names no user: whose access key it names, or who calls.
async fn user_unnamed(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Option<Thing>> {
    if query.operation == "GetAccessKeyLastUsed"
        && let Some(id) = query.input.text("AccessKeyId")
    {
        let key = cx.stored_access_key(&id).await?;
        return Ok(key.and_then(|key| match key.owner {
            KeyOwner::User { arn, .. } => Some(Thing { arn: arn.to_string(), ..Thing::default() }),
            KeyOwner::Root => None,
        }));
    }
    of_caller(cx).await
}

/// Service-linked roles are made, and their deletion is watched, by the service's name.
fn service_linked(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Option<Thing> {
    let place = match query.input.text("DeletionTaskId") {
        Some(task) => format!("/{}", task.strip_prefix("task/")?.rsplit_once('/')?.0),
        None => {
            let role = ServiceLinked::of(&query.input.text("AWSServiceName")?).ok()?;
            let name = role.name(query.input.text("CustomSuffix").as_deref()).ok()?;
            format!("{}{name}", role.path())
        }
    };
    Some(thing(cx, &format!("role{place}")))
}

/// What a listing is about: the path that it asks for. Where the kind has no paths, and for everything else that names
/// nothing, all that there is.
pub(crate) fn listed(cx: &Cx<'_>, query: &AccessQuery<'_>) -> Thing {
    let kind = match query.operation {
        "ListGroups" => "group",
        "ListInstanceProfiles" => "instance-profile",
        "ListPolicies" => "policy",
        "ListRoles" => "role",
        "ListServerCertificates" => "server-certificate",
        "ListUsers" => "user",
        _ => return Thing { arn: "*".to_owned(), ..Thing::default() },
    };
    let path = query.input.text("PathPrefix").unwrap_or_else(|| "/".to_owned());
    thing(cx, &format!("{kind}{path}"))
}

/// The ARN of what a member names by ARN, or by name and path.
fn by_member(cx: &Cx<'_>, query: &AccessQuery<'_>, kind: &str) -> Option<String> {
    let text = |member: &str| query.input.text(member);
    let by_arn = BY_ARN.iter().filter(|(known, _)| *known == kind);
    if let Some(arn) = by_arn.filter_map(|(_, member)| text(member)).next() {
        return Some(arn);
    }
    if kind == "oidc-provider" {
        let url = text("Url")?;
        let name = url.strip_prefix("https://").unwrap_or(&url).to_owned();
        return Some(arn_of(cx, &format!("{kind}/{name}")));
    }
    let by_name = BY_NAME.iter().find(|(known, ..)| *known == kind)?;
    let name = text(by_name.1)?;
    let path = by_name.2.and_then(text).unwrap_or_else(|| "/".to_owned());
    Some(arn_of(cx, &format!("{kind}{path}{name}")))
}

/// The tags of a device or provider; those of what is not there are none.
async fn tags_of(cx: &mut Cx<'_>, kind: &str, arn: &str) -> ApiResult<Vec<(String, String)>> {
    Ok(match kind {
        "mfa" | "sms-mfa" => existing(mfa::find(cx, arn).await)?.map(|device| device.tags),
        "oidc-provider" => existing(oidc_providers::find(cx, arn).await)?.map(|found| found.tags),
        "saml-provider" => existing(saml_providers::find(cx, arn).await)?.map(|found| found.tags),
        _ => None,
    }
    .unwrap_or_default())
}

async fn server_certificate(cx: &mut Cx<'_>, name: &str) -> ApiResult<Thing> {
    let found = existing(server_certificates::find(cx, name).await)?;
    let path = found.as_ref().map_or("/", |certificate| &certificate.path);
    let arn = arn_of(cx, &format!("server-certificate{path}{name}"));
    let tags = found.map(|certificate| certificate.tags).unwrap_or_default();
    Ok(Thing { arn, tags, boundary: None })
}

/// What was found, if it was.
fn existing<T>(found: ApiResult<T>) -> ApiResult<Option<T>> {
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.query_code() == "NoSuchEntity" => Ok(None),
        Err(error) => Err(error),
    }
}

fn arn_of(cx: &Cx<'_>, resource: &str) -> String {
    format!("arn:{}:iam::{}:{resource}", cx.partition(), cx.account())
}

fn thing(cx: &Cx<'_>, resource: &str) -> Thing {
    Thing { arn: arn_of(cx, resource), ..Thing::default() }
}

/// The ARN of something of `kind` under another path or name; `None` when neither changes.
pub(crate) fn moved(
    arn: &str,
    kind: &str,
    path: Option<&str>,
    name: Option<&str>,
) -> Option<String> {
    if path.is_none() && name.is_none() {
        return None;
    }
    let before = arn.parse::<kernel::Arn>().ok()?;
    let (old_path, old_name) = split_resource(before.resource(), kind)?;
    let head = &arn[..arn.len() - before.resource().len()];
    Some(format!("{head}{kind}{}{}", path.unwrap_or(old_path), name.unwrap_or(old_name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_moves_has_another_arn() {
        let arn = "arn:aws:iam::000000000000:user/a/bob";
        for (path, name, expected) in [
            (None, None, None),
            (Some("/b/"), None, Some("arn:aws:iam::000000000000:user/b/bob")),
            (None, Some("eve"), Some("arn:aws:iam::000000000000:user/a/eve")),
            (Some("/"), Some("eve"), Some("arn:aws:iam::000000000000:user/eve")),
        ] {
            assert_eq!(moved(arn, "user", path, name).as_deref(), expected);
        }
    }
}
