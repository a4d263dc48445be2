//! A service for tests of the platform itself: it answers what it is sent, in every RPC protocol. `Say` answers
//! its input, `Wait` does so ten seconds later by the clock, `Fail` refuses.

use kernel::{ApiResult, Cx, Grade, Handler, Kind, OpEntry, Service, WaitCx, input_of};
use schema::dynamic::{Struct, Value};
use schema::{ApiError, Lazy, Protocol, ServiceFacts};

const TEXT: &str = "stratus-schema 1
name echo
id Echo
api-version 2026-01-01
protocols awsJson awsQuery rpcv2Cbor
target-prefix Echo
json-version 1.0
xml-namespace http://echo.example/
signing-name echo
endpoint-prefix echo
query-compatible yes
hash 0000000000000000
op Fail POST / FailInput -
 errors Refused
op Say POST / Words Words result=SayResult
op Wait POST / Words Words result=WaitResult
blob Blob
bool Bool
double Double
struct FailInput
 Modelled Bool
long Long
map Map
 key String
 value Word
map FlatMap
 key String query=Name
 value String query=Value
";
const REST: &str = "list Flat flat
 member Word
list List
 member Word
struct Refused error=Echo.Refused status=409
 message String
string String
timestamp Time
struct Word
 Text String
struct Words
 Text String query=Txt
 Number Long
 Float Double
 Flag Bool
 Bytes Blob
 At Time
 Word Word
 List List
 Flat Flat query=FlatItem
 Map Map
 Pairs FlatMap query=Pair flat
";

static FACTS: ServiceFacts = ServiceFacts {
    name: "echo",
    id: "Echo",
    api_version: "2026-01-01",
    protocols: &[Protocol::AwsJson, Protocol::AwsQuery, Protocol::RpcV2Cbor],
    target_prefix: "Echo",
    json_version: "1.0",
    xml_namespace: "http://echo.example/",
    signing_name: "echo",
    endpoint_prefix: "echo",
    query_compatible: true,
    operations: &["Fail", "Say", "Wait"],
    routes: &[],
};

/// The text with its shapes in order and its true hash, which the loader tells when it is wrong.
fn text() -> (String, u64) {
    let (header, shapes) = TEXT.split_once("blob Blob").expect("the shapes begin with Blob");
    let shapes = format!("blob Blob{shapes}{REST}");
    let mut all: Vec<String> = Vec::new();
    for line in shapes.lines() {
        match all.last_mut().filter(|_| line.starts_with(' ')) {
            Some(last) => last.push_str(&format!("{line}\n")),
            None => all.push(format!("{line}\n")),
        }
    }
    all.sort_by_key(|shape| shape.split_whitespace().nth(1).map(str::to_owned));
    let text = format!("{header}{}", all.concat());
    let error = schema::text::load_owned(text.clone()).expect_err("the hash is not the true one");
    let hash = error.what.strip_prefix("its hash is ").expect("only the hash is wrong");
    let hash = &hash[..16];
    let number = u64::from_str_radix(hash, 16).expect("16 digits");
    (text.replace("hash 0000000000000000", &format!("hash {hash}")), number)
}

fn lazy() -> &'static Lazy {
    static LAZY: std::sync::OnceLock<Lazy> = std::sync::OnceLock::new();
    LAZY.get_or_init(|| {
        let (text, hash) = text();
        Lazy::new(&FACTS, text.leak(), hash)
    })
}

/// The service, for [`crate::Cloud`].
///
/// # Panics
/// When its text is no schema, which this crate's tests rule out.
pub fn service() -> Service {
    Service {
        // AWS has no such service, so nobody can have permission for it.
        access: Some(|_, _| Box::pin(async { Ok(kernel::Access::Open) })),
        ..Service::new(lazy(), TABLE)
    }
}

static TABLE: &[OpEntry] = &[
    OpEntry {
        name: "Fail",
        schema_index: 0,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<Struct>::default(),
        handler: Handler::Transactional(|cx, input| {
            Box::pin(async move {
                let output = fail(cx, input_of(input))?;
                Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
    OpEntry {
        name: "Say",
        schema_index: 1,
        grade: Grade::Real,
        kind: Kind::Transactional,
        data_event: false,
        new_input: || Box::<Struct>::default(),
        handler: Handler::Transactional(|_, input| {
            Box::pin(async move {
                let output = copy(input_of(input));
                Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
    OpEntry {
        name: "Wait",
        schema_index: 2,
        grade: Grade::Real,
        kind: Kind::Waiting,
        data_event: false,
        new_input: || Box::<Struct>::default(),
        handler: Handler::Waiting(|kernel, call| {
            Box::pin(async move {
                let mut wx = WaitCx::new(kernel, call);
                let output = wait(&mut wx, input_of(call.input.as_ref())).await;
                Ok(Box::new(output) as Box<dyn kernel::AnyOutput>)
            })
        }),
    },
];

fn fail(_: &mut Cx<'_>, input: &Struct) -> ApiResult<Struct> {
    Err(match input.get(0) {
        Some(Value::Boolean(true)) => {
            ApiError::new("Refused", 409, "I refuse.").with_query_code("Echo.Refused")
        }
        _ => ApiError::new("OddException", 400, "That is odd.").with_query_code("Odd"),
    })
}

/// Answers ten seconds later by the clock.
async fn wait(wx: &mut WaitCx<'_>, input: &Struct) -> Struct {
    let watcher = wx.watch(7);
    let until = wx.now().plus(std::time::Duration::from_secs(10));
    wx.wait(&watcher, until).await;
    copy(input)
}

fn copy(value: &Struct) -> Struct {
    let mut out = Struct::default();
    for (index, value) in value.iter() {
        out.put(index, copy_value(value));
    }
    out
}

fn copy_value(value: &Value) -> Value {
    match value {
        Value::Boolean(v) => Value::Boolean(*v),
        Value::Integer(v) => Value::Integer(*v),
        Value::Float(v) => Value::Float(*v),
        Value::String(v) => Value::String(v.clone()),
        Value::Blob(v) => Value::Blob(v.clone()),
        Value::Timestamp(v) => Value::Timestamp(*v),
        Value::Document(v) => Value::Document(v.clone()),
        Value::List(v) => Value::List(v.iter().map(copy_value).collect()),
        Value::Map(v) => {
            let entries = v.as_slice().iter().map(|(k, v)| (k.clone(), copy_value(v)));
            Value::Map(entries.collect())
        }
        Value::Struct(v) => Value::Struct(copy(v)),
        Value::Null | Value::ByteStream(_) | Value::EventStream(_) => Value::Null,
    }
}
