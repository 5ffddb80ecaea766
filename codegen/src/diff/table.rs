//! What changes mean, as data: the class of each, how lists are compared, what an absent member stands for, and which outputs
//! show it.
//!
//! A pattern is a path with `/` between its segments. A name stands for a member of that name, several divided by `|` for any
//! of them, `*` for an item of a list, `**` for any number of segments. The first row that fits decides.

use super::facts::Usage;
use super::{Class, Kind};
use crate::naming;
use Class::{Behaviour, Breaking, Minor, Patch, Refused};
use serde_json::{Value, json};
use std::cmp::Ordering;

/// One segment of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Segment {
    /// A member of an object.
    Member(String),
    /// An item of a list, by what it is known by.
    Item(String),
}

impl Segment {
    /// The name of the member, or what the item is known by.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::Member(name) | Self::Item(name) => name,
        }
    }
}

/// Whether a pattern fits a path.
fn fits(pattern: &str, path: &[Segment]) -> bool {
    let parts: Vec<&str> = pattern.split('/').collect();
    fits_parts(&parts, path)
}

fn fits_parts(parts: &[&str], path: &[Segment]) -> bool {
    match (parts, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            fits_parts(rest, path) || path.split_first().is_some_and(|(_, path)| fits_parts(parts, path))
        }
        (["*", rest @ ..], [Segment::Item(_), path @ ..]) => fits_parts(rest, path),
        ([names, rest @ ..], [Segment::Member(name), path @ ..]) => {
            names.split('|').any(|other| other == name) && fits_parts(rest, path)
        }
        _ => false,
    }
}

/// What a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum On {
    /// Whatever happened.
    Any,
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It goes on under another id.
    Renamed,
    /// It is gone, or a greater number.
    RemovedOrRose,
    /// It is gone, or a smaller number, or true no longer.
    RemovedOrFell,
}

impl On {
    fn fits(self, kind: Kind, direction: Ordering) -> bool {
        let rose = kind == Kind::Changed && direction == Ordering::Greater;
        let fell = kind == Kind::Changed && direction == Ordering::Less;
        match self {
            Self::Any => true,
            Self::Added => kind == Kind::Added,
            Self::Removed => kind == Kind::Removed,
            Self::Renamed => kind == Kind::Renamed,
            Self::RemovedOrRose => kind == Kind::Removed || rose,
            Self::RemovedOrFell => kind == Kind::Removed || fell,
        }
    }
}

/// What must be so for a row to fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// Nothing.
    Always,
    /// The old ledger or a released tombstone holds it.
    Promised,
    /// A tombstone for it is there now.
    Buried,
    /// The id was used before for something that is gone.
    Taken,
    /// It was `next`.
    FilledIn,
    /// The rule that it is part of refused nothing before and does now. A rule refuses when it is judged: it has a check, the
    /// sources demand it, they agree or both sides are known, and the service does not go on when it is broken.
    BeginsToRefuse,
    /// The rule that it is part of refused before and does no longer.
    StopsToRefuse,
    /// The rule that it is part of refused before and refuses now.
    Refuses,
    /// Likewise, sources dispute it, and what either side lets through is what either let through before.
    SidesAlike,
    /// Likewise, and more is let through than before.
    SidesWider,
    /// Likewise, and less may be let through than before.
    SidesNarrower,
    /// The new field is required, and not only answers and notifications hold its type.
    NeededInRequests,
    /// It was current and is no longer, and not only answers and notifications hold its type.
    Retires,
}

/// What a change means.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    path: &'static str,
    on: On,
    when: When,
    pub(super) class: Class,
    pub(super) why: &'static str,
}

const fn any(path: &'static str, class: Class, why: &'static str) -> Row {
    on(path, On::Any, class, why)
}

const fn on(path: &'static str, on: On, class: Class, why: &'static str) -> Row {
    row_when(path, on, When::Always, class, why)
}

const fn row_when(path: &'static str, on: On, when: When, class: Class, why: &'static str) -> Row {
    Row { path, on, when, class, why }
}

const CONFIRMED: &str = "how a program makes sure of the state";
const WORDS: &str = "wording";
const EVIDENCE: &str = "evidence";
const NEW: &str = "something new";
const TYPE: &str = "types of programs change";
const GONE: &str = "programs that name it no longer compile";
const NAME: &str = "its name in programs";
const NARROWER: &str = "what was accepted is refused";
const WIDER: &str = "what was refused is accepted";
const FOLLOWED: &str = "which side is followed; what either side lets through stays";
const TOLD: &str = "what a rule that refuses nothing tells";
const REFERENCE: &str = "what readers are told";
const RETRY: &str = "how a call is tried again";
const WIRE: &str = "what is sent or understood";
const SERVED: &str = "which hosts are asked, and when";
const LIFECYCLE: &str = "which calls may follow which";
const EMULATED: &str = "what the emulator does";

