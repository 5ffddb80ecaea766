//! The maintainers' commands: the only place of the project that writes files.
//!
//! What a catalogue means is decided in `codegen`; here it is decided what happens on disk: which files are written, that a
//! failure writes nothing, and what a maintainer reads on the screen.

mod create;
mod diff;
mod extend;
mod generate;
mod release;
mod report;
mod row;
mod stage;
mod workspace;

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

/// Maintains the service catalogues in spec/ and everything that is generated from them.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 100)]
pub struct Cli {
    /// Root of the project; found from the current folder upwards when absent.
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Checks the catalogues and writes everything that is generated from them.
    ///
    /// Files that would not change are not touched, generated files that nothing gives any more are removed. With problems
    /// in a catalogue nothing is written and the exit code is 1.
    Gen(GenArgs),
    /// Writes the skeleton of something new.
    #[command(subcommand)]
    New(NewCommand),
    /// Makes a release: fills in `since: next`, appends to the ledgers, sets versions, closes the changelog section and
    /// generates anew. Publishes nothing.
    Release(ReleaseArgs),
    /// Says what changed in meaning between the catalogues at a revision and those in the work tree, and what version step
    /// follows.
    ///
    /// Each change has a class, from the one that asks least of users: `patch`, `minor`, `behaviour`, `breaking`, `refused`.
    /// VERSIONING.md says what they mean. Writes nothing.
    Diff(DiffArgs),
}

