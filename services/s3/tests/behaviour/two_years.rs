//! Two years on the clock: every week objects are written, every noon what is there is compared with what the rules say,
//! which plain arithmetic on days tells here: lifecycle, Object Lock, restoring and replication.
//!
//! An action is due at the midnight that follows its days: what was made at the noon of day 7 and is to move after 30 days
//! has moved at the noon of day 38.

use std::time::Duration;

use serde_json::{Value, json};
use testcloud::{Client, Cloud};

const DAYS: u32 = 731;
const HALF: Duration = Duration::from_secs(43_200);
const HOUR: Duration = Duration::from_secs(3_600);
/// Smaller objects do not move between storage classes.
const SMALLEST: usize = 128 * 1024;

struct Years {
    cloud: Cloud,
    client: Client,
}

/// The noons at which something of a week is there: from one on, before another.
#[derive(Clone, Copy)]
struct Span(u32, u32);

impl Span {
    fn holds(self, day: u32) -> bool {
        (self.0..self.1).contains(&day)
    }
}

#[tokio::test]
async fn rules_do_what_they_say_for_two_years() {
    let cloud = Cloud::start(vec![s3::service()]).await;
    let client = cloud.client();
    let mut years = Years { cloud, client };
    years.configure().await;
    years.cloud.advance(HALF).await;
    for day in 0..DAYS {
        if day % 7 == 0 {
            years.write(day / 7).await;
        }
        years.events(day).await;
        years.check_logs(day).await;
        years.check_documents(day).await;
        years.check_uploads(day).await;
        years.check_locked(day).await;
        let spent = years.restore(day).await;
        years.cloud.advance(HALF - spent).await;
        years.cloud.advance(HALF).await;
    }
    years.check_replicas().await;
    years.cloud.stop().await;
}

fn key(folder: &str, week: u32) -> String {
    format!("{folder}/{week:03}")
}

