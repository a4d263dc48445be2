//! The state of dax: every table with its name, scope, key, row and version. Names are never used again for
//! something else: see docs/state-keys.txt.
