//! MD5, which entity tags of S3 and receipts of SQS are made of: a checksum here, never a safeguard.
//!
//! AWS-LC has it in assembly, a quarter faster than other crates, and is linked anyway; the crate over it leaves MD5 out.
//! A put of large objects takes as long as their MD5, which one thread alone can compute.
//! Ref: <https://datatracker.ietf.org/doc/html/rfc1321>

use std::{fmt, mem::MaybeUninit};

use aws_lc_sys::{MD5_CTX, MD5_Final, MD5_Init, MD5_Update};

/// The length of a sum in bytes.
pub const LEN: usize = 16;

/// A sum under way.
#[derive(Clone)]
pub struct Md5(MD5_CTX);

impl Md5 {
    /// The sum of nothing so far.
    #[expect(unsafe_code, reason = "AWS-LC is C")]
    pub fn new() -> Md5 {
        let mut context: MaybeUninit<MD5_CTX> = MaybeUninit::uninit();
        // SAFETY: the pointer is to a context that may be written, and MD5_Init, which cannot fail, sets what is read of it:
        // the sum so far and the counts. The buffer of bytes that wait is never read past their count, but is set
        // here all the same, since moving and cloning copy it.
        unsafe {
            context.as_mut_ptr().write_bytes(0, 1);
            MD5_Init(context.as_mut_ptr());
            Md5(context.assume_init())
        }
    }

    /// Takes in what comes next.
    #[expect(unsafe_code, reason = "AWS-LC is C")]
    pub fn update(&mut self, bytes: impl AsRef<[u8]>) {
        let bytes = bytes.as_ref();
        // SAFETY: the context was set by MD5_Init, and the pointer is to as many bytes as it says. It cannot fail.
        unsafe { MD5_Update(&raw mut self.0, bytes.as_ptr().cast(), bytes.len()) };
    }

    /// The sum.
    #[expect(unsafe_code, reason = "AWS-LC is C")]
    pub fn finalize(mut self) -> [u8; LEN] {
        let mut sum = [0; LEN];
        // SAFETY: the context was set by MD5_Init, and a sum has room for what is written. It cannot fail.
        unsafe { MD5_Final(sum.as_mut_ptr(), &raw mut self.0) };
        sum
    }

    /// The sum of `bytes` alone.
    pub fn digest(bytes: impl AsRef<[u8]>) -> [u8; LEN] {
        let mut sum = Md5::new();
        sum.update(bytes);
        sum.finalize()
    }
}

impl Default for Md5 {
    fn default() -> Md5 {
        Md5::new()
    }
}

impl fmt::Debug for Md5 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Md5")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(sum: [u8; LEN]) -> String {
        sum.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn the_examples_of_its_standard() {
        let examples = [
            ("", "d41d8cd98f00b204e9800998ecf8427e"),
            ("a", "0cc175b9c0f1b6a831c399e269772661"),
            ("abc", "900150983cd24fb0d6963f7d28e17f72"),
            ("message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
            ("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b"),
            (
                "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
                "d174ab98d277d9f5a5611c2c9f419d9f",
            ),
            (
                "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
                "57edf4a22be3c955ac49da2e2107b67a",
            ),
        ];
        for (text, sum) in examples {
            assert_eq!(hex(Md5::digest(text)), sum, "{text}");
        }
    }

    #[test]
    fn pieces_make_the_sum_of_the_whole() {
        let bytes: Vec<u8> = (0..1_000_u32).map(|n| ((n * n) >> 3) as u8).collect();
        let whole = Md5::digest(&bytes);
        for size in [1, 3, 55, 56, 63, 64, 65, 128, 999] {
            let mut sum = Md5::new();
            for piece in bytes.chunks(size) {
                // What goes on elsewhere, as on another thread.
                sum = std::hint::black_box(sum.clone());
                sum.update(piece);
            }
            assert_eq!(sum.finalize(), whole, "pieces of {size}");
        }
    }
}
