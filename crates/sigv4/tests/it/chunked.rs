//! The aws-chunked decoder: every form, every split, every refusal.

use crate::common::{NOW, Request, secret, signer};
use sigv4::sign::{Body, ChunkSigner, Signer};
use sigv4::{
    Algorithm, Authorization, ChunkError, ChunkedDecoder, PayloadHash, Rules, Trailers, Verified,
    verify,
};

const TRAILER: (&str, &str) = ("x-amz-checksum-crc32", "AAAAAA==");

fn open(algorithm: Algorithm, payload: PayloadHash) -> (Authorization, Verified, ChunkSigner) {
    let secret = secret();
    let signer = Signer { algorithm, service: "s3", rules: Rules::S3, ..signer(&secret) };
    let mut put = Request::new("PUT", "/b/k");
    let made = signer.sign(&put.view(), Body::Declared(payload), NOW);
    put.headers.extend(made.headers.into_iter().map(|(n, v)| (n.to_owned(), v)));
    let auth = put.parse().unwrap().unwrap();
    let verified = verify(&auth, &put.view(), &secret, None, NOW, &Rules::S3).unwrap();
    (auth, verified, made.chunks)
}

fn data() -> Vec<u8> {
    (0..20_000u32).map(|i| ((i * i) >> 3) as u8).collect()
}

fn encoded(mut chunks: ChunkSigner, data: &[u8], trailers: &[(&str, &str)]) -> Vec<u8> {
    let mut out = Vec::new();
    data.chunks(8192).for_each(|piece| chunks.chunk(piece, &mut out));
    chunks.end(trailers, &mut out);
    out
}

fn decode(
    mut decoder: ChunkedDecoder,
    body: &[u8],
    step: usize,
) -> Result<(Vec<u8>, Trailers), ChunkError> {
    let mut out = Vec::new();
    for piece in body.chunks(step) {
        decoder.decode_into(piece, &mut out)?;
    }
    Ok((out, decoder.finish()?))
}

fn unsigned(body: &str, length: Option<u64>) -> Result<(Vec<u8>, Trailers), ChunkError> {
    let payload = PayloadHash::StreamingUnsignedTrailer;
    let decoder = ChunkedDecoder::unverified(payload, length).unwrap();
    decode(decoder.expect_trailers("x-amz-checksum-crc32"), body.as_bytes(), 3)
}

#[test]
fn every_signed_form_in_pieces_of_every_size() {
    for (algorithm, payload) in [
        (Algorithm::V4, PayloadHash::StreamingSigned),
        (Algorithm::V4, PayloadHash::StreamingSignedTrailer),
        (Algorithm::V4A, PayloadHash::StreamingEcdsa),
        (Algorithm::V4A, PayloadHash::StreamingEcdsaTrailer),
    ] {
        let (auth, verified, chunks) = open(algorithm, payload);
        let trailers = if payload.has_trailer() { &[TRAILER][..] } else { &[] };
        let body = encoded(chunks, &data(), trailers);
        for step in [1, 2, 7, 1000, body.len()] {
            let decoder = ChunkedDecoder::verified(&auth, &verified, Some(20_000)).unwrap();
            let (out, got) = decode(decoder, &body, step).unwrap();
            assert_eq!(out, data(), "{payload:?} {step}");
            assert_eq!(got.iter().collect::<Vec<_>>(), trailers);
        }
        // The same body without a key: decoded, not verified.
        let decoder = ChunkedDecoder::unverified(payload, None).unwrap();
        assert_eq!(decode(decoder, &body, 64).unwrap().0, data());
    }
}

#[test]
fn an_empty_signed_body() {
    let (auth, verified, chunks) = open(Algorithm::V4, PayloadHash::StreamingSigned);
    let body = encoded(chunks, b"", &[]);
    let decoder = ChunkedDecoder::verified(&auth, &verified, Some(0)).unwrap();
    assert!(decode(decoder, &body, 5).unwrap().0.is_empty());
}

#[test]
fn changed_data_order_signature_or_trailer() {
    let payload = PayloadHash::StreamingSignedTrailer;
    let check = |change: &dyn Fn(&mut Vec<u8>)| {
        let (auth, verified, chunks) = open(Algorithm::V4, payload);
        let mut body = encoded(chunks, &data(), &[TRAILER]);
        change(&mut body);
        let decoder = ChunkedDecoder::verified(&auth, &verified, Some(20_000)).unwrap();
        decode(decoder, &body, 512).expect_err("must be refused")
    };
    let line = "2000;chunk-signature=".len() + 64 + 2;
    let chunk = line + 8192 + 2;
    let errors = [
        check(&|body| body[line] ^= 1),
        check(&|body| body[line - 4] = b'g'),
        check(&|body| {
            let (one, two) = body.split_at_mut(chunk);
            one.swap_with_slice(&mut two[..chunk]);
        }),
        check(&|body| {
            let at = body.windows(4).rposition(|w| w == b"AAAA").unwrap();
            body[at] = b'B';
        }),
    ];
    for error in errors {
        assert!(matches!(error, ChunkError::Mismatch { .. }), "{error:?}");
        assert_eq!(error.fault().code, "SignatureDoesNotMatch");
    }
}

