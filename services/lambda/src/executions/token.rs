//! What a function checkpoints with and what a callback is answered by: sealed, so that nobody makes one up.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ApiError, ApiResult, Kernel};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::execution::Execution;
use crate::errors;

const CHECKPOINT: &str = "lambda.checkpoint-token";
const CALLBACK: &str = "lambda.callback-id";

/// A checkpoint token: good for one checkpoint of one invocation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Token {
    pub(crate) execution: String,
    pub(crate) invocation: u64,
    pub(crate) number: u64,
}

/// What a callback's id stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CallbackId {
    /// The execution's ARN.
    pub(crate) execution: String,
    pub(crate) operation: String,
}

impl Token {
    /// The token that is good next; none when no invocation is under way.
    pub(crate) fn next(execution: &Execution) -> Option<Token> {
        let running = execution.progress.running.as_ref()?;
        Some(Token {
            execution: execution.id.clone(),
            invocation: running.invocation,
            number: execution.progress.token,
        })
    }

    pub(crate) fn text(&self, kernel: &Kernel) -> ApiResult<String> {
        text(kernel, CHECKPOINT, self)
    }

    pub(crate) fn open(kernel: &Kernel, given: &str) -> Option<Token> {
        open(kernel, CHECKPOINT, given)
    }
}

/// Fails unless the token is the one that is good now.
pub(crate) fn require(kernel: &Kernel, execution: &Execution, given: &str) -> ApiResult<Token> {
    let token = Token::open(kernel, given).ok_or_else(errors::bad_checkpoint_token)?;
    match execution.end.is_none() && Token::next(execution).as_ref() == Some(&token) {
        true => Ok(token),
        false => Err(errors::bad_checkpoint_token()),
    }
}

impl CallbackId {
    pub(crate) fn text(&self, kernel: &Kernel) -> ApiResult<String> {
        text(kernel, CALLBACK, self)
    }

    pub(crate) fn open(kernel: &Kernel, given: &str) -> Option<CallbackId> {
        open(kernel, CALLBACK, given)
    }
}

fn text<T: Serialize>(kernel: &Kernel, purpose: &str, token: &T) -> ApiResult<String> {
    let plain = postcard::to_stdvec(token).map_err(ApiError::bug)?;
    Ok(STANDARD.encode(kernel.seal(purpose, &plain)))
}

fn open<T: DeserializeOwned>(kernel: &Kernel, purpose: &str, given: &str) -> Option<T> {
    let plain = kernel.unseal(purpose, &STANDARD.decode(given).ok()?)?;
    postcard::from_bytes(&plain).ok()
}
