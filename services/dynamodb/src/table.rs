//! What a table is: keys, indexes, and everything that DescribeTable says of it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TableDescription.html>

use kernel::{ApiResult, Cx, Timestamp};
use lang_dynamodb::key::KeyType;
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::settings::{Maximum, Settings, Warm};
use crate::table_name::TableName;
use crate::tables::TABLES;
use crate::vector::VectorRow;

/// A table, as it is stored.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct TableRow {
    pub(crate) name: TableName,
    /// The number that its items lie under; no other table, index or stream ever has it.
    pub(crate) number: u64,
    /// `TableId`: a UUID.
    pub(crate) uuid: String,
    pub(crate) status: TableStatus,
    pub(crate) created: Timestamp,
    pub(crate) key: KeySchema,
    /// `AttributeDefinitions`, as they were given.
    pub(crate) attributes: Vec<(String, AttributeType)>,
    pub(crate) indexes: Vec<IndexRow>,
    pub(crate) billing: Billing,
    pub(crate) stream: Option<StreamRow>,
    pub(crate) class: TableClass,
    pub(crate) deletion_protection: bool,
    pub(crate) settings: Settings,
}

/// `TableStatus`, and an index's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TableStatus {
    Creating,
    Active,
    Updating,
    Deleting,
    Archiving,
    Archived,
    InaccessibleKey,
}

impl TableStatus {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            TableStatus::Creating => "CREATING",
            TableStatus::Active => "ACTIVE",
            TableStatus::Updating => "UPDATING",
            TableStatus::Deleting => "DELETING",
            TableStatus::Archiving => "ARCHIVING",
            TableStatus::Archived => "ARCHIVED",
            TableStatus::InaccessibleKey => "INACCESSIBLE_ENCRYPTION_CREDENTIALS",
        }
    }
}

/// The attributes that a table's or an index's key is made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeySchema {
    /// The partition key: one attribute, but up to four of a global secondary index, and one or none of a vector index.
    pub(crate) hash: Vec<KeyPart>,
    /// The sort key: none or one, but up to four of a global secondary index.
    pub(crate) range: Vec<KeyPart>,
}

impl KeySchema {
    /// All attributes, the partition key first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &KeyPart> {
        self.hash.iter().chain(&self.range)
    }

    /// Whether `name` is one of them.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.parts().any(|part| part.name == name)
    }
}

/// One attribute of a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KeyPart {
    pub(crate) name: String,
    pub(crate) kind: AttributeType,
}

/// The type of a key attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum AttributeType {
    S,
    N,
    B,
}

impl AttributeType {
    pub(crate) fn parse(text: &str) -> Option<AttributeType> {
        Some(match KeyType::parse(text)? {
            KeyType::S => AttributeType::S,
            KeyType::N => AttributeType::N,
            KeyType::B => AttributeType::B,
        })
    }

    pub(crate) fn key_type(self) -> KeyType {
        match self {
            AttributeType::S => KeyType::S,
            AttributeType::N => KeyType::N,
            AttributeType::B => KeyType::B,
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        self.key_type().as_str()
    }
}

/// An index: local, global, or of vectors.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IndexRow {
    pub(crate) name: String,
    /// The number that its rows lie under.
    pub(crate) number: u64,
    pub(crate) local: bool,
    pub(crate) key: KeySchema,
    pub(crate) projection: ProjectionRow,
    /// Of global ones: Creating while rows of older items are still to come. Writes maintain it from the start.
    pub(crate) status: TableStatus,
    pub(crate) backfilling: bool,
    /// Of global ones in provisioned tables.
    pub(crate) throughput: Option<Throughput>,
    /// Of global ones in on-demand tables.
    pub(crate) maximum: Maximum,
    /// Of global ones.
    pub(crate) warm: Warm,
}

impl IndexRow {
    /// Whether it is a global secondary one.
    pub(crate) fn is_global(&self) -> bool {
        !self.local && self.vector().is_none()
    }

