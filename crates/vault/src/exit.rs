//! The end of a program that has had the file open.

use std::io::Write;

/// Ends the process with `code`, and runs nothing of what libraries left to be run at its end.
///
/// SQLCipher registers a clean-up with `atexit` that frees its locks, its keys' memory and its provider
/// (`sqlcipher_extra_shutdown`). sqlx closes a connection in a thread of its own, and one that did not open is
/// closed unwaited for: where such a thread still runs, a program that returns from `main` ends with SIGSEGV and not
/// with its code. The system takes back all of a process's memory anyway; the file is as safe as after a kill.
pub fn exit(code: u8) -> ! {
    // Nothing is kept back that was said; who closed the pipe does not want it.
    let _ = std::io::stdout().flush();
    let _ = std::io::stderr().flush();
    signal_hook::low_level::exit(code.into())
}
