//! A service's operation table: one line an operation, from which dispatch, metrics, COMPAT.md and
//! `/_stratus/fidelity` all follow.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use schema::{ApiResult, Member, Ser, SerError, SerResult, ShapeDe, ShapeSer};

use crate::call::Call;
use crate::cx::Cx;
use crate::kernel::Kernel;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// How true an operation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grade {
    /// What AWS does happens.
    Real,
    /// Stored and returned, without effect.
    Record,
}

impl Grade {
    /// `real` or `record`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Grade::Real => "real",
            Grade::Record => "record",
        }
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How an operation runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One transaction, run again on a conflict: no effect but through the [`crate::Cx`].
    Transactional,
    /// May wait, between transactions of its own: long polls, synchronous invokes.
    Waiting,
    /// Takes or returns a body that streams; otherwise like `Waiting`.
    Streaming,
    /// Like `Transactional`, mostly; what its transaction finds may make it go on afterwards.
    Turning,
}

/// One line of an operation table.
pub struct OpEntry {
    /// AWS's name.
    pub name: &'static str,
    /// Position in the service's schema.
    pub schema_index: usize,
    /// How true it is.
    pub grade: Grade,
    /// How it runs.
    pub kind: Kind,
    /// Whether audit trails count it as a data event: kept in memory only.
    pub data_event: bool,
    /// An empty input, to decode into.
    pub new_input: fn() -> Box<dyn AnyInput>,
    /// The handler, its types erased.
    pub handler: Handler,
}

/// A handler whose types only its table entry knows.
#[derive(Clone, Copy)]
pub enum Handler {
    /// Runs in one transaction, which the kernel begins, commits and begins again on a conflict.
    Transactional(TransactionalFn),
    /// Begins transactions of its own; a streaming operation takes the input out of the call.
    Waiting(WaitingFn),
    /// Runs in one transaction, and says how to go on after it.
    Turning(TurningFn),
}

/// How an operation goes on after its transaction: so that one which seldom has to wait costs what a transaction does.
pub enum Turn<T> {
    /// It is done.
    Done(T),
    /// What comes instead, outside of any transaction.
    Later(BoxFuture<'static, ApiResult<Box<dyn AnyOutput>>>),
}

impl<T> Turn<T> {
    /// The same with another output.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Turn<U> {
        match self {
            Turn::Done(output) => Turn::Done(f(output)),
            Turn::Later(later) => Turn::Later(later),
        }
    }
}

/// Runs a handler that may go on after its transaction.
pub type TurningFn = for<'a, 'b> fn(
    &'a mut Cx<'b>,
    &'a dyn AnyInput,
) -> BoxFuture<'a, ApiResult<Turn<Box<dyn AnyOutput>>>>;

/// Runs a transactional handler.
pub type TransactionalFn = for<'a, 'b> fn(
    &'a mut Cx<'b>,
    &'a dyn AnyInput,
) -> BoxFuture<'a, ApiResult<Box<dyn AnyOutput>>>;

/// Runs a waiting or streaming handler.
pub type WaitingFn =
    for<'a> fn(&'a Kernel, &'a mut Call) -> BoxFuture<'a, ApiResult<Box<dyn AnyOutput>>>;

/// The input as its own type: the gateway made it with the same entry's `new_input`.
pub fn input_of<T: 'static>(input: &dyn AnyInput) -> &T {
    input.as_any().downcast_ref::<T>().expect("the entry's own new_input made this input")
}

/// The input by value: for operations whose input streams.
pub fn take_input<T: Default + ShapeDe + ShapeSer + Any + Send + Sync>(call: &mut Call) -> T {
    call.input
        .as_any_mut()
        .downcast_mut::<T>()
        .map(std::mem::take)
        .expect("the entry's own new_input made this input")
}

/// An operation's input whose type only its table entry knows.
pub trait AnyInput: Any + Send + Sync {
    /// To look into, by the names of members.
    fn as_ser(&self) -> &dyn ShapeSer;
    /// To decode into.
    fn as_shape(&mut self) -> &mut dyn ShapeDe;
    /// To get the type back.
    fn as_any(&self) -> &dyn Any;
    /// To get the type back and change it.
    fn as_any_mut(&mut self) -> &mut dyn Any;
}