/// A body that no other week has.
fn body(week: u32) -> String {
    use base64::Engine as _;
    let mut bytes = vec![week as u8; SMALLEST];
    bytes[..4].copy_from_slice(&week.to_be_bytes());
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

impl Years {
    async fn call(&mut self, operation: &str, input: Value) -> Value {
        let answer = self.client.call("s3", operation, input.clone()).await.expect("an answer");
        match answer {
            testcloud::Answer::Output(output) => output,
            testcloud::Answer::Error(error) => panic!("{operation} {input}: {error:?}"),
        }
    }

    async fn code(&mut self, operation: &str, input: Value) -> String {
        self.client.call("s3", operation, input).await.expect("an answer").error().code
    }

    async fn configure(&mut self) {
        for bucket in ["mine", "copies"] {
            self.call("CreateBucket", json!({"Bucket": bucket})).await;
            let on = json!({"Bucket": bucket, "VersioningConfiguration": {"Status": "Enabled"}});
            self.call("PutBucketVersioning", on).await;
        }
        self.call("CreateBucket", json!({"Bucket": "locked", "ObjectLockEnabledForBucket": true}))
            .await;
        let year = json!({"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 365}});
        let lock = json!({"ObjectLockEnabled": "Enabled", "Rule": year});
        let input = json!({"Bucket": "locked", "ObjectLockConfiguration": lock});
        self.call("PutObjectLockConfiguration", input).await;
        let of_locked = json!([
            {"ID": "go", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 10},
             "NoncurrentVersionExpiration": {"NoncurrentDays": 1}},
            {"ID": "markers", "Status": "Enabled", "Filter": {"Prefix": ""},
             "Expiration": {"ExpiredObjectDeleteMarker": true}},
        ]);
        let of_mine = json!([
            {"ID": "logs", "Status": "Enabled", "Filter": {"Prefix": "logs/"}, "Expiration": {"Days": 365},
             "Transitions": [{"Days": 30, "StorageClass": "STANDARD_IA"}, {"Days": 90, "StorageClass": "GLACIER"}],
             "NoncurrentVersionExpiration": {"NoncurrentDays": 1}},
            {"ID": "documents", "Status": "Enabled", "Filter": {"Prefix": "documents/"},
             "NoncurrentVersionTransitions": [{"NoncurrentDays": 30, "StorageClass": "STANDARD_IA"}],
             "NoncurrentVersionExpiration": {"NoncurrentDays": 100, "NewerNoncurrentVersions": 2}},
            {"ID": "markers", "Status": "Enabled", "Filter": {"Prefix": ""},
             "Expiration": {"ExpiredObjectDeleteMarker": true}},
            {"ID": "uploads", "Status": "Enabled", "Filter": {"Prefix": ""},
             "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7}},
        ]);
        for (bucket, rules) in [("locked", of_locked), ("mine", of_mine)] {
            let input = json!({"Bucket": bucket, "LifecycleConfiguration": {"Rules": rules}});
            self.call("PutBucketLifecycleConfiguration", input).await;
        }
        let rule = json!({
            "ID": "all", "Status": "Enabled", "Priority": 1, "Filter": {"Prefix": ""},
            "DeleteMarkerReplication": {"Status": "Enabled"},
            "Destination": {"Bucket": "arn:aws:s3:::copies"},
        });
        let replication = json!({"Role": "arn:aws:iam::000000000000:role/r", "Rules": [rule]});
        let input = json!({"Bucket": "mine", "ReplicationConfiguration": replication});
        self.call("PutBucketReplication", input).await;
    }

    /// What comes every week: a log, a version of a page, an upload that nobody completes, a locked object.
    async fn write(&mut self, week: u32) {
        let body = body(week);
        for key in [key("logs", week), "documents/page".to_owned()] {
            self.call("PutObject", json!({"Bucket": "mine", "Key": key, "Body": body})).await;
        }
        let upload = json!({"Bucket": "mine", "Key": key("uploads", week)});
        let begun = self.call("CreateMultipartUpload", upload).await;
        let part = json!({
            "Bucket": "mine", "Key": key("uploads", week), "UploadId": begun["UploadId"],
            "PartNumber": 1, "Body": body,
        });
        self.call("UploadPart", part).await;
        let locked = json!({"Bucket": "locked", "Key": key("records", week), "Body": "aGVsbG8="});
        self.call("PutObject", locked).await;
    }

    /// What comes once.
    async fn events(&mut self, day: u32) {
        let gone = json!({"Bucket": "mine", "Key": "documents/gone", "Body": "aGVsbG8="});
        match day {
            10 => drop(self.call("PutObject", gone).await),
            20 => {
                let delete = json!({"Bucket": "mine", "Key": "documents/gone"});
                self.call("DeleteObject", delete).await;
            }
            22 => {
                let hold = json!({
                    "Bucket": "locked", "Key": key("records", 3), "LegalHold": {"Status": "ON"},
                });
                self.call("PutObjectLegalHold", hold).await;
            }
            600 => {
                let versions = self.versions("locked", "records/003").await;
                let id = versions.iter().find_map(|(_, id, marker)| (!marker).then(|| id.clone()));
                let release = json!({
                    "Bucket": "locked", "Key": key("records", 3), "VersionId": id,
                    "LegalHold": {"Status": "OFF"},
                });
                self.call("PutObjectLegalHold", release).await;
            }
            _ => {}
        }
    }

    /// All versions under a prefix, in order: the entry, its version id, whether it is a delete marker.
    async fn versions(&mut self, bucket: &str, prefix: &str) -> Vec<(Value, String, bool)> {
        let input = json!({"Bucket": bucket, "Prefix": prefix});
        let output = self.call("ListObjectVersions", input).await;
        assert_ne!(output["IsTruncated"], json!(true));
        let id = |entry: &Value| entry["VersionId"].as_str().expect("an id").to_owned();
        let entries = |name: &str, marker: bool| {
            let found = list(&output, name).iter();
            found.map(|e| (e.clone(), id(e), marker)).collect::<Vec<_>>()
        };
        [entries("Versions", false), entries("DeleteMarkers", true)].concat()
    }

    /// Keys under a prefix that have a version with content, and those that have a delete marker.
    async fn keys(&mut self, bucket: &str, prefix: &str) -> (Vec<String>, Vec<String>) {
        let versions = self.versions(bucket, prefix).await;
        let of = |wanted: bool| {
            let found = versions.iter().filter(|(_, _, marker)| *marker == wanted);
            found.map(|(entry, ..)| entry["Key"].as_str().expect("a key").to_owned()).collect()
        };
        (of(false), of(true))
    }

    /// A log moves after 30 and 90 days, is behind a delete marker after 365, and gone a day later with its marker.
    async fn check_logs(&mut self, day: u32) {
        let input = json!({"Bucket": "mine", "Prefix": "logs/"});
        let output = self.call("ListObjectsV2", input).await;
        let found: Vec<(String, String)> = list(&output, "Contents")
            .iter()
            .map(|o| (text(&o["Key"]), text(&o["StorageClass"])))
            .collect();
        let made = |week: u32| 7 * week;
        let class = |week: u32| match day - made(week) {
            0..31 => "STANDARD",
            31..91 => "STANDARD_IA",
            _ => "GLACIER",
        };
        let there = weeks(day, |week| Span(made(week), made(week) + 366));
        let expected: Vec<(String, String)> =
            there.iter().map(|week| (key("logs", *week), class(*week).to_owned())).collect();
        assert_eq!(found, expected, "day {day}");
        let (objects, markers) = self.keys("mine", "logs/").await;
        let kept = weeks(day, |week| Span(made(week), made(week) + 367));
        let marked = weeks(day, |week| Span(made(week) + 366, made(week) + 367));
        assert_eq!(objects, named("logs", &kept), "day {day}");
        assert_eq!(markers, named("logs", &marked), "day {day}");
    }

    /// A page's version is an older one after a week, moves 30 days later and goes after 100.
    async fn check_documents(&mut self, day: u32) {
        let found = self.versions("mine", "documents/page").await;
        let there = weeks(day, |week| Span(7 * week, 7 * week + 108));
        assert_eq!(found.len(), there.len(), "day {day}");
        for ((entry, id, _), week) in found.iter().zip(there.iter().rev()) {
            let class = if day >= 7 * week + 38 { "STANDARD_IA" } else { "STANDARD" };
            assert_eq!(entry["StorageClass"], class, "day {day}, week {week}");
            if day == 7 * week + 1 {
                let input = json!({"Bucket": "mine", "Key": "documents/page", "VersionId": id});
                let got = self.call("GetObject", input).await;
                assert_eq!(got["Body"].as_str(), Some(body(*week).as_str()), "week {week}");
                assert_eq!(got["ReplicationStatus"], "COMPLETED");
            }
        }
        let (objects, markers) = self.keys("mine", "documents/gone").await;
        // Two older versions are always kept, so that one is.
        assert_eq!((objects.len(), markers.len()), ((day >= 10).into(), (day >= 20).into()));
    }

    /// An upload that nobody completes is given up after 7 days.
    async fn check_uploads(&mut self, day: u32) {
        let output = self.call("ListMultipartUploads", json!({"Bucket": "mine"})).await;
        let found: Vec<&str> =
            list(&output, "Uploads").iter().filter_map(|upload| upload["Key"].as_str()).collect();
        let there = weeks(day, |week| Span(7 * week, 7 * week + 8));
        assert_eq!(found, named("uploads", &there), "day {day}");
    }

    /// A locked object is behind a delete marker after 10 days, and stays for the 365 days of its retention; the one with a
    /// legal hold until that is lifted.
    async fn check_locked(&mut self, day: u32) {
        let end = |week: u32| if week == 3 { 601 } else { 7 * week + 366 };
        let (objects, markers) = self.keys("locked", "records/").await;
        let kept = weeks(day, |week| Span(7 * week, end(week)));
        let marked = weeks(day, |week| Span(7 * week + 11, end(week)));
        assert_eq!(objects, named("records", &kept), "day {day}");
        assert_eq!(markers, named("records", &marked), "day {day}");
        if day % 30 != 29 {
            return;
        }
        // On its last day a record is not locked any more, and lifecycle has not come by yet.
        let locked = |week: &u32| day + 1 < end(*week);
        for week in [kept[0], kept[kept.len() - 1]].into_iter().filter(locked) {
            let versions = self.versions("locked", &key("records", week)).await;
            let id = versions.iter().find_map(|(_, id, marker)| (!marker).then(|| id.clone()));
            let delete = json!({
                "Bucket": "locked", "Key": key("records", week), "VersionId": id,
                "BypassGovernanceRetention": true,
            });
            assert_eq!(self.code("DeleteObject", delete).await, "AccessDenied", "day {day}");
        }
    }

    /// A log in the archive is restored on its day 105 for 10 days: readable after 5 hours, until the midnight that follows
    /// the days. Answers the time that this took.
    async fn restore(&mut self, day: u32) -> Duration {
        let archived =
            |since: u32| (day % 7 == since % 7 && day >= since).then(|| (day - since) / 7);
        if let Some(week) = archived(115) {
            let input = json!({"Bucket": "mine", "Key": key("logs", week)});
            let got = self.call("GetObject", input).await;
            assert_eq!(got["Body"].as_str(), Some(body(week).as_str()), "day {day}");
            assert_eq!(got["StorageClass"], "GLACIER");
        }
        if let Some(week) = archived(116) {
            let input = json!({"Bucket": "mine", "Key": key("logs", week)});
            assert_eq!(self.code("GetObject", input.clone()).await, "InvalidObjectState");
            assert_eq!(self.call("HeadObject", input).await["Restore"], Value::Null);
        }
        let Some(week) = archived(105) else { return Duration::ZERO };
        let input = json!({"Bucket": "mine", "Key": key("logs", week)});
        assert_eq!(self.code("GetObject", input.clone()).await, "InvalidObjectState");
        let tier = json!({"Days": 10, "GlacierJobParameters": {"Tier": "Standard"}});
        let restore = json!({"Bucket": "mine", "Key": key("logs", week), "RestoreRequest": tier});
        self.call("RestoreObject", restore.clone()).await;
        self.cloud.advance(4 * HOUR).await;
        assert_eq!(self.code("GetObject", input.clone()).await, "InvalidObjectState");
        assert_eq!(self.code("RestoreObject", restore).await, "RestoreAlreadyInProgress");
        let head = self.call("HeadObject", input.clone()).await;
        assert_eq!(head["Restore"], "ongoing-request=\"true\"");
        self.cloud.advance(HOUR).await;
        let got = self.call("GetObject", input).await;
        assert_eq!(got["Body"].as_str(), Some(body(week).as_str()), "day {day}");
        5 * HOUR
    }

    /// What was replicated is all there: what lifecycle does to the sources does not reach the copies.
    async fn check_replicas(&mut self) {
        let all: Vec<u32> = (0..DAYS.div_ceil(7)).collect();
        let (objects, markers) = self.keys("copies", "logs/").await;
        assert_eq!((objects, markers), (named("logs", &all), Vec::new()));
        let pages = self.versions("copies", "documents/page").await;
        assert_eq!(pages.len(), all.len());
        for ((entry, id, _), week) in pages.iter().zip(all.iter().rev()) {
            assert_eq!(entry["StorageClass"], "STANDARD");
            let input = json!({"Bucket": "copies", "Key": "documents/page", "VersionId": id});
            let got = self.call("GetObject", input).await;
            assert_eq!(got["Body"].as_str(), Some(body(*week).as_str()), "week {week}");
            assert_eq!(got["ReplicationStatus"], "REPLICA");
        }
        let (objects, markers) = self.keys("copies", "documents/gone").await;
        assert_eq!((objects.len(), markers.len()), (1, 1), "a client's delete is replicated");
        let newest = self.versions("mine", "documents/page").await;
        let ids = |versions: &[(Value, String, bool)]| -> Vec<String> {
            versions.iter().map(|(_, id, _)| id.clone()).collect()
        };
        assert_eq!(ids(&newest), ids(&pages)[..newest.len()], "copies have their sources' ids");
    }
}

/// The weeks of which something is there on `day`, in order.
fn weeks(day: u32, span: impl Fn(u32) -> Span) -> Vec<u32> {
    (0..=day / 7).filter(|week| span(*week).holds(day)).collect()
}

fn named(folder: &str, weeks: &[u32]) -> Vec<String> {
    weeks.iter().map(|week| key(folder, *week)).collect()
}

fn text(value: &serde_json::Value) -> String {
    value.as_str().expect("a text").to_owned()
}
