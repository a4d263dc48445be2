//! Server access logs, over real HTTP: what is requested is delivered as lines, by the clock.

use std::time::Duration;

use testcloud::{Client, Cloud, Credentials, HttpReply, HttpRequest};

async fn send(client: &mut Client, method: &'static str, target: &str, body: &str) -> HttpReply {
    let request = HttpRequest {
        method,
        target: target.to_owned(),
        headers: Vec::new(),
        body: body.to_owned().into(),
    };
    client.send("s3", request).await.expect("an answer")
}

async fn ok(client: &mut Client, method: &'static str, target: &str, body: &str) -> String {
    let reply = send(client, method, target, body).await;
    let text = String::from_utf8_lossy(&reply.body).into_owned();
    assert!(reply.status < 300, "{method} {target}: {} {text}", reply.status);
    text
}

/// A bucket whose log goes to another one, in this format of keys.
async fn logged(client: &mut Client, format: &str) {
    for bucket in ["/mine", "/logs"] {
        ok(client, "PUT", bucket, "").await;
    }
    let status = format!(
        "<BucketLoggingStatus><LoggingEnabled><TargetBucket>logs</TargetBucket><TargetPrefix>log/</TargetPrefix>\
         {format}</LoggingEnabled></BucketLoggingStatus>"
    );
    ok(client, "PUT", "/mine?logging", &status).await;
}

async fn allow(client: &mut Client) {
    let policy = r#"{"Version": "2012-10-17", "Statement": [{
        "Effect": "Allow", "Principal": {"Service": "logging.s3.amazonaws.com"}, "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::logs/log/*",
        "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:s3:::mine"},
                      "StringEquals": {"aws:SourceAccount": "000000000000"}}}]}"#;
    ok(client, "PUT", "/logs?policy", policy).await;
}

/// The keys of what was delivered.
async fn files(client: &mut Client) -> Vec<String> {
    let list = ok(client, "GET", "/logs?list-type=2", "").await;
    let keys = list.split("<Key>").skip(1);
    keys.filter_map(|rest| rest.split("</Key>").next()).map(str::to_owned).collect()
}

/// The columns of a line.
fn columns(line: &str) -> Vec<String> {
    let (mut all, mut now, mut within) = (Vec::new(), String::new(), None);
    for c in line.chars() {
        match (c, within) {
            (' ', None) => all.push(std::mem::take(&mut now)),
            ('[', None) => within = Some(']'),
            ('"', None) => within = Some('"'),
            (c, Some(end)) if c == end => within = None,
            (c, _) => now.push(c),
        }
    }
    all.push(now);
    all
}

