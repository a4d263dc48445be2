//! ListStorageLensConfigurations: the configurations of this region, the default dashboard first where that is at home.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListStorageLensConfigurations.html>

use gen_s3control::{
    ListStorageLensConfigurationEntry, ListStorageLensConfigurationsInput,
    ListStorageLensConfigurationsOutput,
};
use kernel::{ApiResult, Cx};

use crate::grants::pages::page;
use crate::storage_lens::{self, DEFAULT, Lens};
use crate::tables::LENSES;

pub(crate) async fn list_storage_lens_configurations(
    cx: &mut Cx<'_>,
    input: &ListStorageLensConfigurationsInput,
) -> ApiResult<ListStorageLensConfigurationsOutput> {
    let token = input.next_token.as_deref();
    let (mut found, next_token) = page(cx, &LENSES, &[], token, None, |_: &Lens| true).await?;
    if token.is_none() && storage_lens::stored(cx, DEFAULT).await?.is_none() {
        found.splice(0..0, storage_lens::default(cx));
    }
    let shown = |lens: Lens| ListStorageLensConfigurationEntry {
        storage_lens_arn: Some(storage_lens::arn_of_lens(cx, &lens.configuration.0.id)),
        id: Some(lens.configuration.0.id),
        home_region: Some(cx.region().to_string()),
        is_enabled: Some(lens.configuration.0.is_enabled),
    };
    Ok(ListStorageLensConfigurationsOutput {
        storage_lens_configuration_list: Some(found.into_iter().map(shown).collect()),
        next_token,
    })
}
