//! What scenarios cannot say of tables: large ones, writes at the same time, long histories.

mod tables_backups;
mod tables_common;
mod tables_indexes;
mod tables_replicas;
mod tables_streams;
