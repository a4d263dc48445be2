//! From an object to the pieces of its body, with their keys: what reads and copies stream.

use kernel::{ApiResult, Cx};

use crate::body::{self, Segment};
use crate::bucket::Bucket;
use crate::object::{ManifestPart, Object, Place};
use crate::object_key::ObjectKey;
use crate::range::ByteRange;
use crate::sse::{self, CustomerKey};
use crate::tables::MANIFESTS;

/// The pieces of `range` (`None`: all) of an object's body. `manifest` saves reading it again.
pub(crate) async fn of(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    object: &Object,
    customer: Option<&CustomerKey>,
    range: Option<ByteRange>,
    manifest: Option<Vec<ManifestPart>>,
) -> ApiResult<Vec<Segment>> {
    let arn = bucket.object_arn(key.as_str());
    let (start, end) = range.map_or((0, object.size), |range| (range.start, range.end));
    let Place::Parts(number) = object.body else {
        let opened = sse::open(cx, bucket, &object.encryption, customer, &arn).await?;
        let source = body::source(cx, object.body).await?;
        let keeps = object.encryption.lets_keep();
        return Ok(vec![Segment { source, key: opened, keeps, size: object.size, start, end }]);
    };
    sse::check_customer(&object.encryption, customer)?;
    let parts = match manifest {
        Some(parts) => parts,
        None => cx.get(&MANIFESTS, &number).await?.unwrap_or_default(),
    };
    let mut segments = Vec::new();
    for (part, start, end) in body::parts_within(parts, start, end) {
        let opened = sse::open(cx, bucket, &part.encryption, customer, &arn).await?;
        let source = body::source(cx, part.body).await?;
        let keeps = part.encryption.lets_keep();
        segments.push(Segment { source, key: opened, keeps, size: part.size, start, end });
    }
    Ok(segments)
}
