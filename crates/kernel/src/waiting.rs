//! The context of operations that wait between transactions: long polls, synchronous invokes, streams.

use clock::Timestamp;

use crate::call::Call;
use crate::kernel::Kernel;
use crate::watch::{WakeKey, Watcher};

/// What a waiting handler gets: the call, and as many transactions as it needs (see [`crate::transact!`]).
pub struct WaitCx<'a> {
    kernel: &'a Kernel,
    call: &'a Call,
}

impl<'a> WaitCx<'a> {
    /// For the operation table's wrapper.
    pub fn new(kernel: &'a Kernel, call: &'a Call) -> WaitCx<'a> {
        WaitCx { kernel, call }
    }

    /// The cloud.
    pub fn kernel(&self) -> &'a Kernel {
        self.kernel
    }

    /// The call that is being handled.
    pub fn call_facts(&self) -> &'a Call {
        self.call
    }

    /// The time now.
    pub fn now(&self) -> Timestamp {
        self.kernel.clock().now()
    }

    /// Listens for `key` from now on. Make it before looking at the state.
    pub fn watch(&self, key: WakeKey) -> Watcher {
        self.kernel.watch(key)
    }

    /// Waits until woken, until the clock shows `until`, or until the cloud stops; false when it stops.
    pub async fn wait(&mut self, watcher: &Watcher, until: Timestamp) -> bool {
        tokio::select! {
            () = watcher.woken() => true,
            () = self.kernel.clock().sleep_until(until) => true,
            () = self.kernel.stopped() => false,
        }
    }
}
