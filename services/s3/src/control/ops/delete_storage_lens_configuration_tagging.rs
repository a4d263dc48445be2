//! DeleteStorageLensConfigurationTagging: takes all tags off a configuration.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteStorageLensConfigurationTagging.html>

use gen_s3control::{
    DeleteStorageLensConfigurationTaggingInput, DeleteStorageLensConfigurationTaggingOutput,
};
use kernel::{ApiResult, Cx};

use crate::storage_lens::{self, Lens};

pub(crate) async fn delete_storage_lens_configuration_tagging(
    cx: &mut Cx<'_>,
    input: &DeleteStorageLensConfigurationTaggingInput,
) -> ApiResult<DeleteStorageLensConfigurationTaggingOutput> {
    let lens = storage_lens::lens(cx, &input.config_id).await?;
    storage_lens::save(cx, &input.config_id, &Lens { tags: Vec::new(), ..lens });
    Ok(DeleteStorageLensConfigurationTaggingOutput::default())
}
