//! DeleteStorageLensConfiguration: nothing is counted for it any more. The default dashboard stays.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteStorageLensConfiguration.html>

use gen_s3control::{DeleteStorageLensConfigurationInput, DeleteStorageLensConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::storage_lens::{self, DEFAULT, export};
use crate::tables::LENSES;
use crate::{control_errors, grants};

pub(crate) async fn delete_storage_lens_configuration(
    cx: &mut Cx<'_>,
    input: &DeleteStorageLensConfigurationInput,
) -> ApiResult<DeleteStorageLensConfigurationOutput> {
    let id = &input.config_id;
    if id == DEFAULT {
        return Err(control_errors::default_lens("cannot be deleted; it can be disabled"));
    }
    storage_lens::lens(cx, id).await?;
    export::stop(cx, id).await?;
    let key = grants::entry(cx, id);
    cx.delete(&LENSES, &key);
    Ok(DeleteStorageLensConfigurationOutput::default())
}
