//! The body of an answer that comes in pieces: its head, when it has one, and the pieces, as fast as the visitor takes them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-response-streaming.html>

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use functions::{Outcome, Streamed};
use futures_core::Stream;
use schema::ByteStream;

/// What a runtime says of a stream that begins with the head of an HTTP answer.
pub(super) const HTTP_INTEGRATION: &str = "application/vnd.awslambda.http-integration-response";
/// What stands between head and body.
const END: [u8; 8] = [0; 8];
/// The longest head.
const MAX_HEAD: usize = 256 << 10;

/// A head that is read.
#[derive(Default)]
pub(super) struct Prelude(BytesMut);

/// How far it is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Read {
    More,
    Bad,
    Done { prelude: Bytes, rest: Bytes },
}

impl Prelude {
    /// Takes the next piece.
    pub(super) fn take(&mut self, piece: &[u8]) -> Read {
        let from = self.0.len().saturating_sub(END.len() - 1);
        self.0.extend_from_slice(piece);
        let end = self.0[from..].windows(END.len()).position(|window| window == END);
        match end {
            Some(at) => {
                let mut all = std::mem::take(&mut self.0).freeze();
                let prelude = all.split_to(from + at);
                Read::Done { prelude, rest: all.slice(END.len()..) }
            }
            None if self.0.len() > MAX_HEAD => Read::Bad,
            None => Read::More,
        }
    }
}

/// A body that begins with `first`. The connection ends when the function fails.
pub(super) fn of(first: Bytes, streamed: Streamed) -> ByteStream {
    ByteStream::new(Pieces { first: Some(first), streamed, done: false }, None)
}

struct Pieces {
    first: Option<Bytes>,
    streamed: Streamed,
    done: bool,
}

impl Stream for Pieces {
    type Item = std::io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(first) = self.first.take().filter(|first| !first.is_empty()) {
            return Poll::Ready(Some(Ok(first)));
        }
        if self.done {
            return Poll::Ready(None);
        }
        if let Some(piece) = ready!(self.streamed.pieces.poll_recv(cx)) {
            return Poll::Ready(Some(Ok(piece)));
        }
        let ended = ready!(Pin::new(&mut self.streamed.ended).poll(cx));
        self.done = true;
        match ended.map(|invoked| invoked.outcome) {
            Ok(Outcome::Payload(_)) => Poll::Ready(None),
            _ => Poll::Ready(Some(Err(std::io::Error::other("the function failed")))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_end_at_eight_zeros() {
        let whole = b"{\"a\":1}\0\0\0\0\0\0\0\0body\0";
        for cut in 0..whole.len() - 1 {
            let mut prelude = Prelude::default();
            let (one, two) = whole.split_at(cut);
            let (read, extra) = match prelude.take(one) {
                Read::More => (prelude.take(two), 0),
                done => (done, two.len()),
            };
            let Read::Done { prelude, rest } = read else { panic!("{cut}: {read:?}") };
            assert_eq!(prelude, &b"{\"a\":1}"[..]);
            assert_eq!(rest.len() + extra, 5, "{cut}");
        }
        let mut endless = Prelude::default();
        assert_eq!(endless.take(&vec![b' '; MAX_HEAD]), Read::More);
        assert_eq!(endless.take(b"  "), Read::Bad);
    }
}
