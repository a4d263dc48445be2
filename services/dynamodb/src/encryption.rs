//! Encryption at rest, as requests ask for it and descriptions show it: by DynamoDB's own key, which is the default and
//! shows nowhere, or by a key of KMS. A table's data key is wrapped by it; [`crate::vault`] uses the data key.
//!
//! A key of KMS that cannot be used is found out within a minute; its table is then inaccessible until it can.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html>

mod change;
mod refusal;
pub(crate) mod replicas;
mod watch;

use gen_dynamodb::values::{sse_status, sse_type};
use gen_dynamodb::{SSEDescription, SSESpecification};
use gen_kms::operations::{Decrypt, Encrypt};
use gen_kms::{DecryptRequest, EncryptRequest};
use kernel::{ApiError, ApiResult, Cx, Kernel, Timestamp};
use schema::{Bytes, VecMap};
use serde::{Deserialize, Serialize};

use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::DATA_KEYS;

pub(crate) use change::change;
pub(crate) use refusal::inaccessible;
pub(crate) use watch::{stop, watch};

/// What DynamoDB's own key wraps for.
const PURPOSE: &str = "dynamodb.data-key";
/// The key that AWS manages.
const MANAGED: &str = "alias/aws/dynamodb";

/// A table's data key, wrapped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DataKeyRow {
    #[serde(with = "serde_bytes")]
    wrapped: Vec<u8>,
    /// The table that KMS knows it by.
    table: TableName,
    pub(crate) kms: Option<KmsKey>,
    /// When it was wrapped in another key.
    changes: Vec<Timestamp>,
}

/// The key of KMS that wraps a data key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct KmsKey {
    pub(crate) arn: String,
    /// Since when it is known not to be usable.
    pub(crate) inaccessible: Option<Timestamp>,
}

/// Which key a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Own,
    Kms(String),
}

impl Asked {
    pub(crate) fn of(asked: Option<&SSESpecification>) -> Asked {
        let Some(asked) = asked.filter(|asked| asked.enabled != Some(false)) else {
            return Asked::Own;
        };
        let kms = asked.enabled == Some(true) || asked.sse_type.is_some();
        match &asked.kms_master_key_id {
            Some(key) => Asked::Kms(key.clone()),
            None if kms => Asked::Kms(MANAGED.to_owned()),
            None => Asked::Own,
        }
    }
}

/// Makes the data key of a new table.
pub(crate) async fn begin(cx: &mut Cx<'_>, table: &TableRow, asked: &Asked) -> ApiResult<()> {
    let mut plain = [0; 32];
    cx.random().fill(&mut plain);
    let (wrapped, arn) = wrap(cx, &table.name, asked, &plain).await?;
    let kms = arn.map(|arn| KmsKey { arn, inaccessible: None });
    let is_kms = kms.is_some();
    let row = DataKeyRow { wrapped, table: table.name.clone(), kms, changes: Vec::new() };
    cx.put(&DATA_KEYS, &table.number, &row);
    if is_kms { watch::begin(cx, table).await } else { Ok(()) }
}

/// A stream's records are under its table's data key.
pub(crate) async fn share(cx: &mut Cx<'_>, table: u64, stream: u64) -> ApiResult<()> {
    if let Some(row) = cx.get(&DATA_KEYS, &table).await? {
        cx.put(&DATA_KEYS, &stream, &row);
    }
    Ok(())
}

/// The encryption of a table that is made from another: as asked, or like it.
pub(crate) async fn like(
    cx: &mut Cx<'_>,
    source: u64,
    asked: Option<&SSESpecification>,
) -> ApiResult<Asked> {
    if asked.is_some() {
        return Ok(Asked::of(asked));
    }
    let row = cx.get_shared(&DATA_KEYS, &source).await?;
    let kms = row.as_ref().and_then(|row| row.kms.as_ref());
    Ok(kms.map_or(Asked::Own, |kms| Asked::Kms(kms.arn.clone())))
}

