//! HTTP/2 with prior knowledge, and HTTP/1.1 and HTTP/2 over TLS by ALPN: on the same port.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Version};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use testcloud::{Cloud, echo};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::cloud;

fn request(uri: &str, body: &'static str) -> Request<Full<Bytes>> {
    Request::post(uri)
        .header("x-amz-target", "Echo.Say")
        .header("content-type", "application/x-amz-json-1.0")
        .body(Full::new(Bytes::from_static(body.as_bytes())))
        .unwrap()
}

/// Two calls at once over one HTTP/2 connection.
#[expect(clippy::disallowed_methods, reason = "the task ends when the sender is dropped")]
async fn speaks_http2(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static, uri: &str) {
    let io = TokioIo::new(stream);
    let (mut sender, connection) = http2::handshake(TokioExecutor::new(), io).await.unwrap();
    tokio::spawn(connection);
    let first = sender.send_request(request(uri, "{\"Text\":\"one\"}"));
    let second = sender.send_request(request(uri, "{\"Text\":\"two\"}"));
    let (first, second) = tokio::join!(first, second);
    for (reply, text) in [(first.unwrap(), "one"), (second.unwrap(), "two")] {
        assert_eq!((reply.status().as_u16(), reply.version()), (200, Version::HTTP_2));
        let body = reply.into_body().collect().await.unwrap().to_bytes();
        assert_eq!(body, format!("{{\"Text\":\"{text}\"}}"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_with_prior_knowledge() {
    let cloud = cloud().await;
    let socket = TcpStream::connect(cloud.address()).await.unwrap();
    speaks_http2(socket, &format!("{}/", cloud.endpoint())).await;
    cloud.stop().await;
}

async fn over_tls(cloud: &Cloud, dir: &std::path::Path, alpn: &[&[u8]]) -> TlsStream<TcpStream> {
    // The first connection makes the authority; whoever is to trust it reads it from the folder.
    let ca = gateway::tls::Authority::load_or_create(dir).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(ca).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|p| p.to_vec()).collect();
    let socket = TcpStream::connect(cloud.address()).await.unwrap();
    let name = ServerName::try_from("localhost").unwrap();
    TlsConnector::from(Arc::new(config)).connect(name, socket).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_versions_over_tls_by_alpn() {
    let dir = tempfile::tempdir().unwrap();
    let listen = ([127, 0, 0, 1], 0).into();
    let tls_dir = Some(dir.path().to_owned());
    let config = gateway::Config { tls_dir, ..gateway::Config::on(listen) };
    let cloud = Cloud::configured(vec![echo::service()], config).await;
    let stream = over_tls(&cloud, dir.path(), &[b"h2", b"http/1.1"]).await;
    assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
    speaks_http2(stream, &format!("https://localhost:{}/", cloud.address().port())).await;
    for alpn in [&[&b"http/1.1"[..]][..], &[]] {
        let stream = over_tls(&cloud, dir.path(), alpn).await;
        let io = TokioIo::new(stream);
        let (mut sender, connection) = hyper::client::conn::http1::handshake(io).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "the task ends when the sender is dropped")]
        tokio::spawn(connection);
        let mut request = request("/", "{}");
        request.headers_mut().insert("host", "localhost".parse().unwrap());
        let reply = sender.send_request(request).await.unwrap();
        assert_eq!((reply.status().as_u16(), reply.version()), (200, Version::HTTP_11));
    }
    cloud.stop().await;
}
