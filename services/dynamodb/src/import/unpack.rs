//! Unpacks what comes in pieces, without holding more than a piece of it.
//! Ref: <https://www.rfc-editor.org/rfc/rfc8878>

use std::io::{self, Write as _};

use flate2::write::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::Compression;

/// Packed bytes that are unpacked at once, at most: they become a thousand times as many at worst.
pub(crate) const PIECE: usize = 8 << 10;
/// Bytes of Zstandard's window that are held at most: what `zstd --ultra -20` asks for.
const WINDOW: u64 = 32 << 20;
/// Bytes of the longest header of a frame.
const FRAME_HEADER: usize = 18;
const BLOCK_HEADER: usize = 3;
/// Bytes that a block has at most.
const BLOCK: usize = 128 << 10;
const CHECKSUM: usize = 4;

/// Unpacks one object.
pub(crate) enum Unpack {
    Plain,
    Gzip(Box<MultiGzDecoder<Vec<u8>>>),
    Zstd(Box<Zstd>),
}

impl Unpack {
    pub(crate) fn new(compression: Compression) -> Unpack {
        match compression {
            Compression::None => Unpack::Plain,
            Compression::Gzip => Unpack::Gzip(Box::new(MultiGzDecoder::new(Vec::new()))),
            Compression::Zstd => Unpack::Zstd(Box::default()),
        }
    }

    /// Unpacks a piece behind `out`.
    pub(crate) fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Unpack::Plain => {
                out.extend_from_slice(piece);
                Ok(())
            }
            Unpack::Gzip(decoder) => {
                // Also what comes before damage is there.
                let done = decoder.write_all(piece);
                out.append(decoder.get_mut());
                done
            }
            Unpack::Zstd(decoder) => decoder.push(piece, out),
        }
    }

    /// What comes behind the last piece; an object that ends too early is an error.
    pub(crate) fn finish(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Unpack::Plain => Ok(()),
            Unpack::Gzip(decoder) => {
                let done = decoder.try_finish();
                out.append(decoder.get_mut());
                done
            }
            Unpack::Zstd(decoder) => decoder.finish(out),
        }
    }
}

/// Frames of Zstandard, one behind the other, a block at a time.
#[derive(Default)]
pub(crate) struct Zstd {
    frame: Option<Frame>,
    /// Packed bytes that are no whole block, or header, yet.
    waiting: Vec<u8>,
    /// Bytes of a skippable frame that are still to come.
    skip: usize,
}

struct Frame {
    decoder: FrameDecoder,
    has_checksum: bool,
}

impl Zstd {
    fn push(&mut self, piece: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        self.waiting.extend_from_slice(piece);
        while self.step(out, false)? {}
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        while self.step(out, true)? {}
        if self.frame.is_some() || !self.waiting.is_empty() || self.skip > 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the last frame is cut off"));
        }
        Ok(())
    }

    /// Does what the waiting bytes allow; whether it did something.
    fn step(&mut self, out: &mut Vec<u8>, last: bool) -> io::Result<bool> {
        if self.skip > 0 {
            let skipped = self.skip.min(self.waiting.len());
            self.waiting.drain(..skipped);
            self.skip -= skipped;
            return Ok(skipped > 0);
        }
        match &mut self.frame {
            None if self.waiting.is_empty() => Ok(false),
            None if self.waiting.len() < FRAME_HEADER && !last => Ok(false),
            None => self.begin(),
            Some(frame) => {
                let Some(taken) = frame.block(&self.waiting, out)? else { return Ok(false) };
                self.waiting.drain(..taken);
                if frame.decoder.is_finished() {
                    frame.end(out)?;
                    self.frame = None;
                }
                Ok(true)
            }
        }
    }

    fn begin(&mut self) -> io::Result<bool> {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(WINDOW);
        let mut source = &self.waiting[..];
        match decoder.init(&mut source) {
            Ok(()) => {
                // The descriptor stands behind the magic number.
                let has_checksum = self.waiting.get(4).is_some_and(|flags| flags & 4 != 0);
                let taken = self.waiting.len() - source.len();
                self.waiting.drain(..taken);
                self.frame = Some(Frame { decoder, has_checksum });
            }
            Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                length,
                ..
            })) => {
                self.waiting.drain(..8);
                self.skip = length as usize;
            }
            Err(error) => return Err(io::Error::new(io::ErrorKind::InvalidData, error)),
        }
        Ok(true)
    }
}

impl Frame {
    /// Unpacks the block at the beginning of `waiting`, if all of it is there; how long it was.
    fn block(&mut self, waiting: &[u8], out: &mut Vec<u8>) -> io::Result<Option<usize>> {
        let Some(&[a, b, c]) = waiting.first_chunk::<BLOCK_HEADER>() else { return Ok(None) };
        let header = u32::from_le_bytes([a, b, c, 0]);
        let repeats = (header >> 1) & 3 == 1;
        let size = if repeats { 1 } else { (header >> 3) as usize };
        if size > BLOCK {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a block is too large"));
        }
        let is_last = header & 1 == 1;
        let checksum = if is_last && self.has_checksum { CHECKSUM } else { 0 };
        if waiting.len() < BLOCK_HEADER + size + checksum {
            return Ok(None);
        }
        let mut source = waiting;
        self.decoder
            .decode_blocks(&mut source, BlockDecodingStrategy::UptoBlocks(1))
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
        self.decoder.collect_to_writer(out)?;
        Ok(Some(waiting.len() - source.len()))
    }

    /// The frame's last bytes, and whether it was what its checksum says.
    fn end(&mut self, out: &mut Vec<u8>) -> io::Result<()> {
        self.decoder.collect_to_writer(&mut *out)?;
        let said = self.decoder.get_checksum_from_data();
        if said.is_some() && said != self.decoder.get_calculated_checksum() {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not match"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use flate2::{Compression as Level, write::GzEncoder};

    use super::*;

    fn unpacked(compression: Compression, packed: &[u8], piece: usize) -> io::Result<Vec<u8>> {
        let (mut unpack, mut out) = (Unpack::new(compression), Vec::new());
        for piece in packed.chunks(piece) {
            unpack.push(piece, &mut out)?;
        }
        unpack.finish(&mut out)?;
        Ok(out)
    }

    fn text() -> Vec<u8> {
        (0..40_000u32).flat_map(|n| format!("line {}\n", n % 977).into_bytes()).collect()
    }

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Level::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        ruzstd::encoding::compress_to_vec(text, ruzstd::encoding::CompressionLevel::Fastest)
    }

    #[test]
    fn pieces_of_any_size_are_unpacked() {
        let text = text();
        let two = [text.clone(), text.clone()].concat();
        // Members of gzip, and frames of Zstandard, may follow each other; some frames are to be skipped.
        let skippable = [&[0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        for (compression, packed) in [
            (Compression::None, two.clone()),
            (Compression::Gzip, [gzip(&text), gzip(&text)].concat()),
            (Compression::Zstd, [zstd(&text), skippable, zstd(&text)].concat()),
        ] {
            for piece in [1, 7, 4_096, PIECE, 1 << 20] {
                assert_eq!(unpacked(compression, &packed, piece).unwrap(), two, "{compression:?}");
            }
        }
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let text = text();
        for (compression, packed) in
            [(Compression::Gzip, gzip(&text)), (Compression::Zstd, zstd(&text))]
        {
            let cut = &packed[..packed.len() - 1];
            assert!(unpacked(compression, cut, PIECE).is_err(), "{compression:?} cut");
            assert!(unpacked(compression, &text, PIECE).is_err(), "{compression:?} plain");
        }
    }
}