/// What each change means. [VERSIONING.md](../../../VERSIONING.md) says it for people.
const ROWS: &[Row] = &[
    // A service as a whole.
    on("service", On::Added, Minor, "a new service"),
    row_when(
        "service",
        On::Removed,
        When::Promised,
        Refused,
        "its ledger holds released entries; they are kept, or buried",
    ),
    on("service", On::Removed, Patch, "a service that was never released"),
    // What the ledger holds.
    on("ledger/*", On::Added, Patch, "a release wrote it"),
    any("ledger/**", Refused, "no line of a ledger is edited or deleted"),
    on("tombstones/*", On::Added, Patch, "says why an entry is gone"),
    row_when("tombstones/*", On::Removed, When::Promised, Refused, "a released tombstone is kept for ever"),
    on("tombstones/*", On::Removed, Patch, "was never released"),
    any("tombstones/**", Patch, REFERENCE),
    row_when("errors/*", On::Added, When::Taken, Refused, "the id was released and is used again"),
    on("errors/*", On::Added, Minor, "a new entry"),
    on("errors/*", On::Renamed, Minor, "goes on under another id"),
    row_when("errors/*", On::Removed, When::Buried, Breaking, GONE),
    row_when("errors/*", On::Removed, When::Promised, Refused, "a released entry is dropped without tombstone"),
    on("errors/*", On::Removed, Patch, "was never released"),
    row_when("errors/*/since", On::Any, When::FilledIn, Patch, "a release filled it in"),
    row_when("errors/*/since", On::Any, When::Promised, Refused, "the ledger says when it came"),
    row_when("errors/*/legacy_ids/*", On::Removed, When::Promised, Refused, "a released id leads nowhere"),
    row_when("errors/*/keys/*", On::Removed, When::Promised, Refused, "a released key is lost"),
    // Not the release in which something came.
    any("emulation/lifetimes/*/since", Minor, EMULATED),
    // Words and where facts come from.
    any("**/en|zh", Patch, WORDS),
    any("**/title|detail|words|note|statement|decision|advice/**", Patch, WORDS),
    any("**/sources|conflicts/**", Patch, EVIDENCE),
    any("**/confidence|documented_until|introduced|withdrawn", Patch, EVIDENCE),
    any("**/examples/**", Patch, "proofs"),
    any("references/**", Patch, EVIDENCE),
    any("glossary/**", Patch, WORDS),
    any("**/since", Patch, "when it came"),
    // The service.
    any("service/version", Patch, "a release sets it"),
    any("service/id|crate_prefix", Breaking, NAME),
    any("service/schema_dir", Breaking, "programs find the files elsewhere"),
    any("service/docs_dir", Minor, "readers find the pages elsewhere"),
    on("service/variants|editions/*", On::Added, Minor, NEW),
    on("service/variants|editions/*", On::Removed, Breaking, GONE),
    any("service/bodies/**", Breaking, "answers are read differently"),
    on("service/form_errors", On::Added, Minor, NEW),
    any("service/form_errors/**", Behaviour, "which error a malformed body leads to"),
    // Error entries.
    any("errors/*/retry|disposition|effect|kind", Behaviour, "what a caller makes of the error"),
    any("errors/*/fault|rung", Minor, "where the error is met, and who acts"),
    any("errors/*/name", Breaking, NAME),
    any("errors/*/legacy_ids/*", Minor, "ids that lead to it"),
    any("errors/*/status", Minor, "whether it should be used"),
    any("errors/*/deprecated", Minor, "whether it should be used"),
    any("errors/*/deprecated/replaced_by", Minor, "whether it should be used"),
    any("errors/*/changed/*", Patch, "tells users what changed"),
    any("errors/*/causes|remedies|constraints|links/*", Patch, WORDS),
    any("errors/*/remedies", Patch, WORDS),
    any("errors/*/remedies/*/action", Patch, WORDS),
    any("errors/*/constraints/*/character_set|max_bytes|max_s", Patch, WORDS),
    any("errors/*/links/*/url", Patch, WORDS),
    on("errors/*/keys/*", On::Added, Minor, "more answers are known"),
    on("errors/*/keys/*", On::Removed, Patch, "was never released"),
    any("errors/*/keys/*/retry|disposition|effect", Behaviour, "what a caller makes of the error"),
    any("errors/*/keys/*/gone", Behaviour, "the key matches nothing, or does again"),
    any("errors/*/keys/*/gone/since", Patch, "when it came"),
    any("errors/*/keys/*/text", Patch, "the same text to a program"),
    any("errors/*/keys/*/endpoints|http|shape|code/**", Minor, "more answers are known"),
    // Recipes and character sets.
    on("recipes/*", On::Added, Minor, NEW),
    on("recipes/*", On::Renamed, Minor, "goes on under another id"),
    on("recipes/*", On::Removed, Minor, "entries say what they do instead"),
    any("recipes/*/delays_s|keep|change|honour_retry_after|jitter/**", Behaviour, RETRY),
    any("recipes/*/condition", Behaviour, RETRY),
    any("recipes/*/condition/id", Behaviour, RETRY),
    any("recipes/*/then", Behaviour, RETRY),
    any("recipes/*/then/flow|poll", Behaviour, RETRY),
    any("recipes/*/then/flow/endpoints|change/**", Behaviour, RETRY),
    any("recipes/*/then/poll/endpoint|every_s", Behaviour, RETRY),
    on("character_sets/*", On::Added, Minor, NEW),
    on("character_sets/*", On::Removed, Breaking, GONE),
    on("character_sets/*/classes/*", On::Added, Behaviour, WIDER),
    on("character_sets/*/classes/*", On::Removed, Breaking, NARROWER),
    any("character_sets/*/classes/*/from|to|characters", Breaking, NARROWER),
    any("character_sets/*/count", Patch, "follows from the classes"),
    // Rules, wherever they stand.
    row_when("**/rules/*", On::Added, When::BeginsToRefuse, Breaking, NARROWER),
    on("**/rules/*", On::Added, Minor, TOLD),
    row_when("**/rules/*", On::Removed, When::StopsToRefuse, Behaviour, WIDER),
    on("**/rules/*", On::Removed, Minor, TOLD),
    row_when(
        "**/rules/*",
        On::Renamed,
        When::Refuses,
        Behaviour,
        "programs name it by another id; what is refused stays",
    ),
    on("**/rules/*", On::Renamed, Minor, "goes on under another id"),
    row_when("**/rules/*/**", On::Any, When::BeginsToRefuse, Breaking, NARROWER),
    row_when("**/rules/*/**", On::Any, When::StopsToRefuse, Behaviour, WIDER),
    row_when("**/rules/*/force|certainty|broken", On::Any, When::Refuses, Behaviour, "what is told of a broken rule"),
    row_when("**/rules/*/error", On::Any, When::Refuses, Behaviour, "which error a broken rule leads to"),
    row_when("**/rules/*/variants|endpoints|editions", On::Added, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/variants|endpoints|editions/*", On::Removed, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/variants|endpoints|editions/**", On::Any, When::Refuses, Breaking, NARROWER),
    row_when("**/rules/*/when/*", On::Added, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/when/*/is|contains/*", On::Removed, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/when/*/is_not/*", On::Added, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/when/**", On::Any, When::Refuses, Breaking, NARROWER),
    row_when("**/rules/*/check|otherwise/**", On::Any, When::SidesAlike, Minor, FOLLOWED),
    row_when("**/rules/*/check|otherwise/**", On::Any, When::SidesWider, Behaviour, WIDER),
    row_when("**/rules/*/check|otherwise/**", On::Any, When::SidesNarrower, Breaking, NARROWER),
    row_when("**/rules/*/check/values|schemes/*", On::Added, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/check/present|absent|at_most_one|together/*", On::Removed, When::Refuses, Behaviour, WIDER),
    row_when("**/rules/*/check/**/min|min_characters|ahead_s", On::RemovedOrFell, When::Refuses, Behaviour, WIDER),
    row_when(
        "**/rules/*/check/**/max|max_characters|max_bytes|decimals",
        On::RemovedOrRose,
        When::Refuses,
        Behaviour,
        WIDER,
    ),
    row_when("**/rules/*/at|check|otherwise/**", On::Any, When::Refuses, Breaking, NARROWER),
    any("**/rules/*/force|certainty|broken|error|at", Minor, TOLD),
    any("**/rules/*/variants|endpoints|editions|when|check|otherwise/**", Minor, TOLD),
    // Types and fields, also those of events.
    on("types/*", On::Added, Minor, NEW),
    on("types/*", On::Removed, Breaking, GONE),
    any("types/*/name", Breaking, NAME),
    any("types/*/kind|of", Breaking, TYPE),
    row_when("types/*/fields/*", On::Added, When::NeededInRequests, Breaking, "bodies without it are refused"),
    on("types|events/*/fields/*", On::Added, Minor, NEW),
    on("types|events/*/fields/*", On::Removed, Breaking, GONE),
    any("types|events/*/fields/*/name", Breaking, NAME),
    any("types|events/*/fields/*/type|holds|nullable|secret", Breaking, TYPE),
    row_when(
        "types|events/*/fields/*/required",
        On::Any,
        When::Always,
        Breaking,
        "bodies without it are refused, or its type changes",
    ),
    on("types|events/*/fields|values/*/variants|editions", On::Added, Breaking, "it is no longer everywhere"),
    on("types|events/*/fields|values/*/variants|editions", On::Removed, Minor, "it is in more places"),
    on("types|events/*/fields|values/*/variants|editions/*", On::Removed, Breaking, "it is in fewer places"),
    any("types|events/*/fields|values/*/variants|editions/**", Minor, "it is in more places"),
    any("types|events/*/fields/*/default", Behaviour, "a body without it means something else"),
    any("types|events/*/fields/*/unit", Behaviour, "the same number means something else"),
    row_when("types/*/fields|values/*/status", On::Any, When::Retires, Breaking, "it is read and no longer offered"),
    any("types|events/*/fields|values/*/status", Minor, "whether it is in use"),
    on("types|events/*/fields/*/aliases/*", On::Added, Minor, NEW),
    any("types|events/*/fields/*/aliases/*", Behaviour, WIRE),
    any("types|events/*/fields/*/aliases/*/taken_by", Behaviour, WIRE),
    on("types|events/*/fields/*/codes/*", On::Added, Minor, NEW),
    any("types|events/*/fields/*/codes/*", Behaviour, "what its codes mean"),
    any("types|events/*/fields/*/codes/*/table|when/**", Behaviour, "what its codes mean"),
    any("types|events/*/fields/*/codes/*/status", Minor, REFERENCE),
    on("types/*/values/*", On::Added, Minor, NEW),
    on("types/*/values/*", On::Removed, Breaking, GONE),
    any("types/*/values/*/value", Breaking, "its name stands for something else on the wire"),
    // Endpoints.
    on("endpoints/*", On::Added, Minor, NEW),
    on("endpoints/*", On::Removed, Breaking, GONE),
    any("endpoints/*/name", Breaking, NAME),
    any("endpoints/*/method|path", Breaking, "the call is another on the wire"),
    on("endpoints/*/edition_paths/*", On::Added, Behaviour, "the call goes elsewhere in an edition"),
    any("endpoints/*/edition_paths/*", Breaking, "the call is another on the wire"),
    any("endpoints/*/edition_paths/*/editions|path/**", Breaking, "the call is another on the wire"),
    on("endpoints/*/variants/*", On::Removed, Breaking, "the variant is no longer accepted"),
    any("endpoints/*/variants/**", Minor, NEW),
    any("endpoints/*/parameters/*", Breaking, TYPE),
    any("endpoints/*/parameters/*/type|variant", Breaking, TYPE),
    any("endpoints/*/request|response", Breaking, TYPE),
    any("endpoints/*/takes|gives", Breaking, LIFECYCLE),
    any("endpoints/*/takes/state|by", Breaking, LIFECYCLE),
    any("endpoints/*/repeating", Behaviour, RETRY),
    any("endpoints/*/repeating/safe", Behaviour, RETRY),
    on("endpoints/*/success_when/*", On::Added, Minor, NEW),
    any("endpoints/*/success_when/*", Breaking, GONE),
    any("endpoints/*/success_when/*/http", Breaking, WIRE),
    // States.
    on("states/*", On::Added, Minor, NEW),
    on("states/*", On::Removed, Breaking, GONE),
    any("states/*/holds/*", Breaking, "what a program must keep"),
    any("states/*/end", Breaking, LIFECYCLE),
    any("states/*/valid_s|expired", Behaviour, "when the state ends, and how that is told"),
    on("states/*/confirmation", On::Added, Minor, NEW),
    any("states/*/confirmation", Behaviour, CONFIRMED),
    any("states/*/confirmation/endpoint|field|first|gaps|deadline|every", Behaviour, CONFIRMED),
    any("states/*/confirmation/is|over|not_yet/*", Behaviour, CONFIRMED),
    on("states/*/flow", On::Added, Minor, NEW),
    on("states/*/flow", On::Removed, Breaking, GONE),
    any("states/*/flow", Breaking, NAME),
    any("states/*/flow/id", Breaking, NAME),
    any("states/*/flow/endpoints|vary", Breaking, LIFECYCLE),
    on("states/*/renewals/*", On::Added, Minor, NEW),
    any("states/*/renewals/*", Breaking, GONE),
    any("states/*/renewals/*/endpoint|field", Breaking, GONE),
    any("states/*/renewals/*/every", Behaviour, "how often it is sent"),
    on("states/*/names/*", On::Added, Minor, NEW),
    on("states/*/names/*", On::Removed, Breaking, GONE),
    any("states/*/names/*/pattern", Behaviour, "what names are made"),
    any("states/*/names/*/parts/*", Breaking, TYPE),
    any("states/*/names/*/parts/*/form", Breaking, TYPE),
    on("states/*/names/*/variants", On::Added, Breaking, "it is no longer everywhere"),
    on("states/*/names/*/variants", On::Removed, Minor, "it is in more places"),
    on("states/*/names/*/variants/*", On::Removed, Breaking, "it is in fewer places"),
    any("states/*/names/*/variants/**", Minor, "it is in more places"),
    any("states/*/replacements/*", Behaviour, "what names are made"),
    any("states/*/replacements/*/held|characters|by", Behaviour, "what names are made"),
    on("states/*/leaves/*", On::Added, Minor, NEW),
    any("states/*/leaves/*", Behaviour, LIFECYCLE),
    any("states/*/leaves/*/to|variants/**", Behaviour, LIFECYCLE),
    // Tables.
    on("value_tables|code_tables/*", On::Added, Minor, NEW),
    on("value_tables|code_tables/*", On::Removed, Breaking, GONE),
    on("value_tables/*/rows/*", On::Added, Behaviour, "values that nobody looked at are looked at"),
    on("value_tables/*/rows/*", On::Removed, Behaviour, WIDER),
    any("value_tables/*/rows/*/key", Breaking, NARROWER),
    on("value_tables/*/rows/*/open", On::RemovedOrFell, Breaking, NARROWER),
    any("value_tables/*/rows/*/open", Behaviour, WIDER),
    row_when("value_tables/**/status", On::Any, When::Retires, Breaking, "it is read and no longer offered"),
    any("value_tables/**/status", Minor, "whether it is in use"),
    on("value_tables/*/rows/*/values/*", On::Added, Minor, NEW),
    any("value_tables/*/rows/*/values/*", Breaking, GONE),
    any("value_tables/*/rows/*/values/*/value", Breaking, GONE),
    any("value_tables/*/rows/*/values/*/name", Patch, WORDS),
    any("value_tables/*/rows/*/values/*/area", Behaviour, "where the value lies"),
    any("code_tables/*/bits", Breaking, "numbers are read differently"),
    on("code_tables/*/codes/*", On::Added, Minor, NEW),
    any("code_tables/*/codes/*", Breaking, GONE),
    any("code_tables/*/codes/*/code", Breaking, "its name stands for something else on the wire"),
    any("code_tables/*/codes/*/text|status", Minor, REFERENCE),
    any("code_tables/*/codes/*/error", Behaviour, "which error follows"),
    // How the service is reached.
    on("connection", On::Added, Minor, NEW),
    on("connection", On::Removed, Breaking, GONE),
    any("connection/authentication", Breaking, "who calls is proved differently"),
    any("connection/scheme|content_type|request_id_header", Behaviour, WIRE),
    on("connection/domains|hosts|areas/*", On::Added, Minor, NEW),
    on("connection/domains|hosts|areas/*", On::Removed, Breaking, GONE),
    any("connection/domains/*/domain", Behaviour, SERVED),
    any("connection/hosts/*/label", Behaviour, SERVED),
    any("connection/areas/*/hosts|domains|path_prefix/**", Behaviour, SERVED),
    any("connection/failover", Behaviour, SERVED),
    any("connection/failover/steps|delays_s", Behaviour, SERVED),
    any("connection/failover/steps/*", Behaviour, SERVED),
    any("connection/failover/steps/*/to|only_when_unresolved", Behaviour, SERVED),
    // Limits.
    on("limits/*", On::Added, Minor, NEW),
    on("limits/*", On::Removed, Behaviour, "programs no longer keep to it"),
    any("limits/*/kind|unit|per|error", Behaviour, "what programs keep to"),
    any("limits/*/endpoints/**", Behaviour, "what programs keep to"),
    any("limits/*/amounts/*", Behaviour, "what programs keep to"),
    any("limits/*/amounts/*/value|variants|editions|areas|class/**", Behaviour, "what programs keep to"),
    // Notifications and events.
    on("notifications", On::Added, Minor, NEW),
    on("notifications", On::Removed, Breaking, GONE),
    any("notifications/body", Breaking, TYPE),
    any("notifications/code_field|details_field|name_field", Behaviour, WIRE),
    on("notifications/signatures/*", On::Added, Minor, NEW),
    on("notifications/signatures/*", On::Removed, Breaking, GONE),
    any("notifications/signatures", Behaviour, WIRE),
    any("notifications/signatures/*/header|algorithm", Behaviour, WIRE),
    any("notifications/signatures/*/vectors/**", Patch, "proofs"),
    any("notifications/delivery/*", Patch, REFERENCE),
    any("notifications/sequences/*", Minor, REFERENCE),
    any("notifications/sequences/*/events/**", Minor, REFERENCE),
    on("events/*", On::Added, Minor, NEW),
    on("events/*", On::Removed, Breaking, GONE),
    any("events/*/name", Breaking, NAME),
    any("events/*/code|wire_name", Breaking, "the event is another on the wire"),
    any("events/*/senders|variants|errors/**", Minor, REFERENCE),
    any("events/*/status|fields_known", Minor, REFERENCE),
    // The emulator. It is for tests, and no promise of the service: what it does may change with any release.
    on("emulation", On::Added, Minor, NEW),
    on("emulation", On::Removed, Breaking, "there is no emulator any more"),
    any("emulation/account|channel|publisher|rate|folders|moved|notification", Minor, EMULATED),
    any("emulation/stages|refusals|files|answers|notices", Minor, EMULATED),
    any("emulation/made|stages|lifetimes|tasks|refusals|files|answers|notices/*", Minor, EMULATED),
    any("emulation/**/when|asked/**", Minor, EMULATED),
    any("emulation/made/*/letters|length", Minor, EMULATED),
    any("emulation/stages/*/state|value|after_s|at_work", Minor, EMULATED),
    any("emulation/lifetimes/*/state|leave|variants|endpoint|field|limit|after_s/**", Minor, EMULATED),
    any("emulation/rate/limit", Minor, EMULATED),
    any("emulation/tasks/*/limit|edition|variants/**", Minor, EMULATED),
    any("emulation/refusals/*/moment|endpoints|value|error|text/**", Minor, EMULATED),
    any("emulation/folders/endpoint|field", Minor, EMULATED),
    any("emulation/moved/varies|most|name|parts", Minor, EMULATED),
    any("emulation/files/*/name|parts|variants|each_publisher|without_publishers|item/**", Minor, EMULATED),
    any("emulation/answers/*/endpoint|variants|outcome|body/**", Minor, EMULATED),
    any("emulation/notification/body|answer_within_s|received|resends_after_s", Minor, EMULATED),
    any("emulation/notices/*/event|on|after_s|leaves|variants|files|details/**", Minor, EMULATED),
    any("emulation/habits/*", Patch, REFERENCE),
];

/// For what the table does not name, such as what an older language had.
const UNKNOWN: Row = any("**", Behaviour, "the language does not know it");

/// The row that says what a change means.
pub(super) fn row(path: &[Segment], kind: Kind, direction: Ordering, holds: impl Fn(When) -> bool) -> Row {
    let found = ROWS.iter().find(|row| row.on.fits(kind, direction) && fits(row.path, path) && holds(row.when));
    *found.unwrap_or(&UNKNOWN)
}

/// What an item of a list is known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identity {
    /// These members.
    Members(&'static [&'static str]),
    /// What the key of an error entry states.
    Key,
    /// Nothing but itself and its place.
    Whole,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As objects, member by member.
    Members,
    /// As objects of which one member says what they are: as a whole when that is another.
    OneOf,
    /// As lists of objects. Only where the order means something is it told.
    Items {
        /// What an item is known by.
        identity: Identity,
        /// Whether the order means something.
        ordered: bool,
    },
    /// As a list in which neither order nor repeats mean anything. An absent list is an empty one.
    Set,
    /// Likewise, but an absent list means everything.
    Scope,
    /// As a whole.
    Value,
}

