//! The dispatcher made of the one declaration in `commands.in.rs`.

use crate::{App, views::*};

macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident($request:ty) -> $response:ty;)*) => {
        /// The name of every command.
        pub const COMMANDS: &[&str] = &[$(stringify!($name),)*];

        impl App {
            /// Runs the command `name`: the same for the window, the browser tests and whoever comes next.
            ///
            /// # Errors
            /// What the command says, or [`ErrorCode::Request`] where there is no such command or the request
            /// is not one of its kind.
            pub async fn dispatch(
                &self,
                name: &str,
                request: serde_json::Value,
            ) -> Result<serde_json::Value, ErrorView> {
                self.permitted(name)?;
                match name {
                    $(stringify!($name) => {
                        let request: $request = serde_json::from_value(request).map_err(|_| self.no_such_request())?;
                        let response: $response = self.$name(request).await?;
                        serde_json::to_value(response).map_err(|_| self.no_such_request())
                    })*
                    _ => Err(self.no_such_request()),
                }
            }
        }

        #[cfg(test)]
        pub(crate) mod typescript {
            use super::*;
            use ts_rs::{Config, TS};

            /// Calls `each` for every command: name, type of its request, type of its response.
            pub(crate) fn table(cfg: &Config, mut each: impl FnMut(&str, String, String)) {
                $(each(stringify!($name), <$request as TS>::name(cfg), <$response as TS>::name(cfg));)*
            }

            /// Visits every type that a command or an event names.
            pub(crate) fn visit(visitor: &mut impl ts_rs::TypeVisitor) {
                $(
                    visitor.visit::<$request>();
                    visitor.visit::<$response>();
                )*
                visitor.visit::<AppEvent>();
                visitor.visit::<ErrorView>();
            }
        }
    };
}

include!("commands.in.rs");
