//! An instance of a local driver, in its owner's hands.

use std::fs::File;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::running::Running;
use crate::message::{ToKeeper, send};
use crate::{Exit, Instance, Later, Signal, Usage};

/// The cloud's ends of the standard streams.
#[derive(Debug)]
pub(super) struct Pipes {
    pub(super) stdin: Option<File>,
    pub(super) stdout: Option<File>,
    pub(super) stderr: Option<File>,
}

/// An instance; its end when dropped.
#[derive(Debug)]
pub(crate) struct LocalInstance {
    running: Arc<Running>,
    pipes: Pipes,
    listeners: Vec<TcpListener>,
}

impl LocalInstance {
    pub(super) fn new(
        running: Arc<Running>,
        pipes: Pipes,
        listeners: Vec<TcpListener>,
    ) -> LocalInstance {
        LocalInstance { running, pipes, listeners }
    }

    #[cfg(target_os = "linux")]
    pub(super) fn running(&self) -> &Arc<Running> {
        &self.running
    }

    /// The sockets that were made inside.
    pub(super) fn add_listeners(&mut self, listeners: Vec<TcpListener>) {
        self.listeners.extend(listeners);
    }
}

impl Instance for LocalInstance {
    fn take_stdin(&mut self) -> Option<File> {
        self.pipes.stdin.take()
    }

    fn take_stdout(&mut self) -> Option<File> {
        self.pipes.stdout.take()
    }

    fn take_stderr(&mut self) -> Option<File> {
        self.pipes.stderr.take()
    }

    fn take_listeners(&mut self) -> Vec<TcpListener> {
        std::mem::take(&mut self.listeners)
    }

    fn wait(&self) -> Later<'_, Exit> {
        let mut exit = self.running.exit.subscribe();
        Box::pin(async move {
            // The sender lives as long as this instance.
            let seen = exit.wait_for(Option::is_some).await;
            seen.ok()
                .and_then(|exit| *exit)
                .unwrap_or(Exit { cause: crate::Cause::Killed, usage: Usage::default() })
        })
    }

    fn signal(&self, signal: Signal) {
        // It may have ended.
        let _sent = send(&self.running.link, &ToKeeper::Signal(signal), &[]);
    }

    fn kill(&self) {
        self.running.kill();
    }

    fn freeze(&self) -> Later<'_, io::Result<()>> {
        Box::pin(self.running.freeze(true))
    }

    fn thaw(&self) -> Later<'_, io::Result<()>> {
        Box::pin(self.running.freeze(false))
    }

    fn set_cpu(&self, cpu_millis: u32) -> Later<'_, io::Result<()>> {
        Box::pin(async move {
            match (&self.running.container, &self.running.group) {
                (Some(container), _) => container.set_cpu(cpu_millis).await,
                (None, Some(group)) => group.limit_cpu(cpu_millis),
                (None, None) => Ok(()),
            }
        })
    }

    fn connect(&self, port: u16) -> Later<'_, io::Result<TcpStream>> {
        Box::pin(async move {
            let gone = |_| io::Error::from(io::ErrorKind::BrokenPipe);
            self.running.connect(port)?.await.map_err(gone)?
        })
    }

    fn usage(&self) -> Usage {
        let ended = *self.running.exit.borrow();
        ended.map_or_else(|| self.running.usage(None), |exit| exit.usage)
    }

    fn pid(&self) -> u32 {
        self.running.pid.load(Ordering::Relaxed).unsigned_abs()
    }
}

impl Drop for LocalInstance {
    fn drop(&mut self) {
        self.running.kill();
    }
}
