//! Makes schema texts and Rust types from the published API models.
//!
//! The models are those of the botocore package (Apache-2.0), pinned in `pins.toml`; `overrides/` says what they
//! leave out. `cargo xtask codegen` drives this crate and writes `gen/`. Documentation text is never carried over.
//! See `docs/adr/0002-code-generation.md` for the reasons.

pub mod authref;
mod botocore;
mod check;
mod error;
pub mod infrastructure;
mod model;
mod names;
mod overrides;
mod raw;
pub mod rust;
mod schema_text;

pub use botocore::{from_botocore, from_botocore_str, service_for_case};
pub use error::CodegenError;
pub use model::{ErrorFacts, Member, Model, Namespace, Operation, Shape};
pub use overrides::Overrides;

/// The name of the module that handles an operation: `SendMessage` is `send_message`.
pub fn module_name(operation: &str) -> String {
    names::field_name(operation)
}
