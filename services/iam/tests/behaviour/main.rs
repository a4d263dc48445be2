//! What scenarios cannot say of IAM: who may do what, quotas, many at once, restarts. Every operation goes through the
//! kernel, on a clock that stands still.

mod access;
mod common;
mod conditions;
mod directory;
mod mfa;
mod quotas;
mod restart;
