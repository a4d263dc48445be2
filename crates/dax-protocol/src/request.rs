//! Requests, as far as they can be read without knowing tables: keys and attributes are bytes still, since what they mean
//! depends on the table's key schema and on lists of names.

use crate::cbor::Reader;
use crate::method::Method;
use crate::options::Options;
use crate::{Malformed, Read};

/// The most items of a batch that are read; DynamoDB refuses fewer than that in its own words.
const MAX_ITEMS: usize = 1000;

/// A request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// Who speaks.
    Authorize(Authorize<'a>),
    /// The nodes of the cluster.
    Endpoints,
    /// The names of a list.
    DefineAttributeList(i64),
    /// The number of a list.
    DefineAttributeListId(Vec<&'a str>),
    /// The key of a table.
    DefineKeySchema(&'a str),
    /// GetItem, UpdateItem or DeleteItem.
    One {
        /// Which of them.
        method: Method,
        /// The table.
        table: &'a str,
        /// The item's key.
        key: &'a [u8],
        /// And how.
        options: Options<'a>,
    },
    /// PutItem.
    Put {
        /// The table.
        table: &'a str,
        /// The item's key.
        key: &'a [u8],
        /// Its other attributes.
        attributes: &'a [u8],
        /// And how.
        options: Options<'a>,
    },
    /// Query or Scan.
    Many {
        /// Which of them.
        method: Method,
        /// The table.
        table: &'a str,
        /// Query's condition, parsed.
        keys: Option<&'a [u8]>,
        /// And how.
        options: Options<'a>,
    },
    /// BatchGetItem.
    BatchGet(Vec<BatchGet<'a>>, Options<'a>),
    /// BatchWriteItem.
    BatchWrite(Vec<BatchWrite<'a>>, Options<'a>),
    /// TransactGetItems.
    TransactGet(Vec<TransactGet<'a>>, Options<'a>),
    /// TransactWriteItems.
    TransactWrite(Vec<TransactWrite<'a>>, Options<'a>),
}

/// What shows who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authorize<'a> {
    /// The access key.
    pub key: &'a str,
    /// In hexadecimal.
    pub signature: &'a str,
    /// What was signed.
    pub signed: &'a str,
    /// Of temporary credentials.
    pub token: Option<&'a str>,
    /// What the client says of itself.
    pub agent: Option<&'a str>,
}

/// What is read of one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchGet<'a> {
    /// The table.
    pub table: &'a str,
    /// `ConsistentRead`
    pub consistent: bool,
    /// Parsed.
    pub projection: Option<&'a [u8]>,
    /// Keys.
    pub keys: Vec<&'a [u8]>,
}

/// What is written to one table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchWrite<'a> {
    /// The table.
    pub table: &'a str,
    /// Keys and attributes; without attributes the item is deleted.
    pub items: Vec<(&'a [u8], Option<&'a [u8]>)>,
}

/// An item that a transaction reads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactGet<'a> {
    /// The table.
    pub table: &'a str,
    /// The item's key.
    pub key: &'a [u8],
    /// Parsed.
    pub projection: Option<&'a [u8]>,
}

/// What a transaction does with an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Put.
    Put,
    /// Update.
    Update,
    /// Delete.
    Delete,
    /// ConditionCheck.
    Check,
}

/// An action of a transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransactWrite<'a> {
    /// What is done.
    pub action: Action,
    /// The table.
    pub table: &'a str,
    /// The item's key.
    pub key: &'a [u8],
    /// Of a put: the other attributes.
    pub attributes: Option<&'a [u8]>,
    /// Parsed.
    pub condition: Option<&'a [u8]>,
    /// Parsed.
    pub update: Option<&'a [u8]>,
    /// Whether a refusal shows the item.
    pub shows_item: bool,
}

fn optional<'a, T>(
    reader: &mut Reader<'a>,
    one: impl FnOnce(&mut Reader<'a>) -> Read<T>,
) -> Read<Option<T>> {
    if reader.null() { Ok(None) } else { one(reader).map(Some) }
}

fn list<'a, T>(
    reader: &mut Reader<'a>,
    mut one: impl FnMut(&mut Reader<'a>) -> Read<T>,
) -> Read<Vec<T>> {
    let (mut members, mut all) = (reader.array()?, Vec::new());
    while members.more(reader)? {
        if all.len() == MAX_ITEMS {
            return Err(Malformed("it has too many items"));
        }
        all.push(one(reader)?);
    }
    Ok(all)
}

