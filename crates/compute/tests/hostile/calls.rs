//! System calls as a hostile program makes them: by number.
#![expect(unsafe_code, reason = "an attacker is not bound to safe interfaces")]

use std::io;

/// Makes a call; says what the kernel answered. The arguments are numbers, or addresses of what lives long enough.
pub(crate) fn raw(call: i64, args: [u64; 6]) -> Result<i64, io::Error> {
    let [a, b, c, d, e, f] = args;
    // SAFETY: the calls that are made so are refused, or take numbers and constants.
    match unsafe { libc::syscall(call, a, b, c, d, e, f) } {
        -1 => Err(io::Error::last_os_error()),
        answer => Ok(answer),
    }
}

/// Copies this process, as often as the kernel lets it.
pub(crate) fn fork() -> Result<bool, io::Error> {
    // SAFETY: the copies do nothing but more of this, and wait.
    match unsafe { libc::fork() } {
        -1 => Err(io::Error::last_os_error()),
        pid => Ok(pid == 0),
    }
}