    /// What it searches, if it is one of vectors.
    pub(crate) fn vector(&self) -> Option<&VectorRow> {
        match &self.projection {
            ProjectionRow::Vector(vector) => Some(vector),
            _ => None,
        }
    }

    /// What it shows besides the keys.
    pub(crate) fn shows(&self) -> &ProjectionRow {
        self.vector().map_or(&self.projection, |vector| &vector.shows)
    }

    /// The attributes whose types the table defines for it.
    pub(crate) fn typed(&self) -> impl Iterator<Item = &KeyPart> {
        let filters = self.vector().map_or(&[][..], |vector| &vector.filters);
        self.key.parts().chain(filters)
    }

    /// Whether the attribute is one of them.
    pub(crate) fn needs(&self, name: &str) -> bool {
        self.typed().any(|part| part.name == name)
    }
}

/// What an index shows besides the keys.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ProjectionRow {
    All,
    KeysOnly,
    Include(Vec<String>),
    /// Of a vector index: what it searches, and what it shows. Rows from before there were any are read as they are.
    Vector(Box<VectorRow>),
}

/// How a table is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Billing {
    Provisioned(Throughput),
    /// Since when, when it was said.
    OnDemand {
        since: Option<Timestamp>,
    },
}

/// Provisioned capacity, and what was done to it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Throughput {
    pub(crate) read: i64,
    pub(crate) write: i64,
    pub(crate) increased: Option<Timestamp>,
    pub(crate) decreased: Option<Timestamp>,
    pub(crate) decreases_today: i64,
}

impl Throughput {
    /// Decreases on the UTC day of `now`.
    pub(crate) fn decreases_on(&self, now: Timestamp) -> i64 {
        let day = |at: Timestamp| at.as_secs().div_euclid(86_400);
        let today = self.decreased.is_some_and(|at| day(at) == day(now));
        if today { self.decreases_today } else { 0 }
    }
}

/// A table's stream.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StreamRow {
    /// The number that its records lie under.
    pub(crate) number: u64,
    /// When it began: the end of its ARN.
    pub(crate) label: String,
    pub(crate) view: StreamView,
    pub(crate) enabled: bool,
}

/// What a stream shows of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StreamView {
    KeysOnly,
    NewImage,
    OldImage,
    NewAndOldImages,
}

impl StreamView {
    pub(crate) fn parse(text: &str) -> Option<StreamView> {
        Some(match text {
            "KEYS_ONLY" => StreamView::KeysOnly,
            "NEW_IMAGE" => StreamView::NewImage,
            "OLD_IMAGE" => StreamView::OldImage,
            "NEW_AND_OLD_IMAGES" => StreamView::NewAndOldImages,
            _ => return None,
        })
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            StreamView::KeysOnly => "KEYS_ONLY",
            StreamView::NewImage => "NEW_IMAGE",
            StreamView::OldImage => "OLD_IMAGE",
            StreamView::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        }
    }

    pub(crate) fn has_old(self) -> bool {
        matches!(self, StreamView::OldImage | StreamView::NewAndOldImages)
    }

    pub(crate) fn has_new(self) -> bool {
        matches!(self, StreamView::NewImage | StreamView::NewAndOldImages)
    }
}

/// `TableClass`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum TableClass {
    Standard,
    InfrequentAccess,
}

impl TableClass {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            TableClass::Standard => "STANDARD",
            TableClass::InfrequentAccess => "STANDARD_INFREQUENT_ACCESS",
        }
    }
}

