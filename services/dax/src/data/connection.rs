//! A client's connection: who speaks is known from what was signed last, and every request is looked at anew.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dax_listener::{Answering, Made, Session};
use dax_protocol::answer::{self, Node};
use dax_protocol::method::Method;
use dax_protocol::request::Request;
use kernel::{
    ApiError, ApiResult, Arn, Call, Caller, Cx, Kernel, ServiceSession, Timestamp, Via, WeakKernel,
};
use schema::Empty;
use tracing::Instrument as _;

use super::cache::Caches;
use super::served::{Failed, Outcome, Served};
use super::transactions::permission;
use super::{ClusterId, batches, lists, many, one, sign, transactions};
use crate::cluster::ClusterRow;
use crate::parameters;
use crate::tables::CLUSTERS;
use crate::tags::PRINCIPAL;

/// How long what was signed is good for on a connection: clients sign again before, by their own clock.
const SIGNED: Duration = Duration::from_secs(sign::LIFE.as_secs() + 60);
/// How long before a session's end another one is begun.
const EARLY: Duration = Duration::from_secs(300);

pub(crate) struct Connection {
    kernel: WeakKernel,
    id: Option<ClusterId>,
    made: Made,
    agent: Arc<str>,
    signed: Result<Signed, ApiError>,
    role: Option<Role>,
}

struct Signed {
    caller: Arc<Caller>,
    at: Instant,
}

struct Role {
    arn: String,
    caller: Arc<Caller>,
    until: Option<Timestamp>,
}

impl Connection {
    pub(crate) fn new(kernel: WeakKernel, id: Option<ClusterId>, made: Made) -> Connection {
        let signed = Err(unsigned());
        Connection { kernel, id, made, agent: "".into(), signed, role: None }
    }

    /// The cluster as it is now, with the parameters of its group.
    async fn served(&mut self, kernel: &Kernel, caller: Arc<Caller>) -> ApiResult<Served> {
        let id = self.id.clone().ok_or_else(gone)?;
        let service = Arc::new(Caller::service("dax", id.account));
        let own = kernel.call_as("dax", &service, &id.region);
        let mut cx = Cx::begin(kernel, &own);
        let row = cx.get_shared(&CLUSTERS, &id.name).await?.ok_or_else(gone)?;
        let group = parameters::find(&mut cx, &row.group).await?;
        let arn = cx.arn("dax", &format!("cache/{}", id.name))?.to_string();
        let role = self.role(&mut cx, &row, &arn).await?;
        drop(cx);
        let via = Via::Wire {
            source: self.made.peer.ip(),
            user_agent: self.agent.clone(),
            referer: None,
        };
        let asks = Call {
            account: caller.account,
            caller,
            via,
            request_id: own.request_id.clone(),
            endpoint: own.endpoint.clone(),
            region: id.region.clone(),
            service: own.service,
            operation: own.operation,
            trace: None,
            input: Box::new(Empty::default()),
        };
        let name = format!("{}#{}", id.text(), row.generation).into_bytes();
        let (lives, caches) = ((group.items(), group.pages()), kernel.memory::<Caches>());
        Ok(Served { kernel: kernel.clone(), asks, own, id, arn, role, name, lives, caches })
    }

    /// Whom DynamoDB is to see.
    async fn role(
        &mut self,
        cx: &mut Cx<'_>,
        row: &ClusterRow,
        arn: &str,
    ) -> ApiResult<Arc<Caller>> {
        let now = cx.now();
        if let Some(role) = &self.role
            && role.arn == row.role
            && role.until.is_none_or(|until| now.plus(EARLY) < until)
        {
            return Ok(role.caller.clone());
        }
        let refused = || {
            let message = format!(
                "The cluster cannot assume its role {}: it must be there, and trust {PRINCIPAL}.",
                row.role
            );
            ApiError::new("AccessDeniedException", 400, message)
        };
        let role: Arn = row.role.parse().map_err(|_| refused())?;
        let session = ServiceSession {
            principal: PRINCIPAL,
            name: &row.name,
            source_arn: arn,
            source_account: cx.account(),
        };
        let caller = cx.assume_as_service(&role, session).await?.ok_or_else(refused)?;
        let until = caller.session.as_ref().map(|session| session.expires);
        let caller = Arc::new(caller);
        self.role = Some(Role { arn: row.role.clone(), caller: caller.clone(), until });
        Ok(caller)
    }

    /// Who speaks, as long as that is good.
    fn caller(&self, kernel: &Kernel) -> ApiResult<Arc<Caller>> {
        let signed = self.signed.as_ref().map_err(|error| {
            ApiError::new(
                error.code().to_owned(),
                error.status(),
                error.message().unwrap_or_default(),
            )
        })?;
        let ends = signed.caller.session.as_ref().map(|session| session.expires);
        let old = kernel.clock().monotonic().saturating_duration_since(signed.at) > SIGNED;
        if old || ends.is_some_and(|ends| ends <= kernel.clock().now()) {
            let message = "The security token included in the request is expired";
            return Err(ApiError::new("ExpiredTokenException", 400, message));
        }
        Ok(signed.caller.clone())
    }

