//! A restart: everything is there as it was; and what lies on the disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::common::{Cloud, cloud_of, secure, text, with_policies};

async fn stop(cloud: Cloud) {
    cloud.kernel.stop().await.expect("stopped");
    cloud.kernel.store().clone().close().expect("closed");
}

#[tokio::test]
async fn parameters_and_their_timers_survive() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_of(Some(dir.clone()), ssm::service()).await;
    cloud.put("/a", "one").await;
    cloud.put("/a", "two").await;
    cloud.label("/a", 1, "live").await;
    cloud.try_put(secure("/s", "geheim", "Standard")).await.expect("put");
    cloud.try_put(secure("/t", "geheimer", "Advanced")).await.expect("put");
    let expires = r#"[{"Type":"Expiration","Version":"1.0","Attributes":{"Timestamp":"2023-11-16T00:00:00Z"}}]"#;
    cloud.try_put(with_policies(text("/e", "v"), expires)).await.expect("put");
    stop(cloud).await;

    let cloud = cloud_of(Some(dir), ssm::service()).await;
    for (name, value) in [
        ("/a", "two"),
        ("/a:1", "one"),
        ("/a:live", "one"),
        ("/s", "geheim"),
        ("/t", "geheimer"),
        ("/e", "v"),
    ] {
        assert_eq!(cloud.value(name).await.as_deref(), Some(value), "{name}");
    }
    cloud.pass(2 * 86_400).await;
    assert_eq!(cloud.value("/e").await, None, "it has expired");
}

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        match entry.path() {
            path if path.is_dir() => all.extend(files(&path)),
            path => all.push(path),
        }
    }
    all
}

fn holds(dir: &Path, text: &str) -> bool {
    let found = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    files(dir).iter().any(|path| found(&fs::read(path).expect("a file")))
}

#[tokio::test]
async fn no_secret_lies_on_the_disk() {
    let folder = tempfile::tempdir().expect("a folder");
    let dir = folder.path().join("state");
    let cloud = cloud_of(Some(dir.clone()), ssm::service()).await;
    cloud.put("/plain", "words-that-anybody-may-see").await;
    for (tier, value) in
        [("Standard", "secret-of-the-first-kind"), ("Advanced", "secret-of-the-second-kind")]
    {
        let name = format!("/{tier}");
        cloud.try_put(secure(&name, value, tier)).await.expect("put");
        assert_eq!(cloud.value(&name).await.as_deref(), Some(value));
    }
    stop(cloud).await;
    assert!(holds(&dir, "words-that-anybody-may-see"), "the search finds what is there");
    assert!(!holds(&dir, "secret-of-the"), "secrets are encrypted");
}
