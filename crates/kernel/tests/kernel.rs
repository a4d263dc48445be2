//! The kernel's promises, with a service made for the purpose: retries, jobs by the clock, announcements
//! delivered once, nested calls undone when they fail, faults, isolation by account and region.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use gen_sts::{GetCallerIdentityRequest, GetCallerIdentityResponse};
use kernel::{
    Access, AccessFn, ApiError, ApiResult, Call, Caller, Clock, ConsumerEntry, Cx, Effect,
    Endpoint, Fault, Grade, Handler, Job, JobEntry, Kernel, KernelBuilder, Kind, LongJobEntry,
    OpEntry, Random, Region, Service, Timestamp, Topic, Via, transact,
};
use schema::Operation as _;
use store::{Options, Scope, Store, Table};

type Identity = gen_sts::operations::GetCallerIdentity;

static COUNTERS: Table<String, u64> = Table::new("sts.counter", Scope::Regional, 1);
const TICK: Job<String> = Job::new("sts.tick");
const FAILING: Job<String> = Job::new("sts.failing");
const LONG: Job<String> = Job::new("sts.long");
const SLOW: Job<String> = Job::new("sts.slow");
const HAPPENED: Topic<String> = Topic::new("test.happened");

async fn add(cx: &mut Cx<'_>, name: &str, n: u64) -> ApiResult<u64> {
    let key = name.to_owned();
    let total = cx.get(&COUNTERS, &key).await?.unwrap_or(0) + n;
    cx.put(&COUNTERS, &key, &total);
    Ok(total)
}

/// Counts calls, and fails on request: what the nested calls call.
static OPERATIONS: &[OpEntry] = &[OpEntry {
    name: Identity::NAME,
    schema_index: Identity::INDEX,
    grade: Grade::Real,
    kind: Kind::Transactional,
    data_event: false,
    new_input: || Box::<GetCallerIdentityRequest>::default(),
    handler: Handler::Transactional(|cx, _| {
        Box::pin(async move {
            let n = add(cx, "called", 1).await?;
            if n > 2 {
                return Err(ApiError::new("Enough", 400, "three is too many"));
            }
            let output =
                GetCallerIdentityResponse { account: Some(n.to_string()), ..Default::default() };
            Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
        })
    }),
}];

static JOBS: &[JobEntry] = &[
    JobEntry {
        name: TICK.name,
        run: |cx, raw| {
            Box::pin(async move {
                let name = TICK.payload(raw)?;
                add(cx, &name, 1).await.map(drop)
            })
        },
    },
    JobEntry {
        name: FAILING.name,
        run: |cx, raw| {
            Box::pin(async move {
                let name = FAILING.payload(raw)?;
                add(cx, &name, 1).await?;
                let ready = cx.now() >= Timestamp::from_secs(1_100);
                if ready { Ok(()) } else { Err(ApiError::bug("not yet")) }
            })
        },
    },
];

static LONG_JOBS: &[LongJobEntry] = &[LongJobEntry {
    name: LONG.name,
    run: |wx, raw| {
        Box::pin(async move {
            let name = LONG.payload(raw)?;
            let tried: ApiResult<u64> = transact!(wx, cx => add(cx, &name, 1).await);
            let tried = tried?;
            match name.as_str() {
                "fails at first" if tried == 1 => Err(ApiError::bug("not yet")),
                "panics at first" if tried == 1 => panic!("a job of this test panics"),
                "waits for ever" => std::future::pending().await,
                _ => Ok(()),
            }
        })
    },
}];

/// Ends once what stands behind it has begun, and has something else done then.
static SLOW_JOBS: &[LongJobEntry] = &[LongJobEntry {
    name: SLOW.name,
    run: |wx, raw| {
        Box::pin(async move {
            let key = SLOW.payload(raw)?;
            begun(wx.kernel(), "beside", 1).await;
            transact!(wx, cx => {
                let now = cx.now();
                match add(cx, "slow", 1).await {
                    Ok(_) => cx.schedule(&TICK, &key, now, &"after".to_owned()).await,
                    Err(error) => Err(error),
                }
            })
        })
    },
}];

