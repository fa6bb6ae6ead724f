//! The same app without a window: for scripts, for servers, for tests.
//!
//! The contract (commands, JSON, exit codes) is in `docs/cli.md`. Nothing but the asked-for answer goes to
//! stdout; words for people and errors go to stderr.

mod args;
mod backup;
mod files;
mod history;
mod key;
mod messages;
mod output;
mod run;
mod update;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use output::Failure;

fn main() -> ExitCode {
    // Read here and not from what was parsed: a command that cannot be parsed must fail in JSON too.
    let json = std::env::args_os().take_while(|word| word != "--").any(|word| word == "--json");
    let args = match args::Args::try_parse() {
        Ok(args) => args,
        Err(error) if error.use_stderr() => {
            return ExitCode::from(Failure::usage(error.to_string().trim_end().to_owned()).print(json));
        }
        Err(wanted) => {
            // A closed pipe leaves nobody to tell.
            let _ = wanted.print();
            return ExitCode::SUCCESS;
        }
    };
    output::log_to_stderr();
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("peremena-cli: {error}");
            return ExitCode::from(output::OTHER);
        }
    };
    let code = match runtime.block_on(run::run(args)) {
        Ok(code) => code,
        Err(failure) => failure.print(json),
    };
    // A keyring that never answers must not keep a finished command waiting.
    runtime.shutdown_background();
    peremena_app::exit(code)
}
