//! How plain Rust values are read and written: once for every type that a generated field can have.

use bytes::Bytes;

use crate::serde::{De, DeError, DeResult, Ser, SerResult, ShapeDe, ShapeSer};
use crate::stream::{ByteStream, EventStream};
use crate::{Document, Kind, Member, Timestamp, VecMap};

/// A value that can be written in the place a member names.
pub trait ValSer {
    /// Writes it.
    fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult;
}

/// A value that can be read from the place a member names.
pub trait ValDe: Sized {
    /// Reads it.
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self>;
}

macro_rules! integers {
    ($($ty:ty),*) => {$(
        impl ValSer for $ty {
            fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
                ser.integer(member, i64::from(*self))
            }
        }
        impl ValDe for $ty {
            fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
                let value = de.integer(member)?;
                <$ty>::try_from(value).map_err(|_| DeError::new(format!("{value} is out of range")))
            }
        }
    )*};
}
integers!(i8, i16, i32, i64);

macro_rules! scalars {
    ($($ty:ty: $method:ident($value:ident => $write:expr);)*) => {$(
        impl ValSer for $ty {
            fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
                let $value = self;
                ser.$method(member, $write)
            }
        }
    )*};
}
scalars! {
    bool: boolean(v => *v);
    f32: float(v => f64::from(*v));
    f64: float(v => *v);
    String: string(v => v);
    Bytes: blob(v => v);
    Timestamp: timestamp(v => *v);
    Document: document(v => v);
    ByteStream: byte_stream(v => v);
    EventStream: event_stream(v => v);
}

impl ValDe for bool {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.boolean(member)
    }
}

impl ValDe for f32 {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        Ok(de.float(member)? as f32)
    }
}

impl ValDe for f64 {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.float(member)
    }
}

impl ValDe for String {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        Ok(de.string(member)?.into_owned())
    }
}

impl ValDe for Bytes {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.blob(member)
    }
}

impl ValDe for Timestamp {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.timestamp(member)
    }
}

impl ValDe for Document {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.document(member)
    }
}

impl ValDe for ByteStream {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        de.byte_stream(member)
    }
}

impl<T: ValSer> ValSer for Vec<T> {
    fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
        ser.list(member, self.len(), &mut |i, ser, element| self[i].ser(element, ser))
    }
}

impl<T: ValDe> ValDe for Vec<T> {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        let mut out = Vec::new();
        de.list(member, &mut |element, de| {
            out.push(T::de(element, de)?);
            Ok(())
        })?;
        Ok(out)
    }
}

impl<T: ValSer> ValSer for VecMap<T> {
    fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
        ser.map(member, self.len(), &mut |i, ser, value_edge| {
            let (key, value) = &self.as_slice()[i];
            ser.key(key)?;
            value.ser(value_edge, ser)
        })
    }
}

impl<T: ValDe> ValDe for VecMap<T> {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        let mut entries: Vec<(String, T)> = Vec::new();
        de.map(member, &mut |key, value_edge, de| {
            entries.push((key.to_owned(), T::de(value_edge, de)?));
            Ok(())
        })?;
        Ok(entries.into_iter().collect())
    }
}

/// In a sparse collection: a null or a value. (Optional fields are handled by generated code, which
/// writes only what is set.)
impl<T: ValSer> ValSer for Option<T> {
    fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
        match self {
            Some(value) => value.ser(member, ser),
            None => ser.null(member),
        }
    }
}

impl<T: ValDe> ValDe for Option<T> {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        if de.null()? { Ok(None) } else { T::de(member, de).map(Some) }
    }
}

impl<T: ValSer> ValSer for Box<T> {
    fn ser(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
        (**self).ser(member, ser)
    }
}

impl<T: ValDe> ValDe for Box<T> {
    fn de(member: &'static Member, de: &mut dyn De) -> DeResult<Self> {
        T::de(member, de).map(Box::new)
    }
}

/// Writes an optional field when it is set: one line a member of generated code.
pub fn ser_field<T: ValSer>(
    value: &Option<T>,
    member: &'static Member,
    ser: &mut dyn Ser,
) -> SerResult {
    value.as_ref().map_or(Ok(()), |value| value.ser(member, ser))
}

/// Makes generated structures values: `shape_values! { ser SendMessageResult; de SendMessageRequest; }`.
#[macro_export]
macro_rules! shape_values {
    ($($way:ident $ty:ident;)*) => { $($crate::shape_values!(@$way $ty);)* };
    (@ser $ty:ident) => {
        impl $crate::ValSer for $ty {
            fn ser(
                &self,
                member: &'static $crate::Member,
                ser: &mut dyn $crate::Ser,
            ) -> $crate::SerResult {
                $crate::ser_structure(self, member, ser)
            }
        }
    };
    (@de $ty:ident) => {
        impl $crate::ValDe for $ty {
            fn de(
                member: &'static $crate::Member,
                de: &mut dyn $crate::De,
            ) -> $crate::DeResult<Self> {
                $crate::de_structure(member, de)
            }
        }
    };
}

/// Writes a structure: what generated types call from their own [`ValSer`].
pub fn ser_structure(
    value: &dyn ShapeSer,
    member: &'static Member,
    ser: &mut dyn Ser,
) -> SerResult {
    debug_assert!(matches!(member.kind(), Kind::Structure | Kind::Union), "{}", member.name);
    ser.structure(member, value)
}

/// Reads a structure: what generated types call from their own [`ValDe`].
pub fn de_structure<T: ShapeDe + Default>(member: &'static Member, de: &mut dyn De) -> DeResult<T> {
    let mut out = T::default();
    de.structure(member, &mut out)?;
    Ok(out)
}
