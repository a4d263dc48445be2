//! What a request is served with: who asks, the cluster that is asked, its role, its caches.

use std::sync::Arc;
use std::time::Duration;

use dax_protocol::answer::{self, Shown};
use dax_protocol::code::{self, Reason};
use dax_protocol::expression::{self, Placeholders};
use dax_protocol::key::KeySchema;
use dax_protocol::path::{Path, Step};
use dax_protocol::{Item, Malformed, Read, request};
use gen_dynamodb::operations::DescribeTable;
use gen_dynamodb::{AttributeValue, DescribeTableInput};
use kernel::{ApiError, ApiResult, Call, Caller, Kernel, Required, Timestamp};
use lang_dynamodb::Number;
use schema::Operation;

use super::cache::{self, Caches};
use super::schemas::{self, Schemas};
use super::{ClusterId, lists};

/// Why a request has no answer.
pub(crate) enum Failed {
    /// As DynamoDB, or policies, say it.
    Refused(ApiError),
    /// A transaction, with what each of its actions has to do with it.
    Cancelled(ApiError, Vec<Reason>),
    /// What cannot be read.
    Malformed(Malformed),
}

impl From<ApiError> for Failed {
    fn from(error: ApiError) -> Failed {
        Failed::Refused(error)
    }
}

impl From<Malformed> for Failed {
    fn from(malformed: Malformed) -> Failed {
        Failed::Malformed(malformed)
    }
}

impl Failed {
    /// As clients are told it.
    pub(crate) fn answer(&self, request_id: &str) -> Vec<u8> {
        match self {
            Failed::Refused(error) => told(error, request_id, &[]),
            Failed::Cancelled(error, reasons) => told(error, request_id, reasons),
            Failed::Malformed(malformed) => {
                let message = malformed.to_string();
                code::answer("ValidationException", 400, &message, request_id, &[])
            }
        }
    }
}

fn told(error: &ApiError, request_id: &str, reasons: &[Reason]) -> Vec<u8> {
    let message = error.message().unwrap_or_default();
    code::answer(error.code(), error.status(), message, request_id, reasons)
}

/// Outcome of serving.
pub(crate) type Outcome<T> = Result<T, Failed>;

/// All that a request is served with.
pub(crate) struct Served {
    pub(crate) kernel: Kernel,
    /// Who asks, and whence.
    pub(crate) asks: Call,
    /// The cluster's own work with its tables.
    pub(crate) own: Call,
    pub(crate) id: ClusterId,
    pub(crate) arn: String,
    /// Whom DynamoDB sees.
    pub(crate) role: Arc<Caller>,
    /// Under which caches know the cluster.
    pub(crate) name: Vec<u8>,
    /// How long items and pages are kept.
    pub(crate) lives: (Duration, Duration),
    pub(crate) caches: Arc<Caches>,
}

impl Served {
    pub(crate) fn now(&self) -> Timestamp {
        self.kernel.clock().now()
    }

    /// When an item that is kept now is old.
    pub(crate) fn items_until(&self) -> Option<Timestamp> {
        cache::until(self.now(), self.lives.0)
    }

    /// Whether policies let the client do this with the cluster.
    pub(crate) async fn require(
        &self,
        action: &'static str,
        within: Option<&'static str>,
    ) -> ApiResult<()> {
        let mut required = Required::new(action, self.arn.clone()).owned_by(self.id.account);
        if let Some(operation) = within {
            required = required.with_key("dax:EnclosingOperation", operation);
        }
        self.kernel.require(&self.asks, vec![required]).await
    }

    /// Has DynamoDB do it as the cluster's role.
    pub(crate) async fn ask<Op: Operation>(&self, input: Op::Input) -> ApiResult<Op::Output> {
        let output = self.kernel.run_as::<Op>("dax", &self.role, &self.id.region, input).await?;
        self.kernel.write_out()?;
        Ok(output)
    }

