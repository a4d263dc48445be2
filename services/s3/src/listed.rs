//! Entries of listings as answers show them.

use gen_s3::{CommonPrefix, DeleteMarkerEntry, Object as Listed, ObjectVersion, RestoreStatus};
use kernel::Timestamp;

use crate::listing::{Entry, Listing, Page};
use crate::object::{Object, Version};
use crate::object_key::ObjectKey;
use crate::owner;

/// Objects and common prefixes.
pub(crate) fn objects(
    listing: &Listing,
    page: Page<Version>,
    owners: bool,
    now: Timestamp,
) -> (Vec<Listed>, Vec<CommonPrefix>) {
    let mut contents = Vec::with_capacity(page.entries.len());
    let mut prefixes = Vec::new();
    for entry in page.entries {
        match entry {
            Entry::Prefix(prefix) => prefixes.push(common_prefix(listing, &prefix)),
            Entry::Row(key, version) => {
                if let Some(object) = &version.object {
                    contents.push(listed(listing, &key, &version, object, owners, now));
                }
            }
        }
    }
    (contents, prefixes)
}

pub(crate) fn common_prefix(listing: &Listing, prefix: &str) -> CommonPrefix {
    CommonPrefix { prefix: Some(listing.shown(prefix)) }
}

fn checksum_algorithms(object: &Object) -> Option<Vec<String>> {
    object.checksum.as_ref().map(|checksum| vec![checksum.algorithm.as_str().to_owned()])
}

fn checksum_type(object: &Object) -> Option<String> {
    object.checksum.as_ref().map(|checksum| checksum.coverage.as_str().to_owned())
}

fn restore_status(object: &Object, now: Timestamp) -> Option<RestoreStatus> {
    let restore = object.restore?;
    let in_progress = restore.ready_at > now;
    Some(RestoreStatus {
        is_restore_in_progress: Some(in_progress),
        restore_expiry_date: (!in_progress).then_some(restore.until),
    })
}

fn listed(
    listing: &Listing,
    key: &ObjectKey,
    version: &Version,
    object: &Object,
    owners: bool,
    now: Timestamp,
) -> Listed {
    Listed {
        key: Some(listing.shown(key.as_str())),
        last_modified: Some(version.modified),
        e_tag: Some(object.etag.quoted()),
        checksum_algorithm: checksum_algorithms(object),
        checksum_type: checksum_type(object),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(object.storage_class.as_str().to_owned()),
        owner: owners.then(|| owner::shown(version.owner)),
        restore_status: restore_status(object, now),
    }
}

/// A version with content.
pub(crate) fn version(
    listing: &Listing,
    key: &ObjectKey,
    version: &Version,
    object: &Object,
    latest: bool,
    now: Timestamp,
) -> ObjectVersion {
    ObjectVersion {
        e_tag: Some(object.etag.quoted()),
        checksum_algorithm: checksum_algorithms(object),
        checksum_type: checksum_type(object),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(object.storage_class.as_str().to_owned()),
        key: Some(listing.shown(key.as_str())),
        version_id: Some(version.id().text()),
        is_latest: Some(latest),
        last_modified: Some(version.modified),
        owner: Some(owner::shown(version.owner)),
        restore_status: restore_status(object, now),
    }
}

/// A delete marker.
pub(crate) fn marker(
    listing: &Listing,
    key: &ObjectKey,
    version: &Version,
    latest: bool,
) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        owner: Some(owner::shown(version.owner)),
        key: Some(listing.shown(key.as_str())),
        version_id: Some(version.id().text()),
        is_latest: Some(latest),
        last_modified: Some(version.modified),
    }
}