const ID: Identity = Identity::Members(&["id"]);

const fn by(names: &'static [&'static str]) -> How {
    How::Items { identity: Identity::Members(names), ordered: false }
}

const IN_ORDER: How = How::Items { identity: ID, ordered: true };

/// How values are compared, where that does not follow from what they are: lists of items with `id` by their ids, other
/// lists of objects by place, lists of scalars as sets.
const COMPARED: &[(&str, How)] = &[
    ("errors|tombstones/*/keys", How::Items { identity: Identity::Key, ordered: false }),
    ("errors/*/keys/*/endpoints", How::Set),
    ("errors/*/remedies", How::Items { identity: Identity::Whole, ordered: true }),
    ("errors/*/examples", IN_ORDER),
    ("**/changed", by(&["since"])),
    ("**/headers", by(&["name"])),
    // Lines of a ledger come one after another, and the last one of an id holds.
    ("ledger", How::Items { identity: Identity::Members(&["id", "version"]), ordered: true }),
    ("service/bodies", IN_ORDER),
    ("recipes/*/delays_s", How::Value),
    ("recipes/*/then/flow/endpoints", How::Value),
    ("endpoints/*/success_when", by(&["id", "http"])),
    ("endpoints/*/edition_paths", by(&["editions"])),
    ("endpoints/*/variants", How::Set),
    ("**/rules/*/when", by(&["field"])),
    ("**/rules/*/when/*", How::OneOf),
    ("**/rules/*/check|otherwise", How::OneOf),
    ("**/rules/*/check|otherwise/sets", How::Value),
    ("**/rules/*/variants|endpoints|editions", How::Scope),
    ("types|events/*/fields|values/*/variants|editions", How::Scope),
    ("types|events/*/fields/*/default", How::Value),
    ("types|events/*/fields/*/codes", by(&["table"])),
    ("types|events/*/fields/*/codes/*/when", by(&["field"])),
    ("types/*/values/*/value", How::Value),
    ("value_tables/*/rows/*/key", How::Value),
    ("value_tables/*/rows/*/values", by(&["value"])),
    ("states/*/flow/endpoints", How::Value),
    ("states/*/renewals", by(&["endpoint", "field"])),
    ("states/*/names/*/variants", How::Scope),
    ("states/*/names/*/parts", IN_ORDER),
    ("states/*/replacements", by(&["held"])),
    ("states/*/leaves/*/variants", How::Scope),
    ("connection/areas/*/hosts|domains", How::Value),
    ("connection/failover/steps", IN_ORDER),
    ("connection/failover/delays_s", How::Value),
    ("limits/*/endpoints", How::Scope),
    ("limits/*/amounts", by(&["variants", "editions", "areas", "class"])),
    ("limits/*/amounts/*/value", How::Value),
    ("notifications/signatures", IN_ORDER),
    ("notifications/sequences/*/events", How::Value),
    ("events/*/variants", How::Scope),
    // The first refusal that applies and the first answer that fits is given, and files are listed in their order.
    ("emulation/stages|refusals|files|answers|notices", IN_ORDER),
    ("emulation/tasks|refusals|files|answers/*/when", by(&["field"])),
    ("emulation/answers/*/asked", by(&["field"])),
    ("emulation/**/when|asked/*", How::OneOf),
    ("emulation/lifetimes|files|answers|notices/*/variants", How::Scope),
    ("emulation/refusals/*/endpoints", How::Scope),
    ("emulation/notices/*/leaves", How::Scope),
    ("emulation/stages/*/value", How::Value),
    ("emulation/moved/parts", How::Value),
    ("emulation/files/*/parts|item", How::Value),
    ("emulation/answers/*/body", How::Value),
    ("emulation/notification/body|resends_after_s", How::Value),
    ("emulation/notices/*/details", How::Value),
    ("examples/*/variants", How::Scope),
    ("examples/*/body", How::Value),
    ("**/examples/*/body", How::Value),
];

