//! The configurations that a preview proposes, in the form in which they are kept.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_Configuration.html>
//!
//! Access points of buckets and grants of keys are refused: their effect on a resource's access is not evaluated.

use gen_accessanalyzer::{
    AclGrantee, Configuration as Shown, DynamodbStreamConfiguration, DynamodbTableConfiguration,
    EbsSnapshotConfiguration, EcrRepositoryConfiguration, EfsFileSystemConfiguration,
    IamRoleConfiguration, KmsKeyConfiguration, RdsDbClusterSnapshotAttributeValue,
    RdsDbClusterSnapshotConfiguration, RdsDbSnapshotAttributeValue, RdsDbSnapshotConfiguration,
    S3BucketAclGrantConfiguration, S3BucketConfiguration, S3ExpressDirectoryBucketConfiguration,
    S3PublicAccessBlockConfiguration, SecretsManagerSecretConfiguration, SnsTopicConfiguration,
    SqsQueueConfiguration,
};
use kernel::{ApiError, ApiResult};
use serde::{Deserialize, Serialize};

use crate::errors;

/// What a resource would be like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Proposed {
    /// A policy alone, of this type of resource. `None`: as it is.
    Policy {
        kind: PolicyKind,
        policy: Option<String>,
        key: Option<String>,
    },
    /// A key's policies by name.
    Key {
        policies: Option<Vec<(String, String)>>,
    },
    Bucket {
        policy: Option<String>,
        acl: Option<Vec<Acl>>,
        block: Option<Block>,
    },
    /// A snapshot that accounts may restore; `all` stands for everybody.
    Snapshot {
        kind: SnapshotKind,
        lists: Vec<(String, Vec<String>)>,
        key: Option<String>,
    },
}

/// Resources whose access is their policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PolicyKind {
    EcrRepository,
    IamRole,
    EfsFileSystem,
    Secret,
    Topic,
    Queue,
    DirectoryBucket,
    Stream,
    Table,
}

/// Kinds of snapshots.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum SnapshotKind {
    Volume,
    Database,
    Cluster,
}

/// A grant of a bucket's access control list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Acl {
    pub(crate) permission: String,
    /// The grantee is a group, by its URI.
    pub(crate) group: bool,
    pub(crate) grantee: String,
}

/// What a bucket's owner blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Block {
    pub(crate) ignore_acls: bool,
    pub(crate) restrict: bool,
}

/// Lists of an EBS snapshot.
const USERS: &str = "userIds";
const GROUPS: &str = "groups";

impl Proposed {
    pub(crate) fn parse(given: &Shown) -> ApiResult<Proposed> {
        let policy = |kind, policy: &Option<String>| Proposed::Policy {
            kind,
            policy: policy.clone(),
            key: None,
        };
        Ok(match given {
            Shown::EcrRepository(c) => policy(PolicyKind::EcrRepository, &c.repository_policy),
            Shown::IamRole(c) => policy(PolicyKind::IamRole, &c.trust_policy),
            Shown::EfsFileSystem(c) => policy(PolicyKind::EfsFileSystem, &c.file_system_policy),
            Shown::SnsTopic(c) => policy(PolicyKind::Topic, &c.topic_policy),
            Shown::SqsQueue(c) => policy(PolicyKind::Queue, &c.queue_policy),
            Shown::DynamodbStream(c) => policy(PolicyKind::Stream, &c.stream_policy),
            Shown::DynamodbTable(c) => policy(PolicyKind::Table, &c.table_policy),
            Shown::SecretsManagerSecret(c) => Proposed::Policy {
                kind: PolicyKind::Secret,
                policy: c.secret_policy.clone(),
                key: c.kms_key_id.clone(),
            },
            Shown::S3ExpressDirectoryBucket(c) if c.access_points.is_none() => {
                policy(PolicyKind::DirectoryBucket, &c.bucket_policy)
            }
            Shown::KmsKey(c) if c.grants.as_ref().is_none_or(Vec::is_empty) => {
                let policies = c.key_policies.clone().map(|map| map.into_iter().collect());
                Proposed::Key { policies }
            }
            Shown::S3Bucket(c) if c.access_points.is_none() => bucket(c),
            Shown::EbsSnapshot(_) | Shown::RdsDbSnapshot(_) | Shown::RdsDbClusterSnapshot(_) => {
                snapshot(given)
            }
            Shown::S3ExpressDirectoryBucket(_) | Shown::S3Bucket(_) => {
                return Err(ApiError::not_implemented("access points in access previews"));
            }
            Shown::KmsKey(_) => {
                return Err(ApiError::not_implemented("grants of keys in access previews"));
            }
            Shown::Unset => {
                return Err(errors::field("configurations", "The configuration is not valid."));
            }
        })
    }

