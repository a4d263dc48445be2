//! The words of kms's errors. Codes and statuses come with the generated constructors (`gen_kms::errors`);
//! here stands only what the model lacks.