/// How the values at a path are compared.
pub(super) fn how(path: &[Segment], before: Option<&Value>, after: Option<&Value>) -> How {
    if let Some((_, how)) = COMPARED.iter().find(|(pattern, _)| fits(pattern, path)) {
        return *how;
    }
    let is_list = |value: &Value| value.is_array();
    match before.or(after) {
        Some(Value::Object(_)) => How::Members,
        Some(Value::Array(_)) => {
            let lists = before.into_iter().chain(after).filter_map(Value::as_array);
            let items: Vec<&Value> = lists.flatten().collect();
            if items.iter().all(|item| item.get("id").is_some_and(Value::is_string)) {
                How::Items { identity: ID, ordered: false }
            } else if items.iter().all(|item| item.is_object()) {
                How::Items { identity: Identity::Whole, ordered: false }
            } else if items.iter().any(|item| item.is_object() || is_list(item)) {
                How::Value
            } else {
                How::Set
            }
        }
        _ => How::Value,
    }
}

/// What an absent member stands for.
enum Absent {
    True,
    False,
    Word(&'static str),
    /// The `UpperCamel` name that the id becomes.
    Name,
    /// What the entry as a whole says.
    OfEntry,
}

/// What absent members stand for, so that writing it down is no change.
const ABSENT: &[(&str, Absent)] = &[
    ("service/schema_dir", Absent::Word("schema")),
    ("service/docs_dir", Absent::Word("docs")),
    ("errors|endpoints|types|events/*/name", Absent::Name),
    ("errors/*/keys/*/retry|disposition|effect|confidence|sources", Absent::OfEntry),
    ("recipes/*/honour_retry_after", Absent::True),
    ("recipes/*/jitter", Absent::Word("none")),
    ("types|events/*/fields/*/nullable|required|secret", Absent::False),
    ("types|events/*/fields/*/holds", Absent::Word("one")),
    ("types|events|value_tables|code_tables/**/status", Absent::Word("current")),
    ("types|events|code_tables|limits|notifications/**/confidence", Absent::Word("documented")),
    ("**/rules/*/force", Absent::Word("must")),
    ("endpoints/*/parameters/*/variant", Absent::False),
    ("value_tables/*/rows/*/open", Absent::False),
    ("code_tables/*/bits", Absent::False),
    ("states/*/end", Absent::False),
    ("connection/failover/steps/*/only_when_unresolved", Absent::False),
    ("events/*/fields_known", Absent::True),
    ("emulation/**/confidence", Absent::Word("documented")),
    ("emulation/stages/*/at_work", Absent::False),
    ("emulation/files/*/each_publisher|without_publishers", Absent::False),
    ("examples/*/shown|unknown_fields", Absent::False),
];

/// What a member stands for when it is absent.
///
/// `id` is that of the object with the member, `entry` the entry that the object is part of.
pub(super) fn absent(path: &[Segment], id: Option<&str>, entry: Option<&Value>) -> Option<Value> {
    match &ABSENT.iter().find(|(pattern, _)| fits(pattern, path))?.1 {
        Absent::True => Some(json!(true)),
        Absent::False => Some(json!(false)),
        Absent::Word(word) => Some(json!(word)),
        Absent::Name => id.map(|id| json!(naming::upper_camel(id))),
        Absent::OfEntry => entry?.get(path.last()?.name()).cloned(),
    }
}

const CRATE: &str = "error crate";
const CLIENT: &str = "client crate";
const JSON: &str = "errors.json";
const CASES: &str = "errors.cases.json";
const PAGE: &str = "error reference";
const SHAPES: &str = "shape schemas";
const RULES: &str = "rule schemas";
const CALLS: &str = "endpoint pages";
const STATES: &str = "lifecycle page";
const EVENTS: &str = "notification page";
const VALUES: &str = "values page";
const EMULATOR: &str = "emulator crate";
const EMULATING: &str = "emulator page";

/// The outputs that may show what stands at a path, by the names that `gen` prints.
const OUTPUTS: &[(&str, &[&str])] = &[
    ("service", &[CLIENT, CRATE, EMULATOR, JSON, CASES, PAGE, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES, EMULATING]),
    (
        "service/id",
        &[CLIENT, CRATE, EMULATOR, JSON, CASES, PAGE, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES, EMULATING],
    ),
    ("service/version", &[CLIENT, CRATE, JSON, CASES, PAGE, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES, EMULATING]),
    ("service/crate_prefix", &[CLIENT, CRATE, EMULATOR, SHAPES, RULES]),
    ("service/schema_dir", &[JSON, CASES, SHAPES, RULES]),
    ("service/docs_dir", &[PAGE, CALLS, STATES, EVENTS, VALUES, EMULATING]),
    ("service/title/**", &[CLIENT, CRATE, JSON, PAGE, EMULATING]),
    ("service/detail/**", &[CLIENT, CRATE, JSON]),
    ("service/variants/**", &[CLIENT, JSON, CALLS, STATES]),
    ("service/editions/**", &[CLIENT, SHAPES, RULES, CALLS, STATES, EVENTS]),
    ("service/bodies/**", &[CRATE, EMULATOR, JSON, CASES, PAGE, SHAPES, RULES]),
    ("service/form_errors/**", &[RULES, CALLS]),
    ("references/*/lang", &[JSON]),
    ("references/*/note/**", &[JSON, PAGE]),
    ("references/**", &[CLIENT, CRATE, JSON, PAGE]),
    ("recipes/*/sources/**", &[JSON]),
    ("recipes/**", &[CRATE, JSON, PAGE]),
    ("character_sets/*/sources/**", &[JSON]),
    ("character_sets/**", &[CLIENT, EMULATOR, JSON, PAGE, RULES, STATES]),
    ("errors/*", &[CLIENT, CRATE, EMULATOR, JSON, CASES, PAGE, EMULATING]),
    ("errors/*/name", &[CLIENT, CRATE]),
    ("errors/*/examples/**", &[EMULATOR, JSON, CASES, PAGE]),
    ("errors/*/keys/*/sources/**", &[JSON]),
    ("errors/*/keys/*/note/**", &[JSON, PAGE]),
    ("errors/*/keys/*/effect|text", &[CRATE, EMULATOR, JSON, PAGE]),
    ("errors/*/keys/*/retry|disposition|confidence", &[CRATE, JSON, PAGE]),
    ("errors/*/keys/**", &[CRATE, EMULATOR, JSON, CASES, PAGE]),
    ("errors/*/causes/*/sources/**", &[JSON]),
    ("errors/*/changed|conflicts|documented_until/**", &[JSON, PAGE]),
    ("errors/*/effect", &[CRATE, EMULATOR, JSON, PAGE]),
    ("errors/*/title/**", &[CRATE, JSON, PAGE, EMULATING]),
    ("errors/**", &[CRATE, JSON, PAGE]),
    ("tombstones/**", &[JSON, PAGE]),
    ("endpoints/*", &[CLIENT, CRATE, EMULATOR, JSON, CASES, PAGE, CALLS, STATES, EMULATING]),
    ("endpoints/*/name", &[CLIENT, CRATE]),
    ("endpoints/*/method|path", &[CLIENT, CRATE, EMULATOR, JSON, PAGE, CALLS]),
    ("endpoints/*/title|detail|note|variants/**", &[CLIENT, CRATE, EMULATOR, JSON, CALLS]),
    ("endpoints/*/success_when/*/examples/**", &[CASES, CALLS]),
    ("endpoints/*/success_when/*/title/**", &[CRATE, JSON, PAGE, CALLS]),
    ("endpoints/*/success_when/**", &[CRATE, EMULATOR, JSON, CASES, PAGE, CALLS, EMULATING]),
    ("endpoints/*/since|sources/**", &[JSON, CALLS]),
    ("endpoints/*/request|response", &[CLIENT, EMULATOR, SHAPES, RULES, CALLS]),
    ("endpoints/*/rules/**", &[CLIENT, RULES, CALLS]),
    ("endpoints/*/takes|gives/**", &[CLIENT, EMULATOR, CALLS, STATES]),
    ("endpoints/*/edition_paths/**", &[CLIENT, EMULATOR, CALLS, STATES]),
    ("endpoints/*/parameters/**", &[CLIENT, EMULATOR, CALLS]),
    ("endpoints/**", &[CLIENT, CALLS]),
    ("types/*/**/rules/*", &[CLIENT, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES]),
    ("types/*/**/rules/*/**/conflicts|editions|check/**", &[CLIENT, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES]),
    ("types/*/**/rules/**", &[CLIENT, SHAPES, RULES, CALLS, EVENTS]),
    ("types/*/values/**", &[CLIENT, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES]),
    ("types/*/**/title/**", &[CLIENT, SHAPES, RULES, CALLS, STATES, EVENTS]),
    ("types/*/**/detail|note/**", &[CLIENT, SHAPES, RULES, CALLS, EVENTS]),
    ("types/*/**/sources|introduced|withdrawn|confidence/**", &[CLIENT, SHAPES, RULES, CALLS, EVENTS]),
    (
        "types/*/**/default|unit|nullable|required|secret/**",
        &[CLIENT, EMULATOR, SHAPES, RULES, CALLS, EVENTS, EMULATING],
    ),
    ("types/**", &[CLIENT, EMULATOR, SHAPES, RULES, CALLS, STATES, EVENTS, VALUES]),
    ("rules/**", &[EMULATOR, CALLS, STATES]),
    ("states/**", &[CLIENT, EMULATOR, STATES, EMULATING]),
    ("value_tables/**", &[CLIENT, RULES, CALLS, VALUES]),
    ("code_tables/**", &[SHAPES, RULES, CALLS, EVENTS, VALUES]),
    ("connection", &[CLIENT, EMULATOR, CALLS, STATES]),
    ("connection/areas/*/hosts|domains|sources/**", &[CLIENT, STATES]),
    ("connection/areas/**", &[CLIENT, EMULATOR, CALLS, STATES]),
    ("connection/domains|hosts/**", &[CLIENT, EMULATOR, STATES]),
    ("connection/request_id_header", &[CLIENT, EMULATOR, STATES]),
    ("connection/**", &[CLIENT, STATES]),
    ("limits/**", &[CLIENT, EMULATOR, CALLS, STATES, EMULATING]),
    ("notifications/delivery|sequences/**", &[EVENTS]),
    ("notifications", &[EMULATOR, SHAPES, RULES, EVENTS]),
    ("notifications/signatures/**", &[EMULATOR, SHAPES, RULES, EVENTS]),
    ("notifications/**", &[SHAPES, RULES, EVENTS]),
    ("events/*/fields/**", &[SHAPES, RULES, EVENTS]),
    ("events/*/code|senders/**", &[EMULATOR, SHAPES, RULES, EVENTS, EMULATING]),
    ("events/**", &[SHAPES, RULES, EVENTS]),
    ("conflicts/**", &[CLIENT, CALLS, STATES, EVENTS]),
    ("examples/**", &[SHAPES, RULES, CALLS, EVENTS]),
    // Every page links the pages that there are.
    ("emulation", &[EMULATOR, CALLS, STATES, EVENTS, VALUES, EMULATING]),
    ("emulation/note|habits/**", &[EMULATING]),
    ("emulation/**", &[EMULATOR, EMULATING]),
];

/// What programs and schemas show in English alone. Words of rules stand in both languages in programs.
const ENGLISH: &[(&str, &[&str])] = &[("**/rules/*/words/zh", &[SHAPES, RULES]), ("**/zh", &[CLIENT, SHAPES, RULES])];

/// What only shows what bodies of endpoints hold.
const OF_CALLS: &[&str] = &[CLIENT, CALLS];

/// What only shows what notifications hold.
const OF_NOTIFICATIONS: &[&str] = &[EVENTS];

/// What acts on it, and what tells how.
const OF_EMULATORS: &[&str] = &[EMULATOR, EMULATING];

/// What is for readers and nothing to act on.
const UNACTED: &[&str] =
    &["**/title|detail|words|note|sources|conflicts/**", "**/confidence|introduced|withdrawn|documented_until"];

/// What lists the titles of what is for some editions only.
const OF_EDITIONS: &[&str] = &[STATES];

/// The outputs that may show what stands at a path. The glossary and the ledger are in none.
pub(super) fn outputs(path: &[Segment], usage: &Usage) -> Vec<&'static str> {
    let first = |rows: &[(&str, &'static [&'static str])]| {
        rows.iter().find(|(pattern, _)| fits(pattern, path)).map_or(&[][..], |(_, outputs)| *outputs)
    };
    let english = first(ENGLISH);
    let is_title = fits("types/*/**/title/**", path);
    let is_unacted = UNACTED.iter().any(|pattern| fits(pattern, path));
    let is_own = matches!(path.first(), Some(Segment::Member(section)) if section == "emulation");
    let is_unit = fits("types/*/**/unit", path);
    let is_hidden = |output: &&str| {
        english.contains(output)
            || (!usage.called && OF_CALLS.contains(output))
            || (!usage.notified && OF_NOTIFICATIONS.contains(output))
            || (is_title && !usage.names_editions && OF_EDITIONS.contains(output))
            || (!usage.emulated && !is_own && OF_EMULATORS.contains(output))
            || (is_unacted && *output == EMULATOR)
            || (is_unit && !usage.timed && OF_EMULATORS.contains(output))
    };
    if !(usage.called || usage.notified) {
        return Vec::new();
    }
    first(OUTPUTS).iter().copied().filter(|output| !is_hidden(output)).collect()
}

