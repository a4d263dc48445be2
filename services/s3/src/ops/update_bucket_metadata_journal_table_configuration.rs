//! UpdateBucketMetadataJournalTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UpdateBucketMetadataJournalTableConfiguration.html>

use gen_s3::{UpdateBucketMetadataJournalTableConfigurationInput, UpdateBucketMetadataJournalTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_bucket_metadata_journal_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &UpdateBucketMetadataJournalTableConfigurationInput,
) -> ApiResult<UpdateBucketMetadataJournalTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:UpdateBucketMetadataJournalTableConfiguration"))
}
