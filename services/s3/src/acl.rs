//! Access control lists of buckets and objects: canned ones, grants in headers, and the document.
//!
//! What a list allows is in [`crate::acl_access`].
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html>

use gen_s3::{AccessControlPolicy, Grant as ApiGrant, Grantee as ApiGrantee};
use kernel::{AccountId, ApiResult};
use serde::{Deserialize, Serialize};

use crate::owner::canonical_id;
use crate::refusals::{self, invalid_value, malformed_acl};

/// Most grants of a list.
const MAX_GRANTS: usize = 100;

/// A list. Whose the thing is, the thing itself knows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Acl {
    /// `None`: the owner has full control and nobody else anything.
    pub(crate) grants: Option<Vec<Grant>>,
}

/// One line of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grant {
    pub(crate) grantee: Grantee,
    pub(crate) permission: Permission,
}

/// Who is granted something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Grantee {
    /// An account, by its canonical user id.
    Canonical(String),
    Group(Group),
}

/// Groups that S3 knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Group {
    AllUsers,
    AuthenticatedUsers,
    LogDelivery,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Permission {
    FullControl,
    Read,
    ReadAcp,
    Write,
    WriteAcp,
}

impl Group {
    const ALL: [(Group, &'static str); 3] = [
        (Group::AllUsers, "http://acs.amazonaws.com/groups/global/AllUsers"),
        (Group::AuthenticatedUsers, "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"),
        (Group::LogDelivery, "http://acs.amazonaws.com/groups/s3/LogDelivery"),
    ];

    fn uri(self) -> &'static str {
        Group::ALL.iter().find(|(group, _)| *group == self).map_or("", |(_, uri)| uri)
    }

    pub(crate) fn of_uri(uri: &str) -> Option<Group> {
        Group::ALL.iter().find(|(_, known)| *known == uri).map(|(group, _)| *group)
    }

    /// Whether members of it may be anybody.
    pub(crate) fn is_public(self) -> bool {
        matches!(self, Group::AllUsers | Group::AuthenticatedUsers)
    }
}

impl Permission {
    const ALL: [(Permission, &'static str); 5] = [
        (Permission::FullControl, "FULL_CONTROL"),
        (Permission::Read, "READ"),
        (Permission::ReadAcp, "READ_ACP"),
        (Permission::Write, "WRITE"),
        (Permission::WriteAcp, "WRITE_ACP"),
    ];

    fn name(self) -> &'static str {
        Permission::ALL.iter().find(|(one, _)| *one == self).map_or("", |(_, name)| name)
    }

    fn parse(name: &str) -> Option<Permission> {
        Permission::ALL.iter().find(|(_, known)| *known == name).map(|(one, _)| *one)
    }
}

impl Acl {
    /// The lines of the list.
    pub(crate) fn grants(&self, owner: AccountId) -> Vec<Grant> {
        self.grants.clone().unwrap_or_else(|| vec![full_control(owner)])
    }

    /// Whether only the owner has grants: what buckets that enforce their owner's ownership take.
    pub(crate) fn is_owner_alone(&self, owner: AccountId) -> bool {
        let own = Grantee::Canonical(canonical_id(owner));
        self.grants.iter().flatten().all(|grant| grant.grantee == own)
    }

    /// Whether anybody, or anybody with an account, is granted something.
    pub(crate) fn is_public(&self) -> bool {
        let public = |g: &Grant| matches!(g.grantee, Grantee::Group(group) if group.is_public());
        self.grants.iter().flatten().any(public)
    }

    /// As the API shows it.
    pub(crate) fn shown(&self, owner: AccountId) -> Vec<ApiGrant> {
        self.grants(owner).iter().map(Grant::shown).collect()
    }
}

impl Grant {
    fn shown(&self) -> ApiGrant {
        let grantee = match &self.grantee {
            Grantee::Canonical(id) => ApiGrantee {
                id: Some(id.clone()),
                r#type: "CanonicalUser".to_owned(),
                ..ApiGrantee::default()
            },
            Grantee::Group(group) => ApiGrantee {
                uri: Some(group.uri().to_owned()),
                r#type: "Group".to_owned(),
                ..ApiGrantee::default()
            },
        };
        ApiGrant { grantee: Some(grantee), permission: Some(self.permission.name().to_owned()) }
    }
}

fn full_control(owner: AccountId) -> Grant {
    Grant { grantee: Grantee::Canonical(canonical_id(owner)), permission: Permission::FullControl }
}

/// What a request says of an access control list.
#[derive(Clone, Debug, Default)]
pub(crate) struct AclInput<'a> {
    pub(crate) canned: Option<&'a str>,
    pub(crate) full_control: Option<&'a str>,
    pub(crate) read: Option<&'a str>,
    pub(crate) read_acp: Option<&'a str>,
    pub(crate) write: Option<&'a str>,
    pub(crate) write_acp: Option<&'a str>,
    pub(crate) document: Option<&'a AccessControlPolicy>,
}

/// What an input says of its access control list: `acl_input!(input)`.
macro_rules! acl_input {
    ($input:expr) => {
        $crate::acl::AclInput {
            canned: $input.acl.as_deref(),
            full_control: $input.grant_full_control.as_deref(),
            read: $input.grant_read.as_deref(),
            read_acp: $input.grant_read_acp.as_deref(),
            write_acp: $input.grant_write_acp.as_deref(),
            ..$crate::acl::AclInput::default()
        }
    };
}
pub(crate) use acl_input;

/// Whose the thing is, and whose the bucket.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Owners {
    pub(crate) own: AccountId,
    pub(crate) bucket: AccountId,
}