impl<T: ShapeDe + ShapeSer + Any + Send + Sync> AnyInput for T {
    fn as_ser(&self) -> &dyn ShapeSer {
        self
    }
    fn as_shape(&mut self) -> &mut dyn ShapeDe {
        self
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// An operation's output whose type only its table entry (and a calling service) knows.
pub trait AnyOutput: Any + Send {
    /// To encode.
    fn as_shape(&self) -> &dyn ShapeSer;
    /// To get the type back.
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send>;
    /// The body that stands for it as it is, if it is one.
    fn raw(&self) -> Option<&RawBody>;
}

/// In place of an operation's output: the body of the answer as somebody else made it, in the client's protocol.
#[derive(Clone, Debug)]
pub struct RawBody {
    /// `Content-Type`
    pub content_type: &'static str,
    /// The body.
    pub bytes: Bytes,
}

impl ShapeSer for RawBody {
    fn write(&self, _: &'static [Member], _: &mut dyn Ser) -> SerResult {
        Err(SerError::Unrepresentable { member: "body", what: "it is raw" })
    }
}

impl<T: ShapeSer + Any + Send> AnyOutput for T {
    fn as_shape(&self) -> &dyn ShapeSer {
        self
    }
    fn into_any(self: Box<Self>) -> Box<dyn Any + Send> {
        self
    }
    fn raw(&self) -> Option<&RawBody> {
        (self as &dyn Any).downcast_ref()
    }
}

/// Declares a service's operation table, `TABLE`: a line for each operation that is there.
///
/// `Name => module, grade, kind;` means: `module::module(cx, input)` handles `Name`. The word `data` after
/// the kind marks what audit trails call a data event.
///
/// ```text
/// kernel::operations! {
///     gen_sqs::operations;
///     AddPermission => add_permission, real, transactional;
///     ReceiveMessage => receive_message, real, waiting, data;
/// }
/// ```
#[macro_export]
macro_rules! operations {
    ($gen:path; $($name:ident => $module:ident, $grade:ident, $kind:ident $(, $data:ident)?;)*) => {
        $(mod $module;)*

        use $gen as generated;

        /// Every operation that is there, in the order of their names.
        pub static TABLE: &[$crate::OpEntry] = &[$(
            $crate::OpEntry {
                name: <generated::$name as schema::Operation>::NAME,
                schema_index: <generated::$name as schema::Operation>::INDEX,
                grade: $crate::operations!(@grade $grade),
                kind: $crate::operations!(@kind $kind),
                data_event: $crate::operations!(@data $($data)?),
                new_input: || Box::<<generated::$name as schema::Operation>::Input>::default(),
                handler: $crate::operations!(@run $kind, generated::$name, $module::$module),
            },
        )*];
    };
    (@grade real) => { $crate::Grade::Real };
    (@grade record) => { $crate::Grade::Record };
    (@kind transactional) => { $crate::Kind::Transactional };
    (@kind waiting) => { $crate::Kind::Waiting };
    (@kind streaming) => { $crate::Kind::Streaming };
    (@kind turning) => { $crate::Kind::Turning };
    (@data) => { false };
    (@data data) => { true };
    (@run transactional, $op:path, $handler:path) => {
        $crate::Handler::Transactional(|cx, input| {
            Box::pin(async move {
                let input = $crate::input_of::<<$op as schema::Operation>::Input>(input);
                let output: <$op as schema::Operation>::Output = $handler(cx, input).await?;
                Ok(Box::new(output) as Box<dyn $crate::AnyOutput>)
            })
        })
    };
    (@run turning, $op:path, $handler:path) => {
        $crate::Handler::Turning(|cx, input| {
            Box::pin(async move {
                let input = $crate::input_of::<<$op as schema::Operation>::Input>(input);
                let turn: $crate::Turn<<$op as schema::Operation>::Output> =
                    $handler(cx, input).await?;
                Ok(turn.map(|output| Box::new(output) as Box<dyn $crate::AnyOutput>))
            })
        })
    };
    (@run waiting, $op:path, $handler:path) => {
        $crate::Handler::Waiting(|kernel, call| {
            Box::pin(async move {
                let call = &*call;
                let input =
                    $crate::input_of::<<$op as schema::Operation>::Input>(call.input.as_ref());
                let mut wx = $crate::WaitCx::new(kernel, call);
                let output: <$op as schema::Operation>::Output = $handler(&mut wx, input).await?;
                Ok(Box::new(output) as Box<dyn $crate::AnyOutput>)
            })
        })
    };
    (@run streaming, $op:path, $handler:path) => {
        $crate::Handler::Waiting(|kernel, call| {
            Box::pin(async move {
                let input = $crate::take_input::<<$op as schema::Operation>::Input>(call);
                let mut wx = $crate::WaitCx::new(kernel, call);
                let output: <$op as schema::Operation>::Output = $handler(&mut wx, input).await?;
                Ok(Box::new(output) as Box<dyn $crate::AnyOutput>)
            })
        })
    };
}

/// Runs a body in a transaction, again on every conflict: `transact!(kernel, call, cx => body.await)`,
/// or `transact!(wx, cx => body.await)` in a waiting operation. The body may run more than once.
#[macro_export]
macro_rules! transact {
    ($wx:ident, $cx:ident => $body:expr) => {
        $crate::transact!($wx.kernel(), $wx.call_facts(), $cx => $body)
    };
    ($kernel:expr, $call:expr, $cx:ident => $body:expr) => {{
        let mut attempt = 0u32;
        loop {
            let mut owned = $crate::Cx::begin($kernel, $call);
            let $cx = &mut owned;
            let result = $body;
            match owned.finish(result, &mut attempt).await {
                Some(result) => break result,
                None => continue,
            }
        }
    }};
}