#[cfg(test)]
mod tests {
    use super::{COMPARED, How, Kind, ROWS, Segment, UNKNOWN, When, absent, fits, how, row};
    use crate::language;
    use serde_json::{Value, json};
    use std::cmp::Ordering;

    /// A member of the language at every place where it may stand.
    struct Place {
        path: Vec<Segment>,
        schema: Value,
        is_list: bool,
        has_items_with_members: bool,
    }

    /// Follows references until a schema says what it is.
    fn resolved(schema: &Value) -> &Value {
        let target = schema.get("$ref").or_else(|| schema.get("allOf")?.get(0)?.get("$ref")).and_then(Value::as_str);
        target.map_or(schema, |target| {
            let name = target.trim_start_matches("#/definitions/");
            resolved(&language::schema()["definitions"][name])
        })
    }

    fn visit(object: &Value, path: &[Segment], places: &mut Vec<Place>) {
        assert!(path.len() < 24, "the language has no end at {path:?}");
        for (name, schema) in object["properties"].as_object().into_iter().flatten() {
            let mut path = path.to_vec();
            path.push(Segment::Member(name.clone()));
            let inner = resolved(schema);
            let items = inner.get("items").map(resolved);
            places.push(Place {
                path: path.clone(),
                schema: schema.clone(),
                is_list: items.is_some(),
                has_items_with_members: items.is_some_and(|items| items.get("properties").is_some()),
            });
            if let Some(items) = items {
                path.push(Segment::Item("item".to_owned()));
                visit(items, &path, places);
            } else {
                visit(inner, &path, places);
            }
        }
    }