static CONSUMERS: &[ConsumerEntry] = &[
    ConsumerEntry {
        name: "sts.first",
        topic: HAPPENED.name,
        run: |cx, raw| Box::pin(hear(cx, raw)),
    },
    ConsumerEntry {
        name: "sts.second",
        topic: HAPPENED.name,
        run: |cx, raw| Box::pin(hear(cx, raw)),
    },
];

async fn hear(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let name: String = postcard::from_bytes(raw).map_err(ApiError::bug)?;
    add(cx, &name, 1).await.map(drop)
}

async fn kernel() -> Kernel {
    kernel_with(None).await
}

async fn kernel_with(access: Option<AccessFn>) -> Kernel {
    kernel_over(Store::open(Options::memory()).expect("memory opens"), access).await
}

async fn kernel_over(store: Store, access: Option<AccessFn>) -> Kernel {
    KernelBuilder::new(store)
        .clock(Clock::frozen(Timestamp::from_secs(1_000)))
        .random(Random::from_seed(1))
        .service(Service {
            jobs: JOBS,
            long_jobs: LONG_JOBS,
            slow_jobs: SLOW_JOBS,
            consumers: CONSUMERS,
            access,
            ..Service::new(&gen_sts::SCHEMA, OPERATIONS)
        })
        .build()
        .await
        .expect("a kernel over an empty store")
}

fn call_in(account: &str, region: &str) -> Call {
    let account = account.parse().expect("an account");
    Call {
        service: "sts",
        operation: 0,
        caller: Arc::new(Caller::root(account, "test")),
        account,
        region: Region::parse(region).expect("a region"),
        request_id: "r".to_owned(),
        endpoint: Endpoint { secure: false, authority: "localhost:4566".to_owned() },
        via: Via::Wire { source: [127, 0, 0, 1].into(), user_agent: "test".into(), referer: None },
        trace: None,
        input: Box::<GetCallerIdentityRequest>::default(),
    }
}

fn call() -> Call {
    call_in("000000000000", "us-east-1")
}

async fn count(kernel: &Kernel, call: &Call, name: &str) -> u64 {
    let result: ApiResult<u64> = transact!(kernel, call, cx => {
        cx.get(&COUNTERS, &name.to_owned()).await.map(|n| n.unwrap_or(0))
    });
    result.expect("a read")
}

#[tokio::test]
async fn the_handler_goes_on_where_the_authorisation_ends_without_what_it_wrote() {
    let kernel = kernel_with(Some(|cx, _| {
        Box::pin(async move {
            add(cx, "asked", 1).await?;
            Ok(Access::Open)
        })
    }))
    .await;
    let identity = kernel.dispatch(call()).await;
    assert!(identity.is_ok(), "{:?}", identity.err());
    assert_eq!(count(&kernel, &call(), "asked").await, 0, "it was only looking");
    assert_eq!(count(&kernel, &call(), "called").await, 1);
    let call = call();
    let nested: ApiResult<()> = transact!(&kernel, &call, cx => {
        cx.call::<Identity>(GetCallerIdentityRequest::default()).await.map(drop)
    });
    assert!(nested.is_ok(), "{:?}", nested.err());
    assert_eq!(count(&kernel, &call, "asked").await, 0);
    assert_eq!(count(&kernel, &call, "called").await, 2);
}

