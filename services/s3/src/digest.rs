//! Digests of a body on its way: its MD5, which entity tags are made of, and the checksums that are asked for.

use bytes::Bytes;
use crc_fast::{CrcAlgorithm, checksum_combine};
use kernel::{ApiResult, Beside, Kernel};
use md5::Md5;
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::checksum::Algorithm;

/// A body of more bytes has its MD5 computed on another thread. That takes longer than to receive, check, encrypt and
/// write the bytes together.
const LARGE: u64 = 1 << 20;

/// Computes while bytes pass.
pub(crate) struct Digesting<'k> {
    kernel: &'k Kernel,
    seen: u64,
    md5: Summing,
    checksums: Vec<Running>,
}

/// An MD5 under way.
enum Summing {
    Here(Md5),
    Beside(Beside<Md5>),
}

enum Running {
    Crc(Algorithm, crc_fast::Digest),
    Sha1(Sha1),
    Sha256(Sha256),
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Digests {
    pub(crate) md5: [u8; 16],
    pub(crate) checksums: Vec<(Algorithm, Vec<u8>)>,
}

impl Digests {
    pub(crate) fn of(&self, algorithm: Algorithm) -> Option<&[u8]> {
        let found = self.checksums.iter().find(|(own, _)| *own == algorithm);
        found.map(|(_, value)| &value[..])
    }
}

impl Running {
    fn new(algorithm: Algorithm) -> Running {
        match crc(algorithm) {
            Some(crc) => Running::Crc(algorithm, crc_fast::Digest::new(crc)),
            None if algorithm == Algorithm::Sha1 => Running::Sha1(Sha1::new()),
            None => Running::Sha256(Sha256::new()),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Running::Crc(_, crc) => crc.update(bytes),
            Running::Sha1(hash) => hash.update(bytes),
            Running::Sha256(hash) => hash.update(bytes),
        }
    }

