//! A record as GetRecords shows it.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html>

use gen_dynamodbstreams::{AttributeValue, Identity, Record, StreamRecord as Wire};
use kernel::ApiResult;
use lang_dynamodb::{Item, Value, codec};
use schema::VecMap;

use super::registry::StreamInfo;
use super::sequence::{self, Sequence};
use crate::tables::{ChangeKind, Stored, StreamRecord};
use crate::vault::Vault;

/// Who deletes what has expired.
const TIME_TO_LIVE: &str = "dynamodb.amazonaws.com";

/// The record with this number, as a client of `region` sees it; and the bytes that it counts for.
pub(super) fn show(
    stream: &StreamInfo,
    vault: &Vault,
    sequence: Sequence,
    row: StreamRecord,
    region: &str,
) -> ApiResult<(Record, usize)> {
    let size = [Some(&row.keys), row.old.as_ref(), row.new.as_ref()]
        .into_iter()
        .flatten()
        .map(|stored| codec::size_of(&stored.0))
        .sum();
    let image = |stored: Option<&Stored>| stored.map(|one| wire_item(vault, one)).transpose();
    let dynamodb = Wire {
        approximate_creation_date_time: Some(row.at.whole_seconds()),
        keys: Some(wire_item(vault, &row.keys)?),
        new_image: image(row.new.as_ref())?,
        old_image: image(row.old.as_ref())?,
        sequence_number: Some(sequence::show(sequence)),
        size_bytes: i64::try_from(size).ok(),
        stream_view_type: Some(stream.view.as_str().to_owned()),
    };
    let record = Record {
        event_id: Some(event_id(stream.number, sequence)),
        event_name: Some(event_name(row.kind).to_owned()),
        event_version: Some("1.1".to_owned()),
        event_source: Some("aws:dynamodb".to_owned()),
        aws_region: Some(region.to_owned()),
        dynamodb: Some(dynamodb),
        user_identity: row.expired.then(|| Identity {
            principal_id: Some(TIME_TO_LIVE.to_owned()),
            r#type: Some("Service".to_owned()),
        }),
    };
    Ok((record, size))
}

fn event_name(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Insert => "INSERT",
        ChangeKind::Modify => "MODIFY",
        ChangeKind::Remove => "REMOVE",
    }
}

/// 32 hexadecimal digits that no other record has; the same whenever the record is read.
fn event_id(stream: u64, sequence: Sequence) -> String {
    let high = mix(stream ^ mix(sequence));
    format!("{high:016x}{:016x}", mix(sequence.wrapping_add(high)))
}

/// Spreads the bits of a number over all of another.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

fn wire_item(vault: &Vault, stored: &Stored) -> ApiResult<VecMap<AttributeValue>> {
    vault.open(&stored.0).map(wire_map)
}

fn wire_map(item: Item) -> VecMap<AttributeValue> {
    item.into_iter().map(|(name, value)| (name, wire(value))).collect()
}

fn wire(value: Value) -> AttributeValue {
    let mut out = AttributeValue::default();
    match value {
        Value::S(text) => out.s = Some(text),
        Value::N(number) => out.n = Some(number.to_string()),
        Value::B(bytes) => out.b = Some(bytes),
        Value::Bool(value) => out.bool = Some(value),
        Value::Null => out.null = Some(true),
        Value::Ss(parts) => out.ss = Some(parts),
        Value::Ns(parts) => out.ns = Some(parts.iter().map(ToString::to_string).collect()),
        Value::Bs(parts) => out.bs = Some(parts),
        Value::L(parts) => out.l = Some(parts.into_iter().map(wire).collect()),
        Value::M(map) => out.m = Some(wire_map(map)),
    }
    out
}

#[cfg(test)]
mod tests {
    use super::event_id;

    #[test]
    fn ids_of_events_differ() {
        let ids: std::collections::BTreeSet<String> =
            (0..100).flat_map(|s| (0..100).map(move |n| event_id(s, n))).collect();
        assert_eq!(ids.len(), 10_000);
        assert!(ids.iter().all(|id| id.len() == 32));
        assert_eq!(event_id(1, 2), event_id(1, 2));
    }
}
