//! Untyped, JSON-like data: what a model's `document` holds.
//! Ref: <https://smithy.io/2.0/spec/simple-types.html#document>

/// Untyped data.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Document {
    /// Nothing.
    #[default]
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
    /// Text.
    String(String),
    /// Elements in order.
    Array(Vec<Document>),
    /// Entries in order.
    Object(Vec<(String, Document)>),
}
