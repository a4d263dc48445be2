//! A cloud with CloudWatch Logs and KMS, and stand-ins for Lambda and S3 that remember what they were asked for.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use gen_lambda::operations as lambda;
use gen_logs::operations as ops;
use gen_logs::{
    CreateLogGroupInput, CreateLogStreamInput, GetLogEventsInput, InputLogEvent, PutLogEventsInput,
    PutLogEventsOutput,
};
use gen_s3::operations as s3;
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Grade, Handler, Kernel, KernelBuilder,
    Kind, OpEntry, Random, Region, Service, Timestamp, Via,
};
use schema::Operation;
use store::{Durability, Options, Store};

/// Where every test's clock begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_767_225_600);

pub(crate) type Outcome<T> = Result<T, ApiError>;

/// One caller's view of a cloud.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    account: AccountId,
}

/// What the stand-ins are told, and what they say.
#[derive(Default)]
pub(crate) struct Notes {
    /// Payloads of invocations.
    pub(crate) invoked: Mutex<Vec<Vec<u8>>>,
    /// How the next invocations fail.
    pub(crate) failures: Mutex<Vec<u16>>,
    /// The function's policy.
    pub(crate) policy: Mutex<Option<String>>,
    /// Keys and bodies of objects.
    pub(crate) objects: Mutex<Vec<(String, Vec<u8>)>>,
    /// The bucket's policy.
    pub(crate) bucket_policy: Mutex<Option<String>>,
}

pub(crate) async fn cloud() -> Cloud {
    cloud_in(None).await
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_in(dir: Option<PathBuf>) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let builder = builder.service(logs::service()).service(kms::service());
    let builder = builder
        .service(Service::new(&gen_lambda::SCHEMA, FUNCTIONS))
        .service(Service::new(&gen_s3::SCHEMA, BUCKETS));
    let kernel = builder.build().await.expect("the kernel builds");
    Cloud { kernel, account: AccountId::DEFAULT }
}

