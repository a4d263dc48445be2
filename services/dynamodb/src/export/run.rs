//! The work of an export, one file of data at a time.

use std::io::Write as _;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use kernel::{ApiError, ApiResult, Cx, Job};
use lang_dynamodb::codec;

use super::content::{self, Change};
use super::filter::{self, Filter};
use super::manifest;
use super::{DataFile, ExportRow, What};
use crate::backup;
use crate::history::{self, Moment};
use crate::s3::{self, Agent, Bucket, Encryption};
use crate::tables::{EXPORT_FILES, EXPORTS, TABLES};
use crate::vault::{self, Vault};

/// Writes the next file of the export with this id.
pub(crate) static RUN: Job<String> = Job::new("dynamodb.run-export");

/// Items read at once.
const AT_ONCE: usize = 200;
/// Bytes of text that a file of data has before it is compressed, about.
const FILE: usize = 8 << 20;
/// Lines of manifests read at once.
const LINES: usize = 1_000;

/// A name that no other file has.
pub(super) fn file_name(cx: &Cx<'_>) -> String {
    cx.random().text(26, "abcdefghijklmnopqrstuvwxyz234567")
}

/// Writes a file of data, and with the last of them the manifests.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = RUN.payload(raw)?;
    let Some(mut row) = cx.get(&EXPORTS, &id).await?.filter(|row| row.ended.is_none()) else {
        return Ok(());
    };
    let there = cx.get_shared(&TABLES, &row.table).await?;
    if there.is_none_or(|table| table.number != row.number) {
        let why = ("TableNotFound".to_owned(), format!("Table not found: {}", row.table));
        return end(cx, row, Some(why)).await;
    }
    let (text, count) = read(cx, &mut row).await?;
    let ended = row.after.is_none();
    let outcome = async {
        write_data(cx, &mut row, text, count).await?;
        if ended { write_manifests(cx, &row).await } else { Ok(()) }
    }
    .await;
    match outcome {
        Ok(()) if ended => end(cx, row, None).await,
        Ok(()) => {
            cx.put(&EXPORTS, &row.id, &row);
            let now = cx.now();
            cx.schedule(&RUN, &row.id, now, &row.id).await
        }
        Err(error) if error.status() < 500 => end(cx, row, Some(failure_of(&error))).await,
        Err(error) => Err(error),
    }
}

/// Why an export failed, of an error of S3.
pub(crate) fn failure_of(error: &ApiError) -> (String, String) {
    let message = error.message().unwrap_or_default().to_owned();
    (format!("S3{}", error.code()), message)
}

async fn end(
    cx: &mut Cx<'_>,
    mut row: ExportRow,
    failure: Option<(String, String)>,
) -> ApiResult<()> {
    row.ended = Some(cx.now());
    row.failure = failure;
    cx.put(&EXPORTS, &row.id, &row);
    backup::copied(cx, &row.table, row.number).await
}

/// The text of the next file, and how many items it has. The row then says where the one after it begins.
async fn read(cx: &mut Cx<'_>, row: &mut ExportRow) -> ApiResult<(String, i64)> {
    let vault = vault::of(cx, row.number).await?;
    let filter = match filter::of(cx, &row.id).await? {
        Some(asked) => Filter::read(&asked, &row.key)?,
        None => Filter::default(),
    };
    let sieve = Sieve { vault, filter };
    let (mut text, mut count) = (String::new(), 0);
    loop {
        count += match row.what {
            What::Full(at) => read_items(cx, row, &sieve, Moment::of(at), &mut text).await?,
            What::Incremental { from, to, old } => {
                let (from, to) = (Moment::of(from), Moment::of(to));
                read_changes(cx, row, &sieve, (from, to), old, &mut text).await?
            }
        };
        if row.after.is_none() || text.len() >= FILE {
            return Ok((text, count));
        }
    }
}

/// What opens items and says which of them are exported.
struct Sieve {
    vault: Vault,
    filter: Filter,
}

