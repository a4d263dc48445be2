//! A cloud with DynamoDB alone, called through the kernel.

use std::path::PathBuf;
use std::sync::Arc;

use gen_dynamodb::{
    AttributeDefinition, AttributeValue, CreateTableInput, GetItemInput, KeySchemaElement,
    PutItemInput, operations as ops,
};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Settings, Timestamp, Via,
};
use schema::{Operation, VecMap};
use store::{Durability, Options, Store};

pub(crate) type Outcome<T> = Result<T, ApiError>;
pub(crate) type Item = VecMap<AttributeValue>;

#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
}

pub(crate) async fn cloud() -> Cloud {
    cloud_over(None).await
}

/// A cloud that keeps its state in `dir`, when given.
pub(crate) async fn cloud_over(dir: Option<PathBuf>) -> Cloud {
    cloud_with(dir, Settings::default()).await
}

/// The same with these settings; KMS, S3 and the logs are there as well.
pub(crate) async fn cloud_with(dir: Option<PathBuf>, settings: Settings) -> Cloud {
    let durability = if dir.is_some() { Durability::Process } else { Durability::Memory };
    let options = Options { dir, durability, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let clock = Clock::frozen(Timestamp::from_secs(1_700_000_000));
    let builder = KernelBuilder::new(store).clock(clock).random(Random::from_seed(7));
    let builder = builder.settings(settings).service(dynamodb::service()).service(kms::service());
    let builder = builder.service(s3::service()).service(logs::service());
    let builder = builder.service(dynamodb::streams());
    let kernel = builder.build().await.expect("the kernel builds");
    Cloud { kernel }
}

impl Cloud {
    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> Outcome<Op::Output>
    where
        Op::Output: 'static,
    {
        let registered = self.kernel.registered(Op::SERVICE).expect("registered");
        let (operation, _) = registered.entry(Op::INDEX).expect("in the table");
        let call = Call {
            service: Op::SERVICE,
            operation,
            account: AccountId::DEFAULT,
            caller: Arc::new(Caller::root(AccountId::DEFAULT, "test")),
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

    /// A table with a partition key `pk`, a string, and perhaps a sort key `sk`, a number; ready for items.
    pub(crate) async fn table(&self, name: &str, sorted: bool) {
        let mut attributes = vec![definition("pk", "S")];
        let mut key = vec![element("pk", "HASH")];
        if sorted {
            attributes.push(definition("sk", "N"));
            key.push(element("sk", "RANGE"));
        }
        let input = CreateTableInput {
            table_name: name.to_owned(),
            attribute_definitions: Some(attributes),
            key_schema: Some(key),
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            ..CreateTableInput::default()
        };
        self.call::<ops::CreateTable>(input).await.expect("created");
        self.kernel.clock().advance(std::time::Duration::from_secs(60));
        self.kernel.settle().await.expect("due work is done");
    }

    /// Moves time on, and does what has come due.
    pub(crate) async fn advance(&self, by: std::time::Duration) {
        self.kernel.clock().advance(by);
        self.kernel.settle().await.expect("due work is done");
    }

    pub(crate) async fn put(&self, table: &str, item: Item) -> Outcome<()> {
        let input = PutItemInput { table_name: table.to_owned(), item, ..PutItemInput::default() };
        self.call::<ops::PutItem>(input).await.map(drop)
    }

    pub(crate) async fn get(&self, table: &str, key: Item) -> Option<Item> {
        let input = GetItemInput { table_name: table.to_owned(), key, ..GetItemInput::default() };
        self.call::<ops::GetItem>(input).await.expect("got").item
    }
}

fn definition(name: &str, kind: &str) -> AttributeDefinition {
    AttributeDefinition { attribute_name: name.to_owned(), attribute_type: kind.to_owned() }
}

fn element(name: &str, kind: &str) -> KeySchemaElement {
    KeySchemaElement { attribute_name: name.to_owned(), key_type: kind.to_owned() }
}

pub(crate) fn s(text: impl Into<String>) -> AttributeValue {
    AttributeValue::S(text.into())
}

pub(crate) fn n(number: impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

pub(crate) fn item<const N: usize>(entries: [(&str, AttributeValue); N]) -> Item {
    entries.into_iter().collect()
}

/// The number in an attribute; 0 when it is not there.
pub(crate) fn number(item: Option<&Item>, name: &str) -> i64 {
    match item.and_then(|item| item.get(name)) {
        Some(AttributeValue::N(text)) => text.parse().expect("a whole number"),
        _ => 0,
    }
}