/// A list that goes along with another one.
fn beside<'a, T>(
    reader: &mut Reader<'a>,
    count: usize,
    one: impl FnMut(&mut Reader<'a>) -> Read<T>,
) -> Read<Vec<T>> {
    let all = list(reader, one)?;
    if all.len() == count { Ok(all) } else { Err(Malformed("lists of different lengths")) }
}

impl<'a> Request<'a> {
    /// Reads the values of a request of `method`.
    pub fn read(method: Method, values: &'a [u8]) -> Read<Request<'a>> {
        let reader = &mut Reader::new(values);
        Ok(match method {
            Method::Authorize => Request::Authorize(Authorize {
                key: reader.name()?,
                signature: reader.name()?,
                signed: reader.name()?,
                token: optional(reader, Reader::name)?,
                agent: optional(reader, Reader::name)?,
            }),
            Method::Endpoints => Request::Endpoints,
            Method::DefineAttributeList => Request::DefineAttributeList(reader.int()?),
            Method::DefineAttributeListId => {
                Request::DefineAttributeListId(list(reader, Reader::text)?)
            }
            Method::DefineKeySchema => Request::DefineKeySchema(reader.name()?),
            Method::GetItem | Method::UpdateItem | Method::DeleteItem => Request::One {
                method,
                table: reader.name()?,
                key: reader.bytes()?,
                options: Options::read(reader)?,
            },
            Method::PutItem => Request::Put {
                table: reader.name()?,
                key: reader.bytes()?,
                attributes: reader.bytes()?,
                options: Options::read(reader)?,
            },
            Method::Query => Request::Many {
                method,
                table: reader.name()?,
                keys: optional(reader, Reader::bytes)?,
                options: Options::read(reader)?,
            },
            Method::Scan => Request::Many {
                method,
                table: reader.name()?,
                keys: None,
                options: Options::read(reader)?,
            },
            Method::BatchGetItem => {
                Request::BatchGet(tables(reader, batch_get)?, Options::read(reader)?)
            }
            Method::BatchWriteItem => {
                Request::BatchWrite(tables(reader, batch_write)?, Options::read(reader)?)
            }
            Method::TransactGetItems => {
                Request::TransactGet(transact_get(reader)?, Options::read(reader)?)
            }
            Method::TransactWriteItems => {
                Request::TransactWrite(transact_write(reader)?, Options::read(reader)?)
            }
        })
    }
}

fn tables<'a, T>(
    reader: &mut Reader<'a>,
    mut one: impl FnMut(&mut Reader<'a>, &'a str) -> Read<T>,
) -> Read<Vec<T>> {
    let (mut members, mut all) = (reader.map()?, Vec::new());
    while members.more(reader)? {
        if all.len() == MAX_ITEMS {
            return Err(Malformed("it has too many tables"));
        }
        let table = reader.name()?;
        all.push(one(reader, table)?);
    }
    Ok(all)
}

fn batch_get<'a>(reader: &mut Reader<'a>, table: &'a str) -> Read<BatchGet<'a>> {
    let mut parts = reader.array()?;
    if parts.count() != Some(3) {
        return Err(Malformed("a table of a batch has three parts"));
    }
    parts.more(reader)?;
    Ok(BatchGet {
        table,
        consistent: reader.flag()?,
        projection: optional(reader, Reader::bytes)?,
        keys: list(reader, Reader::bytes)?,
    })
}

fn batch_write<'a>(reader: &mut Reader<'a>, table: &'a str) -> Read<BatchWrite<'a>> {
    let (mut members, mut items) = (reader.array()?, Vec::new());
    while members.more(reader)? {
        if items.len() == MAX_ITEMS {
            return Err(Malformed("it has too many items"));
        }
        let key = reader.bytes()?;
        if !members.more(reader)? {
            return Err(Malformed("a key without an item"));
        }
        items.push((key, optional(reader, Reader::bytes)?));
    }
    Ok(BatchWrite { table, items })
}

fn transact_get<'a>(reader: &mut Reader<'a>) -> Read<Vec<TransactGet<'a>>> {
    let tables = list(reader, Reader::name)?;
    let keys = beside(reader, tables.len(), Reader::bytes)?;
    let projections = beside(reader, tables.len(), |reader| optional(reader, Reader::bytes))?;
    let all = tables.into_iter().zip(keys).zip(projections);
    Ok(all.map(|((table, key), projection)| TransactGet { table, key, projection }).collect())
}

