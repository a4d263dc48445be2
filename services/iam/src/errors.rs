//! The words of iam's errors. Codes and statuses come with the generated constructors (`gen_iam::errors`);
//! here stands only what the model lacks.
