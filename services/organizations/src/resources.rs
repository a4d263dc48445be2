//! What each operation is about, as policies see it: ARNs of accounts, units, roots, policies, handshakes, and the keys
//! `organizations:PolicyType` and `organizations:ServicePrincipal`.
//! Ref: <https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsorganizations.html>

use kernel::{ApiResult, Cx, Members, Required};

use crate::ids::IdKind;
use crate::organization::Organization;
use crate::policies;
use crate::tables::{HANDSHAKES, RESOURCE_POLICIES};
use crate::tags;

const POLICY_TYPE: &str = "organizations:PolicyType";
const SERVICE_PRINCIPAL: &str = "organizations:ServicePrincipal";

/// Members of inputs that name what an operation is about.
const NAMING: [&str; 12] = [
    "PolicyId",
    "TargetId",
    "AccountId",
    "OrganizationalUnitId",
    "RootId",
    "ParentId",
    "ChildId",
    "SourceParentId",
    "DestinationParentId",
    "ResourceId",
    "Id",
    "HandshakeId",
];

/// Everything that policies must allow for a call; with the tags of what it is about when a policy asks for them.
pub(crate) async fn required(
    cx: &mut Cx<'_>,
    organization: &Organization,
    operation: &str,
    input: Members<'_>,
    wants_tags: bool,
) -> ApiResult<Vec<Required>> {
    let action = format!("organizations:{operation}");
    let keys = keys(cx, organization, operation, input).await?;
    let mut found = Vec::new();
    for id in NAMING.iter().filter_map(|member| input.text(member)) {
        let resource = arn_of(cx, organization, &id).await?;
        let tags = match wants_tags {
            true => tags::of(cx, organization, &id).await?,
            false => Vec::new(),
        };
        let tags = tags.iter().map(|(key, value)| (key.as_str(), value.as_str()));
        found.push(Required::new(action.clone(), resource).with_tags(tags));
    }
    if operation.ends_with("ResourcePolicy") {
        let policy = cx.get(&RESOURCE_POLICIES, &organization.id).await?;
        let id = policy.map_or_else(|| "*".to_owned(), |policy| policy.id);
        found.push(Required::new(action.clone(), organization.arn_in("resourcepolicy", &id)));
    }
    if operation == "InviteAccountToOrganization" {
        let target = input.texts("Target").into_iter().find(|text| is_account(text));
        let resource = target.map(|account| organization.account_arn(&account));
        found.extend(resource.map(|resource| Required::new(action.clone(), resource)));
    }
    if found.is_empty() {
        found.push(Required::new(action.clone(), "*"));
    }
    for required in &mut found {
        required.keys.extend(keys.iter().cloned());
    }
    // Whoever gives tags along needs to be allowed to.
    if operation != "TagResource" && !input.tags("Tags").is_empty() {
        let resource = found[0].resource.clone();
        found.push(Required::new("organizations:TagResource", resource));
    }
    Ok(found)
}

type Keys = Vec<(std::borrow::Cow<'static, str>, policy::Values)>;

/// Condition keys that are about the operation as a whole.
async fn keys(
    cx: &mut Cx<'_>,
    organization: &Organization,
    operation: &str,
    input: Members<'_>,
) -> ApiResult<Keys> {
    let mut keys = Keys::new();
    let named = match operation {
        "CreatePolicy" => input.text("Type"),
        "ListPolicies" | "ListPoliciesForTarget" => input.text("Filter"),
        _ => input.text("PolicyType"),
    };
    let kind = match (named, input.text("PolicyId")) {
        (Some(named), _) => Some(named),
        (None, Some(id)) => {
            let policy = policies::find(cx, organization, &id).await?;
            policy.map(|policy| policy.kind.as_str().to_owned())
        }
        (None, None) => None,
    };
    if let Some(kind) = kind {
        keys.push((POLICY_TYPE.into(), policy::Values::one(kind)));
    }
    if let Some(service) = input.text("ServicePrincipal") {
        keys.push((SERVICE_PRINCIPAL.into(), policy::Values::one(service)));
    }
    Ok(keys)
}

fn is_account(id: &str) -> bool {
    IdKind::of(id) == Some(IdKind::Account)
}

/// The ARN of what an id names; that it exists is not asked.
async fn arn_of(cx: &mut Cx<'_>, organization: &Organization, id: &str) -> ApiResult<String> {
    Ok(match IdKind::of(id) {
        Some(IdKind::Account) => organization.account_arn(id),
        Some(IdKind::Unit) => organization.arn_in("ou", id),
        Some(IdKind::Root) => organization.arn_in("root", id),
        Some(IdKind::ResourcePolicy) => organization.arn_in("resourcepolicy", id),
        Some(IdKind::Transfer) => organization.arn_in("transfer", &format!("billing/*/{id}")),
        Some(IdKind::Policy) => match policies::find(cx, organization, id).await? {
            Some(policy) => policy.arn(organization),
            None => organization.arn_in("policy", &format!("*/{id}")),
        },
        None => match cx.get(&HANDSHAKES, &id.to_owned()).await? {
            Some(handshake) => handshake.arn(),
            None => "*".to_owned(),
        },
    })
}

/// What an account outside of organizations calls: what it answers, it was sent.
pub(crate) async fn required_outside(
    cx: &mut Cx<'_>,
    operation: &str,
    input: Members<'_>,
) -> ApiResult<Vec<Required>> {
    let handshake = match input.text("HandshakeId") {
        Some(id) => cx.get(&HANDSHAKES, &id).await?,
        None => None,
    };
    let resource = handshake.map_or_else(|| "*".to_owned(), |handshake| handshake.arn());
    Ok(vec![Required::new(format!("organizations:{operation}"), resource)])
}