    pub(crate) fn show(&self) -> Shown {
        match self {
            Proposed::Policy { kind, policy, key } => show_policy(*kind, policy, key),
            Proposed::Key { policies } => Shown::KmsKey(KmsKeyConfiguration {
                key_policies: policies.clone().map(|list| list.into_iter().collect()),
                grants: None,
            }),
            Proposed::Bucket { policy, acl, block } => Shown::S3Bucket(S3BucketConfiguration {
                bucket_policy: policy.clone(),
                bucket_acl_grants: acl.as_ref().map(|acl| acl.iter().map(Acl::show).collect()),
                bucket_public_access_block: block.map(|block| S3PublicAccessBlockConfiguration {
                    ignore_public_acls: block.ignore_acls,
                    restrict_public_buckets: block.restrict,
                }),
                access_points: None,
            }),
            Proposed::Snapshot { kind, lists, key } => show_snapshot(*kind, lists, key),
        }
    }

    /// Such as `AWS::SQS::Queue`.
    pub(crate) fn resource_type(&self) -> &'static str {
        match self {
            Proposed::Policy { kind, .. } => match kind {
                PolicyKind::EcrRepository => "AWS::ECR::Repository",
                PolicyKind::IamRole => "AWS::IAM::Role",
                PolicyKind::EfsFileSystem => "AWS::EFS::FileSystem",
                PolicyKind::Secret => "AWS::SecretsManager::Secret",
                PolicyKind::Topic => "AWS::SNS::Topic",
                PolicyKind::Queue => "AWS::SQS::Queue",
                PolicyKind::DirectoryBucket => "AWS::S3Express::DirectoryBucket",
                PolicyKind::Stream => "AWS::DynamoDB::Stream",
                PolicyKind::Table => "AWS::DynamoDB::Table",
            },
            Proposed::Key { .. } => "AWS::KMS::Key",
            Proposed::Bucket { .. } => "AWS::S3::Bucket",
            Proposed::Snapshot { kind, .. } => match kind {
                SnapshotKind::Volume => "AWS::EC2::Snapshot",
                SnapshotKind::Database => "AWS::RDS::DBSnapshot",
                SnapshotKind::Cluster => "AWS::RDS::DBClusterSnapshot",
            },
        }
    }
}

fn bucket(given: &S3BucketConfiguration) -> Proposed {
    let block = given.bucket_public_access_block.as_ref().map(|block| Block {
        ignore_acls: block.ignore_public_acls,
        restrict: block.restrict_public_buckets,
    });
    let acl = given.bucket_acl_grants.as_ref();
    let acl = acl.map(|grants| grants.iter().filter_map(Acl::parse).collect());
    Proposed::Bucket { policy: given.bucket_policy.clone(), acl, block }
}

impl Acl {
    fn parse(given: &S3BucketAclGrantConfiguration) -> Option<Acl> {
        let (group, grantee) = match &given.grantee {
            AclGrantee::Id(id) => (false, id.clone()),
            AclGrantee::Uri(uri) => (true, uri.clone()),
            AclGrantee::Unset => return None,
        };
        Some(Acl { permission: given.permission.clone(), group, grantee })
    }

    fn show(&self) -> S3BucketAclGrantConfiguration {
        let grantee = self.grantee.clone();
        let grantee = if self.group { AclGrantee::Uri(grantee) } else { AclGrantee::Id(grantee) };
        S3BucketAclGrantConfiguration { permission: self.permission.clone(), grantee }
    }
}

