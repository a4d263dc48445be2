//! What an analyzer would find of a proposed configuration.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-access-preview.html>

use gen_accessanalyzer::values::{acl_permission, finding_source_type};
use kernel::{AccountId, ApiResult, Arn, Cx};
use policy::PolicyDocument;

use super::configuration::{Acl, Block, Proposed};
use crate::external::{self, Subject};
use crate::finding::{Details, External, Found};
use crate::zone::Zone;
use crate::{facts, scan, sources};

/// Groups of everybody, in access control lists.
const ALL_USERS: &str = "http://acs.amazonaws.com/groups/global/AllUsers";
const ALL_ACCOUNTS: &str = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

/// `None` when a policy cannot be read.
pub(super) async fn found(
    cx: &mut Cx<'_>,
    arn: &str,
    proposed: &Proposed,
    zone: &Zone,
) -> ApiResult<Option<Vec<Found>>> {
    let owner = match arn.parse::<Arn>() {
        Ok(parsed) => AccountId::parse(parsed.account()),
        Err(_) => None,
    };
    // ARNs of buckets tell no account.
    let owner = owner.unwrap_or(cx.account());
    let member = cx.membership(owner).await?;
    let restricted = member.as_ref().is_some_and(|member| !member.resource_control.is_empty());
    let organization = member.map(|member| (member.organization, member.path));
    let judged = Judged { arn, owner, organization, zone, now: cx.now() };
    let externals = match proposed {
        Proposed::Policy { policy, .. } => {
            let text = match policy {
                Some(text) => Some(text.clone()),
                None => sources::find(cx, arn).await?.and_then(|(_, resource)| resource.policy),
            };
            judged.of_policies(proposed.resource_type(), text.iter())
        }
        Proposed::Key { policies } => {
            let texts = policies.iter().flatten().map(|(_, text)| text);
            judged.of_policies(proposed.resource_type(), texts)
        }
        Proposed::Bucket { policy, acl, block } => {
            judged.of_bucket(policy.as_ref(), acl.as_deref().unwrap_or_default(), *block)
        }
        Proposed::Snapshot { lists, .. } => Some(judged.of_lists(lists)),
    };
    let restriction = scan::restriction(restricted);
    let found = |external: External| Found {
        resource: arn.to_owned(),
        resource_type: proposed.resource_type().to_owned(),
        owner: owner.to_string(),
        details: Details::External(External { restriction: restriction.to_owned(), ..external }),
        error: None,
    };
    Ok(externals.map(|externals| externals.into_iter().map(found).collect()))
}

struct Judged<'a> {
    arn: &'a str,
    owner: AccountId,
    organization: Option<(String, String)>,
    zone: &'a Zone,
    now: kernel::Timestamp,
}

impl Judged<'_> {
    fn of_policies<'t>(
        &self,
        kind: &str,
        texts: impl Iterator<Item = &'t String>,
    ) -> Option<Vec<External>> {
        let mut all = Vec::new();
        // An empty policy is none.
        for text in texts.filter(|text| !text.trim().is_empty()) {
            let document = PolicyDocument::parse(text).ok()?;
            let subject = Subject {
                resources: resources(self.arn, kind),
                owner: self.owner,
                organization: self.organization.clone(),
                document: &document,
                trust: kind == "AWS::IAM::Role",
                actions: &facts::actions_on(kind),
                now: self.now,
            };
            all.extend(external::analyze(&subject, self.zone));
        }
        Some(all)
    }

    fn of_bucket(
        &self,
        policy: Option<&String>,
        acl: &[Acl],
        block: Option<Block>,
    ) -> Option<Vec<External>> {
        let mut all = self.of_policies("AWS::S3::Bucket", policy.into_iter())?;
        for external in &mut all {
            external.source = Some(finding_source_type::POLICY.to_owned());
        }
        // A public policy of a restricted bucket lets in the owner's account and services alone.
        if block.is_some_and(|block| block.restrict) && all.iter().any(|external| external.public) {
            all.clear();
        }
        let ignored = block.is_some_and(|block| block.ignore_acls);
        let granted = acl.iter().filter_map(grant);
        all.extend(granted.filter(|external| !(ignored && external.public)));
        Some(all)
    }

    fn of_lists(&self, lists: &[(String, Vec<String>)]) -> Vec<External> {
        let ids = lists.iter().flat_map(|(_, ids)| ids);
        let outside = ids.filter(|id| !self.zone.trusts(id));
        let external = |id: &String| External {
            principal: ("AWS".to_owned(), if id == "all" { "*".to_owned() } else { id.clone() }),
            public: id == "all",
            ..External::default()
        };
        outside.map(external).collect()
    }
}

