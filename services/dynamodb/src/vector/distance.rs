//! How far vectors are from each other, and which is nearer. Vectors have numbers of 32 bits; sums have 64.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html>
//!
//! Assumed: a vector of zeros, which is at no angle to anything, is at a cosine distance of 1.

use std::cmp::Ordering;

use gen_dynamodb::values::vector_distance_function as named;
use serde::{Deserialize, Serialize};

/// Sums that are made side by side.
const LANES: usize = 8;
/// Bytes of so many numbers.
const CHUNK: usize = LANES * 4;

/// `DistanceFunction`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Function {
    Cosine,
    Euclidean,
    DotProduct,
}

impl Function {
    pub(crate) fn parse(text: &str) -> Option<Function> {
        Some(match text {
            named::COSINE => Function::Cosine,
            named::EUCLIDEAN => Function::Euclidean,
            named::DOT_PRODUCT => Function::DotProduct,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Function::Cosine => named::COSINE,
            Function::Euclidean => named::EUCLIDEAN,
            Function::DotProduct => named::DOT_PRODUCT,
        }
    }

    /// `Less` when the first score is that of a nearer vector.
    pub(crate) fn order(self, one: f64, other: f64) -> Ordering {
        match self {
            Function::Cosine | Function::Euclidean => one.total_cmp(&other),
            Function::DotProduct => other.total_cmp(&one),
        }
    }
}

/// A vector that others are compared with.
pub(crate) struct Sought {
    function: Function,
    numbers: Vec<f32>,
    /// The square of its length.
    square: f64,
}

impl Sought {
    pub(crate) fn new(function: Function, numbers: Vec<f32>) -> Sought {
        let square = numbers.iter().map(|number| f64::from(*number).powi(2)).sum();
        Sought { function, numbers, square }
    }

    /// The score of a packed vector of the same length: numbers of 32 bits, little endian.
    pub(crate) fn score(&self, packed: &[u8]) -> f64 {
        match self.function {
            Function::DotProduct => self.sum(packed, |a, b| [a * b])[0],
            Function::Euclidean => self.sum(packed, |a, b| [(a - b) * (a - b)])[0].sqrt(),
            Function::Cosine => {
                let [dot, square] = self.sum(packed, |a, b| [a * b, b * b]);
                let lengths = (self.square * square).sqrt();
                if lengths > 0.0 { (1.0 - dot / lengths).clamp(0.0, 2.0) } else { 1.0 }
            }
        }
    }

    /// Sums of what `f` makes of each two numbers, in lanes that the machine can add side by side.
    fn sum<const N: usize>(&self, packed: &[u8], f: impl Fn(f64, f64) -> [f64; N]) -> [f64; N] {
        let mut lanes = [[0.0; LANES]; N];
        let (own, own_rest) = self.numbers.as_chunks::<LANES>();
        let (others, others_rest) = packed.as_chunks::<CHUNK>();
        for (own, others) in own.iter().zip(others) {
            let (others, _) = others.as_chunks::<4>();
            for lane in 0..LANES {
                let terms = f(own[lane].into(), f32::from_le_bytes(others[lane]).into());
                for (sums, term) in lanes.iter_mut().zip(terms) {
                    sums[lane] += term;
                }
            }
        }
        let mut sums = lanes.map(|lanes| lanes.iter().sum::<f64>());
        for (own, other) in own_rest.iter().zip(others_rest.as_chunks::<4>().0) {
            let terms = f((*own).into(), f32::from_le_bytes(*other).into());
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += term;
            }
        }
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(numbers: &[f32]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn scores() {
        use Function::{Cosine, DotProduct, Euclidean};
        let x = [1.0, 0.0, 0.0, 0.0];
        for (function, other, score) in [
            (Cosine, [1.0, 0.0, 0.0, 0.0], 0.0),
            (Cosine, [10.0, 0.0, 0.0, 0.0], 0.0),
            (Cosine, [0.0, 3.0, 0.0, 0.0], 1.0),
            (Cosine, [-2.0, 0.0, 0.0, 0.0], 2.0),
            (Cosine, [0.0, 0.0, 0.0, 0.0], 1.0),
            (Euclidean, [10.0, 0.0, 0.0, 0.0], 9.0),
            (Euclidean, [1.0, 0.0, 0.0, 0.0], 0.0),
            (Euclidean, [1.0, 3.0, 4.0, 0.0], 5.0),
            (DotProduct, [10.0, 5.0, 0.0, 0.0], 10.0),
            (DotProduct, [-0.5, 5.0, 0.0, 0.0], -0.5),
        ] {
            let sought = Sought::new(function, x.to_vec());
            let found = sought.score(&packed(&other));
            assert!((found - score).abs() < 1e-12, "{function:?} {other:?}: {found}");
        }
    }

    #[test]
    fn every_number_counts_at_any_length() {
        for len in 1..40_u8 {
            let numbers: Vec<f32> = (0..len).map(|n| f32::from(n) - 7.5).collect();
            let sum: f64 = numbers.iter().map(|n| f64::from(*n).powi(2)).sum();
            let dot = Sought::new(Function::DotProduct, numbers.clone());
            assert!((dot.score(&packed(&numbers)) - sum).abs() < 1e-9, "{len}");
            let zeros = packed(&vec![0.0; numbers.len()]);
            let far = Sought::new(Function::Euclidean, numbers.clone());
            assert!((far.score(&zeros) - sum.sqrt()).abs() < 1e-9, "{len}");
            let same = Sought::new(Function::Cosine, numbers.clone());
            assert!(same.score(&packed(&numbers)) < 1e-12, "{len}");
        }
    }

    #[test]
    fn great_numbers_have_sums() {
        let great = vec![3.0e38_f32; 16];
        for function in [Function::Cosine, Function::Euclidean, Function::DotProduct] {
            let score = Sought::new(function, great.clone()).score(&packed(&great));
            assert!(score.is_finite(), "{function:?}");
        }
    }

    #[test]
    fn nearer_is_less_but_for_products() {
        assert_eq!(Function::Cosine.order(0.1, 0.2), Ordering::Less);
        assert_eq!(Function::Euclidean.order(3.0, 2.0), Ordering::Greater);
        assert_eq!(Function::DotProduct.order(3.0, 2.0), Ordering::Less);
        assert_eq!(Function::DotProduct.order(-3.0, 2.0), Ordering::Greater);
    }
}
