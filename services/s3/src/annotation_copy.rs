//! A copy takes the annotations of its source along: each is read, and encrypted anew as the copy is.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html#annotations-copy-behavior>

use kernel::{ApiError, ApiResult, Cx, Kernel};

use crate::annotation_name::AnnotationName;
use crate::annotations::{self, Annotation, New};
use crate::body::{self, Segment};
use crate::bucket::Bucket;
use crate::checksum::{Algorithm, Checksum};
use crate::encryption::Encryption;
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::sse::{self, Sealed};
use crate::{errors, limits, reading};

/// An annotation that is to be copied: what it is, where it is read, and how its copy is encrypted.
pub(crate) struct Source {
    name: AnnotationName,
    segment: Segment,
    checksum: Checksum,
    sealed: Sealed,
}

/// Whether a copy takes annotations along.
pub(crate) fn copies(directive: Option<&str>) -> ApiResult<bool> {
    match directive {
        None | Some("COPY") => Ok(true),
        Some("EXCLUDE") => Ok(false),
        Some(other) => {
            let header = "x-amz-object-annotation-directive";
            Err(errors::invalid_argument("Unknown annotation directive.", header, other))
        }
    }
}

/// An object, by its bucket and its key.
#[derive(Clone, Copy)]
pub(crate) struct Of<'a> {
    pub(crate) bucket: &'a Bucket,
    pub(crate) key: &'a ObjectKey,
}

/// Finds what is to be copied from a version to an object that is encrypted as `like` says.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    from: Of<'_>,
    version: &Version,
    to: Of<'_>,
    like: &Encryption,
) -> ApiResult<Vec<Source>> {
    let all = annotations::all(cx, from.bucket, version).await?;
    if !all.is_empty() && matches!(like, Encryption::Customer { .. }) {
        return Err(errors::annotation_of_customer_key());
    }
    let mut found = Vec::with_capacity(all.len());
    for (name, annotation) in all {
        found.push(source(cx, from, to, like, (name, &annotation)).await?);
    }
    Ok(found)
}

/// One that is to be copied.
pub(crate) async fn source(
    cx: &mut Cx<'_>,
    from: Of<'_>,
    to: Of<'_>,
    like: &Encryption,
    (name, annotation): (AnnotationName, &Annotation),
) -> ApiResult<Source> {
    let segment = annotations::segment(cx, from.bucket, from.key, annotation).await?;
    let arn = to.bucket.object_arn(to.key.as_str());
    let sealed = sse::seal_alike(cx, to.bucket, like, None, &arn).await?;
    Ok(Source { name, segment, checksum: annotation.checksum.clone(), sealed })
}

/// Reads and encrypts them. `asked`: the algorithm that their checksums are to be of, if not their own. `None`: one was
/// deleted since they were found, so that they are to be looked for again.
pub(crate) async fn take(
    kernel: &Kernel,
    sources: Vec<Source>,
    asked: Option<Algorithm>,
) -> ApiResult<Option<Vec<New>>> {
    let mut all = Vec::with_capacity(sources.len());
    for source in sources {
        let Source { name, segment, checksum, sealed } = source;
        let Some(stream) = reading::stream(kernel, vec![segment])? else { return Ok(None) };
        let stream = stream.take().ok_or_else(|| ApiError::bug("a body was taken twice"))?;
        let algorithm = asked.unwrap_or(checksum.algorithm);
        let most = limits::MAX_ANNOTATION;
        let taken = body::take(kernel, stream, most, &[algorithm], &sealed.key).await?;
        let value = taken.digests.of(algorithm).unwrap_or_default().to_vec();
        let checksum = Checksum::full(algorithm, value);
        all.push(New { name, taken, checksum, encryption: sealed.encryption });
    }
    Ok(Some(all))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directives() {
        for (text, want) in [
            (None, Some(true)),
            (Some("COPY"), Some(true)),
            (Some("EXCLUDE"), Some(false)),
            (Some("exclude"), None),
            (Some("REPLACE"), None),
        ] {
            assert_eq!(copies(text).ok(), want, "{text:?}");
        }
    }
}
