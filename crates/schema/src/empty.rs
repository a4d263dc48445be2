//! Nothing at all: the input or output of an operation that has none.

use crate::{De, DeResult, Member, Ser, SerResult, ShapeDe, ShapeSer};

/// A structure without members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Empty {}

impl ShapeSer for Empty {
    fn write(&self, _: &'static [Member], _: &mut dyn Ser) -> SerResult {
        Ok(())
    }
}

impl ShapeDe for Empty {
    fn set(&mut self, _: usize, _: &'static Member, _: &mut dyn De) -> DeResult {
        Ok(())
    }
}
