//! The one path that every call takes: faults, throttles, authorisation, a transaction, commit, audit.
//!
//! A service hands the kernel a [`Service`]: its schema, its operation table, its jobs and consumers. The
//! gateway hands it [`Call`]s. Handlers see a [`Cx`]: the caller, the clock, and one transaction whose
//! account and region they cannot forget. There is no second way in; calls between services take the same
//! path ([`Cx::call`]). Start reading at [`Kernel::dispatch`], then [`Cx`].

mod access;
mod audit;
mod authorize;
mod beside;
mod builder;
mod call;
mod canonical;
mod cx;
mod directory;
mod dispatch;
mod documents;
mod faults;
mod fidelity;
mod front;
mod identity;
mod jobs;
mod kernel;
mod kernel_tables;
mod lifecycle;
mod long_jobs;
mod members;
mod memory;
mod metrics;
mod off_thread;
mod operations;
mod outbound;
mod outbox;
mod paging;
mod planes;
mod request_log;
mod seal;
mod service;
mod service_asks;
mod service_role;
mod session;
mod settings;
mod stand_in;
mod suggest;
mod tables;
pub mod tagging;
mod unkept_file;
mod usage;
mod waiting;
mod watch;
mod web;

pub use access::{Access, AccessFn, AccessQuery, Required, policy_asks_resource_tags};
pub use audit::{AuditLog, AuditRecord};
pub use authorize::Vouched;
pub use authorize::decisions::{CheckView, DecisionStream, DecisionView};
pub use beside::Beside;
pub use builder::KernelBuilder;
pub use call::{Call, Caller, Endpoint, Principal, Via};
pub use canonical::canonical_user_id;
pub use cx::Cx;
pub use directory::{
    Directory, Membership, NamedPolicy, OidcProvider, Organization, RoleFacts, SamlProvider,
    UserFacts,
};
pub use documents::{DocumentsFn, PublicDocument};
pub use faults::{Effect, Fault, Faults, ResetConnection};
pub use fidelity::Fidelity;
pub use front::{Front, FrontAnswer, FrontRequest};
pub use identity::{AccessKey, KeyOwner, KeyStatus, SECRET_ALPHABET};
pub use jobs::{Job, JobEntry};
pub use kernel::{Kernel, KernelError, WeakKernel};
pub use long_jobs::LongJobEntry;
pub use members::Members;
pub use metrics::Metrics;
pub use operations::{
    AnyInput, AnyOutput, BoxFuture, Grade, Handler, Kind, OpEntry, RawBody, TransactionalFn, Turn,
    TurningFn, WaitingFn, input_of, take_input,
};
pub use outbound::{FetchError, Fetched, MAX_FETCHED, NoOutbound, Opened, OpenedBody, Outbound};
pub use outbox::{ConsumerEntry, Topic};
pub use paging::{PageToken, PageTokenError};
pub use request_log::{Answered, RequestLog};
pub use service::{BodyLimit, Registered, ResourcePath, Service, StartFn, Wording};
pub use service_asks::ServiceAsks;
pub use service_role::ServiceSession;
pub use session::{Credentials, OpenSession, Session, SessionKind};
pub use settings::{IamMode, Settings};
pub use suggest::Suggestion;
pub use unkept_file::UnkeptFile;
pub use usage::{KeyUse, LastWork, Use, UseFacts};
pub use waiting::WaitCx;
pub use watch::{WakeKey, Watcher, wake_key};
pub use web::{PageQuery, PageRule, Shown, Visit, Web};

pub use arn::{AccountId, Arn, Partition, Region};
pub use clock::{Clock, Random, Timestamp};
pub use schema::{ApiError, ApiResult};
