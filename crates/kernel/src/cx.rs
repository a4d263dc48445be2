//! The context of a handler: who calls, when, and one transaction scoped to the caller's account and region.

use std::net::IpAddr;
use std::sync::Arc;

use arn::{AccountId, Arn, Partition, Region};
use clock::{Random, Timestamp};
use schema::{ApiError, ApiResult, Operation};
use store::{CommitError, Key, Leap, Row, RowRange, ScopeId, Table, Tx};

use crate::call::{Call, Caller, Endpoint, Via};
use crate::kernel::Kernel;
use crate::operations::{Handler, Turn};
use crate::paging::PageToken;
use crate::settings::Settings;
use crate::watch::WakeKey;

/// How often a transaction is run again after conflicts before the call fails.
const MAX_ATTEMPTS: u32 = 200;
/// How deep services may call each other.
pub(crate) const MAX_DEPTH: u8 = 16;

/// A handler's context: the caller, the clock, and one transaction. Nothing that a handler does has an
/// effect but through it, so that the kernel can run the handler again on a conflict.
pub struct Cx<'a> {
    kernel: &'a Kernel,
    call: &'a Call,
    now: Timestamp,
    /// The account whose rows are read and written.
    account: AccountId,
    /// The region whose rows are read and written, where that is not the call's.
    abroad: Option<Region>,
    /// `None` only while a nested call has it.
    tx: Option<Tx>,
    /// Whether what is committed is written out by who answers, for many at once.
    gathers: bool,
}

