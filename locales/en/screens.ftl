shell-product = Rapport
shell-skip = Skip to content
shell-navigation = Main navigation
shell-favourites = Favourites
shell-recents = Recent
shell-fold = Fold the rail
shell-more = More
shell-search = Search everything
shell-palette = Commands
shell-palette-hint = Type a name, a number or a command
shell-palette-go = Go to
shell-palette-do = Do
shell-nothing-found = Nothing found
shell-create = Create
shell-notifications = Notifications
shell-account = account menu
shell-profile = My profile
shell-settings = Settings
shell-shortcuts = Keyboard shortcuts
shell-theme = Theme
shell-theme-system = As the system
shell-theme-light = Light
shell-theme-dark = Dark
shell-sign-out = Sign out
shell-close = Close
shell-messages = Messages
shell-peek = Side panel
shell-next-row = Next row
shell-previous-row = Previous row
shell-select-row = Select row
shell-offline = Not saved: no connection. Your text is kept here.
shell-failed = That did not work. Nothing was lost; please try again.
shell-saved = Saved
shell-undo = Undo
yes = Yes
no = No
save = Save
cancel = Cancel
edit = Edit
delete = Delete
remove = Remove
add = Add
clear = Clear
type = Type
primary = Primary
currency = Currency
unnamed = (no name)
more-actions = More actions
type-work = Work
type-home = Home
type-mobile = Mobile
type-fax = Fax
type-other = Other
type-billing = Billing
type-shipping = Shipping
type-tax-id = Tax id
type-registration = Registration number
type-customer-number = Customer number
field-street-2 = Street, second line
list-import = Import
list-all = All
list-views = Views
list-clear = Clear all
list-search = Search this list
list-filter = Filter
list-operator = Comparison
list-value = Value
list-apply = Apply
list-select-one = Select { $name }
list-select-all = Select all rows
list-nothing-fits = Nothing meets all of these conditions
list-drop-one = Take a condition away to see more.
mark-late = Overdue
mark-today = Today
mark-planned = Planned
mark-none = Nothing planned
list-without = Without “{ $chip }” there { $count ->
    [one] is { $count }
   *[other] are { $count }
  }
list-shown = { $shown } of { $total }
list-bounded = More may fit; narrow the list to see them all.
list-more = 50 more
list-first = Back to the beginning
list-columns = Columns
list-column-up = Move { $name } to the left
list-column-down = Move { $name } to the right
list-column-remove = Hide { $name }
list-column-add = Add a column
list-save-view = Save view
list-view-name = Name of the view
list-view-audience = Who sees it
list-change-view = Change view
list-view-keep = Keep the conditions, order and columns shown now
list-view-delete = Delete view
list-export = Export
list-export-plain = CSV without byte-order mark
list-export-lines = JSON Lines
bulk-selected = Selected:
bulk-clear = Clear selection
bulk-all = All { $count } of this list
bulk-give = Change owner
bulk-field = Field
bulk-set = Set
bulk-choose = Change a field
bulk-title = Records to change: { $count }
bulk-show = Show
bulk-how = What happens to the values
bulk-add = Add these
bulk-remove = Take these away
bulk-replace = Only these from now on
record-open = Open
record-history = History
record-computed = Computed by Rapport
record-empty-fields = { $count ->
    [one] { $count } empty field
   *[other] { $count } empty fields
 }
actor-robot = Rapport
actor-unknown = Someone
action-created = created this
action-updated = changed this
action-deleted = deleted this
action-restored = restored this
form-refused = This could not be saved yet
form-fault = { $field }: { $reason }
refusal-changed-meanwhile = Someone changed this record meanwhile. Look at it again; what you typed is still here.
refusal-not-an-address-of-list = This is not the address of a list.
trash-title = Trash
trash-note = Deleted records stay here for 30 days.
trash-empty = The trash is empty
trash-restore = Restore
search-title = Search
search-hint = Names, companies, numbers, e-mail addresses: type any part.
search-found = { $count ->
    [one] { $count } result for “{ $q }”
   *[other] { $count } results for “{ $q }”
 }
search-nothing = Nothing found. Try another spelling or a part of the word.
palette-records = Records
value-me = me
value-nobody = Nobody
refusal-owner-unsaid = Choose who looks after it, or “Nobody”.
value-my-teams = my teams
value-or = or
operator-eq = is
operator-ne = is not
operator-in = is one of
operator-nin = is none of
operator-lt = below
operator-lte = at most
operator-gt = above
operator-gte = at least
operator-date-lt = before
operator-date-lte = until
operator-date-gt = after
operator-date-gte = from
operator-contains = contains
operator-starts = starts with
operator-empty = is empty
operator-within = within
period-today = today
period-yesterday = yesterday
period-tomorrow = tomorrow
period-this-week = this week
period-this-month = this month
period-last-month = last month
period-this-quarter = this quarter
period-this-year = this year
period-last-year = last year
period-7d = the last 7 days
period-last-7d = the last 7 days
period-last-30d = the last 30 days
period-last-90d = the last 90 days
period-older-than-90d = more than 90 days ago
shell-began = Begun. It goes on by itself; the changes list tells when it is done.
face-person-new = New person
face-person-empty = People you know will stand here
face-organization-new = New company
face-organization-empty = The companies you deal with will stand here
face-relationship-type-new = New relationship type
face-relationship-type-empty = No relationship types yet
face-relationship-new = New relationship
face-relationship-empty = No relationships yet
face-activity-new = New activity
face-activity-empty = Calls, meetings, visits and tasks will stand here
face-file-new = New file
face-file-empty = No files yet
list-over-link = or by what the { $name } is like:
value-unknown = a record you cannot see
operator-filled = is not empty
period-next-7d = the next 7 days
period-next-30d = the next 30 days
period-older-than-30d = more than 30 days ago
period-last-week = last week
period-next-week = next week
period-next-month = next month
period-last-12m = the last 12 months
period-past = in the past
period-future = in the future
period-older-than-days = { $count ->
    [one] more than { $count } day ago
   *[other] more than { $count } days ago
 }
period-last-days = { $count ->
    [one] the last { $count } day
   *[other] the last { $count } days
 }
period-next-days = { $count ->
    [one] the next { $count } day
   *[other] the next { $count } days
 }
shell-crumbs = Where you are
trash-restore-one = Restore { $name }
export-what = What was taken out
export-list = List
export-rows = Records
export-asked = Conditions
export-asked-nothing = none: all of them
export-columns = Columns
export-format = Format
export-under-way = under way
export-broken-off = { $records }, then it broke off
acts-title = Changes
acts-note = Everything that was done, newest first. Every change can be undone.
acts-none = Nothing was changed yet
acts-older = Older changes
acts-undone = Undone
acts-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
 }
acts-shown = { $shown } of { $count } are shown.
undo-partly = Not everything could be undone
undo-count = { $count ->
    [0] Nothing was undone. These were changed since and are left as they are:
    [one] One record was put back. These were changed since and are left as they are:
   *[other] { $count } records were put back. These were changed since and are left as they are:
 }
undo-back = Back
done-create = Created
done-edit = Saved
done-delete = Moved to the trash
done-restore = Restored from the trash
done-undo = Undone
done-merge = Merged
done-transfer = { $count ->
    [one] Owner of one record changed
   *[other] Owner of { $count } records changed
 }
done-bulk = { $count ->
    [one] One record changed
   *[other] { $count } records changed
 }
