//! Object Lambda: access points whose reads a function answers, with an object or a listing that it made of the
//! original. All else goes to the access point that supports it, unchanged.
//!
//! Start reading at [`get`]; [`ask`] does the same for what has no body of its own.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/transforming-objects.html>

pub(crate) mod ask;
mod event;
pub(crate) mod get;
mod invoke;
mod made;
pub(crate) mod name;
mod original;
pub(crate) mod refusals;
mod sent;
pub(crate) mod setup;
pub(crate) mod waiting;
pub(crate) mod written;

use std::sync::Arc;

use kernel::{AccountId, ApiResult, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::access_point::{self, AccessPoint, PointKey, Reached};
use crate::access_point_name::Named as Point;
use crate::control_errors;
use crate::tables::{ACCESS_POINTS, LAMBDA_POINT_ALIASES, LAMBDA_POINTS};

use name::Named;
use setup::Setup;

/// The service that passes requests on, as policies know it.
pub(crate) const SERVICE: &str = "s3-object-lambda";

/// How long a function has to answer, in seconds; and to send its answer whole.
pub(crate) const PATIENCE: u64 = 60;

/// An access point whose reads a function answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LambdaPoint {
    pub(crate) name: String,
    pub(crate) account: AccountId,
    pub(crate) region: Region,
    /// Stands for it wherever a bucket's name stands.
    pub(crate) alias: String,
    pub(crate) created: Timestamp,
    pub(crate) setup: Setup,
    /// As it was given.
    pub(crate) policy: Option<String>,
}

/// The ARN of one, whether it is there or not.
pub(crate) fn arn(region: &Region, account: AccountId, name: &str) -> String {
    format!("arn:{}:{SERVICE}:{region}:{account}:accesspoint/{name}", region.partition())
}

impl LambdaPoint {
    pub(crate) fn arn(&self) -> String {
        arn(&self.region, self.account, &self.name)
    }

    fn key(&self) -> PointKey {
        access_point::key(self.account, &self.region, &self.name)
    }
}

/// Writes it, new or changed.
pub(crate) fn save(cx: &mut Cx<'_>, point: &LambdaPoint) {
    let key = point.key();
    cx.put(&LAMBDA_POINT_ALIASES, &point.alias, &key);
    cx.put(&LAMBDA_POINTS, &key, point);
}

pub(crate) fn delete(cx: &mut Cx<'_>, point: &LambdaPoint) {
    cx.delete(&LAMBDA_POINT_ALIASES, &point.alias);
    cx.delete(&LAMBDA_POINTS, &point.key());
}

/// That of the account that the call acts in.
pub(crate) async fn own(cx: &mut Cx<'_>, name: &str) -> ApiResult<Arc<LambdaPoint>> {
    name::check(name)?;
    let key = access_point::key(cx.account(), cx.region(), name);
    let found = cx.get_shared(&LAMBDA_POINTS, &key).await?;
    found.ok_or_else(|| control_errors::no_such_access_point(name))
}

async fn find(cx: &mut Cx<'_>, named: Named<'_>) -> ApiResult<Option<Arc<LambdaPoint>>> {
    match named {
        Named::Alias(alias) => {
            match cx.get_shared(&LAMBDA_POINT_ALIASES, &alias.to_owned()).await? {
                Some(key) => cx.get_shared(&LAMBDA_POINTS, &key).await,
                None => Ok(None),
            }
        }
        Named::Arn { region, account, name } => {
            let region = match region {
                "" => cx.region().to_string(),
                region => region.to_owned(),
            };
            let key = (account.as_str().to_owned(), region, name.to_owned());
            let found = cx.get_shared(&LAMBDA_POINTS, &key).await?;
            found.map(Some).ok_or_else(|| control_errors::no_such_access_point(name))
        }
    }
}

/// The access point that originals are read through.
async fn supporting(cx: &mut Cx<'_>, point: &LambdaPoint) -> ApiResult<Arc<AccessPoint>> {
    let text = &point.setup.supporting;
    let gone = || control_errors::no_such_access_point(text);
    let Some(Point::Arn { region, account, name }) = Point::parse(text) else { return Err(gone()) };
    let key = (account.as_str().to_owned(), region.to_owned(), name.to_owned());
    let found = cx.get_shared(&ACCESS_POINTS, &key).await?;
    found.ok_or_else(|| control_errors::no_such_access_point(name))
}

/// The bucket behind it. `None`: there is no such access point.
pub(crate) async fn reach(cx: &mut Cx<'_>, named: Named<'_>) -> ApiResult<Option<Reached>> {
    let Some(lambda) = find(cx, named).await? else { return Ok(None) };
    let point = supporting(cx, &lambda).await?;
    let reached = access_point::reach_through(cx, point).await?;
    Ok(Some(Reached { lambda: Some(lambda), ..reached }))
}

/// A request that a function answers.
pub(crate) struct Asked {
    pub(crate) point: Arc<LambdaPoint>,
    pub(crate) supporting: Arc<AccessPoint>,
    pub(crate) function: String,
    pub(crate) payload: String,
}

/// Whether `operation` on the bucket of this name is a function's to answer: it names an access point that says so.
pub(crate) async fn asked(
    cx: &mut Cx<'_>,
    bucket: &str,
    operation: &str,
) -> ApiResult<Option<Asked>> {
    let Some(named) = Named::parse(bucket) else { return Ok(None) };
    let Some(point) = find(cx, named).await? else { return Ok(None) };
    let Some(transformation) = point.setup.transformation(operation) else { return Ok(None) };
    let function = transformation.function.clone();
    let payload = transformation.payload.clone().unwrap_or_default();
    let supporting = supporting(cx, &point).await?;
    Ok(Some(Asked { point, supporting, function, payload }))
}
