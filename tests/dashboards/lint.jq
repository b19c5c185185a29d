# Says what is wrong with boards; says nothing about good ones.
# usage: jq -rs -f lint.jq BOARD.json...
# All boards together, since they link to each other.

def uids: map(.uid);
def variables_of($uid): map(select(.uid == $uid) | .templating.list[].name);
def problem($board; $where; $what): "\($board.title): \($where): \($what)";

# NAME of each "$NAME" and "${NAME..." of a text; "$1" is no variable.
def used_variables: [scan("\\$\\{?([a-z_]+)")[0]] | unique;
def names_word($word): test("\\b\($word)\\b");

# Selectors of an expression, as {name, matchers}.
def selectors: [match("([a-zA-Z_][a-zA-Z0-9_:]*)\\{([^}]*)\\}"; "g")
  | {name: .captures[0].string, matchers: .captures[1].string}];

def board_problems($b):
  (if $b.id == null and ($b | has("id")) then empty else "id is not null" end),
  (if $b.editable == false then empty else "editable" end),
  (if $b.schemaVersion == 42 then empty else "schemaVersion is not 42" end),
  (if $b.graphTooltip == 1 then empty else "no shared crosshair" end),
  (if ($b.description // "") != "" then empty else "no description" end),
  (if ($b.tags | index("sockwatch")) then empty else "not tagged" end),
  (if $b | has("__inputs") or has("__requires") then "is an export" else empty end),
  (if any($b.links[]; .type == "dashboards" and .includeVars and .keepTime
     and (.tags | index("sockwatch"))) then empty
   else "no links to the other boards with variables and time" end),
  (if any($b.annotations.list[]; .expr | startswith("ALERTS{")
     and contains("alertname=~\"Sockwatch.*\"") and contains("alertstate=\"firing\"")) then empty
   else "alerts are not annotated" end);

# A query variable after those that are named $before.
def variable_problems($v; $before):
  (if $v.label == $v.name then empty else "its label is not its name" end),
  (if $v.multi and $v.includeAll then empty else "not for several values" end),
  # A program outside of all units has no such label.
  (if $v.allValue == (if $v.name == "unit" then ".*" else ".+" end) then empty
   else "wrong allValue" end),
  (if $v.refresh == 2 then empty else "not refreshed when the time changes" end),
  (if $v.datasource.uid == "${datasource}" then empty else "fixed data source" end),
  (if ($v.query | used_variables) == ($before | sort) then empty else "not chained" end);

def all_variable_problems($list):
  (if [$list[].name][:3] == ["datasource", "job", "instance"] then empty
   else "datasource, job, instance are not the first variables" end),
  (if $list[0].type == "datasource" and $list[0].label == "Data source"
     and $list[0].query == "prometheus" then empty else "no data source variable" end),
  (range(1; $list | length) as $i
    | variable_problems($list[$i]; [$list[1:$i][].name]) | "$\($list[$i].name): \(.)");

# Matches "$instance" and, where a label may be missing, "$instance|".
def has_matcher($name): test("\\b\($name)=~\"\\$\($name)\\|?\"");

def expr_problems($expr; $instant; $variables):
  ($expr | selectors[] | select(.matchers | has_matcher("job") and has_matcher("instance") | not)
    | "\(.name) is not limited to $job and $instance"),
  ($expr | [match("\\bsockwatch_\\w+(?![\\w{:])"; "g").string][] | "\(.) has no matchers"),
  (($expr | used_variables) - $variables - ["__rate_interval"] | .[] | "no variable \(.)"),
  (if $expr | test("\\bvector\\(") then "vector() hides what is missing" else empty end),
  (if ($instant | not) and ($expr | test("(rate|increase)\\([^)]*\\[(?!\\$__rate_interval\\])"))
   then "a rate over a fixed time" else empty end),
  # A counter stands right behind "rate(" or "increase(".
  ($expr | gsub("(rate|increase)\\(\\w+\\{[^}]*\\}\\["; "") | selectors[]
    | select(.name | test("_(total|bucket|count|sum)$")) | "\(.name) without rate or increase");

def target_problems($t; $variables):
  (if $t.datasource.uid == "${datasource}" then empty else "fixed data source" end),
  (if $t.range == ($t.instant // false | not) then empty else "both instant and range" end),
  expr_problems($t.expr; $t.instant; $variables)
  | "query \($t.refId): \(.)";

# Columns of a table that its links may read: renamed labels, and hidden ones.
def columns($p): [$p.transformations[]?.options.renameByName // {} | .[]]
  + [$p.fieldConfig.overrides[]? | select(any(.properties[]; .id == "custom.hidden"))
     | .matcher.options];
def labels($p): [$p.transformations[]?.options.renameByName // {} | keys[]
  | select(startswith("Value") | not)];

def link_problems($boards; $p; $url):
  ($url | capture("^/d/(?<uid>[^?]+)\\?").uid) as $uid
  | (if $boards | uids | index($uid) then empty else "a link to no board" end),
  (([$url | scan("var-(\\w+)=")[0]]) - ($boards | variables_of($uid)) | .[]
    | "a link with \(.), which \($uid) does not have"),
  (([$url | scan("__data\\.fields\\[\"(\\w+)\"\\]")[0]]) - columns($p) | .[]
    | "a link with \(.), which is no column");

def panel_problems($boards; $b; $p):
  (if ["stat", "timeseries", "table", "bargauge"] | index($p.type) then empty
   else "type \($p.type)" end),
  (if ($p.title // "") != "" then empty else "no title" end),
  (if ($p.description // "") != "" then empty else "no description" end),
  (if ($p.fieldConfig.defaults.unit // "") != "" then empty else "no unit" end),
  (if $p.datasource.uid == "${datasource}" then empty else "fixed data source" end),
  (if ($p.targets | length) > 0 then empty else "no query" end),
  (if ([$p.targets[].refId] | unique | length) == ($p.targets | length) then empty
   else "two queries of one name" end),
  (if $p.gridPos | .x >= 0 and .w > 0 and .h > 0 and .x + .w <= 24 then empty
   else "off the board" end),
  (labels($p)[] as $name | select(any($p.targets[].expr; names_word($name)) | not)
    | "no query has \($name)"),
  ($p.targets[] | target_problems(.; [$b.templating.list[].name])),
  ([$p | .. | objects | .url? | strings] | unique[] | link_problems($boards; $p; .));

def overlap($a; $b): $a.x < $b.x + $b.w and $b.x < $a.x + $a.w
  and $a.y < $b.y + $b.h and $b.y < $a.y + $a.h;
def layout_problems($panels):
  (if ([$panels[].id] | unique | length) == ($panels | length) then empty
   else "two panels of one id" end),
  (range($panels | length) as $i | range($i) as $j
    | select(overlap($panels[$i].gridPos; $panels[$j].gridPos))
    | "\($panels[$i].title) lies over \($panels[$j].title)");

. as $boards | .[] as $b
| (board_problems($b) | problem($b; "board"; .)),
  (all_variable_problems($b.templating.list) | problem($b; "variables"; .)),
  (layout_problems($b.panels) | problem($b; "layout"; .)),
  ($b.panels[] | select(.type != "row") | . as $p
    | panel_problems($boards; $b; $p) | problem($b; $p.title; .))
