//! Roles that services act as: a session of a role whose trust policy names the service, and calls that such a caller
//! makes, each through all stages of the path and in transactions of its own.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html>

use std::sync::Arc;
use std::time::Duration;

use arn::{AccountId, Arn, Region};
use policy::{Attached, PolicyDocument, PolicySet, Principal, Request, RequestContext, evaluate};
use schema::{ApiError, ApiResult, Operation};

use crate::call::{Call, Caller, Endpoint, Via};
use crate::cx::{Cx, MAX_DEPTH};
use crate::identity::ID_ALPHABET;
use crate::kernel::Kernel;
use crate::session::{Session, SessionKind};

/// How long a session lasts. Who works longer begins another.
const LIFE: Duration = Duration::from_secs(3_600);

/// Who assumes a role, and for what.
#[derive(Clone, Copy, Debug)]
pub struct ServiceSession<'a> {
    /// The service's principal: `batchoperations.s3.amazonaws.com`.
    pub principal: &'a str,
    /// The session's name.
    pub name: &'a str,
    /// The resource that the service works for: `aws:SourceArn`.
    pub source_arn: &'a str,
    /// Its account: `aws:SourceAccount`.
    pub source_account: AccountId,
}

impl Cx<'_> {
    /// Who a service is once it assumed the role; `None` when there is no such role, or when its trust policy does not
    /// let the service in. In a cloud that knows no identities it is the root of the role's account.
    pub async fn assume_as_service(
        &mut self,
        role: &Arn,
        asked: ServiceSession<'_>,
    ) -> ApiResult<Option<Caller>> {
        let Some(account) = AccountId::parse(role.account()) else { return Ok(None) };
        if !self.knows_identities() {
            return Ok(Some(Caller::root(account, String::new())));
        }
        let Some(facts) = self.role_facts(role).await? else { return Ok(None) };
        let Ok(trust) = PolicyDocument::parse(&facts.trust) else { return Ok(None) };
        let who = Principal::service(asked.principal);
        let mut context = RequestContext::new();
        context.set_time(self.now());
        who.fill(&mut context, self.now());
        context.set("aws:SourceArn", asked.source_arn);
        context.set("aws:SourceAccount", asked.source_account.as_str());
        let request = Request {
            principal: &who,
            action: "sts:AssumeRole",
            resource: role.as_str(),
            resource_account: Some(account),
            context: &context,
        };
        let trust = Attached::new("trust", &trust);
        let policies = PolicySet { resource: Some(&trust), ..PolicySet::default() };
        if !evaluate(&request, &policies).is_allowed() {
            return Ok(None);
        }
        let resource = format!("assumed-role/{}/{}", facts.name, asked.name);
        let arn = Arn::new(role.partition(), "sts", "", account.as_str(), &resource);
        let issued = self.now();
        let arn = arn.map_err(ApiError::bug)?;
        let session = Session {
            kind: SessionKind::Role,
            unique_id: format!("{}:{}", facts.id, asked.name),
            issuer: facts.arn.clone(),
            ..Session::plain(account, arn, issued, issued.plus(LIFE))
        };
        let key = format!("ASIA{}", self.random().text(16, ID_ALPHABET));
        Ok(Some(Caller::of_session(Arc::new(session), key)))
    }
}

impl Kernel {
    /// The call of a service that acts as `caller`, with nothing asked yet: to look around with.
    pub fn call_as(&self, service: &'static str, caller: &Arc<Caller>, region: &Region) -> Call {
        Call {
            service,
            operation: usize::MAX,
            caller: caller.clone(),
            account: caller.account,
            region: region.clone(),
            request_id: self.random().uuid(),
            endpoint: Endpoint { secure: true, authority: self.default_authority() },
            via: Via::Service { name: service, depth: 1, origin: None },
            trace: None,
            input: Box::new(schema::Empty::default()),
        }
    }

    /// Runs an operation for the caller of `call`, which `service` serves with it: like [`Cx::call`], but it takes
    /// operations that wait or stream, and is no part of a transaction. Policies see `aws:CalledVia`.
    pub async fn run_for<Op: Operation>(
        &self,
        service: &'static str,
        call: &Call,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let (operation, _) = self.entry(Op::SERVICE, Op::INDEX)?;
        let depth = match &call.via {
            Via::Wire { .. } => 1,
            Via::Service { depth, .. } => depth + 1,
        };
        if depth > MAX_DEPTH {
            return Err(ApiError::bug(format!("services call each other {depth} deep")));
        }
        let inner = Call {
            service: Op::SERVICE,
            operation,
            caller: call.caller.clone(),
            account: call.caller.account,
            region: call.region.clone(),
            request_id: self.random().uuid(),
            endpoint: call.endpoint.clone(),
            via: Via::Service { name: service, depth, origin: Some(Arc::new(call.via.clone())) },
            trace: call.trace.clone(),
            input: Box::new(input),
        };
        let output = self.dispatch(inner).await?.into_any().downcast::<Op::Output>();
        output.map(|o| *o).map_err(|_| ApiError::bug("an operation answered with another's output"))
    }

    /// Runs an operation for `caller`, whom a service acts as. Unlike [`Cx::call`] it takes operations that wait or
    /// stream, and is not undone with the transaction of who calls it.
    pub async fn run_as<Op: Operation>(
        &self,
        service: &'static str,
        caller: &Arc<Caller>,
        region: &Region,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        self.run_in_trace::<Op>(service, caller, region, None, input).await
    }

    /// The same as a part of a trace, which goes on with what the operation does.
    pub async fn run_in_trace<Op: Operation>(
        &self,
        service: &'static str,
        caller: &Arc<Caller>,
        region: &Region,
        trace: Option<Arc<str>>,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let (operation, _) = self.entry(Op::SERVICE, Op::INDEX)?;
        let call = self.call_as(service, caller, region);
        let call = Call { service: Op::SERVICE, operation, trace, input: Box::new(input), ..call };
        let output = self.dispatch(call).await?.into_any().downcast::<Op::Output>();
        output.map(|o| *o).map_err(|_| ApiError::bug("an operation answered with another's output"))
    }
}
