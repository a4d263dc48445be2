//! What a call requires of policies: its action on the user, group, role, policy or other thing that it names, with its
//! path. The facts of authorization say which kind of thing an operation is about; here stands which member names it.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html>

use kernel::{Access, AccessQuery, ApiResult, BoxFuture, Cx, Principal, Required};
use policy::{Granted, Reach};

use crate::entity::{self, Entity};
use crate::groups::Group;
use crate::instance_profiles::InstanceProfile;
use crate::policies::{Managed, Policy};
use crate::roles::Role;
use crate::users::User;
use crate::{access_target as target, passwords, policies};

pub(crate) fn access<'a>(
    cx: &'a mut Cx<'_>,
    query: &'a AccessQuery<'a>,
) -> BoxFuture<'a, ApiResult<Access>> {
    Box::pin(async move { requires(cx, query).await.map(Access::Requires) })
}

/// Condition keys whose value is a member of the input.
const FROM_INPUT: [(&str, &str); 9] = [
    ("iam:AWSServiceName", "AWSServiceName"),
    ("iam:DelegationDuration", "SessionDuration"),
    ("iam:DelegationRequestOwner", "OwnerId"),
    ("iam:NotificationChannel", "NotificationChannel"),
    ("iam:OrganizationsPolicyId", "OrganizationsPolicyId"),
    ("iam:PolicyARN", "PolicyArn"),
    ("iam:ServiceSpecificCredentialAgeDays", "CredentialAgeDays"),
    ("iam:ServiceSpecificCredentialServiceName", "ServiceName"),
    ("iam:TemplateArn", "PolicyTemplateArn"),
];

/// A thing that an operation is about: its ARN, and what conditions can ask about it.
#[derive(Debug, Default)]
pub(crate) struct Thing {
    pub(crate) arn: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) boundary: Option<String>,
}

