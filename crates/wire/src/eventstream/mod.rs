//! Event streams: the framing, the encoding of an output's events, the decoding of an input's.
//! Ref: <https://smithy.io/2.0/aws/amazon-eventstream.html>

mod decode;
mod encode;
mod frame;

pub use decode::{Decoder, decode_event};
pub(crate) use encode::{EventFormat, framed, initial_response};
pub use encode::{encode_event, encode_exception};
pub use frame::{FrameError, HeaderValue, Message};

/// Content type of a stream of frames.
pub const CONTENT_TYPE: &str = "application/vnd.amazon.eventstream";
