//! `cargo xtask tidy`
use crate::{Result, args::Args};
pub(crate) fn run(_: Args) -> Result {
    Ok(())
}
