//! Listing, page by page, against the plain truth.

use gen_s3::ListObjectsV2Input;
use gen_s3::operations as ops;

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
