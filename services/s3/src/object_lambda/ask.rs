//! HeadObject, ListObjects and ListObjectsV2 through a function: what it returns is the answer.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-writing-lambda.html#olap-headobject>

use gen_s3::operations::{HeadObject, ListObjects, ListObjectsV2};
use gen_s3::{HeadObjectInput, ListObjectsInput, ListObjectsV2Input};
use kernel::{AnyOutput, ApiResult, Call, Cx, Kernel, Turn};
use schema::Operation;

use super::event::Wanted;
use super::original::Original;
use super::sent::{self, Sent};
use super::{Asked, asked, event, get, invoke, made, original};

/// How a call goes on that a function answers. `None`: none does.
type Later<O> = ApiResult<Option<Turn<O>>>;

/// A HeadObject.
pub(crate) async fn head<O>(cx: &mut Cx<'_>, input: &HeadObjectInput) -> Later<O> {
    let Some(asked) = asked(cx, &input.bucket, HeadObject::NAME).await? else { return Ok(None) };
    let mut sent = Sent::of::<HeadObject>(input);
    let (range, part) = (sent.header("Range").is_some(), input.part_number.is_some());
    get::check_part(&asked, HeadObject::NAME, range, part)?;
    let version = input.version_id.iter().map(|id| ("versionId", id.clone())).collect();
    // The URL has nothing of the request but the version.
    let whole = std::mem::replace(&mut sent.query, version);
    let request = Request {
        kind: Kind::Head,
        key: input.key.clone(),
        parameters: sent.query,
        sent: Sent { query: whole, headers: sent.headers },
    };
    Ok(Some(later(cx, asked, request)))
}

/// A ListObjects.
pub(crate) async fn list<O>(cx: &mut Cx<'_>, input: &ListObjectsInput) -> Later<O> {
    let Some(asked) = asked(cx, &input.bucket, ListObjects::NAME).await? else { return Ok(None) };
    let sent = Sent::of::<ListObjects>(input);
    Ok(Some(later(cx, asked, Request::of_list(Kind::List, sent))))
}

/// A ListObjectsV2.
pub(crate) async fn list_v2<O>(cx: &mut Cx<'_>, input: &ListObjectsV2Input) -> Later<O> {
    let Some(asked) = asked(cx, &input.bucket, ListObjectsV2::NAME).await? else { return Ok(None) };
    let mut sent = Sent::of::<ListObjectsV2>(input);
    sent.query.insert(0, ("list-type", "2".to_owned()));
    Ok(Some(later(cx, asked, Request::of_list(Kind::ListV2, sent))))
}

#[derive(Clone, Copy)]
enum Kind {
    Head,
    List,
    ListV2,
}

struct Request {
    kind: Kind,
    key: String,
    /// What the address of the original has.
    parameters: Vec<(&'static str, String)>,
    sent: Sent,
}

impl Request {
    /// The address of a listing has all parameters, and these headers among them.
    fn of_list(kind: Kind, sent: Sent) -> Request {
        let mut parameters = sent.query.clone();
        for name in ["x-amz-request-payer", "x-amz-expected-bucket-owner"] {
            parameters.extend(sent.header(name).map(|value| (name, value.to_owned())));
        }
        Request { kind, key: String::new(), parameters, sent }
    }
}

fn later<O>(cx: &Cx<'_>, asked: Asked, request: Request) -> Turn<O> {
    let (kernel, call) = (cx.kernel().clone(), cx.facts());
    Turn::Later(Box::pin(async move { answer(&kernel, &call, &asked, &request).await }))
}

async fn answer(
    kernel: &Kernel,
    call: &Call,
    asked: &Asked,
    request: &Request,
) -> ApiResult<Box<dyn AnyOutput>> {
    let original = Original {
        method: if matches!(request.kind, Kind::Head) { "HEAD" } else { "GET" },
        alias: &asked.supporting.alias,
        key: &request.key,
        query: request.parameters.iter().map(|(name, value)| (*name, value.as_str())).collect(),
    };
    let url = original::url(kernel, call, &original)?;
    let wanted = match request.kind {
        Kind::Head => Wanted::Head { url: &url },
        Kind::List => Wanted::List { url: &url },
        Kind::ListV2 => Wanted::ListV2 { url: &url },
    };
    let place = sent::url(call, &asked.point.alias, &request.key, &request.sent);
    let event = event::json(call, asked, &wanted, &place, &request.sent)?;
    let answer = invoke::invoke_in_time(kernel, call, &asked.function, event).await?;
    Ok(match request.kind {
        Kind::Head => Box::new(made::head(&answer)?),
        Kind::List => made::list(&answer)?,
        Kind::ListV2 => made::list_v2(&answer)?,
    })
}
