//! S3 Access Grants: who may have credentials for which prefixes. An instance for each account and region holds locations,
//! each with the role that reaches it, and grants below them; whoever holds a grant gets a session of that role, narrowed
//! to the grant.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants.html>

pub(crate) mod errors;
pub(crate) mod pages;
pub(crate) mod scope;
pub(crate) mod session;
pub(crate) mod tagged;

use gen_s3control::Grantee as ShownGrantee;
use kernel::{AccountId, ApiResult, Arn, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::limits;
use crate::tables::{
    ACCESS_GRANTS, ACCESS_GRANTS_INSTANCES, ACCESS_GRANTS_LOCATIONS, ACCESS_GRANTS_TO,
};

/// Who assumes the roles of locations.
pub(crate) const PRINCIPAL: &str = "access-grants.s3.amazonaws.com";

/// The id of an instance, and of the location `s3://`.
pub(crate) const DEFAULT: &str = "default";

/// (account, region) of an instance.
pub(crate) type InstanceKey = (String, String);

/// (account, region, id) of a location or a grant.
pub(crate) type EntryKey = (String, String, String);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) created: Timestamp,
    pub(crate) policy: Option<InstancePolicy>,
    pub(crate) tags: Vec<(String, String)>,
}

/// Which other accounts may ask an instance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct InstancePolicy {
    /// As it was given.
    pub(crate) text: String,
    pub(crate) organization: Option<String>,
    pub(crate) created: Timestamp,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Location {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    /// `s3://`, `s3://bucket` or `s3://bucket/prefix*`.
    pub(crate) scope: String,
    pub(crate) role: String,
    pub(crate) tags: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) id: String,
    pub(crate) created: Timestamp,
    pub(crate) location: String,
    /// As it was given.
    pub(crate) sub_prefix: Option<String>,
    /// What it is about: `s3://bucket/prefix*`, or an object.
    pub(crate) scope: String,
    /// The ARN of a user or role.
    pub(crate) grantee: String,
    pub(crate) permission: Permission,
    pub(crate) tags: Vec<(String, String)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Permission {
    Read,
    Write,
    ReadWrite,
}

impl Permission {
    pub(crate) fn parse(text: &str) -> Option<Permission> {
        Some(match text {
            "READ" => Permission::Read,
            "WRITE" => Permission::Write,
            "READWRITE" => Permission::ReadWrite,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Permission::Read => "READ",
            Permission::Write => "WRITE",
            Permission::ReadWrite => "READWRITE",
        }
    }

    pub(crate) fn reads(self) -> bool {
        self != Permission::Write
    }

    pub(crate) fn writes(self) -> bool {
        self != Permission::Read
    }

    /// Whether who has this has `asked`, too.
    pub(crate) fn covers(self, asked: Permission) -> bool {
        self == Permission::ReadWrite || self == asked
    }
}

impl Grant {
    pub(crate) fn shown_grantee(&self) -> ShownGrantee {
        ShownGrantee {
            grantee_type: Some("IAM".to_owned()),
            grantee_identifier: Some(self.grantee.clone()),
        }
    }
}

/// The ARN of the instance, of a location or of a grant: `tail` is empty, `/location/ID` or `/grant/ID`.
pub(crate) fn arn(region: &Region, account: AccountId, tail: &str) -> String {
    format!("arn:{}:s3:{region}:{account}:access-grants/{DEFAULT}{tail}", region.partition())
}

/// The same, where the call acts.
pub(crate) fn arn_here(cx: &Cx<'_>, tail: &str) -> String {
    arn(cx.region(), cx.account(), tail)
}

pub(crate) fn location_arn(cx: &Cx<'_>, id: &str) -> String {
    arn_here(cx, &format!("/location/{id}"))
}

pub(crate) fn grant_arn(cx: &Cx<'_>, id: &str) -> String {
    arn_here(cx, &format!("/grant/{id}"))
}

/// Where the account's instance lies.
pub(crate) fn place(cx: &Cx<'_>) -> InstanceKey {
    (cx.account().as_str().to_owned(), cx.region().to_string())
}

/// Where one of its locations or grants lies.
pub(crate) fn entry(cx: &Cx<'_>, id: &str) -> EntryKey {
    let (account, region) = place(cx);
    (account, region, id.to_owned())
}

/// The instance, which must be there.
pub(crate) async fn instance(cx: &mut Cx<'_>) -> ApiResult<Instance> {
    let place = place(cx);
    cx.get(&ACCESS_GRANTS_INSTANCES, &place).await?.ok_or_else(errors::no_instance)
}

pub(crate) async fn location(cx: &mut Cx<'_>, id: &str) -> ApiResult<Location> {
    instance(cx).await?;
    let key = entry(cx, id);
    cx.get(&ACCESS_GRANTS_LOCATIONS, &key).await?.ok_or_else(errors::no_location)
}

pub(crate) async fn grant(cx: &mut Cx<'_>, id: &str) -> ApiResult<Grant> {
    instance(cx).await?;
    let key = entry(cx, id);
    cx.get(&ACCESS_GRANTS, &key).await?.ok_or_else(errors::no_grant)
}

/// The role of a location: one of this account, and there.
pub(crate) async fn role(cx: &mut Cx<'_>, text: &str) -> ApiResult<Arn> {
    let arn: Arn = text.parse().map_err(|_| errors::invalid_role())?;
    let own = arn.service() == "iam"
        && arn.account() == cx.account().as_str()
        && arn.resource().starts_with("role/");
    let there = own && (!cx.knows_identities() || cx.role_facts(&arn).await?.is_some());
    if there { Ok(arn) } else { Err(errors::invalid_role()) }
}

/// What grants name the caller by: the user, or the role of the session.
pub(crate) fn grantee_of_caller(cx: &Cx<'_>) -> String {
    let caller = cx.caller();
    match caller.session.as_deref() {
        Some(session) => session.issuer.to_string(),
        None => caller.arn(cx.region()),
    }
}

/// What somebody was granted, by id.
pub(crate) async fn held_by(cx: &mut Cx<'_>, grantee: &str) -> ApiResult<Vec<Grant>> {
    let range = cx.rows(&ACCESS_GRANTS_TO).prefix(&entry(cx, grantee));
    let rows = cx.range(&ACCESS_GRANTS_TO, &range, limits::MAX_GRANTS_OF_ONE).await?;
    let mut held = Vec::with_capacity(rows.len());
    for ((_, _, _, id), ()) in rows {
        let key = entry(cx, &id);
        held.extend(cx.get(&ACCESS_GRANTS, &key).await?);
    }
    Ok(held)
}
