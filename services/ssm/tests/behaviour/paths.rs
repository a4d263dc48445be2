//! Walks below paths, against a plain model of them.

use std::collections::BTreeSet;

use gen_ssm::operations::{DescribeParameters, GetParametersByPath};
use gen_ssm::{DescribeParametersRequest, GetParametersByPathRequest, ParameterStringFilter};
use kernel::Random;

use crate::common::{Cloud, cloud};

async fn by_path(cloud: &Cloud, path: &str, recursive: bool, page: i32) -> Vec<String> {
    let (mut names, mut next_token) = (Vec::new(), None);
    loop {
        let input = GetParametersByPathRequest {
            path: path.to_owned(),
            recursive: Some(recursive),
            max_results: Some(page),
            next_token: next_token.clone(),
            ..GetParametersByPathRequest::default()
        };
        let output = cloud.call::<GetParametersByPath>(input).await.expect("a page");
        let found = output.parameters.expect("a list");
        assert!(found.len() <= usize::try_from(page).expect("small"));
        names.extend(found.into_iter().filter_map(|parameter| parameter.name));
        next_token = output.next_token;
        if next_token.is_none() {
            return names;
        }
    }
}

#[tokio::test]
async fn every_walk_finds_what_lies_there_in_order() {
    let cloud = cloud().await;
    let random = Random::from_seed(11);
    let parts = ["a", "b", "a-b", "a.b", "a0", "z"];
    let part = |depth: u64| parts[random.below(depth.min(6)) as usize];
    let mut names = BTreeSet::new();
    while names.len() < 250 {
        let depth = 1 + random.below(5);
        names.insert((0..depth).map(|_| format!("/{}", part(6))).collect::<String>());
    }
    for name in &names {
        cloud.put(name, "v").await;
    }
    for path in ["/", "/a", "/a/", "/a/b", "/a-b", "/z/z", "/none", "/a/a/a/a"] {
        let below = format!("{}/", path.trim_end_matches('/'));
        for recursive in [false, true] {
            let expected: Vec<String> = names
                .iter()
                .filter_map(|name| Some((name, name.strip_prefix(&below)?)))
                .filter(|(_, rest)| recursive || !rest.contains('/'))
                .map(|(name, _)| name.clone())
                .collect();
            for page in [1, 3, 10] {
                assert_eq!(by_path(&cloud, path, recursive, page).await, expected, "{path} {page}");
            }
        }
    }
}

#[tokio::test]
async fn a_listing_that_finds_little_stops_and_goes_on() {
    let cloud = cloud().await;
    for number in 0..6_000 {
        cloud.put(&format!("/p/{number:05}"), "v").await;
    }
    cloud.put("/q", "v").await;
    let filter = ParameterStringFilter {
        key: "Name".to_owned(),
        option: Some("Contains".to_owned()),
        values: Some(vec!["q".to_owned()]),
    };
    let input = DescribeParametersRequest {
        parameter_filters: Some(vec![filter]),
        ..DescribeParametersRequest::default()
    };
    let first = cloud.call::<DescribeParameters>(input.clone()).await.expect("a page");
    assert_eq!(first.parameters, Some(Vec::new()));
    let input = DescribeParametersRequest { next_token: first.next_token, ..input };
    let second = cloud.call::<DescribeParameters>(input).await.expect("a page");
    let names: Vec<_> = second.parameters.expect("a list").into_iter().map(|p| p.name).collect();
    assert_eq!((names, second.next_token), (vec![Some("/q".to_owned())], None));
}
