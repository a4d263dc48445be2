//! What scenarios cannot say of Secrets Manager: what is on the disk, what keys and policies forbid, many at once.

mod access;
mod at_rest;
mod common;
mod keys;
mod limits;
mod rotating;
mod rotation;
