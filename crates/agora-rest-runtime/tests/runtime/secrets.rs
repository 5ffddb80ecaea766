//! A secret planted everywhere is shown nowhere.

use crate::depot::*;
use agora_rest_runtime::transport::Scripted;
use agora_rest_runtime::*;
use std::fmt::Debug;

#[track_caller]
fn hides(shown: impl Debug) {
    for text in [format!("{shown:?}"), format!("{shown:#?}")] {
        // The pair of id and secret in base 64, as the header has it; and bytes shown as numbers.
        for planted in [SECRET, "cGxhbnRlZ", "bnRlZC1zd29yZGZpc2", "112, 108, 97, 110"] {
            assert!(!text.contains(planted), "{planted} in {text}");
        }
    }
}

fn planted(mut response: Response) -> Response {
    response.body = format!("{{\"code\": 16, \"token\": \"{SECRET}\"}}").into();
    response.with_header("Set-Cookie", SECRET)
}

#[test]
fn no_public_type_shows_a_secret() {
    let secret = Secret::from(SECRET);
    hides(&secret);
    hides(Some(vec![secret.clone()]));
    hides(credentials());
    let options = CallOptions::new().header("X-Token", SECRET);
    hides(&options);
    hides(take().with_options(options.clone()));
    let clock = ManualClock::automatic();
    let script = Scripted::new().answer(planted(code(200, 16))).answer(planted(ok())).fail(Stage::Receive);
    let core = builder(&script, &clock).header("X-Token", SECRET);
    hides(&core);
    let core = core.build().unwrap();
    hides(&core);
    let error = run(core.call(take().with_options(options))).unwrap_err();
    hides(&error);
    hides(error.api());
    hides(error.api().unwrap().body());
    hides(error.api().unwrap().headers());
    assert!(!error.to_string().contains(SECRET));
    assert!(error.api().unwrap().body().as_text().unwrap().contains(SECRET), "and it is there for who asks");
    let mut response = planted(ok());
    response.body = format!("{{\"token\": \"{SECRET}\"}}").into();
    hides(&response);
    hides(FACTS.read(&SHOW, response, clock.now()).unwrap());
    let request = Request::new(Method::Get, "https://depot.example/", SECRET, 1);
    hides(&request);
    hides(script.seen());
    hides(&script);
    hides(script.seen()[0].body());
    assert!(script.seen()[0].body().as_text().unwrap().contains(SECRET));
    let error = run(core.call(take())).unwrap_err();
    hides(&error);
    hides(&FACTS);
}

#[test]
fn a_secret_is_read_and_written_as_a_text() {
    let secret: Secret = serde_json::from_str(&format!("\"{SECRET}\"")).unwrap();
    assert_eq!((secret.expose(), secret == Secret::from(SECRET)), (SECRET, true));
    assert_eq!(serde_json::to_string(&secret).unwrap(), format!("\"{SECRET}\""));
    assert_ne!(secret, Secret::from("other"));
    assert!(!serde_json::from_str::<Secret>("7").unwrap_err().to_string().contains(SECRET));
}
