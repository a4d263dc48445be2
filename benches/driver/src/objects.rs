//! S3: objects of 1 KiB and of 10 MiB, written and read, and pages of a thousand keys.

use bytes::Bytes;

use crate::client::{Ask, Client, Error};

const SMALL: usize = 1024;
pub(crate) const LARGE: usize = 10 * 1024 * 1024;
/// Keys of a page, and of the bucket that is listed.
pub(crate) const PAGE: usize = 1_000;

/// Which call.
#[derive(Clone, Copy)]
pub(crate) enum Objects {
    Get,
    Put,
    /// ListObjectsV2 of a bucket of a thousand keys.
    List,
    GetLarge,
    /// The payload is not signed, as it is not over TLS; all else is.
    PutLarge,
}

/// A call that is ready to be made again and again.
#[derive(Clone, Default)]
pub(crate) struct Prepared {
    path: String,
    pub(crate) query: String,
    body: Bytes,
}

impl Objects {
    pub(crate) const ALL: [Objects; 5] =
        [Objects::Get, Objects::Put, Objects::List, Objects::GetLarge, Objects::PutLarge];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Objects::Get => "s3-get-1k",
            Objects::Put => "s3-put-1k",
            Objects::List => "s3-list-1000",
            Objects::GetLarge => "s3-get-10m",
            Objects::PutLarge => "s3-put-10m",
        }
    }

    /// How many bytes an operation moves, of those that are about that.
    pub(crate) fn bytes(self) -> Option<usize> {
        matches!(self, Objects::GetLarge | Objects::PutLarge).then_some(LARGE)
    }

    /// Makes the bucket called `name` with what is read from it.
    pub(crate) async fn prepare(self, client: &mut Client, name: &str) -> Result<Prepared, Error> {
        let bucket = format!("/{}", name.replace('_', "-"));
        make_bucket(client, &bucket).await?;
        let len = if self.bytes().is_some() { LARGE } else { SMALL };
        let body = Bytes::from((0..len).map(|at| (at * 7 / 5) as u8).collect::<Vec<_>>());
        let path = format!("{bucket}/object");
        if let Objects::List = self {
            for n in 0..PAGE {
                put(client, &format!("{bucket}/{}", key(n)), Bytes::new()).await?;
            }
            return Ok(listing(&bucket, ""));
        }
        put(client, &path, body.clone()).await?;
        Ok(Prepared { path, query: String::new(), body })
    }

    /// One call.
    pub(crate) async fn once(self, client: &mut Client, ready: &Prepared) -> Result<(), Error> {
        let (path, query) = (ready.path.as_str(), ready.query.as_str());
        let get = Ask { method: "GET", path, query, body: Bytes::new(), signed: true };
        match self {
            Objects::Get | Objects::GetLarge => {
                let found = client.drain(get).await?;
                let wanted = ready.body.len();
                if found == wanted { Ok(()) } else { Err(format!("{found} bytes").into()) }
            }
            Objects::List => {
                let reply = client.ask(get).await?;
                // The count is enough: what stands in a page is for the tests to say.
                let count = format!("<KeyCount>{PAGE}</KeyCount>");
                let found = reply.windows(count.len()).any(|w| w == count.as_bytes());
                if found { Ok(()) } else { Err("the page is not full".into()) }
            }
            Objects::Put | Objects::PutLarge => {
                let signed = matches!(self, Objects::Put);
                let put = Ask { method: "PUT", body: ready.body.clone(), signed, ..get };
                client.ask(put).await.map(drop)
            }
        }
    }
}

/// A page of a bucket.
pub(crate) fn listing(bucket: &str, more: &str) -> Prepared {
    let query = format!("{more}list-type=2&max-keys={PAGE}");
    Prepared { path: bucket.to_owned(), query, body: Bytes::new() }
}

pub(crate) async fn make_bucket(client: &mut Client, path: &str) -> Result<(), Error> {
    let make = Ask { method: "PUT", path, query: "", body: Bytes::new(), signed: true };
    client.ask(make).await.map(drop)
}

async fn put(client: &mut Client, path: &str, body: Bytes) -> Result<(), Error> {
    let put = Ask { method: "PUT", path, query: "", body, signed: true };
    client.ask(put).await.map(drop)
}

/// The key of number `n`: a thousand to a folder.
pub(crate) fn key(n: usize) -> String {
    format!("{:04}/{n:07}", n / 1_000)
}

/// A bucket's object without bytes, at `n` counted from zero: what fills it.
#[derive(Clone)]
pub(crate) struct Fill {
    pub(crate) bucket: String,
    pub(crate) next: std::rc::Rc<std::cell::Cell<usize>>,
    /// Puts one key to a folder, instead of a thousand.
    pub(crate) spread: bool,
}

impl Fill {
    pub(crate) fn new(bucket: &str, spread: bool) -> Fill {
        Fill { bucket: bucket.to_owned(), next: std::rc::Rc::default(), spread }
    }

    pub(crate) async fn once(&self, client: &mut Client) -> Result<(), Error> {
        let n = self.next.get();
        self.next.set(n + 1);
        let key = if self.spread { key(n * 1_000) } else { key(n) };
        put(client, &format!("{}/{key}", self.bucket), Bytes::new()).await
    }
}
