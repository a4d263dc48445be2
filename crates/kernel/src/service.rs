//! What a service crate hands the kernel, and the registry of all of them.

use std::sync::OnceLock;

use schema::{ApiError, ApiResult, Lazy, OperationSchema, Violation};

use crate::access::AccessFn;
use crate::authorize::by_facts::OperationAccess;
use crate::directory::{Directory, Organization};
use crate::documents::DocumentsFn;
use crate::front::Front;
use crate::jobs::JobEntry;
use crate::kernel::Kernel;
use crate::long_jobs::LongJobEntry;
use crate::operations::{BoxFuture, OpEntry};
use crate::outbox::ConsumerEntry;
use crate::request_log::RequestLog;
use crate::web::Web;

/// One service: everything that the kernel and the gateway need to know of it.
pub struct Service {
    /// Its description, loaded on first use.
    pub schema: &'static Lazy,
    /// Its operations, sorted by name.
    pub operations: &'static [OpEntry],
    /// Its durable timers.
    pub jobs: &'static [JobEntry],
    /// Timers whose work takes its time.
    pub long_jobs: &'static [LongJobEntry],
    /// Timers whose work is much, and ends: a few at once, beside all others. Who has the cloud do what is due waits for them.
    pub slow_jobs: &'static [LongJobEntry],
    /// What it does with what other services announce.
    pub consumers: &'static [ConsumerEntry],
    /// How it words a request that breaks the model's constraints.
    pub wording: Wording,
    /// Set when the service's resources have URLs of their own that calls may be sent to, as SQS's queues.
    pub resource_path: Option<ResourcePath>,
    /// What policies must allow before a call goes on, where the facts of the Service Authorization Reference do
    /// not say it.
    pub access: Option<AccessFn>,
    /// Set by the service that knows identities: IAM.
    pub directory: Option<&'static dyn Directory>,
    /// Set by the service that knows organizations.
    pub organization: Option<&'static dyn Organization>,
    /// What it publishes under this cloud's own address, `/_stratus/...`.
    pub documents: Option<DocumentsFn>,
    /// What it does when the cloud starts, before the first call: sweeping up what a crash left.
    pub start: Option<StartFn>,
    /// What it says to browsers beside its API.
    pub web: Option<&'static dyn Web>,
    /// Set when its resources have addresses of their own.
    pub front: Option<&'static dyn Front>,
    /// Set when it keeps logs of the requests to its resources.
    pub log: Option<&'static dyn RequestLog>,
    /// Set when its requests may be larger than those of other services.
    pub body: Option<BodyLimit>,
}

/// How large a service's requests may be that are held whole.
#[derive(Clone, Copy)]
pub struct BodyLimit {
    /// At most.
    pub bytes: usize,
    /// What the client of a larger one is told.
    pub refusal: fn(&OperationSchema) -> ApiError,
}

/// Runs when the cloud starts. A failure is logged, and the cloud starts all the same.
pub type StartFn = for<'a> fn(&'a Kernel) -> BoxFuture<'a, ApiResult<()>>;

impl Service {
    /// A service with these operations and nothing out of the ordinary: for `..Service::new(SCHEMA, TABLE)`.
    pub const fn new(schema: &'static Lazy, operations: &'static [OpEntry]) -> Service {
        Service {
            schema,
            operations,
            jobs: &[],
            long_jobs: &[],
            slow_jobs: &[],
            consumers: &[],
            wording: Wording::Standard,
            resource_path: None,
            access: None,
            directory: None,
            organization: None,
            documents: None,
            start: None,
            web: None,
            front: None,
            log: None,
            body: None,
        }
    }
}

/// How a service whose resources have URLs reads a call that is sent to one.
#[derive(Clone, Copy, Debug)]
pub struct ResourcePath {
    /// The input member that the URL stands for, unless the call names it: `QueueUrl`.
    pub member: &'static str,
    /// Operations that cannot be sent to a resource's URL.
    pub refused: &'static [&'static str],
}

/// How a service answers a request that breaks the model's constraints.
#[derive(Clone, Copy)]
pub enum Wording {
    /// `ValidationException`: "1 validation error detected: Value ..." as most services do.
    Standard,
    /// `ValidationError`, as the query protocol's services say.
    Query,
    /// In its own words; `None` lets the call through, to be judged by the handler.
    Own(fn(&OperationSchema, &[Violation]) -> Option<ApiError>),
}

impl Wording {
    /// The error for a request with these violations, if it must fail.
    pub fn error(&self, operation: &OperationSchema, violations: &[Violation]) -> Option<ApiError> {
        if violations.is_empty() {
            return None;
        }
        match self {
            Wording::Standard => {
                Some(ApiError::new("ValidationException", 400, Violation::sentence(violations)))
            }
            Wording::Query => {
                Some(ApiError::new("ValidationError", 400, Violation::sentence(violations)))
            }
            Wording::Own(own) => own(operation, violations),
        }
    }
}

/// A service as the kernel keeps it.
pub struct Registered {
    /// What its crate handed over.
    pub service: Service,
    /// Position among the services: the first index of metrics.
    pub index: usize,
    /// For each operation of the schema, its line in the operation table.
    pub(crate) by_schema_index: Vec<Option<u16>>,
    /// For each line of the operation table, what the facts say that it requires; made on the first call.
    access: OnceLock<Vec<OperationAccess>>,
}

impl Registered {
    pub(crate) fn new(service: Service, index: usize) -> Registered {
        let last = service.operations.iter().map(|op| op.schema_index + 1).max().unwrap_or(0);
        let mut by_schema_index = vec![None; last];
        for (at, op) in service.operations.iter().enumerate() {
            by_schema_index[op.schema_index] = u16::try_from(at).ok();
        }
        Registered { service, index, by_schema_index, access: OnceLock::new() }
    }

    /// The name of the operation at this line of the table; empty where there is none, as in jobs.
    pub(crate) fn operation_name(&self, line: usize) -> &'static str {
        self.service.operations.get(line).map_or("", |entry| entry.name)
    }

    /// What the facts say that the operation at this line of the table requires.
    pub(crate) fn access_of(&self, line: usize) -> &OperationAccess {
        let all = self.access.get_or_init(|| {
            let schema = self.service.schema.get();
            let of = |entry: &OpEntry| {
                let members = &schema.operations[entry.schema_index].input().members;
                OperationAccess::of(self.name(), entry.name, members)
            };
            self.service.operations.iter().map(of).collect()
        });
        &all[line]
    }

    /// Our name of it.
    pub fn name(&self) -> &'static str {
        self.service.schema.facts().name
    }

    /// The table line of the schema's operation `schema_index`, with its position; `None` when absent.
    pub fn entry(&self, schema_index: usize) -> Option<(usize, &'static OpEntry)> {
        let at = usize::from((*self.by_schema_index.get(schema_index)?)?);
        Some((at, &self.service.operations[at]))
    }
}