    fn finish(self) -> (Algorithm, Vec<u8>) {
        match self {
            Running::Crc(algorithm, crc) => (algorithm, value(algorithm, crc.finalize())),
            Running::Sha1(hash) => (Algorithm::Sha1, hash.finalize().to_vec()),
            Running::Sha256(hash) => (Algorithm::Sha256, hash.finalize().to_vec()),
        }
    }
}

impl<'k> Digesting<'k> {
    pub(crate) fn new(kernel: &'k Kernel, algorithms: &[Algorithm]) -> Digesting<'k> {
        let checksums = algorithms.iter().map(|algorithm| Running::new(*algorithm)).collect();
        Digesting { kernel, seen: 0, md5: Summing::Here(Md5::new()), checksums }
    }

    pub(crate) async fn update(&mut self, piece: &Bytes) -> ApiResult<()> {
        let before = self.seen;
        self.seen += piece.len() as u64;
        if before <= LARGE && self.seen > LARGE {
            self.go_beside();
        }
        match &mut self.md5 {
            Summing::Here(md5) => md5.update(piece),
            Summing::Beside(md5) => md5.feed(piece.clone()).await?,
        }
        for running in &mut self.checksums {
            running.update(piece);
        }
        Ok(())
    }

    fn go_beside(&mut self) {
        let Summing::Here(md5) = &mut self.md5 else { return };
        self.md5 = match self.kernel.beside(std::mem::take(md5), |md5, piece| md5.update(piece)) {
            Ok(beside) => Summing::Beside(beside),
            Err(md5) => Summing::Here(md5),
        };
    }

    pub(crate) async fn finish(self) -> ApiResult<Digests> {
        let md5 = match self.md5 {
            Summing::Here(md5) => md5,
            Summing::Beside(md5) => md5.finish().await?,
        };
        Ok(Digests {
            md5: md5.finalize(),
            checksums: self.checksums.into_iter().map(Running::finish).collect(),
        })
    }
}

/// The checksum of `bytes` alone.
pub(crate) fn of(algorithm: Algorithm, bytes: &[u8]) -> Vec<u8> {
    let mut running = Running::new(algorithm);
    running.update(bytes);
    running.finish().1
}

/// The checksum of two pieces together, for algorithms that allow it: CRCs.
pub(crate) fn combine(
    algorithm: Algorithm,
    first: &[u8],
    second: &[u8],
    second_len: u64,
) -> Option<Vec<u8>> {
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |n, byte| n << 8 | u64::from(*byte));
    let whole = checksum_combine(crc(algorithm)?, number(first), number(second), second_len);
    Some(value(algorithm, whole))
}

/// The CRC that an algorithm is.
fn crc(algorithm: Algorithm) -> Option<CrcAlgorithm> {
    match algorithm {
        Algorithm::Crc32 => Some(CrcAlgorithm::Crc32IsoHdlc),
        Algorithm::Crc32c => Some(CrcAlgorithm::Crc32Iscsi),
        Algorithm::Crc64Nvme => Some(CrcAlgorithm::Crc64Nvme),
        Algorithm::Sha1 | Algorithm::Sha256 => None,
    }
}

/// A CRC as the bytes that a checksum has.
fn value(algorithm: Algorithm, crc: u64) -> Vec<u8> {
    crc.to_be_bytes()[8 - algorithm.len()..].to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn kernel() -> Kernel {
        let store = store::Store::open(store::Options::memory()).expect("memory opens");
        kernel::KernelBuilder::new(store).build().await.expect("a kernel over an empty store")
    }

    #[tokio::test]
    async fn large_bodies_are_digested_beside_with_the_same_result() {
        let kernel = kernel().await;
        let body: Vec<u8> = (0..3 * LARGE + 7).map(|n| ((n * n) >> 3) as u8).collect();
        let whole = Md5::digest(&body);
        for size in [1_000, 65_536, LARGE as usize, body.len()] {
            let mut digesting = Digesting::new(&kernel, &[Algorithm::Crc32]);
            for piece in body.chunks(size) {
                digesting.update(&Bytes::copy_from_slice(piece)).await.expect("taken");
            }
            assert!(matches!(digesting.md5, Summing::Beside(_)), "pieces of {size}");
            let digests = digesting.finish().await.expect("finished");
            assert_eq!(digests.md5, whole, "pieces of {size}");
            let crc = of(Algorithm::Crc32, &body);
            assert_eq!(digests.of(Algorithm::Crc32), Some(&crc[..]), "pieces of {size}");
        }
    }

    #[tokio::test]
    async fn every_algorithm() {
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let kernel = kernel().await;
        let mut digesting = Digesting::new(&kernel, &Algorithm::ALL);
        digesting.update(&Bytes::from_static(b"12345")).await.expect("taken");
        digesting.update(&Bytes::from_static(b"6789")).await.expect("taken");
        let digests = digesting.finish().await.expect("finished");
        assert_eq!(hex(&digests.md5), "25f9e794323b453885f5181f1b624d0b");
        for (algorithm, expected) in [
            (Algorithm::Crc32, "cbf43926"),
            (Algorithm::Crc32c, "e3069283"),
            (Algorithm::Crc64Nvme, "ae8b14860a799888"),
            (Algorithm::Sha1, "f7c3bc1d808e04732adf679965ccc34ca7ae3441"),
            (Algorithm::Sha256, "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225"),
        ] {
            assert_eq!(hex(digests.of(algorithm).expect("computed")), expected);
            assert_eq!(of(algorithm, b"123456789").len(), algorithm.len());
            let together = combine(algorithm, &of(algorithm, b"1234"), &of(algorithm, b"56789"), 5);
            if let Some(together) = together {
                assert_eq!(hex(&together), expected);
            }
        }
    }

    #[test]
    fn pieces_make_the_whole() {
        let bytes: Vec<u8> = (0..10_000u32).map(|n| (n * 7 % 251) as u8).collect();
        for algorithm in [Algorithm::Crc32, Algorithm::Crc32c, Algorithm::Crc64Nvme] {
            let whole = of(algorithm, &bytes);
            for cut in [0, 1, 15, 16, 17, 500, 9_999, 10_000] {
                let (a, b) = bytes.split_at(cut);
                let mut running = Running::new(algorithm);
                [a, b].into_iter().for_each(|piece| running.update(piece));
                assert_eq!(running.finish().1, whole, "{algorithm:?} {cut}");
                let (first, second) = (of(algorithm, a), of(algorithm, b));
                let combined = combine(algorithm, &first, &second, b.len() as u64);
                assert_eq!(combined.as_deref(), Some(&whole[..]), "{algorithm:?} {cut}");
            }
        }
    }
}
