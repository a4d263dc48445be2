//! What the gateway is told: where to listen, and how much a client may ask of it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

/// Where and how to listen.
#[derive(Clone, Debug)]
pub struct Config {
    /// Addresses to listen on; port 0 takes a free one.
    pub listen: Vec<SocketAddr>,
    /// Folder of the local certificate authority; `None` keeps it in memory.
    pub tls_dir: Option<PathBuf>,
    /// Origins (`https://app.example`) whose pages may call, besides those on this machine.
    pub cors_origins: Vec<String>,
    /// How much a client may ask.
    pub limits: Limits,
    /// What `/_stratus/health` says about the data: a folder, or `ephemeral`.
    pub data_label: String,
    /// The version that health endpoints show.
    pub version: &'static str,
}

impl Config {
    /// For one address, with everything else at its default.
    pub fn on(listen: SocketAddr) -> Config {
        Config {
            listen: vec![listen],
            tls_dir: None,
            cors_origins: Vec::new(),
            limits: Limits::default(),
            data_label: "ephemeral".to_owned(),
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// Bounds that keep slow, broken and greedy clients from holding memory.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once; more wait in the kernel's backlog.
    pub connections: usize,
    /// Bytes of request line and headers.
    pub header_bytes: usize,
    /// Number of headers. Up to 100 the server reads them on its stack; room for more is asked of the allocator for each
    /// request, and cost a twentieth of a call.
    pub headers: usize,
    /// Time in which a request's head must have come, and a TLS handshake be done.
    pub head_timeout: Duration,
    /// Longest silence within a body.
    pub body_idle: Duration,
    /// Bytes of a body that is held whole.
    pub body_bytes: usize,
    /// Bytes of all bodies that are held whole at once; more wait.
    pub held_bytes: usize,
    /// How long a stop waits for calls under way.
    pub drain: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            connections: 10_000,
            header_bytes: 64 * 1024,
            headers: 100,
            head_timeout: Duration::from_secs(30),
            body_idle: Duration::from_secs(60),
            body_bytes: 16 << 20,
            held_bytes: 256 << 20,
            drain: Duration::from_secs(10),
        }
    }
}
