//! What happens by itself: keys rotate and end, imported material expires.

use kernel::JobEntry;

use crate::{deletion, imported, rotation};

pub(crate) const JOBS: &[JobEntry] = &[
    JobEntry { name: deletion::DELETE.name, run: |cx, raw| Box::pin(deletion::run(cx, raw)) },
    imported::EXPIRE_ENTRY,
    JobEntry { name: rotation::ROTATE.name, run: |cx, raw| Box::pin(rotation::run(cx, raw)) },
];