static FUNCTIONS: &[OpEntry] = &[
    OpEntry {
        name: <lambda::GetPolicy as Operation>::NAME,
        schema_index: <lambda::GetPolicy as Operation>::INDEX,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<gen_lambda::GetPolicyInput>::default(),
        handler: Handler::Transactional(|cx, _| {
            Box::pin(async move {
                let policy = cx.kernel().memory::<Notes>().policy.lock().expect("notes").clone();
                let missing = || ApiError::new("ResourceNotFoundException", 404, "no policy");
                let policy = Some(policy.ok_or_else(missing)?);
                let output = gen_lambda::GetPolicyOutput { policy, revision_id: None };
                Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
    OpEntry {
        name: <lambda::Invoke as Operation>::NAME,
        schema_index: <lambda::Invoke as Operation>::INDEX,
        grade: Grade::Real,
        kind: Kind::Waiting,
        data_event: false,
        new_input: || Box::<gen_lambda::InvokeInput>::default(),
        handler: Handler::Waiting(|kernel, call| {
            Box::pin(async move {
                let input: gen_lambda::InvokeInput = kernel::take_input(call);
                let notes = kernel.memory::<Notes>();
                if let Some(status) = notes.failures.lock().expect("notes").pop() {
                    return Err(ApiError::new("ServiceException", status, "it fails"));
                }
                if input.invocation_type.as_deref() != Some("DryRun") {
                    let payload = input.payload.unwrap_or_default().to_vec();
                    notes.invoked.lock().expect("notes").push(payload);
                }
                Ok(Box::new(gen_lambda::InvokeOutput::default()) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
];

static BUCKETS: &[OpEntry] = &[
    OpEntry {
        name: <s3::GetBucketPolicy as Operation>::NAME,
        schema_index: <s3::GetBucketPolicy as Operation>::INDEX,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<gen_s3::GetBucketPolicyInput>::default(),
        handler: Handler::Transactional(|cx, input| {
            Box::pin(async move {
                let input = kernel::input_of::<gen_s3::GetBucketPolicyInput>(input);
                if input.bucket != "bucket" {
                    return Err(ApiError::new("NoSuchBucket", 404, "none"));
                }
                let notes = cx.kernel().memory::<Notes>();
                let policy = notes.bucket_policy.lock().expect("notes").clone();
                let missing = || ApiError::new("NoSuchBucketPolicy", 404, "none");
                let policy = Some(policy.ok_or_else(missing)?);
                let output = gen_s3::GetBucketPolicyOutput { policy };
                Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
    OpEntry {
        name: <s3::PutObject as Operation>::NAME,
        schema_index: <s3::PutObject as Operation>::INDEX,
        grade: Grade::Real,
        kind: Kind::Streaming,
        data_event: false,
        new_input: || Box::<gen_s3::PutObjectInput>::default(),
        handler: Handler::Waiting(|kernel, call| {
            Box::pin(async move {
                let input: gen_s3::PutObjectInput = kernel::take_input(call);
                let mut body = Vec::new();
                if let Some(mut stream) = input.body.and_then(|body| body.take()) {
                    while let Some(part) =
                        std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await
                    {
                        body.extend_from_slice(&part.expect("a part"));
                    }
                }
                let notes = kernel.memory::<Notes>();
                notes.objects.lock().expect("notes").push((input.key, body));
                Ok(Box::new(gen_s3::PutObjectOutput::default()) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
];

impl Cloud {
    pub(crate) fn in_account(&self, account: &str) -> Cloud {
        let account = AccountId::parse(account).expect("an account");
        Cloud { account, ..self.clone() }
    }

    pub(crate) fn notes(&self) -> Arc<Notes> {
        self.kernel.memory()
    }

    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        let call = Call {
            service: Op::SERVICE,
            operation,
            account: self.account,
            caller: Arc::new(Caller::root(self.account, "test")),
            region: Region::default_region(),
            request_id: "request".to_owned(),
            endpoint: Endpoint { secure: false, authority: "localhost:4566".to_owned() },
            via: Via::Wire {
                source: [127, 0, 0, 1].into(),
                user_agent: "test".into(),
                referer: None,
            },
            trace: None,
            input: Box::new(input),
        };
        let output = self.kernel.dispatch(call).await?;
        Ok(*output.into_any().downcast::<Op::Output>().expect("the operation's own output"))
    }

    /// Does what is due; long jobs go on beside it.
    pub(crate) async fn settle(&self) {
        self.kernel.settle().await.expect("due work is done");
    }

    /// Waits for what long jobs do: `done` says whether they did it.
    pub(crate) async fn until(&self, done: impl Fn(&Notes) -> bool) {
        let notes = self.notes();
        for _ in 0..10_000 {
            self.settle().await;
            if done(&notes) {
                return;
            }
            tokio::task::yield_now().await;
        }
        panic!("it was not done");
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.kernel.clock().advance(by);
    }

    pub(crate) fn now(&self) -> i64 {
        self.kernel.clock().now().as_millis()
    }

    /// A group with one stream, both called so.
    pub(crate) async fn create(&self, group: &str, stream: &str) {
        let input = CreateLogGroupInput { log_group_name: group.to_owned(), ..Default::default() };
        self.call::<ops::CreateLogGroup>(input).await.expect("a group");
        self.create_stream(group, stream).await;
    }

    pub(crate) async fn create_stream(&self, group: &str, stream: &str) {
        let (group, stream) = (group.to_owned(), stream.to_owned());
        let input = CreateLogStreamInput { log_group_name: group, log_stream_name: stream };
        self.call::<ops::CreateLogStream>(input).await.expect("a stream");
    }

    /// Puts events at these milliseconds from now.
    pub(crate) async fn put(
        &self,
        group: &str,
        stream: &str,
        events: &[(i64, &str)],
    ) -> Outcome<PutLogEventsOutput> {
        let event = |(at, message): &(i64, &str)| InputLogEvent {
            timestamp: self.now() + at,
            message: (*message).to_owned(),
        };
        let input = PutLogEventsInput {
            log_group_name: group.to_owned(),
            log_stream_name: stream.to_owned(),
            log_events: events.iter().map(event).collect(),
            ..Default::default()
        };
        self.call::<ops::PutLogEvents>(input).await
    }

    /// The messages of a stream, from its head.
    pub(crate) async fn messages(&self, group: &str, stream: &str) -> Outcome<Vec<String>> {
        let input = GetLogEventsInput {
            log_group_name: Some(group.to_owned()),
            log_stream_name: stream.to_owned(),
            start_from_head: Some(true),
            ..Default::default()
        };
        let events = self.call::<ops::GetLogEvents>(input).await?.events.unwrap_or_default();
        Ok(events.into_iter().filter_map(|event| event.message).collect())
    }
}

/// The text in a gzip file.
pub(crate) fn unzip(bytes: &[u8]) -> String {
    use std::io::Read as _;
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).expect("gzip");
    text
}
