//! Requests that are not what they say.

use std::io::Write as _;

use clock::Random;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::raw::{Raw, call, head};
use crate::{BODY_BYTES, HEADER_BYTES, cloud, resident, serves};

/// Sends and reads all that comes; the connection must end.
async fn refused(address: std::net::SocketAddr, bytes: impl AsRef<[u8]>) -> String {
    let mut raw = Raw::connect(address).await;
    raw.write(bytes).await;
    raw.half_close().await;
    String::from_utf8_lossy(&raw.until_closed().await).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn heads_that_are_too_large_are_refused() {
    let cloud = cloud().await;
    let long = call("Say", "{}", &format!("X-Long: {}\r\n", "a".repeat(2 * HEADER_BYTES)));
    let many: String = (0..60).map(|i| format!("X-{i}: a\r\n")).collect();
    let target =
        format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(4 * HEADER_BYTES));
    for (request, statuses) in
        [(long, &["431"][..]), (call("Say", "{}", &many), &["431"]), (target, &["414", "431"])]
    {
        let said = refused(cloud.address(), request).await;
        let found = statuses.iter().any(|s| said.starts_with(&format!("HTTP/1.1 {s}")));
        assert!(found, "expected one of {statuses:?}, got {said:?}");
    }
    serves(&cloud).await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_are_too_large_are_refused_unread() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(head("Content-Length: 10000000000\r\n")).await;
    assert_eq!(raw.status().await, 413);
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(head("Transfer-Encoding: chunked\r\n")).await;
    let chunk = format!("1000\r\n{}\r\n", " ".repeat(4096));
    for _ in 0..=BODY_BYTES / 4096 {
        raw.write(&chunk).await;
    }
    assert_eq!(raw.status().await, 413);
    serves(&cloud).await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn framing_that_is_wrong_or_ambiguous_is_refused() {
    let cloud = cloud().await;
    let smuggled = "GET /_stratus/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for headers in [
        "Content-Length: 2\r\nContent-Length: 3\r\n",
        "Content-Length: -1\r\n",
        "Content-Length: 2, 3\r\n",
        "Content-Length: +2\r\n",
        "Transfer-Encoding: chunked, identity\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding : chunked\r\n",
        "Transfer-Encoding: chunked\r\n Content-Length: 2\r\n",
    ] {
        let said = refused(cloud.address(), format!("{}{{}}{smuggled}", head(headers))).await;
        assert!(!said.contains("\"status\": \"running\""), "{headers:?}: {said}");
        assert!(said.starts_with("HTTP/1.1 400"), "{headers:?}: {said}");
    }
    serves(&cloud).await;
    cloud.stop().await;
}

/// Both framings at once: the length does not count, and the connection ends, so that whatever another reader
/// would take for a second request is never one.
#[tokio::test(flavor = "multi_thread")]
async fn a_length_beside_chunks_smuggles_nothing() {
    let cloud = cloud().await;
    let smuggled = "GET /_stratus/health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let (size, chunks) = (smuggled.len(), "2\r\n{}\r\n0\r\n\r\n");
    for order in [
        "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n",
    ] {
        // By the length the health request is the next one; by the chunks it is a body, and a bad one.
        let inside = format!("{}{size:x}\r\n{smuggled}\r\n0\r\n\r\n", head(order));
        // By the chunks it is the next one; by the length a part of the body.
        let after = format!("{}{chunks}{smuggled}", head(order));
        for request in [inside, after] {
            let said = refused(cloud.address(), &request).await;
            assert!(said.matches("HTTP/1.1 ").count() <= 1, "{request:?}: {said}");
            assert!(!said.contains("\"status\": \"running\""), "{request:?}: {said}");
        }
    }
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn chunks_that_are_broken_are_refused() {
    let cloud = cloud().await;
    for body in
        ["zz\r\n{}\r\n", "2\r\n{}x\r\n0\r\n\r\n", "2", "fffffffffffffffff\r\n", "-2\r\n{}\r\n"]
    {
        let request = format!("{}{body}", head("Transfer-Encoding: chunked\r\n"));
        let said = refused(cloud.address(), request).await;
        assert!(said.is_empty() || said.starts_with("HTTP/1.1 400"), "{body:?}: {said}");
    }
    let extended = "2;name=value\r\n{}\r\n0\r\nTrailer: x\r\n\r\n";
    let request = format!("{}{extended}", head("Transfer-Encoding: chunked\r\n"));
    assert!(refused(cloud.address(), request).await.starts_with("HTTP/1.1 200"));
    serves(&cloud).await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_longer_than_it_says_is_no_part_of_the_call() {
    let cloud = cloud().await;
    let request = format!("{}{{}}trailing rubbish\r\n\r\n", head("Content-Length: 2\r\n"));
    let said = refused(cloud.address(), request).await;
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(said.contains("HTTP/1.1 400"), "{said}");
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn noise_is_no_request() {
    let cloud = cloud().await;
    let random = Random::from_seed(1);
    for round in 0..200 {
        let mut noise = vec![0; 1 + usize::try_from(random.below(4096)).unwrap()];
        random.fill(&mut noise);
        match round % 4 {
            // A TLS handshake that is none, and HTTP/2 that is none.
            0 => noise.splice(..0, [0x16, 3, 1]).for_each(drop),
            1 => noise.splice(..0, *b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").for_each(drop),
            2 => noise.splice(..0, *b"POST / HTTP/1.1\r\nHost: ").for_each(drop),
            _ => {}
        }
        let mut raw = Raw::connect(cloud.address()).await;
        raw.write(&noise).await;
        raw.half_close().await;
        let came = raw.until_closed().await;
        assert!(!came.starts_with(b"HTTP/1.1 2"), "noise was answered with success");
        assert!(!came.starts_with(b"HTTP/1.1 5"), "noise broke something");
    }
    serves(&cloud).await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_compressed_bomb_does_not_go_off() {
    let cloud = cloud().await;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    for _ in 0..48 {
        encoder.write_all(&b" ".repeat(1 << 20)).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < BODY_BYTES, "the bomb itself is small: {}", bomb.len());
    let before = resident();
    for _ in 0..8 {
        let mut raw = Raw::connect(cloud.address()).await;
        let length = bomb.len();
        let headers = format!("Content-Encoding: gzip\r\nContent-Length: {length}\r\n");
        raw.write([head(&headers).as_bytes(), &bomb].concat()).await;
        let status = raw.status().await;
        assert!((400..500).contains(&status), "{status}");
    }
    let grown = resident().saturating_sub(before) >> 20;
    assert!(grown < 128, "{grown} MiB more than before");
    serves(&cloud).await;
    cloud.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_before_an_empty_body_is_answered_and_let_go() {
    let cloud = cloud().await;
    let mut raw = Raw::connect(cloud.address()).await;
    raw.write(call("Say", "", "Expect: 100-continue\r\n")).await;
    let said = String::from_utf8_lossy(&raw.until_closed().await).to_lowercase();
    assert!(said.starts_with("http/1.1 ") && !said.starts_with("http/1.1 100"), "{said}");
    assert!(said.contains("connection: close"), "{said}");
    serves(&cloud).await;
    cloud.stop().await;
}
