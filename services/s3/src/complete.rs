//! Completing an upload: which parts make the object, in which order, and whether they are what the client believes.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html>

use gen_s3::CompletedPart;
use kernel::ApiResult;
use md5::Md5;

use crate::checksum::{Algorithm, Checksum, Coverage};
use crate::checksum_request::{decode, given_checksums};
use crate::etag::{ETag, unquoted};
use crate::upload::{Part, Upload};
use crate::{digest, errors, limits};

/// A part that the request names, and what is there under that number.
pub(crate) struct Chosen {
    pub(crate) number: u16,
    pub(crate) part: Part,
}

/// Chooses the parts that the request lists. `find` answers what is there under a number.
pub(crate) fn choose(
    upload: &Upload,
    id: &str,
    listed: &[CompletedPart],
    find: impl Fn(u16) -> Option<Part>,
) -> ApiResult<Vec<Chosen>> {
    if listed.is_empty() {
        return Err(errors::invalid_request("You must specify at least one part"));
    }
    let mut chosen: Vec<Chosen> = Vec::with_capacity(listed.len());
    for one in listed {
        let (Some(given), Some(etag)) = (one.part_number, &one.e_tag) else {
            return Err(errors::malformed_xml());
        };
        let number = crate::upload::part_number(given)?;
        if chosen.last().is_some_and(|last| last.number >= number) {
            return Err(errors::invalid_part_order(id));
        }
        let etag = unquoted(etag);
        let missing = || errors::invalid_part(id, number, etag);
        let part = find(number).filter(|part| part.etag.to_string() == etag).ok_or_else(missing)?;
        check_checksum(upload, one, number, &part, id)?;
        chosen.push(Chosen { number, part });
    }
    check_sizes(&chosen)?;
    Ok(chosen)
}

fn check_checksum(
    upload: &Upload,
    listed: &CompletedPart,
    number: u16,
    part: &Part,
    id: &str,
) -> ApiResult<()> {
    let etag = part.etag.to_string();
    let given = given_checksums!(listed).single()?;
    match (upload.checksum, given) {
        (Some((algorithm, Coverage::Composite)), None) => {
            let name = algorithm.as_str().to_ascii_lowercase();
            Err(errors::invalid_request(format!(
                "The upload was created using a {name} checksum. The complete request must include the checksum for each \
                 part. It was missing for part {number} in the request."
            )))
        }
        (_, None) => Ok(()),
        (None, Some(_)) => Err(errors::invalid_part(id, number, &etag)),
        (Some((algorithm, _)), Some((given, _))) if given != algorithm => {
            Err(errors::bad_part_checksum(given.as_str(), number))
        }
        (Some(_), Some((given, text))) => match decode(given, text) {
            Ok(value) if value == part.checksum.value => Ok(()),
            _ => Err(errors::invalid_part(id, number, &etag)),
        },
    }
}

fn check_sizes(chosen: &[Chosen]) -> ApiResult<()> {
    let Some((_, all_but_last)) = chosen.split_last() else { return Ok(()) };
    match all_but_last.iter().find(|one| one.part.size < limits::MIN_PART) {
        Some(small) => {
            Err(errors::part_too_small(small.number, small.part.size, &small.part.etag.to_string()))
        }
        None => Ok(()),
    }
}

/// The entity tag of an object in parts.
pub(crate) fn etag(chosen: &[Chosen]) -> ETag {
    let mut hash = Md5::new();
    for one in chosen {
        hash.update(one.part.etag.digest);
    }
    let parts = u16::try_from(chosen.len()).unwrap_or(u16::MAX);
    ETag { digest: hash.finalize(), parts }
}

/// The checksum of an object in parts: of the parts' checksums, or of all that is in them.
pub(crate) fn checksum(algorithm: Algorithm, coverage: Coverage, chosen: &[Chosen]) -> Checksum {
    match coverage {
        Coverage::Composite => {
            let all: Vec<u8> =
                chosen.iter().flat_map(|one| one.part.checksum.value.iter().copied()).collect();
            let parts = u16::try_from(chosen.len()).unwrap_or(u16::MAX);
            Checksum { algorithm, coverage, value: digest::of(algorithm, &all), parts }
        }
        Coverage::FullObject => {
            let nothing = digest::of(algorithm, b"");
            let value = chosen.iter().fold(nothing, |whole, one| {
                let next = &one.part.checksum.value;
                digest::combine(algorithm, &whole, next, one.part.size).unwrap_or_default()
            });
            Checksum::full(algorithm, value)
        }
    }
}
