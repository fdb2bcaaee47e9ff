import { plural } from '../counts.ts';
import type { Check } from './check.ts';

export const dependencyChecks: readonly Check[] = [
  {
    id: 'lock_file',
    title: 'Lock files say which versions are meant',
    mapsTo: [
      ['openssf_scorecard', 'Pinned-Dependencies'],
      ['owasp_asvs', '5.0 V15.2: Security Architecture and Dependencies'],
      ['nist_ssdf', 'PW.4.1'],
    ],
    look: ({ dependencies: { lockFiles, notRead } }) => {
      const missing = notRead.filter(({ reason }) => reason === 'there is no lock file for it');
      if (missing.length > 0) {
        return {
          status: 'fail',
          evidence: `no lock file for ${missing
            .map(({ file }) => file)
            .slice(0, 10)
            .join(', ')}`,
          advice: 'Commit the lock file that the package manager writes.',
        };
      }
      if (lockFiles.length > 0)
        return {
          status: 'pass',
          evidence: lockFiles
            .map(({ file }) => file)
            .slice(0, 10)
            .join(', '),
        };
      const unknown = notRead.map(({ file }) => file).slice(0, 10);
      const why =
        unknown.length === 0 ? 'nothing here names dependencies' : `there is no reader for ${unknown.join(', ')}`;
      return { status: 'not checked', evidence: why };
    },
  },
  {
    id: 'pinned_dependencies',
    title: 'Every dependency is pinned to one version',
    mapsTo: [
      ['openssf_scorecard', 'Pinned-Dependencies'],
      ['nist_ssdf', 'PW.4.1'],
    ],
    look: ({ dependencies: { lockFiles, all } }) => {
      if (lockFiles.length === 0) return { status: 'not checked', evidence: 'there is no file that could pin any' };
      const open = lockFiles.filter(({ unpinned }) => unpinned > 0);
      if (open.length === 0) return { status: 'pass', evidence: plural(all.length, 'pinned package') };
      return {
        status: 'fail',
        evidence: open
          .map(({ file, unpinned }) => `${file}: ${unpinned} not pinned`)
          .slice(0, 10)
          .join(', '),
        advice: 'Name one version each (name==1.2.3), best with hashes.',
      };
    },
  },
  {
    id: 'no_known_vulnerabilities',
    title: 'No known vulnerabilities in dependencies',
    mapsTo: [
      ['openssf_scorecard', 'Vulnerabilities'],
      ['owasp_asvs', '5.0 V15.2: Security Architecture and Dependencies'],
      ['nist_ssdf', 'PW.4.4'],
      ['openssf_best_practices', 'vulnerabilities_fixed_60_days'],
    ],
    look: ({ audit }) => {
      const { status, vulnerabilities, summary } = audit;
      if (vulnerabilities !== null && vulnerabilities.length > 0) {
        return {
          status: 'fail',
          evidence: summary,
          advice: 'Update what has a version that mends it; audit_dependencies names them.',
        };
      }
      if (status === 'checked')
        return {
          status: 'pass',
          evidence: `${summary}; advisories up to ${audit.advisories.newest ?? 'an unknown date'}`,
        };
      return { status: 'not checked', evidence: status === 'no data' ? `${summary}; give advisories` : summary };
    },
  },
];
