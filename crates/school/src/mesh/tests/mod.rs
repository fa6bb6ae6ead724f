//! What the server is known to send, oddities and all, and what becomes of it. All people are invented.
