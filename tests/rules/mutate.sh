#!/usr/bin/env bash
# Proves that the tests of the alerting rules can fail: each line of mutations.tsv changes one rule,
# which must stay valid, and the test file it names must fail.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
readonly here rules=$here/../../dashboards/rules.yml
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# RuleLines "NAME LABEL": first and last line of the rule with that name, and that value of window,
# severity or reason.
RuleLines() {
  awk -v name="${1%% *}" -v label="${1#"${1%% *}"}" '
    function End() { if (begin && (label == "" || good)) print begin "," NR - 1; begin = 0 }
    /^      - (alert|record): / { End(); if ($3 == name) begin = NR; good = 0 }
    $1 ~ /^(window|severity|reason):$/ && " " $2 == label { good = 1 }
    END { NR++; End() }' "$rules"
}

# Needed TEST: of the rules on stdin the recording ones, and the alerts that the test file speaks of,
# without annotations: these cost most of the time. Those that `texts` is about stay as they are.
Needed() {
  [[ $1 != texts ]] || { cat; return; }
  awk -v names="$(grep -o 'Sockwatch[A-Za-z]*' "$here/../../dashboards/tests/$1.yml" | xargs)" '
    /^      - / { wanted = $2 == "record:" || index(" " names " ", " " $3 " "); text = 0 }
    /^      #/ { next }
    text && match($0, /[^ ]/) && RSTART <= 9 { text = 0 }
    /^        annotations:/ { text = 1 }
    !rules || wanted && !text
    /^    rules:/ { rules = 1 }'
}

# Mutate NUMBER TEST RULE SCRIPT: says what is wrong, if anything.
Mutate() {
  local folder=$work/$1 lines
  mkdir -p "$folder/tests"
  cp "$here/../../dashboards/tests/$2.yml" "$folder/tests/"
  lines=$(RuleLines "$3")
  [[ $lines =~ ^[0-9]+,[0-9]+$ ]] || { echo "not one rule: $3"; return; }
  sed "$lines{$4}" "$rules" >"$folder/mutated.yml"
  Needed "$2" <"$folder/mutated.yml" >"$folder/rules.yml"
  if cmp -s "$rules" "$folder/mutated.yml"; then
    echo "changes nothing: $3: $4"
  elif ! promtool check rules "$folder/rules.yml" >"$folder/log" 2>&1; then
    echo "is no rule any more: $3: $4: $(tail -n 1 "$folder/log")"
  elif promtool test rules "$folder/tests/$2.yml" >"$folder/log" 2>&1; then
    echo "not found by $2.yml: $3: $4"
  fi
}

# CheckUnchanged: or what the mutated rules fail of would prove nothing.
CheckUnchanged() {
  local test
  mkdir -p "$work/unchanged/tests"
  while read -r test; do
    cp "$here/../../dashboards/tests/$test.yml" "$work/unchanged/tests/"
    Needed "$test" <"$rules" >"$work/unchanged/rules.yml"
    promtool test rules "$work/unchanged/tests/$test.yml" >"$work/log" 2>&1 ||
      { cat "$work/log"; return 1; }
  done < <(cut -f 1 <<<"$1" | sort -u)
}

export -f Mutate Needed RuleLines
export here rules work
CheckUnchanged "$(grep -v '^#' "$here/mutations.tsv")"
mapfile -t mutations < <(grep -v '^#' "$here/mutations.tsv")
echo "${#mutations[@]} mutations"
for ((i = 0; i < ${#mutations[@]}; i++)); do
  IFS=$'\t' read -r test rule script <<<"${mutations[i]}"
  printf '%s\0' "$i" "$test" "$rule" "$script"
done | xargs -0 -n 4 -P 2 bash -c 'Mutate "$@"' mutate >"$work/found"
if [[ -s $work/found ]]; then
  sort "$work/found"
  exit 1
fi
echo 'each makes a test fail'
