//! A cloud with SQS alone, on a clock that stands still, called through the kernel.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use gen_sqs::operations as ops;
use gen_sqs::{Message, ReceiveMessageRequest, SendMessageRequest, SendMessageResult};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Timestamp, Via,
};
use schema::{Operation, VecMap};
use store::{Durability, Options, Store};

/// One caller's view of a cloud.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    account: AccountId,
    region: Region,
}

pub(crate) type Outcome<T> = Result<T, ApiError>;

/// Where every test's clock begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_700_000_000);

pub(crate) async fn cloud() -> Cloud {
    cloud_over(None, Clock::frozen(START)).await
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_over(dir: Option<PathBuf>, clock: Clock) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder = KernelBuilder::new(store).clock(clock).random(Random::from_seed(7));
    let kernel = builder.service(sqs::service()).build().await.expect("the kernel builds");
    Cloud { kernel, account: AccountId::DEFAULT, region: Region::default_region() }
}

impl Cloud {
    pub(crate) fn in_account(&self, account: &str) -> Cloud {
        let account = AccountId::parse(account).expect("an account");
        Cloud { account, ..self.clone() }
    }

    pub(crate) fn in_region(&self, region: &str) -> Cloud {
        Cloud { region: Region::parse(region).expect("a region"), ..self.clone() }
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
            region: self.region.clone(),
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

    pub(crate) fn advance(&self, seconds: u64) {
        self.kernel.clock().advance(Duration::from_secs(seconds));
    }

    /// Moves the clock and does what became due, a step at a time.
    pub(crate) async fn pass(&self, seconds: u64) {
        for _ in 0..seconds {
            self.advance(1);
            self.settle().await;
        }
    }

    pub(crate) async fn settle(&self) {
        self.kernel.settle().await.expect("due work is done");
    }

    pub(crate) async fn create(&self, name: &str, attributes: &[(&str, &str)]) -> String {
        self.try_create(name, attributes).await.expect("created")
    }

    pub(crate) async fn try_create(
        &self,
        name: &str,
        attributes: &[(&str, &str)],
    ) -> Outcome<String> {
        let input = gen_sqs::CreateQueueRequest {
            queue_name: name.to_owned(),
            attributes: Some(map(attributes)),
            tags: None,
        };
        let created = self.call::<ops::CreateQueue>(input).await?;
        Ok(created.queue_url.expect("a URL"))
    }

    pub(crate) async fn delete_queue(&self, url: &str) -> Outcome<()> {
        let input = gen_sqs::DeleteQueueRequest { queue_url: url.to_owned() };
        self.call::<ops::DeleteQueue>(input).await.map(drop)
    }

    pub(crate) async fn purge(&self, url: &str) -> Outcome<()> {
        let input = gen_sqs::PurgeQueueRequest { queue_url: url.to_owned() };
        self.call::<ops::PurgeQueue>(input).await.map(drop)
    }

    pub(crate) async fn set(&self, url: &str, attributes: &[(&str, &str)]) -> Outcome<()> {
        let input = gen_sqs::SetQueueAttributesRequest {
            queue_url: url.to_owned(),
            attributes: map(attributes),
        };
        self.call::<ops::SetQueueAttributes>(input).await.map(drop)
    }

    pub(crate) async fn attributes(
        &self,
        url: &str,
        names: &[&str],
    ) -> Outcome<BTreeMap<String, String>> {
        let input = gen_sqs::GetQueueAttributesRequest {
            queue_url: url.to_owned(),
            attribute_names: Some(texts(names)),
        };
        let output = self.call::<ops::GetQueueAttributes>(input).await?;
        Ok(output.attributes.unwrap_or_default().into_iter().collect())
    }

    pub(crate) async fn arn(&self, url: &str) -> String {
        self.attributes(url, &["QueueArn"]).await.expect("attributes")["QueueArn"].clone()
    }

    /// Visible, in flight, delayed.
    pub(crate) async fn counts(&self, url: &str) -> (u64, u64, u64) {
        let all = self.attributes(url, &["All"]).await.expect("attributes");
        let count = |name: &str| {
            all[&format!("ApproximateNumberOfMessages{name}")].parse().expect("a count")
        };
        (count(""), count("NotVisible"), count("Delayed"))
    }

    pub(crate) async fn send(&self, url: &str, body: &str) -> SendMessageResult {
        self.try_send(message(url, body)).await.expect("sent")
    }

    pub(crate) async fn try_send(&self, input: SendMessageRequest) -> Outcome<SendMessageResult> {
        self.call::<ops::SendMessage>(input).await
    }

    /// Sends to a group, with a deduplication id that is the body's.
    pub(crate) async fn send_to(&self, url: &str, group: &str, body: &str) -> SendMessageResult {
        self.try_send(grouped(url, group, body, body)).await.expect("sent")
    }

    pub(crate) async fn receive(&self, url: &str, want: i32) -> Vec<Message> {
        self.try_receive(receiving(url, want, None)).await.expect("received")
    }

    pub(crate) async fn receive_for(&self, url: &str, want: i32, timeout: i32) -> Vec<Message> {
        self.try_receive(receiving(url, want, Some(timeout))).await.expect("received")
    }

    pub(crate) async fn try_receive(&self, input: ReceiveMessageRequest) -> Outcome<Vec<Message>> {
        let output = self.call::<ops::ReceiveMessage>(input).await?;
        Ok(output.messages.unwrap_or_default())
    }

    /// Bodies of what a receive returns.
    pub(crate) async fn bodies(&self, url: &str, want: i32, timeout: i32) -> Vec<String> {
        bodies(&self.receive_for(url, want, timeout).await)
    }

    pub(crate) async fn delete(&self, url: &str, message: &Message) -> Outcome<()> {
        self.delete_handle(url, handle(message)).await
    }

    pub(crate) async fn delete_handle(&self, url: &str, handle: &str) -> Outcome<()> {
        let input = gen_sqs::DeleteMessageRequest {
            queue_url: url.to_owned(),
            receipt_handle: handle.to_owned(),
        };
        self.call::<ops::DeleteMessage>(input).await.map(drop)
    }

    pub(crate) async fn change(&self, url: &str, message: &Message, timeout: i32) -> Outcome<()> {
        let input = gen_sqs::ChangeMessageVisibilityRequest {
            queue_url: url.to_owned(),
            receipt_handle: handle(message).to_owned(),
            visibility_timeout: timeout,
        };
        self.call::<ops::ChangeMessageVisibility>(input).await.map(drop)
    }

    /// A pair of queues, the second the dead-letter queue of the first: URLs of source and dead letters.
    pub(crate) async fn pair(&self, name: &str, fifo: bool, receives: u32) -> (String, String) {
        let suffix = if fifo { ".fifo" } else { "" };
        let kind: &[(&str, &str)] = if fifo { &[("FifoQueue", "true")] } else { &[] };
        let dead = self.create(&format!("{name}-dead{suffix}"), kind).await;
        let policy = redrive(&self.arn(&dead).await, receives);
        let mut attributes = kind.to_vec();
        attributes.push(("RedrivePolicy", &policy));
        (self.create(&format!("{name}{suffix}"), &attributes).await, dead)
    }
}

pub(crate) fn redrive(dead: &str, receives: u32) -> String {
    format!(r#"{{"deadLetterTargetArn":"{dead}","maxReceiveCount":{receives}}}"#)
}

pub(crate) fn message(url: &str, body: &str) -> SendMessageRequest {
    SendMessageRequest {
        queue_url: url.to_owned(),
        message_body: body.to_owned(),
        ..SendMessageRequest::default()
    }
}

pub(crate) fn grouped(url: &str, group: &str, body: &str, id: &str) -> SendMessageRequest {
    SendMessageRequest {
        message_group_id: Some(group.to_owned()),
        message_deduplication_id: Some(id.to_owned()),
        ..message(url, body)
    }
}

pub(crate) fn receiving(url: &str, want: i32, timeout: Option<i32>) -> ReceiveMessageRequest {
    ReceiveMessageRequest {
        queue_url: url.to_owned(),
        max_number_of_messages: Some(want),
        visibility_timeout: timeout,
        message_system_attribute_names: Some(texts(&["All"])),
        message_attribute_names: Some(texts(&["All"])),
        ..ReceiveMessageRequest::default()
    }
}

pub(crate) fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) fn map(pairs: &[(&str, &str)]) -> VecMap<String> {
    pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
}

pub(crate) fn bodies(messages: &[Message]) -> Vec<String> {
    messages.iter().map(|m| m.body.clone().expect("a body")).collect()
}

pub(crate) fn handle(message: &Message) -> &str {
    message.receipt_handle.as_deref().expect("a handle")
}

/// A system attribute of a received message.
pub(crate) fn attribute<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    message.attributes.as_ref()?.get(name).map(String::as_str)
}

/// Query code and message of a failure.
pub(crate) fn failure<T: std::fmt::Debug>(outcome: Outcome<T>) -> (String, String) {
    let error = outcome.expect_err("must fail");
    (error.query_code().to_owned(), error.message().unwrap_or_default().to_owned())
}

/// A cloud with KMS beside SQS, that keeps its state in `dir`.
pub(crate) async fn cloud_with_kms(dir: PathBuf) -> Cloud {
    let options = Options { dir: Some(dir), durability: Durability::Process, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let builder = builder.service(sqs::service()).service(kms::service());
    let kernel = builder.build().await.expect("the kernel builds");
    Cloud { kernel, account: AccountId::DEFAULT, region: Region::default_region() }
}
