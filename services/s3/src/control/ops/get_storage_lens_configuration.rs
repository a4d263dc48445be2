//! GetStorageLensConfiguration: a configuration, with its ARN.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetStorageLensConfiguration.html>

use gen_s3control::{
    GetStorageLensConfigurationInput, GetStorageLensConfigurationOutput, StorageLensConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::storage_lens;

pub(crate) async fn get_storage_lens_configuration(
    cx: &mut Cx<'_>,
    input: &GetStorageLensConfigurationInput,
) -> ApiResult<GetStorageLensConfigurationOutput> {
    let lens = storage_lens::lens(cx, &input.config_id).await?;
    let shown = StorageLensConfiguration {
        storage_lens_arn: Some(storage_lens::arn_of_lens(cx, &input.config_id)),
        ..lens.configuration.0
    };
    Ok(GetStorageLensConfigurationOutput { storage_lens_configuration: Some(shown) })
}
