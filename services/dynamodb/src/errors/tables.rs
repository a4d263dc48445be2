//! The words of what is wrong with calls on tables, backups and policies.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html>

use std::fmt::Display;

use gen_dynamodb::errors as modelled;
use kernel::ApiError;

use super::validation;

/// `One or more parameter values were invalid: ...`
pub(crate) fn refused(reason: impl Display) -> ApiError {
    validation(format!("One or more parameter values were invalid: {reason}"))
}

/// `Invalid Request: ...`, as the backups say.
pub(crate) fn invalid_request(reason: impl Display) -> ApiError {
    validation(format!("Invalid Request: {reason}"))
}

/// A member that the model does not require and the operation does.
pub(crate) fn member_is_null(member: &str) -> ApiError {
    validation(format!(
        "1 validation error detected: Value null at '{member}' failed to satisfy constraint: Member must not be null"
    ))
}

/// A table that operations of backups name and that is not there.
pub(crate) fn no_table_to_back_up(name: &str) -> ApiError {
    modelled::table_not_found_exception(format!("Table not found: {name}"))
}

/// A table or stream that an ARN names.
pub(crate) fn no_resource(arn: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Requested resource not found: ResourceArn: {arn} not found"
    ))
}

/// An index that a request names.
pub(crate) fn no_index(index: &str, table: &str) -> ApiError {
    modelled::resource_not_found_exception(format!(
        "Requested resource not found: Index {index} for table {table}"
    ))
}

/// What cannot be changed now.
pub(crate) fn in_use(reason: impl Display) -> ApiError {
    modelled::resource_in_use_exception(format!(
        "Attempt to change a resource which is still in use: {reason}"
    ))
}

/// A quota.
pub(crate) fn limit_exceeded(message: impl Into<String>) -> ApiError {
    modelled::limit_exceeded_exception(message.into())
}

/// A quota of the account.
pub(crate) fn subscriber_limit(reason: impl Display) -> ApiError {
    limit_exceeded(format!("Subscriber limit exceeded: {reason}"))
}

/// `Requested resource not found: ...`
pub(crate) fn not_found(what: impl Display) -> ApiError {
    modelled::resource_not_found_exception(format!("Requested resource not found: {what}"))
}

/// A global table that is there already.
pub(crate) fn global_table_exists(name: &str) -> ApiError {
    modelled::global_table_already_exists_exception(format!(
        "Global table with name: '{name}' already exists"
    ))
}

/// A global table that a call names.
pub(crate) fn no_global_table(name: &str) -> ApiError {
    modelled::global_table_not_found_exception(format!(
        "Global table with name: '{name}' does not exist"
    ))
}

/// The table that a region is to have before it is a replica.
pub(crate) fn no_replica_table(name: &str, region: &str) -> ApiError {
    modelled::table_not_found_exception(format!("Table not found: {name} in region {region}"))
}

/// A replica that the global table has.
pub(crate) fn replica_exists(name: &str, region: &str) -> ApiError {
    modelled::replica_already_exists_exception(format!(
        "Global table '{name}' already has a replica in region: {region}"
    ))
}

/// A replica that the global table does not have.
pub(crate) fn no_replica(name: &str, region: &str) -> ApiError {
    modelled::replica_not_found_exception(format!(
        "Global table '{name}' has no replica in region: {region}"
    ))
}

/// An index that the settings of a global table name.
pub(crate) fn no_index_of_replica(index: &str, table: &str, region: &str) -> ApiError {
    modelled::index_not_found_exception(format!(
        "Index: {index} does not exist in table: {table} in region: {region}"
    ))
}
