//! Configuration documents as rows: any structure of the API, kept by the names of its members, so that a newer model
//! reads what an older one wrote. Documents come in validated; what is kept here needs no second look.

use std::borrow::Cow;

use gen_s3 as api;
use schema::{
    ByteStream, Bytes, De, DeError, DeResult, Document, EachElement, EachEntry, EventStream,
    Member, OnElement, OnEntry, Ser, SerError, SerResult, Shape, ShapeDe, ShapeSer, Timestamp,
};
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::configuration::Configuration;

/// A structure of the API that can be kept.
pub(crate) trait Keepable: ShapeSer + ShapeDe + Default {
    /// Its name in the model.
    const SHAPE: &'static str;
    /// The model that has it.
    fn model() -> &'static schema::Service;
}

macro_rules! keepable {
    ($api:ident: $($ty:ident),* $(,)?) => {$(
        impl Keepable for $api::$ty {
            const SHAPE: &'static str = stringify!($ty);

            fn model() -> &'static schema::Service {
                $api::SCHEMA.get()
            }
        }
    )*};
}
keepable!(gen_s3control: CreateJobRequest, StorageLensConfiguration, StorageLensGroup);
keepable!(
    api:
    AccelerateConfiguration,
    AnalyticsConfiguration,
    BucketLifecycleConfiguration,
    CORSConfiguration,
    IntelligentTieringConfiguration,
    InventoryConfiguration,
    LoggingEnabled,
    MetricsConfiguration,
    NotificationConfiguration,
    ReplicationConfiguration,
    WebsiteConfiguration,
);

/// A document in a row.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Kept<T>(pub(crate) T);

impl<T: Keepable> Configuration for Kept<T> {
    const KIND: &'static str = T::SHAPE;
}

/// What a document is made of.
#[derive(Debug, Serialize, Deserialize)]
enum Node {
    Boolean(bool),
    Integer(i64),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    /// Microseconds.
    Time(i64),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
    Structure(Vec<(String, Node)>),
}

fn shape_of<T: Keepable>() -> Option<&'static Shape> {
    T::model().shape(T::SHAPE)
}

impl<T: Keepable> Serialize for Kept<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shape = shape_of::<T>().ok_or_else(|| S::Error::custom(T::SHAPE))?;
        let mut writer = Writer::default();
        self.0.write(&shape.members, &mut writer).map_err(S::Error::custom)?;
        Node::Structure(writer.found).serialize(serializer)
    }
}

impl<'de, T: Keepable> Deserialize<'de> for Kept<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Kept<T>, D::Error> {
        let shape = shape_of::<T>().ok_or_else(|| D::Error::custom(T::SHAPE))?;
        let node = Node::deserialize(deserializer)?;
        let mut value = T::default();
        read_structure(&node, shape, &mut value).map_err(D::Error::custom)?;
        Ok(Kept(value))
    }
}

/// Gathers the members of one structure, the elements of one list, or the entries of one map.
#[derive(Default)]
struct Writer {
    found: Vec<(String, Node)>,
    key: Option<String>,
}

impl Writer {
    fn add(&mut self, member: &'static Member, node: Node) -> SerResult {
        let name = self.key.take().unwrap_or_else(|| member.name.to_owned());
        self.found.push((name, node));
        Ok(())
    }
}

fn unkept(member: &'static Member) -> SerResult {
    Err(SerError::Unrepresentable { member: member.name, what: "no configuration has one" })
}

