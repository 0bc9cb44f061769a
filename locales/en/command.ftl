command-unknown-setting = { $file } names the setting “{ $name }”, which does not exist.
command-wrong-setting = The setting { $name } cannot be “{ $value }”.
command-settings-unreadable = { $file } cannot be read: { $why }
command-cannot-listen = Cannot listen on { $address }: { $why }. Choose another address with --listen.
command-folder-taken = Another process has { $folder } and takes no commands. End it, or choose another folder with --data.
command-already-served = This workspace is being served already.
command-other-version = The process that serves this workspace is Rapport { $version }, another version. Start it again.
command-disk-failed = The disk failed to keep a write, so Rapport ended rather than promise more: { $why }
command-no-password = No password came on standard input.
command-serving = Rapport serves { $address }
command-set-up = Nobody can sign in yet. Set Rapport up here (the link works once): { $link }
command-migrated = The database has this program’s schema.
command-user-added = { $email } can sign in.
command-user-link = With this link a password can be chosen; it works once:
command-undone = { $undone ->
    [one] { $undone } record is as it was.
   *[other] { $undone } records are as they were.
 } { $left ->
    [0] { "" }
    [one] { $left } was changed since and left alone:
   *[other] { $left } were changed since and left alone:
 }
command-backed-up = Backed up { $rows } rows and { $files } files to { $file }
command-keep-the-key = The backup does not hold the secret key. Keep secret.key (or RAPPORT_SECRET_KEY) in another place: without it the backup cannot be restored.
command-restored = Restored { $rows } rows and { $files } files
command-not-empty = { $folder } holds a workspace already. Restore into an empty folder; put the workspace’s secret.key there first.
command-sound = Sound: { $transactions } transactions, { $entries } journal entries, { $files } files
job-forget-answers = Forgetting answers to repeated requests
command-demo-removed = The demo company was taken out: { $count } records.
command-demo-sign-in = Sign in as { $email } with the password { $password }
