//! Entries of listings as answers show them.

use gen_s3::{CommonPrefix, DeleteMarkerEntry, Object as Listed, ObjectVersion, RestoreStatus};
use kernel::Timestamp;

use crate::checksum::{Algorithm, Coverage};
use crate::glance::{Content, Glance};
use crate::listing::{Entry, Listing, Page};
use crate::object::{Object, Restore, Version};
use crate::object_key::ObjectKey;
use crate::owner;

/// Objects and common prefixes.
pub(crate) fn objects(
    listing: &Listing,
    page: Page<Glance>,
    owners: bool,
    now: Timestamp,
) -> (Vec<Listed>, Vec<CommonPrefix>) {
    let mut contents = Vec::with_capacity(page.entries.len());
    let mut prefixes = Vec::new();
    for entry in page.entries {
        match entry {
            Entry::Prefix(prefix) => prefixes.push(common_prefix(listing, &prefix)),
            Entry::Row(key, glance) => {
                if let Some(content) = &glance.content {
                    contents.push(listed(listing, key, &glance, content, owners, now));
                }
            }
        }
    }
    (contents, prefixes)
}

pub(crate) fn common_prefix(listing: &Listing, prefix: &str) -> CommonPrefix {
    CommonPrefix { prefix: Some(listing.shown(prefix)) }
}

fn checksum_algorithms(algorithm: Option<Algorithm>) -> Option<Vec<String>> {
    algorithm.map(|algorithm| vec![algorithm.as_str().to_owned()])
}

fn checksum_type(coverage: Option<Coverage>) -> Option<String> {
    coverage.map(|coverage| coverage.as_str().to_owned())
}

fn restore_status(restore: Option<Restore>, now: Timestamp) -> Option<RestoreStatus> {
    let restore = restore?;
    let in_progress = restore.ready_at > now;
    Some(RestoreStatus {
        is_restore_in_progress: Some(in_progress),
        restore_expiry_date: (!in_progress).then_some(restore.until),
    })
}

fn listed(
    listing: &Listing,
    key: ObjectKey,
    glance: &Glance,
    content: &Content,
    owners: bool,
    now: Timestamp,
) -> Listed {
    Listed {
        key: Some(listing.shown_key(key)),
        last_modified: Some(glance.modified),
        e_tag: Some(content.etag.quoted()),
        checksum_algorithm: checksum_algorithms(content.checksum.map(|(algorithm, _)| algorithm)),
        checksum_type: checksum_type(content.checksum.map(|(_, coverage)| coverage)),
        size: i64::try_from(content.size).ok(),
        storage_class: Some(content.storage_class.as_str().to_owned()),
        owner: owners.then(|| owner::shown(glance.owner)),
        restore_status: restore_status(content.restore, now),
    }
}

/// A version with content.
pub(crate) fn version(
    listing: &Listing,
    key: &ObjectKey,
    version: &Version,
    object: &Object,
    latest: bool,
    place: usize,
    now: Timestamp,
) -> ObjectVersion {
    ObjectVersion {
        e_tag: Some(object.etag.quoted()),
        checksum_algorithm: checksum_algorithms(object.checksum.as_ref().map(|c| c.algorithm)),
        checksum_type: checksum_type(object.checksum.as_ref().map(|c| c.coverage)),
        size: i64::try_from(object.size).ok(),
        storage_class: Some(object.storage_class.as_str().to_owned()),
        key: Some(listing.shown(key.as_str())),
        version_id: Some(version.id().text()),
        is_latest: Some(latest),
        last_modified: Some(version.modified),
        owner: Some(owner::shown(version.owner)),
        restore_status: restore_status(object.restore, now),
        place: i32::try_from(place).ok(),
    }
}

/// A delete marker.
pub(crate) fn marker(
    listing: &Listing,
    key: &ObjectKey,
    version: &Version,
    latest: bool,
    place: usize,
) -> DeleteMarkerEntry {
    DeleteMarkerEntry {
        owner: Some(owner::shown(version.owner)),
        key: Some(listing.shown(key.as_str())),
        version_id: Some(version.id().text()),
        is_latest: Some(latest),
        last_modified: Some(version.modified),
        place: i32::try_from(place).ok(),
    }
}
