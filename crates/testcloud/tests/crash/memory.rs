//! Large objects pass through the server without staying in its memory: one upload in one request, one in parts, and the
//! download of both. `STRATUS_MEMORY_MIB` says how large each is (256); the limit is the same for every size.

use bytes::{Bytes, BytesMut};
use clock::Random;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::process::{self, Server};
use crate::s3::{Call, S3, text};

/// By how much the server's memory may grow, whatever the size.
const LIMIT_KIB: u64 = 64 * 1024;
const MIB: usize = 1024 * 1024;
/// Parts of the second upload, in MiB.
const PART: u64 = 64;

#[test]
fn large_objects_pass_in_bounded_memory() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(run());
}

#[expect(clippy::disallowed_methods, reason = "a test has no other way to be told its size")]
fn settings() -> (u64, std::path::PathBuf) {
    let size = std::env::var("STRATUS_MEMORY_MIB").ok().map(|text| text.parse().unwrap());
    let binary = std::env::var_os("STRATUS_BIN").map(Into::into);
    (size.unwrap_or(256), binary.unwrap_or_else(process::newest_binary))
}

#[expect(clippy::print_stdout, reason = "the figures are what a run shows")]
async fn run() {
    let (size, binary) = settings();
    let dir = tempfile::tempdir().unwrap();
    let server = Server::start(&binary, dir.path());
    let mut s3 = S3::connect(&server).await.expect("the server answers");
    s3.call(Call::new("PUT", "large", "")).await.expect("a bucket");
    let piece = Piece::new();
    // What every server takes once: threads, buffers, tables.
    upload(&server, &s3, "large/warm", "", &piece, 0..8).await;
    download(&server, &s3, "large/warm", &piece, 8).await;
    let before = server.resident_kib("VmRSS");
    server.forget_peak();

    upload(&server, &s3, "large/whole", "", &piece, 0..size).await;
    let put = server.resident_kib("VmHWM");
    download(&server, &s3, "large/whole", &piece, size).await;
    let got = server.resident_kib("VmHWM");
    s3.call(Call::new("DELETE", "large/whole", "")).await.expect("it answers");

    let begun = s3.document(Call::new("POST", "large/parts", "uploads=")).await.unwrap();
    let id = text(&begun, "UploadId").unwrap();
    let mut list = String::from("<CompleteMultipartUpload>");
    for (number, start) in (1..).zip((0..size).step_by(usize::try_from(PART).unwrap())) {
        let query = format!("partNumber={number}&uploadId={id}");
        let range = start..size.min(start + PART);
        let etag = upload(&server, &s3, "large/parts", &query, &piece, range).await;
        list += &format!("<Part><PartNumber>{number}</PartNumber><ETag>{etag}</ETag></Part>");
    }
    list += "</CompleteMultipartUpload>";
    let query = format!("uploadId={id}");
    let complete = Call { body: list.into(), ..Call::new("POST", "large/parts", &query) };
    s3.call(complete).await.expect("it answers");
    download(&server, &s3, "large/parts", &piece, size).await;
    let parts = server.resident_kib("VmHWM");
    server.stop();
    println!(
        "{size} MiB: {before} KiB before, at most {put} KiB while it was put, {got} KiB until it was got, {parts} KiB until \
         it was put in parts and got"
    );
    let most = put.max(got).max(parts);
    assert!(most < before + LIMIT_KIB, "the server grew by {} KiB", most - before);
}

/// A MiB of an object: bytes by chance, with its number in front.
struct Piece(Bytes);

impl Piece {
    fn new() -> Piece {
        let mut bytes = vec![0; MIB];
        Random::from_seed(5).fill(&mut bytes);
        Piece(bytes.into())
    }

    fn numbered(&self, number: u64) -> BytesMut {
        let mut piece = BytesMut::from(&self.0[..]);
        piece[..8].copy_from_slice(&number.to_be_bytes());
        piece
    }
}

/// Sends the head of a call by hand, so that its body can follow piece by piece.
async fn begin(server: &Server, s3: &S3, call: Call<'_>, len: usize) -> TcpStream {
    let (head, _) = s3.signed(call).into_parts();
    let mut text = format!("{} {} HTTP/1.1\r\ncontent-length: {len}\r\n", head.method, head.uri);
    for (name, value) in &head.headers {
        text += &format!("{name}: {}\r\n", value.to_str().unwrap());
    }
    text += "connection: close\r\n\r\n";
    let mut socket = TcpStream::connect(server.address).await.unwrap();
    socket.write_all(text.as_bytes()).await.unwrap();
    socket
}

/// Reads the head of an answer: its lines in small letters, and what came after them.
async fn answered(socket: &mut TcpStream) -> (String, BytesMut) {
    let mut read = BytesMut::new();
    loop {
        let end = read.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            let head = read.split_to(end + 4);
            return (String::from_utf8(head.to_vec()).unwrap().to_lowercase(), read);
        }
        assert!(socket.read_buf(&mut read).await.unwrap() > 0, "no answer: {read:?}");
    }
}

/// Uploads these MiB; answers the entity tag.
async fn upload(
    server: &Server,
    s3: &S3,
    path: &str,
    query: &str,
    piece: &Piece,
    range: std::ops::Range<u64>,
) -> String {
    let len = usize::try_from(range.end - range.start).unwrap() * MIB;
    let mut socket = begin(server, s3, Call::new("PUT", path, query), len).await;
    for number in range {
        socket.write_all(&piece.numbered(number)).await.unwrap();
    }
    let (head, rest) = answered(&mut socket).await;
    assert!(head.starts_with("http/1.1 200"), "{head}{rest:?}");
    let etag = head.lines().find_map(|line| line.strip_prefix("etag: ")).expect("an entity tag");
    etag.to_owned()
}

/// Downloads so many MiB, and compares them.
async fn download(server: &Server, s3: &S3, path: &str, piece: &Piece, size: u64) {
    let mut socket = begin(server, s3, Call::new("GET", path, ""), 0).await;
    let (head, mut read) = answered(&mut socket).await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    let len = format!("content-length: {}\r\n", size * MIB as u64);
    assert!(head.contains(&len), "{head}");
    for number in 0..size {
        while read.len() < MIB {
            read.reserve(MIB);
            assert!(socket.read_buf(&mut read).await.unwrap() > 0, "it ends in MiB {number}");
        }
        let found = read.split_to(MIB);
        assert!(found == piece.numbered(number), "MiB {number} of {path} is another");
    }
    assert!(read.is_empty(), "more than was put");
}
