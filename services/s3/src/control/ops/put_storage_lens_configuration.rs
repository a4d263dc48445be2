//! PutStorageLensConfiguration: what of an account is counted every day, and where that is written.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_PutStorageLensConfiguration.html>

use gen_s3control::{PutStorageLensConfigurationInput, PutStorageLensConfigurationOutput};
use kernel::{ApiResult, Cx};

use crate::kept::Kept;
use crate::storage_lens::{self, DEFAULT, Lens, check, export};
use crate::tables::LENSES;
use crate::{control_errors, grants, limits};

pub(crate) async fn put_storage_lens_configuration(
    cx: &mut Cx<'_>,
    input: &PutStorageLensConfigurationInput,
) -> ApiResult<PutStorageLensConfigurationOutput> {
    let id = &input.config_id;
    let mut configuration = input.storage_lens_configuration.clone();
    check::check(id, &configuration)?;
    let given = input.tags.as_deref().map(storage_lens::tags).transpose()?;
    let before = storage_lens::stored(cx, id).await?;
    if id == DEFAULT && before.is_none() && storage_lens::default(cx).is_none() {
        return Err(control_errors::default_lens("is put in its home Region alone"));
    }
    if before.is_none() {
        let range = cx.rows(&LENSES).prefix(&grants::place(cx));
        let there = cx.range(&LENSES, &range, limits::MAX_LENSES).await?.len();
        if there == limits::MAX_LENSES {
            return Err(control_errors::too_many_lenses(limits::MAX_LENSES));
        }
    }
    configuration.storage_lens_arn = None;
    export::plan(cx, &configuration).await?;
    let tags = given.or(before.map(|before| before.tags)).unwrap_or_default();
    storage_lens::save(cx, id, &Lens { configuration: Kept(configuration), tags });
    Ok(PutStorageLensConfigurationOutput::default())
}
