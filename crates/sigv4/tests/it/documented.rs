//! The worked examples of the S3 reference: "Signature Calculations", "Query Parameters", and both
//! pages on streaming. <https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html>

use crate::common::Request;
use sha2::{Digest, Sha256};
use sigv4::sign::{Body, ChunkSigner, Signer};
use sigv4::{
    Algorithm, ChunkedDecoder, PayloadHash, PostFields, PostPolicy, Rules, SecretKey, parse, verify,
};

const NOW: i64 = 1_369_353_600; // 20130524T000000Z

fn secret() -> SecretKey {
    SecretKey::new("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
}

fn signer(secret: &SecretKey) -> Signer<'_> {
    Signer {
        algorithm: Algorithm::V4,
        access_key_id: "AKIAIOSFODNN7EXAMPLE",
        secret,
        session_token: None,
        sign_token: true,
        region: "us-east-1",
        service: "s3",
        rules: Rules::S3,
    }
}

fn sign(mut request: Request, body: Body) -> (Request, ChunkSigner) {
    let secret = secret();
    let made = signer(&secret).sign(&request.view(), body, NOW);
    request.headers.extend(made.headers.into_iter().map(|(n, v)| (n.to_owned(), v)));
    (request, made.chunks)
}

fn signature(request: &Request) -> &str {
    request.header("authorization").rsplit_once("Signature=").unwrap().1
}

fn object(method: &str, target: &str) -> Request {
    Request::new(method, target).set("host", "examplebucket.s3.amazonaws.com")
}

fn declared(body: &[u8]) -> Body {
    Body::Declared(PayloadHash::Sha256(Sha256::digest(body).into()))
}

