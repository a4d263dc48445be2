//! The state of Access Analyzer. Names are never used again for something else: see docs/state-keys.txt.
//!
//! What belongs to an analyzer lies under its number, which is never given out twice: what a deleted analyzer leaves
//! behind is gone at once and swept away later.

use store::{Scope, Table};

use crate::analyzer::Analyzer;
use crate::archive_rule::ArchiveRule;
use crate::finding::Finding;
use crate::generation::Generation;
use crate::preview::Preview;
use crate::recommendation::Recommendation;
use crate::resource::Analyzed;

/// Analyzers by name.
pub(crate) static ANALYZERS: Table<String, Analyzer> =
    Table::new("accessanalyzer.analyzer", Scope::Regional, 1);

/// Archive rules: (analyzer's number, name).
pub(crate) static ARCHIVE_RULES: Table<(u64, String), ArchiveRule> =
    Table::new("accessanalyzer.archive-rule", Scope::Regional, 1);

/// Findings: (analyzer's number, id).
pub(crate) static FINDINGS: Table<(u64, String), Finding> =
    Table::new("accessanalyzer.finding", Scope::Regional, 1);

/// The findings of a resource: (analyzer's number, ARN, id).
pub(crate) static BY_RESOURCE: Table<(u64, String, String), ()> =
    Table::new("accessanalyzer.finding-of-resource", Scope::Regional, 1);

/// What was analyzed: (analyzer's number, ARN).
pub(crate) static RESOURCES: Table<(u64, String), Analyzed> =
    Table::new("accessanalyzer.resource", Scope::Regional, 1);

/// Access previews: (analyzer's number, id).
pub(crate) static PREVIEWS: Table<(u64, String), Preview> =
    Table::new("accessanalyzer.preview", Scope::Regional, 1);

/// Recommendations: (analyzer's number, id of the finding).
pub(crate) static RECOMMENDATIONS: Table<(u64, String), Recommendation> =
    Table::new("accessanalyzer.recommendation", Scope::Regional, 1);

/// Policy generations by id.
pub(crate) static GENERATIONS: Table<String, Generation> =
    Table::new("accessanalyzer.generation", Scope::Regional, 1);
