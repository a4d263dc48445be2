//! `cargo xtask new-service`, `cargo xtask new-op`
use crate::{Result, args::Args};
pub(crate) fn new_service(_: Args) -> Result {
    Ok(())
}
pub(crate) fn new_op(_: Args) -> Result {
    crate::codegen::service("")
}
