//! What is counted of a bucket and a storage class, under the names that exports have. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage_lens_metrics_glossary.html>

use std::ops::AddAssign;

use kernel::Timestamp;

use crate::object::Version;

/// How long an upload may last before it counts as old.
const OLD_UPLOAD: std::time::Duration = std::time::Duration::from_secs(7 * 86_400);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) count: u64,
    pub(super) bytes: u64,
}

impl AddAssign for Amount {
    fn add_assign(&mut self, other: Amount) {
        self.count = self.count.saturating_add(other.count);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// All that is stored falls under one of the first four; the others say more of the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tally {
    current: Amount,
    noncurrent: Amount,
    markers: Amount,
    uploads: Amount,
    old_uploads: Amount,
    encrypted: Amount,
    replicated: Amount,
    replicas: Amount,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Tally) {
        self.current += other.current;
        self.noncurrent += other.noncurrent;
        self.markers += other.markers;
        self.uploads += other.uploads;
        self.old_uploads += other.old_uploads;
        self.encrypted += other.encrypted;
        self.replicated += other.replicated;
        self.replicas += other.replicas;
    }
}

impl Tally {
    /// A version. A delete marker is as large as its key.
    pub(super) fn of_version(key: &str, version: &Version, latest: bool) -> Tally {
        let mut tally = Tally::default();
        let Some(object) = &version.object else {
            tally.markers = Amount { count: 1, bytes: key.len() as u64 };
            return tally;
        };
        let amount = Amount { count: 1, bytes: object.size };
        *(if latest { &mut tally.current } else { &mut tally.noncurrent }) = amount;
        // There is nothing that is not.
        tally.encrypted = amount;
        match object.replication.as_deref() {
            Some("COMPLETED") => tally.replicated = amount,
            Some("REPLICA") => tally.replicas = amount,
            _ => {}
        }
        tally
    }

    /// An upload in progress, whose parts have so many bytes.
    pub(super) fn of_upload(initiated: Timestamp, bytes: u64, now: Timestamp) -> Tally {
        let amount = Amount { count: 1, bytes };
        let mut tally = Tally { uploads: amount, encrypted: amount, ..Tally::default() };
        if now.since(initiated) > OLD_UPLOAD {
            tally.old_uploads = amount;
        }
        tally
    }

    fn all(&self) -> Amount {
        let mut all = self.current;
        all += self.noncurrent;
        all += self.markers;
        all += self.uploads;
        all
    }

    /// The metrics that are not zero.
    pub(super) fn metrics(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let named = [
            ("StorageBytes", "ObjectCount", self.all()),
            ("CurrentVersionStorageBytes", "CurrentVersionObjectCount", self.current),
            ("NonCurrentVersionStorageBytes", "NonCurrentVersionObjectCount", self.noncurrent),
            ("DeleteMarkerStorageBytes", "DeleteMarkerObjectCount", self.markers),
            (
                "IncompleteMultipartUploadStorageBytes",
                "IncompleteMultipartUploadObjectCount",
                self.uploads,
            ),
            (
                "IncompleteMPUStorageBytesOlderThan7Days",
                "IncompleteMPUObjectCountOlderThan7Days",
                self.old_uploads,
            ),
            ("EncryptedStorageBytes", "EncryptedObjectCount", self.encrypted),
            ("ReplicatedStorageBytesSource", "ReplicatedObjectCountSource", self.replicated),
            ("ReplicatedStorageBytes", "ReplicatedObjectCount", self.replicas),
        ];
        let both = named
            .into_iter()
            .flat_map(|(bytes, count, amount)| [(bytes, amount.bytes), (count, amount.count)]);
        both.filter(|(_, value)| *value > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uploads_grow_old() {
        let began = Timestamp::from_secs(0);
        let metrics = |now| {
            Tally::of_upload(began, 5, Timestamp::from_secs(now)).metrics().collect::<Vec<_>>()
        };
        let young = [
            ("StorageBytes", 5),
            ("ObjectCount", 1),
            ("IncompleteMultipartUploadStorageBytes", 5),
            ("IncompleteMultipartUploadObjectCount", 1),
            ("EncryptedStorageBytes", 5),
            ("EncryptedObjectCount", 1),
        ];
        assert_eq!(metrics(7 * 86_400), young);
        assert_eq!(metrics(7 * 86_400 + 1).len(), young.len() + 2);
        assert_eq!(Tally::default().metrics().count(), 0);
    }

    #[test]
    fn a_delete_marker_is_as_large_as_its_key() {
        let marker = Version {
            number: 1,
            null: false,
            modified: Timestamp::from_secs(0),
            owner: kernel::AccountId::parse("000000000000").unwrap(),
            object: None,
        };
        let mut tally = Tally::of_version("abc", &marker, true);
        tally += Tally::of_version("abc", &marker, false);
        let want = [
            ("StorageBytes", 6),
            ("ObjectCount", 2),
            ("DeleteMarkerStorageBytes", 6),
            ("DeleteMarkerObjectCount", 2),
        ];
        assert_eq!(tally.metrics().collect::<Vec<_>>(), want);
    }
}
