//! What DynamoDB does, seen from its API, where scenarios do not reach: many writers at once, transactions under each
//! other's feet, pages and limits, restarts, large tables, long histories.

mod bulk;
mod common;
mod counters;
mod encryption;
mod exports;
mod imports;
mod lag;
mod limits;
mod pages;
mod restart;
mod s3_objects;
mod serialisable;
mod tables_backups;
mod tables_common;
mod tables_indexes;
mod tables_replicas;
mod tables_replicas_leave;
mod tables_scaling;
mod tables_streams;
mod throttle;
mod vectors;
mod vectors_tables;
