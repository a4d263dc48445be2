//! A function that rotates, in the place of Lambda: it does what AWS's templates do, and keeps what it was called for.

use std::sync::Mutex;

pub(crate) static CALLS: Mutex<Vec<(String, String)>> = Mutex::new(Vec::new());

kernel::operations! {
    gen_lambda::operations;
    GetPolicy => get_policy, real, transactional;
    Invoke => invoke, real, waiting;
}