impl AclInput<'_> {
    fn headers(&self) -> [(&'static str, Permission, Option<&str>); 5] {
        [
            ("x-amz-grant-full-control", Permission::FullControl, self.full_control),
            ("x-amz-grant-read", Permission::Read, self.read),
            ("x-amz-grant-read-acp", Permission::ReadAcp, self.read_acp),
            ("x-amz-grant-write", Permission::Write, self.write),
            ("x-amz-grant-write-acp", Permission::WriteAcp, self.write_acp),
        ]
    }

    /// The list that the request gives; `None` when it gives none.
    pub(crate) fn parse(&self, owners: Owners) -> ApiResult<Option<Acl>> {
        let granted = self.headers().iter().any(|(_, _, value)| value.is_some());
        if self.canned.is_some() && granted {
            return Err(refusals::invalid_request(
                "Specifying both Canned ACLs and Header Grants is not allowed",
            ));
        }
        if self.document.is_some() && (self.canned.is_some() || granted) {
            return Err(refusals::unexpected_content());
        }
        if let Some(name) = self.canned {
            return canned(name, owners).map(Some);
        }
        if let Some(document) = self.document {
            return of_document(document, owners.own).map(Some);
        }
        if !granted {
            return Ok(None);
        }
        let mut grants = Vec::new();
        for (header, permission, value) in self.headers() {
            for grantee in grantees(header, value.unwrap_or_default())? {
                grants.push(Grant { grantee, permission });
            }
        }
        if grants.len() > MAX_GRANTS {
            return Err(malformed_acl());
        }
        Ok(Some(Acl { grants: Some(grants) }))
    }
}

/// Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#canned-acl>
fn canned(name: &str, owners: Owners) -> ApiResult<Acl> {
    let mut grants = vec![full_control(owners.own)];
    let to = |group, permission| Grant { grantee: Grantee::Group(group), permission };
    let bucket = Grantee::Canonical(canonical_id(owners.bucket));
    let own = owners.own == owners.bucket;
    match name {
        "private" | "aws-exec-read" => {}
        "public-read" => grants.push(to(Group::AllUsers, Permission::Read)),
        "public-read-write" => {
            grants.push(to(Group::AllUsers, Permission::Read));
            grants.push(to(Group::AllUsers, Permission::Write));
        }
        "authenticated-read" => grants.push(to(Group::AuthenticatedUsers, Permission::Read)),
        "bucket-owner-read" if !own => {
            grants.push(Grant { grantee: bucket, permission: Permission::Read });
        }
        "bucket-owner-full-control" if !own => {
            grants.push(Grant { grantee: bucket, permission: Permission::FullControl });
        }
        "bucket-owner-read" | "bucket-owner-full-control" => {}
        "log-delivery-write" => {
            grants.push(to(Group::LogDelivery, Permission::Write));
            grants.push(to(Group::LogDelivery, Permission::ReadAcp));
        }
        _ => return Err(invalid_value("", "x-amz-acl", name)),
    }
    // The usual list takes no room.
    Ok(Acl { grants: (grants.len() > 1).then_some(grants) })
}

/// `id="...", uri="http://...", emailAddress="..."`.
fn grantees(header: &str, value: &str) -> ApiResult<Vec<Grantee>> {
    let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts
        .map(|part| {
            let unread = || invalid_value("Argument format not recognized", header, part);
            let (kind, text) = part.split_once('=').ok_or_else(unread)?;
            let text = text.trim().trim_matches('"');
            match kind.trim() {
                "id" => canonical(text, "id"),
                "uri" => group(text, "uri"),
                "emailAddress" => Err(refusals::unresolvable_email(text)),
                _ => Err(unread()),
            }
        })
        .collect()
}

/// Which accounts there are is not known here: what could be an id counts as one.
fn canonical(id: &str, argument: &str) -> ApiResult<Grantee> {
    let good = id.len() == 64 && id.bytes().all(|b| b.is_ascii_hexdigit());
    match good {
        true => Ok(Grantee::Canonical(id.to_ascii_lowercase())),
        false => Err(invalid_value("Invalid id", argument, id)),
    }
}

fn group(uri: &str, argument: &str) -> ApiResult<Grantee> {
    let known = Group::of_uri(uri).map(Grantee::Group);
    known.ok_or_else(|| invalid_value("Invalid group uri", argument, uri))
}

fn of_document(document: &AccessControlPolicy, own: AccountId) -> ApiResult<Acl> {
    let owner = document.owner.as_ref().and_then(|owner| owner.id.as_deref());
    let (Some(owner), Some(given)) = (owner, &document.grants) else {
        return Err(malformed_acl());
    };
    if given.len() > MAX_GRANTS {
        return Err(malformed_acl());
    }
    if owner != canonical_id(own) {
        return Err(invalid_value("Invalid id", "CanonicalUser/ID", owner));
    }
    let grants: ApiResult<Vec<Grant>> = given.iter().map(of_grant).collect();
    Ok(Acl { grants: Some(grants?) })
}

/// A grant of a document, also of the logging configuration's.
pub(crate) fn of_grant(given: &ApiGrant) -> ApiResult<Grant> {
    let permission = given.permission.as_deref().and_then(Permission::parse);
    let (Some(permission), Some(grantee)) = (permission, &given.grantee) else {
        return Err(malformed_acl());
    };
    let grantee = match (grantee.r#type.as_str(), &grantee.id, &grantee.uri, &grantee.email_address)
    {
        ("CanonicalUser", Some(id), ..) => canonical(id, "CanonicalUser/ID"),
        ("Group", _, Some(uri), _) => group(uri, "Group/URI"),
        ("AmazonCustomerByEmail", .., Some(address)) => Err(refusals::unresolvable_email(address)),
        _ => Err(malformed_acl()),
    };
    Ok(Grant { grantee: grantee?, permission })
}

#[cfg(test)]
#[path = "acl/tests.rs"]
mod tests;
