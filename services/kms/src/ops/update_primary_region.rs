//! UpdatePrimaryRegion: a replica becomes the primary key, the primary a replica.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdatePrimaryRegion.html>

use gen_kms::{UpdatePrimaryRegionInput, UpdatePrimaryRegionOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEYS;
use crate::{errors, key_lookup, replicas, rotation, state};

pub(crate) async fn update_primary_region(
    cx: &mut Cx<'_>,
    input: &UpdatePrimaryRegionInput,
) -> ApiResult<UpdatePrimaryRegionOutput> {
    let mut old = key_lookup::find_to_change(cx, &input.key_id).await?;
    let here = cx.region().to_string();
    let Some(mut regions) = old.regions.clone().filter(|regions| regions.primary == here) else {
        return Err(errors::not_a_primary(&old.arn));
    };
    state::require_enabled(cx, &old).await?;
    let region = replicas::region(cx, &input.primary_region)?;
    if region.as_str() == here {
        return Ok(UpdatePrimaryRegionOutput {});
    }
    let arn = crate::metadata::in_region(&old.arn, region.as_str());
    let new = replicas::get(cx, &region, &old.id).await?;
    let mut new = new.ok_or_else(|| errors::no_such_key(&arn))?;
    let home = cx.enter_region(region.clone());
    let usable = state::require_enabled(cx, &new).await;
    cx.enter_region(home);
    usable?;
    regions.replicas.retain(|replica| replica != region.as_str());
    regions.replicas.push(std::mem::replace(&mut regions.primary, region.to_string()));
    regions.replicas.sort();
    // The schedule of rotation goes with the primary.
    new.rotation = old.rotation.take();
    new.rotated_on_demand = old.rotated_on_demand;
    old.regions = Some(regions.clone());
    new.regions = Some(regions.clone());
    cx.put(&KEYS, &old.id, &old);
    rotation::schedule(cx, &old).await?;
    let home = cx.enter_region(region);
    cx.put(&KEYS, &new.id, &new);
    let scheduled = rotation::schedule(cx, &new).await;
    cx.enter_region(home);
    scheduled?;
    replicas::share_regions(cx, &old, &regions).await?;
    Ok(UpdatePrimaryRegionOutput {})
}
