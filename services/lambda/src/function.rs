//! A function and what is kept of it: its newest configuration, its published versions, and what belongs to it as a whole.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/configuration-versions.html>

use kernel::{Cx, Timestamp};
use serde::{Deserialize, Serialize};

use crate::durable_config::Durable;
use crate::environment::Sealed;
use crate::function_name::FunctionName;
use crate::package::Package;

/// A function. Its configuration is that of `$LATEST`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Function {
    pub(crate) name: FunctionName,
    /// A number that no other function ever has, also none of the same name after this one.
    pub(crate) number: u64,
    pub(crate) latest: Configuration,
    /// The highest version that was ever published.
    pub(crate) last_version: u64,
    /// The version that `$LATEST` was published as, while it is the same.
    pub(crate) published_as: Option<u64>,
    pub(crate) tags: Vec<(String, String)>,
    /// How many invocations at once are kept for it.
    pub(crate) reserved: Option<i32>,
    /// The ARN of its code signing configuration.
    pub(crate) signing: Option<String>,
    /// Whether loops through it go on.
    pub(crate) allow_loops: bool,
}

/// What one version runs with; published versions never change it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Configuration {
    /// `None` for `$LATEST`.
    pub(crate) version: Option<u64>,
    pub(crate) revision: String,
    pub(crate) modified: Timestamp,
    pub(crate) state: State,
    /// How the last change went: none before the first is through.
    pub(crate) update: Option<UpdateStatus>,
    pub(crate) package: Package,
    pub(crate) settings: Settings,
    pub(crate) runtime_update: RuntimeUpdate,
}

/// What users choose.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Settings {
    pub(crate) description: String,
    pub(crate) role: String,
    pub(crate) runtime: String,
    pub(crate) handler: String,
    /// Seconds.
    pub(crate) timeout: i32,
    /// MiB.
    pub(crate) memory: i32,
    /// MiB of `/tmp`.
    pub(crate) ephemeral: i32,
    pub(crate) architecture: String,
    pub(crate) environment: Option<Sealed>,
    pub(crate) kms_key: Option<String>,
    /// Where events go that could not be handled: an ARN.
    pub(crate) dead_letter: Option<String>,
    /// `Active` or `PassThrough`.
    pub(crate) tracing: String,
    /// In their order.
    pub(crate) layers: Vec<LayerUse>,
    /// Whether published versions are to be snapshotted.
    pub(crate) snap_start: bool,
    pub(crate) logging: Logging,
    /// Since version 2.
    pub(crate) durable: Option<Durable>,
}

/// A layer that a function uses, as it was when it was added: it goes on working when the layer is deleted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct LayerUse {
    /// The ARN of its version.
    pub(crate) arn: String,
    pub(crate) package: Package,
}

/// Where and how a function logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Logging {
    /// JSON instead of text.
    pub(crate) json: bool,
    /// Only with JSON.
    pub(crate) application_level: Option<String>,
    pub(crate) system_level: Option<String>,
    pub(crate) group: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum State {
    Pending,
    Active,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum UpdateStatus {
    InProgress,
    Successful,
}

/// When a version's runtime changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RuntimeUpdate {
    /// `Auto`, `FunctionUpdate`, `Manual`.
    pub(crate) on: String,
    /// With `Manual`: which.
    pub(crate) version_arn: Option<String>,
}

impl Default for RuntimeUpdate {
    fn default() -> Self {
        RuntimeUpdate { on: "Auto".to_owned(), version_arn: None }
    }
}

impl Configuration {
    /// `$LATEST`, or the number.
    pub(crate) fn version_text(&self) -> String {
        self.version.map_or_else(|| "$LATEST".to_owned(), |number| number.to_string())
    }

    /// Marks a change that is to be settled: see [`crate::settle`].
    pub(crate) fn change(&mut self, cx: &Cx<'_>) {
        self.touch(cx);
        self.modified = cx.now();
        self.update = Some(UpdateStatus::InProgress);
    }

    /// Gives it a new revision.
    pub(crate) fn touch(&mut self, cx: &Cx<'_>) {
        self.revision = cx.random().uuid();
    }
}
