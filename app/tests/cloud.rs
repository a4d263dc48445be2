//! The cloud as a library: several in one process, and state that outlives them.

#[path = "cloud/day.rs"]
mod day;
#[path = "cloud/durable.rs"]
mod durable;
#[path = "cloud/events.rs"]
mod events;
#[path = "cloud/filters.rs"]
mod filters;
#[path = "cloud/object_lambda.rs"]
mod object_lambda;

use stratus::Cloud;

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[tokio::test]
async fn two_clouds_in_one_process_do_not_meet() -> Outcome {
    let (a, b) = (Cloud::start().await?, Cloud::start().await?);
    assert_ne!(a.endpoint_url(), b.endpoint_url());
    a.clock().advance(std::time::Duration::from_secs(3600));
    assert!(a.clock().now().since(b.clock().now()).as_secs() > 3000);
    a.stop().await?;
    assert!(std::net::TcpStream::connect(b.addresses()[0]).is_ok());
    b.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_seed_makes_ids_repeat() -> Outcome {
    let mut ids = Vec::new();
    for seed in [1, 1, 2] {
        let cloud = Cloud::builder().seed(seed).start().await?;
        ids.push(cloud.kernel().random().uuid());
        cloud.stop().await?;
    }
    assert_eq!(ids[0], ids[1]);
    assert_ne!(ids[1], ids[2]);
    Ok(())
}

#[tokio::test]
async fn a_data_directory_is_taken_up_again() -> Outcome {
    let data = tempfile::tempdir()?;
    let build = || Cloud::builder().data(data.path(), store::Durability::Process);
    let first = build().start().await?;
    let key = first.kernel().root_key().map(|key| key.secret.clone());
    assert!(build().start().await.is_err(), "two must not have it at once");
    first.stop().await?;
    let second = build().start().await?;
    assert_eq!(second.kernel().root_key().map(|key| key.secret.clone()), key);
    second.stop().await?;
    Ok(())
}

#[tokio::test]
async fn a_stopped_cloud_answers_nobody() -> Outcome {
    let cloud = Cloud::start().await?;
    let address = cloud.addresses()[0];
    assert!(std::net::TcpStream::connect(address).is_ok());
    cloud.stop().await?;
    assert!(std::net::TcpStream::connect(address).is_err());
    Ok(())
}

#[test]
fn every_schema_loads_and_fits_its_facts() {
    for service in stratus::services() {
        let (schema, facts) = (service.schema.get(), service.schema.facts());
        let names: Vec<&str> = schema.operations.iter().map(|operation| operation.name).collect();
        assert_eq!(names, facts.operations, "{}", facts.name);
        assert_eq!(schema.name, facts.name);
    }
}
