//! Compressed request bodies. Ref: <https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait>

use std::io::Read;

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use schema::{DeError, DeResult};

/// The body, expanded to at most `limit` bytes: a small body can expand a thousandfold.
pub(crate) fn expand(body: &[u8], limit: usize) -> DeResult<Bytes> {
    let mut out = Vec::new();
    let bound = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    MultiGzDecoder::new(body)
        .take(bound)
        .read_to_end(&mut out)
        .map_err(|_| DeError::new("The request body is not valid gzip data"))?;
    if out.len() > limit {
        return Err(DeError::new(format!("The request body expands to more than {limit} bytes")));
    }
    Ok(Bytes::from(out))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn expands_within_its_limit() {
        assert_eq!(expand(&gzip(b"{}"), 2).as_deref(), Ok(&b"{}"[..]));
        let bomb = gzip(&vec![0; 1 << 20]);
        assert!(bomb.len() < 2_000);
        assert!(expand(&bomb, 1 << 10).is_err());
        assert!(expand(b"not gzip", 100).is_err());
        assert!(expand(&gzip(b"cut")[..12], 100).is_err());
    }
}