    async fn serve(
        &mut self,
        kernel: &Kernel,
        method: Method,
        values: &[u8],
    ) -> Outcome<Option<Vec<u8>>> {
        let request = match Request::read(method, values) {
            Ok(Request::Authorize(shown)) => {
                let region = self.id.as_ref().map_or("", |id| id.region.as_str());
                self.agent = shown.agent.unwrap_or_default().into();
                let at = kernel.clock().monotonic();
                let caller = sign::caller(kernel, region, &shown);
                self.signed = caller.map(|caller| Signed { caller: Arc::new(caller), at });
                return Ok(None);
            }
            Err(malformed) if method == Method::Authorize => {
                let message = malformed.to_string();
                self.signed = Err(ApiError::new("InvalidSignatureException", 400, message));
                return Ok(None);
            }
            read => read?,
        };
        let caller = self.caller(kernel)?;
        let served = self.served(kernel, caller).await?;
        self.answered(&served, &request, values).await.map(Some)
    }

    async fn answered(
        &self,
        served: &Served,
        request: &Request<'_>,
        whole: &[u8],
    ) -> Outcome<Vec<u8>> {
        match request {
            Request::Authorize(_) => Ok(answer::nothing()),
            Request::Endpoints => Ok(self.nodes(served)),
            Request::DefineAttributeList(id) => {
                let names = lists::names(&served.kernel, &served.own, *id).await?;
                Ok(answer::names(&names))
            }
            Request::DefineAttributeListId(names) => {
                let id = lists::id(&served.kernel, &served.own, names).await?;
                served.kernel.write_out()?;
                Ok(answer::number(id))
            }
            Request::DefineKeySchema(table) => {
                Ok(answer::key_schema(&*served.schema(table).await?))
            }
            Request::One { method, table, key, options } => {
                served.require(method.action().unwrap_or("dax:*"), None).await?;
                match method {
                    Method::UpdateItem => one::update(served, table, key, options).await,
                    Method::DeleteItem => one::delete(served, table, key, options).await,
                    _ => one::get(served, table, key, options).await,
                }
            }
            Request::Put { table, key, attributes, options } => {
                served.require("dax:PutItem", None).await?;
                one::put(served, table, key, attributes, options).await
            }
            Request::Many { method, table, keys, options } => {
                served.require(method.action().unwrap_or("dax:*"), None).await?;
                let asked = many::Asked { method: *method, table, keys: *keys, options, whole };
                many::page(served, &asked).await
            }
            Request::BatchGet(tables, options) => {
                served.require("dax:BatchGetItem", None).await?;
                batches::get(served, tables, options).await
            }
            Request::BatchWrite(tables, options) => {
                served.require("dax:BatchWriteItem", None).await?;
                batches::write(served, tables, options).await
            }
            Request::TransactGet(items, options) => {
                served.require("dax:GetItem", Some("TransactGetItems")).await?;
                transactions::get(served, items, options).await
            }
            Request::TransactWrite(actions, options) => {
                let mut needed: Vec<_> = actions.iter().map(|one| permission(one.action)).collect();
                needed.sort_unstable();
                needed.dedup();
                for action in needed {
                    served.require(action, Some("TransactWriteItems")).await?;
                }
                transactions::write(served, actions, options).await
            }
        }
    }

    /// All nodes answer where this connection was made to.
    fn nodes(&self, served: &Served) -> Vec<u8> {
        let host = self.made.local.ip().to_string();
        let zone = format!("{}a", served.id.region);
        answer::nodes(&[Node {
            id: 0,
            host: &host,
            address: self.made.local.ip(),
            port: self.made.local.port(),
            leads: true,
            zone: &zone,
        }])
    }
}

impl Session for Connection {
    fn answer<'a>(&'a mut self, method: Method, values: &'a [u8]) -> Answering<'a> {
        Box::pin(async move {
            let Some(kernel) = self.kernel.upgrade() else {
                return Some(Failed::from(gone()).answer(""));
            };
            let request_id = kernel.random().uuid();
            let span = tracing::debug_span!("dax", ?method, request_id);
            match self.serve(&kernel, method, values).instrument(span).await {
                Ok(answer) => answer,
                Err(failed) => Some(failed.answer(&request_id)),
            }
        })
    }
}

fn gone() -> ApiError {
    ApiError::new("ResourceNotFoundException", 400, "The cluster is not there any more.")
}

fn unsigned() -> ApiError {
    let message = "The request must be signed: an authorization must come before it.";
    ApiError::new("MissingAuthenticationTokenException", 400, message)
}