/// Where one catalogue is read and where its outputs go.
#[derive(Debug, Clone, Args)]
struct Place {
    /// Folder of one service; without it every service in spec/ is taken.
    #[arg(long, value_name = "DIR", requires = "out")]
    spec: Option<PathBuf>,
    /// Folder that gets the tree of the project's root: crates/, schema/, docs/.
    #[arg(long, value_name = "DIR", requires = "spec")]
    out: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct GenArgs {
    /// Writes nothing; the exit code is 1 when a generated file is missing, edited or orphaned.
    #[arg(long)]
    check: bool,
    /// Writes nothing; says what would be written.
    #[arg(long, conflicts_with = "check")]
    dry_run: bool,
    /// How problems are printed.
    #[arg(long, value_enum, default_value_t = MessageFormat::Text, value_name = "FORMAT")]
    message_format: MessageFormat,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum MessageFormat {
    /// For people: the place underlined in its file.
    Text,
    /// For programs: one JSON object a line.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
}

#[derive(Debug, Subcommand)]
enum NewCommand {
    /// Writes the skeleton of an error entry into a file of its own; `gen` then says what is still to be filled in.
    Error(NewErrorArgs),
    /// Writes the skeleton of a call with its bodies into a file of its own.
    Endpoint(NewEndpointArgs),
    /// Writes the skeleton of a type into a file of its own.
    Type(NewTypeArgs),
    /// Adds a field to the end of a type or an event, in the file where that stands; nothing else in it is touched.
    Field(NewFieldArgs),
    /// Writes the skeleton of a notification into a file of its own.
    Event(NewEventArgs),
    /// Writes a service's hand-written files, each only where it is missing: its first catalogue files, and manifest,
    /// README and `lib.rs` of its error crate.
    Service(NewServiceArgs),
}

#[derive(Debug, Args)]
struct NewErrorArgs {
    /// Id of the entry, in `snake_case`: it names the condition, not the advice.
    id: String,
    /// Id of the service, where spec/ has more than one.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
    /// Code of the service, a number or a word.
    #[arg(long)]
    code: Option<String>,
    /// Id of the endpoint that answers; may be given several times.
    #[arg(long, value_name = "ID")]
    endpoint: Vec<String>,
    /// HTTP status of the answer.
    #[arg(long, value_parser = clap::value_parser!(u16).range(100..600))]
    http: Option<u16>,
    /// Text of the answer.
    #[arg(long)]
    text: Option<String>,
}

#[derive(Debug, Args)]
struct NewEndpointArgs {
    /// Id of the endpoint, as programs name the call.
    id: String,
    /// HTTP method.
    #[arg(long, value_parser = ["GET", "POST", "PUT", "PATCH", "DELETE"], ignore_case = true)]
    method: String,
    /// Path, with each placeholder between braces.
    #[arg(long)]
    path: String,
    /// Id of a variant that it takes; may be given several times.
    #[arg(long, value_name = "ID")]
    variant: Vec<String>,
    /// The placeholder of the path that is the variant.
    #[arg(long, value_name = "NAME", requires = "variant")]
    variant_parameter: Option<String>,
    /// Id of the service, where spec/ has more than one.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
}

#[derive(Debug, Args)]
struct NewTypeArgs {
    /// Id of the type, in `snake_case`.
    id: String,
    /// Named fields, a value with known values, or a single value with rules.
    #[arg(long, value_parser = ["object", "enum", "scalar"])]
    kind: String,
    /// What a single value is; a text when absent.
    #[arg(long, value_parser = ["string", "integer", "number", "boolean", "json"], value_name = "WORD")]
    of: Option<String>,
    /// Id of the service, where spec/ has more than one.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
}

#[derive(Debug, Args)]
struct NewFieldArgs {
    /// Id of the type or event that gets the field.
    #[arg(value_name = "OWNER")]
    owner: String,
    /// Name of the field on the wire, as it is sent.
    #[arg(value_name = "WIRE_NAME")]
    id: String,
    /// `string`, `integer`, `number`, `boolean`, `json`, or the id of a type.
    #[arg(long, value_name = "ID")]
    r#type: String,
    /// How many values it holds; one when absent.
    #[arg(long, value_parser = ["one", "list", "map", "text_or_list", "one_or_text"], value_name = "WORD")]
    holds: Option<String>,
    /// The field must be there whenever its object is.
    #[arg(long)]
    required: bool,
    /// Id of a variant that has the field, all when absent; may be given several times.
    #[arg(long, value_name = "ID")]
    variant: Vec<String>,
    /// Name in Rust, where the one that follows from the name on the wire is taken.
    #[arg(long, value_name = "SNAKE_CASE")]
    name: Option<String>,
    /// Which of the two OWNER is, where a type and an event have the same id.
    #[arg(long, value_parser = ["type", "event"], value_name = "WORD")]
    of: Option<String>,
    /// Id of the service, where spec/ has more than one.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
}

#[derive(Debug, Args)]
struct NewEventArgs {
    /// Id of the event, in `snake_case`: its name on the wire where that is one.
    id: String,
    /// Number on the wire.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i64).range(0..))]
    code: i64,
    /// Name on the wire, where that is not the id.
    #[arg(long, value_name = "NAME", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    wire_name: Option<String>,
    /// Id of the service, where spec/ has more than one.
    #[arg(long, value_name = "ID")]
    service: Option<String>,
}

#[derive(Debug, Args)]
struct NewServiceArgs {
    /// Id of the service, in `kebab-case`.
    id: String,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
struct ReleaseArgs {
    /// The version to release, such as 0.2.0.
    version: String,
    /// Writes nothing; says what would happen.
    #[arg(long)]
    dry_run: bool,
    /// Day of the release for the changelog; today when absent.
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<String>,
}

#[derive(Debug, Args)]
struct DiffArgs {
    /// The revision to compare with, such as `main` or `v0.1.0`.
    revision: String,
    /// How the changes are printed.
    #[arg(long, value_enum, default_value_t = DiffFormat::Text, value_name = "FORMAT")]
    format: DiffFormat,
    /// The exit code is 1 when there is a change of this class or of one that asks more.
    #[arg(long, value_enum, value_name = "CLASS")]
    deny: Option<DiffClass>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people: a line a change.
    Text,
    /// A table for a pull request.
    Markdown,
    /// For programs: one JSON document with all values in full.
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffClass {
    /// Words and proofs: no program acts differently.
    Patch,
    /// Something is new, and what was there goes on as before.
    Minor,
    /// The same programs compile, and they act differently.
    Behaviour,
    /// A program that compiled or a body that was accepted no longer is.
    Breaking,
    /// A release must not have it: it breaks a promise that holds for ever.
    Refused,
}

/// Runs a command and gives its exit code: 0 when all is well, 1 when something is wrong.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let root = || workspace::root(cli.root.as_deref());
    let result = match cli.command {
        Command::Gen(args) => generate::run(&root, &args),
        Command::New(NewCommand::Error(args)) => root().and_then(|root| create::error(&root, &args)),
        Command::New(NewCommand::Endpoint(args)) => root().and_then(|root| extend::endpoint(&root, &args)),
        Command::New(NewCommand::Type(args)) => root().and_then(|root| extend::new_type(&root, &args)),
        Command::New(NewCommand::Field(args)) => root().and_then(|root| extend::field(&root, &args)),
        Command::New(NewCommand::Event(args)) => root().and_then(|root| extend::event(&root, &args)),
        Command::New(NewCommand::Service(args)) => create::service(&root, &args),
        Command::Release(args) => root().and_then(|root| release::run(&root, &args)),
        Command::Diff(args) => root().and_then(|root| diff::run(&root, &args)),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            report::failure(&failure);
            ExitCode::FAILURE
        }
    }
}
