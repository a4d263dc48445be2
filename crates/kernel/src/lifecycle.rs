//! What happens to a cloud as a whole: background work, stopping, keeping its time, being emptied or replaced.

use tokio::task::JoinHandle;

use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::tables::SELF;

impl Kernel {
    /// Begins to do what is due and to write the audit trail. The tasks end with [`Kernel::stop`].
    #[expect(clippy::disallowed_methods, reason = "the kernel is who spawns, and who stops")]
    pub fn start_background(&self) -> Vec<JoinHandle<()>> {
        vec![
            tokio::spawn(crate::jobs::run_forever(self.clone())),
            tokio::spawn(crate::audit::flush_forever(self.clone())),
        ]
    }

    /// Does all that is due by the clock, now, and waits for what is slow: for who moved it.
    pub async fn settle(&self) -> Result<(), KernelError> {
        loop {
            let seen = self.0.slow.ended();
            crate::jobs::run_due(self).await?;
            // What has ended meanwhile may have made something due.
            if self.0.slow.wait(self).await == seen {
                return Ok(());
            }
        }
    }

    /// Ends waits and background tasks, and writes what is still to be written.
    pub async fn stop(&self) -> Result<(), KernelError> {
        self.0.stop.send_replace(true);
        self.0.audit.flush(self).await?;
        self.write_usage().await?;
        self.remember_clock().await
    }

    /// Resolves when the cloud stops.
    pub async fn stopped(&self) {
        let mut stop = self.0.stop.subscribe();
        // The sender lives as long as this kernel, so this ends by the flag only.
        let _flag = stop.wait_for(|stopped| *stopped).await;
    }

    /// Resolves when the state is replaced underneath. Listens from when it is called, not from when it is awaited.
    pub(crate) fn state_replaced(&self) -> impl Future<Output = ()> + use<> {
        let mut replaced = self.0.replaced.subscribe();
        // An error is the end of the cloud.
        async move { drop(replaced.changed().await) }
    }

    /// Keeps the clock's state, so that a restart goes on with the same time.
    pub async fn remember_clock(&self) -> Result<(), KernelError> {
        loop {
            let mut tx = self.store().begin();
            let Some(mut row) = tx.kernel_get(&SELF, &String::new()).await? else { return Ok(()) };
            let state = self.clock().state();
            if row.clock == state {
                return Ok(());
            }
            row.clock = state;
            tx.kernel_put(&SELF, &String::new(), &row);
            match tx.commit().await {
                Ok(_) => return Ok(()),
                Err(store::CommitError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Deletes everything in every account and region; the root key and the clock stay.
    pub async fn reset(&self) -> Result<(), KernelError> {
        let mut tx = self.store().begin();
        let row = tx.kernel_get(&SELF, &String::new()).await?;
        drop(tx);
        let root = self.root_key();
        self.store().reset()?;
        let mut tx = self.store().begin();
        if let Some(row) = row {
            tx.kernel_put(&SELF, &String::new(), &row);
        }
        tx.commit().await?.durable().await?;
        self.keys().reload(self).await?;
        if let Some(root) = root {
            self.write_key((*root).clone()).await?;
        }
        self.replaced();
        Ok(())
    }

    /// Must be called after the state was replaced underneath: by a snapshot, by a reset.
    pub async fn reload(&self) -> Result<(), KernelError> {
        self.keys().reload(self).await?;
        self.ensure_root_key().await?;
        self.replaced();
        crate::long_jobs::recover(self).await?;
        self.work_added();
        Ok(())
    }

    fn replaced(&self) {
        self.0.replaced.send_modify(|times| *times += 1);
        self.forget_identities();
        self.0.usage.forget();
        self.0.watch.wake_all();
        self.work_added();
    }
}
