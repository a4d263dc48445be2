//! DynamoDB's data, without the database: attribute values and exact numbers, items and their stored form, keys in
//! the order of their values, the expression language and PartiQL, JSON and Ion.
//!
//! Pure: no I/O, no clock. Messages are AWS's, since clients compare them.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html>

pub mod codec;
pub mod expression;
pub mod ion;
pub mod json;
pub mod key;
pub mod number;
pub mod partiql;
pub mod value;

pub use number::{Number, NumberError};
pub use value::{Item, Value, ValueError};
