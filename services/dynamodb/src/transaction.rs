//! Transactions: all writes are decided before the first is done; what any item refuses cancels all of them, and
//! the reasons stand in the order of the writes. Client tokens make a repeated call do nothing for ten minutes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html>
//!
//! Transactions and single writes never see each other half done: the store runs one of two that meet again, so a
//! client sees no TransactionConflict, which AWS too only gives to some.

use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use gen_dynamodb::{CancellationReason, TransactionCanceledException, errors as modelled};
use kernel::{ApiError, ApiResult, Cx};
use lang_dynamodb::Item;
use sha2::{Digest, Sha256};

use crate::item_write::{Decided, ItemWrite, Refusal};
use crate::tables::{TOKEN_ENDS, TOKENS, TokenRow};
use crate::throttle::{Meter, short_code};
use crate::write::Written;
use crate::{convert, errors, limits};

/// Ended tokens that each new one sweeps away.
const SWEEP: usize = 16;

/// Why one part of a transaction cannot be.
pub(crate) enum Reason {
    None,
    ConditionalCheckFailed(Option<Item>),
    Validation(String),
    Duplicate(Option<Item>),
    Throttled(&'static str, String),
}

impl Reason {
    fn code(&self) -> &'static str {
        match self {
            Reason::None => "None",
            Reason::ConditionalCheckFailed(_) => "ConditionalCheckFailed",
            Reason::Validation(_) => "ValidationError",
            Reason::Duplicate(_) => "DuplicateItem",
            Reason::Throttled(code, _) => code,
        }
    }

    fn shown(self) -> CancellationReason {
        let code = Some(self.code().to_owned());
        let (message, item) = match self {
            Reason::None => (None, None),
            Reason::ConditionalCheckFailed(item) => {
                (Some("The conditional request failed".to_owned()), item)
            }
            Reason::Validation(message) | Reason::Throttled(_, message) => (Some(message), None),
            Reason::Duplicate(item) => {
                (Some("Duplicate primary key exists in table".to_owned()), item)
            }
        };
        CancellationReason { item: item.map(convert::item_to_wire), code, message }
    }
}

/// The error of a transaction with these reasons, when one of them is a reason.
pub(crate) fn cancelled(reasons: Vec<Reason>) -> ApiResult<()> {
    if reasons.iter().all(|reason| matches!(reason, Reason::None)) {
        return Ok(());
    }
    let codes: Vec<&str> = reasons.iter().map(Reason::code).collect();
    let message = format!(
        "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
        codes.join(", ")
    );
    let body = TransactionCanceledException {
        message: None,
        cancellation_reasons: Some(reasons.into_iter().map(Reason::shown).collect()),
    };
    Err(modelled::transaction_canceled_exception(message, body))
}

/// A part of a transaction that its table's keys or its throughput do not allow cancels it; other errors are the call's.
pub(crate) fn reason_of(error: ApiError) -> ApiResult<Reason> {
    let message = || error.message().unwrap_or_default().to_owned();
    if let Some(code) = short_code(&error) {
        return Ok(Reason::Throttled(code, message()));
    }
    if error.code() != "ValidationException" {
        return Err(error);
    }
    Ok(Reason::Validation(message()))
}

/// No two parts are about one item.
pub(crate) fn check_distinct<'w>(writes: impl IntoIterator<Item = &'w ItemWrite>) -> ApiResult<()> {
    let mut seen = HashSet::new();
    if writes.into_iter().all(|write| seen.insert(&write.key)) {
        return Ok(());
    }
    Err(errors::validation("Transaction request cannot include multiple operations on one item"))
}

