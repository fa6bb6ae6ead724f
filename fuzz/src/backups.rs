//! A backup from anywhere, and the list of an update.

use peremena_update::{Release, Version};
use peremena_vault::fuzzing;

use crate::Target;

/// The first byte of an input says which part of a file it is.
pub struct Backups;

impl Target for Backups {
    fn seeds(&self) -> Vec<Vec<u8>> {
        let lines = b"{\"table\":{\"name\":\"setting\",\"columns\":[\"key\",\"value\"]}}\n{\"row\":[\"a\",\"1\"]}\n\
            {\"end\":{\"setting\":1}}\n";
        let header = br#"{"format":1,"app":"0.1.0","created_at":"2026-11-21T09:00:00Z","shape":3,"derivation":{"kdf":"argon2id",
            "memory_kib":65536,"rounds":3,"lanes":1,"salt":"00000000000000000000000000000000"},"nonce":"00","sealed":"00"}"#;
        let list = br#"{"app":"app.peremena.Peremena","version":"0.2.0","files":{"a.deb":{"bytes":5,"sha256":"00"}}}"#;
        let parts: [&[u8]; 5] = [header, lines, &fuzzing::packed(lines), &fuzzing::header(header), list];
        parts.iter().enumerate().map(|(number, part)| [&[number as u8], *part].concat()).collect()
    }

    fn take(&self, input: &[u8]) {
        let Some((first, rest)) = input.split_first() else { return };
        match first % 5 {
            // Whoever makes a header makes its sum too.
            0 => fuzzing::read_header(&fuzzing::header(rest)),
            1 => fuzzing::read_lines(rest),
            2 => fuzzing::read_packed(rest),
            3 => fuzzing::read_header(rest),
            _ => {
                // Unsigned, whatever it says.
                let signature = String::from_utf8_lossy(rest);
                let key = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
                assert!(Release::verified(rest, &signature, key, &Version::new(0, 1, 0)).is_err());
            }
        }
    }
}
