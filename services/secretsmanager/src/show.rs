//! Secrets as answers show them.

use gen_secretsmanager::{
    DescribeSecretResponse, ReplicationStatusType, RotationRulesType, SecretListEntry,
};
use kernel::{ApiResult, Cx};
use schema::VecMap;

use crate::cross_account::Other;
use crate::filters::primary_region;
use crate::replication::Replica;
use crate::rotation::Rotation;
use crate::secret::Secret;
use crate::tags;

/// For DescribeSecret.
pub(crate) fn described(cx: &Cx<'_>, secret: &Secret) -> ApiResult<DescribeSecretResponse> {
    let entry = listed(cx, secret)?;
    Ok(DescribeSecretResponse {
        arn: entry.arn,
        name: entry.name,
        r#type: None,
        description: entry.description,
        kms_key_id: entry.kms_key_id,
        rotation_enabled: entry.rotation_enabled,
        rotation_lambda_arn: entry.rotation_lambda_arn,
        rotation_rules: entry.rotation_rules,
        last_rotated_date: entry.last_rotated_date,
        last_changed_date: entry.last_changed_date,
        last_accessed_date: entry.last_accessed_date,
        deleted_date: entry.deleted_date,
        next_rotation_date: entry.next_rotation_date,
        tags: entry.tags,
        version_ids_to_stages: entry.secret_versions_to_stages,
        created_date: entry.created_date,
        primary_region: entry.primary_region,
        replication_status: replication_status(&secret.replicas),
        cross_account_primary: secret.primary_abroad.as_ref().map(Other::shown_primary),
        cross_account_replicas: secret.replica_abroad.as_ref().map(|r| vec![r.shown_replica()]),
        ..DescribeSecretResponse::default()
    })
}

/// For ListSecrets.
pub(crate) fn listed(cx: &Cx<'_>, secret: &Secret) -> ApiResult<SecretListEntry> {
    let rotation = secret.rotation.as_ref();
    Ok(SecretListEntry {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        description: secret.description.clone(),
        kms_key_id: secret.kms_key.clone(),
        rotation_enabled: rotation.map(|rotation| rotation.enabled),
        rotation_lambda_arn: rotation.map(|rotation| rotation.function.clone()),
        rotation_rules: rotation.map(rules),
        last_rotated_date: rotation.and_then(|rotation| rotation.rotated_at),
        last_changed_date: Some(secret.changed_at),
        last_accessed_date: secret.accessed_on,
        deleted_date: secret.deletion.map(|deletion| deletion.at),
        next_rotation_date: rotation.and_then(Rotation::next_date),
        tags: tags::shown(secret.tags.as_ref()),
        secret_versions_to_stages: versions_to_stages(secret),
        created_date: Some(secret.created_at),
        primary_region: primary_region(secret, cx.region()).map(str::to_owned),
        ..SecretListEntry::default()
    })
}

/// The replicas of a secret, if it has any.
pub(crate) fn replication_status(replicas: &[Replica]) -> Option<Vec<ReplicationStatusType>> {
    (!replicas.is_empty()).then(|| replicas.iter().map(Replica::shown).collect())
}

fn rules(rotation: &Rotation) -> RotationRulesType {
    let rules = &rotation.rules;
    RotationRulesType {
        automatically_after_days: rules.after_days.map(i64::from),
        duration: rules.duration_hours.map(|hours| format!("{hours}h")),
        schedule_expression: rules.expression.clone(),
    }
}

/// Deprecated versions are left out.
fn versions_to_stages(secret: &Secret) -> Option<VecMap<Vec<String>>> {
    let staged = secret.versions.iter().filter(|version| !version.is_deprecated());
    let map: VecMap<Vec<String>> =
        staged.map(|version| (version.id.clone(), version.stages.clone())).collect();
    (!map.is_empty()).then_some(map)
}
