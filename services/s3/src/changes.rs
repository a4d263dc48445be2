//! What follows from a change of an object: notifications, replication. Called in the transaction that makes the change,
//! so that nothing is told that did not happen and nothing happens untold.

use kernel::{ApiResult, Cx};

use crate::access_log;
use crate::bucket::Bucket;
use crate::intelligent_tiering::Archive;
use crate::notification::deliver::{self, Happened};
use crate::object::Version;
use crate::object_key::ObjectKey;
use crate::replication;

/// What happened to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    CreatedByPut,
    /// By a form of a browser.
    CreatedByPost,
    CreatedByCopy,
    CreatedByCompleteMultipartUpload,
    /// A version is gone for good.
    Removed,
    /// A delete marker is the newest version now.
    DeleteMarkerCreated,
    TaggingPut,
    TaggingDeleted,
    AnnotationPut,
    AnnotationDeleted,
    AclPut,
    RestoreAsked,
    RestoreDone,
    /// A restored copy is gone.
    RestoreEnded,
    LifecycleRemoved,
    LifecycleMarkerCreated,
    LifecycleMoved,
    /// Nobody read it, so Intelligent-Tiering moved it.
    Archived(Archive),
    ReplicationFailed,
}

impl Change {
    /// The name of the event.
    fn event(self) -> &'static str {
        match self {
            Change::CreatedByPut => "ObjectCreated:Put",
            Change::CreatedByPost => "ObjectCreated:Post",
            Change::CreatedByCopy => "ObjectCreated:Copy",
            Change::CreatedByCompleteMultipartUpload => "ObjectCreated:CompleteMultipartUpload",
            Change::Removed => "ObjectRemoved:Delete",
            Change::DeleteMarkerCreated => "ObjectRemoved:DeleteMarkerCreated",
            Change::TaggingPut => "ObjectTagging:Put",
            Change::TaggingDeleted => "ObjectTagging:Delete",
            Change::AnnotationPut => "ObjectAnnotation:Put",
            Change::AnnotationDeleted => "ObjectAnnotation:Delete",
            Change::AclPut => "ObjectAcl:Put",
            Change::RestoreAsked => "ObjectRestore:Post",
            Change::RestoreDone => "ObjectRestore:Completed",
            Change::RestoreEnded => "ObjectRestore:Delete",
            Change::LifecycleRemoved => "LifecycleExpiration:Delete",
            Change::LifecycleMarkerCreated => "LifecycleExpiration:DeleteMarkerCreated",
            Change::LifecycleMoved => "LifecycleTransition",
            Change::Archived(_) => "IntelligentTiering",
            Change::ReplicationFailed => "Replication:OperationFailedReplication",
        }
    }

    fn removes(self) -> bool {
        matches!(self, Change::Removed | Change::LifecycleRemoved)
    }

    /// Whether the event says where in the order of a key's changes it stands. Recorded: of tags and lists it does not;
    /// that it does not of annotations, either, is assumed.
    fn is_ordered(self) -> bool {
        !matches!(
            self,
            Change::TaggingPut
                | Change::TaggingDeleted
                | Change::AnnotationPut
                | Change::AnnotationDeleted
                | Change::AclPut
        )
    }
}

/// Called for every change of an object.
pub(crate) async fn happened(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    change: Change,
) -> ApiResult<()> {
    if bucket.configured.logging {
        access_log::by_itself(cx, bucket, key, version, change);
    }
    if bucket.configured.notification {
        tell(cx, bucket, key, version, change).await?;
    }
    if bucket.configured.replication {
        replication::run::follow(cx, bucket, key, version, change).await?;
    }
    Ok(())
}

/// A deletion of what was not there is told like any other. Recorded.
pub(crate) async fn nothing_removed(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
) -> ApiResult<()> {
    if !bucket.configured.notification {
        return Ok(());
    }
    let what = Happened {
        event: Change::Removed.event(),
        key: key.as_str(),
        size: None,
        etag: None,
        version: None,
        sequencer: Some(cx.next_sequence()),
        restored: None,
        archived: None,
    };
    deliver::tell(cx, bucket, &what).await
}

async fn tell(
    cx: &mut Cx<'_>,
    bucket: &Bucket,
    key: &ObjectKey,
    version: &Version,
    change: Change,
) -> ApiResult<()> {
    /// The ETag of nothing, which delete markers show.
    const EMPTY: &str = "d41d8cd98f00b204e9800998ecf8427e";
    let object = version.object.as_ref().filter(|_| !change.removes());
    let marker = version.object.is_none() && !change.removes();
    let etag = object.map(|object| object.etag.quoted().trim_matches('"').to_owned());
    let restored = object.and_then(|object| {
        let until = object.restore.filter(|_| change == Change::RestoreDone)?.until;
        Some((until, object.storage_class.as_str()))
    });
    let ordered = change.is_ordered();
    let what = Happened {
        event: change.event(),
        key: key.as_str(),
        size: object.filter(|_| ordered).map(|object| object.size),
        etag: etag.or_else(|| marker.then(|| EMPTY.to_owned())),
        version: (bucket.is_versioned() && !version.null).then(|| version.id().text()),
        sequencer: ordered.then(|| cx.next_sequence()),
        restored,
        archived: match change {
            Change::Archived(archive) => Some(archive.as_str()),
            _ => None,
        },
    };
    deliver::tell(cx, bucket, &what).await
}