#[tokio::test]
async fn a_conflicting_transaction_runs_again() {
    let kernel = kernel().await;
    let (call, runs) = (call(), AtomicU32::new(0));
    let result: ApiResult<u64> = transact!(&kernel, &call, cx => {
        let seen = add(cx, "n", 1).await;
        if runs.fetch_add(1, Ordering::SeqCst) == 0 {
            let other: ApiResult<u64> = transact!(&kernel, &call, cx => add(cx, "n", 10).await);
            assert_eq!(other.expect("the other commits"), 10);
        }
        seen
    });
    assert_eq!(result.expect("the second run commits"), 11);
    assert_eq!(runs.load(Ordering::SeqCst), 2);
    assert!(kernel.metrics().prometheus().contains("stratus_conflicts_total 1"));
}

#[tokio::test]
async fn a_job_runs_when_its_time_comes_and_only_once() {
    let kernel = kernel().await;
    let call = call();
    let due = Timestamp::from_secs(1_000 + 86_400);
    let done: ApiResult<()> = transact!(&kernel, &call, cx => {
        let twice = cx.schedule(&TICK, "a", due, &"ticks".to_owned()).await;
        match twice {
            Ok(()) => cx.schedule(&TICK, "a", due, &"ticks".to_owned()).await,
            error => error,
        }
    });
    done.expect("scheduled");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "ticks").await, 0);
    kernel.clock().advance(Duration::from_secs(86_400));
    kernel.settle().await.expect("settles");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "ticks").await, 1);
}

#[tokio::test]
async fn a_job_that_was_called_off_does_not_run() {
    let kernel = kernel().await;
    let call = call();
    let done: ApiResult<()> = transact!(&kernel, &call, cx => {
        let due = cx.now();
        match cx.schedule(&TICK, "a", due, &"ticks".to_owned()).await {
            Ok(()) => cx.cancel(&TICK, "a").await,
            error => error,
        }
    });
    done.expect("scheduled and called off");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "ticks").await, 0);
}

#[tokio::test]
async fn a_failing_job_has_no_effect_and_is_tried_again() {
    let kernel = kernel().await;
    let call = call();
    let done: ApiResult<()> = transact!(&kernel, &call, cx => {
        let due = cx.now();
        cx.schedule(&FAILING, "a", due, &"tries".to_owned()).await
    });
    done.expect("scheduled");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "tries").await, 0);
    kernel.clock().advance(Duration::from_secs(100));
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "tries").await, 1);
}

/// Lets tasks run: the clock of these tests stands.
#[expect(clippy::disallowed_methods, reason = "long jobs run in the system's time")]
async fn pause() {
    tokio::time::sleep(Duration::from_millis(5)).await;
}

/// Schedules the long job of this name, and waits until it was begun so many times.
async fn begin_long(kernel: &Kernel, name: &str) {
    let call = call();
    let done: ApiResult<()> = transact!(kernel, &call, cx => {
        let due = cx.now();
        cx.schedule(&LONG, name, due, &name.to_owned()).await
    });
    done.expect("scheduled");
    kernel.settle().await.expect("settles");
}

async fn begun(kernel: &Kernel, name: &str, times: u64) {
    for _ in 0..2_000 {
        if count(kernel, &call(), name).await == times {
            return;
        }
        pause().await;
    }
    panic!("{name:?} was begun {} times, not {times}", count(kernel, &call(), name).await);
}

/// Moves the clock until what was put off is due. It is put off after it failed, which nobody is told.
async fn again(kernel: &Kernel, name: &str) {
    for _ in 0..2_000 {
        kernel.clock().advance(Duration::from_secs(10));
        kernel.settle().await.expect("settles");
        if count(kernel, &call(), name).await > 1 {
            return;
        }
        pause().await;
    }
}

#[tokio::test]
async fn long_jobs_run_beside_each_other_and_once() {
    let kernel = kernel().await;
    begin_long(&kernel, "waits for ever").await;
    begin_long(&kernel, "ends").await;
    begun(&kernel, "waits for ever", 1).await;
    begun(&kernel, "ends", 1).await;
    kernel.clock().advance(Duration::from_secs(3_600));
    kernel.settle().await.expect("settles");
    pause().await;
    begun(&kernel, "ends", 1).await;
}

