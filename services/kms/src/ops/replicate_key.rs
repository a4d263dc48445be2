//! ReplicateKey: the same key in another region. AWS answers before the replica is there, and says that it is being
//! created; ours is there with the answer.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ReplicateKey.html>

use gen_kms::errors::already_exists_exception;
use gen_kms::{KeyMetadata, ReplicateKeyInput, ReplicateKeyOutput};
use kernel::{ApiResult, Cx, Region};

use crate::key::{Key, KeyState, Origin};
use crate::material::materials;
use crate::replicas;
use crate::tables::KEYS;
use crate::{errors, key_lookup, key_policy, metadata, state, tags};

pub(crate) async fn replicate_key(
    cx: &mut Cx<'_>,
    input: &ReplicateKeyInput,
) -> ApiResult<ReplicateKeyOutput> {
    let mut primary = key_lookup::find_to_change(cx, &input.key_id).await?;
    let here = cx.region().to_string();
    let Some(mut regions) = primary.regions.clone().filter(|regions| regions.primary == here)
    else {
        return Err(errors::not_a_primary(&primary.arn));
    };
    state::require_enabled(cx, &primary).await?;
    let region = replicas::region(cx, &input.replica_region)?;
    let arn = metadata::in_region(&primary.arn, region.as_str());
    if here == region.as_str() || replicas::get(cx, &region, &primary.id).await?.is_some() {
        return Err(already_exists_exception(format!("{arn} already exists.")));
    }
    let mut replica = copy_of(&primary, arn, input);
    replica.created = cx.now();
    replica.tags = tags::merge(&Vec::new(), input.tags.as_deref().unwrap_or_default())?;
    replica.policy = policy(cx, input, &replica.arn).await?;
    regions.replicas.push(region.to_string());
    replica.regions = Some(regions.clone());
    primary.regions = Some(regions.clone());
    cx.put(&KEYS, &primary.id, &primary);
    replicas::create(cx, &region, &replica);
    replicas::share_regions(cx, &primary, &regions).await?;
    if replica.origin != Origin::External {
        let rows = materials(cx, &primary).await?.rows().to_vec();
        replicas::put_material(cx, &region, &primary.id, &rows);
    }
    Ok(ReplicateKeyOutput {
        replica_key_metadata: Some(announced(cx, &region, &replica).await?),
        replica_tags: Some(tags::shown(&replica.tags)).filter(|tags| !tags.is_empty()),
        replica_policy: Some(replica.policy),
    })
}

/// What the primary hands on; the rest is the replica's own.
fn copy_of(primary: &Key, arn: String, input: &ReplicateKeyInput) -> Key {
    let imports = primary.origin == Origin::External;
    Key {
        arn,
        description: input.description.clone().unwrap_or_default(),
        state: if imports { KeyState::PendingImport } else { KeyState::Enabled },
        enabled: true,
        deletion: None,
        rotation: None,
        rotated_on_demand: 0,
        granted: false,
        aliases: Vec::new(),
        material_id: primary.material_id.clone().filter(|_| !imports),
        expires: None,
        ..primary.clone()
    }
}

async fn policy(cx: &mut Cx<'_>, input: &ReplicateKeyInput, arn: &str) -> ApiResult<String> {
    let Some(text) = &input.policy else {
        return Ok(key_policy::default_of(cx.partition().as_str(), cx.account()));
    };
    let bypass = input.bypass_policy_lockout_safety_check == Some(true);
    key_policy::check(cx, arn, text, bypass).await?;
    Ok(text.clone())
}

async fn announced(cx: &mut Cx<'_>, region: &Region, replica: &Key) -> ApiResult<KeyMetadata> {
    let home = cx.enter_region(region.clone());
    let shown = metadata::of(cx, replica).await;
    cx.enter_region(home);
    let creating = Some("Creating".to_owned());
    Ok(KeyMetadata {
        key_state: creating,
        enabled: Some(false),
        current_key_material_id: None,
        ..shown?
    })
}
