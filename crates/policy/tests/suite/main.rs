//! Tests of the whole crate through its public interface.

mod context;
mod documented;
mod evaluation;
mod generator;
mod messages;
mod properties;
mod reference;
mod support;