impl TableRow {
    /// Its ARN.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        Ok(cx.arn("dynamodb", &format!("table/{}", self.name))?.as_str().to_owned())
    }

    pub(crate) fn is_on_demand(&self) -> bool {
        matches!(self.billing, Billing::OnDemand { .. })
    }

    /// Its global secondary indexes.
    pub(crate) fn global_indexes(&self) -> impl Iterator<Item = &IndexRow> {
        self.indexes.iter().filter(|index| index.is_global())
    }

    /// Its vector indexes.
    pub(crate) fn vector_indexes(&self) -> impl Iterator<Item = (&IndexRow, &VectorRow)> {
        self.indexes.iter().filter_map(|index| Some((index, index.vector()?)))
    }

    /// The index of this name.
    pub(crate) fn index(&self, name: &str) -> Option<&IndexRow> {
        self.indexes.iter().find(|index| index.name == name)
    }
}

/// The table that a call on items names: it exists, and can be read and written.
pub(crate) async fn of_items(cx: &mut Cx<'_>, table: &str) -> ApiResult<std::sync::Arc<TableRow>> {
    let name = TableName::parse(table)?;
    let row = cx.get_shared(&TABLES, &name).await?;
    match row {
        Some(row) if !matches!(row.status, TableStatus::Creating | TableStatus::Deleting) => {
            Ok(row)
        }
        _ => Err(errors::resource_not_found()),
    }
}

/// The table that a call on tables names, as it is stored.
pub(crate) async fn of_tables(cx: &mut Cx<'_>, table: &str) -> ApiResult<TableRow> {
    let name = TableName::parse(table)?;
    let row = cx.get_shared(&TABLES, &name).await?;
    let row = row.ok_or_else(|| errors::table_not_found(name.as_str()))?;
    Ok(TableRow::clone(&row))
}

/// Writes a table that was read.
pub(crate) fn save(cx: &mut Cx<'_>, table: &TableRow) {
    cx.put(&TABLES, &table.name, table);
}

/// The table that a call on settings names: one that is being created is not there yet.
pub(crate) async fn of_settings(cx: &mut Cx<'_>, table: &str) -> ApiResult<TableRow> {
    let row = of_tables(cx, table).await?;
    match row.status {
        TableStatus::Creating => Err(errors::table_not_found(row.name.as_str())),
        _ => Ok(row),
    }
}

/// The same in the words of the operations on backups.
pub(crate) async fn of_backups(cx: &mut Cx<'_>, table: &str) -> ApiResult<TableRow> {
    let name = TableName::parse(table)?;
    let row = cx.get_shared(&TABLES, &name).await?;
    let row = row.filter(|row| row.status != TableStatus::Creating);
    let row = row.ok_or_else(|| errors::no_table_to_back_up(name.as_str()))?;
    Ok(TableRow::clone(&row))
}

/// No table has this name; one that exists already is told of in the words for its state.
pub(crate) async fn require_free(cx: &mut Cx<'_>, name: &TableName) -> ApiResult<()> {
    let Some(existing) = cx.get_shared(&TABLES, name).await? else { return Ok(()) };
    Err(match existing.settings.restored {
        Some(_) => errors::in_use(format!("Table is being used: {name}")),
        None => errors::table_exists(name.as_str()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vector::Function;

    /// What stood in rows of tables, backups and imports before there were vector indexes stands for the same now.
    #[test]
    fn projections_of_every_version_are_read() {
        let vector = VectorRow {
            attribute: "e".to_owned(),
            dimensions: 200,
            function: Function::Euclidean,
            filters: vec![KeyPart { name: "f".to_owned(), kind: AttributeType::N }],
            shows: ProjectionRow::KeysOnly,
        };
        for (row, bytes) in [
            (ProjectionRow::All, &[0][..]),
            (ProjectionRow::KeysOnly, &[1]),
            (ProjectionRow::Include(vec!["a".into(), "bc".into()]), b"\x02\x02\x01a\x02bc"),
            (ProjectionRow::Vector(Box::new(vector)), b"\x03\x01e\xc8\x01\x01\x01\x01f\x01\x01"),
        ] {
            assert_eq!(postcard::from_bytes::<ProjectionRow>(bytes).as_ref(), Ok(&row));
            assert_eq!(postcard::to_allocvec(&row).as_deref(), Ok(bytes));
        }
    }
}
