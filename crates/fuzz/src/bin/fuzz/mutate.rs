//! Changes inputs: bits, bytes, runs, words, and pieces of other inputs.

use clock::Random;

/// The longest input that is made.
const LONGEST: usize = 64 * 1024;
/// Bytes at which things change.
const EDGES: [u8; 10] = [0, 1, 0x1f, 0x20, 0x7f, 0x80, 0xc1, 0xfe, 0xff, b'"'];

/// A position up to and including `len`.
fn below(random: &Random, len: usize) -> usize {
    usize::try_from(random.below(len as u64)).unwrap_or(0)
}

/// Changes `input` a few times.
pub(crate) fn mutate(random: &Random, input: &mut Vec<u8>, other: &[u8], words: &[&str]) {
    for _ in 0..=random.below(6) {
        once(random, input, other, words);
        input.truncate(LONGEST);
    }
}

fn once(random: &Random, input: &mut Vec<u8>, other: &[u8], words: &[&str]) {
    let at = below(random, input.len() + 1);
    let end = at + below(random, input.len() - at + 1).min(64);
    match random.below(11) {
        0 if at < input.len() => input[at] ^= 1 << random.below(8),
        1 if at < input.len() => input[at] = EDGES[below(random, EDGES.len())],
        2 if at < input.len() => input[at] = u8::try_from(random.below(256)).unwrap_or(0),
        3 => drop(input.drain(at..end)),
        4 => {
            let piece = input[at..end].to_vec();
            let times = 1 + below(random, 4);
            input.splice(at..at, piece.repeat(times));
        }
        5 if !words.is_empty() => {
            let word = words[below(random, words.len())];
            input.splice(at..at, word.bytes());
        }
        6 if !other.is_empty() => {
            let from = below(random, other.len());
            let to = (from + below(random, 256)).min(other.len());
            input.splice(at..end, other[from..to].iter().copied());
        }
        7 => input.truncate(at),
        8 => {
            let noise: Vec<u8> =
                (0..=random.below(8)).map(|_| random.u64().to_le_bytes()[0]).collect();
            input.splice(at..at, noise);
        }
        9 if end > at => {
            // A digit or a length, made another one.
            let digits = b"0123456789";
            input[at] = digits[below(random, 10)];
        }
        10 if end > at && random.below(20) == 0 => {
            let piece = input[at..end].to_vec();
            let times = below(random, 2_000);
            input.splice(at..at, piece.repeat(times));
        }
        _ => input.push(u8::try_from(random.below(256)).unwrap_or(0)),
    }
}
