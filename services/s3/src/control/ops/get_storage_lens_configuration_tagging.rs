//! GetStorageLensConfigurationTagging: the tags of a configuration.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetStorageLensConfigurationTagging.html>

use gen_s3control::{
    GetStorageLensConfigurationTaggingInput, GetStorageLensConfigurationTaggingOutput,
};
use kernel::{ApiResult, Cx};

use crate::storage_lens;

pub(crate) async fn get_storage_lens_configuration_tagging(
    cx: &mut Cx<'_>,
    input: &GetStorageLensConfigurationTaggingInput,
) -> ApiResult<GetStorageLensConfigurationTaggingOutput> {
    let lens = storage_lens::lens(cx, &input.config_id).await?;
    let tags = storage_lens::shown_tags(&lens.tags);
    Ok(GetStorageLensConfigurationTaggingOutput { tags: Some(tags) })
}
