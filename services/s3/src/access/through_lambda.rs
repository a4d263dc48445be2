//! What a request through an Object Lambda access point requires: its action there; and, where no function answers it, all
//! that the supporting access point and the bucket require, passed on by Object Lambda.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-policies.html>

use std::sync::Arc;

use kernel::{AccessQuery, AccountId, ApiResult, Cx, Principal, Required};
use policy::ResourceRule;

use super::keys::Given;
use super::of_version;
use crate::object_lambda::waiting::Waiting;
use crate::object_lambda::{LambdaPoint, SERVICE};
use crate::{control_errors, refusals};

const PRINCIPAL: &str = "s3-object-lambda.amazonaws.com";

/// The access point's side of a request.
pub(super) struct Through {
    own: Required,
    account: AccountId,
    answered: bool,
}

impl Through {
    /// Fails for operations that such access points do not serve, and for who does not sign.
    pub(super) fn of(
        cx: &Cx<'_>,
        point: Arc<LambdaPoint>,
        query: &AccessQuery<'_>,
        given: &Given,
    ) -> ApiResult<Through> {
        if cx.caller().principal == Principal::Anonymous {
            return Err(refusals::access_denied());
        }
        let versioned = given.version.as_deref().and_then(|_| of_version(query.action));
        let action = versioned.unwrap_or(query.action).strip_prefix("s3:").unwrap_or_default();
        let facts = authref::service(SERVICE);
        if facts.and_then(|facts| facts.action(action)).is_none() {
            return Err(control_errors::method_not_allowed());
        }
        let arn = point.arn();
        let mut own =
            Required::new(format!("{SERVICE}:{action}"), arn.as_str()).owned_by(point.account);
        if let Some(version) = &given.version {
            own = own.with_key("s3-object-lambda:versionid", version.as_str());
        }
        if let Some(text) = &point.policy {
            let policy = cx.kernel().compiled(&arn, text)?;
            own = own.with_policy(policy, ResourceRule::Either);
        }
        let answered = point.setup.transformation(query.operation).is_some();
        Ok(Through { own, account: point.account, answered })
    }

    /// What is required of a request that a function answers: the original is read by whom the function asks, later.
    pub(super) fn instead(&self) -> Option<Required> {
        self.answered.then(|| self.own.clone())
    }

    /// What is required beside what the bucket, which is `owner`'s, requires.
    pub(super) fn with(self, owner: AccountId, of_bucket: Vec<Required>) -> Vec<Required> {
        let passed_on = |required: Required| {
            required
                .with_keys("aws:CalledVia", [PRINCIPAL])
                .with_key("aws:CalledViaFirst", PRINCIPAL)
                .with_key("aws:CalledViaLast", PRINCIPAL)
                .with_key("aws:ViaAWSService", true)
        };
        let mut all: Vec<Required> = of_bucket.into_iter().map(passed_on).collect();
        // The call acts in the account of what it requires first: the bucket's.
        let at = if self.account == owner { 0 } else { all.len() };
        all.insert(at, self.own);
        all
    }
}

/// A function's answer: at the access point where somebody waits for it.
pub(super) fn answer(cx: &Cx<'_>, query: &AccessQuery<'_>) -> ApiResult<Required> {
    if cx.caller().principal == Principal::Anonymous {
        return Err(refusals::access_denied());
    }
    let token = query.input.text("RequestToken").unwrap_or_default();
    Ok(match cx.kernel().memory::<Waiting>().point(&token) {
        Some((arn, account)) => query.on(arn).owned_by(account),
        None => query.on("*"),
    })
}
