//! Tests of the whole crate through its public interface.

mod context;
mod documented;
mod documented_accounts;
mod documented_keys;
mod documented_resources;
mod evaluation;
mod examples_of_conditions;
mod generator;
mod guards;
mod hostile;
mod messages;
mod principals;
mod properties;
mod reference;
mod reference_conditions;
mod support;
mod world;
