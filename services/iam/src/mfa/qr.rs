//! The picture that an authenticator's camera reads: a QR code of an `otpauth://` address, as PNG.
//! Ref: <https://www.w3.org/TR/png-3/>

use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use qrcode::{Color, QrCode};

/// Pixels of one module, and modules of the white edge around all.
const SCALE: usize = 5;
const EDGE: usize = 4;

/// The picture of `text`, black on white; `None` when it holds more than a QR code can.
pub(crate) fn png(text: &str) -> Option<Vec<u8>> {
    let code = QrCode::new(text.as_bytes()).ok()?;
    let modules = code.width();
    let colors = code.to_colors();
    let side = (modules + 2 * EDGE) * SCALE;
    let dark = |x: usize, y: usize| {
        let place = |pixel: usize| (pixel / SCALE).checked_sub(EDGE).filter(|m| *m < modules);
        matches!((place(x), place(y)), (Some(x), Some(y)) if colors[y * modules + x] == Color::Dark)
    };
    // One byte for the filter (none), then one bit a pixel: 1 is white.
    let row = |y: usize| {
        let mut bytes = vec![0; 1 + side.div_ceil(8)];
        for x in (0..side).filter(|x| !dark(*x, y)) {
            bytes[1 + x / 8] |= 0x80 >> (x % 8);
        }
        bytes
    };
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
    for y in 0..side {
        zlib.write_all(&row(y)).ok()?;
    }
    let side = u32::try_from(side).ok()?.to_be_bytes();
    // One bit of grey, the usual compression and filters, not interlaced.
    let header = [&side[..], &side, &[1, 0, 0, 0, 0]].concat();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    chunk(&mut out, *b"IHDR", &header);
    chunk(&mut out, *b"IDAT", &zlib.finish().ok()?);
    chunk(&mut out, *b"IEND", &[]);
    Some(out)
}

fn chunk(out: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    let length = u32::try_from(data.len()).unwrap_or(u32::MAX);
    out.extend_from_slice(&length.to_be_bytes());
    let from = out.len();
    out.extend_from_slice(&kind);
    out.extend_from_slice(data);
    let sum = crc32fast::hash(&out[from..]);
    out.extend_from_slice(&sum.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn the_picture_holds_the_modules() {
        let text = "otpauth://totp/alice@123456789012?secret=GEZDGNBVGY3TQOJQ";
        let png = png(text).unwrap();
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"));
        let side = u32::from_be_bytes(png[16..20].try_into().unwrap()) as usize;
        let code = QrCode::new(text).unwrap();
        assert_eq!(side, (code.width() + 2 * EDGE) * SCALE);
        let data_len = u32::from_be_bytes(png[33..37].try_into().unwrap()) as usize;
        let mut rows = Vec::new();
        flate2::read::ZlibDecoder::new(&png[41..41 + data_len]).read_to_end(&mut rows).unwrap();
        let stride = 1 + side.div_ceil(8);
        assert_eq!(rows.len(), side * stride);
        for y in 0..code.width() {
            for x in 0..code.width() {
                let (px, py) = ((x + EDGE) * SCALE, (y + EDGE) * SCALE);
                let white = rows[py * stride + 1 + px / 8] & (0x80 >> (px % 8)) != 0;
                assert_eq!(white, code[(x, y)] == Color::Light, "{x} {y}");
            }
        }
        assert_eq!(rows[1], 0xff, "the edge is white");
    }

    #[test]
    fn too_much_text_has_no_picture() {
        assert!(png(&"x".repeat(5_000)).is_none());
    }
}
