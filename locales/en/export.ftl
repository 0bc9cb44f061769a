# The words of exports.
refusal-export-unknown-object = There is nothing called “{ $name }” to export.
refusal-export-no-cards = Only people and companies go out as vCards.
refusal-export-bom-of-csv = Only a CSV file can begin with a byte-order mark.
refusal-export-found-too-many = The search finds too many records to export them all. Add a condition.
command-exported = { $count ->
    [one] Exported { $count } record.
   *[other] Exported { $count } records.
 }
command-exported-to = { $count ->
    [one] Exported { $count } record to { $file }
   *[other] Exported { $count } records to { $file }
 }
command-cannot-write = { $file } cannot be written: { $why }
refusal-export-picked-too-many = These are too many records to pick by hand: at most { $limit }.
refusal-export-too-many = At most { $limit } exports can be prepared at a time. Wait for one of them, or stop it.
refusal-export-let-go = The export was stopped.
refusal-export-of-unknown = There is nothing called “{ $value }” to export. Say the plural of an object, or workspace.
notice-export-ready = Your export { $name } is ready. It waits 24 hours.
notice-export-failed = Your export { $name } could not be made.
export-workspace = Whole workspace
exports-title = Exports
exports-text = Files that were prepared for you, and the whole workspace in one.
exports-note = Long lists are prepared here. A file waits 24 hours for whoever asked for it, and for nobody else.
exports-none = No file waits for you
exports-none-text = A list of more than 10,000 records that you export appears here.
exports-what = File
exports-asked-at = Asked for
exports-size = Size
exports-state = State
exports-rows = Records
exports-until = Waits until
exports-busy = being prepared
exports-ready = ready
exports-failed = failed
exports-ended = over
exports-ended-text = This file is gone: it waited 24 hours. Export the list again.
exports-failed-text = The file could not be made.
exports-ready-title = The file is ready
exports-preparing = The file is being prepared
exports-so-far = Records so far
exports-go-on = You can go on working: the bell tells you when it is ready.
exports-stop = Stop
exports-delete = Delete the file
exports-fetch = Download
exports-long-title = This is a long list
exports-long = It has more than 10,000 records, so its file is prepared while you go on working. The bell tells you when it is ready; then it waits 24 hours for you alone.
exports-prepare = Prepare the file
exports-whole-text = All records, settings, history and files in one archive, as rapport backup writes it. rapport restore brings it into an empty workspace, on SQLite or PostgreSQL.
exports-whole-key = The workspace key is not in it. Whoever restores it needs the file secret.key of the data folder, or the value of RAPPORT_SECRET_KEY: send the key another way than the archive.
exports-whole-prepare = Prepare the archive
