//! Measures how long the schema of EC2 takes to load, and keeps the types of every typed operation alive so that
//! the size of this binary tells what they weigh.

use std::hint::black_box;
use std::time::Instant;

use schema::{Member, Operation, Ser, SerResult, ShapeDe, ShapeSer};

/// Both impls of one operation, as an operation table would hold them.
struct Row {
    name: &'static str,
    input: fn() -> Box<dyn ShapeDe>,
    write: usize,
}

/// The signature of [`ShapeSer::write`].
type Write<T> = fn(&T, &'static [Member], &mut dyn Ser) -> SerResult;

fn row<O: Operation>() -> Row {
    let write: Write<O::Output> = <O::Output as ShapeSer>::write;
    Row { name: O::NAME, input: || Box::new(O::Input::default()), write: write as usize }
}

macro_rules! rows {
    ($($name:ident)*) => { [$(row::<gen_ec2::operations::$name>()),*] };
}

fn main() {
    let rows = include!("rows.rs.in");
    for row in &rows {
        black_box((row.name, (row.input)(), row.write));
    }
    let text = include_str!("../gen/schema.txt");
    let mut times = Vec::new();
    for _ in 0..20 {
        let begin = Instant::now();
        let service = schema::text::load(text).expect("the schema was generated");
        times.push(begin.elapsed());
        black_box(service);
    }
    println!("first load {:?}, best {:?}", times[0], times.iter().min().expect("20 runs"));
    println!("{} typed operations, {} bytes of schema", rows.len(), text.len());
}