/// The resource, and one that lies in it.
pub(crate) fn resources(arn: &str, kind: &str) -> Vec<String> {
    let inner = match kind {
        "AWS::S3::Bucket" => Some(format!("{arn}/any")),
        "AWS::DynamoDB::Table" => Some(format!("{arn}/index/any")),
        _ => None,
    };
    [arn.to_owned()].into_iter().chain(inner).collect()
}

fn grant(acl: &Acl) -> Option<External> {
    let everybody = acl.group && (acl.grantee == ALL_USERS || acl.grantee == ALL_ACCOUNTS);
    let principal = match (acl.group, everybody) {
        (false, _) => ("CanonicalUser".to_owned(), acl.grantee.clone()),
        (true, true) => ("AWS".to_owned(), "*".to_owned()),
        // Other groups are of AWS itself: log delivery.
        (true, false) => return None,
    };
    let read = ["s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"];
    let actions: Vec<&str> = match acl.permission.as_str() {
        acl_permission::READ => read.to_vec(),
        acl_permission::WRITE => vec!["s3:DeleteObject", "s3:PutObject"],
        acl_permission::READ_ACP => vec!["s3:GetBucketAcl"],
        acl_permission::WRITE_ACP => vec!["s3:PutBucketAcl"],
        _ => [
            &["s3:DeleteObject", "s3:GetBucketAcl"][..],
            &read[..],
            &["s3:PutBucketAcl", "s3:PutObject"][..],
        ]
        .concat(),
    };
    Some(External {
        principal,
        actions: actions.into_iter().map(str::to_owned).collect(),
        public: everybody,
        source: Some(finding_source_type::BUCKET_ACL.to_owned()),
        ..External::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bucket(policy: &str, acl: &[(&str, &str)], block: Option<(bool, bool)>) -> Vec<String> {
        let zone = Zone {
            accounts: vec![AccountId::parse("111122223333").expect("an account")],
            organization: None,
        };
        let judged = Judged {
            arn: "arn:aws:s3:::b",
            owner: zone.accounts[0],
            organization: None,
            zone: &zone,
            now: kernel::Timestamp::EPOCH,
        };
        let acl: Vec<Acl> = acl
            .iter()
            .map(|(permission, grantee)| Acl {
                permission: (*permission).to_owned(),
                group: grantee.starts_with("http"),
                grantee: (*grantee).to_owned(),
            })
            .collect();
        let block = block.map(|(ignore_acls, restrict)| Block { ignore_acls, restrict });
        let found = judged.of_bucket(Some(&policy.to_owned()), &acl, block).expect("a policy");
        let show = |e: External| format!("{} {} {}", e.principal.1, e.actions.len(), e.public);
        found.into_iter().map(show).collect()
    }

    #[test]
    fn buckets() {
        let public = r#"{"Statement": {"Effect": "Allow", "Principal": "*",
            "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*"}}"#;
        let foreign = public.replace("\"*\",", "{\"AWS\": \"444455556666\"},");
        assert_eq!(bucket(public, &[], None), ["* 1 true"]);
        assert_eq!(bucket(public, &[], Some((false, true))), [] as [&str; 0]);
        assert_eq!(bucket(&foreign, &[], Some((true, true))), ["444455556666 1 false"]);
        assert_eq!(bucket("", &[("READ", "79a5")], Some((true, true))), ["79a5 3 false"]);
        assert_eq!(bucket("", &[("READ", ALL_USERS)], None), ["* 3 true"]);
        assert_eq!(bucket("", &[("FULL_CONTROL", ALL_USERS)], None), ["* 7 true"]);
        assert_eq!(bucket("", &[("READ", ALL_USERS)], Some((true, false))), [] as [&str; 0]);
    }
}
