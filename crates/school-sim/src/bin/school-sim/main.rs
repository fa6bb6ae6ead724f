//! The simulated school as a program: it serves, and it tells a serving school what to do.

mod command;
mod control;

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use clap::Parser;
use peremena_school_sim::{Clock, School, SchoolSettings, Server};

use command::{Command, Serve};

/// A simulated school that speaks the real systems' protocols on loopback.
#[derive(Parser)]
#[command(name = "school-sim", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Serve(serve) => self::serve(&serve),
        asked => control::ask(asked),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("school-sim: {error}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn serve(serve: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    let clock = match serve.now {
        Some(now) if serve.running => Clock::running_from(now),
        Some(now) => Clock::Fixed(now),
        None => Clock::Real,
    };
    let settings = SchoolSettings {
        seed: serve.seed,
        clock,
        bare: serve.bare,
        extra_children: serve.extra_children,
        past_years: serve.past_years,
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, serve.port));
    let server = Server::start(School::new(settings), address).await?;
    println!("{}", serde_json::json!({ "url": server.url() }));
    tokio::signal::ctrl_c().await?;
    server.stop().await;
    Ok(())
}
