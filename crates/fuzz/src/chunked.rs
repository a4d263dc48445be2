//! `aws-chunked` bodies, fed in pieces: verified against a signature, and not.

use std::sync::OnceLock;

use sigv4::sign::{Body, Signer};
use sigv4::{
    Algorithm, Authorization, ChunkedDecoder, PayloadHash, RequestView, Rules, SecretKey, Verified,
    parse, verify,
};

pub(crate) const WORDS: &[&str] = &[
    "\r\n",
    ";chunk-signature=",
    "0\r\n\r\n",
    "ffffffffffffffff",
    "x-amz-trailer-signature:",
    "x-amz-checksum-crc32:",
    "2000",
];

const NOW: i64 = 1_767_225_600;

const PAYLOADS: [&str; 5] = [
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
    "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER",
];

/// A verified request that announces a payload, and a body for it.
struct Sample {
    auth: Authorization,
    verified: Verified,
    body: Vec<u8>,
}

fn samples() -> &'static [Sample] {
    static MADE: OnceLock<Vec<Sample>> = OnceLock::new();
    MADE.get_or_init(|| PAYLOADS[..2].iter().map(|payload| sample(payload)).collect())
}

fn sample(payload: &str) -> Sample {
    let secret = SecretKey::new("secret");
    let signer = Signer {
        algorithm: Algorithm::V4,
        access_key_id: "AKIDEXAMPLE",
        secret: &secret,
        session_token: None,
        sign_token: true,
        region: "eu-west-1",
        service: "s3",
        rules: Rules::S3,
    };
    let mut headers = vec![("host", "localhost".to_owned())];
    let own = headers.clone();
    let view = RequestView { method: "PUT", path: "/b/k", query: "", headers: &own };
    let declared = PayloadHash::parse(payload).expect("a payload that AWS documents");
    let signed = signer.sign(&view, Body::Declared(declared), NOW);
    headers.extend(signed.headers);
    let view = RequestView { headers: &headers, ..view };
    let auth = parse(&view).expect("well-formed").expect("signed");
    let verified = verify(&auth, &view, &secret, None, NOW, &Rules::S3).expect("it is ours");
    let mut body = Vec::new();
    let mut chunks = signed.chunks;
    chunks.chunk(&[b'a'; 8192], &mut body);
    chunks.chunk(b"the rest", &mut body);
    let trailers: &[(&str, &str)] =
        if payload.ends_with("TRAILER") { &[("x-amz-checksum-crc32", "AAAAAA==")] } else { &[] };
    chunks.end(trailers, &mut body);
    Sample { auth, verified, body }
}

/// The first byte chooses the payload and the size of the pieces.
pub fn run(data: &[u8]) -> bool {
    let Some((&first, body)) = data.split_first() else { return false };
    let choice = usize::from(first % 7);
    let piece = [1, 7, 100, 8_192, usize::MAX][usize::from(first / 7) % 5];
    let decoder = match samples().get(choice) {
        Some(sample) => ChunkedDecoder::verified(&sample.auth, &sample.verified, None),
        None => {
            let payload = PayloadHash::parse(PAYLOADS[choice - 2]);
            ChunkedDecoder::unverified(payload.expect("a documented payload"), Some(8_200))
        }
    };
    let Ok(decoder) = decoder else { return false };
    // Payloads 1, 2 and 4 have trailers.
    let payload = if choice < 2 { choice } else { choice - 2 };
    let trailers = PAYLOADS[payload].ends_with("TRAILER");
    let mut decoder =
        if trailers { decoder.expect_trailers("x-amz-checksum-crc32") } else { decoder };
    let mut out = Vec::new();
    for part in body.chunks(piece.min(body.len().max(1))) {
        if decoder.decode_into(part, &mut out).is_err() {
            return false;
        }
    }
    assert!(out.len() <= body.len(), "more came out than went in");
    decoder.finish().is_ok()
}

pub(crate) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (choice, sample) in (0u8..).zip(samples()) {
        for size in 0..5 {
            seeds.push([&[choice + 7 * size][..], &sample.body].concat());
        }
    }
    let unsigned = "8\r\nthe rest\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
    seeds.push([&[4 + 7 * 2][..], unsigned.as_bytes()].concat());
    seeds.push([&[3][..], &b"0".repeat(10_000)].concat());
    seeds
}
