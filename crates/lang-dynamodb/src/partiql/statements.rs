//! The statements.

use super::conditions::unrecognized;
use super::lexer::Token;
use super::parser::{Parser, leftover};
use super::{Parsed, Returning, Select, Statement, StatementError, not_well_formed};
use crate::expression::update::Source;
use crate::expression::{Action, Condition, Kind, Operand, Path, Update, path};
use crate::value::Value;

impl Parser {
    pub(super) fn statement(mut self) -> Parsed<Statement> {
        let word = match self.peek() {
            Token::Word(word) => word.to_ascii_uppercase(),
            _ => return Err(no_statement()),
        };
        let statement = match word.as_str() {
            "SELECT" => Statement::Select(self.select()?),
            "INSERT" => self.insert()?,
            "UPDATE" => self.update()?,
            "DELETE" => self.delete()?,
            "EXISTS" => {
                self.next();
                self.expect_sign("(")?;
                let select = self.select()?;
                self.expect_sign(")")?;
                Statement::Exists(select)
            }
            _ => return Err(no_statement()),
        };
        self.end()?;
        Ok(statement)
    }

    fn select(&mut self) -> Parsed<Select> {
        self.expect_keyword("SELECT")?;
        let paths = if self.take_sign("*") {
            if self.at_sign(",") {
                return Err(StatementError(
                    "Other attributes should not be present in the projection when '*' is used."
                        .to_owned(),
                ));
            }
            Vec::new()
        } else {
            self.list(Parser::shown)?
        };
        for (at, path) in paths.iter().enumerate() {
            if paths[..at].contains(path) {
                return Err(StatementError(format!(
                    "Duplicate identifiers in select clause: {}",
                    path.root
                )));
            }
        }
        self.expect_keyword("FROM")?;
        let (table, index) = self.source()?;
        if self.at_sign(",") {
            return Err(StatementError(
                "Only select from a single table or index is supported.".to_owned(),
            ));
        }
        self.check_alias(&["WHERE", "ORDER"])?;
        let condition = self.r#where()?;
        let mut order = Vec::new();
        if self.take_keyword("ORDER") {
            self.expect_keyword("BY")?;
            order = self.list(Parser::sorted_by)?;
            if condition.is_none() && !self.at_keyword("WHERE") {
                return Err(StatementError(
                    "Must have WHERE clause in the statement when using ORDER BY clause."
                        .to_owned(),
                ));
            }
        }
        Ok(Select { table, index, paths, condition, order })
    }

    fn shown(&mut self) -> Parsed<Path> {
        if *self.peek_second() == Token::Sign("(") {
            return Err(StatementError(format!("Unexpected path component {}", self.place())));
        }
        self.path()
    }

    /// Behind a table stands one of these words, or no word at all: it has no other name.
    fn check_alias(&self, words: &[&str]) -> Parsed<()> {
        let alias = match self.peek() {
            Token::Word(word) => !words.iter().any(|known| word.eq_ignore_ascii_case(known)),
            Token::Quoted(_) => true,
            _ => false,
        };
        if alias { Err(StatementError("Aliasing is not supported".to_owned())) } else { Ok(()) }
    }

    fn sorted_by(&mut self) -> Parsed<(String, bool)> {
        let name = self.name()?;
        let descending = self.take_keyword("DESC");
        if !descending {
            self.take_keyword("ASC");
        }
        Ok((name, descending))
    }