#[test]
fn headers() {
    let get = object("GET", "/test.txt").with("range", "bytes=0-9");
    let put = object("PUT", "/test%24file.text")
        .with("date", "Fri, 24 May 2013 00:00:00 GMT")
        .with("x-amz-storage-class", "REDUCED_REDUNDANCY");
    for (request, body, want) in [
        (get, &b""[..], "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"),
        (
            put,
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            object("GET", "/?lifecycle"),
            b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            object("GET", "/?max-keys=2&prefix=J"),
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ] {
        let (request, _) = sign(request, declared(body));
        assert_eq!(signature(&request), want);
    }
}

#[test]
fn presigned() {
    let secret = secret();
    let request = object("GET", "/test.txt");
    let unsigned = Signer { ..signer(&secret) };
    // The example declares no payload hash in its query: S3 takes it as UNSIGNED-PAYLOAD.
    let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
    let request = Request { query: query.into(), ..request };
    assert!(request.verify_with(&secret, NOW + 86_400, &unsigned.rules).is_ok());
}

fn streaming(payload: PayloadHash) -> (Request, ChunkSigner) {
    let mut request = Request::new("PUT", "/examplebucket/chunkObject.txt")
        .set("host", "s3.amazonaws.com")
        .with("x-amz-storage-class", "REDUCED_REDUNDANCY")
        .with("content-encoding", "aws-chunked")
        .with("x-amz-decoded-content-length", "66560");
    request = match payload {
        PayloadHash::StreamingSigned => request.with("content-length", "66824"),
        _ => request.with("x-amz-trailer", "x-amz-checksum-crc32c"),
    };
    sign(request, Body::Declared(payload))
}

fn chunk_signatures(body: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(body);
    text.split("signature").skip(1).map(|part| part[1..65].to_owned()).collect()
}

fn encode(mut chunks: ChunkSigner, trailers: &[(&str, &str)]) -> Vec<u8> {
    let mut body = Vec::new();
    chunks.chunk(&[b'a'; 65_536], &mut body);
    chunks.chunk(&[b'a'; 1024], &mut body);
    chunks.end(trailers, &mut body);
    body
}

fn decode(request: &Request, body: &[u8]) -> sigv4::Trailers {
    let auth = parse(&request.view()).unwrap().unwrap();
    let verified = verify(&auth, &request.view(), &secret(), None, NOW, &Rules::S3).unwrap();
    let mut decoder = ChunkedDecoder::verified(&auth, &verified, Some(66_560)).unwrap();
    let mut data = Vec::new();
    decoder.decode_into(body, &mut data).unwrap();
    assert_eq!(data, vec![b'a'; 66_560]);
    decoder.finish().unwrap()
}

#[test]
fn signed_chunks() {
    let (request, chunks) = streaming(PayloadHash::StreamingSigned);
    assert_eq!(
        signature(&request),
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    );
    let body = encode(chunks, &[]);
    assert_eq!(body.len(), 66_824, "the length that the example's header announces");
    assert_eq!(
        chunk_signatures(&body),
        [
            "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648",
            "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497",
            "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        ]
    );
    decode(&request, &body);
}

#[test]
fn signed_trailer() {
    let (request, chunks) = streaming(PayloadHash::StreamingSignedTrailer);
    assert_eq!(
        signature(&request),
        "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
    );
    let body = encode(chunks, &[("x-amz-checksum-crc32c", "sOO8/Q==")]);
    assert_eq!(
        chunk_signatures(&body),
        [
            "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2",
            "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7",
            "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
            "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435",
        ]
    );
    assert_eq!(decode(&request, &body).get("x-amz-checksum-crc32c"), Some("sOO8/Q=="));
}

#[test]
fn browser_upload() {
    let policy = "\
        eyAiZXhwaXJhdGlvbiI6ICIyMDE1LTEyLTMwVDEyOjAwOjAwLjAwMFoiLA0KICAiY29uZGl0aW9ucyI6IFsNCiAg\
        ICB7ImJ1Y2tldCI6ICJzaWd2NGV4YW1wbGVidWNrZXQifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRrZXkiLCAi\
        dXNlci91c2VyMS8iXSwNCiAgICB7ImFjbCI6ICJwdWJsaWMtcmVhZCJ9LA0KICAgIHsic3VjY2Vzc19hY3Rpb25f\
        cmVkaXJlY3QiOiAiaHR0cDovL3NpZ3Y0ZXhhbXBsZWJ1Y2tldC5zMy5hbWF6b25hd3MuY29tL3N1Y2Nlc3NmdWxf\
        dXBsb2FkLmh0bWwifSwNCiAgICBbInN0YXJ0cy13aXRoIiwgIiRDb250ZW50LVR5cGUiLCAiaW1hZ2UvIl0sDQog\
        ICAgeyJ4LWFtei1tZXRhLXV1aWQiOiAiMTQzNjUxMjM2NTEyNzQifSwNCiAgICB7IngtYW16LXNlcnZlci1zaWRl\
        LWVuY3J5cHRpb24iOiAiQUVTMjU2In0sDQogICAgWyJzdGFydHMtd2l0aCIsICIkeC1hbXotbWV0YS10YWciLCAi\
        Il0sDQoNCiAgICB7IngtYW16LWNyZWRlbnRpYWwiOiAiQUtJQUlPU0ZPRE5ON0VYQU1QTEUvMjAxNTEyMjkvdXMt\
        ZWFzdC0xL3MzL2F3czRfcmVxdWVzdCJ9LA0KICAgIHsieC1hbXotYWxnb3JpdGhtIjogIkFXUzQtSE1BQy1TSEEy\
        NTYifSwNCiAgICB7IngtYW16LWRhdGUiOiAiMjAxNTEyMjlUMDAwMDAwWiIgfQ0KICBdDQp9";
    let fields = PostFields {
        algorithm: "AWS4-HMAC-SHA256",
        credential: "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
        date: "20151229T000000Z",
        signature: "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
        policy,
        session_token: None,
    };
    let form = PostPolicy::parse(&fields).unwrap();
    assert_eq!(form.verify(&secret()), Ok(()));
    assert!(form.verify(&SecretKey::new("wrong")).is_err());
    for broken in [
        PostFields { policy: "", ..fields },
        PostFields { date: "20151230T000000Z", ..fields },
        PostFields { signature: "8AFD", ..fields },
        PostFields { credential: "/", ..fields },
        PostFields { algorithm: "AWS2", ..fields },
    ] {
        let result = PostPolicy::parse(&broken).and_then(|form| form.verify(&secret()));
        assert!(result.is_err(), "{broken:?}");
    }
}
