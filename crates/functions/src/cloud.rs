//! What environments need of the cloud that they are in; whoever makes [`crate::Functions`] gives it.

use std::future::Future;
use std::net::TcpStream;
use std::pin::Pin;

use clock::Timestamp;

/// A future of a trait object.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The cloud, as environments see it.
pub trait Cloud: Send + Sync + 'static {
    /// Serves a connection to the cloud's own endpoint, from inside of an environment. The socket is non-blocking.
    fn serve(&self, connection: TcpStream);

    /// The port where the cloud listens outside, when it does: addresses that it tells have it.
    fn port(&self) -> Option<u16> {
        None
    }

    /// Takes lines for CloudWatch Logs. Must not block; the order is kept.
    fn log(&self, stream: &LogStream, lines: Vec<LogLine>);

    /// Asks another server, a registry of images, on behalf of who runs the cloud: see [`oci::Transport::get`].
    fn ask<'a>(
        &'a self,
        _url: &'a str,
        _headers: &'a [(&'static str, String)],
    ) -> Later<'a, Result<oci::Answer, String>> {
        Box::pin(async { Err("this cloud asks no other servers".to_owned()) })
    }

    /// Credentials of an execution role, for an environment of the function `name`. `Err` says why not.
    fn credentials<'a>(
        &'a self,
        account: &'a str,
        region: &'a str,
        role: &'a str,
        name: &'a str,
    ) -> Later<'a, Result<Credentials, String>>;
}

/// Credentials for an environment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: String,
    /// `AWS_SESSION_TOKEN`
    pub session_token: String,
    /// When they end, by the cloud's clock: the environment is not used after.
    pub expires: Timestamp,
}

/// Where an environment's lines go.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LogStream {
    /// The function's account.
    pub account: String,
    /// Its region.
    pub region: String,
    /// Its execution role, which must be allowed to write.
    pub role: String,
    /// The function's name, for the session of the role.
    pub function: String,
    /// The log group.
    pub group: String,
    /// `2026/11/26/[$LATEST]0123456789abcdef0123456789abcdef`
    pub stream: String,
}

/// One event of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written, by the cloud's clock.
    pub at: Timestamp,
    /// The line, with its newline as AWS keeps it.
    pub message: String,
}

/// A cloud that serves nothing, for tests.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoCloud;

impl Cloud for NoCloud {
    fn serve(&self, _: TcpStream) {}

    fn log(&self, _: &LogStream, _: Vec<LogLine>) {}

    fn credentials<'a>(
        &'a self,
        _: &'a str,
        _: &'a str,
        _: &'a str,
        _: &'a str,
    ) -> Later<'a, Result<Credentials, String>> {
        let credentials = Credentials {
            access_key_id: "ASIATEST".to_owned(),
            secret_access_key: "secret".to_owned(),
            session_token: "token".to_owned(),
            expires: Timestamp::from_secs(32_503_680_000),
        };
        Box::pin(async move { Ok(credentials) })
    }
}
