//! Storage Lens: what an account stores, counted every day and written into a bucket; and groups of objects that are
//! counted apart.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens.html>

pub(crate) mod check;
pub(crate) mod export;
pub(crate) mod group;
mod scope;
mod tally;

use gen_s3control::{
    AccountLevel, StorageLensConfiguration, StorageLensGroup, StorageLensTag, Tag,
};
use kernel::{ApiError, ApiResult, Cx, Region};
use serde::{Deserialize, Serialize};

use crate::control::tag_changes;
use crate::grants::{EntryKey, entry};
use crate::kept::Kept;
use crate::tables::{LENS_GROUPS, LENSES};

/// The dashboard that every account has, in its home region.
pub(crate) const DEFAULT: &str = "default-account-dashboard";
const DEFAULT_HOME: &str = "us-east-1";

/// A configuration as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Lens {
    pub(crate) configuration: Kept<StorageLensConfiguration>,
    pub(crate) tags: Vec<(String, String)>,
}

/// A group as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct LensGroup {
    pub(crate) group: Kept<StorageLensGroup>,
    pub(crate) tags: Vec<(String, String)>,
}

/// The ARN of a configuration, `storage-lens/ID`, or of a group, `storage-lens-group/NAME`.
pub(crate) fn arn(region: &Region, account: &str, resource: &str) -> String {
    format!("arn:{}:s3:{region}:{account}:{resource}", region.partition())
}

pub(crate) fn arn_of_lens(cx: &Cx<'_>, id: &str) -> String {
    arn(cx.region(), cx.account().as_str(), &format!("storage-lens/{id}"))
}

pub(crate) fn arn_of_group(cx: &Cx<'_>, name: &str) -> String {
    arn(cx.region(), cx.account().as_str(), &format!("storage-lens-group/{name}"))
}

/// The configuration of the caller's account in this region.
pub(crate) async fn lens(cx: &mut Cx<'_>, id: &str) -> ApiResult<Lens> {
    let found = stored(cx, id).await?;
    found.or_else(|| default(cx).filter(|_| id == DEFAULT)).ok_or_else(no_such_configuration)
}

/// The same, when somebody has put it.
pub(crate) async fn stored(cx: &mut Cx<'_>, id: &str) -> ApiResult<Option<Lens>> {
    let key = entry(cx, id);
    cx.get(&LENSES, &key).await
}

/// The default dashboard as it is where nobody has changed it; `None` outside of its home.
pub(crate) fn default(cx: &Cx<'_>) -> Option<Lens> {
    if cx.region().as_str() != DEFAULT_HOME {
        return None;
    }
    let configuration = StorageLensConfiguration {
        id: DEFAULT.to_owned(),
        account_level: AccountLevel::default(),
        is_enabled: true,
        ..StorageLensConfiguration::default()
    };
    Some(Lens { configuration: Kept(configuration), tags: Vec::new() })
}

pub(crate) async fn group(cx: &mut Cx<'_>, name: &str) -> ApiResult<LensGroup> {
    let key = entry(cx, name);
    cx.get(&LENS_GROUPS, &key).await?.ok_or_else(crate::control_errors::no_such_resource)
}

pub(crate) fn save(cx: &mut Cx<'_>, id: &str, lens: &Lens) {
    let key: EntryKey = entry(cx, id);
    cx.put(&LENSES, &key, lens);
}

pub(crate) fn save_group(cx: &mut Cx<'_>, name: &str, group: &LensGroup) {
    let key: EntryKey = entry(cx, name);
    cx.put(&LENS_GROUPS, &key, group);
}

/// Tags as configurations have them, checked.
pub(crate) fn tags(given: &[StorageLensTag]) -> ApiResult<Vec<(String, String)>> {
    let tag = |tag: &StorageLensTag| Tag { key: tag.key.clone(), value: tag.value.clone() };
    let tags: Vec<Tag> = given.iter().map(tag).collect();
    tag_changes::check(&tags)
}

pub(crate) fn shown_tags(tags: &[(String, String)]) -> Vec<StorageLensTag> {
    let tag =
        |(key, value): &(String, String)| StorageLensTag { key: key.clone(), value: value.clone() };
    tags.iter().map(tag).collect()
}

pub(crate) fn no_such_configuration() -> ApiError {
    crate::refusals::no_such_configuration()
}
