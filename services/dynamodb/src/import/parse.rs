//! Makes items of records, as the import's format says.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataImport.Format.html>

use lang_dynamodb::{Item, ion};

use super::{Format, ImportRow, csv, json};
use crate::table::AttributeType;

/// Reads the records of one object.
pub(super) struct Parser {
    format: Format,
    delimiter: char,
    /// The names of CSV's fields: of the request, or of the object's first record.
    headers: Option<Vec<String>>,
    /// The types of key attributes.
    types: Vec<(String, AttributeType)>,
}

/// What a record is.
pub(super) enum Parsed {
    /// A blank line, or the headers.
    Nothing,
    Item(Item),
    /// No item, and why.
    Wrong(String),
}

impl Parser {
    pub(super) fn new(row: &ImportRow) -> Parser {
        let csv = row.csv.as_ref();
        let delimiter = csv.and_then(|csv| csv.delimiter.as_ref()?.chars().next());
        Parser {
            format: row.format,
            delimiter: delimiter.unwrap_or(','),
            headers: csv.and_then(|csv| csv.headers.clone()),
            types: row.table.attributes.clone(),
        }
    }

    /// Whether quotes hold lines together.
    pub(super) fn quotes(&self) -> bool {
        self.format == Format::Csv
    }

    pub(super) fn record(&mut self, record: &[u8]) -> Parsed {
        if record.iter().all(u8::is_ascii_whitespace) {
            return Parsed::Nothing;
        }
        let found = match self.format {
            Format::Json => json::item(record).map(Some),
            Format::Ion => text(record)
                .and_then(|line| ion::read_item(line).map_err(|error| error.to_string()))
                .map(Some),
            Format::Csv => text(record).and_then(|record| self.csv(record)),
        };
        match found {
            Ok(Some(item)) => Parsed::Item(item),
            Ok(None) => Parsed::Nothing,
            Err(why) => Parsed::Wrong(format!("The record is no item: {why}")),
        }
    }

    fn csv(&mut self, record: &str) -> Result<Option<Item>, String> {
        let fields = csv::fields(record, self.delimiter)?;
        match &self.headers {
            Some(headers) => csv::item(headers, fields, &self.types).map(Some),
            None => {
                // A byte order mark is no part of the first name.
                let clean = |name: String| name.trim_start_matches('\u{feff}').to_owned();
                self.headers = Some(fields.into_iter().map(clean).collect());
                Ok(None)
            }
        }
    }
}

fn text(record: &[u8]) -> Result<&str, String> {
    std::str::from_utf8(record).map_err(|_| "it is not UTF-8".to_owned())
}
