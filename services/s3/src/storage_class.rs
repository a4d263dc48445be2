//! Storage classes: what an object costs, and whether it can be read at once.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html>

use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::errors;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum StorageClass {
    #[default]
    Standard,
    ReducedRedundancy,
    StandardIa,
    OneZoneIa,
    IntelligentTiering,
    Glacier,
    DeepArchive,
    GlacierIr,
}

const NAMES: [(StorageClass, &str); 8] = [
    (StorageClass::Standard, "STANDARD"),
    (StorageClass::ReducedRedundancy, "REDUCED_REDUNDANCY"),
    (StorageClass::StandardIa, "STANDARD_IA"),
    (StorageClass::OneZoneIa, "ONEZONE_IA"),
    (StorageClass::IntelligentTiering, "INTELLIGENT_TIERING"),
    (StorageClass::Glacier, "GLACIER"),
    (StorageClass::DeepArchive, "DEEP_ARCHIVE"),
    (StorageClass::GlacierIr, "GLACIER_IR"),
];

impl StorageClass {
    /// All of them, in the order in which rows number them.
    pub(crate) const ALL: [StorageClass; 8] = [
        StorageClass::Standard,
        StorageClass::ReducedRedundancy,
        StorageClass::StandardIa,
        StorageClass::OneZoneIa,
        StorageClass::IntelligentTiering,
        StorageClass::Glacier,
        StorageClass::DeepArchive,
        StorageClass::GlacierIr,
    ];

    /// What a request asks for; the standard class when it does not say. Classes of other kinds of buckets are refused.
    pub(crate) fn parse(given: Option<&str>) -> ApiResult<StorageClass> {
        let Some(text) = given else { return Ok(StorageClass::Standard) };
        let found = NAMES.iter().find(|(_, name)| *name == text);
        found.map(|(class, _)| *class).ok_or_else(|| errors::invalid_storage_class(text))
    }

    pub(crate) fn as_str(self) -> &'static str {
        NAMES.iter().find(|(class, _)| *class == self).map_or("STANDARD", |(_, name)| name)
    }

    /// The header's value, which answers leave out for the standard class.
    pub(crate) fn header(self) -> Option<String> {
        (self != StorageClass::Standard).then(|| self.as_str().to_owned())
    }

    /// Whether objects must be restored before they can be read.
    pub(crate) fn is_archive(self) -> bool {
        matches!(self, StorageClass::Glacier | StorageClass::DeepArchive)
    }
}