fn transact_write<'a>(reader: &mut Reader<'a>) -> Read<Vec<TransactWrite<'a>>> {
    let actions = list(reader, |reader| {
        Ok(match reader.int()? {
            2 => Action::Put,
            9 => Action::Update,
            7 => Action::Delete,
            12 => Action::Check,
            _ => return Err(Malformed("an action that is not known")),
        })
    })?;
    let count = actions.len();
    let tables = beside(reader, count, Reader::name)?;
    let keys = beside(reader, count, Reader::bytes)?;
    let mut attributes =
        beside(reader, count, |reader| optional(reader, Reader::bytes))?.into_iter();
    // What each action returns: no client asks for it.
    optional(reader, |reader| list(reader, |reader| reader.skip_plain()))?;
    let mut shows = optional(reader, |reader| beside(reader, count, Reader::int))?
        .unwrap_or_default()
        .into_iter();
    let mut conditions =
        beside(reader, count, |reader| optional(reader, Reader::bytes))?.into_iter();
    let mut updates = beside(reader, count, |reader| optional(reader, Reader::bytes))?.into_iter();
    let all = actions.into_iter().zip(tables).zip(keys);
    let whole = all.map(|((action, table), key)| TransactWrite {
        action,
        table,
        key,
        attributes: attributes.next().flatten(),
        condition: conditions.next().flatten(),
        update: updates.next().flatten(),
        shows_item: shows.next() == Some(ALL_OLD),
    });
    Ok(whole.collect())
}

/// `ReturnValuesOnConditionCheckFailure`
const ALL_OLD: i64 = 2;

/// Attributes that are no key: the number of a list of names, then a value for each of them.
pub fn attributes(bytes: &[u8]) -> Read<(i64, Vec<gen_dynamodb::AttributeValue>)> {
    let mut reader = Reader::new(bytes);
    let (id, mut values) = (reader.int()?, Vec::new());
    while !reader.is_done() {
        values.push(crate::value::read(&mut reader)?);
    }
    Ok((id, values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cbor::Writer;

    #[test]
    fn transactions_are_read_by_columns() {
        let mut writer = Writer::new();
        writer.array(2);
        writer.int(2);
        writer.int(12);
        writer.array(2);
        writer.bytes(b"t");
        writer.bytes(b"u");
        writer.array(2);
        writer.bytes(b"k");
        writer.bytes(b"l");
        writer.array(2);
        writer.bytes(&[1]);
        writer.null();
        writer.null();
        writer.array(2);
        writer.int(1);
        writer.int(2);
        writer.array(2);
        writer.null();
        writer.bytes(b"c");
        writer.array(2);
        writer.null();
        writer.null();
        writer.null();
        let bytes = writer.finish();
        let Ok(Request::TransactWrite(actions, _)) =
            Request::read(Method::TransactWriteItems, &bytes)
        else {
            panic!("no transaction");
        };
        assert_eq!((actions[0].action, actions[0].attributes), (Action::Put, Some(&[1u8][..])));
        assert_eq!(
            (actions[1].table, actions[1].condition, actions[1].shows_item),
            ("u", Some(&b"c"[..]), true)
        );
        // A list that is shorter than the others is refused.
        let mut short = bytes.clone();
        short[3] = 0x81;
        assert!(Request::read(Method::TransactWriteItems, &short).is_err());
    }

    /// Any bytes are read or refused, by every method.
    #[test]
    fn any_bytes_are_bearable() {
        let mut state = 0x9e37_79b9_7f4a_7c15u64;
        let methods = [
            Method::Authorize,
            Method::DefineAttributeListId,
            Method::PutItem,
            Method::Query,
            Method::BatchGetItem,
            Method::BatchWriteItem,
            Method::TransactGetItems,
            Method::TransactWriteItems,
        ];
        for round in 0..100_000usize {
            let mut bytes = [0u8; 40];
            for byte in &mut bytes {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                // Heads of lists and maps more often than chance has them.
                *byte = state.to_le_bytes()[3] & if round % 2 == 0 { 0xff } else { 0xe3 };
            }
            for method in methods {
                let _read_or_refused = Request::read(method, &bytes);
            }
        }
    }
}
