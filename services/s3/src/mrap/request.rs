//! Requests that change a Multi-Region Access Point: each is answered with an ARN at once, and done by a timer.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/MultiRegionAccessPointTracking.html>

use std::sync::Arc;
use std::time::Duration;

use kernel::{ApiError, ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::{CONTROL_REGION, Mrap, Status, errors, key};
use crate::public_access;
use crate::tables::{BUCKETS, MRAP_ALIASES, MRAP_REQUESTS, MRAP_TOKENS, MRAPS};

/// Does one request; it carries the request's token.
static DO: Job<String> = Job::new("s3.mrap-request");

/// How long it takes. AWS takes minutes.
const TAKES: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) token: String,
    pub(crate) created: Timestamp,
    pub(crate) name: String,
    pub(crate) what: What,
    pub(crate) state: State,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    /// The access point as it was asked for.
    Create(Box<Mrap>),
    Delete,
    PutPolicy(String),
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    InProgress,
    Succeeded,
    /// Code and message.
    Failed(String, String),
}

impl State {
    pub(crate) fn as_str(&self) -> &'static str {
        match self {
            State::InProgress => "INPROGRESS",
            State::Succeeded => "SUCCEEDED",
            State::Failed(..) => "FAILED",
        }
    }
}

impl What {
    fn word(&self) -> &'static str {
        match self {
            What::Create(_) => "create",
            What::Delete => "delete",
            What::PutPolicy(_) => "put-policy",
        }
    }

    /// Whether a client that shows its token again asks for the same thing.
    fn is_like(&self, other: &What) -> bool {
        match (self, other) {
            (What::Create(one), What::Create(two)) => {
                let names = |mrap: &Mrap| -> Vec<_> {
                    mrap.buckets
                        .iter()
                        .map(|member| (member.bucket.clone(), member.owner))
                        .collect()
                };
                names(one) == names(two) && one.block == two.block
            }
            (one, two) => one == two,
        }
    }
}

/// The ARN of a request.
pub(crate) fn arn(cx: &Cx<'_>, request: &Request) -> String {
    let (partition, account) = (cx.partition(), cx.account());
    let (word, token) = (request.what.word(), &request.token);
    format!("arn:{partition}:s3:{CONTROL_REGION}:{account}:async-request/mrap/{word}/{token}")
}

/// The request that was made before with this token of the client's.
pub(crate) async fn again(
    cx: &mut Cx<'_>,
    client_token: &str,
    name: &str,
    what: &What,
) -> ApiResult<Option<String>> {
    let place = (cx.account().as_str().to_owned(), client_token.to_owned());
    let Some(token) = cx.get(&MRAP_TOKENS, &place).await? else { return Ok(None) };
    let Some(known) = find(cx, &token).await? else { return Ok(None) };
    match known.name == name && known.what.is_like(what) {
        true => Ok(Some(arn(cx, &known))),
        false => Err(errors::token_used()),
    }
}

/// Takes a request in, and says its ARN.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    client_token: &str,
    name: &str,
    what: What,
) -> ApiResult<String> {
    let request = Request {
        token: cx
            .random()
            .text(32, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
        created: cx.now(),
        name: name.to_owned(),
        what,
        state: State::InProgress,
    };
    let account = cx.account().as_str().to_owned();
    let place = (account.clone(), client_token.to_owned());
    cx.put(&MRAP_TOKENS, &place, &request.token);
    cx.put(&MRAP_REQUESTS, &(account, request.token.clone()), &request);
    let due = cx.now().plus(TAKES);
    cx.schedule(&DO, &request.token, due, &request.token).await?;
    Ok(arn(cx, &request))
}

pub(crate) async fn find(cx: &mut Cx<'_>, token: &str) -> ApiResult<Option<Request>> {
    let place = (cx.account().as_str().to_owned(), token.to_owned());
    cx.get(&MRAP_REQUESTS, &place).await
}

/// The timer.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let token = DO.payload(raw)?;
    let Some(mut request) = find(cx, &token).await? else { return Ok(()) };
    let own = key(cx.account(), &request.name);
    let Some(mrap) = cx.get_shared(&MRAPS, &own).await? else { return Ok(()) };
    let mut mrap = Arc::unwrap_or_clone(mrap);
    request.state = State::Succeeded;
    match &request.what {
        What::Create(_) => match look_up(cx, &mut mrap).await {
            Ok(()) => {
                mrap.status = Status::Ready;
                cx.put(&MRAPS, &own, &mrap);
            }
            Err(error) => {
                let message = error.message().unwrap_or_default().to_owned();
                request.state = State::Failed(error.code().to_owned(), message);
                forget(cx, &mrap);
            }
        },
        What::Delete => forget(cx, &mrap),
        What::PutPolicy(text) => {
            let document = policy::PolicyDocument::parse(text).map_err(ApiError::bug)?;
            mrap.policy_is_public = public_access::is_public(&document);
            mrap.policy = Some(text.clone());
            cx.put(&MRAPS, &own, &mrap);
        }
    }
    let place = (cx.account().as_str().to_owned(), token);
    cx.put(&MRAP_REQUESTS, &place, &request);
    Ok(())
}

fn forget(cx: &mut Cx<'_>, mrap: &Mrap) {
    cx.delete(&MRAP_ALIASES, &mrap.alias);
    cx.delete(&MRAPS, &key(mrap.account, &mrap.name));
}

/// Finds the buckets: each is there, is whose it was said to be, and lies in a region of its own.
async fn look_up(cx: &mut Cx<'_>, mrap: &mut Mrap) -> ApiResult<()> {
    let mut regions = Vec::new();
    for member in &mut mrap.buckets {
        let found = cx.get_shared(&BUCKETS, &member.bucket).await?;
        let found = found.filter(|bucket| bucket.owner == member.owner);
        let missing = || crate::errors::no_such_bucket(member.bucket.as_str());
        let bucket = found.ok_or_else(missing)?;
        if regions.contains(&bucket.region) {
            return Err(errors::same_region());
        }
        regions.push(bucket.region.clone());
        (member.id, member.region) = (bucket.id, Some(bucket.region.clone()));
    }
    Ok(())
}
