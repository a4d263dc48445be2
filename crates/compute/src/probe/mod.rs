//! Finding out what a driver promises on this machine: an instance tries to break out, to take too much, to go on when it
//! should stand; and what happened is what is promised.

mod attempt;
mod judge;

pub(crate) use attempt::Attempt;
pub(crate) use judge::judge;
