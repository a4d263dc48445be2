//! Listing, page by page, against the plain truth.

use gen_s3::operations as ops;
use gen_s3::{ListObjectVersionsInput, ListObjectsV2Input, VersioningConfiguration};

use crate::common::{BUCKET, Cloud, body, cloud};

/// Keys and common prefixes of all pages, in order.
async fn all(cloud: &Cloud, prefix: &str, delimiter: Option<&str>, page: i32) -> Vec<String> {
    let mut found = Vec::new();
    let mut token = None;
    loop {
        let input = ListObjectsV2Input {
            bucket: BUCKET.to_owned(),
            prefix: Some(prefix.to_owned()),
            delimiter: delimiter.map(str::to_owned),
            max_keys: Some(page),
            continuation_token: token,
            ..ListObjectsV2Input::default()
        };
        let output = cloud.call::<ops::ListObjectsV2>(input).await.expect("listed");
        let keys = output.contents.unwrap_or_default().into_iter().filter_map(|o| o.key);
        let prefixes = output.common_prefixes.unwrap_or_default().into_iter();
        let mut names: Vec<String> = keys.chain(prefixes.filter_map(|p| p.prefix)).collect();
        assert_eq!(output.key_count, Some(names.len() as i32));
        assert!(names.len() <= page as usize);
        names.sort();
        found.extend(names);
        token = output.next_continuation_token;
        assert_eq!(output.is_truncated, Some(token.is_some()));
        if token.is_none() {
            return found;
        }
    }
}

#[tokio::test]
async fn pages_of_every_size_show_the_same() {
    let cloud = cloud().await;
    let mut keys: Vec<String> = Vec::new();
    for a in ["", "a/", "a/b/", "a-", "b/", "ä/", "z"] {
        for n in 0..9 {
            keys.push(format!("{a}{n}"));
        }
    }
    for key in &keys {
        cloud.put(key, body(&b""[..])).await.expect("put");
    }
    keys.sort();
    for prefix in ["", "a", "a/", "a/b", "b/", "ä", "none"] {
        for delimiter in [None, Some("/"), Some("-")] {
            let mut expected: Vec<String> = keys
                .iter()
                .filter(|key| key.starts_with(prefix))
                .map(|key| match delimiter.and_then(|d| Some((d, key[prefix.len()..].find(d)?))) {
                    Some((d, at)) => key[..prefix.len() + at + d.len()].to_owned(),
                    None => key.clone(),
                })
                .collect();
            expected.dedup();
            for page in [1, 2, 3, 7, 1000] {
                let found = all(&cloud, prefix, delimiter, page).await;
                assert_eq!(found, expected, "{prefix:?} {delimiter:?} {page}");
            }
        }
    }
}

#[tokio::test]
async fn what_is_written_is_listed_and_what_is_deleted_is_not() {
    let cloud = cloud().await;
    for n in 0..50 {
        cloud.put(&format!("k{n:02}"), body(&b""[..])).await.expect("put");
        assert_eq!(all(&cloud, "", None, 1000).await.len(), n + 1);
    }
    for n in 0..50 {
        let input = gen_s3::DeleteObjectInput {
            bucket: BUCKET.to_owned(),
            key: format!("k{n:02}"),
            ..gen_s3::DeleteObjectInput::default()
        };
        cloud.call::<ops::DeleteObject>(input).await.expect("deleted");
        assert_eq!(all(&cloud, "", None, 7).await.len(), 49 - n);
    }
}

/// Keys with ids of versions, and common prefixes, of all pages.
async fn all_versions(cloud: &Cloud, delimiter: Option<&str>, page: i32) -> Vec<String> {
    let mut found = Vec::new();
    let (mut key, mut id) = (None, None);
    loop {
        let input = ListObjectVersionsInput {
            bucket: BUCKET.to_owned(),
            delimiter: delimiter.map(str::to_owned),
            max_keys: Some(page),
            key_marker: key,
            version_id_marker: id,
            ..ListObjectVersionsInput::default()
        };
        let output = cloud.call::<ops::ListObjectVersions>(input).await.expect("listed");
        let versions =
            output.versions.unwrap_or_default().into_iter().map(|v| (v.key, v.version_id));
        let markers =
            output.delete_markers.unwrap_or_default().into_iter().map(|m| (m.key, m.version_id));
        let text = |(key, id): (Option<String>, Option<String>)| {
            format!("{} {}", key.expect("a key"), id.expect("an id"))
        };
        let mut names: Vec<String> = versions.chain(markers).map(text).collect();
        let prefixes = output.common_prefixes.unwrap_or_default();
        names.extend(prefixes.into_iter().filter_map(|p| p.prefix));
        assert!(names.len() <= page as usize);
        found.extend(names);
        (key, id) = (output.next_key_marker, output.next_version_id_marker);
        if output.is_truncated != Some(true) {
            found.sort();
            return found;
        }
    }
}

#[tokio::test]
async fn versions_in_pages_of_every_size_are_the_same() {
    let cloud = cloud().await;
    let input = gen_s3::PutBucketVersioningInput {
        bucket: BUCKET.to_owned(),
        versioning_configuration: VersioningConfiguration {
            status: Some("Enabled".to_owned()),
            ..VersioningConfiguration::default()
        },
        ..gen_s3::PutBucketVersioningInput::default()
    };
    cloud.call::<ops::PutBucketVersioning>(input).await.expect("switched on");
    let (mut all, mut beside) = (0, 0);
    for (n, key) in ["a", "b/1", "b/2", "b/3", "c", "d", "e/x", "f"].into_iter().enumerate() {
        for _ in 0..=(n * 5 % 4) {
            cloud.put(key, body(&b""[..])).await.expect("put");
            all += 1;
            beside += usize::from(!key.contains('/'));
        }
        if n % 3 == 0 {
            let input = gen_s3::DeleteObjectInput {
                bucket: BUCKET.to_owned(),
                key: key.to_owned(),
                ..gen_s3::DeleteObjectInput::default()
            };
            cloud.call::<ops::DeleteObject>(input).await.expect("deleted");
            all += 1;
            beside += usize::from(!key.contains('/'));
        }
    }
    let (plain, folded) =
        (all_versions(&cloud, None, 1000).await, all_versions(&cloud, Some("/"), 1000).await);
    assert_eq!((plain.len(), folded.len()), (all, beside + 2));
    for page in [1, 2, 3, 5, 8] {
        assert_eq!(all_versions(&cloud, None, page).await, plain, "{page}");
        assert_eq!(all_versions(&cloud, Some("/"), page).await, folded, "{page}");
    }
}
