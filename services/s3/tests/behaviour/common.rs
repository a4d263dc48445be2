//! A cloud with S3 alone, on a clock that stands still, called through the kernel.

use std::path::PathBuf;
use std::sync::Arc;
use std::task::Poll;

use bytes::Bytes;
use gen_s3::operations as ops;
use gen_s3::{CreateBucketInput, GetObjectInput, GetObjectOutput, PutObjectInput, PutObjectOutput};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Service, Timestamp, Via,
};
use schema::{ByteStream, Operation};
use store::{Durability, Options, Store};

#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
}

pub(crate) type Outcome<T> = Result<T, ApiError>;

pub(crate) const BUCKET: &str = "mine";

/// A cloud with a bucket.
pub(crate) async fn cloud() -> Cloud {
    let cloud = cloud_over(None).await;
    cloud.create(BUCKET).await;
    cloud
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_over(dir: Option<PathBuf>) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    open(options, vec![s3::service(), s3::control()]).await
}

/// A cloud of these services, in memory.
pub(crate) async fn cloud_with(services: Vec<Service>) -> Cloud {
    open(Options { durability: Durability::Memory, ..Options::default() }, services).await
}

async fn open(options: Options, services: Vec<Service>) -> Cloud {
    let store = Store::open(options).expect("the store opens");
    let clock = Clock::frozen(Timestamp::from_secs(1_700_000_000));
    let mut builder = KernelBuilder::new(store).clock(clock).random(Random::from_seed(7));
    for service in services {
        builder = builder.service(service);
    }
    Cloud { kernel: builder.build().await.expect("the kernel builds") }
}

impl Cloud {
    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        self.call_as::<Op>("test", input).await
    }

    /// The same by another access key.
    pub(crate) async fn call_as<Op: Operation>(
        &self,
        key: &str,
        input: Op::Input,
    ) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        let call = Call {
            service: Op::SERVICE,
            operation,
            account: AccountId::DEFAULT,
            caller: Arc::new(Caller::root(AccountId::DEFAULT, key)),
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

    pub(crate) async fn create(&self, bucket: &str) {
        let input = CreateBucketInput { bucket: bucket.to_owned(), ..CreateBucketInput::default() };
        self.call::<ops::CreateBucket>(input).await.expect("created");
    }

    pub(crate) async fn put(&self, key: &str, body: ByteStream) -> Outcome<PutObjectOutput> {
        self.put_with(put_input(key, body)).await
    }

    pub(crate) async fn put_with(&self, input: PutObjectInput) -> Outcome<PutObjectOutput> {
        self.call::<ops::PutObject>(input).await
    }

    pub(crate) async fn get(&self, key: &str) -> Outcome<GetObjectOutput> {
        self.call::<ops::GetObject>(get_input(key)).await
    }

    /// How many files there are of bodies.
    pub(crate) fn files(&self) -> usize {
        let mut count = 0;
        let kept = |_: &str| {
            count += 1;
            true
        };
        self.kernel.store().blobs().sweep(kept).expect("swept");
        count
    }
}

pub(crate) fn put_input(key: &str, body: ByteStream) -> PutObjectInput {
    PutObjectInput {
        bucket: BUCKET.to_owned(),
        key: key.to_owned(),
        body: Some(body),
        ..PutObjectInput::default()
    }
}

pub(crate) fn get_input(key: &str) -> GetObjectInput {
    GetObjectInput { bucket: BUCKET.to_owned(), key: key.to_owned(), ..GetObjectInput::default() }
}

pub(crate) fn body(bytes: impl Into<Bytes>) -> ByteStream {
    ByteStream::from_bytes(bytes.into())
}

/// Bytes that differ from place to place.
pub(crate) fn pattern(len: usize) -> Vec<u8> {
    (0..len).map(|at| (at / 7 % 251) as u8 ^ (at % 13) as u8).collect()
}

/// A stream that makes its bytes as they are read.
pub(crate) struct Made {
    pub(crate) left: u64,
    pub(crate) piece: Bytes,
    pub(crate) end: End,
}

/// What a stream does when nothing is left.
#[derive(Clone, Copy)]
pub(crate) enum End {
    Ends,
    /// Fails, as when a client hangs up.
    Breaks,
    /// Waits for ever.
    Stalls,
}

impl Made {
    pub(crate) fn stream(len: u64, end: End) -> ByteStream {
        let piece = Bytes::from(pattern(128 * 1024));
        ByteStream::new(Made { left: len, piece, end }, Some(len))
    }
}

impl futures_core::Stream for Made {
    type Item = std::io::Result<Bytes>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            let broken = std::io::Error::other(ApiError::new("IncompleteBody", 400, "gone"));
            return match self.end {
                End::Ends => Poll::Ready(None),
                End::Breaks => Poll::Ready(Some(Err(broken))),
                End::Stalls => Poll::Pending,
            };
        }
        let len = self.left.min(self.piece.len() as u64);
        self.left -= len;
        Poll::Ready(Some(Ok(self.piece.slice(..usize::try_from(len).expect("small")))))
    }
}

/// All of a body.
pub(crate) async fn read(output: GetObjectOutput) -> Vec<u8> {
    let mut stream = output.body.and_then(|body| body.take()).expect("a body");
    let mut all = Vec::new();
    while let Some(piece) = std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await {
        all.extend_from_slice(&piece.expect("readable"));
    }
    all
}