/// Does all of the writes, or says why none of them is done. `inserts` are those that may find no item there.
pub(crate) async fn write(
    cx: &mut Cx<'_>,
    writes: &mut [Result<ItemWrite, Reason>],
    is_insert: impl Fn(usize) -> bool,
) -> ApiResult<Vec<(Decided, Written)>> {
    let mut decided = Vec::with_capacity(writes.len());
    let mut reasons = Vec::with_capacity(writes.len());
    let mut size = 0;
    let mut meter = Meter::of(cx);
    for (at, write) in writes.iter_mut().enumerate() {
        let write = match write {
            Ok(write) => write,
            Err(Reason::Validation(message)) => {
                reasons.push(Reason::Validation(message.clone()));
                continue;
            }
            Err(_) => continue,
        };
        match decide(cx, write, &meter).await {
            Ok(one) => {
                size += one.new.as_ref().or(one.old.as_ref()).map_or(0, Item::size);
                decided.push(one);
                reasons.push(Reason::None);
            }
            Err(Refusal::Condition(item, _)) if is_insert(at) => {
                reasons.push(Reason::Duplicate(item));
            }
            Err(Refusal::Condition(item, _)) => reasons.push(Reason::ConditionalCheckFailed(item)),
            Err(Refusal::Invalid(error)) => reasons.push(reason_of(error)?),
            Err(Refusal::Other(error)) if short_code(&error).is_some() => {
                reasons.push(reason_of(error)?);
            }
            Err(Refusal::Other(error)) => return Err(error),
        }
    }
    cancelled(reasons)?;
    if size > limits::MAX_TRANSACTION {
        return Err(errors::validation(
            "Item size in the transaction has exceeded the maximum allowed size of 4 MB",
        ));
    }
    let mut out = Vec::with_capacity(writes.len());
    for (write, decided) in writes.iter().flatten().zip(decided) {
        let written = write.write(cx, &decided).await?;
        meter.wrote(&write.table, &write.key, &written, 2);
        out.push((decided, written));
    }
    meter.settle(cx);
    Ok(out)
}

/// What an item becomes, if it and its table's throughput allow it.
async fn decide(cx: &mut Cx<'_>, write: &mut ItemWrite, meter: &Meter) -> Result<Decided, Refusal> {
    meter.admit_write(cx, &write.table, &write.key).map_err(Refusal::Other)?;
    let decided = write.decide(cx).await?;
    let (old, new) = (decided.old.as_ref(), decided.new.as_ref());
    meter.admit_rows(cx, &write.table, &write.key, old, new).map_err(Refusal::Other)?;
    Ok(decided)
}

/// Tells requests apart.
fn digest(request: &impl Hash) -> [u8; 32] {
    struct Content(Vec<u8>);
    impl Hasher for Content {
        fn write(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
        fn finish(&self) -> u64 {
            0
        }
    }
    let mut content = Content(Vec::with_capacity(1024));
    request.hash(&mut content);
    Sha256::digest(content.0).into()
}

/// Whether the transaction with this token was done before; notes it when not. `request` is what must be the same.
pub(crate) async fn is_repeated(
    cx: &mut Cx<'_>,
    token: Option<&str>,
    request: &impl Hash,
) -> ApiResult<bool> {
    let Some(token) = token else { return Ok(false) };
    let digest = digest(request);
    let token = token.to_owned();
    let now = cx.now();
    if let Some(row) = cx.get(&TOKENS, &token).await?
        && row.until > now
    {
        if row.digest == digest {
            return Ok(true);
        }
        return Err(modelled::idempotent_parameter_mismatch_exception(
            "The request uses the same client token as a previous, but non-identical request.",
        ));
    }
    let ended = cx.rows(&TOKEN_ENDS).before(&now.as_micros());
    for ((end, old), ()) in cx.head(&TOKEN_ENDS, &ended, SWEEP).await? {
        cx.delete(&TOKEN_ENDS, &(end, old.clone()));
        if old != token {
            cx.delete(&TOKENS, &old);
        }
    }
    let until = now.plus(limits::TOKEN_LIFE);
    cx.put(&TOKENS, &token, &TokenRow { digest, until });
    cx.put(&TOKEN_ENDS, &(until.as_micros(), token), &());
    Ok(false)
}