#[tokio::test]
async fn a_long_job_that_fails_or_panics_is_tried_again() {
    let kernel = kernel().await;
    for name in ["fails at first", "panics at first"] {
        begin_long(&kernel, name).await;
        begun(&kernel, name, 1).await;
        again(&kernel, name).await;
        begun(&kernel, name, 2).await;
    }
}

#[tokio::test]
async fn a_long_job_that_a_stop_interrupted_runs_again() {
    let store = Store::open(Options::memory()).expect("memory opens");
    let first = kernel_over(store.clone(), None).await;
    begin_long(&first, "waits for ever").await;
    begun(&first, "waits for ever", 1).await;
    first.stop().await.expect("stops");
    let second = kernel_over(store, None).await;
    second.settle().await.expect("settles");
    begun(&second, "waits for ever", 2).await;
    // As when a snapshot was loaded: what ran ends, what the state holds begins.
    second.reload().await.expect("reloads");
    second.settle().await.expect("settles");
    begun(&second, "waits for ever", 3).await;
}

#[tokio::test]
async fn slow_jobs_hold_nothing_up_and_are_waited_for() {
    let kernel = kernel().await;
    let call = call();
    let done: ApiResult<()> = transact!(&kernel, &call, cx => async {
        let due = cx.now();
        for n in 0..5 {
            cx.schedule(&SLOW, &n.to_string(), due, &n.to_string()).await?;
        }
        // It is of another kind, and stands behind them in the line.
        cx.schedule(&LONG, "beside", due, &"beside".to_owned()).await
    }.await);
    done.expect("scheduled");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "slow").await, 5);
    assert_eq!(count(&kernel, &call, "after").await, 5, "what they had done is done, too");
}

#[tokio::test]
async fn every_consumer_hears_an_announcement_once() {
    let kernel = kernel().await;
    let call = call_in("111122223333", "eu-west-1");
    let done: ApiResult<()> =
        transact!(&kernel, &call, cx => cx.announce(&HAPPENED, &"heard".to_owned()));
    done.expect("announced");
    kernel.settle().await.expect("settles");
    kernel.settle().await.expect("settles");
    assert_eq!(count(&kernel, &call, "heard").await, 2);
    let elsewhere = call_in("111122223333", "us-east-1");
    assert_eq!(count(&kernel, &elsewhere, "heard").await, 0);
}

#[tokio::test]
async fn a_failed_nested_call_is_undone_and_its_caller_goes_on() {
    let kernel = kernel().await;
    let call = call();
    let outcomes: ApiResult<Vec<Option<String>>> = transact!(&kernel, &call, cx => {
        let mut seen = Vec::new();
        for _ in 0..3 {
            let answer = cx.call::<Identity>(GetCallerIdentityRequest::default()).await;
            seen.push(answer.ok().and_then(|a| a.account));
        }
        add(cx, "caller", 1).await.map(|_| seen)
    });
    let seen = outcomes.expect("commits");
    assert_eq!(seen, [Some("1".to_owned()), Some("2".to_owned()), None]);
    assert_eq!(count(&kernel, &call, "called").await, 2);
    assert_eq!(count(&kernel, &call, "caller").await, 1);
}

#[tokio::test]
async fn rows_of_one_account_and_region_are_not_seen_in_another() {
    let kernel = kernel().await;
    kernel.dispatch(call()).await.map(drop).expect("called");
    for (account, region) in [("000000000000", "eu-west-1"), ("111111111111", "us-east-1")] {
        assert_eq!(count(&kernel, &call_in(account, region), "called").await, 0);
    }
    assert_eq!(count(&kernel, &call(), "called").await, 1);
}

