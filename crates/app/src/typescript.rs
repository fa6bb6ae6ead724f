//! The TypeScript side of the API, written from the same declaration. `cargo xtask generate` writes
//! the file; this test fails when it is not current.

use std::collections::BTreeMap;

use ts_rs::{Config, TS, TypeVisitor};

use crate::commands::typescript;

#[derive(Default)]
struct Declarations {
    config: Config,
    of: BTreeMap<String, String>,
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // Only types of ours have a file to be exported to; the rest are TypeScript's own.
        if T::output_path().is_some() {
            let ident = T::ident(&self.config);
            if self.of.contains_key(&ident) {
                return;
            }
            let docs = T::docs().unwrap_or_default();
            self.of.insert(ident, format!("{docs}export {}", T::decl(&self.config)));
        }
        T::visit_dependencies(self);
        T::visit_generics(self);
    }
}

fn generated() -> String {
    let mut declarations = Declarations::default();
    typescript::visit(&mut declarations);
    let mut text = String::from(
        "// Written by `cargo xtask generate` from crates/app/src/commands.in.rs and views.rs. Do not edit.\n\n",
    );
    for declaration in declarations.of.values() {
        text.push_str(declaration);
        text.push_str("\n\n");
    }
    text.push_str("/** Every command: what goes in, what comes out. */\nexport interface Commands {\n");
    typescript::table(&declarations.config, |name, request, response| {
        text.push_str(&format!("  {name}: {{ request: {request}; response: {response} }};\n"));
    });
    text.push_str("}\n");
    text
}

#[test]
fn typescript_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../ui/src/lib/api/types.ts");
    let generated = generated();
    if std::env::var_os("PEREMENA_GENERATE").is_some() {
        std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
        std::fs::write(path, &generated).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == generated, "ui/src/lib/api/types.ts is not current: run `cargo xtask generate`");
}