/// Whether a key of KMS wraps the table's.
pub(crate) async fn has_kms_key(cx: &mut Cx<'_>, table: u64) -> ApiResult<bool> {
    Ok(cx.get_shared(&DATA_KEYS, &table).await?.is_some_and(|row| row.kms.is_some()))
}

/// `SSEDescription`.
pub(crate) async fn describe(cx: &mut Cx<'_>, table: u64) -> ApiResult<Option<SSEDescription>> {
    let row = cx.get_shared(&DATA_KEYS, &table).await?;
    Ok(row.as_ref().and_then(|row| row.kms.as_ref()).map(|kms| SSEDescription {
        status: Some(sse_status::ENABLED.to_owned()),
        sse_type: Some(sse_type::KMS.to_owned()),
        kms_master_key_arn: Some(kms.arn.clone()),
        inaccessible_encryption_date_time: kms.inaccessible,
    }))
}

/// Wraps a data key in the key that was asked for, whose ARN comes with it.
async fn wrap(
    cx: &mut Cx<'_>,
    table: &TableName,
    asked: &Asked,
    plain: &[u8],
) -> ApiResult<(Vec<u8>, Option<String>)> {
    let Asked::Kms(key) = asked else { return Ok((cx.kernel().seal(PURPOSE, plain), None)) };
    let input = EncryptRequest {
        key_id: key.clone(),
        plaintext: Bytes::copy_from_slice(plain),
        encryption_context: Some(context(cx, table)),
        ..EncryptRequest::default()
    };
    let output = cx.call::<Encrypt>(input).await;
    let output = output.map_err(|error| refusal::of_setting(cx, &error))?;
    let wrapped = output.ciphertext_blob.unwrap_or_default().to_vec();
    Ok((wrapped, Some(output.key_id.unwrap_or_default())))
}

/// The data key under DynamoDB's own key.
pub(crate) fn unwrap_own(kernel: &Kernel, row: &DataKeyRow) -> ApiResult<Vec<u8>> {
    let plain = kernel.unseal(PURPOSE, &row.wrapped);
    plain.ok_or_else(|| ApiError::bug("a table's data key cannot be unsealed"))
}

/// The data key, opened by KMS for the caller.
pub(crate) async fn unwrap_kms(cx: &mut Cx<'_>, row: &DataKeyRow) -> ApiResult<Vec<u8>> {
    let input = DecryptRequest {
        ciphertext_blob: Some(Bytes::copy_from_slice(&row.wrapped)),
        encryption_context: Some(context(cx, &row.table)),
        ..DecryptRequest::default()
    };
    let output = cx.call::<Decrypt>(input).await;
    let output = output.map_err(|error| refusal::of_use(cx, &error))?;
    Ok(output.plaintext.unwrap_or_default().to_vec())
}

fn context(cx: &Cx<'_>, table: &TableName) -> VecMap<String> {
    let pair = |key: &str, value: String| (format!("aws:dynamodb:{key}"), value);
    [pair("tableName", table.to_string()), pair("subscriberId", cx.account().to_string())]
        .into_iter()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_key_is_asked_for() {
        let asked = |enabled, kind: Option<&str>, key: Option<&str>| {
            Asked::of(Some(&SSESpecification {
                enabled,
                sse_type: kind.map(str::to_owned),
                kms_master_key_id: key.map(str::to_owned),
            }))
        };
        let managed = || Asked::Kms("alias/aws/dynamodb".to_owned());
        assert_eq!(Asked::of(None), Asked::Own);
        assert_eq!(asked(Some(false), None, None), Asked::Own);
        assert_eq!(asked(None, None, None), Asked::Own);
        assert_eq!(asked(Some(true), None, None), managed());
        assert_eq!(asked(Some(true), Some("KMS"), None), managed());
        assert_eq!(asked(Some(true), Some("KMS"), Some("k")), Asked::Kms("k".to_owned()));
    }
}
