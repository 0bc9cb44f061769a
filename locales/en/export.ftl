# The words of exports.
refusal-export-unknown-object = There is nothing called “{ $name }” to export.
refusal-export-no-cards = Only people and companies go out as vCards.
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
