//! What keys do, seen from the API: material that comes from outside and goes by the clock, ciphertexts that somebody
//! touched, and what lies on the disk. Every operation through the kernel, on a clock that stands still.

mod at_rest;
mod ciphertexts;
mod common;
mod imports;
