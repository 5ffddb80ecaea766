//! Which address a call goes to, by area and edition.

use agora_cloud_recording::rest::transport::Scripted;
use agora_cloud_recording::rest::{ManualClock, Stage};
use agora_cloud_recording::{Area, Client, ClientBuilder, Credentials, Edition};

const ACQUIRE: &str = "v1/apps/app/cloud_recording/acquire";

/// The addresses that are asked while no name is resolved: by acquire, and by the call that has another path in an edition.
fn asked(set: impl Fn(ClientBuilder) -> ClientBuilder) -> [Vec<String>; 2] {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    [true, false].map(|is_acquire| {
        let script = (0..4).fold(Scripted::new(), |script, _| script.fail(Stage::Resolve));
        let builder = set(Client::builder("app", Credentials::new("key", "secret")));
        let builder = builder.with(|builder| builder.transport(script.clone()).clock(ManualClock::automatic()));
        let client = builder.build().expect("a client");
        if is_acquire {
            drop(runtime.block_on(client.mix().acquire("room", 1).send()).expect_err("nothing is resolved"));
        } else {
            drop(runtime.block_on(client.ncs_ip().send()).expect_err("nothing is resolved"));
        }
        script.seen().iter().map(|seen| seen.url().trim_start_matches("https://").to_owned()).collect()
    })
}

/// The plain host in both domains, as it is asked.
fn plain(first: &str, second: &str, path: &str) -> Vec<String> {
    [first, first, second].iter().map(|domain| format!("api.{domain}/{path}")).collect()
}

#[test]
fn an_edition_has_a_path_of_its_own() {
    for (edition, path) in
        [(None, "v1/ncs/ip"), (Some(Edition::Global), "v1/ncs/ip"), (Some(Edition::China), "v2/ncs/ip")]
    {
        let [acquire, ncs_ip] = asked(|builder| match edition {
            Some(edition) => builder.edition(edition),
            None => builder,
        });
        assert_eq!(acquire, plain("agora.io", "sd-rtn.com", ACQUIRE), "{edition:?}");
        assert_eq!(ncs_ip, plain("agora.io", "sd-rtn.com", path), "{edition:?}");
    }
}

#[test]
fn the_word_of_an_area_is_for_the_plain_host() {
    for (area, word, first, second) in [
        (Area::Us, "us", "agora.io", "sd-rtn.com"),
        (Area::Eu, "eu", "agora.io", "sd-rtn.com"),
        (Area::Ap, "ap", "agora.io", "sd-rtn.com"),
        (Area::Cn, "cn", "sd-rtn.com", "agora.io"),
    ] {
        let [acquire, ncs_ip] = asked(|builder| builder.area_by_path(area).edition(Edition::China));
        assert_eq!(acquire, plain(first, second, &format!("{word}/{ACQUIRE}")));
        assert_eq!(ncs_ip, plain(first, second, &format!("{word}/v2/ncs/ip")));
    }
    // The hosts of the area itself have no word, whichever of them is asked.
    let [acquire, _] = asked(|builder| builder.area(Area::Eu));
    let hosts =
        ["api-eu-west-1.agora.io", "api-eu-west-1.agora.io", "api-eu-west-1.sd-rtn.com", "api-eu-central-1.agora.io"];
    assert_eq!(acquire, hosts.map(|host| format!("{host}/{ACQUIRE}")));
}

#[test]
fn the_word_of_an_area_and_an_address_of_ones_own_do_not_go_together() {
    let built = |set: fn(ClientBuilder) -> ClientBuilder| {
        let builder = Client::builder("app", Credentials::new("key", "secret"));
        set(builder).with(|builder| builder.transport(Scripted::new()).base_url("http://127.0.0.1:9")).build()
    };
    let error = built(|builder| builder.area_by_path(Area::Eu)).expect_err("two places").to_string();
    assert!(error.contains("`/eu` at the end of the address"), "{error}");
    built(|builder| builder.area(Area::Eu)).expect("the address takes the place of the hosts");
}