    /// The key of a table.
    pub(crate) async fn schema(&self, table: &str) -> ApiResult<Arc<KeySchema>> {
        let known = self.kernel.memory::<Schemas>();
        if let Some(schema) = known.get(&self.name, table, self.now()) {
            return Ok(schema);
        }
        let input = DescribeTableInput { table_name: table.to_owned() };
        let table_is = self.ask::<DescribeTable>(input).await?.table;
        let schema = table_is.as_ref().and_then(schemas::of);
        let schema = Arc::new(schema.ok_or_else(|| ApiError::bug("a table without a key"))?);
        known.put(&self.name, table, schema.clone(), self.now());
        Ok(schema)
    }

    /// An item of a key and attributes as clients send them.
    pub(crate) async fn item(&self, key: &Item, attributes: &[u8]) -> Outcome<Item> {
        let (id, values) = request::attributes(attributes)?;
        let names = lists::names(&self.kernel, &self.own, id).await?;
        if names.len() != values.len() {
            return Err(Malformed("attributes of another number than their names").into());
        }
        let mut item = key.clone();
        for (name, value) in names.iter().zip(values) {
            item.insert(name.as_str(), value);
        }
        Ok(item)
    }

    /// All attributes of an item but its key, by name, and the number of their names.
    pub(crate) async fn listed<'i>(
        &self,
        schema: &KeySchema,
        item: &'i Item,
    ) -> Outcome<(i64, Vec<&'i AttributeValue>)> {
        let mut parts: Vec<_> = item.iter().filter(|(name, _)| !schema.has(name)).collect();
        parts.sort_by_key(|(name, _)| *name);
        let names: Vec<&str> = parts.iter().map(|(name, _)| *name).collect();
        let id = lists::id(&self.kernel, &self.own, &names).await?;
        Ok((id, parts.into_iter().map(|(_, value)| value).collect()))
    }

    /// A whole item but its key, as bytes.
    pub(crate) async fn whole(&self, schema: &KeySchema, item: &Item) -> Outcome<Vec<u8>> {
        let (id, values) = self.listed(schema, item).await?;
        Ok(answer::attributes(id, values))
    }

    /// An item as the request wants to see it.
    pub(crate) async fn show<'a>(
        &self,
        schema: &KeySchema,
        item: &'a Item,
        paths: Option<&'a [Path]>,
    ) -> Outcome<Shown<'a>> {
        Ok(match paths {
            Some(paths) => Shown::Projected(item, paths),
            None => Shown::Whole(self.whole(schema, item).await?),
        })
    }
}

/// The paths of a projection.
pub(crate) fn paths(projection: Option<&[u8]>) -> Read<Option<Vec<Path>>> {
    projection.map(expression::projection).transpose()
}

/// The text of a projection of the attributes that paths begin with: what lies within is found here, since positions in
/// lists are others once they are projected.
pub(crate) fn attributes_of(paths: &[Path], placeholders: &mut Placeholders) -> String {
    let mut begun: Vec<Path> = Vec::new();
    for name in paths.iter().filter_map(Path::attribute) {
        let path = Path(vec![Step::Name(name.to_owned())]);
        if !begun.contains(&path) {
            begun.push(path);
        }
    }
    expression::projection_text(&begun, placeholders)
}

/// A word of a request.
pub(crate) fn word(word: Option<&'static str>) -> Option<String> {
    word.map(str::to_owned)
}

/// An item as DynamoDB stores it: numbers have one form.
pub(crate) fn stored(item: Item) -> Item {
    Item::from_distinct(
        item.as_slice().iter().map(|(name, value)| (name.clone(), normal(value))).collect(),
    )
}

fn normal(value: &AttributeValue) -> AttributeValue {
    let number = |text: &String| {
        Number::parse(text).map_or_else(|_| text.clone(), |number| number.to_string())
    };
    match value {
        AttributeValue::N(text) => AttributeValue::N(number(text)),
        AttributeValue::NS(parts) => AttributeValue::NS(parts.iter().map(number).collect()),
        AttributeValue::L(parts) => AttributeValue::L(parts.iter().map(normal).collect()),
        AttributeValue::M(map) => AttributeValue::M(stored(map.clone())),
        other => other.clone(),
    }
}
