//! CRC-32C and CRC-64/NVME, sixteen bytes at a time, and what the CRC of two pieces together is. (CRC-32 has a crate.)
//! Ref: <https://reveng.sourceforge.io/crc-catalogue/all.htm>

use std::sync::LazyLock;

type Tables = Box<[[u64; 256]; 16]>;

/// A CRC whose bits are reflected, that begins with ones and ends inverted.
pub(crate) struct Crc {
    width: u32,
    /// The polynomial, reflected.
    poly: u64,
    tables: Tables,
}

pub(crate) static CRC32C: LazyLock<Crc> = LazyLock::new(|| Crc::new(32, 0x82f6_3b78));
pub(crate) static CRC64_NVME: LazyLock<Crc> = LazyLock::new(|| Crc::new(64, 0x9a6c_9329_ac4b_c9b5));

impl Crc {
    fn new(width: u32, poly: u64) -> Crc {
        let mut tables: Tables = Box::new([[0; 256]; 16]);
        for byte in 0..256 {
            let mut value = byte as u64;
            for _ in 0..8 {
                value = if value & 1 == 1 { (value >> 1) ^ poly } else { value >> 1 };
            }
            tables[0][byte] = value;
        }
        for table in 1..16 {
            for byte in 0..256 {
                let before = tables[table - 1][byte];
                tables[table][byte] = (before >> 8) ^ tables[0][(before & 0xff) as usize];
            }
        }
        Crc { width, poly, tables }
    }

    fn ones(&self) -> u64 {
        u64::MAX >> (64 - self.width)
    }

    /// The CRC of what `crc` is the CRC of (0 of nothing), followed by `bytes`.
    pub(crate) fn update(&self, crc: u64, bytes: &[u8]) -> u64 {
        let mut state = crc ^ self.ones();
        let (blocks, rest) = bytes.as_chunks::<16>();
        let tables = &*self.tables;
        for block in blocks {
            let low = u64::from_le_bytes(std::array::from_fn(|at| block[at])) ^ state;
            let high = u64::from_le_bytes(std::array::from_fn(|at| block[8 + at]));
            let at = |word: u64, byte: usize| ((word >> (8 * byte)) & 0xff) as usize;
            state = 0;
            for byte in 0..8 {
                state ^= tables[15 - byte][at(low, byte)] ^ tables[7 - byte][at(high, byte)];
            }
        }
        for byte in rest {
            state = (state >> 8) ^ tables[0][((state ^ u64::from(*byte)) & 0xff) as usize];
        }
        state ^ self.ones()
    }

    /// The CRC of two pieces, from the CRC of each and the length of the second in bytes.
    pub(crate) fn combine(&self, first: u64, second: u64, second_len: u64) -> u64 {
        // x to the power of 8 times the length, by squaring; x^0 is the top bit.
        let mut factor = 1 << (self.width - 1);
        let mut square = (0..3).fold(1 << (self.width - 2), |s, _| self.multiply(s, s));
        let mut left = second_len;
        while left > 0 {
            if left & 1 == 1 {
                factor = self.multiply(square, factor);
            }
            square = self.multiply(square, square);
            left >>= 1;
        }
        self.multiply(factor, first) ^ second
    }

    /// The product of two polynomials modulo the CRC's own.
    fn multiply(&self, a: u64, mut b: u64) -> u64 {
        let mut product = 0;
        let mut bit = 1 << (self.width - 1);
        while bit > 0 {
            if a & bit != 0 {
                product ^= b;
            }
            b = if b & 1 == 1 { (b >> 1) ^ self.poly } else { b >> 1 };
            bit >>= 1;
        }
        product
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        assert_eq!(CRC32C.update(0, b"123456789"), 0xe306_9283);
        assert_eq!(CRC64_NVME.update(0, b"123456789"), 0xae8b_1486_0a79_9888);
        assert_eq!(CRC64_NVME.update(0, b""), 0);
    }

    #[test]
    fn pieces_make_the_whole() {
        let bytes: Vec<u8> = (0..1000u32).map(|n| (n * 7 % 251) as u8).collect();
        for crc in [&*CRC32C, &*CRC64_NVME] {
            let whole = crc.update(0, &bytes);
            for cut in [0, 1, 15, 16, 17, 500, 999, 1000] {
                let (a, b) = bytes.split_at(cut);
                assert_eq!(crc.update(crc.update(0, a), b), whole, "{cut}");
                let combined = crc.combine(crc.update(0, a), crc.update(0, b), b.len() as u64);
                assert_eq!(combined, whole, "{cut}");
            }
        }
    }
}
