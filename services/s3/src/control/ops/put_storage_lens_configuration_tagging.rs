//! PutStorageLensConfigurationTagging: all tags of a configuration at once.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutStorageLensConfigurationTagging.html>

use gen_s3control::{
    PutStorageLensConfigurationTaggingInput, PutStorageLensConfigurationTaggingOutput,
};
use kernel::{ApiResult, Cx};

use crate::storage_lens::{self, Lens};

pub(crate) async fn put_storage_lens_configuration_tagging(
    cx: &mut Cx<'_>,
    input: &PutStorageLensConfigurationTaggingInput,
) -> ApiResult<PutStorageLensConfigurationTaggingOutput> {
    let tags = storage_lens::tags(&input.tags)?;
    let lens = storage_lens::lens(cx, &input.config_id).await?;
    storage_lens::save(cx, &input.config_id, &Lens { tags, ..lens });
    Ok(PutStorageLensConfigurationTaggingOutput::default())
}