#[test]
fn a_chain_starts_at_its_own_request() {
    let (_, _, chunks) = open(Algorithm::V4, PayloadHash::StreamingSignedTrailer);
    let (auth, verified, _) = open(Algorithm::V4, PayloadHash::StreamingSigned);
    let decoder = ChunkedDecoder::verified(&auth, &verified, None).unwrap();
    let result = decode(decoder, &encoded(chunks, &data(), &[]), 99);
    assert!(matches!(result, Err(ChunkError::Mismatch { .. })));
}

#[test]
fn unsigned_chunks_with_a_trailer() {
    let body = "5\r\nhello\r\n0\r\nx-amz-checksum-crc32: NhCmhg== \r\n\r\n";
    let (out, trailers) = unsigned(body, Some(5)).unwrap();
    assert_eq!(out, b"hello");
    assert_eq!(trailers.get("x-amz-checksum-crc32"), Some("NhCmhg=="));
}

#[test]
fn broken_encodings_in_s3_s_words() {
    let end = "0\r\nx-amz-checksum-crc32:a\r\n\r\n";
    let (incomplete, trailer) = ("IncompleteBody", "MalformedTrailerError");
    for (body, length, code) in [
        (String::new(), None, incomplete),
        ("5\r\nhel".into(), None, incomplete),
        ("5\r\nhello\r\n".into(), None, incomplete),
        (format!("3\r\nhello\r\n{end}"), None, incomplete),
        (format!("x\r\nhello\r\n{end}"), None, incomplete),
        (format!("\r\nhello\r\n{end}"), None, incomplete),
        (format!("-1\r\nhello\r\n{end}"), None, incomplete),
        (format!("00000000000000005\r\nhello\r\n{end}"), None, incomplete),
        (format!("ffffffffffffffff\r\nhello\r\n{end}"), None, incomplete),
        (format!("5\nhello\r\n{end}"), None, incomplete),
        (format!("5;{}\r\nhello\r\n{end}", "x".repeat(2000)), None, incomplete),
        ("x".repeat(100_000), None, incomplete),
        (format!("5\r\nhello\r\n{end}more"), None, incomplete),
        (format!("5\r\nhello\r\n{end}"), Some(4), incomplete),
        (format!("5\r\nhello\r\n{end}"), Some(6), incomplete),
        ("5\r\nhello\r\n0\r\nx-amz-checksum-crc32:a\r\n".into(), None, incomplete),
        ("5\r\nhello\r\n0\r\n\r\n".into(), None, trailer),
        ("5\r\nhello\r\n0\r\n:a\r\n\r\n".into(), None, trailer),
        ("5\r\nhello\r\n0\r\nnocolon\r\n\r\n".into(), None, trailer),
        ("5\r\nhello\r\n0\r\nx-amz-checksum-sha1:a\r\n\r\n".into(), None, trailer),
        (format!("0\r\n{}\r\n", "a:b\r\n".repeat(1000)), None, trailer),
        (format!("3\r\nabc\r\n2\r\nde\r\n{end}"), None, "InvalidChunkSizeError"),
    ] {
        let error = unsigned(&body, length).expect_err(&body);
        assert_eq!(error.fault().code, code, "{error:?} {}", &body[..body.len().min(60)]);
    }
}

#[test]
fn lengths_and_small_chunks_are_told() {
    let fault = unsigned("5\r\nhello\r\n", Some(3)).unwrap_err().fault();
    assert_eq!(
        fault.details,
        [("NumberBytesExpected", "3".into()), ("NumberBytesProvided", "5".into())]
    );
    let fault = unsigned("3\r\nhel\r\n2\r\nlo\r\n", None).unwrap_err().fault();
    assert_eq!(fault.message, "Only the last chunk is allowed to have a size less than 8192 bytes");
    assert_eq!(fault.details, [("Chunk", "2".into()), ("BadChunkSize", "3".into())]);
}

#[test]
fn after_an_error_nothing_more_is_decoded() {
    let payload = PayloadHash::StreamingUnsignedTrailer;
    let mut decoder = ChunkedDecoder::unverified(payload, None).unwrap();
    let mut out = Vec::new();
    assert!(decoder.decode_into(b"zz\r\n", &mut out).is_err());
    assert!(decoder.decode_into(b"0\r\n\r\n", &mut out).is_err());
    assert!(decoder.finish().is_err());
}

#[test]
fn plain_payloads_are_no_chunks() {
    for payload in [PayloadHash::Unsigned, PayloadHash::MissingSoHashBody] {
        assert_eq!(ChunkedDecoder::unverified(payload, None).err(), Some(ChunkError::NotChunked));
    }
}
