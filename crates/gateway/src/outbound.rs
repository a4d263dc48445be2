//! The cloud's own client: fetches documents of identity providers, and images from registries, over HTTP and HTTPS. One
//! request a connection, no redirects; of a document, five seconds and no more than [`MAX_FETCHED`] bytes. Certificates are shown, and judged when asked to:
//! by the system's authorities and those that the caller adds (this installation's own).

use std::fmt::Display;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, HOST, USER_AGENT};
use http::{Request, Uri};
use http_body_util::{BodyExt as _, Empty, Limited};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use kernel::{BoxFuture, FetchError, Fetched, MAX_FETCHED, Opened, OpenedBody, Outbound};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use sha1::{Digest as _, Sha1};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

use crate::tls::CA_FILE;

/// The longest that a request may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// A client for HTTP and HTTPS.
pub struct HttpOutbound {
    extra_roots: Vec<CertificateDer<'static>>,
    authority: Option<PathBuf>,
    trusting: OnceLock<Arc<ClientConfig>>,
    showing: OnceLock<Arc<ClientConfig>>,
}

impl HttpOutbound {
    /// A client that trusts the system's authorities and these.
    pub fn new(extra_roots: Vec<CertificateDer<'static>>) -> HttpOutbound {
        HttpOutbound {
            extra_roots,
            authority: None,
            trusting: OnceLock::new(),
            showing: OnceLock::new(),
        }
    }

    /// That also trusts this installation's own authority, once there is one in `dir`.
    #[must_use]
    pub fn with_authority(mut self, dir: PathBuf) -> HttpOutbound {
        self.authority = Some(dir);
        self
    }

    async fn fetch(&self, url: &str, trusted: bool) -> Result<Fetched, String> {
        let target = Target::of(url)?;
        let uri = &target.uri;
        let socket = target.connect().await?;
        if !target.secure {
            return get(socket, uri, Vec::new()).await;
        }
        let stream = self.secured(&target, socket, trusted).await?;
        let shown = stream.get_ref().1.peer_certificates().unwrap_or_default();
        let thumbprints = shown.iter().map(|certificate| thumbprint(certificate)).collect();
        get(stream, uri, thumbprints).await
    }

    /// Connects and sends; the body is left to whoever asked.
    async fn begin(&self, url: &str, headers: &[(&str, String)]) -> Result<Opened, String> {
        let target = Target::of(url)?;
        let socket = target.connect().await?;
        match target.secure {
            false => open(socket, &target.uri, headers).await,
            true => open(self.secured(&target, socket, true).await?, &target.uri, headers).await,
        }
    }

    async fn secured(
        &self,
        target: &Target,
        socket: TcpStream,
        trusted: bool,
    ) -> Result<TlsStream<TcpStream>, String> {
        let connector = TlsConnector::from(self.config(trusted)?);
        let name = ServerName::try_from(target.host.clone()).map_err(words)?;
        connector.connect(name, socket).await.map_err(words)
    }

    fn config(&self, trusted: bool) -> Result<Arc<ClientConfig>, String> {
        let slot = if trusted { &self.trusting } else { &self.showing };
        if let Some(ready) = slot.get() {
            return Ok(ready.clone());
        }
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier: Arc<dyn ServerCertVerifier> = match trusted {
            true => WebPkiServerVerifier::builder_with_provider(self.roots(), provider.clone())
                .build()
                .map_err(words)?,
            false => Arc::new(Shown(provider.clone())),
        };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(words)?
            .dangerous()
            .with_custom_certificate_verifier(verifier)
            .with_no_client_auth();
        Ok(slot.get_or_init(|| Arc::new(config)).clone())
    }

    fn roots(&self) -> Arc<RootCertStore> {
        let mut roots = RootCertStore::empty();
        // A system without authorities still has ours.
        let system = rustls_native_certs::load_native_certs().certs;
        roots.add_parsable_certificates(system);
        roots.add_parsable_certificates(self.extra_roots.iter().cloned());
        let own = self.authority.as_deref().and_then(|dir| std::fs::read(dir.join(CA_FILE)).ok());
        let own = own.and_then(|pem| CertificateDer::from_pem_slice(&pem).ok());
        roots.add_parsable_certificates(own);
        Arc::new(roots)
    }
}

impl Outbound for HttpOutbound {
    fn get<'a>(
        &'a self,
        url: &'a str,
        trusted: bool,
    ) -> BoxFuture<'a, Result<Fetched, FetchError>> {
        Box::pin(async move {
            let fetched = tokio::time::timeout(PATIENCE, self.fetch(url, trusted)).await;
            let fetched = fetched.unwrap_or_else(|_| Err("no answer within 5 s".to_owned()));
            fetched.map_err(|reason| FetchError { url: url.to_owned(), reason })
        })
    }

    fn open<'a>(
        &'a self,
        url: &'a str,
        headers: &'a [(&'static str, String)],
    ) -> BoxFuture<'a, Result<Opened, FetchError>> {
        Box::pin(async move {
            let opened = self.begin(url, headers).await;
            opened.map_err(|reason| FetchError { url: url.to_owned(), reason })
        })
    }
}

