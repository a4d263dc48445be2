//! A cloud with DynamoDB and its streams, on a clock that stands still, called through the kernel.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use gen_dynamodb::operations as ops;
use gen_dynamodb::{self as wire, AttributeValue};
use kernel::{
    AccountId, ApiError, Call, Caller, Clock, Endpoint, Kernel, KernelBuilder, Random, Region,
    Timestamp, Via,
};
use schema::{Operation, VecMap};
use store::{Durability, Options, Store};

/// One region's view of a cloud.
#[derive(Clone)]
pub(crate) struct Cloud {
    pub(crate) kernel: Kernel,
    region: Region,
}

pub(crate) type Outcome<T> = Result<T, ApiError>;
pub(crate) type Items = BTreeMap<String, String>;

/// Where every test's clock begins.
pub(crate) const START: Timestamp = Timestamp::from_secs(1_767_225_600);

pub(crate) async fn cloud() -> Cloud {
    let options = Options { dir: None, durability: Durability::Memory, ..Options::default() };
    let store = Store::open(options).expect("the store opens");
    let builder =
        KernelBuilder::new(store).clock(Clock::frozen(START)).random(Random::from_seed(7));
    let builder = builder.service(dynamodb::service()).service(dynamodb::streams());
    let kernel = builder.build().await.expect("the kernel builds");
    Cloud { kernel, region: Region::default_region() }
}

impl Cloud {
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
            account: AccountId::DEFAULT,
            caller: Arc::new(Caller::root(AccountId::DEFAULT, "test")),
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

    pub(crate) async fn pass(&self, seconds: u64) {
        self.kernel.clock().advance(Duration::from_secs(seconds));
        self.settle().await;
    }

    pub(crate) async fn settle(&self) {
        self.kernel.settle().await.expect("due work is done");
    }

    /// An on-demand table with the key `id`, and a stream when one is asked for.
    pub(crate) async fn create(&self, name: &str, stream: bool) -> wire::TableDescription {
        let input = wire::CreateTableInput {
            table_name: name.to_owned(),
            attribute_definitions: Some(vec![definition("id")]),
            key_schema: Some(vec![hash("id")]),
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            stream_specification: stream.then(|| wire::StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some("NEW_AND_OLD_IMAGES".to_owned()),
            }),
            ..wire::CreateTableInput::default()
        };
        let output = self.call::<ops::CreateTable>(input).await.expect("created");
        output.table_description.expect("a description")
    }

    pub(crate) async fn put(&self, table: &str, id: &str, value: &str) {
        let item = [("id", text(id)), ("v", text(value)), ("g", text(&value[..1]))];
        let input = wire::PutItemInput {
            table_name: table.to_owned(),
            item: item.into_iter().collect(),
            ..wire::PutItemInput::default()
        };
        self.call::<ops::PutItem>(input).await.expect("put");
    }

    pub(crate) async fn remove(&self, table: &str, id: &str) {
        let input = wire::DeleteItemInput {
            table_name: table.to_owned(),
            key: [("id", text(id))].into_iter().collect(),
            ..wire::DeleteItemInput::default()
        };
        self.call::<ops::DeleteItem>(input).await.expect("deleted");
    }

    /// Every item of a table, or of an index: ids to values.
    pub(crate) async fn items(&self, table: &str, index: Option<&str>) -> Items {
        let mut all = Items::new();
        let mut start: Option<VecMap<AttributeValue>> = None;
        loop {
            let input = wire::ScanInput {
                table_name: table.to_owned(),
                index_name: index.map(str::to_owned),
                exclusive_start_key: start.take(),
                ..wire::ScanInput::default()
            };
            let output = self.call::<ops::Scan>(input).await.expect("scanned");
            for item in output.items.unwrap_or_default() {
                let of = |name: &str| match item.get(name) {
                    Some(AttributeValue::S(text)) => text.clone(),
                    _ => String::new(),
                };
                assert_eq!(all.insert(of("id"), of("v")), None, "no item comes twice");
            }
            match output.last_evaluated_key {
                Some(last) => start = Some(last),
                None => return all,
            }
        }
    }

    pub(crate) async fn describe(&self, table: &str) -> Outcome<wire::TableDescription> {
        let input = wire::DescribeTableInput { table_name: table.to_owned() };
        let output = self.call::<ops::DescribeTable>(input).await?;
        Ok(output.table.expect("a description"))
    }

    pub(crate) async fn recovery(&self, table: &str, enabled: bool) {
        let input = wire::UpdateContinuousBackupsInput {
            table_name: table.to_owned(),
            point_in_time_recovery_specification: wire::PointInTimeRecoverySpecification {
                point_in_time_recovery_enabled: enabled,
                recovery_period_in_days: None,
            },
        };
        self.call::<ops::UpdateContinuousBackups>(input).await.expect("set");
    }
}

pub(crate) fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

pub(crate) fn definition(name: &str) -> wire::AttributeDefinition {
    wire::AttributeDefinition { attribute_name: name.to_owned(), attribute_type: "S".to_owned() }
}

pub(crate) fn hash(name: &str) -> wire::KeySchemaElement {
    wire::KeySchemaElement { attribute_name: name.to_owned(), key_type: "HASH".to_owned() }
}

/// Runs something beside the test.
#[allow(clippy::disallowed_methods, reason = "a test has callers of its own")]
pub(crate) fn spawn<F>(work: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    tokio::spawn(work)
}
