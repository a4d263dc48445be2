//! Seeded mutations of valid requests and bodies: nothing panics, and nothing verifies that is not
//! identical in what is signed.

use crate::common::{NOW, Request, secret, signer};
use sha2::{Digest, Sha256};
use sigv4::sign::{Body, Signer};
use sigv4::{
    Algorithm, AuthError, Authorization, ChunkedDecoder, PayloadHash, RequestView, Rules,
    SecretKey, Verifier, parse, verify,
};

/// A small seeded generator (splitmix64); the same numbers in every run.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Changes, drops, doubles, swaps or inserts a byte, or cuts the end off.
fn mutate(bytes: &mut Vec<u8>, rng: &mut Rng) {
    const LIKELY: &[u8] = b"/%+&=;, \t\r\n.aA0:~*\0\xff";
    let at = rng.below(bytes.len());
    let byte = match rng.below(2) {
        0 => LIKELY[rng.below(LIKELY.len())],
        _ => rng.next() as u8,
    };
    match rng.below(6) {
        _ if bytes.is_empty() => bytes.push(byte),
        0 => bytes[at] = byte,
        1 => bytes[at] ^= 1 << rng.below(8),
        2 => drop(bytes.remove(at)),
        3 => bytes.insert(at, byte),
        4 => {
            let other = rng.below(bytes.len());
            bytes.swap(at, other);
        }
        _ => bytes.truncate(at),
    }
}

#[derive(Clone)]
struct Raw {
    method: String,
    path: String,
    query: String,
    headers: Vec<(String, Vec<u8>)>,
}

impl Raw {
    fn view(&self) -> RequestView<'_> {
        let Raw { method, path, query, headers } = self;
        RequestView { method, path, query, headers }
    }

    fn mutated(&self, rng: &mut Rng) -> Raw {
        let mut raw = self.clone();
        let text = |text: &mut String, rng: &mut Rng| {
            let mut bytes = std::mem::take(text).into_bytes();
            mutate(&mut bytes, rng);
            *text = String::from_utf8_lossy(&bytes).into_owned();
        };
        let header = rng.below(raw.headers.len());
        match rng.below(10) {
            0 => text(&mut raw.method, rng),
            1 | 2 => text(&mut raw.path, rng),
            3 | 4 => text(&mut raw.query, rng),
            5 => text(&mut raw.headers[header].0, rng),
            6 => drop(raw.headers.remove(header)),
            7 => {
                let copy = raw.headers[header].clone();
                raw.headers.push(copy);
            }
            _ => mutate(&mut raw.headers[header].1, rng),
        }
        raw
    }
}

impl From<Request> for Raw {
    fn from(r: Request) -> Raw {
        let headers = r.headers.into_iter().map(|(n, v)| (n, v.into_bytes())).collect();
        Raw { method: r.method, path: r.path, query: r.query, headers }
    }
}

/// All that a verified request is trusted for: the parsed signature and the canonical request, which
/// a wrong secret brings to light.
fn signed_content(raw: &Raw, rules: &Rules) -> Option<(Authorization, String)> {
    let auth = parse(&raw.view()).ok()??;
    let body = Sha256::digest(b"").into();
    let wrong = SecretKey::new("wrong");
    match verify(&auth, &raw.view(), &wrong, Some(&body), NOW, rules) {
        Err(AuthError::Mismatch(told)) => Some((auth, told.canonical_request)),
        _ => None,
    }
}

/// A signature in a header does not cover the access key id: what binds it is that every id has a
/// secret of its own, as here.
fn secret_of(id: &str) -> SecretKey {
    if id == "AKIDEXAMPLE" { secret() } else { SecretKey::new(format!("secret of {id}")) }
}

