/** What the rules of this package say, by their names; a rule of oxlint bears the name of its plugin before a "/". */
export const ownRules: Readonly<Record<string, string>> = {
  'complex-function': 'A function has more than 20 paths.',
  'deep-nesting': 'Ifs, loops, switches and catches stand in each other more than 5 levels deep.',
  'empty-catch': 'A failure is caught and nothing is done with it, nor said why.',
  'insecure-temporary-file': 'The name of a temporary file can be guessed and taken before the file is made.',
  'long-function': 'A function has more than 100 lines.',
  'long-line': 'A line has more than 200 characters.',
  'not-linted': 'oxlint could not cope with a file.',
  'not-parsed': 'The parser gave up on a file: only rules on its text were applied.',
  'shell-command': 'A shell reads a text as commands.',
  'syntax-error': 'A place cannot be read by the grammar of its language.',
  'todo-comment': 'A comment announces work.',
  'too-many-parameters': 'A function takes more than 7 parameters.',
  'unbounded-copy': 'A text is copied without regard to the room that there is for it.',
  'unreadable-code': 'A place cannot be read; where no macro or extension stands, it is an error.',
  'unsafe-deserialization': 'Objects of any class are made from data, which can run code.',
  'unsafe-eval': 'A text is run as code.',
};