#[tokio::test]
async fn requests_are_delivered_as_lines() {
    let cloud = Cloud::start(vec![s3::service()]).await;
    let mut client = cloud.client();
    logged(&mut client, "").await;
    allow(&mut client).await;
    ok(&mut client, "PUT", "/mine/a%20b", "12345").await;
    assert_eq!(ok(&mut client, "GET", "/mine/a%20b?versionId=null", "").await, "12345");
    assert_eq!(send(&mut client, "GET", "/mine/none", "").await.status, 404);
    let deletes = "<Delete><Object><Key>a b</Key></Object></Delete>";
    ok(&mut client, "POST", "/mine?delete", deletes).await;
    let mut nobody = Client::new(&cloud, Credentials::none());
    assert_eq!(send(&mut nobody, "GET", "/mine?list-type=2", "").await.status, 403);
    assert_eq!(files(&mut client).await, Vec::<String>::new(), "it is not time yet");

    cloud.advance(Duration::from_secs(360)).await;
    let found = files(&mut client).await;
    let [key] = found.as_slice() else { panic!("one file: {found:?}") };
    assert!(key.starts_with("log/2026-01-01-00-06-00-") && key.len() == 24 + 16, "{key}");
    let text = ok(&mut client, "GET", &format!("/logs/{key}"), "").await;
    let lines: Vec<Vec<String>> = text.lines().map(columns).collect();
    let owner = kernel::canonical_user_id(kernel::AccountId::DEFAULT);
    let host = cloud.address().to_string();
    // Operation, key, URI, status, error, bytes sent, size of the object, version.
    let expected = [
        ["REST.PUT.LOGGING_STATUS", "-", "PUT /mine?logging HTTP/1.1", "200", "-", "-", "-"],
        ["REST.PUT.OBJECT", "a%20b", "PUT /mine/a%20b HTTP/1.1", "200", "-", "-", "5"],
        [
            "REST.GET.OBJECT",
            "a%20b",
            "GET /mine/a%20b?versionId=null HTTP/1.1",
            "200",
            "-",
            "5",
            "5",
        ],
        ["REST.GET.OBJECT", "none", "GET /mine/none HTTP/1.1", "404", "NoSuchKey", "*", "-"],
        ["BATCH.DELETE.OBJECT", "a%20b", "-", "204", "-", "-", "-"],
        ["REST.POST.MULTI_OBJECT_DELETE", "-", "POST /mine?delete HTTP/1.1", "200", "-", "*", "-"],
        ["REST.GET.BUCKET", "-", "GET /mine?list-type=2 HTTP/1.1", "403", "AccessDenied", "*", "-"],
    ];
    assert_eq!(lines.len(), expected.len(), "{text}");
    for (line, want) in lines.iter().zip(expected) {
        assert_eq!(line.len(), 27, "{line:?}");
        assert_eq!(line[..4], [&owner, "mine", "01/Jan/2026:00:00:00 +0000", "127.0.0.1"]);
        let shown: Vec<&str> = line[6..13].iter().map(String::as_str).collect();
        let same = shown.iter().zip(want).all(|(own, want)| *own == want || want == "*");
        assert!(same, "{shown:?} {want:?}");
    }
    let of = |n: usize| lines[n].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(of(2)[4], owner);
    assert_eq!(of(2)[17], "null");
    assert_eq!(of(2)[19..], ["SigV4", "-", "AuthHeader", &host, "-", "-", "-", "-"]);
    assert_eq!((of(6)[4], of(6)[19], of(6)[21]), ("-", "-", "-"), "nobody signed");

    cloud.advance(Duration::from_secs(3_600)).await;
    assert_eq!(files(&mut client).await.len(), 1, "nothing happened since");
}

#[tokio::test]
async fn keys_are_partitioned_when_asked_for() {
    let cloud = Cloud::start(vec![s3::service()]).await;
    let mut client = cloud.client();
    let format = "<TargetObjectKeyFormat><PartitionedPrefix><PartitionDateSource>EventTime</PartitionDateSource>\
                  </PartitionedPrefix></TargetObjectKeyFormat>";
    logged(&mut client, format).await;
    allow(&mut client).await;
    cloud.advance(Duration::from_secs(2 * 86_400)).await;
    let found = files(&mut client).await;
    let [key] = found.as_slice() else { panic!("one file: {found:?}") };
    let start = "log/000000000000/us-east-1/mine/2026/01/01/2026-01-01-00-00-00-";
    assert!(key.starts_with(start), "{key}");
    // What was logged is delivered when the log ends.
    ok(&mut client, "GET", "/mine?list-type=2", "").await;
    ok(&mut client, "PUT", "/mine?logging", "<BucketLoggingStatus/>").await;
    assert_eq!(files(&mut client).await.len(), 2);
}

#[tokio::test]
async fn nothing_is_delivered_where_it_may_not_be() {
    let cloud = Cloud::start(vec![s3::service()]).await;
    let mut client = cloud.client();
    logged(&mut client, "").await;
    cloud.advance(Duration::from_secs(360)).await;
    assert_eq!(files(&mut client).await, Vec::<String>::new(), "no policy lets the log in");
    allow(&mut client).await;
    ok(&mut client, "GET", "/mine?list-type=2", "").await;
    cloud.advance(Duration::from_secs(360)).await;
    assert_eq!(files(&mut client).await.len(), 1, "now it does");
}
