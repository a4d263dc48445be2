//! From tokens to a tree of what was written. Nothing is known yet of names, values, functions and types; only what
//! no grammar allows is refused, with the token and its neighbours as AWS shows them.

use super::lexer::{Lexeme, Token, lex};
use super::{Kind, MAX_OPERATORS, Parsed, invalid};

/// How deep parentheses and functions may lie in each other before the text is not worth reading.
const MAX_NESTING: usize = MAX_OPERATORS + 20;

/// An element of a path as it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RawPart<'t> {
    Word(&'t str),
    Name(&'t str),
    Index(&'t str),
}

pub(super) type RawPath<'t> = Vec<RawPart<'t>>;

/// A part of an expression as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node<'t> {
    Path(RawPath<'t>),
    Value(&'t str),
    Call(&'t str, Vec<Node<'t>>),
    Paren(Box<Node<'t>>),
    Compare(&'t str, Box<Node<'t>>, Box<Node<'t>>),
    Between(Box<[Node<'t>; 3]>),
    In(Box<Node<'t>>, Vec<Node<'t>>),
    Not(Box<Node<'t>>),
    And(Vec<Node<'t>>),
    Or(Vec<Node<'t>>),
    /// `+` or `-`.
    Arithmetic(&'t str, Box<Node<'t>>, Box<Node<'t>>),
}

impl Node<'_> {
    /// Whether it is true or false, rather than a value. A function may turn out as either.
    fn is_condition(&self) -> bool {
        match self {
            Node::Paren(inner) => inner.is_condition(),
            Node::Path(_) | Node::Value(_) | Node::Arithmetic(..) => false,
            _ => true,
        }
    }

    fn is_operand(&self) -> bool {
        match self {
            Node::Paren(inner) => inner.is_operand(),
            Node::Path(_) | Node::Value(_) | Node::Call(..) | Node::Arithmetic(..) => true,
            _ => false,
        }
    }
}

/// An update as it was written.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct RawUpdate<'t> {
    pub(super) set: Vec<(RawPath<'t>, Node<'t>)>,
    pub(super) remove: Vec<RawPath<'t>>,
    pub(super) add: Vec<(RawPath<'t>, &'t str)>,
    pub(super) delete: Vec<(RawPath<'t>, &'t str)>,
}

pub(super) fn condition(kind: Kind, text: &str) -> Parsed<Node<'_>> {
    let mut parser = Parser::new(kind, text);
    let tree = parser.or()?;
    if !tree.is_condition() {
        return Err(parser.unexpected());
    }
    parser.end()?;
    Ok(tree)
}

pub(super) fn projection(text: &str) -> Parsed<Vec<RawPath<'_>>> {
    let mut parser = Parser::new(Kind::Projection, text);
    let paths = parser.list(Parser::path)?;
    parser.end()?;
    Ok(paths)
}

pub(super) fn update(text: &str) -> Parsed<RawUpdate<'_>> {
    let mut parser = Parser::new(Kind::Update, text);
    let mut out = RawUpdate::default();
    let mut seen: Vec<&str> = Vec::new();
    while parser.peek().token != Token::End {
        let section = ["SET", "REMOVE", "ADD", "DELETE"].into_iter().find(|s| parser.at_word(s));
        let Some(section) = section else { return Err(parser.unexpected()) };
        if seen.contains(&section) {
            let what = "section can only be used once in an update expression;";
            return Err(invalid(Kind::Update, format_args!("The \"{section}\" {what}")));
        }
        seen.push(section);
        parser.next();
        match section {
            "SET" => out.set = parser.list(Parser::assignment)?,
            "REMOVE" => out.remove = parser.list(Parser::path)?,
            "ADD" => out.add = parser.list(Parser::path_and_value)?,
            _ => out.delete = parser.list(Parser::path_and_value)?,
        }
    }
    Ok(out)
}

struct Parser<'t> {
    kind: Kind,
    text: &'t str,
    tokens: Vec<Lexeme>,
    at: usize,
    depth: usize,
    operators: usize,
}

impl<'t> Parser<'t> {
    fn new(kind: Kind, text: &'t str) -> Parser<'t> {
        Parser { kind, text, tokens: lex(text), at: 0, depth: 0, operators: 0 }
    }

    fn peek(&self) -> Lexeme {
        self.tokens[self.at]
    }

    fn peek_second(&self) -> Token {
        self.tokens.get(self.at + 1).map_or(Token::End, |lexeme| lexeme.token)
    }

    fn next(&mut self) -> Lexeme {
        let lexeme = self.peek();
        if lexeme.token != Token::End {
            self.at += 1;
        }
        lexeme
    }

    fn word(&self, lexeme: Lexeme) -> &'t str {
        &self.text[lexeme.start..lexeme.end]
    }

    fn at_word(&self, keyword: &str) -> bool {
        let lexeme = self.peek();
        lexeme.token == Token::Word && self.word(lexeme).eq_ignore_ascii_case(keyword)
    }

    fn take(&mut self, token: Token) -> bool {
        let there = self.peek().token == token;
        if there {
            self.at += 1;
        }
        there
    }

    fn expect(&mut self, token: Token) -> Parsed<Lexeme> {
        let lexeme = self.peek();
        if lexeme.token != token {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(lexeme)
    }

    fn end(&self) -> Parsed<()> {
        if self.peek().token == Token::End { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The token that stands here may not; it is shown between its neighbours.
    fn unexpected(&self) -> super::ExpressionError {
        let here = self.peek();
        let token = if here.token == Token::End { "<EOF>" } else { self.word(here) };
        let before = if self.at == 0 { here } else { self.tokens[self.at - 1] };
        let after = self.tokens.get(self.at + 1).copied().unwrap_or(here);
        let near = &self.text[before.start..after.end];
        invalid(
            self.kind,
            format_args!("Syntax error; token: \"{token}\", near: \"{}\"", near.trim_end()),
        )
    }

    fn operator(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators > MAX_OPERATORS {
            let what = "The expression contains too many operators";
            let count = self.operators;
            return Err(invalid(self.kind, format_args!("{what}; operator count: {count}")));
        }
        Ok(())
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(invalid(self.kind, "The expression has redundant parentheses;"));
        }
        let out = read(self);
        self.depth -= 1;
        out
    }

    fn list<T>(&mut self, read: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut out = vec![read(self)?];
        while self.take(Token::Comma) {
            out.push(read(self)?);
        }
        Ok(out)
    }

    fn or(&mut self) -> Parsed<Node<'t>> {
        self.chain("OR", Self::and, Node::Or)
    }

    fn and(&mut self) -> Parsed<Node<'t>> {
        self.chain("AND", Self::not, Node::And)
    }

    fn chain(
        &mut self,
        keyword: &str,
        read: impl Fn(&mut Self) -> Parsed<Node<'t>>,
        join: impl FnOnce(Vec<Node<'t>>) -> Node<'t>,
    ) -> Parsed<Node<'t>> {
        let first = read(self)?;
        if !self.at_word(keyword) {
            return Ok(first);
        }
        if !first.is_condition() {
            return Err(self.unexpected());
        }
        let mut parts = vec![first];
        while self.at_word(keyword) {
            self.next();
            self.operator()?;
            let part = read(self)?;
            if !part.is_condition() {
                return Err(self.unexpected());
            }
            parts.push(part);
        }
        Ok(join(parts))
    }

    fn not(&mut self) -> Parsed<Node<'t>> {
        if !self.at_word("NOT") {
            return self.comparison();
        }
        self.next();
        self.operator()?;
        let inner = self.deeper(Self::not)?;
        if !inner.is_condition() {
            return Err(self.unexpected());
        }
        Ok(Node::Not(Box::new(inner)))
    }

    fn comparison(&mut self) -> Parsed<Node<'t>> {
        let left = self.primary()?;
        let lexeme = self.peek();
        let is_compare = matches!(
            lexeme.token,
            Token::Equal
                | Token::NotEqual
                | Token::Less
                | Token::LessOrEqual
                | Token::Greater
                | Token::GreaterOrEqual
        );
        let (between, within) = (self.at_word("BETWEEN"), self.at_word("IN"));
        if !is_compare && !between && !within {
            return Ok(left);
        }
        if !left.is_operand() {
            return Err(self.unexpected());
        }
        self.next();
        self.operator()?;
        if between {
            let low = self.operand()?;
            if !self.at_word("AND") {
                return Err(self.unexpected());
            }
            self.next();
            let high = self.operand()?;
            return Ok(Node::Between(Box::new([left, low, high])));
        }
        if within {
            self.expect(Token::Open)?;
            let list = self.list(Self::operand)?;
            self.expect(Token::Close)?;
            return Ok(Node::In(Box::new(left), list));
        }
        let right = self.operand()?;
        Ok(Node::Compare(self.word(lexeme), Box::new(left), Box::new(right)))
    }

    /// A value, a function, or anything in parentheses.
    fn primary(&mut self) -> Parsed<Node<'t>> {
        if self.take(Token::Open) {
            let inner = self.deeper(Self::or)?;
            self.expect(Token::Close)?;
            return Ok(Node::Paren(Box::new(inner)));
        }
        self.simple(Self::operand)
    }

    /// A value or a function, in parentheses or not.
    fn operand(&mut self) -> Parsed<Node<'t>> {
        if self.take(Token::Open) {
            let inner = self.deeper(Self::operand)?;
            self.expect(Token::Close)?;
            return Ok(Node::Paren(Box::new(inner)));
        }
        self.simple(Self::operand)
    }

    fn simple(&mut self, argument: fn(&mut Self) -> Parsed<Node<'t>>) -> Parsed<Node<'t>> {
        let lexeme = self.peek();
        match lexeme.token {
            Token::Value => {
                self.next();
                Ok(Node::Value(self.word(lexeme)))
            }
            Token::Word if self.peek_second() == Token::Open && !is_keyword(self.word(lexeme)) => {
                self.next();
                self.next();
                self.operator()?;
                let arguments = self.deeper(|parser| parser.list(argument))?;
                self.expect(Token::Close)?;
                Ok(Node::Call(self.word(lexeme), arguments))
            }
            _ => Ok(Node::Path(self.path()?)),
        }
    }

    fn path(&mut self) -> Parsed<RawPath<'t>> {
        let mut parts = vec![self.path_name()?];
        loop {
            match self.peek().token {
                Token::Dot => {
                    self.next();
                    parts.push(self.path_name()?);
                }
                Token::OpenIndex => {
                    self.next();
                    let index = self.expect(Token::Digits)?;
                    self.expect(Token::CloseIndex)?;
                    parts.push(RawPart::Index(self.word(index)));
                }
                _ => return Ok(parts),
            }
        }
    }

    fn path_name(&mut self) -> Parsed<RawPart<'t>> {
        let lexeme = self.peek();
        let word = self.word(lexeme);
        let part = match lexeme.token {
            Token::Word if !is_keyword(word) => RawPart::Word(word),
            Token::Name => RawPart::Name(word),
            _ => return Err(self.unexpected()),
        };
        self.next();
        Ok(part)
    }

    fn path_and_value(&mut self) -> Parsed<(RawPath<'t>, &'t str)> {
        let path = self.path()?;
        let value = self.expect(Token::Value)?;
        self.operator()?;
        Ok((path, self.word(value)))
    }

    fn assignment(&mut self) -> Parsed<(RawPath<'t>, Node<'t>)> {
        let path = self.path()?;
        self.expect(Token::Equal)?;
        self.operator()?;
        Ok((path, self.sum()?))
    }

    fn sum(&mut self) -> Parsed<Node<'t>> {
        let left = self.addend()?;
        let lexeme = self.peek();
        if !matches!(lexeme.token, Token::Plus | Token::Minus) {
            return Ok(left);
        }
        self.next();
        self.operator()?;
        let right = self.addend()?;
        Ok(Node::Arithmetic(self.word(lexeme), Box::new(left), Box::new(right)))
    }

    fn addend(&mut self) -> Parsed<Node<'t>> {
        if self.take(Token::Open) {
            let inner = self.deeper(Self::sum)?;
            self.expect(Token::Close)?;
            return Ok(Node::Paren(Box::new(inner)));
        }
        self.simple(Self::sum)
    }
}

/// Words of the grammar, which no path begins with.
fn is_keyword(word: &str) -> bool {
    ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]
        .iter()
        .any(|keyword| word.eq_ignore_ascii_case(keyword))
}