fn attack(valid: Request, rules: &Rules, rounds: usize, seed: u64) {
    let verifier = Verifier::new();
    let valid = Raw::from(valid);
    let original = signed_content(&valid, rules).expect("the valid request is well-formed");
    let body = Sha256::digest(b"").into();
    let mut rng = Rng(seed);
    let (mut passed, mut parsed) = (0, 0);
    for round in 0..rounds {
        let mut raw = valid.mutated(&mut rng);
        if rng.below(4) == 0 {
            raw = raw.mutated(&mut rng);
        }
        let Ok(Some(auth)) = parse(&raw.view()) else { continue };
        parsed += 1;
        let secret = secret_of(&auth.access_key_id);
        let result = verifier.verify(&auth, &raw.view(), &secret, Some(&body), NOW, rules);
        if result.is_ok() {
            passed += 1;
            let content = signed_content(&raw, rules);
            assert_eq!(content.as_ref(), Some(&original), "seed {seed} round {round}");
        }
    }
    // Some mutations are harmless (a blank doubled, an unsigned header): both kinds must occur.
    assert!(parsed > rounds / 4 && parsed < rounds, "{parsed} of {rounds} were parsed");
    assert!(passed > 0 && passed < parsed / 2, "{passed} of {parsed} were verified");
}

fn request() -> Request {
    Request::new("GET", "/bucket/a%20key/x?list-type=2&prefix=a%2Fb&max-keys=7")
        .with("X-Amz-Meta-Name", "some  value")
        .with("user-agent", "tests")
}

#[test]
fn signed_headers_withstand_50_000_mutations() {
    attack(request().signed(&signer(&secret()), Body::of(b"")), &Rules::STANDARD, 50_000, 1);
}

#[test]
fn presigned_urls_withstand_30_000_mutations() {
    let valid = request().presigned(&signer(&secret()), Body::of(b""), 300);
    attack(valid, &Rules::STANDARD, 30_000, 2);
}

#[test]
fn s3_withstands_20_000_mutations() {
    let secret = secret();
    let signer = Signer { service: "s3", rules: Rules::S3, ..signer(&secret) };
    let body = Body::Declared(PayloadHash::Sha256(Sha256::digest(b"").into()));
    attack(request().signed(&signer, body), &Rules::S3, 20_000, 3);
}

#[test]
fn sigv4a_withstands_1_000_mutations() {
    let secret = secret();
    let signer = Signer { algorithm: Algorithm::V4A, ..signer(&secret) };
    attack(request().signed(&signer, Body::of(b"")), &Rules::STANDARD, 1_000, 4);
}

#[test]
fn chunked_bodies_withstand_20_000_mutations() {
    let secret = secret();
    let signer = Signer { service: "s3", rules: Rules::S3, ..signer(&secret) };
    let payload = PayloadHash::StreamingSignedTrailer;
    let mut put = Request::new("PUT", "/b/k");
    let made = signer.sign(&put.view(), Body::Declared(payload), NOW);
    put.headers.extend(made.headers.into_iter().map(|(n, v)| (n.to_owned(), v)));
    let mut body = Vec::new();
    let mut chunks = made.chunks;
    chunks.chunk(b"tail", &mut body);
    chunks.end(&[("x-amz-checksum-crc32", "AAAAAA==")], &mut body);
    let auth = put.parse().unwrap().unwrap();
    let verified = verify(&auth, &put.view(), &secret, None, NOW, &Rules::S3).unwrap();

    let mut rng = Rng(5);
    let mut passed = 0;
    for round in 0..20_000 {
        let mut wire = body.clone();
        mutate(&mut wire, &mut rng);
        let length = [None, Some(4)][rng.below(2)];
        let mut decoder = ChunkedDecoder::verified(&auth, &verified, length).unwrap();
        let mut data = Vec::new();
        let (one, two) = wire.split_at(rng.below(wire.len()));
        let fed = decoder.decode_into(one, &mut data).and(decoder.decode_into(two, &mut data));
        if let Ok(trailers) = fed.and_then(|()| decoder.finish()) {
            passed += 1;
            assert_eq!(data, b"tail", "round {round}");
            let trailers: Vec<_> = trailers.iter().collect();
            assert_eq!(trailers, [("x-amz-checksum-crc32", "AAAAAA==")], "round {round}");
        }
    }
    assert!(passed > 0 && passed < 4_000, "{passed} passed");
}
