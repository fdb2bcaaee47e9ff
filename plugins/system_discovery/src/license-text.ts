/** A phrase that stands in the text of a licence and of no earlier one in the list. */
interface Phrase {
  readonly license: string;
  readonly phrase: RegExp;
}

const phrases: readonly Phrase[] = [
  { license: 'AGPL-3.0', phrase: /GNU AFFERO GENERAL PUBLIC LICENSE\s+Version 3/i },
  { license: 'LGPL-3.0', phrase: /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/i },
  { license: 'LGPL-2.1', phrase: /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/i },
  { license: 'GPL-3.0', phrase: /GNU GENERAL PUBLIC LICENSE\s+Version 3/i },
  { license: 'GPL-2.0', phrase: /GNU GENERAL PUBLIC LICENSE\s+Version 2/i },
  { license: 'MPL-2.0', phrase: /Mozilla Public License,? Version 2\.0/i },
  { license: 'Apache-2.0', phrase: /Apache License\s+Version 2\.0/i },
  { license: 'EPL-2.0', phrase: /Eclipse Public License - v 2\.0/i },
  { license: 'BSL-1.0', phrase: /Boost Software License - Version 1\.0/i },
  { license: 'CC0-1.0', phrase: /CC0 1\.0 Universal/i },
  { license: 'Unlicense', phrase: /This is free and unencumbered software released into the public domain/i },
  { license: 'BSD-3-Clause', phrase: /Neither the name of[\s\S]{1,300}be used to endorse or promote/i },
  { license: 'BSD-2-Clause', phrase: /Redistributions of source code must retain the above copyright/i },
  {
    license: 'ISC',
    phrase: /Permission to use, copy, modify, and\/?(?:or)? distribute this software for any purpose/i,
  },
  {
    license: 'MIT',
    phrase: /Permission is hereby granted, free of charge, to any person obtaining a copy/i,
  },
];

const licenseFile =
  /^(?:licen[cs]e|copying|unlicense)(?:[-_.](?:mit|apache|bsd|isc|mpl|gpl|lgpl|agpl|cc0|boost|lesser|lib)[\w.-]{0,20}?)?(?:\.(?:txt|md|rst))?$/i;

/** True for the names under which projects keep their licence. */
export function isLicenseFile(name: string): boolean {
  return licenseFile.test(name);
}

/** The SPDX identifier that a licence's text begins like, or `null`. A guess from its words, not a legal reading. */
export function licenseOf(text: string): string | null {
  const beginning = text.slice(0, 20_000).replaceAll(/\s+/g, ' ');
  return phrases.find(({ phrase }) => phrase.test(beginning))?.license ?? null;
}
