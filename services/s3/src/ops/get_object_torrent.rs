//! GetObjectTorrent.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetObjectTorrent.html>

use gen_s3::{GetObjectTorrentInput, GetObjectTorrentOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_object_torrent(
    _cx: &mut Cx<'_>,
    _input: &GetObjectTorrentInput,
) -> ApiResult<GetObjectTorrentOutput> {
    Err(ApiError::not_implemented("s3:GetObjectTorrent"))
}
