//! Who waits for a function's answer: each has a token that only the function learns. It is in memory alone, as the
//! connections are that the answers go to.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gen_s3::GetObjectOutput;
use kernel::{AccountId, ApiResult, Kernel};
use tokio::sync::oneshot;

use super::LambdaPoint;

/// Where answers go to. Functions' environments know this name, see `crates/functions`.
pub(crate) const ROUTE: &str = "io-local-001";

const TOKEN: usize = 64;
const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

type Answer = ApiResult<GetObjectOutput>;

/// All who wait, by their tokens.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<String, Slot>>);

struct Slot {
    arn: String,
    account: AccountId,
    answer: oneshot::Sender<Answer>,
}

/// One who waits. Who leaves is answered no more.
pub(super) struct Wait {
    all: Arc<Waiting>,
    pub(super) token: String,
    pub(super) answer: oneshot::Receiver<Answer>,
}

impl Wait {
    pub(super) fn begin(kernel: &Kernel, point: &LambdaPoint) -> Wait {
        let all = kernel.memory::<Waiting>();
        let token = kernel.random().text(TOKEN, ALPHABET);
        let (sender, answer) = oneshot::channel();
        let slot = Slot { arn: point.arn(), account: point.account, answer: sender };
        all.lock().insert(token.clone(), slot);
        Wait { all, token, answer }
    }
}

impl Drop for Wait {
    fn drop(&mut self) {
        self.all.lock().remove(&self.token);
    }
}

impl Waiting {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Slot>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The access point, and whose it is, that the holder of this token waits at.
    pub(crate) fn point(&self, token: &str) -> Option<(String, AccountId)> {
        self.lock().get(token).map(|slot| (slot.arn.clone(), slot.account))
    }

    /// The way to whoever waits with this token: once.
    pub(super) fn take(&self, token: &str) -> Option<oneshot::Sender<Answer>> {
        self.lock().remove(token).map(|slot| slot.answer)
    }
}