    fn r#where(&mut self) -> Parsed<Option<Condition>> {
        if self.take_keyword("WHERE") { self.condition().map(Some) } else { Ok(None) }
    }

    fn insert(&mut self) -> Parsed<Statement> {
        self.next();
        self.expect_keyword("INTO")?;
        let table = self.table_alone()?;
        if self.at_keyword("VALUES") {
            return Err(StatementError(
                "Unsupported operation: Inserting multiple items in a single statement is not supported, \
                 use \"INSERT INTO tableName VALUE item\" instead"
                    .to_owned(),
            ));
        }
        if !self.take_keyword("VALUE") {
            return Err(leftover());
        }
        let item = if self.at_sign("{") {
            self.item()?
        } else {
            return Err(StatementError(
                "Unsupported format in item expression. Please use struct format {...} to express item \
                 values for insert statement."
                    .to_owned(),
            ));
        };
        if self.at_keyword("RETURNING") {
            return Err(StatementError("RETURNING is not supported in INSERT".to_owned()));
        }
        Ok(Statement::Insert { table, item })
    }

    fn table_alone(&mut self) -> Parsed<String> {
        match self.source()? {
            (table, None) => Ok(table),
            (_, Some(_)) => {
                Err(StatementError("This operation is not supported on an index".to_owned()))
            }
        }
    }

    fn update(&mut self) -> Parsed<Statement> {
        self.next();
        let table = self.table_alone()?;
        self.check_alias(&["SET", "REMOVE"])?;
        let mut actions = Vec::new();
        loop {
            if self.take_keyword("SET") {
                actions.extend(self.list(Parser::assignment)?);
            } else if self.take_keyword("REMOVE") {
                let removed = self.list(Parser::path)?;
                actions.extend(removed.into_iter().map(|path| (path, Action::Remove)));
            } else {
                break;
            }
        }
        if actions.is_empty() {
            return Err(no_statement());
        }
        path::check_overlaps(Kind::Update, actions.iter().map(|(path, _)| path))
            .map_err(|error| StatementError(error.0))?;
        let condition = self.r#where()?;
        let returning = self.returning()?;
        Ok(Statement::Update {
            table,
            update: Update { actions, older: false },
            condition,
            returning,
        })
    }

    fn delete(&mut self) -> Parsed<Statement> {
        self.next();
        self.expect_keyword("FROM")?;
        let table = self.table_alone()?;
        self.check_alias(&["WHERE", "RETURNING"])?;
        let condition = self.r#where()?;
        let returning = self.returning()?;
        if let Some(returning) = returning
            && (returning.new || !returning.all)
        {
            let what = match (returning.all, returning.new) {
                (true, _) => "ALL NEW",
                (false, true) => "MODIFIED NEW",
                (false, false) => "MODIFIED OLD",
            };
            return Err(StatementError(format!(
                "Invalid returning clause: RETURNING {what} *. Only RETURNING ALL OLD * is allowed in DELETE \
                 statements."
            )));
        }
        Ok(Statement::Delete { table, condition, returning })
    }

    fn returning(&mut self) -> Parsed<Option<Returning>> {
        if !self.take_keyword("RETURNING") {
            return Ok(None);
        }
        let all = self.take_keyword("ALL");
        if !all {
            self.expect_keyword("MODIFIED")?;
        }
        let new = self.take_keyword("NEW");
        if !new {
            self.expect_keyword("OLD")?;
        }
        if !self.take_sign("*") {
            return Err(StatementError(
                "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"
                    .to_owned(),
            ));
        }
        Ok(Some(Returning { new, all }))
    }

    fn assignment(&mut self) -> Parsed<(Path, Action)> {
        let path = self.path()?;
        self.expect_sign("=")?;
        for (function, adds) in [("set_add", true), ("set_delete", false)] {
            if self.at_function(function) {
                let value = self.set_change(function, &path)?;
                let action = if adds { Action::Add(value) } else { Action::Delete(value) };
                return Ok((path, action));
            }
        }
        let first = self.assigned()?;
        let source = if self.take_sign("+") {
            Source::Plus(Box::new(first), Box::new(self.assigned()?))
        } else if self.take_sign("-") {
            Source::Minus(Box::new(first), Box::new(self.assigned()?))
        } else {
            first
        };
        Ok((path, Action::Set(source)))
    }

    fn at_function(&self, name: &str) -> bool {
        matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case(name))
            && *self.peek_second() == Token::Sign("(")
    }

    fn set_change(&mut self, function: &str, target: &Path) -> Parsed<Value> {
        let place = self.place();
        self.next();
        self.next();
        let first_place = self.place();
        let arguments = self.values(")", Parser::operand)?;
        let name = function.to_ascii_uppercase();
        let Ok([first, second]) = <[Operand; 2]>::try_from(arguments) else {
            return Err(StatementError(format!("{name} must have exactly two arguments {place}")));
        };
        if first != Operand::Path(target.clone()) {
            return Err(StatementError(format!(
                "The first argument to {name} must equal the assignment value {place}"
            )));
        }
        match second {
            Operand::Value(value @ (Value::Ss(_) | Value::Ns(_) | Value::Bs(_))) => Ok(value),
            _ => Err(StatementError(format!(
                "The second argument to {name} must be a value with type SET {first_place}"
            ))),
        }
    }

    fn assigned(&mut self) -> Parsed<Source> {
        if self.at_function("list_append") || self.at_function("if_not_exists") {
            let append = self.at_function("list_append");
            self.next();
            self.next();
            let (first, second) = self.deeper(|parser| {
                let first = parser.assigned()?;
                parser.expect_sign(",")?;
                Ok((first, parser.assigned()?))
            })?;
            self.expect_sign(")")?;
            return match first {
                first if append => Ok(Source::ListAppend(Box::new(first), Box::new(second))),
                Source::Path(path) => Ok(Source::IfNotExists(path, Box::new(second))),
                _ => Err(StatementError(
                    "Operator or function requires a document path; operator or function: if_not_exists"
                        .to_owned(),
                )),
            };
        }
        if let (Token::Word(word), Token::Sign("(")) = (self.peek(), self.peek_second()) {
            return Err(unrecognized(&word.to_ascii_lowercase(), self.place()));
        }
        if self.at_value() {
            return Ok(Source::Value(self.value()?));
        }
        Ok(Source::Path(self.path()?))
    }
}

/// What is no statement at all.
fn no_statement() -> StatementError {
    not_well_formed("Expected data manipulation")
}
