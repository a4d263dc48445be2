//! GetObjectAnnotation: a payload, also of an object that is archived.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAnnotation.html>

use gen_s3::{GetObjectAnnotationInput, GetObjectAnnotationOutput};
use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::annotation_name::AnnotationName;
use crate::annotations;
use crate::body::{Segment, Tries};
use crate::checksum_request::show_checksum;
use crate::object_key::ObjectKey;
use crate::{bucket, errors, read, reading, write};

pub(crate) async fn get_object_annotation(
    wx: &mut WaitCx<'_>,
    input: GetObjectAnnotationInput,
) -> ApiResult<GetObjectAnnotationOutput> {
    let mut tries = Tries::default();
    loop {
        let (mut output, segment) = transact!(wx, cx => find(cx, &input).await)?;
        if let Some(payload) = reading::stream(wx.kernel(), vec![segment])? {
            output.annotation_payload = Some(payload);
            return Ok(output);
        }
        tries.again()?;
    }
}

async fn find(
    cx: &mut Cx<'_>,
    input: &GetObjectAnnotationInput,
) -> ApiResult<(GetObjectAnnotationOutput, Segment)> {
    let key = ObjectKey::parse(&input.key)?;
    let name = AnnotationName::sought(&input.annotation_name);
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let version = read::find(cx, &bucket, &key, input.version_id.as_deref(), "GET").await?;
    let found = match &name {
        Some(name) => annotations::get(cx, &bucket, &version, name).await?,
        None => None,
    };
    let annotation = found.ok_or_else(|| errors::no_such_annotation(&input.annotation_name))?;
    let segment = annotations::segment(cx, &bucket, &key, &annotation).await?;
    let mut output = GetObjectAnnotationOutput {
        object_version_id: write::shown_id(&bucket, &version),
        last_modified: Some(annotation.modified),
        content_length: i64::try_from(annotation.size).ok(),
        e_tag: Some(annotation.etag.quoted()),
        server_side_encryption: Some(annotation.encryption.as_str().to_owned()),
        replication_status: annotation.replication,
        ..GetObjectAnnotationOutput::default()
    };
    if input.checksum_mode.as_deref().is_some_and(|mode| mode.eq_ignore_ascii_case("ENABLED")) {
        show_checksum!(output, Some(&annotation.checksum));
        output.checksum_type = Some(annotation.checksum.coverage.as_str().to_owned());
    }
    Ok((output, segment))
}
