//! Clients and throw-away queues for the tests in `tests/`.
//!
//! The endpoint comes from `STRATUS_ENDPOINT`. One attempt only, so that no error hides behind a retry.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use aws_credential_types::Credentials;
use aws_sdk_sqs::Client;
use aws_sdk_sqs::config::retry::RetryConfig;
use aws_sdk_sqs::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_sdk_sqs::types::{Message, MessageSystemAttributeName, QueueAttributeName};

pub const ACCOUNT: &str = "000000000000";

/// A setting of a queue: an attribute's name and its value.
pub type Setting<'a> = (QueueAttributeName, &'a str);

/// The environment's variable of this name.
pub fn setting(name: &str, otherwise: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| otherwise.to_owned())
}

pub fn endpoint() -> String {
    setting("STRATUS_ENDPOINT", "http://127.0.0.1:4566")
}

fn credentials() -> Credentials {
    let key = setting("STRATUS_ACCESS_KEY_ID", "test");
    Credentials::from_keys(key, setting("STRATUS_SECRET_ACCESS_KEY", "test"), None)
}

pub fn http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

pub fn sqs() -> Client {
    let config = aws_sdk_sqs::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint())
        .credentials_provider(credentials())
        .retry_config(RetryConfig::disabled())
        .http_client(http())
        .build();
    Client::from_conf(config)
}

pub fn sts() -> aws_sdk_sts::Client {
    let config = aws_sdk_sts::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint())
        .credentials_provider(credentials())
        .retry_config(RetryConfig::disabled())
        .http_client(http())
        .build();
    aws_sdk_sts::Client::from_conf(config)
}

pub fn dynamodb() -> aws_sdk_dynamodb::Client {
    let config = aws_sdk_dynamodb::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint())
        .credentials_provider(credentials())
        .retry_config(RetryConfig::disabled())
        .http_client(http())
        .build();
    aws_sdk_dynamodb::Client::from_conf(config)
}

pub fn s3() -> aws_sdk_s3::Client {
    let config = aws_sdk_s3::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::from_static("us-east-1"))
        .endpoint_url(endpoint())
        .force_path_style(true)
        .credentials_provider(credentials())
        .retry_config(RetryConfig::disabled())
        .http_client(http())
        .build();
    aws_sdk_s3::Client::from_conf(config)
}

/// A name that no other test uses.
pub fn unique() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_nanos();
    format!("rust-{now:x}-{}", COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A client with one queue of its own; [`Queue::delete`] ends it.
pub struct Queue {
    pub sqs: Client,
    pub url: String,
}

impl Queue {
    pub async fn standard(settings: &[Setting<'_>]) -> Self {
        Self::create(&unique(), settings).await
    }

    pub async fn fifo(settings: &[Setting<'_>]) -> Self {
        let mut all = vec![(QueueAttributeName::FifoQueue, "true")];
        all.extend_from_slice(settings);
        Self::create(&format!("{}.fifo", unique()), &all).await
    }

    async fn create(name: &str, settings: &[Setting<'_>]) -> Self {
        let attributes: HashMap<_, _> =
            settings.iter().map(|(name, value)| (name.clone(), (*value).to_owned())).collect();
        let sqs = sqs();
        let made =
            sqs.create_queue().queue_name(name).set_attributes(Some(attributes)).send().await;
        let url = made.expect("the queue is created").queue_url.expect("a URL is answered");
        Self { sqs, url }
    }

    pub fn name(&self) -> &str {
        self.url.rsplit('/').next().expect("rsplit yields at least one part")
    }

    pub async fn send(&self, body: &str) {
        self.sqs.send_message().queue_url(&self.url).message_body(body).send().await.expect("sent");
    }

    /// Sends to a group of a FIFO queue; gives the sequence number.
    pub async fn send_to_group(&self, group: &str, body: &str) -> String {
        let call = self.sqs.send_message().queue_url(&self.url).message_body(body);
        let sent = call.message_group_id(group).send().await.expect("sent");
        sent.sequence_number.expect("a FIFO queue numbers its messages")
    }

    /// One ReceiveMessage with all attributes; `wait` is in seconds.
    pub async fn receive(&self, most: i32, wait: i32) -> Vec<Message> {
        let call = self.sqs.receive_message().queue_url(&self.url).message_attribute_names("All");
        let call = call.message_system_attribute_names(MessageSystemAttributeName::All);
        let call = call.max_number_of_messages(most).wait_time_seconds(wait);
        call.send().await.expect("received").messages.unwrap_or_default()
    }

    /// Long-polls until `count` messages have come.
    pub async fn collect(&self, count: usize) -> Vec<Message> {
        let mut found = Vec::new();
        for _ in 0..count + 3 {
            if found.len() < count {
                let most = (count - found.len()).min(10) as i32;
                found.extend(self.receive(most, 2).await);
            }
        }
        assert_eq!(found.len(), count, "messages collected");
        found
    }

    /// Deletes a received message.
    pub async fn forget(&self, message: &Message) {
        let handle = message.receipt_handle().expect("a received message has a handle");
        let call = self.sqs.delete_message().queue_url(&self.url).receipt_handle(handle);
        call.send().await.expect("deleted");
    }

    pub async fn attribute(&self, name: QueueAttributeName) -> Option<String> {
        let call = self.sqs.get_queue_attributes().queue_url(&self.url);
        let answer = call.attribute_names(name.clone()).send().await.expect("read");
        answer.attributes.unwrap_or_default().remove(&name)
    }

    pub async fn arn(&self) -> String {
        self.attribute(QueueAttributeName::QueueArn).await.expect("every queue has an ARN")
    }

    pub async fn delete(self) {
        self.sqs.delete_queue().queue_url(&self.url).send().await.expect("deleted");
    }
}

pub fn bodies(messages: &[Message]) -> Vec<&str> {
    messages.iter().map(|message| message.body().unwrap_or_default()).collect()
}