impl Ser for Writer {
    fn null(&mut self, _: &'static Member) -> SerResult {
        Ok(())
    }
    fn boolean(&mut self, member: &'static Member, value: bool) -> SerResult {
        self.add(member, Node::Boolean(value))
    }
    fn integer(&mut self, member: &'static Member, value: i64) -> SerResult {
        self.add(member, Node::Integer(value))
    }
    fn float(&mut self, member: &'static Member, value: f64) -> SerResult {
        self.add(member, Node::Float(value))
    }
    fn string(&mut self, member: &'static Member, value: &str) -> SerResult {
        self.add(member, Node::Text(value.to_owned()))
    }
    fn blob(&mut self, member: &'static Member, value: &[u8]) -> SerResult {
        self.add(member, Node::Bytes(value.to_owned()))
    }
    fn timestamp(&mut self, member: &'static Member, value: Timestamp) -> SerResult {
        self.add(member, Node::Time(value.as_micros()))
    }
    fn document(&mut self, member: &'static Member, _: &Document) -> SerResult {
        unkept(member)
    }
    fn list(&mut self, member: &'static Member, len: usize, each: EachElement<'_>) -> SerResult {
        let Some(edge) = member.target().members.first() else { return unkept(member) };
        let mut inner = Writer::default();
        (0..len).try_for_each(|at| each(at, &mut inner, edge))?;
        self.add(member, Node::List(inner.found.into_iter().map(|(_, node)| node).collect()))
    }
    fn map(&mut self, member: &'static Member, len: usize, each: EachEntry<'_>) -> SerResult {
        let Some(edge) = member.target().members.get(1) else { return unkept(member) };
        let mut inner = Writer::default();
        (0..len).try_for_each(|at| each(at, &mut inner, edge))?;
        self.add(member, Node::Map(inner.found))
    }
    fn key(&mut self, key: &str) -> SerResult {
        self.key = Some(key.to_owned());
        Ok(())
    }
    fn structure(&mut self, member: &'static Member, value: &dyn ShapeSer) -> SerResult {
        let mut inner = Writer::default();
        value.write(&member.target().members, &mut inner)?;
        self.add(member, Node::Structure(inner.found))
    }
    fn byte_stream(&mut self, member: &'static Member, _: &ByteStream) -> SerResult {
        unkept(member)
    }
    fn event_stream(&mut self, member: &'static Member, _: &EventStream) -> SerResult {
        unkept(member)
    }
}

/// Members that the model no longer knows are passed over.
fn read_structure(node: &Node, shape: &'static Shape, out: &mut dyn ShapeDe) -> DeResult {
    let Node::Structure(fields) = node else { return Err(DeError::new("not a structure")) };
    for (name, value) in fields {
        if let Some(index) = shape.members.iter().position(|member| member.name == name) {
            out.set(index, &shape.members[index], &mut Reader(value))?;
        }
    }
    Ok(())
}

/// Stands before one node.
struct Reader<'n>(&'n Node);

impl De for Reader<'_> {
    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        match self.0 {
            Node::Boolean(value) => Ok(*value),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        match self.0 {
            Node::Integer(value) => Ok(*value),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        match self.0 {
            Node::Float(value) => Ok(*value),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        match self.0 {
            Node::Text(value) => Ok(Cow::Borrowed(value)),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        match self.0 {
            Node::Bytes(value) => Ok(Bytes::copy_from_slice(value)),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        match self.0 {
            Node::Time(value) => Ok(Timestamp::from_micros(*value)),
            _ => Err(DeError::misplaced(member)),
        }
    }
    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let (Node::List(nodes), Some(edge)) = (self.0, member.target().members.first()) else {
            return Err(DeError::misplaced(member));
        };
        nodes.iter().try_for_each(|node| each(edge, &mut Reader(node)))
    }
    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let (Node::Map(entries), Some(edge)) = (self.0, member.target().members.get(1)) else {
            return Err(DeError::misplaced(member));
        };
        entries.iter().try_for_each(|(key, node)| each(key, edge, &mut Reader(node)))
    }
    fn structure(&mut self, member: &'static Member, out: &mut dyn ShapeDe) -> DeResult {
        read_structure(self.0, member.target(), out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_comes_back_as_it_was_kept() {
        let rule = api::LifecycleRule {
            id: Some("r".into()),
            status: "Enabled".into(),
            filter: Some(api::LifecycleRuleFilter {
                tag: Some(api::Tag { key: "k".into(), value: "v".into() }),
                ..Default::default()
            }),
            expiration: Some(api::LifecycleExpiration {
                date: Some(Timestamp::from_secs(86_400)),
                days: None,
                expired_object_delete_marker: Some(true),
            }),
            transitions: Some(vec![api::Transition { days: Some(3), ..Default::default() }]),
            ..Default::default()
        };
        let kept = Kept(api::BucketLifecycleConfiguration { rules: vec![rule] });
        let bytes = postcard::to_stdvec(&kept).unwrap();
        let read: Kept<api::BucketLifecycleConfiguration> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(read, kept);
    }

    #[test]
    fn what_the_model_does_not_know_is_passed_over() {
        let node = Node::Structure(vec![
            ("Gone".into(), Node::Integer(1)),
            (
                "IndexDocument".into(),
                Node::Structure(vec![("Suffix".into(), Node::Text("i".into()))]),
            ),
        ]);
        let bytes = postcard::to_stdvec(&node).unwrap();
        let read: Kept<api::WebsiteConfiguration> = postcard::from_bytes(&bytes).unwrap();
        assert_eq!(read.0.index_document.map(|d| d.suffix).as_deref(), Some("i"));
        let wrong = postcard::to_stdvec(&Node::Text("x".into())).unwrap();
        assert!(postcard::from_bytes::<Kept<api::WebsiteConfiguration>>(&wrong).is_err());
    }
}
