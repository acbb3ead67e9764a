/** The scripts that complete a word in each shell. They offer each line of `allways complete`, or else files. */

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

// The script evaluates no part of the line again. It quotes names with spaces, unless a quote is already open.
const bash = `_allways() {
  local current="\${COMP_WORDS[COMP_CWORD]}" quote='' name
  case "$current" in
    \\'* | \\"*) quote="\${current:0:1}" current="\${current:1}" ;;
  esac
  COMPREPLY=()
  while IFS=$'\\t' read -r name _; do
    [ -n "$quote" ] || name="$(printf %q "$name")"
    COMPREPLY+=("$name")
  done < <("\${COMP_WORDS[0]}" complete -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" "$current" 2>/dev/null)
  case "\${COMPREPLY[0]-}" in *=) compopt -o nospace 2>/dev/null ;; esac
}
complete -o bashdefault -o default -F _allways allways
`

const zsh = `#compdef allways
_allways() {
  local -a found
  local line
  for line in "\${(@f)$("\${(Q)words[1]}" complete -- "\${(@Q)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n "$line" ]] && found+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#found )); then _describe allways found; else _files; fi
}
compdef _allways allways
`

const fish = `function __allways_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct | string collect --allow-empty)
    set -l found (command $words[1] complete -- $words[2..-1] "$current" 2>/dev/null)
    if test (count $found) -gt 0
        printf '%s\\n' $found
    else
        __fish_complete_path "$current"
    end
end
complete -c allways -f -a '(__allways_complete)'
`

export const scripts: { readonly [S in Shell]: string } = { bash, zsh, fish }
