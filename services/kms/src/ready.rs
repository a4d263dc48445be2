//! Keys ready for use: material opened and read, kept in memory for a while; and new material for new keys.

use std::sync::Arc;

use kernel::{ApiError, ApiResult, Cx, Kernel};

use crate::crypto::{CryptoError, Key, Secret, cache, key};
use crate::errors;
use crate::key_spec::KeySpec;
use crate::material::{MaterialRow, MaterialState, Materials};

/// A key with the material that it was read from.
pub(crate) struct Ready<'a> {
    pub(crate) row: &'a MaterialRow,
    pub(crate) key: Arc<Key>,
}

impl Materials {
    /// The key for new work; `arn` names it where its material is gone.
    pub(crate) fn ready(&self, arn: &str, spec: KeySpec, kernel: &Kernel) -> ApiResult<Ready<'_>> {
        let current = |row: &&MaterialRow| row.state == MaterialState::Current && row.is_here();
        self.read(self.rows().iter().find(current), arn, spec, kernel)
    }

    /// The key as it was when this material was current.
    pub(crate) fn ready_by_id(
        &self,
        id: &str,
        arn: &str,
        spec: KeySpec,
        kernel: &Kernel,
    ) -> ApiResult<Ready<'_>> {
        self.read(self.rows().iter().find(|row| row.id == id && row.is_here()), arn, spec, kernel)
    }

    fn read<'a>(
        &'a self,
        row: Option<&'a MaterialRow>,
        arn: &str,
        spec: KeySpec,
        kernel: &Kernel,
    ) -> ApiResult<Ready<'a>> {
        let row = row.ok_or_else(|| errors::pending_import(arn))?;
        let handle =
            cache::handle(&row.sealed).ok_or_else(|| ApiError::bug("material too short"))?;
        if let Some(key) = cache::get(&handle) {
            return Ok(Ready { row, key });
        }
        let bytes = Secret::new(row.open(kernel)?);
        let key = Arc::new(Key::parse(spec, &bytes).map_err(failed)?);
        cache::put(handle, key.clone());
        Ok(Ready { row, key })
    }
}

/// Lets keys of these materials go when the call has ended well: they are deleted.
pub(crate) fn forget(cx: &mut Cx<'_>, rows: &[MaterialRow]) {
    for handle in rows.iter().filter_map(|row| cache::handle(&row.sealed)) {
        cx.on_commit(move || cache::forget(&handle));
    }
}

/// A computation that only a fault of ours can stop.
pub(crate) fn failed(error: CryptoError) -> ApiError {
    ApiError::bug(error)
}

/// `N` bytes of chance.
pub(crate) fn entropy<const N: usize>(cx: &Cx<'_>) -> [u8; N] {
    let mut out = [0; N];
    cx.random().fill(&mut out);
    out
}

/// New key material of `spec`, in the form that it is kept in. Those that take long are made off the call path.
pub(crate) async fn new_material(cx: &mut Cx<'_>, spec: KeySpec) -> ApiResult<Secret> {
    let chance = entropy(cx);
    let made = match spec.is_slow_to_make() {
        true => cx.kernel().off_thread(move || key::generate(spec, &chance)).await?,
        false => key::generate(spec, &chance),
    };
    made.map_err(|error| match error {
        CryptoError::WrongSpec => {
            errors::unsupported(format!("KeySpec {spec} is not supported in this region."))
        }
        other => failed(other),
    })
}
