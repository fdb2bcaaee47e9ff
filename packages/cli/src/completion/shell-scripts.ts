/** Shells that have a script. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const;
export type Shell = (typeof shells)[number];

// None of them evaluates what was typed or what is suggested: words go to the program as arguments, its lines are text.

const bash = `# bash: source <(codomyrmex completion bash)
_codomyrmex() {
  local current="\${COMP_WORDS[COMP_CWORD]}" line files=0
  COMPREPLY=()
  while IFS= read -r line; do
    case "$line" in
      :files) files=1 ;;
      :) ;;
      *) COMPREPLY+=("\${line%%$'\\t'*}") ;;
    esac
  done < <(codomyrmex complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  [ "$current" = "=" ] && current=""
  if [ "$files" = 1 ]; then
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "$current")
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _codomyrmex codomyrmex
`;

const zsh = `#compdef codomyrmex
# zsh: source <(codomyrmex completion zsh), after compinit
_codomyrmex() {
  local line files=0
  local -a values
  while IFS= read -r line; do
    case "$line" in
      :files) files=1 ;;
      :) ;;
      *) values+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}") ;;
    esac
  done < <(codomyrmex complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#values} )) && _describe 'codomyrmex' values
  (( files )) && _files
}
if [ "\${funcstack[1]}" = "_codomyrmex" ]; then
  _codomyrmex "$@"
else
  compdef _codomyrmex codomyrmex
fi
`;

const fish = `# fish: codomyrmex completion fish | source
function __codomyrmex_complete
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  for line in (codomyrmex complete -- $before[2..-1] "$current" 2>/dev/null)
    switch "$line"
      case ':files'
        __fish_complete_path "$current"
      case ':'
      case '*'
        echo "$line"
    end
  end
end
complete -c codomyrmex -e
complete -c codomyrmex -f -a '(__codomyrmex_complete)'
`;

const powershell = `# PowerShell: codomyrmex completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName codomyrmex -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $next = @()
  if ($wordToComplete -eq '') { $next = @('--next') }
  foreach ($line in (& codomyrmex complete @next '--' @words 2>$null)) {
    if ($line.StartsWith(':')) { continue }
    $value, $description = $line.Split([char]9, 2)
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`;

export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
