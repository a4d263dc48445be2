//! What no client of DAX sends: each is told what is wrong, or let go, and nobody else notices.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use dax_listener::{Answering, Answers, Listener, Made, Session, Settings};
use dax_protocol::cbor::Writer;
use dax_protocol::method::Method;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Answers with how many bytes of values came.
struct Counts;

impl Answers for Counts {
    fn connected(&self, _cluster: &str, _made: Made) -> Box<dyn Session> {
        Box::new(Counts)
    }
}

impl Session for Counts {
    fn answer<'a>(&'a mut self, _method: Method, values: &'a [u8]) -> Answering<'a> {
        let count = u8::try_from(values.len()).unwrap_or(u8::MAX);
        Box::pin(async move { Some(vec![count]) })
    }
}

fn greeting() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.text("J7yne5G");
    writer.int(0);
    writer.null();
    writer.map(0);
    writer.int(0);
    writer.finish()
}

fn request() -> Vec<u8> {
    let mut writer = Writer::new();
    writer.int(1);
    writer.int(Method::DefineKeySchema.number());
    writer.text("t");
    writer.finish()
}

/// What comes back until the cluster closes.
async fn sent(port: u16, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.expect("it listens");
    // It may be closed before all is written.
    let _written = stream.write_all(bytes).await;
    let mut answer = Vec::new();
    let _read = stream.read_to_end(&mut answer).await;
    answer
}

#[tokio::test]
async fn what_is_wrong_is_told_and_the_others_are_served() {
    let listener = Listener::new(Settings { address: IpAddr::V4(Ipv4Addr::LOCALHOST), port: 0 });
    listener.serve(Arc::new(Counts));
    let port = listener.open("c", 0).unwrap();
    let begun = [greeting(), request()[..6].to_vec()].concat();
    for (bytes, told) in [
        (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "begin"),
        ([&begun[..], &[0x81; 100]].concat(), "deep"),
        ([&begun[..], &[0xff]].concat(), "break"),
        ([&begun[..], &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0]].concat(), ""),
        ([&greeting()[..], &[1, 1]].concat(), "not one that this cluster speaks"),
    ] {
        if told.is_empty() {
            // It would go on for ever: the client goes, and is forgotten.
            let mut stream =
                TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.expect("it listens");
            stream.write_all(&bytes).await.unwrap();
            continue;
        }
        let answer = String::from_utf8_lossy(&sent(port, &bytes).await).into_owned();
        assert!(answer.contains(told), "{told}: {answer}");
    }
    // A string that claims more than there may be is read up to the bound, and no further.
    let mut large = [&begun[..], &[0x5b, 0, 0, 0, 0x10, 0, 0, 0, 0]].concat();
    large.resize(21 << 20, 0);
    let answer = String::from_utf8_lossy(&sent(port, &large).await).into_owned();
    assert!(answer.is_empty() || answer.contains("20 MiB"), "{answer}");

    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.expect("it listens");
    for byte in [greeting(), request(), request()].concat() {
        stream.write_all(&[byte]).await.unwrap();
    }
    let mut answers = [0; 2];
    stream.read_exact(&mut answers).await.unwrap();
    assert_eq!(answers, [2, 2]);

    listener.close("c");
    assert_eq!(listener.port("c"), None);
}