impl<'a> Cx<'a> {
    /// Begins a transaction for `call`.
    pub fn begin(kernel: &'a Kernel, call: &'a Call) -> Cx<'a> {
        let now = kernel.clock().now();
        let tx = Some(kernel.store().begin());
        Cx { kernel, call, now, account: call.account, abroad: None, tx, gathers: false }
    }

    /// Goes on with a transaction that was begun for the same call.
    pub(crate) fn resume(kernel: &'a Kernel, call: &'a Call, tx: Tx) -> Cx<'a> {
        let now = kernel.clock().now();
        let tx = Some(tx);
        Cx { kernel, call, now, account: call.account, abroad: None, tx, gathers: false }
    }

    /// The transaction, to be gone on with.
    pub(crate) fn into_transaction(self) -> Tx {
        self.tx.expect("a nested call gives the transaction back")
    }

    /// Leaves it to who answers the call to have the commit written out, along with those of other calls that are
    /// answered with it (`Kernel::write_out`). For a call over the network, which the gateway answers, whose handler does
    /// nothing but this one transaction.
    pub fn gather_commit(&mut self) {
        self.gathers = matches!(self.call.via, Via::Wire { .. });
    }

    /// Commits what `result` is the outcome of. `None` means that another transaction came in between:
    /// the body must run again.
    pub async fn finish<T>(self, result: ApiResult<T>, attempt: &mut u32) -> Option<ApiResult<T>> {
        let kernel = self.kernel;
        let tx = self.tx.expect("a nested call gives the transaction back");
        let value = match result {
            Ok(value) => value,
            Err(error) => return Some(Err(error)),
        };
        let committed = if self.gathers { tx.commit_unwritten().await } else { tx.commit().await };
        match committed {
            Ok(committed) => Some(match committed.durable().await {
                Ok(()) => Ok(value),
                Err(error) => Err(ApiError::bug(error)),
            }),
            Err(CommitError::Conflict) => {
                kernel.metrics().conflict();
                *attempt += 1;
                if *attempt > MAX_ATTEMPTS {
                    return Some(Err(ApiError::new(
                        "ServiceUnavailable",
                        503,
                        "Too many calls changed the same thing at once; try again.",
                    )));
                }
                if *attempt > 3 {
                    tokio::task::yield_now().await;
                }
                None
            }
            Err(error) => Some(Err(ApiError::bug(error))),
        }
    }

    /// The cloud.
    pub fn kernel(&self) -> &'a Kernel {
        self.kernel
    }

    /// When this transaction began: one instant for the whole handler.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// Who calls.
    pub fn caller(&self) -> &'a Caller {
        &self.call.caller
    }

    /// The same, to keep.
    pub(crate) fn caller_shared(&self) -> Arc<Caller> {
        self.call.caller.clone()
    }

    /// The account that the call acts in: the caller's, or that of another account's resource that it is about.
    pub fn account(&self) -> AccountId {
        self.account
    }

    /// Has the rows of `account` read from now on; returns whose were before, to go back to. For those who look
    /// where no permission is established yet: the kernel, and a service's access function. Handlers act in the
    /// account that they are given.
    pub fn enter(&mut self, account: AccountId) -> AccountId {
        std::mem::replace(&mut self.account, account)
    }

    /// The region that the call is made in, or that was entered.
    pub fn region(&self) -> &Region {
        self.abroad.as_ref().unwrap_or(&self.call.region)
    }

    /// Has the rows of `region` read and written, its jobs scheduled and its services called from now on; returns
    /// which was before, to go back to. For what spans regions by its nature: replicas of secrets and keys.
    pub fn enter_region(&mut self, region: Region) -> Region {
        let before = self.region().clone();
        self.abroad = Some(region);
        before
    }

    /// The region's partition.
    pub fn partition(&self) -> Partition {
        self.region().partition()
    }

    /// An ARN in the caller's partition, region and account.
    pub fn arn(&self, service: &str, resource: &str) -> ApiResult<Arn> {
        let (region, account) = (self.region().as_str(), self.account());
        Arn::new(self.partition().as_str(), service, region, account.as_str(), resource)
            .map_err(ApiError::bug)
    }

    /// The id that the client gets with its answer.
    pub fn request_id(&self) -> &'a str {
        &self.call.request_id
    }

    /// Where this service is for the client: how it addressed us, or the host that the configuration
    /// advertises (a domain gets the service's and the region's labels before it, as AWS's has).
    pub fn endpoint(&self) -> Endpoint {
        let given = &self.call.endpoint;
        let Some(advertised) = &self.kernel.settings().advertised else { return given.clone() };
        let host = advertised.split(':').next().unwrap_or_default();
        let domain = host.contains('.') && host.parse::<IpAddr>().is_err();
        let authority = match self.kernel.registered(self.call.service) {
            Ok(service) if domain => {
                let prefix = service.service.schema.facts().endpoint_prefix;
                format!("{prefix}.{}.{advertised}", self.region())
            }
            _ => advertised.clone(),
        };
        Endpoint { secure: given.secure, authority }
    }

    /// The call without its input: for what goes on after this transaction.
    pub fn facts(&self) -> Call {
        Call {
            service: self.call.service,
            operation: self.call.operation,
            caller: self.call.caller.clone(),
            account: self.account,
            region: self.call.region.clone(),
            request_id: self.call.request_id.clone(),
            endpoint: self.call.endpoint.clone(),
            via: self.call.via.clone(),
            trace: self.call.trace.clone(),
            input: Box::new(schema::Empty::default()),
        }
    }

    /// Host and port as the client named them, whatever the configuration advertises.
    pub fn host(&self) -> &'a str {
        &self.call.endpoint.authority
    }

    /// Whether the call came over TLS.
    pub fn is_secure(&self) -> bool {
        self.call.endpoint.secure
    }

    /// Our name of the service that is called.
    pub fn service(&self) -> &'static str {
        self.call.service
    }

    /// AWS's name of the operation that is called; empty in jobs.
    pub fn operation(&self) -> &'static str {
        self.kernel.operation_name(self.call)
    }

    /// The trace that the caller says the call belongs to.
    pub fn trace(&self) -> Option<&'a str> {
        self.call.trace.as_deref()
    }

    /// How the call came.
    pub fn via(&self) -> &'a Via {
        &self.call.via
    }

    /// The cloud's randomness.
    pub fn random(&self) -> &'a Random {
        self.kernel.random()
    }

    /// The configuration.
    pub fn settings(&self) -> &'a Settings {
        self.kernel.settings()
    }

    /// Seals and opens page tokens for this operation, account and region.
    pub fn page_token(&self) -> PageToken<'a> {
        PageToken {
            key: self.kernel.token_key(),
            bound_to: [
                self.call.service,
                self.kernel.operation_name(self.call),
                self.call.account.as_str(),
                self.call.region.as_str(),
            ],
        }
    }

    /// A number greater than all that were given out before, also before a restart.
    pub fn next_sequence(&self) -> u64 {
        self.kernel.next_sequence()
    }

    /// The row under `key`.
    pub async fn get<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        key: &K,
    ) -> ApiResult<Option<R>> {
        let (scope, tx) = self.scoped();
        tx.get_row(table, &scope, key).await.map_err(ApiError::bug)
    }

    /// The row under `key`, for rows that nearly every call reads and few write: the store keeps it decoded.
    /// It is read, and conflicts, like any other.
    pub async fn get_shared<K: Key, R: Row + Send + Sync + 'static>(
        &mut self,
        table: &Table<K, R>,
        key: &K,
    ) -> ApiResult<Option<Arc<R>>> {
        let (scope, tx) = self.scoped();
        tx.get_row_shared(table, &scope, key).await.map_err(ApiError::bug)
    }

    /// Whether there is a row under `key`.
    pub async fn has<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K) -> ApiResult<bool> {
        let (scope, tx) = self.scoped();
        tx.has_row(table, &scope, key).await.map_err(ApiError::bug)
    }

    /// Writes `row` under `key`.
    pub fn put<K: Key, R: Row>(&mut self, table: &Table<K, R>, key: &K, row: &R) {
        let (scope, tx) = self.scoped();
        tx.put_row(table, &scope, key, row);
    }

    /// Deletes the row under `key`, if there is one.
    pub fn delete<K: Key, R>(&mut self, table: &Table<K, R>, key: &K) {
        let (scope, tx) = self.scoped();
        tx.delete_row(table, &scope, key);
    }

    /// All rows of the caller's scope, to be narrowed and handed to [`Cx::range`] or [`Cx::head`].
    pub fn rows<K: Key, R>(&self, table: &Table<K, R>) -> RowRange<K> {
        table.rows(&self.scope())
    }

    /// Up to `limit` rows of a range, in its order.
    pub async fn range<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        limit: usize,
    ) -> ApiResult<Vec<(K, R)>> {
        self.tx().range_rows(table, range, limit).await.map_err(ApiError::bug)
    }

    /// Up to `limit` rows from the head of a range of a table declared with `head()`: what was deleted
    /// there before costs nothing.
    pub async fn head<K: Key, R: Row>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        limit: usize,
    ) -> ApiResult<Vec<(K, R)>> {
        self.tx().range_head_rows(table, range, limit).await.map_err(ApiError::bug)
    }

    /// The first row of a range of those that are looked for, where that is known: see [`Tx::leap_rows`].
    pub fn leap<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        range: &RowRange<K>,
        sense: u8,
    ) -> ApiResult<Leap<K>> {
        self.tx().leap_rows(table, range, sense).map_err(ApiError::bug)
    }

    /// Tells which rows were found to be the first ones of ranges, for [`Cx::leap`]: see [`Tx::learn_rows`].
    pub fn learn<K: Key, R>(&mut self, table: &Table<K, R>, sense: u8, found: &[(RowRange<K>, K)]) {
        self.tx().learn_rows(table, sense, found);
    }

    /// How many rows have keys that begin with `part`, in constant time; see [`Cx::add_rows`].
    pub async fn count_rows<K: Key, R>(
        &mut self,
        table: &Table<K, R>,
        part: &impl Key,
    ) -> ApiResult<u64> {
        let (scope, tx) = self.scoped();
        tx.count_rows(table, &scope, part).await.map_err(ApiError::bug)
    }

    /// Says that this transaction adds `delta` rows (or removes them) whose keys begin with `part`.
    pub fn add_rows<K: Key, R>(&mut self, table: &Table<K, R>, part: &impl Key, delta: i64) {
        let (scope, tx) = self.scoped();
        tx.add_rows(table, &scope, part, delta);
    }

    /// Runs `f` when the commit has succeeded, in commit order; it must be quick.
    pub fn on_commit(&mut self, f: impl FnOnce() + Send + 'static) {
        self.tx().on_commit(f);
    }

    /// Wakes up to `count` of those who wait for `key`, after the commit.
    pub fn notify(&mut self, key: WakeKey, count: usize) {
        let kernel = self.kernel.clone();
        self.on_commit(move || kernel.wake(key, count));
    }

    /// Calls an operation of another service for the caller: in process, typed, in this transaction, and through
    /// the same stages as a call from outside; the caller needs permission for it, which policies can tie to this
    /// service (`aws:CalledVia`). What it wrote is undone when it fails.
    pub async fn call<Op: Operation>(&mut self, input: Op::Input) -> ApiResult<Op::Output> {
        let region = self.region().clone();
        self.call_with::<Op>(self.call.caller.clone(), self.account, region, input).await
    }

    /// The same as this service itself, in `account`: for what a service does there on its own behalf (a
    /// service-linked role's work, the role of a new account). Nobody's policies are asked.
    pub async fn call_as_service<Op: Operation>(
        &mut self,
        account: AccountId,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let region = self.region().clone();
        self.call_as_service_in::<Op>(account, region, input).await
    }

    /// The same in another region: where a resource of a global service lies, whatever region the call was made in.
    pub async fn call_as_service_in<Op: Operation>(
        &mut self,
        account: AccountId,
        region: Region,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let caller = Arc::new(Caller::service(self.call.service, account));
        self.call_with::<Op>(caller, account, region, input).await
    }

    async fn call_with<Op: Operation>(
        &mut self,
        caller: Arc<Caller>,
        account: AccountId,
        region: Region,
        input: Op::Input,
    ) -> ApiResult<Op::Output> {
        let depth = match &self.call.via {
            Via::Wire { .. } => 1,
            Via::Service { depth, .. } => depth + 1,
        };
        if depth > MAX_DEPTH {
            return Err(ApiError::bug(format!("services call each other {depth} deep")));
        }
        let origin = Arc::new(self.call.via.clone());
        let (operation, entry) = self.kernel.entry(Op::SERVICE, Op::INDEX)?;
        let waits = || ApiError::bug(format!("{} waits, so no transaction can call it", Op::NAME));
        if matches!(entry.handler, Handler::Waiting(_)) {
            return Err(waits());
        }
        let inner = Call {
            service: Op::SERVICE,
            operation,
            caller,
            account,
            region,
            request_id: self.call.request_id.clone(),
            endpoint: self.call.endpoint.clone(),
            via: Via::Service { name: self.call.service, depth, origin: Some(origin) },
            trace: self.call.trace.clone(),
            input: Box::new(input),
        };
        let admitted = {
            let mut nested = self.nested(&inner);
            let admitted = self.kernel.may_run(&mut nested, &inner, entry).await;
            self.tx = nested.tx;
            admitted?
        };
        let inner = Call { account: admitted, ..inner };
        let savepoint = self.tx().savepoint();
        let started = self.kernel.clock().monotonic();
        let mut nested = self.nested(&inner);
        let result = match entry.handler {
            Handler::Transactional(handle) => handle(&mut nested, inner.input.as_ref()).await,
            Handler::Turning(handle) => match handle(&mut nested, inner.input.as_ref()).await {
                Ok(Turn::Done(output)) => Ok(output),
                Ok(Turn::Later(_)) => Err(waits()),
                Err(error) => Err(error),
            },
            Handler::Waiting(_) => Err(waits()),
        };
        self.tx = nested.tx;
        if result.is_err() {
            self.tx().rollback(savepoint);
        }
        self.kernel.account_for(&inner, entry, started, result.as_ref().err());
        let output = result?.into_any().downcast::<Op::Output>();
        output.map(|o| *o).map_err(|_| ApiError::bug("an operation answered with another's output"))
    }

    /// The context of a call within this one, which has the transaction until it gives it back.
    fn nested<'n>(&mut self, call: &'n Call) -> Cx<'n>
    where
        'a: 'n,
    {
        Cx {
            kernel: self.kernel,
            call,
            now: self.now,
            account: call.account,
            abroad: None,
            tx: self.tx.take(),
            gathers: false,
        }
    }

    /// The transaction, for the kernel's own tables.
    pub(crate) fn tx(&mut self) -> &mut Tx {
        self.tx.as_mut().expect("a nested call gives the transaction back")
    }

    /// The account and region that rows are kept under.
    fn scope(&self) -> ScopeId<'_> {
        let region = self.region();
        ScopeId {
            partition: region.partition().as_str(),
            account: self.account.as_str(),
            region: region.as_str(),
        }
    }

    /// The same, with the transaction.
    fn scoped(&mut self) -> (ScopeId<'_>, &mut Tx) {
        let region = self.abroad.as_ref().unwrap_or(&self.call.region);
        let scope = ScopeId {
            partition: region.partition().as_str(),
            account: self.account.as_str(),
            region: region.as_str(),
        };
        (scope, self.tx.as_mut().expect("a nested call gives the transaction back"))
    }
}
