//! Quotas: versions, sizes, numbers of parameters.

use gen_ssm::PutParameterRequest;

use crate::common::{cloud, secure, text};

#[tokio::test]
async fn a_hundred_versions_are_kept_unless_the_oldest_has_a_label() {
    let cloud = cloud().await;
    for version in 1..=101 {
        assert_eq!(cloud.put("/p", &format!("v{version}")).await.version, Some(version));
    }
    assert_eq!(cloud.value("/p:1").await, None);
    assert_eq!(cloud.value("/p:2").await.as_deref(), Some("v2"));
    cloud.label("/p", 2, "keep").await;
    let error = cloud.try_put(text("/p", "more")).await.expect_err("the oldest has a label");
    assert_eq!(error.code(), "ParameterMaxVersionLimitExceeded");
    assert_eq!(
        error.message(),
        Some(
            "You attempted to create a new version of /p by calling the PutParameter API with the overwrite flag. \
             Version 2, the oldest version, can't be deleted because it has a label associated with it. Move the \
             label to another version of the parameter, and try again."
        )
    );
    cloud.label("/p", 50, "keep").await;
    assert_eq!(cloud.put("/p", "more").await.version, Some(102));
    assert_eq!(cloud.value("/p:keep").await.as_deref(), Some("v50"));
    cloud.delete("/p").await;
    assert_eq!(cloud.put("/p", "new").await.version, Some(1));
    assert_eq!(cloud.value("/p:50").await, None, "all versions went");
}

#[tokio::test]
async fn values_are_as_long_as_their_tier_allows() {
    let cloud = cloud().await;
    for kind in ["String", "SecureString"] {
        for (tier, length, outcome) in [
            ("Standard", 4_096, Ok("Standard")),
            (
                "Standard",
                4_097,
                Err("Standard tier parameters support a maximum parameter value of 4096"),
            ),
            ("Intelligent-Tiering", 4_096, Ok("Standard")),
            ("Intelligent-Tiering", 4_097, Ok("Advanced")),
            ("Advanced", 8_192, Ok("Advanced")),
            (
                "Advanced",
                8_193,
                Err("Advanced tier parameters support a maximum parameter value of 8192"),
            ),
            ("Intelligent-Tiering", 8_193, Err("Advanced tier")),
        ] {
            let (name, value) = (format!("/{kind}/{tier}/{length}"), "x".repeat(length));
            let input = PutParameterRequest {
                r#type: Some(kind.to_owned()),
                ..secure(&name, &value, tier)
            };
            let put = cloud.try_put(input).await;
            match (put, outcome) {
                (Ok(put), Ok(tier)) => {
                    assert_eq!(put.tier.as_deref(), Some(tier), "{name}");
                    assert_eq!(cloud.value(&name).await.as_deref(), Some(value.as_str()), "{name}");
                }
                (Err(error), Err(words)) => {
                    let message = error.message().unwrap_or_default();
                    assert!(message.starts_with(words), "{name}: {message}");
                }
                (put, _) => panic!("{name}: {put:?}"),
            }
        }
    }
}

#[tokio::test]
async fn ten_thousand_standard_parameters_are_enough() {
    let cloud = cloud().await;
    for number in 0..10_000 {
        cloud.put(&format!("/p/{number}"), "v").await;
    }
    let error = cloud.try_put(text("/p/more", "v")).await.expect_err("one too many");
    assert_eq!(error.code(), "ParameterLimitExceeded");
    let tiered = |name: &str, tier: &str| PutParameterRequest {
        tier: Some(tier.to_owned()),
        ..text(name, "v")
    };
    let put = cloud.try_put(tiered("/p/more", "Intelligent-Tiering")).await.expect("put");
    assert_eq!(put.tier.as_deref(), Some("Advanced"));
    assert_eq!(cloud.put("/p/7", "w").await.version, Some(2), "those that are there go on");
    let put = cloud.try_put(tiered("/p/7", "Advanced")).await.expect("put");
    assert_eq!(put.tier.as_deref(), Some("Advanced"));
    cloud.put("/p/last", "v").await;
    assert!(cloud.try_put(text("/p/another", "v")).await.is_err());
    cloud.delete("/p/8").await;
    cloud.put("/p/another", "v").await;
}

#[tokio::test]
async fn versions_written_at_once_are_all_different() {
    let cloud = cloud().await;
    cloud.put("/p", "0").await;
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..40 {
        let cloud = cloud.clone();
        tasks.spawn(async move { cloud.put("/p", &number.to_string()).await.version });
    }
    let mut versions = Vec::new();
    while let Some(done) = tasks.join_next().await {
        versions.push(done.expect("no panic").expect("a version"));
    }
    versions.sort_unstable();
    assert_eq!(versions, (2..=41).collect::<Vec<i64>>());
}
