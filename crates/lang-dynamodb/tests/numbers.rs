//! Numbers against a model of their own: decimals as lists of digits, computed with pencil and paper.

use std::cmp::Ordering;

use lang_dynamodb::{Number, NumberError};

/// A pseudo-random sequence; the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// A decimal as its digits, from 10^WEIGHT down to 10^-WEIGHT: wide enough for every sum of two numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Model {
    negative: bool,
    digits: Vec<u8>,
}

const WEIGHT: i64 = 180;
const PLACES: usize = 2 * WEIGHT as usize + 1;

impl Model {
    fn parse(text: &str) -> Model {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let exponent: i64 = exponent.parse().expect("small");
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let mut digits = vec![0; PLACES];
        let top = i64::try_from(whole.len()).expect("small") - 1 + exponent;
        for (at, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
            let place = WEIGHT - (top - i64::try_from(at).expect("small"));
            if digit != b'0' {
                digits[usize::try_from(place).expect("small")] = digit - b'0';
            }
        }
        Model { negative, digits }.normal()
    }

    fn normal(mut self) -> Model {
        self.negative &= self.digits.iter().any(|digit| *digit != 0);
        self
    }

    fn plus(&self, other: &Model) -> Model {
        let mut digits = vec![0; PLACES];
        if self.negative == other.negative {
            let mut carry = 0;
            for at in (0..PLACES).rev() {
                let sum = self.digits[at] + other.digits[at] + carry;
                digits[at] = sum % 10;
                carry = sum / 10;
            }
            return Model { negative: self.negative, digits }.normal();
        }
        let (more, less) = if self.digits >= other.digits { (self, other) } else { (other, self) };
        let mut borrow = 0;
        for at in (0..PLACES).rev() {
            let take = less.digits[at] + borrow;
            borrow = u8::from(more.digits[at] < take);
            digits[at] = more.digits[at] + 10 * borrow - take;
        }
        Model { negative: more.negative, digits }.normal()
    }

    fn compare(&self, other: &Model) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.digits.cmp(&other.digits),
            (true, true) => other.digits.cmp(&self.digits),
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
        }
    }

    /// What DynamoDB makes of it: plain digits, or what is wrong with it.
    fn shown(&self) -> Result<String, NumberError> {
        let Some(first) = self.digits.iter().position(|digit| *digit != 0) else {
            return Ok("0".to_owned());
        };
        let last = self.digits.iter().rposition(|digit| *digit != 0).expect("small");
        let weight = WEIGHT - i64::try_from(first).expect("small");
        if last - first + 1 > 38 {
            return Err(NumberError::Precision);
        }
        if weight > 125 {
            return Err(NumberError::Overflow);
        }
        if weight < -130 {
            return Err(NumberError::Underflow);
        }
        let point = usize::try_from(WEIGHT).expect("small");
        let text = |range: std::ops::RangeInclusive<usize>| -> String {
            range.map(|at| char::from(b'0' + self.digits[at])).collect()
        };
        let mut out = if self.negative { "-".to_owned() } else { String::new() };
        out += &text(first.min(point)..=point);
        if last > point {
            out += &format!(".{}", text(point + 1..=last));
        }
        Ok(out)
    }
}

/// A numeral: sometimes short, sometimes long, sometimes at the edges of the range.
fn numeral(chance: &mut Chance) -> String {
    let mut out = String::new();
    if chance.below(2) == 0 {
        out.push('-');
    }
    let digits = match chance.below(3) {
        0 => 1 + chance.below(3),
        1 => 1 + chance.below(38),
        _ => 34 + chance.below(6),
    };
    let point = chance.below(digits + 1);
    for at in 0..digits {
        if at == point && at > 0 {
            out.push('.');
        }
        let digit = if chance.below(4) == 0 { chance.below(2) * 9 } else { chance.below(10) };
        out.push(char::from(b'0' + u8::try_from(digit).expect("small")));
    }
    let exponent = match chance.below(4) {
        0 => 0,
        1 => i64::try_from(chance.below(40)).expect("small") - 20,
        2 => i64::try_from(chance.below(30)).expect("small") + 85,
        _ => -i64::try_from(chance.below(30)).expect("small") - 90,
    };
    if exponent != 0 || chance.below(2) == 0 {
        out += &format!("e{exponent}");
    }
    out
}

fn ordered(number: Number) -> Vec<u8> {
    let mut out = Vec::new();
    number.encode_ordered(&mut out);
    out
}

#[test]
fn numbers_are_those_of_the_model() {
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);
    let (mut good, mut bad, mut sums, mut misfits) = (0, 0, 0, 0);
    for _ in 0..8_000 {
        let (a, b) = (numeral(&mut chance), numeral(&mut chance));
        let (model_a, model_b) = (Model::parse(&a), Model::parse(&b));
        let (number_a, number_b) = (Number::parse(&a), Number::parse(&b));
        assert_eq!(number_a.clone().map(|n| n.to_string()), model_a.shown(), "{a}");
        let (Ok(number_a), Ok(number_b)) = (number_a, number_b) else {
            bad += 1;
            continue;
        };
        good += 1;
        assert_eq!(Number::parse(&number_a.to_string()), Ok(number_a), "{a}: normal form");
        let order = model_a.compare(&model_b);
        assert_eq!(number_a.cmp(&number_b), order, "{a} against {b}");
        assert_eq!(ordered(number_a).cmp(&ordered(number_b)), order, "bytes of {a} against {b}");
        let sum = number_a.plus(number_b);
        assert_eq!(sum.clone().map(|n| n.to_string()), model_a.plus(&model_b).shown(), "{a} + {b}");
        let minus_b = Model { negative: !model_b.negative, ..model_b }.normal();
        let difference = number_a.minus(number_b).map(|n| n.to_string());
        assert_eq!(difference, model_a.plus(&minus_b).shown(), "{a} - {b}");
        if sum.is_ok() { sums += 1 } else { misfits += 1 }
    }
    assert!(good > 2_000 && bad > 200, "{good} good and {bad} bad numerals");
    assert!(sums > 400 && misfits > 400, "{sums} sums and {misfits} that do not fit");
}