async fn read_items(
    cx: &mut Cx<'_>,
    row: &mut ExportRow,
    sieve: &Sieve,
    moment: Moment,
    text: &mut String,
) -> ApiResult<i64> {
    let page = history::page(cx, row.number, moment, row.after.as_deref(), AT_ONCE).await?;
    let mut count = 0;
    for (_, stored) in &page.items {
        add_bytes(row, codec::size_of(&stored.0));
        let item = sieve.vault.open(&stored.0)?;
        if !sieve.filter.lets(&row.key, &item) {
            continue;
        }
        content::item(text, row.ion, &sieve.filter.shown(item));
        count += 1;
    }
    row.after = page.next;
    Ok(count)
}

async fn read_changes(
    cx: &mut Cx<'_>,
    row: &mut ExportRow,
    sieve: &Sieve,
    times: (Moment, Moment),
    with_old: bool,
    text: &mut String,
) -> ApiResult<i64> {
    let (changes, next) =
        history::changes(cx, row.number, times, row.after.as_deref(), AT_ONCE).await?;
    let mut count = 0;
    for change in changes {
        let open = |stored: &Option<crate::tables::StoredItem>| {
            stored.as_ref().map(|stored| sieve.vault.open(&stored.0)).transpose()
        };
        let (old, new) = (open(&change.old)?, open(&change.new)?);
        // What came and went between the two times has no image: nothing tells its key but the key itself.
        let Some(some) = new.as_ref().or(old.as_ref()) else { continue };
        let size = new.as_ref().map_or(0, lang_dynamodb::Item::size);
        add_bytes(row, size);
        // The latest image counts, and of what was deleted the last one.
        if !sieve.filter.lets(&row.key, some) {
            continue;
        }
        let key = some.only(row.key.parts().map(|part| part.name.as_str()));
        let old = old.filter(|_| with_old).map(|old| sieve.filter.shown(old));
        let new = new.map(|new| sieve.filter.shown(new));
        let one = Change { micros: change.at, key: &key, old: old.as_ref(), new: new.as_ref() };
        content::change(text, row.ion, &one);
        count += 1;
    }
    row.after = next;
    Ok(count)
}

fn add_bytes(row: &mut ExportRow, bytes: usize) {
    row.bytes = row.bytes.saturating_add(i64::try_from(bytes).unwrap_or(i64::MAX));
}

async fn write_data(
    cx: &mut Cx<'_>,
    row: &mut ExportRow,
    text: String,
    count: i64,
) -> ApiResult<()> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 4), Compression::fast());
    encoder.write_all(text.as_bytes()).map_err(ApiError::bug)?;
    let body = encoder.finish().map_err(ApiError::bug)?;
    let key = row.data_key();
    let md5 = manifest::md5(&body);
    let etag = put(cx, row, key.clone(), body).await?;
    let file = DataFile { key, items: count, md5, etag: etag.trim_matches('"').to_owned() };
    cx.put(&EXPORT_FILES, &(row.id.clone(), row.files), &file);
    row.files += 1;
    row.items += count;
    row.next_file = file_name(cx);
    Ok(())
}

async fn write_manifests(cx: &mut Cx<'_>, row: &ExportRow) -> ApiResult<()> {
    let mut files = String::new();
    let mut range = cx.rows(&EXPORT_FILES).prefix(&row.id);
    loop {
        let rows = cx.range(&EXPORT_FILES, &range, LINES).await?;
        rows.iter().for_each(|(_, file)| manifest::push_file(&mut files, file));
        let Some((last, _)) = rows.last().filter(|_| rows.len() == LINES) else { break };
        range = range.after(last);
    }
    let summary = manifest::summary(row, cx.now());
    for (name, text) in [("manifest-files", files), ("manifest-summary", summary)] {
        let checksum = manifest::md5(text.as_bytes());
        put(cx, row, row.own_key(&format!("{name}.json")), text.into_bytes()).await?;
        put(cx, row, row.own_key(&format!("{name}.checksum")), checksum.into_bytes()).await?;
    }
    Ok(())
}

async fn put(cx: &mut Cx<'_>, row: &ExportRow, key: String, body: Vec<u8>) -> ApiResult<String> {
    let encryption = Encryption { algorithm: row.sse.as_deref(), key: row.sse_key.as_deref() };
    let (kernel, agent) = (cx.kernel(), Agent::of_job(cx));
    let bucket = Bucket { name: &row.bucket, owner: None };
    s3::put(kernel, &agent, bucket, key, Bytes::from(body), encryption).await
}
