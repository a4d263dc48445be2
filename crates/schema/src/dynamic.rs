//! Values of any shape, without generated types: for operations that are described but not typed, and for
//! tests. A [`Struct`] reads and writes through the same traits as a generated type.

use crate::serde::{De, DeResult, Ser, SerResult, ShapeDe, ShapeSer};
use crate::stream::{ByteStream, EventStream};
use crate::{Bytes, Document, Kind, Member, Timestamp, ValDe, VecMap};

/// A value of any kind.
#[derive(Debug, Default)]
pub enum Value {
    /// A null in a sparse collection.
    #[default]
    Null,
    /// A boolean.
    Boolean(bool),
    /// Any integer kind.
    Integer(i64),
    /// Either float kind.
    Float(f64),
    /// Text.
    String(String),
    /// Bytes.
    Blob(Bytes),
    /// A point in time.
    Timestamp(Timestamp),
    /// Untyped data.
    Document(Document),
    /// Elements in order.
    List(Vec<Value>),
    /// Entries in order.
    Map(VecMap<Value>),
    /// A structure or union.
    Struct(Struct),
    /// A body that streams.
    ByteStream(ByteStream),
    /// A stream of events.
    EventStream(EventStream),
}

impl Value {
    /// Reads the value that `member` describes.
    pub fn read(member: &'static Member, de: &mut dyn De) -> DeResult<Value> {
        let shape = member.target();
        Ok(match shape.kind {
            Kind::Boolean => Value::Boolean(de.boolean(member)?),
            Kind::Byte | Kind::Short | Kind::Integer | Kind::Long => {
                Value::Integer(de.integer(member)?)
            }
            Kind::Float | Kind::Double => Value::Float(de.float(member)?),
            Kind::String => Value::String(de.string(member)?.into_owned()),
            // Events that come in are frames, which whoever reads them takes apart.
            Kind::Blob | Kind::Union if shape.streaming => {
                Value::ByteStream(de.byte_stream(member)?)
            }
            Kind::Blob => Value::Blob(de.blob(member)?),
            Kind::Timestamp => Value::Timestamp(de.timestamp(member)?),
            Kind::Document => Value::Document(Document::de(member, de)?),
            Kind::Structure | Kind::Union => {
                let mut out = Struct::default();
                de.structure(member, &mut out)?;
                Value::Struct(out)
            }
            Kind::List => Value::List(read_list(member, shape.sparse, de)?),
            Kind::Map => Value::Map(read_map(member, shape.sparse, de)?),
        })
    }

    /// Writes the value in the place that `member` names.
    pub fn write(&self, member: &'static Member, ser: &mut dyn Ser) -> SerResult {
        match self {
            Value::Null => ser.null(member),
            Value::Boolean(v) => ser.boolean(member, *v),
            Value::Integer(v) => ser.integer(member, *v),
            Value::Float(v) => ser.float(member, *v),
            Value::String(v) => ser.string(member, v),
            Value::Blob(v) => ser.blob(member, v),
            Value::Timestamp(v) => ser.timestamp(member, *v),
            Value::Document(v) => ser.document(member, v),
            Value::List(v) => {
                ser.list(member, v.len(), &mut |i, ser, element| v[i].write(element, ser))
            }
            Value::Map(v) => ser.map(member, v.len(), &mut |i, ser, edge| {
                let (key, value) = &v.as_slice()[i];
                ser.key(key)?;
                value.write(edge, ser)
            }),
            Value::Struct(v) => ser.structure(member, v),
            Value::ByteStream(v) => ser.byte_stream(member, v),
            Value::EventStream(v) => ser.event_stream(member, v),
        }
    }

    /// The text, when it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }
}

fn read_nullable(member: &'static Member, sparse: bool, de: &mut dyn De) -> DeResult<Value> {
    if sparse && de.null()? { Ok(Value::Null) } else { Value::read(member, de) }
}

fn read_list(member: &'static Member, sparse: bool, de: &mut dyn De) -> DeResult<Vec<Value>> {
    let mut out = Vec::new();
    de.list(member, &mut |element, de| {
        out.push(read_nullable(element, sparse, de)?);
        Ok(())
    })?;
    Ok(out)
}

fn read_map(member: &'static Member, sparse: bool, de: &mut dyn De) -> DeResult<VecMap<Value>> {
    let mut entries = Vec::new();
    de.map(member, &mut |key, edge, de| {
        entries.push((key.to_owned(), read_nullable(edge, sparse, de)?));
        Ok(())
    })?;
    Ok(entries.into_iter().collect())
}

/// A structure or union: the members that are set, by index, ascending.
#[derive(Debug, Default)]
pub struct Struct {
    members: Vec<(usize, Value)>,
}

impl Struct {
    /// Sets member `index`.
    pub fn put(&mut self, index: usize, value: Value) {
        match self.members.binary_search_by_key(&index, |(i, _)| *i) {
            Ok(at) => self.members[at].1 = value,
            Err(at) => self.members.insert(at, (index, value)),
        }
    }

    /// Member `index`, when set.
    pub fn get(&self, index: usize) -> Option<&Value> {
        let at = self.members.binary_search_by_key(&index, |(i, _)| *i).ok()?;
        Some(&self.members[at].1)
    }

    /// The members that are set, taken out.
    pub fn into_members(self) -> impl Iterator<Item = (usize, Value)> {
        self.members.into_iter()
    }

    /// The members that are set, with their indices.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &Value)> {
        self.members.iter().map(|(i, v)| (*i, v))
    }
}

impl ShapeDe for Struct {
    fn set(&mut self, index: usize, member: &'static Member, de: &mut dyn De) -> DeResult {
        let value = Value::read(member, de)?;
        self.put(index, value);
        Ok(())
    }
}

impl ShapeSer for Struct {
    fn write(&self, members: &'static [Member], ser: &mut dyn Ser) -> SerResult {
        for (index, value) in &self.members {
            if let Some(member) = members.get(*index) {
                value.write(member, ser)?;
            }
        }
        Ok(())
    }
}
