//! Posting telemetry to a process inside of an environment: one request over a connection that its keeper opens there.

use std::io;

use compute::Instance;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::telemetry::Subscription;

/// Sends events, and waits for the beginning of the answer.
pub(crate) async fn post(
    instance: &dyn Instance,
    to: &Subscription,
    body: String,
) -> io::Result<()> {
    let socket = instance.connect(to.port).await?;
    socket.set_nonblocking(true)?;
    let mut stream = TcpStream::from_std(socket)?;
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: sandbox.localdomain:{}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n",
        to.path,
        to.port,
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut answer = [0; 64];
    match stream.read(&mut answer).await? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(()),
    }
}
