//! What was written is there after a restart, as it was.

use gen_dynamodb::{ScanInput, operations as ops};

use crate::common::{cloud_over, item, n, number, s};

#[tokio::test]
async fn items_survive_a_restart() {
    let dir = tempfile::tempdir().expect("a folder");
    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    cloud.table("things", true).await;
    for at in -20..20 {
        let one = item([("pk", s("p")), ("sk", n(at)), ("square", n(at * at))]);
        cloud.put("things", one).await.expect("put");
    }
    cloud.kernel.stop().await.expect("stopped");
    drop(cloud);

    let cloud = cloud_over(Some(dir.path().to_owned())).await;
    for at in -20..20 {
        let found = cloud.get("things", item([("pk", s("p")), ("sk", n(at))])).await;
        assert_eq!(number(found.as_ref(), "square"), at * at);
    }
    let input = ScanInput {
        table_name: "things".to_owned(),
        select: Some("COUNT".to_owned()),
        ..ScanInput::default()
    };
    let counted = cloud.call::<ops::Scan>(input).await.expect("scanned");
    assert_eq!(counted.count, Some(40));
}
