//! One connection: TLS or not, HTTP/1.1 or HTTP/2, told from its first bytes.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::{http1, http2};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use rustls::{CipherSuite, ProtocolVersion};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::pipeline::Gateway;
use crate::self_wake::SelfWake;

/// Anything that ends a connection early.
pub(crate) type ConnectionError = Box<dyn std::error::Error + Send + Sync>;

/// The first byte of a TLS handshake record.
const TLS_HANDSHAKE: u8 = 0x16;
/// How an HTTP/2 client with prior knowledge begins; no HTTP/1 method begins so.
const HTTP2_PREFACE: &[u8] = b"PRI * HTTP/2.0";

/// How long a client that has sent a part of the preface gets before its bytes are looked at again.
const CRUMB_PAUSE: Duration = Duration::from_millis(5);

/// What is known of a connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    pub(crate) port: u16,
    pub(crate) secure: bool,
    /// What was agreed on, where it is secure.
    pub(crate) tls: Option<(ProtocolVersion, CipherSuite)>,
}

/// Serves one connection to its end.
pub(crate) async fn serve(
    gateway: Arc<Gateway>,
    socket: TcpStream,
    peer: SocketAddr,
    stopping: watch::Receiver<bool>,
) -> Result<(), ConnectionError> {
    socket.set_nodelay(true)?;
    let limits = gateway.config.limits;
    let Some(first) = timeout(limits.head_timeout, sniff(&socket)).await?? else { return Ok(()) };
    let (address, port) = (peer.ip(), peer.port());
    match first {
        First::Tls => {
            let acceptor = gateway.authority.acceptor()?;
            let stream = timeout(limits.head_timeout, acceptor.accept(socket)).await??;
            let session = stream.get_ref().1;
            let http2 = session.alpn_protocol() == Some(b"h2");
            let suite = session.negotiated_cipher_suite().map(|suite| suite.suite());
            let peer =
                Peer { address, port, secure: true, tls: session.protocol_version().zip(suite) };
            serve_http(gateway, stream, peer, http2, stopping).await
        }
        First::Http2 => {
            let peer = Peer { address, port, secure: false, tls: None };
            serve_http(gateway, socket, peer, true, stopping).await
        }
        First::Http1 => {
            let peer = Peer { address, port, secure: false, tls: None };
            serve_http(gateway, socket, peer, false, stopping).await
        }
    }
}

enum First {
    Tls,
    Http1,
    Http2,
}

#[expect(clippy::disallowed_methods, reason = "a peer's slowness is real time")]
/// Looks at the first bytes without taking them; `None` when the client left without a word.
async fn sniff(socket: &TcpStream) -> std::io::Result<Option<First>> {
    let mut head = [0; HTTP2_PREFACE.len()];
    loop {
        let n = socket.peek(&mut head).await?;
        let seen = &head[..n];
        return Ok(Some(match seen.first() {
            None => return Ok(None),
            Some(&TLS_HANDSHAKE) => First::Tls,
            Some(_) if seen == HTTP2_PREFACE => First::Http2,
            // A client that sends the preface in crumbs, or the first letter of POST: peek would answer the
            // same at once, so look again a little later.
            Some(_) if HTTP2_PREFACE.starts_with(seen) => {
                tokio::time::sleep(CRUMB_PAUSE).await;
                continue;
            }
            Some(_) => First::Http1,
        }));
    }
}

async fn serve_http<S>(
    gateway: Arc<Gateway>,
    stream: S,
    peer: Peer,
    http2: bool,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), ConnectionError>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let limits = gateway.config.limits;
    let service = service_fn(move |request: Request<Incoming>| {
        let gateway = gateway.clone();
        async move { gateway.handle(peer, request).await }
    });
    let io = TokioIo::new(stream);
    // The receiver's sender lives as long as the server, which outlives its connections.
    let stop = async move {
        let _flag = stopping.wait_for(|stop| *stop).await;
    };
    tokio::pin!(stop);
    if http2 {
        let connection = http2::Builder::new(TokioExecutor::new())
            .timer(TokioTimer::new())
            .max_concurrent_streams(250)
            .max_header_list_size(u32::try_from(limits.header_bytes).unwrap_or(u32::MAX))
            .keep_alive_interval(limits.body_idle)
            .serve_connection(io, service);
        tokio::pin!(connection);
        tokio::select! {
            done = SelfWake::new(connection.as_mut()) => return Ok(done?),
            () = stop.as_mut() => connection.as_mut().graceful_shutdown(),
        }
        Ok(connection.await?)
    } else {
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.head_timeout)
            .max_headers(limits.headers)
            .max_buf_size(limits.header_bytes.max(8192))
            .half_close(true)
            .serve_connection(io, service);
        tokio::pin!(connection);
        tokio::select! {
            done = SelfWake::new(connection.as_mut()) => return Ok(done?),
            () = stop.as_mut() => connection.as_mut().graceful_shutdown(),
        }
        Ok(connection.await?)
    }
}
