//! What DescribeKey says of a key.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html>

use gen_kms::{KeyMetadata, MultiRegionConfiguration, MultiRegionKey, XksKeyConfigurationType};
use kernel::{ApiResult, Cx};

use crate::key::{Key, KeyState, Origin};
use crate::key_spec::KeyUsage;
use crate::state;

/// What is said of `key`.
pub(crate) async fn of(cx: &mut Cx<'_>, key: &Key) -> ApiResult<KeyMetadata> {
    let state = state::of(cx, key).await?;
    Ok(made(key, state, cx.region().as_str()))
}

fn made(key: &Key, state: KeyState, region: &str) -> KeyMetadata {
    let spec = key.spec.as_str();
    let of_usage = |usage: KeyUsage| {
        (key.usage == usage).then(|| {
            key.spec.algorithms(usage).iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()
        })
    };
    let waits = state == KeyState::PendingReplicaDeletion;
    let imported = key.expires.filter(|_| state != KeyState::PendingImport);
    let manager = if key.managed_for.is_some() { "AWS" } else { "CUSTOMER" };
    let link = key.store.as_ref();
    KeyMetadata {
        aws_account_id: Some(key.account.to_string()),
        key_id: Some(key.id.to_string()),
        arn: Some(key.arn.clone()),
        creation_date: Some(key.created),
        enabled: Some(state == KeyState::Enabled),
        description: Some(key.description.clone()),
        key_usage: Some(key.usage.to_string()),
        key_state: Some(state.to_string()),
        deletion_date: key.deletion.and_then(|deletion| deletion.at),
        valid_to: imported.flatten(),
        origin: Some(key.origin.to_string()),
        custom_key_store_id: link.map(|link| link.store.clone()),
        cloud_hsm_cluster_id: link.and_then(|link| link.cluster.clone()),
        expiration_model: imported.map(|ends| {
            match ends {
                Some(_) => "KEY_MATERIAL_EXPIRES",
                None => "KEY_MATERIAL_DOES_NOT_EXPIRE",
            }
            .to_owned()
        }),
        key_manager: Some(manager.to_owned()),
        customer_master_key_spec: is_old(spec).then(|| spec.to_owned()),
        key_spec: Some(spec.to_owned()),
        encryption_algorithms: of_usage(KeyUsage::EncryptDecrypt),
        signing_algorithms: of_usage(KeyUsage::SignVerify),
        key_agreement_algorithms: of_usage(KeyUsage::KeyAgreement),
        encapsulation_algorithms: of_usage(KeyUsage::EncapsulateDecapsulate),
        mac_algorithms: of_usage(KeyUsage::GenerateVerifyMac),
        multi_region: Some(key.regions.is_some()),
        multi_region_configuration: configuration(key, region),
        pending_deletion_window_in_days: key
            .deletion
            .filter(|_| waits)
            .and_then(|deletion| i32::try_from(deletion.window_days).ok()),
        xks_key_configuration: link
            .and_then(|link| link.external_key.clone())
            .map(|id| XksKeyConfigurationType { id: Some(id) }),
        current_key_material_id: current_material(key),
    }
}

/// Newer specs are not among the values of `CustomerMasterKeySpec`, the member's old name.
fn is_old(spec: &str) -> bool {
    !spec.starts_with("ML_") && spec != "ECC_NIST_EDWARDS25519"
}

/// Shown of symmetric encryption keys whose material is not elsewhere.
fn current_material(key: &Key) -> Option<String> {
    let rotates = matches!(key.origin, Origin::AwsKms | Origin::External);
    key.material_id.clone().filter(|_| key.spec.is_symmetric_encryption() && rotates)
}

fn configuration(key: &Key, region: &str) -> Option<MultiRegionConfiguration> {
    let regions = key.regions.as_ref()?;
    let of = |at: &String| MultiRegionKey {
        arn: Some(in_region(&key.arn, at)),
        region: Some(at.clone()),
    };
    let kind = if regions.primary == region { "PRIMARY" } else { "REPLICA" };
    Some(MultiRegionConfiguration {
        multi_region_key_type: Some(kind.to_owned()),
        primary_key: Some(of(&regions.primary)),
        replica_keys: Some(regions.replicas.iter().map(of).collect()),
    })
}

/// The ARN of the same key in another region.
pub(crate) fn in_region(arn: &str, region: &str) -> String {
    let mut parts: Vec<&str> = arn.splitn(6, ':').collect();
    if let Some(part) = parts.get_mut(3) {
        *part = region;
    }
    parts.join(":")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_and_new_specs() {
        for (spec, old) in [("RSA_2048", true), ("SYMMETRIC_DEFAULT", true), ("ML_DSA_44", false)] {
            assert_eq!(is_old(spec), old, "{spec}");
        }
    }

    #[test]
    fn arns_of_other_regions() {
        let arn = "arn:aws:kms:us-east-1:111122223333:key/mrk-1";
        assert_eq!(in_region(arn, "eu-west-1"), "arn:aws:kms:eu-west-1:111122223333:key/mrk-1");
    }
}