/// What a URL leads to.
struct Target {
    uri: Uri,
    secure: bool,
    host: String,
}

impl Target {
    fn of(url: &str) -> Result<Target, String> {
        let uri: Uri = url.parse().map_err(words)?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err("neither http nor https".to_owned()),
        };
        let host = uri.host().ok_or("the URL names no host")?;
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Target { uri, secure, host })
    }

    async fn connect(&self) -> Result<TcpStream, String> {
        let port = self.uri.port_u16().unwrap_or(if self.secure { 443 } else { 80 });
        TcpStream::connect((self.host.as_str(), port)).await.map_err(words)
    }
}

/// A request for what a URL names.
fn request(uri: &Uri, headers: &[(&str, String)]) -> Result<Request<Empty<Bytes>>, String> {
    let authority = uri.authority().map(|authority| authority.as_str()).unwrap_or_default();
    let target = uri.path_and_query().map_or("/", |target| target.as_str());
    let request = Request::get(target)
        .header(HOST, authority.rsplit('@').next().unwrap_or(authority))
        .header(USER_AGENT, "stratus");
    let request =
        headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
    request.body(Empty::new()).map_err(words)
}

/// One request on a connection of its own, whose answer is read by whoever asked.
async fn open(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    uri: &Uri,
    headers: &[(&str, String)],
) -> Result<Opened, String> {
    let request = request(uri, headers)?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(words)?;
    let mut connection: Connection = Some(Box::pin(async { connection.await.map_err(words) }));
    let answer = driven(&mut connection, sender.send_request(request)).await.map_err(words)?;
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let headers = answer.headers().iter().map(|(name, value)| (name.to_string(), text(value)));
    Ok(Opened {
        status: answer.status().as_u16(),
        headers: headers.collect(),
        body: Box::new(Body { incoming: answer.into_body(), connection, _sender: sender }),
    })
}

/// What moves a connection's bytes; `None` once it has ended.
type Connection = Option<Pin<Box<dyn Future<Output = Result<(), String>> + Send>>>;

/// Waits for `work`, and drives the connection that it needs.
async fn driven<T>(connection: &mut Connection, work: impl Future<Output = T>) -> T {
    let mut work = std::pin::pin!(work);
    if let Some(driving) = connection {
        tokio::select! {
            biased;
            done = &mut work => return done,
            // How it ended shows in what is waited for.
            _ended = driving => {}
        }
        *connection = None;
    }
    work.await
}

struct Body {
    incoming: Incoming,
    connection: Connection,
    /// A connection without a sender ends.
    _sender: http1::SendRequest<Empty<Bytes>>,
}

impl OpenedBody for Body {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Bytes, String>>> {
        Box::pin(async move {
            loop {
                let frame = driven(&mut self.connection, self.incoming.frame()).await?;
                match frame.map(|frame| frame.into_data()) {
                    Ok(Ok(piece)) => return Some(Ok(piece)),
                    // Trailers.
                    Ok(Err(_)) => {}
                    Err(error) => return Some(Err(words(error))),
                }
            }
        })
    }
}

/// One request on a connection of its own, driven by whoever waits for it.
async fn get(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    uri: &Uri,
    certificate_thumbprints: Vec<String>,
) -> Result<Fetched, String> {
    let request = request(uri, &[(ACCEPT.as_str(), "application/json".to_owned())])?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(words)?;
    let exchange = async {
        let answer = sender.send_request(request).await.map_err(words)?;
        let status = answer.status().as_u16();
        let body = Limited::new(answer.into_body(), MAX_FETCHED).collect().await.map_err(words)?;
        Ok(Fetched { status, body: body.to_bytes().to_vec(), certificate_thumbprints })
    };
    let mut exchange = std::pin::pin!(exchange);
    tokio::select! {
        answer = &mut exchange => answer,
        // A server that closes after its answer ends the connection first.
        ended = connection => match ended {
            Ok(()) => exchange.await,
            Err(error) => Err(words(error)),
        },
    }
}

fn thumbprint(certificate: &CertificateDer<'_>) -> String {
    Sha1::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn words(error: impl Display) -> String {
    error.to_string()
}

/// Takes every certificate; that the server has its key is checked all the same.
#[derive(Debug)]
struct Shown(Arc<CryptoProvider>);

impl ServerCertVerifier for Shown {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signed, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
