//! Runs Lambda functions on the drivers of `compute`: execution environments and their life, the Runtime, Extensions
//! and Telemetry APIs that are served inside of them, runtimes that are found on this machine, code packages.
//!
//! Services give a [`FunctionSpec`] and an [`Invocation`], and get an [`Invoked`]. What an environment needs of the cloud
//! (its endpoint, credentials, where log lines go) comes through [`Cloud`]. Start reading at `run.rs`.

mod api;
mod archive;
mod cloud;
mod deliver;
mod environment;
mod exchange;
mod failure;
mod frames;
mod functions;
mod image;
mod images;
mod invocation;
mod journal;
mod known;
mod output;
mod package;
mod platform;
mod pool;
mod run;
mod runtimes;
mod settings;
mod spares;
mod spec;
mod start;
mod telemetry;
mod variables;
mod words;

pub use archive::inspect;
pub use cloud::{Cloud, Credentials, Later, LogLine, LogStream, NoCloud};
pub use functions::{Functions, MAX_PAYLOAD};
pub use invocation::{
    Figures, Invocation, InvokeError, Invoked, Outcome, Provisioning, ReasonOfThrottle, Streamed,
};
pub use oci::{Answer, Digest, Found, ImageError, Pieces, Reference, Root, Run, Sources};
pub use settings::{Settings, UnpackError, Unpacked};
pub use spec::{Code, FunctionSpec, Image, Initialization, LogFormat, Logging};