    fn places() -> Vec<Place> {
        let mut places = Vec::new();
        visit(language::schema(), &[], &mut places);
        assert!(places.len() > 400, "only {} places", places.len());
        places
    }

    fn shown(path: &[Segment]) -> String {
        let names = path.iter().map(|segment| match segment {
            Segment::Member(name) => name.as_str(),
            Segment::Item(_) => "*",
        });
        names.collect::<Vec<_>>().join("/")
    }

    /// Places of which all parts mean the same, whatever the language will have there.
    const WHOLE: &[&str] =
        &["ledger/**", "tombstones/**", "references/**", "glossary/**", "examples/**", "conflicts/**"];

    /// Rows for what is within an example, a body kind or the like, of which every part means the same.
    const WHOLE_ROWS: &[&str] = &[
        "**/examples/**",
        "**/sources|conflicts/**",
        "service/bodies/**",
        "service/form_errors/**",
        "**/rules/*/when/**",
        "**/rules/*/at|check|otherwise/**",
        "**/rules/*/check|otherwise/**",
        "**/rules/*/variants|endpoints|editions|when|check|otherwise/**",
        "**/rules/*/**",
        "types|events/*/fields/*/codes/*/table|when/**",
        "emulation/**/when|asked/**",
        "notifications/signatures/*/vectors/**",
    ];

