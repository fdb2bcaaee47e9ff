import * as z from 'zod';

/** What models write and read well enough to be asked; another is refused instead of guessed at. */
export const languages = [
  'bash',
  'c',
  'cpp',
  'csharp',
  'css',
  'dart',
  'elixir',
  'go',
  'haskell',
  'html',
  'java',
  'javascript',
  'json',
  'kotlin',
  'lua',
  'markdown',
  'perl',
  'php',
  'powershell',
  'python',
  'r',
  'ruby',
  'rust',
  'scala',
  'sql',
  'swift',
  'typescript',
  'yaml',
] as const;

export const language = z
  .enum(languages)
  .meta({ description: 'The language of the code; get_supported_languages lists them.' });
