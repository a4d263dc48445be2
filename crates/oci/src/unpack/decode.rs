//! How a layer is packed is seen in its first bytes: gzip, Zstandard or nothing.
//! Ref: <https://www.rfc-editor.org/rfc/rfc1952>, <https://www.rfc-editor.org/rfc/rfc8878>

use std::io::{self, BufRead, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

/// Bytes of Zstandard's window that are held at most.
const WINDOW: u64 = 128 << 20;

/// The layer as a tar.
pub(crate) fn open<'r>(mut packed: impl BufRead + 'r) -> io::Result<Box<dyn Read + 'r>> {
    let start = packed.fill_buf()?;
    Ok(match start {
        [0x1f, 0x8b, ..] => Box::new(MultiGzDecoder::new(packed)),
        // A frame, or a skippable one.
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => {
            Box::new(Zstd { packed, decoder: FrameDecoder::new(), inside: false })
        }
        _ => Box::new(packed),
    })
}

/// Frames of Zstandard, one behind the other.
struct Zstd<R> {
    packed: R,
    decoder: FrameDecoder,
    /// Whether a frame has begun and not ended.
    inside: bool,
}

impl<R: BufRead> Zstd<R> {
    /// Begins the next frame; `false` at the end.
    fn begin(&mut self) -> io::Result<bool> {
        if self.packed.fill_buf()?.is_empty() {
            return Ok(false);
        }
        self.decoder.set_max_window_size(WINDOW);
        match self.decoder.reset(&mut self.packed) {
            Ok(()) => self.inside = true,
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                let skipped = (&mut self.packed).take(u64::from(length));
                io::copy(&mut { skipped }, &mut io::sink())?;
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
        Ok(true)
    }
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.inside {
                if !self.begin()? {
                    return Ok(0);
                }
                continue;
            }
            let read = self.decoder.read(buffer)?;
            if read > 0 {
                return Ok(read);
            }
            if self.decoder.is_finished() {
                let said = self.decoder.get_checksum_from_data();
                if said.is_some() && said != self.decoder.get_calculated_checksum() {
                    let words = "the checksum of a frame does not match";
                    return Err(io::Error::new(io::ErrorKind::InvalidData, words));
                }
                self.inside = false;
                continue;
            }
            self.decoder
                .decode_blocks(&mut self.packed, BlockDecodingStrategy::UptoBlocks(1))
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn unpacked(packed: &[u8]) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        open(packed)?.read_to_end(&mut out).map(|_| out)
    }

    #[test]
    fn each_way_of_packing_is_seen() {
        let text: Vec<u8> = (0..90_000u32).flat_map(|n| (n % 977).to_le_bytes()).collect();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&text).expect("written");
        let gzip = gzip.finish().expect("packed");
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let zstd = |part: &[u8]| ruzstd::encoding::compress_to_vec(part, level);
        let skippable = [0x5e, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        // As chunked layers are: several frames, and some that hold none of the layer.
        let frames =
            [&skippable[..], &zstd(&text[..1_000]), &zstd(&text[1_000..]), &skippable].concat();
        for packed in [&text, &gzip, &zstd(&text), &frames] {
            assert!(unpacked(packed).expect("good") == text);
        }
        assert!(unpacked(&gzip[..gzip.len() / 2]).is_err());
        let zstd = zstd(&text);
        assert!(unpacked(&zstd[..zstd.len() / 2]).is_err());
        assert_eq!(unpacked(b"").expect("nothing"), b"");
    }
}
