//! The body of an answer: bytes that are all there, or a stream.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use hyper::Response;
use hyper::body::{Body, Frame, SizeHint};
use schema::{BoxStream, ByteStream};
use wire::ResponseBody;

/// The body of an answer.
pub(crate) enum ReplyBody {
    /// All there.
    Whole(Option<Bytes>),
    /// As it comes, with its length when that is known.
    Stream(BoxStream<std::io::Result<Bytes>>, Option<u64>),
}

impl ReplyBody {
    pub(crate) fn empty() -> ReplyBody {
        ReplyBody::Whole(None)
    }

    pub(crate) fn bytes(bytes: Bytes) -> ReplyBody {
        ReplyBody::Whole(Some(bytes).filter(|b| !b.is_empty()))
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match self.get_mut() {
            ReplyBody::Whole(bytes) => Poll::Ready(bytes.take().map(|b| Ok(Frame::data(b)))),
            ReplyBody::Stream(stream, _) => {
                stream.as_mut().poll_next(cx).map(|next| next.map(|chunk| chunk.map(Frame::data)))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, ReplyBody::Whole(None))
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            ReplyBody::Whole(bytes) => {
                SizeHint::with_exact(bytes.as_ref().map_or(0, |b| b.len() as u64))
            }
            ReplyBody::Stream(_, Some(len)) => SizeHint::with_exact(*len),
            ReplyBody::Stream(_, None) => SizeHint::default(),
        }
    }
}

/// A body as it comes.
pub(crate) fn body_of(stream: ByteStream) -> ReplyBody {
    let len = stream.len_hint();
    stream.take().map_or_else(ReplyBody::empty, |s| ReplyBody::Stream(s, len))
}

/// A codec's response as HTTP's.
pub(crate) fn from_wire(response: wire::Response) -> Response<ReplyBody> {
    let body = match response.body {
        ResponseBody::Bytes(bytes) => ReplyBody::bytes(bytes),
        ResponseBody::Stream(stream) => body_of(stream),
    };
    let mut out = Response::new(body);
    *out.status_mut() =
        StatusCode::from_u16(response.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in response.headers {
        out.headers_mut().append(name, value);
    }
    out
}

/// A JSON answer of our own endpoints.
pub(crate) fn json(status: u16, value: &impl serde::Serialize) -> Response<ReplyBody> {
    let mut text = serde_json::to_vec_pretty(value).unwrap_or_default();
    text.push(b'\n');
    typed(status, "application/json", Bytes::from(text))
}

/// An answer of our own endpoints with this content type.
pub(crate) fn typed(status: u16, content_type: &'static str, body: Bytes) -> Response<ReplyBody> {
    let mut out = Response::new(ReplyBody::bytes(body));
    *out.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    out.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    out
}
