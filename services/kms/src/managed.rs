//! Keys that AWS manages: one for each service that encrypts, `alias/aws/SERVICE`, made when it is first asked for. Its
//! policy lets whoever may use the service use the key, through that service alone.
//!
//! Ids follow from account, region and service, so that a key can be judged before the call that makes it.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#aws-managed-cmk>

use std::sync::Arc;

use kernel::{ApiResult, Cx};
use sha2::{Digest as _, Sha256};

use crate::alias::Alias;
use crate::key::{Key, KeyState, Origin, Rotation};
use crate::key_id::{AliasName, KeyId};
use crate::key_policy;
use crate::key_spec::{KeySpec, KeyUsage};
use crate::limits::{DAY, DEFAULT_ROTATION_PERIOD};
use crate::material::{MaterialRow, put_materials};
use crate::rotation;
use crate::tables::{ALIASES, KEYS};

/// Services with a key of their own, and what the key's description says.
const SERVICES: &[&str] = &[
    "acm",
    "backup",
    "codecommit",
    "dms",
    "dynamodb",
    "ebs",
    "elasticfilesystem",
    "es",
    "fsx",
    "glue",
    "kinesis",
    "kinesisvideo",
    "lambda",
    "lightsail",
    "rds",
    "redshift",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "workspaces",
    "xray",
];

fn description(service: &str) -> String {
    let what = match service {
        "s3" => "my S3 objects".to_owned(),
        "dynamodb" => "my DynamoDB data".to_owned(),
        _ => format!("data of {service}"),
    };
    format!("Default key that protects {what} when no other key is defined")
}

/// The key that `alias` stands for in the account and region that are acted in, as it is or would be made. `None` when
/// AWS has none of this name.
pub(crate) fn planned(cx: &Cx<'_>, alias: &AliasName) -> ApiResult<Option<Key>> {
    let Some(service) = alias.aws_service().filter(|name| SERVICES.contains(name)) else {
        return Ok(None);
    };
    let (account, region) = (cx.account(), cx.region().as_str());
    let id = id_of(account.as_str(), region, service);
    let arn = cx.arn("kms", &format!("key/{id}"))?.to_string();
    let policy = key_policy::managed_for(service, cx.partition().as_str(), region, account);
    Ok(Some(Key {
        id,
        arn,
        account,
        created: cx.now(),
        description: description(service),
        spec: KeySpec::SymmetricDefault,
        usage: KeyUsage::EncryptDecrypt,
        origin: Origin::AwsKms,
        state: KeyState::Enabled,
        enabled: true,
        deletion: None,
        managed_for: Some(service.to_owned()),
        policy,
        rotation: Some(Rotation {
            period_days: DEFAULT_ROTATION_PERIOD,
            next: cx.now().plus(DAY * DEFAULT_ROTATION_PERIOD),
        }),
        rotated_on_demand: 0,
        store: None,
        regions: None,
        granted: false,
        aliases: vec![alias.clone()],
        tags: Vec::new(),
        material_id: None,
        expires: None,
    }))
}

/// The key that AWS manages under `alias`, made now.
pub(crate) async fn make(cx: &mut Cx<'_>, alias: &AliasName) -> ApiResult<Option<Arc<Key>>> {
    let Some(mut key) = planned(cx, alias)? else { return Ok(None) };
    let mut bytes = [0; 32];
    cx.random().fill(&mut bytes);
    let material = MaterialRow::generated(cx.kernel(), &bytes);
    key.material_id = Some(material.id.clone());
    put_materials(cx, &key.id, &vec![material]);
    let now = cx.now();
    cx.put(&ALIASES, alias, &Alias { key: key.id.clone(), created: now, updated: now });
    cx.put(&KEYS, &key.id, &key);
    rotation::schedule(cx, &key).await?;
    Ok(Some(Arc::new(key)))
}

/// A UUID of a digest.
fn id_of(account: &str, region: &str, service: &str) -> KeyId {
    let digest = Sha256::digest(format!("kms.managed\0{account}\0{region}\0{service}"));
    let hex: String = digest[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    KeyId(format!(
        "{}-{}-4{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ids_and_differ() {
        let one = id_of("000000000000", "us-east-1", "sqs");
        assert!(KeyId::parse(one.as_str()).is_some(), "{one}");
        assert_ne!(one, id_of("000000000000", "us-east-1", "sns"));
        assert_ne!(one, id_of("111111111111", "us-east-1", "sqs"));
    }
}