#[tokio::test]
async fn a_handler_can_work_in_another_region() {
    let kernel = kernel().await;
    let (here, there) = (call(), call_in("000000000000", "eu-west-1"));
    let result: ApiResult<()> = transact!(&kernel, &here, cx => async {
        let home = cx.enter_region(there.region.clone());
        add(cx, "written", 1).await?;
        cx.call::<Identity>(GetCallerIdentityRequest::default()).await?;
        let now = cx.now();
        cx.schedule(&TICK, "t", now, &"ticked".to_owned()).await?;
        cx.enter_region(home);
        add(cx, "written", 10).await.map(drop)
    }.await);
    result.expect("committed");
    kernel.settle().await.expect("jobs run");
    for (name, at_home, abroad) in [("written", 10, 1), ("called", 0, 1), ("ticked", 0, 1)] {
        assert_eq!(count(&kernel, &here, name).await, at_home, "{name}");
        assert_eq!(count(&kernel, &there, name).await, abroad, "{name}");
    }
}

#[tokio::test]
async fn faults_stop_what_they_match() {
    let kernel = kernel().await;
    let mut fault = Fault {
        id: "f".to_owned(),
        service: Some("sts".to_owned()),
        operation: None,
        account: None,
        region: Some("us-east-1".to_owned()),
        probability: 1.0,
        effect: Effect::Error { code: "Boom".to_owned(), status: 503, message: "b".to_owned() },
    };
    let add = |f: &Fault| kernel.faults().add(f.clone(), kernel.random(), kernel.clock().now());
    add(&fault).expect("a good rule");
    let error = kernel.dispatch(call()).await.map(drop).expect_err("the fault");
    assert_eq!((error.code(), error.status()), ("Boom", 503));
    kernel.dispatch(call_in("000000000000", "eu-west-1")).await.map(drop).expect("not matched");

    fault.effect = Effect::Throttle { rate: 1.0, burst: 1.0 };
    add(&fault).expect("a good rule");
    kernel.dispatch(call()).await.map(drop).expect("the first of the bucket");
    let error = kernel.dispatch(call()).await.map(drop).expect_err("the bucket is empty");
    assert_eq!(error.code(), "ThrottlingException");
    kernel.clock().advance(Duration::from_secs(1));
    kernel.dispatch(call()).await.map(drop).expect("a second later there is a token");

    fault.probability = 2.0;
    assert!(add(&fault).is_err());
    assert!(kernel.faults().remove("f") && !kernel.faults().remove("f"));
}

#[tokio::test]
async fn calls_are_told_in_the_audit_trail_newest_first() {
    let kernel = kernel().await;
    for _ in 0..3 {
        let _third_fails = kernel.dispatch(call()).await.map(drop);
    }
    let trail = kernel.audit().recent(10);
    let codes: Vec<_> = trail.iter().map(|r| r.error.as_deref()).collect();
    assert_eq!(codes, [Some("Enough"), None, None]);
    assert_eq!(trail[0].operation, "GetCallerIdentity");
    assert_eq!(trail[0].principal, "arn:aws:iam::000000000000:root");
}

#[tokio::test]
async fn keys_and_clock_survive_and_reset_keeps_the_root_key() {
    let dir = tempdir();
    let open = || {
        let store = Store::open(Options::at(&dir, store::Durability::Process)).expect("opens");
        KernelBuilder::new(store)
    };
    let first = open().build().await.expect("first start");
    let key = first.root_key().expect("a root key is made");
    first.clock().freeze_at(Timestamp::from_secs(5));
    first.reset().await.expect("reset");
    assert_eq!(first.root_key(), Some(key.clone()));
    first.stop().await.expect("stop");
    first.store().clone().close().expect("closed");
    drop(first);
    let second = open().build().await.expect("second start");
    assert_eq!(second.root_key(), Some(key));
    assert_eq!(second.clock().now(), Timestamp::from_secs(5));
    drop(second);
    std::fs::remove_dir_all(&dir).expect("removed");
}

fn tempdir() -> std::path::PathBuf {
    let name = format!("stratus-kernel-{}", Random::from_system().hex(8));
    let dir = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&dir).expect("a temporary folder");
    dir
}
