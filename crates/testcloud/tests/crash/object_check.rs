//! After a restart: every object is as it was acknowledged, or as the call under way would have made it; every byte of it
//! comes back; and no file is there that no object has.

use std::collections::HashMap;
use std::path::Path;

use crate::object_load::{KEPT, Load, PLAIN};
use crate::objects::{self, Shown, files_of};
use crate::process::Server;
use crate::s3::{Call, S3, elements, text};

pub(crate) async fn create_buckets(server: &Server) {
    let mut s3 = S3::connect(server).await.expect("the server answers");
    for bucket in [PLAIN, KEPT] {
        s3.call(Call::new("PUT", bucket, "")).await.expect("a bucket");
    }
    let on = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>";
    let put = Call { body: on.into(), ..Call::new("PUT", KEPT, "versioning=") };
    s3.call(put).await.expect("versions");
}

/// Checks a server that has just started. Answers what is wrong.
pub(crate) async fn check(server: &Server, load: &mut Load, dir: &Path) -> Vec<String> {
    let files = count_files(&dir.join("data"));
    let mut s3 = S3::connect(server).await.expect("a restarted server answers");
    let mut wrong = Vec::new();
    let mut expected = 0;
    for bucket in [PLAIN, KEPT] {
        expected += end_uploads(&mut s3, bucket).await;
        let mut shown = versions(&mut s3, bucket).await;
        for worker in load.workers.iter_mut().filter(|worker| worker.bucket() == bucket) {
            let versioned = worker.is_versioned();
            for (name, key) in &mut worker.keys {
                let shown = shown.remove(name).unwrap_or_default();
                if let Err(what) = key.settle(versioned, &shown) {
                    wrong.push(format!("{bucket}/{name}: {what}"));
                }
            }
            expected += objects::files(worker.keys.values());
        }
        wrong.extend(shown.keys().map(|name| format!("{bucket}/{name}: nobody wrote it")));
    }
    if files != expected {
        wrong.push(format!("{files} files of bodies, and objects that have {expected}"));
    }
    for worker in &load.workers {
        for (name, key) in &worker.keys {
            for version in &key.versions {
                let Some(content) = &version.content else { continue };
                let path = format!("{}/{name}", worker.bucket());
                let query = version.id.as_ref().map(|id| format!("versionId={id}"));
                let get = Call::new("GET", &path, query.as_deref().unwrap_or_default());
                let reply = s3.call(get).await.expect("a restarted server answers");
                let wanted = &load.source[content.offset..content.offset + content.len()];
                if reply.body != wanted {
                    wrong.push(format!("{path}: {} other bytes", reply.body.len()));
                }
            }
        }
    }
    wrong
}

/// All versions by key, from new to old; delete markers apart from the others, as the list has them.
async fn versions(s3: &mut S3, bucket: &str) -> HashMap<String, Vec<Shown>> {
    let list = s3.document(Call::new("GET", bucket, "versions=")).await.expect("it answers");
    assert_eq!(text(&list, "IsTruncated").as_deref(), Some("false"), "few keys are in use");
    let mut found: HashMap<String, Vec<(bool, Shown)>> = HashMap::new();
    let children = ["Key", "VersionId", "Size", "IsLatest"];
    for (_, values) in elements(&list, &["Version", "DeleteMarker"], &children) {
        let [Some(key), Some(id), size, Some(latest)] = &values[..] else {
            panic!("an entry without a name: {list}");
        };
        let (key, id) = (key.clone(), id.clone());
        let size = size.as_ref().map(|size| size.parse().unwrap());
        found.entry(key).or_default().push((latest == "true", Shown { id, size }));
    }
    for (key, versions) in &found {
        let latest: Vec<bool> = versions.iter().map(|(latest, _)| *latest).collect();
        let count = latest.iter().filter(|l| **l).count();
        assert_eq!(count, 1, "{bucket}/{key}: latest {latest:?}");
    }
    let plain = |versions: Vec<(bool, Shown)>| versions.into_iter().map(|(_, v)| v).collect();
    found.into_iter().map(|(key, versions)| (key, plain(versions))).collect()
}

/// Ends the uploads that were under way; answers how many files they had.
async fn end_uploads(s3: &mut S3, bucket: &str) -> usize {
    let list = s3.document(Call::new("GET", bucket, "uploads=")).await.expect("it answers");
    let mut files = 0;
    for (_, values) in elements(&list, &["Upload"], &["Key", "UploadId"]) {
        let [Some(key), Some(id)] = &values[..] else { panic!("{list}") };
        let (path, query) = (format!("{bucket}/{key}"), format!("uploadId={id}"));
        let parts = s3.document(Call::new("GET", &path, &query)).await.expect("it answers");
        let sizes = elements(&parts, &["Part"], &["Size"]);
        let sizes = sizes.into_iter().map(|(_, s)| s[0].as_ref().unwrap().parse().unwrap());
        files += files_of(sizes);
        s3.call(Call::new("DELETE", &path, &query)).await.expect("it answers");
    }
    files
}

/// The files below any folder called `blobs`.
fn count_files(dir: &Path) -> usize {
    let mut count = 0;
    let mut folders = vec![(dir.to_owned(), false)];
    while let Some((folder, within)) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            let is_blobs = within || path.file_name().is_some_and(|name| name == "blobs");
            match path.is_dir() {
                true => folders.push((path, is_blobs)),
                false => count += usize::from(within),
            }
        }
    }
    count
}

/// What lies in the way of a bucket's deletion: removes every version, and expects no file to be left.
pub(crate) async fn empty(server: &Server, dir: &Path) -> usize {
    let mut s3 = S3::connect(server).await.expect("the last server answers");
    for bucket in [PLAIN, KEPT] {
        for (key, versions) in versions(&mut s3, bucket).await {
            for version in versions {
                let (path, query) =
                    (format!("{bucket}/{key}"), format!("versionId={}", version.id));
                s3.call(Call::new("DELETE", &path, &query)).await.expect("it answers");
            }
        }
        s3.call(Call::new("DELETE", bucket, "")).await.expect("it is empty");
    }
    count_files(&dir.join("data"))
}
