# shellcheck shell=bash
# Completion of sockwatch for bash, by what `sockwatch COMMAND --help` lists: a test compares them.

_sockwatch_options() {
  local filters='--state --process --unit --port --remote --netns --role --older-than'
  local output='--json --csv --watch' rows='--limit --count'
  local source='--source --url --path.procfs --help'
  case $1 in
    states) echo "$filters $output $source" ;;
    top) echo "$filters $rows --sort --interval $source" ;;
    list | listen | ports | leaks) echo "$filters $rows $output $source" ;;
    peers) echo "$filters $rows $output --by $source" ;;
    explain) echo "$filters $output $source" ;;
    sysctl) echo "$rows $output $source" ;;
    check) echo "$filters --what --warning --critical $source" ;;
    stats) echo "--tcp --udp --all --interval $output $source" ;;
    udp) echo "$filters --listening $rows $output $source" ;;
    unix) echo "--process --unit --listening $rows $output $source" ;;
    *) echo '--help --version' ;;
  esac
}

_sockwatch_values() {
  local states='established syn_sent syn_recv fin_wait1 fin_wait2 time_wait close close_wait
    last_ack listen closing'
  case $1 in
    --state) echo "$states" ;;
    --role) echo 'server client' ;;
    --source) echo 'auto daemon kernel' ;;
    --by) echo 'address process' ;;
    --sort) echo 'sockets close_wait time_wait age growth' ;;
    --what) echo "leaks ports fds accept $states" ;;
    --process) ps -eo comm= 2>/dev/null | sort -u ;;
  esac
}

_sockwatch() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local commands='states top list peers listen ports leaks explain sysctl check stats udp unix'
  local words command=''
  ((COMP_CWORD > 1)) && command=${COMP_WORDS[1]}
  case $previous in
    --state | --role | --source | --by | --sort | --what | --process)
      words=$(_sockwatch_values "$previous")
      ;;
    --path.procfs)
      mapfile -t COMPREPLY < <(compgen -d -- "$current")
      return
      ;;
    --unit | --port | --remote | --netns | --older-than | --watch | --interval | --limit | --url | \
      --warning | --critical)
      return
      ;;
    *)
      words=$(_sockwatch_options "$command")
      [[ -n $command ]] || words="$commands $words"
      ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}
complete -F _sockwatch sockwatch