    #[test]
    fn every_member_of_the_language_has_a_meaning() {
        let states = [When::Always, When::BeginsToRefuse, When::StopsToRefuse, When::Refuses];
        let mut forgotten = Vec::new();
        for place in places() {
            let path = &place.path;
            let is_section = path.len() == 1 && place.is_list;
            let is_identity = path.last() == Some(&Segment::Member("id".to_owned()))
                && matches!(path.get(path.len().wrapping_sub(2)), Some(Segment::Item(_)));
            if is_section || is_identity || WHOLE.iter().any(|pattern| fits(pattern, path)) {
                continue;
            }
            let mut paths = vec![path.clone()];
            if place.is_list {
                let item = path.iter().cloned().chain([Segment::Item("item".to_owned())]).collect();
                paths = match how(path, Some(&json!(["a"])), None) {
                    How::Value => vec![path.clone()],
                    How::Scope => vec![item, path.clone()],
                    _ => vec![item],
                };
            }
            for (path, kind) in
                paths.iter().flat_map(|path| [Kind::Added, Kind::Removed, Kind::Changed].map(|kind| (path, kind)))
            {
                let item_of_members = matches!(path.last(), Some(Segment::Item(_)));
                let may_happen = match place.path.as_slice() {
                    [Segment::Member(section)] => section != "service" && kind != Kind::Changed,
                    _ => !(item_of_members && kind == Kind::Changed),
                };
                let member = place.path.last().map_or("", Segment::name);
                for state in states.into_iter().filter(|_| may_happen) {
                    let holds = |when| when == When::Always || when == state;
                    let found = row(path, kind, Ordering::Equal, holds);
                    let names = |pattern: &str| pattern.split(['/', '|']).any(|part| part == member);
                    if found.path == UNKNOWN.path || !(names(found.path) || WHOLE_ROWS.contains(&found.path)) {
                        forgotten.push(format!("{} {}: {} ({state:?})", shown(path), kind.as_str(), found.path));
                    }
                }
            }
        }
        forgotten.sort();
        forgotten.dedup();
        assert!(forgotten.is_empty(), "no row of the table names these:\n{}", forgotten.join("\n"));
    }

