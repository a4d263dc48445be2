//! A function's execution role at work: what Lambda reads, deletes and sends for a function, it does as this role.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html>

use std::sync::Arc;

use kernel::{
    AccountId, ApiError, ApiResult, Arn, Caller, Cx, Kernel, Region, ServiceSession, WaitCx,
};
use schema::Operation;

use super::facts::Facts;
use crate::role_session::session_name;

const PRINCIPAL: &str = "lambda.amazonaws.com";

/// Who acts, and from where.
#[derive(Clone)]
pub(crate) struct Acting<'k> {
    pub(crate) kernel: &'k Kernel,
    pub(crate) caller: Arc<Caller>,
    pub(crate) region: Region,
    trace: Option<Arc<str>>,
}

impl<'k> Acting<'k> {
    /// Assumes the function's role; `None` when it lets Lambda in no more.
    pub(crate) async fn begin(wx: &WaitCx<'k>, facts: &Facts) -> ApiResult<Option<Acting<'k>>> {
        let caller = kernel::transact!(wx, cx => assume(cx, facts).await)?;
        Ok(caller.map(|caller| Acting {
            kernel: wx.kernel(),
            caller: Arc::new(caller),
            region: wx.call_facts().region.clone(),
            trace: None,
        }))
    }

    /// The same for what belongs to a trace.
    pub(crate) fn in_trace(self, trace: String) -> Acting<'k> {
        Acting { trace: Some(trace.into()), ..self }
    }

    /// Runs an operation as the role.
    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> ApiResult<Op::Output> {
        self.run::<Op>(&self.region, input).await
    }

    /// The same in the region of `arn`.
    pub(crate) async fn call_at<Op: Operation>(
        &self,
        arn: &Arn,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let region = Region::parse(arn.region()).unwrap_or_else(|| self.region.clone());
        self.run::<Op>(&region, input).await
    }

    async fn run<Op: Operation>(&self, region: &Region, input: Op::Input) -> ApiResult<Op::Output> {
        let trace = self.trace.clone();
        self.kernel.run_in_trace::<Op>("lambda", &self.caller, region, trace, input).await
    }
}

/// Who Lambda is once it assumed the function's role.
pub(crate) async fn assume(cx: &mut Cx<'_>, facts: &Facts) -> ApiResult<Option<Caller>> {
    let Ok(role) = facts.role.parse::<Arn>() else { return Ok(None) };
    let asked = ServiceSession {
        principal: PRINCIPAL,
        name: &session_name(facts.name.as_str()),
        source_arn: &facts.arn,
        source_account: cx.account(),
    };
    cx.assume_as_service(&role, asked).await
}

/// Whether the function's role may do all of this. A role that cannot be assumed may do nothing.
pub(crate) async fn may(
    cx: &mut Cx<'_>,
    facts: &Facts,
    required: Vec<kernel::Required>,
) -> ApiResult<bool> {
    let Some(caller) = assume(cx, facts).await? else { return Ok(false) };
    let call = cx.kernel().call_as("lambda", &Arc::new(caller), cx.region());
    // Asked in the role's name, beside the transaction of who asks.
    let mut asker = Cx::begin(cx.kernel(), &call);
    for one in required {
        if !asker.would_be_allowed(one).await? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The account and the region in an ARN.
pub(crate) fn place(arn: &Arn) -> Option<(AccountId, Region)> {
    Some((AccountId::parse(arn.account())?, Region::parse(arn.region())?))
}

/// The URL of a queue, as SQS takes it from anybody.
pub(crate) fn queue_url(queue: &Arn) -> String {
    format!("/{}/{}", queue.account(), queue.resource())
}

/// An ARN that was checked when it was stored.
pub(crate) fn stored_arn(text: &str) -> ApiResult<Arn> {
    text.parse().map_err(|_| ApiError::bug(format!("{text} is stored as an ARN, and is none")))
}
