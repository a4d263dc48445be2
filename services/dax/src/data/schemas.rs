//! Keys of tables, which the cluster learns from DynamoDB and believes for a minute.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use dax_protocol::key::{KeySchema, KeyType};
use gen_dynamodb::TableDescription;
use kernel::Timestamp;
use parking_lot::Mutex;

const LIFE: Duration = Duration::from_secs(60);
/// Tables that are remembered.
const REMEMBERED: usize = 10_000;

/// What is known.
#[derive(Default)]
pub(crate) struct Schemas(Mutex<HashMap<(Vec<u8>, String), Known>>);

struct Known {
    schema: Arc<KeySchema>,
    until: Timestamp,
}

impl Schemas {
    /// The key of a cluster's table.
    pub(crate) fn get(
        &self,
        cluster: &[u8],
        table: &str,
        now: Timestamp,
    ) -> Option<Arc<KeySchema>> {
        let all = self.0.lock();
        let known = all.get(&(cluster.to_vec(), table.to_owned()))?;
        (known.until > now).then(|| known.schema.clone())
    }

    /// Remembers it.
    pub(crate) fn put(&self, cluster: &[u8], table: &str, schema: Arc<KeySchema>, now: Timestamp) {
        let mut all = self.0.lock();
        if all.len() >= REMEMBERED {
            all.clear();
        }
        let known = Known { schema, until: now.plus(LIFE) };
        all.insert((cluster.to_vec(), table.to_owned()), known);
    }
}

/// The key of a table as DynamoDB describes it.
pub(crate) fn of(table: &TableDescription) -> Option<KeySchema> {
    let part = |kind: &str| {
        let element = table.key_schema.as_ref()?.iter().find(|element| element.key_type == kind)?;
        let name = &element.attribute_name;
        let types = table.attribute_definitions.as_ref()?;
        let kind = types.iter().find(|definition| definition.attribute_name == *name)?;
        Some((name.clone(), KeyType::of(&kind.attribute_type)?))
    };
    Some(KeySchema { partition: part("HASH")?, sort: part("RANGE") })
}