async fn requires(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Vec<Required>> {
    let action = authref::service("iam").and_then(|iam| iam.action(query.operation));
    let mut thing = None;
    for resource in action.iter().flat_map(|action| &action.resources) {
        thing = target::find(cx, query, resource.kind).await?;
        if thing.is_some() {
            break;
        }
    }
    let thing = thing.unwrap_or_else(|| target::listed(cx, query));
    let mut main = query.on(thing.arn.as_str());
    for key in action.iter().flat_map(|action| &action.keys) {
        if let Some((key, member)) = FROM_INPUT.iter().find(|(known, _)| known == key)
            && let Some(value) = query.input.text(member)
        {
            main = main.with_key(*key, value);
        }
        // The boundary that is given, or else the one that is there.
        if *key == "iam:PermissionsBoundary"
            && let Some(arn) = query.input.text("PermissionsBoundary").or(thing.boundary.clone())
        {
            main = main.with_key(*key, arn);
        }
    }
    if query.wants_resource_tags {
        for (key, value) in &thing.tags {
            main = main.with_key(format!("iam:ResourceTag/{key}"), value.clone());
        }
        main = main.with_tags(thing.tags.iter().map(|(k, v)| (k.as_str(), v.as_str())));
    }
    if ON_ONESELF.contains(&query.operation) {
        main = main.with_grant(may_change_password(cx).await?);
    }
    let tagging = tagging(query, &thing.arn);
    let mut all = vec![main];
    all.extend(further(cx, query).await?);
    all.extend(tagging);
    Ok(all)
}

/// What the account's password policy can let its users do: change their own passwords, and learn how they must be.
const ON_ONESELF: [&str; 2] = ["ChangePassword", "GetAccountPasswordPolicy"];

/// The permission that `AllowUsersToChangePassword` gives.
/// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html>
async fn may_change_password(cx: &mut Cx<'_>) -> ApiResult<Option<Granted>> {
    if cx.caller().user_name().is_none() {
        return Ok(None);
    }
    let policy = passwords::policy(cx).await?;
    let granted = || Granted { name: "AllowUsersToChangePassword".into(), reach: Reach::Issuer };
    Ok(policy.is_some_and(|policy| policy.users_may_change).then(granted))
}

/// Tags of what is to be made need a permission of their own.
fn tagging(query: &AccessQuery<'_>, arn: &str) -> Option<Required> {
    let made = query.operation.strip_prefix("Create");
    let made = made.or_else(|| query.operation.strip_prefix("Upload"))?;
    if !query.input.knows("Tags") || query.input.tags("Tags").is_empty() {
        return None;
    }
    let kind = if made == "VirtualMFADevice" { "MFADevice" } else { made };
    Some(Required::new(format!("iam:Tag{kind}"), arn))
}

/// What some operations require besides.
async fn further(cx: &mut Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Option<Required>> {
    let text = |member: &str| query.input.text(member);
    Ok(match query.operation {
        // The role goes to instances.
        "AddRoleToInstanceProfile" => {
            let role = target::find(cx, query, "role").await?;
            role.map(|role| {
                Required::new("iam:PassRole", role.arn)
                    .with_key("iam:PassedToService", "ec2.amazonaws.com")
            })
        }
        // "You must have permissions on both the source and the target."
        "UpdateUser" | "UpdateGroup" | "UpdateServerCertificate" => {
            let (kind, name) = match query.operation {
                "UpdateUser" => ("user", "UserName"),
                "UpdateGroup" => ("group", "GroupName"),
                _ => ("server-certificate", "ServerCertificateName"),
            };
            let before = target::find(cx, query, kind).await?.map(|thing| thing.arn);
            let path = text("NewPath");
            let name = text(&format!("New{name}"));
            before
                .and_then(|arn| target::moved(&arn, kind, path.as_deref(), name.as_deref()))
                .map(|arn| query.on(arn))
        }
        _ => None,
    })
}

/// What conditions can ask about an entity of IAM.
pub(crate) trait Conditioned: Entity {
    fn tags(&self) -> &[(String, String)];
    fn boundary(&self) -> Option<&String>;
}

macro_rules! conditioned {
    ($($entity:ident, $tags:expr, $boundary:expr;)*) => {$(
        impl Conditioned for $entity {
            fn tags(&self) -> &[(String, String)] {
                let tags: fn(&Self) -> &[(String, String)] = $tags;
                tags(self)
            }
            fn boundary(&self) -> Option<&String> {
                let boundary: fn(&Self) -> Option<&String> = $boundary;
                boundary(self)
            }
        }
    )*};
}
conditioned! {
    User, |user| &user.tags, |user| user.boundary.as_ref();
    Role, |role| &role.tags, |role| role.boundary.as_ref();
    InstanceProfile, |profile| &profile.tags, |_| None;
    Policy, |policy| &policy.tags, |_| None;
    Group, |_| &[], |_| None;
}

/// The entity called `name`. One that is not there has the path that the request gives it, or none.
pub(crate) async fn of_entity<E: Conditioned>(
    cx: &mut Cx<'_>,
    name: &str,
    path: Option<&str>,
) -> ApiResult<Thing> {
    // What is to be made is not what is there under the name.
    let found = if path.is_none() { entity::get::<E>(cx, name).await? } else { None };
    Ok(match found {
        Some(entity) => Thing {
            arn: entity.arn(cx),
            tags: entity.tags().to_vec(),
            boundary: entity.boundary().cloned(),
        },
        None => {
            let arn = entity::arn_of(cx, E::KIND, path.unwrap_or("/"), name);
            Thing { arn, ..Thing::default() }
        }
    })
}

/// The managed policy with this ARN, whatever it says.
pub(crate) async fn of_policy(cx: &mut Cx<'_>, arn: String) -> ApiResult<Thing> {
    let found =
        if arn.parse::<kernel::Arn>().is_ok() { policies::get(cx, &arn).await? } else { None };
    let tags = match found {
        Some(Managed::Own(policy)) => policy.tags,
        _ => Vec::new(),
    };
    Ok(Thing { arn, tags, boundary: None })
}

/// The user that calls, where an operation is about that user unless it names another.
pub(crate) async fn of_caller(cx: &mut Cx<'_>) -> ApiResult<Option<Thing>> {
    if let Some(name) = cx.caller().user_name() {
        return of_entity::<User>(cx, name, None).await.map(Some);
    }
    let root = matches!(cx.caller().principal, Principal::Root);
    let arn = cx.caller().arn(cx.region());
    Ok(root.then(|| Thing { arn, ..Thing::default() }))
}