fn snapshot(given: &Shown) -> Proposed {
    let owned =
        |name: &str, list: &Option<Vec<String>>| list.clone().map(|list| (name.to_owned(), list));
    let (kind, lists, key) = match given {
        Shown::EbsSnapshot(c) => {
            let lists = [owned(USERS, &c.user_ids), owned(GROUPS, &c.groups)];
            (SnapshotKind::Volume, lists.into_iter().flatten().collect(), &c.kms_key_id)
        }
        Shown::RdsDbSnapshot(c) => {
            let lists = c.attributes.iter().flat_map(|map| map.iter());
            let lists = lists.map(|(name, value)| match value {
                RdsDbSnapshotAttributeValue::AccountIds(ids) => (name.to_owned(), ids.clone()),
                RdsDbSnapshotAttributeValue::Unset => (name.to_owned(), Vec::new()),
            });
            (SnapshotKind::Database, lists.collect(), &c.kms_key_id)
        }
        Shown::RdsDbClusterSnapshot(c) => {
            let lists = c.attributes.iter().flat_map(|map| map.iter());
            let lists = lists.map(|(name, value)| match value {
                RdsDbClusterSnapshotAttributeValue::AccountIds(ids) => {
                    (name.to_owned(), ids.clone())
                }
                RdsDbClusterSnapshotAttributeValue::Unset => (name.to_owned(), Vec::new()),
            });
            (SnapshotKind::Cluster, lists.collect(), &c.kms_key_id)
        }
        _ => (SnapshotKind::Volume, Vec::new(), &None),
    };
    Proposed::Snapshot { kind, lists, key: key.clone() }
}

fn show_snapshot(
    kind: SnapshotKind,
    lists: &[(String, Vec<String>)],
    key: &Option<String>,
) -> Shown {
    let kms_key_id = key.clone();
    let of = |name: &str| lists.iter().find(|(n, _)| n == name).map(|(_, list)| list.clone());
    let all = lists.iter().cloned();
    match kind {
        SnapshotKind::Volume => Shown::EbsSnapshot(EbsSnapshotConfiguration {
            user_ids: of(USERS),
            groups: of(GROUPS),
            kms_key_id,
        }),
        SnapshotKind::Database => Shown::RdsDbSnapshot(RdsDbSnapshotConfiguration {
            attributes: Some(
                all.map(|(n, ids)| (n, RdsDbSnapshotAttributeValue::AccountIds(ids))).collect(),
            ),
            kms_key_id,
        }),
        SnapshotKind::Cluster => Shown::RdsDbClusterSnapshot(RdsDbClusterSnapshotConfiguration {
            attributes: Some(
                all.map(|(n, ids)| (n, RdsDbClusterSnapshotAttributeValue::AccountIds(ids)))
                    .collect(),
            ),
            kms_key_id,
        }),
    }
}

fn show_policy(kind: PolicyKind, policy: &Option<String>, key: &Option<String>) -> Shown {
    let policy = policy.clone();
    match kind {
        PolicyKind::EcrRepository => {
            Shown::EcrRepository(EcrRepositoryConfiguration { repository_policy: policy })
        }
        PolicyKind::IamRole => Shown::IamRole(IamRoleConfiguration { trust_policy: policy }),
        PolicyKind::EfsFileSystem => {
            Shown::EfsFileSystem(EfsFileSystemConfiguration { file_system_policy: policy })
        }
        PolicyKind::Secret => Shown::SecretsManagerSecret(SecretsManagerSecretConfiguration {
            kms_key_id: key.clone(),
            secret_policy: policy,
        }),
        PolicyKind::Topic => Shown::SnsTopic(SnsTopicConfiguration { topic_policy: policy }),
        PolicyKind::Queue => Shown::SqsQueue(SqsQueueConfiguration { queue_policy: policy }),
        PolicyKind::DirectoryBucket => {
            Shown::S3ExpressDirectoryBucket(S3ExpressDirectoryBucketConfiguration {
                bucket_policy: policy,
                access_points: None,
            })
        }
        PolicyKind::Stream => {
            Shown::DynamodbStream(DynamodbStreamConfiguration { stream_policy: policy })
        }
        PolicyKind::Table => {
            Shown::DynamodbTable(DynamodbTableConfiguration { table_policy: policy })
        }
    }
}
