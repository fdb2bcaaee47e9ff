import type { Check, Standard } from './check.ts';

/** What the standards ask for as well and files do not show. It is named, so that nobody takes its absence for a pass. */
const unseen: readonly (readonly [id: string, title: string, why: string, ...(readonly [Standard, string])[]])[] = [
  [
    'branch_protection',
    'The main branch is protected',
    'it is a setting of the host',
    ['openssf_scorecard', 'Branch-Protection'],
  ],
  [
    'code_review',
    'Changes are reviewed by somebody else',
    'reviews are kept by the host',
    ['openssf_scorecard', 'Code-Review'],
    ['nist_ssdf', 'PW.7.1'],
  ],
  [
    'signed_releases',
    'Releases are signed',
    'releases are kept by the host',
    ['openssf_scorecard', 'Signed-Releases'],
    ['nist_ssdf', 'PS.2.1'],
  ],
  [
    'access_control',
    'Every access is decided on the server',
    'what a program decides is seen by testing it, not by its files',
    ['owasp_asvs', '5.0 V8: Authorization'],
  ],
  [
    'authentication',
    'Who somebody is, is proved well',
    'what a program decides is seen by testing it, not by its files',
    ['owasp_asvs', '5.0 V6: Authentication'],
  ],
  [
    'response_process',
    'Reports of vulnerabilities are answered in time',
    'it is what people do',
    ['openssf_best_practices', 'vulnerability_report_response'],
    ['nist_ssdf', 'RV.2.2'],
  ],
];

export const unseenChecks: readonly Check[] = unseen.map(([id, title, why, ...mapsTo]) => ({
  id,
  title,
  mapsTo,
  look: () => ({ status: 'not checked', evidence: `cannot be known from files: ${why}` }),
}));
