//! The table of rights of the standard roles, as a text that people have reviewed.

use std::fmt::Write as _;
use std::path::Path;

use kernel::access::{Act, ObjectRights, Reach};
use platform::standard_role::StandardRole;
use testkit::{App, Engine, reviewed};

const HEAD: &str = "\
Rights of the standard roles, as a new workspace has them. Own: records that one owns. Team: those
of one's teams too. docs/permissions.md explains. Checked by a test; accept a change with bin/bless.
";

fn line(table: &mut String, subject: &str, rights: ObjectRights) {
    let reaches = Act::ALL.map(|act| match rights.reach(act) {
        Reach::None => "-",
        Reach::Own => "own",
        Reach::Team => "team",
        Reach::All => "all",
    });
    let [see, create, edit, delete, export, reassign] = reaches;
    let cells =
        format!("{subject:<20}{see:<8}{create:<8}{edit:<8}{delete:<8}{export:<8}{reassign}");
    let _ = writeln!(table, "{}", cells.trim_end());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_standard_roles_may_do_what_was_reviewed() {
    let app = App::start(Engine::Sqlite).await;
    let mut objects: Vec<&str> = Vec::new();
    let catalog = app.web.catalog();
    objects.extend(catalog.objects().map(|object| object.key));
    objects.sort_unstable();
    let mut table = HEAD.to_owned();
    for role in StandardRole::ALL {
        let rights = role.rights();
        let yes = |truth: bool| if truth { "yes" } else { "no" };
        let _ = writeln!(
            table,
            "\n{}: administers {}, changes many at once {}",
            role.key(),
            yes(rights.administer),
            yes(rights.bulk)
        );
        let _ = writeln!(
            table,
            "{:<20}{:<8}{:<8}{:<8}{:<8}{:<8}reassign",
            "object", "see", "create", "edit", "delete", "export"
        );
        for object in &objects {
            line(&mut table, object, rights.on(object));
        }
        line(&mut table, "anything else", rights.standard);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/permissions.txt");
    reviewed(&path, &table);
    app.stop().await;
}
