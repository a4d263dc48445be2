//! The checksums that a request speaks of: values that it gives, one that follows its body, one that it asks for.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::ApiResult;
use schema::Trailers;

use crate::checksum::{Algorithm, Checksum, Coverage};
use crate::digest::Digests;
use crate::errors;

/// What the headers of a request give.
#[derive(Clone, Copy, Default)]
pub(crate) struct GivenChecksums<'r> {
    pub(crate) values: [Option<&'r str>; 5],
    /// Of an algorithm that is not among ours.
    pub(crate) other: bool,
}

/// [`GivenChecksums`] of an input that has all these members.
macro_rules! given_checksums {
    ($input:expr) => {
        $crate::checksum_request::GivenChecksums {
            values: [
                $input.checksum_crc32.as_deref(),
                $input.checksum_crc32_c.as_deref(),
                $input.checksum_crc64_nvme.as_deref(),
                $input.checksum_sha1.as_deref(),
                $input.checksum_sha256.as_deref(),
            ],
            other: $input.checksum_sha512.is_some()
                || $input.checksum_md5.is_some()
                || $input.checksum_xxhash64.is_some()
                || $input.checksum_xxhash3.is_some()
                || $input.checksum_xxhash128.is_some(),
        }
    };
}

/// Writes a checksum to the member of its algorithm.
macro_rules! show_checksum {
    ($output:expr, $checksum:expr) => {
        if let Some(checksum) = $checksum {
            let text = Some(checksum.text());
            match checksum.algorithm {
                $crate::checksum::Algorithm::Crc32 => $output.checksum_crc32 = text,
                $crate::checksum::Algorithm::Crc32c => $output.checksum_crc32_c = text,
                $crate::checksum::Algorithm::Crc64Nvme => $output.checksum_crc64_nvme = text,
                $crate::checksum::Algorithm::Sha1 => $output.checksum_sha1 = text,
                $crate::checksum::Algorithm::Sha256 => $output.checksum_sha256 = text,
            }
        }
    };
}

pub(crate) use {given_checksums, show_checksum};

const UNSUPPORTED: &str = "Checksum algorithm provided is unsupported. Please try again with any of the valid types: \
                           [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]";

/// The algorithm that a request names.
pub(crate) fn algorithm(given: Option<&str>) -> ApiResult<Option<Algorithm>> {
    let Some(text) = given.filter(|text| !text.is_empty()) else { return Ok(None) };
    let found = Algorithm::parse(text);
    found.map(Some).ok_or_else(|| errors::invalid_request(UNSUPPORTED))
}

impl<'r> GivenChecksums<'r> {
    /// The one value that is given.
    pub(crate) fn single(&self) -> ApiResult<Option<(Algorithm, &'r str)>> {
        if self.other {
            return Err(errors::invalid_request(UNSUPPORTED));
        }
        let mut given = Algorithm::ALL.into_iter().zip(self.values);
        let mut given = given.by_ref().filter_map(|(algorithm, value)| Some((algorithm, value?)));
        match (given.next(), given.next()) {
            (_, Some(_)) => Err(errors::invalid_request(
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
            )),
            (first, None) => Ok(first),
        }
    }
}

/// A value's bytes, if it has the form of its algorithm.
pub(crate) fn decode(algorithm: Algorithm, text: &str) -> ApiResult<Vec<u8>> {
    let bytes = STANDARD.decode(text).ok().filter(|bytes| bytes.len() == algorithm.len());
    bytes.ok_or_else(|| {
        let header = algorithm.header();
        errors::invalid_request(format!("Value for {header} header is invalid."))
    })
}

/// What is to be computed of a body, and compared.
#[derive(Clone, Debug)]
pub(crate) struct Expected {
    pub(crate) algorithm: Algorithm,
    value: Option<Vec<u8>>,
    trailer: bool,
    md5: Option<([u8; 16], String)>,
}

impl Expected {
    /// Of a request with a body. Without any checksum, `default` is computed.
    pub(crate) fn parse(
        given: GivenChecksums<'_>,
        asked: Option<&str>,
        md5: Option<&str>,
        trailers: &Trailers,
        default: Algorithm,
    ) -> ApiResult<Expected> {
        let md5 = md5.map(parse_md5).transpose()?;
        let asked = algorithm(asked)?;
        let announced = Algorithm::ALL.into_iter().find(|a| trailers.announces(a.header()));
        let (algorithm, value) = match (given.single()?, announced) {
            (Some((algorithm, text)), _) => (algorithm, Some(decode(algorithm, text)?)),
            (None, Some(algorithm)) => (algorithm, None),
            (None, None) if asked.is_some() => {
                return Err(errors::invalid_request(
                    "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer \
                     headers were found.",
                ));
            }
            (None, None) => (default, None),
        };
        if asked.is_some_and(|asked| asked != algorithm) {
            let header = algorithm.header();
            let message = format!("Value for {header} header is invalid.");
            return Err(errors::invalid_request(message));
        }
        let trailer = value.is_none() && announced.is_some();
        Ok(Expected { algorithm, value, trailer, md5 })
    }

    /// A wrong MD5 is told in hexadecimal: of objects it is, of parts it is as it came. Recorded.
    pub(crate) fn told_in_hexadecimal(mut self) -> Expected {
        if let Some((md5, text)) = &mut self.md5 {
            *text = md5.iter().map(|byte| format!("{byte:02x}")).collect();
        }
        self
    }

    /// Whether the client spoke of a checksum.
    pub(crate) fn is_given(&self) -> bool {
        self.value.is_some() || self.trailer
    }

    /// Compares what came with what was said of it.
    pub(crate) fn check(&self, digests: &Digests, trailers: &Trailers) -> ApiResult<Checksum> {
        if let Some((md5, text)) = &self.md5
            && *md5 != digests.md5
        {
            return Err(errors::bad_content_md5(text, &STANDARD.encode(digests.md5)));
        }
        let computed = digests.of(self.algorithm).unwrap_or_default();
        let expected = match (&self.value, self.trailer) {
            (Some(value), _) => Some(value.clone()),
            (None, true) => {
                let text = trailers.get(self.algorithm.header()).unwrap_or_default();
                Some(decode(self.algorithm, &text)?)
            }
            (None, false) => None,
        };
        if expected.is_some_and(|expected| expected != computed) {
            return Err(errors::bad_checksum(self.algorithm.as_str()));
        }
        Ok(Checksum {
            algorithm: self.algorithm,
            coverage: Coverage::FullObject,
            value: computed.to_vec(),
            parts: 0,
        })
    }
}

/// In base64; AWS takes the hexadecimal form too.
fn parse_md5(text: &str) -> ApiResult<([u8; 16], String)> {
    let text = text.trim();
    let hex = (text.len() == 32).then(|| u128::from_str_radix(text, 16).ok()).flatten();
    let bytes = match hex {
        Some(number) => Some(number.to_be_bytes()),
        None => STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()),
    };
    bytes.map(|bytes| (bytes, text.to_owned())).ok_or_else(|| errors::invalid_digest(text))
}
