//! Keys of a global table's replicas (version 2019.11.21): each is a key of its replica's region, and all are of one
//! kind. Customers' keys are named for each replica; the others follow from the table.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateReplicationGroupMemberAction.html>

use gen_dynamodb::SSESpecification;
use gen_kms::DescribeKeyRequest;
use gen_kms::operations::DescribeKey;
use gen_kms::values::key_manager_type;
use kernel::{ApiError, ApiResult, Cx, Region};

use super::change::rewrap;
use super::{Asked, DataKeyRow, KmsKey, MANAGED, watch, wrap};
use crate::errors;
use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{DATA_KEYS, TABLES};

/// Whose key a table is encrypted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Own,
    Managed,
    Customer,
}

/// All replicas' keys are of one kind.
fn check(kinds: &[Kind]) -> ApiResult<()> {
    match kinds.windows(2).all(|pair| pair[0] == pair[1]) {
        true => Ok(()),
        false => Err(for_each()),
    }
}

/// A key for one replica and none for another.
pub(crate) fn for_each() -> ApiError {
    errors::refused("KMSMasterKeyId must be specified for each replica.")
}

/// Which key a replica gets that comes to a table whose key is of this kind.
fn of_new(source: Kind, named: Option<&str>) -> ApiResult<Asked> {
    match (source, named) {
        (_, Some(key)) => Ok(Asked::Kms(key.to_owned())),
        (Kind::Own, None) => Ok(Asked::Own),
        (Kind::Managed, None) => Ok(Asked::Kms(MANAGED.to_owned())),
        (Kind::Customer, None) => Err(for_each()),
    }
}

/// What SSESpecification may do to replicas: customers' keys are none of its business.
fn check_specification(current: Kind, asked: &Asked) -> ApiResult<()> {
    let customers = matches!(asked, Asked::Kms(key) if key != MANAGED);
    if current != Kind::Customer && !customers {
        return Ok(());
    }
    Err(errors::validation(
        "Invalid operation: Customer Managed CMKs on Global Table Version 2019.11.21 replicas cannot be updated through \
         SSESpecification parameter and can only be updated through ReplicaUpdates parameter",
    ))
}

/// Makes the data key of a replica that is to come to `region`; the number that it has there.
pub(crate) async fn prepare(
    cx: &mut Cx<'_>,
    table: &TableRow,
    region: &Region,
    named: Option<&str>,
) -> ApiResult<u64> {
    let source = kind(cx, table.number).await?;
    let asked = of_new(source, named)?;
    let number = cx.next_sequence();
    let mut plain = [0; 32];
    cx.random().fill(&mut plain);
    let home = cx.enter_region(region.clone());
    let made = make(cx, &table.name, number, &asked, &plain).await;
    cx.enter_region(home);
    check(&[source, made?])?;
    Ok(number)
}

async fn make(
    cx: &mut Cx<'_>,
    table: &TableName,
    number: u64,
    asked: &Asked,
    plain: &[u8],
) -> ApiResult<Kind> {
    let (wrapped, arn) = wrap(cx, table, asked, plain).await?;
    let kms = arn.map(|arn| KmsKey { arn, inaccessible: None });
    let row = DataKeyRow { wrapped, table: table.clone(), kms, changes: Vec::new() };
    cx.put(&DATA_KEYS, &number, &row);
    kind(cx, number).await
}

/// The replica has come: its key is looked after. Whether one was prepared.
pub(crate) async fn arrived(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<bool> {
    let Some(row) = cx.get(&DATA_KEYS, &table.number).await? else { return Ok(false) };
    if row.kms.is_some() {
        watch::begin(cx, table).await?;
    }
    Ok(true)
}

/// Other keys for all replicas, each in its region.
pub(crate) async fn change(
    cx: &mut Cx<'_>,
    table: &TableName,
    keys: &[(Region, Asked)],
) -> ApiResult<()> {
    let (mut kinds, mut changed) = (Vec::new(), false);
    for (region, asked) in keys {
        let home = cx.enter_region(region.clone());
        let done = change_one(cx, table, asked).await;
        cx.enter_region(home);
        let (kind, anew) = done?;
        kinds.push(kind);
        changed |= anew;
    }
    check(&kinds)?;
    if changed { Ok(()) } else { Err(super::change::unchanged()) }
}

async fn change_one(cx: &mut Cx<'_>, table: &TableName, asked: &Asked) -> ApiResult<(Kind, bool)> {
    let row = cx.get(&TABLES, table).await?;
    let row = row.ok_or_else(|| errors::table_not_found(table.as_str()))?;
    let anew = rewrap(cx, &row, asked).await?;
    Ok((kind(cx, row.number).await?, anew))
}

/// What a request for one replica's table changes of all of them.
pub(crate) async fn specified(
    cx: &mut Cx<'_>,
    table: &TableRow,
    regions: Vec<Region>,
    asked: &SSESpecification,
) -> ApiResult<()> {
    let asked = Asked::of(Some(asked));
    check_specification(kind(cx, table.number).await?, &asked)?;
    let keys: Vec<_> = regions.into_iter().map(|region| (region, asked.clone())).collect();
    change(cx, &table.name, &keys).await
}

/// The ARN of the key of KMS of the table with this number.
pub(crate) async fn key_arn(cx: &mut Cx<'_>, table: u64) -> ApiResult<Option<String>> {
    let row = cx.get_shared(&DATA_KEYS, &table).await?;
    Ok(row.as_ref().and_then(|row| row.kms.as_ref()).map(|kms| kms.arn.clone()))
}

async fn kind(cx: &mut Cx<'_>, table: u64) -> ApiResult<Kind> {
    let Some(key_id) = key_arn(cx, table).await? else { return Ok(Kind::Own) };
    let account = cx.account();
    let input = DescribeKeyRequest { key_id, ..DescribeKeyRequest::default() };
    let output = cx.call_as_service::<DescribeKey>(account, input).await;
    // Keys that AWS manages are always there.
    let manager = output.ok().and_then(|output| output.key_metadata?.key_manager);
    Ok(match manager.as_deref() {
        Some(key_manager_type::AWS) => Kind::Managed,
        _ => Kind::Customer,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_of_one_kind() {
        use Kind::{Customer, Managed, Own};
        for (kinds, good) in [
            (&[Own, Own][..], true),
            (&[Managed, Managed], true),
            (&[Customer, Customer, Customer], true),
            (&[Own, Customer], false),
            (&[Customer, Managed, Customer], false),
        ] {
            assert_eq!(check(kinds).is_ok(), good, "{kinds:?}");
        }
    }

    #[test]
    fn which_key_a_new_replica_gets() {
        let kms = |key: &str| Some(Asked::Kms(key.to_owned()));
        for (source, named, asked) in [
            (Kind::Own, None, Some(Asked::Own)),
            (Kind::Managed, None, kms("alias/aws/dynamodb")),
            (Kind::Customer, None, None),
            (Kind::Customer, Some("k"), kms("k")),
        ] {
            assert_eq!(of_new(source, named).ok(), asked, "{source:?} {named:?}");
        }
    }

    #[test]
    fn what_the_specification_may_change() {
        let (own, managed) = (Asked::Own, Asked::Kms(MANAGED.to_owned()));
        let customers = Asked::Kms("k".to_owned());
        for (current, asked, good) in [
            (Kind::Own, &managed, true),
            (Kind::Managed, &own, true),
            (Kind::Own, &customers, false),
            (Kind::Customer, &own, false),
        ] {
            assert_eq!(check_specification(current, asked).is_ok(), good, "{current:?} {asked:?}");
        }
    }
}
