# awk -v begin=UNIXTIME -f table.awk wanted.tsv firings.tsv: the table of backtest.sh, and every
# alert that is missing, late, early, false or lasts too long. Exits 1 if there is one.
BEGIN { FS = "\t" }

function Bad(what) {
  print "NOT AS WANTED: " what
  bad++
}

function Minutes(time) {
  return sprintf("%.3g", (time - begin) / 60)
}

# The column of the table; the growth rules have theirs without the verdict.
function Column(name, part) {
  if (name == "SockwatchCloseWaitLeak") return part == "verdict" ? part : ""
  return name == "alone" ? part : name
}

function Note(instance, what, time) {
  if (what == "") return
  if (!count[instance, what]++ || time < first[instance, what]) first[instance, what] = time
}

# Minutes until it fired, or how often where it must not.
function Cell(instance, column) {
  if (!((instance, column) in count)) return "-"
  if ((instance, "SockwatchCloseWaitLeak") in from && first[instance, column] >= begin)
    return Minutes(first[instance, column])
  return count[instance, column] "x"
}

function Others(instance,    i, text) {
  for (i = 1; i <= alerts; i++) {
    if (alert[i] == "SockwatchCloseWaitLeak" || !((instance, alert[i]) in count)) continue
    text = text " " substr(alert[i], 10) " " Minutes(first[instance, alert[i]])
  }
  return text
}

FILENAME == ARGV[1] {
  instance = $3
  if (!(instance in case_of)) {
    order[++instances] = instance
    case_of[instance] = $1
    shown[instance] = $2 == 15
  }
  if ($4 == "-") next
  from[instance, $4] = $5
  by[instance, $4] = $6
  end_by[instance, $4] = $7
  next
}

{
  Note($3, Column($1, $2), $4)
  if ($1 !~ /^Sockwatch/) next
  Note($3, $1, $4)
  if (!seen[$1]++) alert[++alerts] = $1
  what = $1 " " $2 " for \"" $3 "\" at " Minutes($4) " min"
  if (!(($3, $1) in from)) Bad("false: " what)
  else if ($4 < from[$3, $1]) Bad("early: " what)
  else if (end_by[$3, $1] != "-" && $5 > end_by[$3, $1]) Bad("until " Minutes($5) " min: " what)
}

END {
  for (key in by) {
    if (by[key] == "-") continue
    split(key, part, SUBSEP)
    what = part[2] " for \"" part[1] "\", wanted by " Minutes(by[key]) " min"
    if (!(key in first)) Bad("missing: " what)
    else if (first[key] > by[key]) Bad("late, " Minutes(first[key]) " min: " what)
  }
  columns = split("verdict fast slow count delta", column, " ")
  format = "%-50s %7s %6s %6s  %6s %6s %s\n"
  printf format, "", "verdict", "fast", "slow", "count", "delta", " others"
  for (i = 1; i <= instances; i++) {
    instance = order[i]
    if (!shown[instance]) continue
    for (c = 1; c <= columns; c++) {
      cell[c] = Cell(instance, column[c])
      if (cell[c] ~ /x/) wrong[c]++
    }
    printf format, case_of[instance], cell[1], cell[2], cell[3], cell[4], cell[5], Others(instance)
  }
  printf format, "cases with a false alert", wrong[1] + 0, wrong[2] + 0, wrong[3] + 0, wrong[4] + 0,
    wrong[5] + 0, ""
  printf "%d histories, %d not as wanted\n", instances, bad
  exit bad > 0
}
