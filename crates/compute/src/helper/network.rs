//! A network namespace with nothing in it but a loopback that is up, and the sockets that answer there.
//! Ref: <https://man7.org/linux/man-pages/man7/rtnetlink.7.html>

use std::io;
use std::net::{Ipv4Addr, TcpListener};

use rustix::net::{
    AddressFamily, RecvFlags, SendFlags, SocketFlags, SocketType, recv, send, socket_with,
};

use super::{Failure, at};

/// `RTM_NEWLINK`: change a link.
const NEW_LINK: u16 = 16;
/// `NLM_F_REQUEST | NLM_F_ACK`.
const REQUEST_WITH_ACK: u16 = 5;
/// `IFF_UP`.
const UP: u32 = 1;
/// The loopback is the first link of every namespace.
const LOOPBACK: i32 = 1;

/// Brings the loopback up, which also gives it 127.0.0.1.
pub(super) fn loopback_up() -> io::Result<()> {
    let flags = SocketFlags::CLOEXEC;
    // Protocol 0 is NETLINK_ROUTE.
    let socket = socket_with(AddressFamily::NETLINK, SocketType::RAW, flags, None)?;
    send(&socket, &request(), SendFlags::empty())?;
    let mut answer = [0; 64];
    let (got, _) = recv(&socket, &mut answer, RecvFlags::empty())?;
    // The answer is a header of 16 bytes, then zero or an error as a negative number.
    match answer[..got].get(16..20).and_then(|bytes| bytes.try_into().ok()).map(i32::from_ne_bytes)
    {
        Some(0) => Ok(()),
        Some(error) => Err(io::Error::from_raw_os_error(-error)),
        None => Err(io::Error::other("the kernel's answer is too short")),
    }
}

fn request() -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..4].copy_from_slice(&32u32.to_ne_bytes());
    bytes[4..6].copy_from_slice(&NEW_LINK.to_ne_bytes());
    bytes[6..8].copy_from_slice(&REQUEST_WITH_ACK.to_ne_bytes());
    bytes[8..12].copy_from_slice(&1u32.to_ne_bytes());
    bytes[20..24].copy_from_slice(&LOOPBACK.to_ne_bytes());
    bytes[24..28].copy_from_slice(&UP.to_ne_bytes());
    bytes[28..].copy_from_slice(&UP.to_ne_bytes());
    bytes
}

/// Sockets that listen in this namespace. The cloud gets them: it accepts from outside what connects inside.
pub(super) fn listen(ports: &[u16]) -> Result<Vec<TcpListener>, Failure> {
    ports
        .iter()
        .map(|port| {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).and_then(|listener| {
                listener.set_nonblocking(true)?;
                Ok(listener)
            });
            listener.map_err(at(format!("listen on port {port} inside")))
        })
        .collect()
}