    #[test]
    fn every_list_of_the_language_has_items_that_are_known_by_something() {
        let mut forgotten = Vec::new();
        for place in places().into_iter().filter(|place| place.has_items_with_members) {
            let items = resolved(resolved(&place.schema).get("items").expect("it is a list"));
            let is_listed = COMPARED.iter().any(|(pattern, _)| fits(pattern, &place.path));
            if items["properties"].get("id").is_none() && !is_listed && !WHOLE.iter().any(|one| fits(one, &place.path))
            {
                forgotten.push(shown(&place.path));
            }
        }
        assert!(forgotten.is_empty(), "items without `id` that nothing says how to compare: {forgotten:?}");
    }

    /// What the descriptions of the language say about absent members, the comparison knows.
    #[test]
    fn absent_members_stand_for_what_the_language_says() {
        let mut seen = 0;
        for place in places() {
            let text = place.schema["description"].as_str().unwrap_or_default();
            let Some((_, said)) = text.rsplit_once(';').filter(|(_, said)| said.contains("when absent")) else {
                continue;
            };
            let said = said.split("when absent").next().unwrap_or_default().trim().trim_matches('`');
            let expected = match said {
                "true" => json!(true),
                "false" => json!(false),
                word if ["one", "current", "documented", "must", "none", "schema", "docs"].contains(&word) => {
                    json!(word)
                }
                _ => continue,
            };
            // A state that is absent is no state, and not the word for it.
            if shown(&place.path) == "endpoints/*/takes" {
                continue;
            }
            seen += 1;
            assert_eq!(absent(&place.path, None, None), Some(expected), "{}: {text}", shown(&place.path));
        }
        assert!(seen >= 20, "only {seen} descriptions say so");
    }

    /// A pattern that fits nothing is a slip of the pen.
    #[test]
    fn every_pattern_fits_something() {
        let mut paths: Vec<Vec<Segment>> = places().into_iter().map(|place| place.path).collect();
        let items: Vec<_> =
            paths.iter().map(|path| path.iter().cloned().chain([Segment::Item("item".to_owned())]).collect()).collect();
        paths.extend::<Vec<Vec<Segment>>>(items);
        let patterns = ROWS.iter().map(|row| row.path);
        let patterns = patterns.chain(COMPARED.iter().map(|(pattern, _)| *pattern));
        let patterns = patterns.chain(super::ABSENT.iter().map(|(pattern, _)| *pattern));
        for pattern in patterns.chain(super::OUTPUTS.iter().map(|(pattern, _)| *pattern)) {
            assert!(paths.iter().any(|path| fits(pattern, path)), "`{pattern}` fits nothing of the language");
        }
    }

    /// An entry's field may be called as a member of the language is.
    #[test]
    fn an_item_is_never_taken_for_a_member() {
        let path = |names: &[(&str, bool)]| -> Vec<Segment> {
            let segment = |(name, item): &(&str, bool)| match item {
                true => Segment::Item((*name).to_owned()),
                false => Segment::Member((*name).to_owned()),
            };
            names.iter().map(segment).collect()
        };
        let field = path(&[("types", false), ("note", true), ("fields", false), ("title", true), ("type", false)]);
        assert!(fits("types/*/fields/*/type", &field) && fits("types|events/**/type", &field));
        assert!(!fits("**/title/**", &field) && !fits("types/*/fields/*", &field));
        assert_eq!(how(&field, Some(&json!("a")), None), How::Value);
    }
}
